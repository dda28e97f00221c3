-- SPDX-License-Identifier: EUPL-1.2

create or replace function act.block(p_request text, p_attest text, p_signature bytea)
    returns setof ledger.act_reply
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_params      json := ledger.request_params(p_request);
    v_person      bigint;
    v_certificate text;
    v_stream      text := 'system';
    v_ctx         ledger.act_context;
    v_reply       ledger.act_reply;
begin
    perform ledger.exact_keys(v_params, array['person', 'certificate', 'reason']);
    perform ledger.param_text(v_params, 'reason', '^(lost|stolen|left|suspicion|mistake|other)$');
    v_certificate := ledger.param_text_or_null(v_params, 'certificate', '^[0-9a-f]{64}$');
    if (json_typeof(v_params -> 'person') = 'null') = (v_certificate is null) then
        perform ledger.refuse_request('params.person');
    end if;
    if v_certificate is null then
        v_person := ledger.param_int8(v_params, 'person');
        select 'organisation:' || p.organisation into v_stream from identity.person p where p.person = v_person;
        if v_stream is null then
            perform ledger.not_there('block', p_request, p_attest, 'no such person');
        end if;
    end if;
    v_ctx := ledger.begin_act('block', p_request, p_attest, array[v_stream], p_shared_streams => array['system']);
    if v_ctx.replay is not null then
        return next ledger.replay(v_ctx);
        return;
    end if;
    if identity.blocked(v_person, v_certificate) then
        perform ledger.fail('LG502', 'blocked already', jsonb_build_object('state', 'blocked', 'needed', 'free'));
    end if;
    v_reply := ledger.append(v_ctx, v_stream, '{}', p_signature => p_signature);
    insert into identity.block_change (person, certificate, blocked, entry)
    values (v_person, v_certificate, true, v_reply.entry);
    return next v_reply;
end
$body$;
comment on function act.block(text, text, bytea) is
    'Blocks a person or a certificate from the next request on; one administrator is enough, and a CRL that '
    'forgets the certificate again changes nothing. LG301, LG502.';
revoke all on function act.block(text, text, bytea) from public;
