-- SPDX-License-Identifier: EUPL-1.2

create or replace function act.begin_log(p_request text, p_attest text, p_signature bytea)
    returns setof ledger.act_reply
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_params   json := ledger.request_params(p_request);
    v_id       bigint;
    v_proposal ledger.proposal;
    v_document json;
    v_stream   text;
    v_ctx      ledger.act_context;
begin
    perform ledger.exact_keys(v_params, array['proposal']);
    v_id := ledger.param_int8(v_params, 'proposal');
    select * into v_proposal from ledger.proposal p where p.proposal = v_id and p.kind = 'log';
    if v_proposal.proposal is null then
        perform ledger.not_there('begin_log', p_request, p_attest, 'no such proposal');
    end if;
    v_document := identity.read_document(v_proposal.sha256);
    v_stream := 'log:' || substring(v_document ->> 'origin' from '([0-9]+)$');
    v_ctx := ledger.begin_act('begin_log', p_request, p_attest, array[v_stream]);
    if v_ctx.replay is not null then
        return next ledger.replay(v_ctx);
        return;
    end if;
    if (select count(*) from ledger.confirmation c where c.proposal = v_id) < 2 then
        perform ledger.fail('LG502', 'two administrators confirm it first',
                            jsonb_build_object('state', 'proposed', 'needed', 'effective'));
    end if;
    -- In a log that goes on, the entry would say what is not true: only the transaction that moves the log makes it.
    if not exists (select from ledger.replay_former r where r.name = 'begin_log') then
        perform ledger.fail('LG502', 'the log is begun anew by the superuser', jsonb_build_object(
            'state', 'signed', 'needed', 'begin_anew'));
    end if;
    perform ledger.check_discontinuity(v_document);
    return next ledger.append(v_ctx, v_stream, jsonb_build_object(
        'proposal', v_id, 'sha256', encode(v_proposal.sha256, 'hex'), 'former', v_document ->> 'former',
        'origin', v_document ->> 'origin', 'signed_size', (v_document ->> 'signed_size')::bigint,
        'signed_root', v_document ->> 'signed_root', 'head', v_document ->> 'head',
        'left_size', (v_document ->> 'left_size')::bigint,
        'left_root', v_document ->> 'left_root', 'missing_from', (v_document ->> 'left_size')::bigint,
        'waiting', (select count(*) from ledger.log_queue), 'reason', v_document ->> 'reason'),
        p_signature => p_signature);
end
$body$;
comment on function act.begin_log(text, text, bytea) is
    'The first entry of a log that goes on from what is left of another: what was signed, what is left, why. Only within '
    'ledger.begin_anew(). LG301, LG502.';
revoke all on function act.begin_log(text, text, bytea) from public;
