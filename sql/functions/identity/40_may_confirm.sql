-- SPDX-License-Identifier: EUPL-1.2

create or replace function identity.may_confirm(p_proposal bigint) returns boolean
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select coalesce((
        select identity.holds_role(m.person, case p.kind when 'register' then 'administrator'
                                                         when 'appropriation' then 'finance'
                                                         else 'officer' end)
           and not exists (select from ledger.confirmation c where c.proposal = p.proposal
                           and (c.human = m.human or c.n = 2))
        from ledger.proposal p, identity.person m
        where p.proposal = p_proposal and m.person = ledger.current_person()), false)
$body$;
comment on function identity.may_confirm(bigint) is 'Whether the current person''s role and human may confirm now.';
revoke all on function identity.may_confirm(bigint) from public;
