-- register: a role, human, card, block or unit that hangs on the wrong entry, or roles that exclude each other
-- SPDX-License-Identifier: EUPL-1.2
with made (subject, entry, kinds) as (
    select 'human ' || h.human, h.entry, array['bootstrap', 'confirm', 'grant_agency_role', 'grant_access', 'recover_administrators']
    from identity.human h
    union all
    select 'person ' || p.person, p.entry, array['bootstrap', 'confirm', 'grant_agency_role', 'grant_access', 'recover_administrators']
    from identity.person p
    union all
    select 'role ' || r.role || ' of ' || r.person, r.entry, array['bootstrap', 'confirm', 'grant_agency_role', 'recover_administrators']
        || case when r.role in ('applicant', 'management') then array['grant_access', 'change_role'] else '{}' end
    from identity.role_change r
    union all
    select 'block of ' || coalesce(b.person::text, b.certificate), b.entry,
           case when b.blocked then array['block'] else array['confirm', 'grant_agency_role'] end
    from identity.block_change b
    union all
    select 'human of ' || c.person, c.entry, array['confirm', 'grant_agency_role'] from identity.human_change c
    union all
    select 'organisation ' || c.organisation, c.entry, array['confirm', 'grant_agency_role']
    from identity.organisation_change c
    union all
    select 'successor of ' || s.organisation, s.entry, array['confirm', 'grant_agency_role']
    from identity.organisation_successor s
    union all
    select 'organisation ' || o.organisation, o.entry, array['bootstrap', 'confirm', 'grant_agency_role']
    from identity.organisation o where o.entry is not null
    union all
    select 'unit of ' || u.person, u.entry, array['confirm', 'grant_agency_role', 'grant_access', 'set_unit']
    from identity.unit_change u
)
select m.subject, m.entry from made m join ledger.entry e on e.entry = m.entry where e.kind <> all (m.kinds)
union all
-- a manager gives roles of the own organisation, to another human
select 'role ' || r.role || ' of ' || r.person, r.entry
from identity.role_change r
join ledger.entry e on e.entry = r.entry and e.kind in ('grant_access', 'change_role')
join identity.person p on p.person = r.person
where p.organisation is distinct from e.organisation or p.human = e.human
union all
select 'human ' || h.human || ' with ' || string_agg(distinct r, ', '), null
from identity.person p, lateral (select identity.human_now(p.person) as human) h, unnest(identity.roles(p.person)) r
group by h.human
having bool_or(r in ('administrator', 'auditor')) and count(distinct r) > 1
