-- SPDX-License-Identifier: EUPL-1.2
-- What proposing and confirming share.

create or replace function ledger.proposal_stream(p_kind text, p_subject text) returns text
    language sql immutable set search_path = pg_catalog, pg_temp as
$body$
    select case p_kind when 'appropriation' then 'appropriation:' || p_subject
                       when 'call' then 'call:' || p_subject
                       when 'annex' then 'call:' || split_part(p_subject, '/', 1)
                       when 'payment' then 'batch:profile'
                       else 'system' end
$body$;
comment on function ledger.proposal_stream(text, text) is 'Stream of what is proposed, so that proposals share no hot stream.';
revoke all on function ledger.proposal_stream(text, text) from public;

create or replace function ledger.proposal_accounts(p_kind text, p_subject text, p_document json) returns text[]
    language sql immutable set search_path = pg_catalog, pg_temp as
$body$
    select case p_kind
        when 'appropriation' then array['appropriation:' || p_subject || ':source',
                                        'appropriation:' || p_subject || ':unallocated']
        when 'call' then array['appropriation:' || (p_document -> 'appropriation' ->> 'id') || ':unallocated',
                               'call:' || p_subject || ':available']
        else '{}'::text[] end
$body$;
comment on function ledger.proposal_accounts(text, text, json) is 'Accounts a proposal posts to when it becomes effective.';
revoke all on function ledger.proposal_accounts(text, text, json) from public;

create or replace function ledger.is_redacted(p_sha256 bytea) returns boolean
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select exists (select from store.redacted r join store.file f on f.upload = r.upload
                   where f.sha256 = p_sha256 and f.organisation is null)
$body$;
comment on function ledger.is_redacted(bytea) is 'Whether names were erased in a document: nobody is enrolled under a hyphen.';
revoke all on function ledger.is_redacted(bytea) from public;

create or replace function ledger.confirming_act(p_kind text, p_document json) returns text
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select case when p_kind = 'recovery' then 'confirm_recovery'
                when p_kind = 'register' and identity.gives_agency_role(p_document) then 'grant_agency_role'
                else 'confirm' end
$body$;
comment on function ledger.confirming_act(text, json) is
    'Act that confirms such a proposal: a role in the agency takes one of its own, so that a signature can be '
    'demanded for it and for nothing else.';
revoke all on function ledger.confirming_act(text, json) from public;

create or replace function ledger.check_confirmer(p_ctx ledger.act_context, p_proposal ledger.proposal,
                                                  p_document json) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_first bigint;
begin
    if p_ctx.role <> all (identity.confirmers(p_proposal.kind)) then
        perform ledger.fail('LG401', 'this role does not confirm such a proposal',
                            jsonb_build_object('act', p_ctx.act, 'role', p_ctx.role));
    end if;
    if p_ctx.act <> ledger.confirming_act(p_proposal.kind, p_document) then
        perform ledger.fail('LG502', 'such a proposal is confirmed by another act', jsonb_build_object(
            'state', p_ctx.act, 'needed', ledger.confirming_act(p_proposal.kind, p_document)));
    end if;
    if (select count(*) from ledger.confirmation c where c.proposal = p_proposal.proposal) > 1 then
        perform ledger.fail('LG502', 'the proposal is effective already',
                            jsonb_build_object('state', 'effective', 'needed', 'proposed'));
    end if;
    select c.entry into v_first from ledger.confirmation c
    where c.proposal = p_proposal.proposal and identity.human_now(c.person) = p_ctx.human;
    if found then
        perform ledger.fail('LG402', 'the second confirmation is another human''s',
                            jsonb_build_object('rule', 'confirm/confirm', 'entry', v_first));
    end if;
    -- Nobody confirms what gives or takes their own roles, whichever card it names.
    if p_proposal.kind in ('register', 'recovery') and p_ctx.human = any (identity.subjects(p_document)) then
        perform ledger.fail('LG402', 'the proposal is about the confirming human',
                            jsonb_build_object('rule', 'confirm/subject', 'entry', p_proposal.entry));
    end if;
end
$body$;
comment on function ledger.check_confirmer(ledger.act_context, ledger.proposal, json) is
    'LG401 wrong role, LG502 another act or effective already, LG402 same human twice or the proposal''s own subject.';
revoke all on function ledger.check_confirmer(ledger.act_context, ledger.proposal, json) from public;
