-- SPDX-License-Identifier: EUPL-1.2

create or replace function act.record_deployment(p_request text, p_attest text, p_signature bytea)
    returns setof ledger.act_reply
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_ctx  ledger.act_context;
    v_hash text;
begin
    v_ctx := ledger.begin_act('record_deployment', p_request, p_attest, array['system']);
    if v_ctx.replay is not null then
        return next ledger.replay(v_ctx);
        return;
    end if;
    perform ledger.exact_keys(v_ctx.params, array['version', 'catalogue']);
    perform ledger.param_text(v_ctx.params, 'version', '^[0-9A-Za-z._+-]{1,64}$');
    perform ledger.param_sha256(v_ctx.params, 'catalogue');
    v_hash := meta.catalogue_hash();
    if v_hash <> v_ctx.params ->> 'catalogue' then
        perform ledger.fail('LG103', 'the installed catalogue is another one', jsonb_build_object(
            'given', v_ctx.params ->> 'catalogue', 'computed', v_hash));
    end if;
    -- The keys stand in the record so that a key slipped in beside a deployment is seen outside.
    return next ledger.append(v_ctx, 'system', jsonb_build_object(
        'catalogue', v_hash,
        'simulated_clock', ledger.clock_simulated(),
        'migrations', (select jsonb_agg(m.name || ':' || m.sha256 order by m.number) from meta.migration m),
        'attest_keys', (select coalesce(jsonb_agg(k.key_id || ':' || encode(k.public_key, 'hex')
                                                  order by k.key_id), '[]') from ledger.attest_key k)),
        p_signature => p_signature);
end
$body$;
comment on function act.record_deployment(text, text, bytea) is
    'Records a deployed version with the hash of the catalogue as it is now. LG103 when it differs.';
revoke all on function act.record_deployment(text, text, bytea) from public;
