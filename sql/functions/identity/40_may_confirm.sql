-- SPDX-License-Identifier: EUPL-1.2

create or replace function identity.confirmers(p_kind text) returns text[]
    language sql immutable set search_path = pg_catalog, pg_temp as
$body$
    select case when p_kind in ('register', 'erasure', 'log') then array['administrator']
                when p_kind in ('appropriation', 'payment') then array['finance']
                when p_kind = 'recovery' then array['officer', 'finance'] else array['officer'] end
$body$;
comment on function identity.confirmers(text) is 'Roles whose holders confirm a proposal of this kind.';
revoke all on function identity.confirmers(text) from public;

create or replace function identity.may_confirm(p_proposal bigint) returns boolean
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select coalesce((
        select exists (select from unnest(identity.confirmers(p.kind)) r where identity.i_hold(r))
           and not exists (select from ledger.confirmation c where c.proposal = p.proposal
                           and (c.n = 2 or identity.human_now(c.person) = identity.human_now(ledger.current_person())))
           and not exists (select from identity.recovery s where s.proposal = p.proposal)
           and not ledger.is_redacted(p.sha256)
           and (p.kind <> 'erasure' or identity.erasure_faults(identity.read_document(p.sha256), identity.today()) = '[]')
           and (p.kind <> 'recovery' or identity.recovery_seen(p.proposal) ->> 'confirm_as' is not null)
           and (p.kind = 'recovery' or rights.personal(ledger.current_person(), 'confirm', p.stream) is null)
           and (p.kind not in ('register', 'recovery')
                or not identity.human_now(ledger.current_person()) = any (identity.subjects(identity.read_document(p.sha256))))
        from ledger.proposal p where p.proposal = p_proposal), false)
$body$;
comment on function identity.may_confirm(bigint) is
    'Whether the current person''s role and human may confirm now: not twice, nothing about oneself, '
    'and not on a case where an earlier act excludes it.';
revoke all on function identity.may_confirm(bigint) from public;

create or replace function identity.confirming_act(p_proposal bigint) returns text
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select ledger.confirming_act(p.kind, identity.read_document(p.sha256))
    from ledger.proposal p where p.proposal = p_proposal
$body$;
comment on function identity.confirming_act(bigint) is 'Act that confirms the proposal.';
revoke all on function identity.confirming_act(bigint) from public;
