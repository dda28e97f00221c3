-- SPDX-License-Identifier: EUPL-1.2
-- When the administrators are lost: the operator proposes two new ones, an officer and a finance person
-- confirm, everyone is told, and only after a wait that anybody of the agency's deciding roles can end may
-- the operator carry it out. Whoever is not lost has a week to say so.

create or replace function identity.recovery_wait() returns interval
    language sql immutable set search_path = pg_catalog, pg_temp as
$body$select interval '7 days'$body$;
comment on function identity.recovery_wait() is 'From the second confirmation of a recovery to its earliest effect.';
revoke all on function identity.recovery_wait() from public;

create or replace function identity.recovery_shown() returns interval
    language sql immutable set search_path = pg_catalog, pg_temp as
$body$select interval '30 days'$body$;
comment on function identity.recovery_shown() is
    'How long everyone is told of a recovery that took effect, and how long one waits to be confirmed or carried out.';
revoke all on function identity.recovery_shown() from public;

create or replace function identity.check_recovery(p_document json, p_at timestamptz) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_item  json;
    v_n     bigint;
    v_field text;
begin
    perform identity.check_members(p_document, array['v', 'reason', 'administrators'] || identity.salt_member(p_document), 'document');
    perform identity.check_text(p_document, 'reason', '.', 'document');
    if (p_document ->> 'v') <> '1' or json_typeof(p_document -> 'administrators') <> 'array'
       or json_array_length(p_document -> 'administrators') <> 2 then
        perform identity.refuse_document('administrators', 'exactly_two');
    end if;
    for v_item, v_n in select e.value, e.n - 1 from json_array_elements(p_document -> 'administrators')
                       with ordinality e(value, n) loop
        v_field := 'administrators.' || v_n;
        perform identity.check_members(v_item, array['profile', 'serial_number', 'organisation', 'name', 'proof'], v_field);
        perform identity.check_text(v_item, 'profile', '^[a-z0-9-]{1,32}$', v_field);
        perform identity.check_text(v_item, 'serial_number', '.', v_field);
        perform identity.check_text(v_item, 'name', '.', v_field);
        perform identity.check_text(v_item, 'proof', '.', v_field);
        if identity.kind_now(v_item ->> 'organisation') is distinct from 'agency' then
            perform identity.refuse_document(v_field || '.organisation', 'unknown');
        end if;
    end loop;
    if p_document #>> '{administrators,0,proof}' = p_document #>> '{administrators,1,proof}' then
        perform identity.refuse_document('administrators.1.proof', 'same_human');
    end if;
    if exists (select from identity.recovery r where r.step = 'scheduled' and r.at > p_at - identity.recovery_shown()
               and not exists (select from identity.recovery s where s.proposal = r.proposal and s.step <> 'scheduled')) then
        perform ledger.fail('LG502', 'a recovery waits already', jsonb_build_object('state', 'scheduled', 'needed', 'none'));
    end if;
end
$body$;
comment on function identity.check_recovery(json, timestamptz) is
    'LG102 unless the document names two new administrators of the agency; LG502 while another recovery waits.';
revoke all on function identity.check_recovery(json, timestamptz) from public;

create or replace function identity.recovery_state(p_proposal bigint, p_now timestamptz) returns text
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select case
        when exists (select from identity.recovery r where r.proposal = p.proposal and r.step = 'done') then 'done'
        when exists (select from identity.recovery r where r.proposal = p.proposal and r.step = 'stopped') then 'stopped'
        when s.effective_at + identity.recovery_shown() <= p_now
          or s.effective_at is null and e.at + identity.recovery_shown() <= p_now then 'lapsed'
        when s.effective_at is not null then 'scheduled' else 'proposed' end
    from ledger.proposal p join ledger.entry e on e.entry = p.entry
    left join identity.recovery s on s.proposal = p.proposal and s.step = 'scheduled'
    where p.proposal = p_proposal and p.kind = 'recovery'
$body$;
comment on function identity.recovery_state(bigint, timestamptz) is
    'proposed, scheduled, stopped, done or lapsed; null for another proposal.';
revoke all on function identity.recovery_state(bigint, timestamptz) from public;

create or replace function identity.recovery_person(p_item json, p_field text, p_entry bigint) returns bigint
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_person bigint := identity.find(p_item ->> 'profile', p_item ->> 'serial_number');
    v_human  bigint;
begin
    if v_person is not null then
        if not exists (select from identity.person p
                       where p.person = v_person and p.organisation = p_item ->> 'organisation') then
            perform identity.refuse_document(p_field || '.organisation', 'differs_from_enrolment');
        end if;
        return v_person;
    end if;
    -- who was enrolled before and comes with a new card is the same human
    select h.human into v_human from identity.pii i join identity.human h on h.proof_commitment = i.commitment
    where i.field = 'proof' and i.value = p_item ->> 'proof';
    return identity.enrol_person(coalesce(v_human, identity.enrol_human(p_item ->> 'proof', p_entry)),
        p_item ->> 'organisation', p_item ->> 'profile', p_item ->> 'serial_number', p_item ->> 'name', p_entry);
end
$body$;
comment on function identity.recovery_person(json, text, bigint) is 'The person of one new administrator, enrolled where unknown; LG102.';
revoke all on function identity.recovery_person(json, text, bigint) from public;

