-- SPDX-License-Identifier: EUPL-1.2

create or replace function act.bootstrap(p_request text, p_attest text, p_signature bytea)
    returns setof ledger.act_reply
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_ctx      ledger.act_context;
    v_document json;
    v_people   json;
    v_item     json;
    v_first    json;
    v_reply    ledger.act_reply;
begin
    v_ctx := ledger.begin_act('bootstrap', p_request, p_attest, array['system']);
    if v_ctx.replay is not null then
        return next ledger.replay(v_ctx);
        return;
    end if;
    perform ledger.exact_keys(v_ctx.params, array['sha256']);
    if exists (select from identity.human) then
        perform ledger.fail('LG502', 'administrators were enrolled before',
                            jsonb_build_object('state', 'enrolled', 'needed', 'empty'));
    end if;
    v_document := identity.read_document(ledger.param_sha256(v_ctx.params, 'sha256'));
    perform identity.check_members(v_document, array['v', 'administrators'] || identity.salt_member(v_document), 'document');
    v_people := v_document -> 'administrators';
    if (v_document ->> 'v') <> '1' or json_typeof(v_people) <> 'array' or json_array_length(v_people) <> 2 then
        perform identity.refuse_document('administrators', 'exactly_two');
    end if;
    v_first := v_people -> 0;
    for v_item in select e.value from json_array_elements(v_people) e loop
        perform identity.check_members(v_item, array['profile', 'serial_number', 'organisation',
            'organisation_name', 'name', 'proof'], 'administrators');
        perform identity.check_text(v_item, 'profile', '^[a-z0-9-]{1,32}$', 'administrators');
        perform identity.check_text(v_item, 'serial_number', '.', 'administrators');
        perform identity.check_text(v_item, 'organisation', '^[0-9]{8}$', 'administrators');
        perform identity.check_text(v_item, 'organisation_name', '.', 'administrators');
        perform identity.check_text(v_item, 'name', '.', 'administrators');
        perform identity.check_text(v_item, 'proof', '.', 'administrators');
        if v_item ->> 'organisation' <> v_first ->> 'organisation'
           or v_item ->> 'organisation_name' <> v_first ->> 'organisation_name' then
            perform identity.refuse_document('administrators', 'one_organisation');
        end if;
    end loop;

    v_reply := ledger.append(v_ctx, 'system', jsonb_build_object(
        'organisation', v_first ->> 'organisation', 'administrators', 2,
        'sha256', v_ctx.params ->> 'sha256'), p_signature => p_signature);
    insert into identity.organisation (organisation, kind, name, region, entry)
    values (v_first ->> 'organisation', 'agency', v_first ->> 'organisation_name', null, v_reply.entry)
    on conflict (organisation) do nothing;
    for v_item in select e.value from json_array_elements(v_people) e loop
        perform identity.set_roles(
            identity.enrol_person(identity.enrol_human(v_item ->> 'proof', v_reply.entry),
                v_item ->> 'organisation', v_item ->> 'profile', v_item ->> 'serial_number',
                v_item ->> 'name', v_reply.entry),
            array['administrator'], v_reply.entry);
    end loop;
    return next v_reply;
end
$body$;
comment on function act.bootstrap(text, text, bytea) is
    'Enrols the first two administrators of the agency from a document in the store, once. LG502 the second time.';
revoke all on function act.bootstrap(text, text, bytea) from public;
