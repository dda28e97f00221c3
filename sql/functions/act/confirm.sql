-- SPDX-License-Identifier: EUPL-1.2

create or replace function act.confirm(p_request text, p_attest text, p_signature bytea)
    returns setof ledger.act_reply
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_params   json := ledger.request_params(p_request);
    v_id       bigint;
    v_sha256   bytea;
    v_proposal ledger.proposal;
    v_document json;
    v_ctx      ledger.act_context;
    v_n        int;
    v_effect   ledger.effect;
    v_reply    ledger.act_reply;
begin
    perform ledger.exact_keys(v_params, array['proposal', 'sha256']);
    v_id := ledger.param_int8(v_params, 'proposal');
    v_sha256 := ledger.param_sha256(v_params, 'sha256');
    select * into v_proposal from ledger.proposal p where p.proposal = v_id;
    if v_proposal.proposal is null then
        perform ledger.fail('LG301', 'no such proposal');
    end if;
    v_document := identity.read_document(v_proposal.sha256);
    v_ctx := ledger.begin_act('confirm', p_request, p_attest, array[v_proposal.stream],
        p_accounts => ledger.proposal_accounts(v_proposal.kind, v_proposal.subject, v_document));
    if v_ctx.replay is not null then
        return next ledger.replay(v_ctx);
        return;
    end if;
    if v_sha256 <> v_proposal.sha256 then
        perform ledger.fail('LG503', 'the confirmed document is not the proposed one',
                            jsonb_build_object('sha256', encode(v_proposal.sha256, 'hex')));
    end if;
    perform ledger.check_confirmer(v_ctx, v_proposal, v_document);
    perform rights.assert_separate(v_ctx.human, 'confirm',
                                   grants.streams_of_proposal(v_proposal.kind, v_proposal.subject));
    v_n := 1 + (select count(*) from ledger.confirmation c where c.proposal = v_id);

    v_effect.result := '{}';
    if v_n = 2 then
        case v_proposal.kind
            when 'appropriation' then v_effect := grants.apply_appropriation(v_ctx, v_id, v_document);
            when 'call' then v_effect := grants.apply_call(v_ctx, v_id, v_document);
            when 'annex' then v_effect := grants.apply_annex(v_ctx, v_id, v_document);
            else null;
        end case;
    end if;
    v_reply := ledger.append(v_ctx, v_proposal.stream,
        jsonb_build_object('proposal', v_id, 'kind', v_proposal.kind, 'subject', v_proposal.subject,
            'sha256', encode(v_proposal.sha256, 'hex'), 'n', v_n,
            'verdict', case v_n when 2 then 'effective' else 'confirmed' end)
            || coalesce(v_effect.result, '{}'),
        p_call => case when v_proposal.kind in ('call', 'annex') then split_part(v_proposal.subject, '/', 1) end,
        p_accounts => coalesce(v_effect.accounts, '{}'), p_amounts => coalesce(v_effect.amounts, '{}'),
        p_effective => v_effect.effective, p_signature => p_signature);
    insert into ledger.confirmation (proposal, n, human, person, entry)
    values (v_id, v_n::smallint, v_ctx.human, v_ctx.person, v_reply.entry);
    if v_n = 2 then
        case v_proposal.kind
            when 'register' then perform identity.apply_register(v_document, v_reply.entry);
            when 'appropriation' then perform grants.applied_appropriation(v_id, v_document, v_reply.entry);
            when 'call' then perform grants.applied_call(v_id, v_document, v_reply.entry);
            when 'annex' then perform grants.applied_annex(v_id, v_document, v_reply.entry);
        end case;
    end if;
    return next v_reply;
end
$body$;
comment on function act.confirm(text, text, bytea) is
    'Confirms a proposal; verdict "confirmed", then "effective" by another human. LG301, LG401, LG402, LG502, LG503.';
revoke all on function act.confirm(text, text, bytea) from public;
