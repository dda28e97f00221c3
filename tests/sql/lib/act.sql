-- SPDX-License-Identifier: EUPL-1.2
-- One act of the tests: begins under the name in the request, locks and posts what its params say. With it
-- the core is tested for every act name, role and login without the business around it.

create function act.test_do(p_request text, p_attest text, p_signature bytea)
    returns setof ledger.act_reply
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v          jsonb := '{}'::jsonb;
    v_act      text := 'test_post';
    v_streams  text[];
    v_accounts text[];
    v_ctx      ledger.act_context;
begin
    begin
        v := p_request::jsonb -> 'params';
        v_act := p_request::json ->> 'act';
    exception when others then null; -- ledger.begin_act() says what is wrong
    end;
    v := case jsonb_typeof(v) when 'object' then v else '{}'::jsonb end;
    v_streams := array(select jsonb_array_elements_text(coalesce(v -> 'streams', '["system"]')));
    if v ? 'by_duration' then -- the stream is not in what makes two requests the same one
        v_streams := array['call:d' || (p_request::jsonb ->> 'duration_us')];
    end if;
    v_accounts := array(select jsonb_array_elements_text(coalesce(v -> 'accounts', '[]')));
    v_ctx := ledger.begin_act(coalesce(v_act, 'test_post'), p_request, p_attest, v_streams,
        array(select jsonb_array_elements_text(coalesce(v -> 'shared', '[]'))), v_accounts);
    if v_ctx.replay is not null then
        return next ledger.replay(v_ctx);
        return;
    end if;
    if v ? 'separate' then
        perform rights.assert_separate(v_ctx.human, v_ctx.act,
            array(select jsonb_array_elements_text(coalesce(v -> 'case', to_jsonb(v_streams)))));
    end if;
    perform pg_sleep(coalesce((v ->> 'sleep_ms')::numeric, 0) / 1000);
    return next ledger.append(v_ctx, coalesce(v ->> 'write', v_streams[1]),
        jsonb_build_object('verdict', coalesce(v ->> 'verdict', 'done')) || coalesce(v -> 'result', '{}'), v ->> 'call',
        array(select jsonb_array_elements_text(coalesce(v -> 'post', v -> 'accounts', '[]'))),
        array(select jsonb_array_elements_text(coalesce(v -> 'amounts', '[]')))::bigint[],
        (v ->> 'effective')::date, p_signature);
    if v ? 'twice' then
        perform ledger.append(v_ctx, v_streams[2], '{}');
    end if;
end
$body$;
comment on function act.test_do(text, text, bytea) is 'Tests only.';
revoke all on function act.test_do(text, text, bytea) from public;
grant create on schema act to ledger_writer;
alter function act.test_do(text, text, bytea) owner to ledger_writer;
revoke create on schema act from ledger_writer;
grant usage on schema act to tilsagn_public;
grant execute on function act.test_do(text, text, bytea) to tilsagn_grantee, tilsagn_agency, tilsagn_public,
    tilsagn_sequencer, tilsagn_operator;

insert into rights.act (act, audience, role, needs_signature, description) values
    ('test_post', 'agency', 'finance', false, 'test'), ('test_post', 'agency', 'officer', false, 'test'),
    ('test_post', 'grantee', 'applicant', false, 'test'), ('test_post', 'system', '-', false, 'test'),
    ('test_signed', 'agency', 'finance', true, 'test');

delete from meta.acl;
insert into meta.acl (object, grantee, privilege) select object, grantee, privilege from meta.acl_now();

-- Like t.act, for any act name through act.test_do.
create function t.try(p_act text, p_audience text, p_person bigint, p_role text, p_params text,
                      p_key text default null, p_received_us bigint default null,
                      p_duration_us bigint default null, p_signature bytea default null) returns jsonb
    language plpgsql as
$body$
declare
    v_request text := t.request(p_act, p_audience, p_person, p_role, p_params, p_key, p_received_us, p_duration_us);
    v jsonb := t.run(t.login(p_audience), t.call('test_do', v_request, coalesce(p_signature, case when p_act <> 'test_signed'
        and v_request like '%"second_factor":{"signature":true}%' then 'cms'::bytea end)), p_person);
begin
    return case when v ? 'error' then v else (v ->> 'value')::jsonb end;
end
$body$;

create function t.tries(p_name text, p_act text, p_params text, p_key text default null,
                        p_received_us bigint default null) returns jsonb language sql as
$body$
    select t.try(p_act, case p.login when 'tilsagn_grantee' then 'grantee' else 'agency' end, p.person,
                 p.role, p_params, p_key, p_received_us)
    from t.people p where p.name = p_name
$body$;

-- Puts an appropriation of 1,000 øre in force and 600 of it into the call x, without the business around it.
create procedure t.money() language plpgsql as
$body$
begin
    if t.tries('finance-1', 'test_post', '{"streams":["appropriation:a"],"accounts":["appropriation:a:source",'
               '"appropriation:a:unallocated"],"amounts":[-1000,1000]}') ? 'error'
       or t.tries('officer-1', 'test_post', '{"streams":["call:x"],"call":"x","accounts":['
               '"appropriation:a:unallocated","call:x:available"],"amounts":[-600,600]}') ? 'error' then
        raise exception 'money';
    end if;
end
$body$;
