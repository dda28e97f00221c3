-- SPDX-License-Identifier: EUPL-1.2
-- Who can do what, for those who answer for it: administrators and auditors see everybody, a manager the own
-- organisation. The condition stands in the views, as in those of the auditors: a pool alone reads nothing.

create or replace view portal.role_held with (security_barrier) as
    select distinct on (c.person, c.role) c.person, c.role, c.granted, c.until, c.deputy_for, c.entry,
           c.granted and (c.until is null or c.until >= identity.today()) as held
    from identity.role_change c
    where (select identity.i_oversee())
    order by c.person, c.role, c.change desc;
comment on view portal.role_held is 'The last word about each person and role, and whether it is held today.';

create or replace view portal.card with (security_barrier) as
    select p.person, coalesce(h.human, p.human) as human, p.organisation, p.profile, p.serial_number, p.entry,
           coalesce(i.value, identity.erased_name()) as name, u.unit, coalesce(b.blocked, false) as blocked,
           (select e.at from ledger.entry e where e.person = p.person order by e.entry desc limit 1) as last_act,
           (select max(s.last_at) from identity.seen s where s.person = p.person) as last_seen
    from identity.person p
    left join identity.pii i on i.commitment = p.name_commitment
    left join lateral (select c.human from identity.human_change c where c.person = p.person
                       order by c.change desc limit 1) h on true
    left join lateral (select c.unit from identity.unit_change c where c.person = p.person
                       order by c.change desc limit 1) u on true
    left join lateral (select c.blocked from identity.block_change c where c.person = p.person
                       order by c.change desc limit 1) b on true
    where (select identity.i_oversee());
comment on view portal.card is 'Persons as the access review shows them.';

create or replace view portal.person_event with (security_barrier) as
    select c.person, c.entry, case when c.granted then 'role_granted' else 'role_withdrawn' end as what,
           c.role, c.until, c.deputy_for, null::text as unit
    from identity.role_change c where (select identity.i_oversee())
    union all
    select c.person, c.entry, case when c.blocked then 'blocked' else 'unblocked' end, null, null, null, null
    from identity.block_change c where c.person is not null and (select identity.i_oversee())
    union all
    select c.person, c.entry, 'human_changed', null, null, null, null
    from identity.human_change c where (select identity.i_oversee())
    union all
    select c.person, c.entry, 'unit', null, null, null, c.unit
    from identity.unit_change c where (select identity.i_oversee())
    union all
    select p.person, p.entry, 'enrolled', null, null, null, null
    from identity.person p where (select identity.i_oversee());
comment on view portal.person_event is 'What was decided about persons, by which entry.';

create or replace view portal.certificate with (security_barrier) as
    select s.person, s.certificate, s.first_at, s.last_at,
           coalesce((select b.blocked from identity.block_change b where b.certificate = s.certificate
                     order by b.change desc limit 1), false) as blocked
    from identity.seen s where (select identity.i_oversee());
comment on view portal.certificate is 'Certificates that persons logged in with.';

create or replace view portal.access_request with (security_barrier) as
    select r.request, r.profile, r.serial_number, r.organisation, r.certificate, r.unit, r.at, i.value as name,
           encode(r.proof_commitment, 'hex') as proof
    from identity.access_request r left join identity.pii i on i.commitment = r.name_commitment
    where r.outcome is null and r.at > ledger.clock() - interval '30 days' and (select identity.i_oversee());
comment on view portal.access_request is 'Open requests for access.';

create or replace view portal.enrolment with (security_barrier) as
    select p.person, p.entry, e.at, (e.at at time zone 'Europe/Copenhagen')::date as day,
           least(f.person, s.person) as one, greatest(f.person, s.person) as other
    from identity.person p
    join ledger.entry e on e.entry = p.entry
    join ledger.confirmation s on s.entry = p.entry
    join ledger.confirmation f on f.proposal = s.proposal and f.n = 1
    where (select identity.i_oversee());
comment on view portal.enrolment is 'Persons whom two administrators enrolled, and which two.';
