-- SPDX-License-Identifier: EUPL-1.2
-- What the acts that confirm share.

create or replace function ledger.proposed(p_act text, p_request text, p_attest text) returns ledger.proposal
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_params   json := ledger.request_params(p_request);
    v_id       bigint;
    v_proposal ledger.proposal;
begin
    perform ledger.exact_keys(v_params, array['proposal', 'sha256']);
    v_id := ledger.param_int8(v_params, 'proposal');
    perform ledger.param_sha256(v_params, 'sha256');
    select * into v_proposal from ledger.proposal p where p.proposal = v_id;
    if v_proposal.proposal is null then
        perform ledger.not_there(p_act, p_request, p_attest, 'no such proposal');
    end if;
    return v_proposal;
end
$body$;
comment on function ledger.proposed(text, text, text) is
    'The proposal that a request''s params {proposal, sha256} name; LG101, LG301.';
revoke all on function ledger.proposed(text, text, text) from public;

create or replace function ledger.assert_proposed(p_ctx ledger.act_context, p_proposal ledger.proposal) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    if ledger.param_sha256(p_ctx.params, 'sha256') <> p_proposal.sha256 then
        perform ledger.fail('LG503', 'the confirmed document is not the proposed one',
                            jsonb_build_object('sha256', encode(p_proposal.sha256, 'hex')));
    end if;
    if ledger.is_redacted(p_proposal.sha256) then
        perform ledger.fail('LG502', 'names were erased in the document', jsonb_build_object(
            'state', 'redacted', 'needed', 'a new document'));
    end if;
end
$body$;
comment on function ledger.assert_proposed(ledger.act_context, ledger.proposal) is
    'LG503 unless the request names the document that was proposed; LG502 when names were erased in it.';
revoke all on function ledger.assert_proposed(ledger.act_context, ledger.proposal) from public;

-- Rows of the register hang on an entry, and the entry says what they lead to: so they are tried first, hung
-- on the proposal's entry, and taken back. Only a link of two humans looks backwards; nothing else needs it.
create or replace function ledger.link_violations(p_document json, p_entry bigint) returns jsonb
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_found jsonb := '[]'::jsonb;
    v_key   int;
begin
    if not exists (select from json_array_elements(p_document -> 'changes') c where c.value ->> 'change' = 'link') then
        return null;
    end if;
    -- After streams and accounts, as in every act: whoever of them is acting is waited for and then found;
    -- whoever begins later waits for us where separation is asked. By the lock's own key, as in ledger.lock_all().
    for v_key in select distinct (identity.human_now(p.person) % 2147483647)::int as k
                 from json_array_elements(p_document -> 'changes') c,
                      lateral (values ((c.value ->> 'person')::bigint), ((c.value ->> 'to')::bigint)) p(person)
                 where c.value ->> 'change' = 'link' order by k loop
        perform pg_advisory_xact_lock(101, v_key);
    end loop;
    begin
        perform identity.apply_register(p_document, p_entry);
        select coalesce(jsonb_agg(v.violation), '[]'::jsonb) into v_found
        from (select distinct identity.human_now((c.value ->> 'to')::bigint) as human
              from json_array_elements(p_document -> 'changes') c where c.value ->> 'change' = 'link') h,
             lateral (select to_jsonb(r) as violation from rights.recheck_human(h.human) r limit 50) v;
        raise exception using errcode = 'LG000';
    exception when sqlstate 'LG000' then null;
    end;
    return v_found;
end
$body$;
comment on function ledger.link_violations(json, bigint) is
    'Pairs of acts on open cases that exclude each other once two humans of the document are one: at most 50 a '
    'human; null when it links nobody. What was done stays done, and is reported.';
revoke all on function ledger.link_violations(json, bigint) from public;

create or replace function ledger.confirm_proposal(
    p_ctx ledger.act_context, p_proposal ledger.proposal, p_document json, p_signature bytea)
    returns ledger.act_reply
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_n      int;
    v_effect ledger.effect;
    v_reply  ledger.act_reply;
begin
    perform ledger.assert_proposed(p_ctx, p_proposal);
    perform ledger.check_confirmer(p_ctx, p_proposal, p_document);
    v_n := 1 + (select count(*) from ledger.confirmation c where c.proposal = p_proposal.proposal);
    v_effect.result := '{}';
    if p_proposal.kind = 'erasure' then -- whoever confirms first is told as well
        v_effect := identity.plan_erasure(p_document, p_ctx.at);
    end if;
    if v_n = 2 then
        case p_proposal.kind
            when 'appropriation' then v_effect := grants.apply_appropriation(p_ctx, p_proposal.proposal, p_document);
            when 'call' then v_effect := grants.apply_call(p_ctx, p_proposal.proposal, p_document);
            when 'annex' then v_effect := grants.apply_annex(p_ctx, p_proposal.proposal, p_document);
            when 'payment' then v_effect := grants.apply_payment(p_ctx, p_proposal.proposal, p_document);
            when 'erasure' then null;
            when 'mileage' then v_effect := grants.apply_mileage(p_ctx, p_proposal.proposal, p_document);
            else v_effect.result := jsonb_strip_nulls(jsonb_build_object(
                'violations', ledger.link_violations(p_document, p_proposal.entry)));
        end case;
    end if;
    v_reply := ledger.append(p_ctx, p_proposal.stream,
        jsonb_build_object('proposal', p_proposal.proposal, 'kind', p_proposal.kind, 'subject', p_proposal.subject,
            'sha256', encode(p_proposal.sha256, 'hex'), 'n', v_n,
            'verdict', case v_n when 2 then 'effective' else 'confirmed' end)
            || case when v_n = 2 then coalesce(v_effect.result, '{}') else '{}' end,
        p_call => case when p_proposal.kind in ('call', 'annex') then split_part(p_proposal.subject, '/', 1) end,
        p_accounts => coalesce(v_effect.accounts, '{}'), p_amounts => coalesce(v_effect.amounts, '{}'),
        p_effective => v_effect.effective, p_signature => p_signature);
    insert into ledger.confirmation (proposal, n, human, person, entry)
    values (p_proposal.proposal, v_n::smallint, p_ctx.human, p_ctx.person, v_reply.entry);
    if v_n = 2 then
        case p_proposal.kind
            when 'register' then perform identity.apply_register(p_document, v_reply.entry);
            when 'appropriation' then perform grants.applied_appropriation(p_proposal.proposal, p_document, v_reply.entry);
            when 'call' then perform grants.applied_call(p_proposal.proposal, p_document, v_reply.entry);
            when 'annex' then perform grants.applied_annex(p_proposal.proposal, p_document, v_reply.entry);
            when 'payment' then perform grants.applied_payment(p_proposal.proposal, p_document, v_reply.entry);
            when 'erasure' then perform identity.apply_erasure(p_document, v_reply.entry);
            when 'log' then null; -- act.begin_log() carries it out
            when 'mileage' then perform grants.applied_mileage(p_document, v_reply.entry);
        end case;
    end if;
    return v_reply;
end
$body$;
comment on function ledger.confirm_proposal(ledger.act_context, ledger.proposal, json, bytea) is
    'Records a confirmation; the second makes the proposal effective.';
revoke all on function ledger.confirm_proposal(ledger.act_context, ledger.proposal, json, bytea) from public;
