-- SPDX-License-Identifier: EUPL-1.2

create or replace function act.confirm_recovery(p_request text, p_attest text, p_signature bytea)
    returns setof ledger.act_reply
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_proposal ledger.proposal := ledger.proposed('confirm_recovery', p_request, p_attest);
    v_document json := identity.read_document(v_proposal.sha256);
    v_ctx      ledger.act_context;
    v_first    ledger.entry;
    v_result   jsonb;
    v_reply    ledger.act_reply;
begin
    v_ctx := ledger.begin_act('confirm_recovery', p_request, p_attest, array[v_proposal.stream]);
    if v_ctx.replay is not null then
        return next ledger.replay(v_ctx);
        return;
    end if;
    perform ledger.assert_proposed(v_ctx, v_proposal);
    perform ledger.check_confirmer(v_ctx, v_proposal, v_document);
    perform identity.assert_recovery(v_proposal.proposal, v_ctx.at, 'proposed');
    select e.* into v_first from ledger.confirmation c join ledger.entry e on e.entry = c.entry
    where c.proposal = v_proposal.proposal;
    if v_first.role = v_ctx.role then
        perform ledger.fail('LG402', 'an officer and a finance person confirm it', jsonb_build_object(
            'rule', 'confirm_recovery/confirm_recovery', 'entry', v_first.entry));
    end if;
    v_result := jsonb_build_object('proposal', v_proposal.proposal, 'sha256', encode(v_proposal.sha256, 'hex'),
        'verdict', case when v_first.entry is null then 'confirmed' else 'scheduled' end);
    if v_first.entry is not null then
        v_result := v_result || jsonb_build_object('effective_at', ledger.rfc3339(v_ctx.at + identity.recovery_wait()));
    end if;
    v_reply := ledger.append(v_ctx, v_proposal.stream, v_result, p_signature => p_signature);
    insert into ledger.confirmation (proposal, n, human, person, entry)
    values (v_proposal.proposal, case when v_first.entry is null then 1 else 2 end, v_ctx.human, v_ctx.person, v_reply.entry);
    if v_first.entry is not null then
        insert into identity.recovery (proposal, step, at, effective_at, entry)
        values (v_proposal.proposal, 'scheduled', v_ctx.at, v_ctx.at + identity.recovery_wait(), v_reply.entry);
    end if;
    return next v_reply;
end
$body$;
comment on function act.confirm_recovery(text, text, bytea) is
    'Confirms that the administrators are lost; after an officer and a finance person the wait begins. LG301, LG402, LG502, LG503.';
revoke all on function act.confirm_recovery(text, text, bytea) from public;

create or replace function act.stop_recovery(p_request text, p_attest text, p_signature bytea)
    returns setof ledger.act_reply
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_params   json := ledger.request_params(p_request);
    v_proposal bigint;
    v_ctx      ledger.act_context;
    v_reply    ledger.act_reply;
begin
    perform ledger.exact_keys(v_params, array['proposal']);
    v_proposal := ledger.param_int8(v_params, 'proposal');
    v_ctx := ledger.begin_act('stop_recovery', p_request, p_attest, array['system']);
    if v_ctx.replay is not null then
        return next ledger.replay(v_ctx);
        return;
    end if;
    perform identity.assert_recovery(v_proposal, v_ctx.at, 'proposed', 'scheduled');
    v_reply := ledger.append(v_ctx, 'system', jsonb_build_object('proposal', v_proposal), p_signature => p_signature);
    insert into identity.recovery (proposal, step, at, entry) values (v_proposal, 'stopped', v_ctx.at, v_reply.entry);
    return next v_reply;
end
$body$;
comment on function act.stop_recovery(text, text, bytea) is
    'Ends a recovery of the administrators before it took effect: one of the agency''s deciding roles is enough. LG301, LG502.';
revoke all on function act.stop_recovery(text, text, bytea) from public;

create or replace function act.recover_administrators(p_request text, p_attest text, p_signature bytea)
    returns setof ledger.act_reply
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_params   json := ledger.request_params(p_request);
    v_proposal bigint;
    v_document json;
    v_wait     timestamptz;
    v_before   bigint[];
    v_ctx      ledger.act_context;
    v_reply    ledger.act_reply;
begin
    perform ledger.exact_keys(v_params, array['proposal']);
    v_proposal := ledger.param_int8(v_params, 'proposal');
    v_ctx := ledger.begin_act('recover_administrators', p_request, p_attest, array['system']);
    if v_ctx.replay is not null then
        return next ledger.replay(v_ctx);
        return;
    end if;
    perform identity.assert_recovery(v_proposal, v_ctx.at, 'scheduled');
    select r.effective_at into v_wait from identity.recovery r where r.proposal = v_proposal and r.step = 'scheduled';
    if v_ctx.at < v_wait then
        perform ledger.fail('LG502', 'the published wait is not over', jsonb_build_object(
            'state', 'scheduled', 'needed', ledger.rfc3339(v_wait)));
    end if;
    select identity.read_document(p.sha256) into v_document from ledger.proposal p where p.proposal = v_proposal;
    v_before := identity.administrators();
    v_reply := ledger.append(v_ctx, 'system', jsonb_build_object('proposal', v_proposal, 'discontinuity', true,
        'before', to_jsonb(v_before)), p_signature => p_signature);
    insert into identity.recovery (proposal, step, at, entry) values (v_proposal, 'done', v_ctx.at, v_reply.entry);
    perform identity.apply_recovery(v_document, v_reply.entry);
    return next v_reply;
end
$body$;
comment on function act.recover_administrators(text, text, bytea) is
    'After the wait: two new administrators, the old ones are none any more, and the record says that the line was '
    'broken here. LG301, LG502, LG102.';
revoke all on function act.recover_administrators(text, text, bytea) from public;
