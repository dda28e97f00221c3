-- SPDX-License-Identifier: EUPL-1.2
-- Deciding on requests for access: a manager for the own organisation, an administrator to refuse. To enrol
-- somebody two administrators confirm a register document instead. Its stream is shared by all who write the
-- register (here, act/colleague, act/block): a row is never older than one of an entry with a higher number.

create or replace function act.grant_access(p_request text, p_attest text, p_signature bytea)
    returns setof ledger.act_reply
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_params  json := ledger.request_params(p_request);
    v_stream  text := ledger.stream_of_person(p_request);
    v_asked   identity.access_request;
    v_roles   text[];
    v_human   bigint;
    v_person  bigint;
    v_ctx     ledger.act_context;
    v_reply   ledger.act_reply;
begin
    perform ledger.exact_keys(v_params, array['request', 'name', 'proof', 'roles', 'unit', 'until']);
    v_ctx := ledger.begin_act('grant_access', p_request, p_attest, array[v_stream],
                              p_shared_streams => array['system']);
    if v_ctx.replay is not null then
        return next ledger.replay(v_ctx);
        return;
    end if;
    v_asked := identity.open_request(ledger.param_int8(v_params, 'request'), v_ctx.organisation);
    v_roles := identity.granted_roles(v_params);
    if ledger.param_sha256(v_params, 'name') <> v_asked.name_commitment
       or ledger.param_sha256(v_params, 'proof') is distinct from v_asked.proof_commitment then
        perform ledger.fail('LG503', 'name or proof is not the one that stands in the request');
    end if;
    if identity.proof_known((select i.value from identity.pii i where i.commitment = v_asked.proof_commitment)) then
        perform identity.refuse_document('proof', 'belongs_to_enrolled_human');
    end if;
    -- The entry names both, and the rows hang on the entry: their numbers are drawn first.
    v_human := nextval('identity.human_human_seq');
    v_person := nextval('identity.person_person_seq');
    v_reply := ledger.append(v_ctx, v_stream, jsonb_build_object('request', v_asked.request, 'person', v_person,
        'human', v_human), p_signature => p_signature);
    insert into identity.human (human, proof_commitment, entry) overriding system value
    values (v_human, v_asked.proof_commitment, v_reply.entry);
    insert into identity.person (person, human, organisation, profile, serial_number, name_commitment, entry)
    overriding system value
    values (v_person, v_human, v_asked.organisation, v_asked.profile, v_asked.serial_number,
            v_asked.name_commitment, v_reply.entry);
    perform identity.close_access(v_asked.profile, v_asked.serial_number, 'granted', v_reply.entry);
    perform identity.set_unit(v_person, ledger.param_text_or_null(v_params, 'unit', '^.{1,80}$'), v_reply.entry);
    perform identity.change_role(v_person, r, true, identity.check_day(v_params, 'until', 'params'), null, 'roles',
                                 v_reply.entry) from unnest(v_roles) r;
    return next v_reply;
end
$body$;
comment on function act.grant_access(text, text, bytea) is
    'A manager enrols a colleague who asked: a new human by the proof that was put there, with roles of the own '
    'organisation only. LG301, LG102, LG503.';
revoke all on function act.grant_access(text, text, bytea) from public;

create or replace function act.refuse_access(p_request text, p_attest text, p_signature bytea)
    returns setof ledger.act_reply
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_params json := ledger.request_params(p_request);
    v_stream text;
    v_ctx    ledger.act_context;
    v_asked  identity.access_request;
    v_reply  ledger.act_reply;
begin
    perform ledger.exact_keys(v_params, array['request', 'reason']);
    perform ledger.param_text(v_params, 'reason', '^(unknown_here|left|duplicate|wrong_organisation|other)$');
    select 'organisation:' || r.organisation into v_stream from identity.access_request r
    where r.request = ledger.param_int8(v_params, 'request');
    v_ctx := ledger.begin_act('refuse_access', p_request, p_attest, array[coalesce(v_stream, 'system')],
                              p_shared_streams => array['system']);
    if v_ctx.replay is not null then
        return next ledger.replay(v_ctx);
        return;
    end if;
    v_asked := identity.open_request(ledger.param_int8(v_params, 'request'),
                                     case v_ctx.audience when 'grantee' then v_ctx.organisation end);
    v_reply := ledger.append(v_ctx, v_stream, jsonb_build_object('request', v_asked.request),
                             p_signature => p_signature);
    perform identity.close_access(v_asked.profile, v_asked.serial_number, 'refused', v_reply.entry);
    return next v_reply;
end
$body$;
comment on function act.refuse_access(text, text, bytea) is 'Refuses a request for access. LG301.';
revoke all on function act.refuse_access(text, text, bytea) from public;
