-- SPDX-License-Identifier: EUPL-1.2

create or replace function act.record_refusal(p_request text, p_attest text, p_signature bytea)
    returns setof ledger.act_reply
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_params json := ledger.request_params(p_request);
    v_stream text;
    v_ctx    ledger.act_context;
begin
    perform ledger.exact_keys(v_params, array['act', 'code', 'subject', 'detail']);
    perform ledger.param_text(v_params, 'act', '^[a-z][a-z_]{0,39}$');
    perform ledger.param_text(v_params, 'code', '^LG[0-9]{3}$');
    perform ledger.param_text_or_null(v_params, 'subject', '.', 200);
    perform ledger.param_text_or_null(v_params, 'detail', '.', 1000);
    -- On the stream of the person's organisation: refusals of one must not queue behind those of all.
    select 'organisation:' || p.organisation into v_stream from identity.person p
    where p.person::text = p_request::json ->> 'person';
    v_ctx := ledger.begin_act('record_refusal', p_request, p_attest, array[coalesce(v_stream, 'system')]);
    if v_ctx.replay is not null then
        return next ledger.replay(v_ctx);
        return;
    end if;
    if (select count(*) from ledger.entry e
        where e.person = v_ctx.person and e.kind = 'record_refusal'
          and e.at > v_ctx.at - interval '1 hour') >= 20 then
        perform ledger.fail('LG406', 'too many refusals within an hour', jsonb_build_object('limit', 20));
    end if;
    return next ledger.append(v_ctx, v_stream,
        jsonb_build_object('act', v_params ->> 'act', 'code', v_params ->> 'code'),
        p_signature => p_signature);
end
$body$;
comment on function act.record_refusal(text, text, bytea) is
    'Records that an act of this person was refused: a raised act leaves no trace of its own. LG406 after 20 an hour.';
revoke all on function act.record_refusal(text, text, bytea) from public;
