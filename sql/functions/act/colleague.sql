-- SPDX-License-Identifier: EUPL-1.2
-- What a manager decides about colleagues of the own organisation.

create or replace function act.change_role(p_request text, p_attest text, p_signature bytea)
    returns setof ledger.act_reply
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_params     json := ledger.request_params(p_request);
    v_stream     text := ledger.stream_of_person(p_request);
    v_person     bigint;
    v_role       text;
    v_deputy_for bigint;
    v_ctx        ledger.act_context;
    v_reply      ledger.act_reply;
begin
    perform ledger.exact_keys(v_params, array['person', 'role', 'granted', 'until', 'deputy_for']);
    v_role := ledger.param_text(v_params, 'role', '^(applicant|management)$');
    if json_typeof(v_params -> 'granted') <> 'boolean' then
        perform ledger.refuse_request('params.granted');
    end if;
    perform ledger.param_text_or_null(v_params, 'until', '^[12][0-9]{3}-[01][0-9]-[0-3][0-9]$');
    if json_typeof(v_params -> 'deputy_for') <> 'null' then
        v_deputy_for := ledger.param_int8(v_params, 'deputy_for');
    end if;
    v_ctx := ledger.begin_act('change_role', p_request, p_attest, array[v_stream], p_shared_streams => array['system']);
    if v_ctx.replay is not null then
        return next ledger.replay(v_ctx);
        return;
    end if;
    v_person := identity.colleague(v_ctx, ledger.param_int8(v_params, 'person'));
    if v_deputy_for is not null and not exists (select from identity.person p where p.person = v_deputy_for) then
        perform identity.refuse_document('deputy_for', 'unknown');
    end if;
    v_reply := ledger.append(v_ctx, v_stream, (v_params::jsonb), p_signature => p_signature);
    perform identity.change_role(v_person, v_role, (v_params ->> 'granted')::boolean,
        identity.check_day(v_params, 'until', 'params'), v_deputy_for, 'params', v_reply.entry);
    return next v_reply;
end
$body$;
comment on function act.change_role(text, text, bytea) is
    'A manager gives or takes applicant or management of the own organisation, for a while or as a deputy too; '
    'never of their own human. LG301, LG403, LG402, LG102.';
revoke all on function act.change_role(text, text, bytea) from public;

create or replace function act.set_unit(p_request text, p_attest text, p_signature bytea)
    returns setof ledger.act_reply
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_params json := ledger.request_params(p_request);
    v_stream text := ledger.stream_of_person(p_request);
    v_person bigint;
    v_unit   text;
    v_ctx    ledger.act_context;
    v_reply  ledger.act_reply;
begin
    perform ledger.exact_keys(v_params, array['person', 'unit']);
    v_unit := ledger.param_text_or_null(v_params, 'unit', '^.{1,80}$');
    v_ctx := ledger.begin_act('set_unit', p_request, p_attest, array[v_stream], p_shared_streams => array['system']);
    if v_ctx.replay is not null then
        return next ledger.replay(v_ctx);
        return;
    end if;
    -- a unit gives nothing that the manager could not give anybody, so their own is theirs to set
    v_person := identity.colleague_or_self(v_ctx, ledger.param_int8(v_params, 'person'));
    if identity.unit_now(v_person) is not distinct from v_unit then
        perform ledger.fail('LG502', 'the person belongs to that unit',
                            jsonb_build_object('state', 'same', 'needed', 'other'));
    end if;
    v_reply := ledger.append(v_ctx, v_stream, v_params::jsonb, p_signature => p_signature);
    perform identity.set_unit(v_person, v_unit, v_reply.entry);
    return next v_reply;
end
$body$;
comment on function act.set_unit(text, text, bytea) is
    'A manager says which unit somebody of the own organisation belongs to. LG301, LG403, LG502.';
revoke all on function act.set_unit(text, text, bytea) from public;