create or replace function identity.administrators() returns bigint[]
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select coalesce(array_agg(r.person order by r.person), '{}')
    from (select distinct c.person from identity.role_change c where c.role = 'administrator') r
    where identity.holds_role(r.person, 'administrator')
$body$;
comment on function identity.administrators() is 'Persons that hold the role today.';
revoke all on function identity.administrators() from public;

create or replace function identity.apply_recovery(p_document json, p_entry bigint) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_new bigint[];
    v_old bigint;
begin
    v_new := array[
        identity.recovery_person(p_document #> '{administrators,0}', 'administrators.0', p_entry),
        identity.recovery_person(p_document #> '{administrators,1}', 'administrators.1', p_entry)];
    if identity.human_now(v_new[1]) = identity.human_now(v_new[2]) then
        perform identity.refuse_document('administrators.1.proof', 'same_human');
    end if;
    foreach v_old in array identity.administrators() loop
        if v_old <> all (v_new) then
            insert into identity.role_change (person, role, granted, entry) values (v_old, 'administrator', false, p_entry);
        end if;
    end loop;
    perform identity.set_roles(v_new[1], array['administrator'], p_entry);
    perform identity.set_roles(v_new[2], array['administrator'], p_entry);
end
$body$;
comment on function identity.apply_recovery(json, bigint) is
    'The two of the document are administrators from now on, and nobody else is; LG102 when one holds another role.';
revoke all on function identity.apply_recovery(json, bigint) from public;

create or replace function identity.recovery_seen(p_proposal bigint) returns json
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select json_build_object('state', r.state, 'effective_at', ledger.rfc3339(s.effective_at),
        'confirm_as', case when r.state = 'proposed' then (
            select w.role from unnest(identity.confirmers(p.kind)) with ordinality w(role, n)
            where identity.i_hold(w.role) and not exists (
                select from ledger.confirmation c join ledger.entry e on e.entry = c.entry
                where c.proposal = p.proposal and e.role = w.role) order by w.n limit 1) end,
        'may_stop', r.state in ('proposed', 'scheduled') and (identity.i_hold('administrator')
            or identity.i_hold('officer') or identity.i_hold('finance')))
    from ledger.proposal p
    cross join lateral (select identity.recovery_state(p.proposal, ledger.clock()) as state) r
    left join identity.recovery s on s.proposal = p.proposal and s.step = 'scheduled'
    where p.proposal = p_proposal and p.kind = 'recovery'
$body$;
comment on function identity.recovery_seen(bigint) is
    'How a recovery stands, in which role the current person could confirm it, and whether they could stop it; '
    'null for another proposal.';
revoke all on function identity.recovery_seen(bigint) from public;

create or replace function identity.confirmed_as(p_entry bigint) returns text
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select e.role from ledger.confirmation c join ledger.entry e on e.entry = c.entry where c.entry = p_entry
$body$;
comment on function identity.confirmed_as(bigint) is 'Role in which a proposal was confirmed by this entry; null for another entry.';
revoke all on function identity.confirmed_as(bigint) from public;

create or replace function identity.notice() returns json
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_now timestamptz := ledger.clock();
    v     record;
    v_end timestamptz;
begin
    for v in select p.proposal, e.at, identity.recovery_state(p.proposal, v_now) as state,
                    max(r.effective_at) as effective_at, max(r.at) as last
             from ledger.proposal p join ledger.entry e on e.entry = p.entry
             left join identity.recovery r on r.proposal = p.proposal
             where p.kind = 'recovery' group by p.proposal, e.at order by p.proposal desc limit 5
    loop
        v_end := case v.state when 'stopped' then v.last + identity.recovery_wait()
                              when 'done' then v.last + identity.recovery_shown()
                              when 'scheduled' then v.effective_at + identity.recovery_shown()
                              else v.at + identity.recovery_shown() end;
        if v.state <> 'lapsed' and v_now < v_end then
            return json_build_object('kind', 'administrators_recovery', 'state', v.state, 'proposal', v.proposal,
                'since', ledger.rfc3339(v.at), 'effective_at', ledger.rfc3339(v.effective_at),
                'shown_until', ledger.rfc3339(v_end));
        end if;
    end loop;
    return null;
end
$body$;
comment on function identity.notice() is
    'What everyone must be told on every page and answer: that the administrators are being or were replaced; null otherwise.';
revoke all on function identity.notice() from public;

create or replace function identity.assert_recovery(
    p_proposal bigint, p_now timestamptz, p_state text, p_or text default null) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_state text := identity.recovery_state(p_proposal, p_now);
begin
    if v_state is null then
        perform ledger.fail('LG301', 'no such recovery');
    elsif v_state <> p_state and v_state is distinct from p_or then
        perform ledger.fail('LG502', 'the recovery does not allow this now', jsonb_build_object(
            'state', v_state, 'needed', p_state));
    end if;
end
$body$;
comment on function identity.assert_recovery(bigint, timestamptz, text, text) is
    'LG301 unless it is a recovery, LG502 unless it is in one of these states.';
revoke all on function identity.assert_recovery(bigint, timestamptz, text, text) from public;
