-- SPDX-License-Identifier: EUPL-1.2
-- Whom a manager may decide about.

create or replace function identity.colleague_or_self(p_ctx ledger.act_context, p_person bigint) returns bigint
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_organisation text;
begin
    select p.organisation into v_organisation from identity.person p where p.person = p_person;
    if v_organisation is null then
        perform ledger.fail('LG301', 'no such person');
    elsif v_organisation <> p_ctx.organisation then
        perform ledger.fail('LG403', 'the person belongs to another organisation');
    end if;
    return p_person;
end
$body$;
comment on function identity.colleague_or_self(ledger.act_context, bigint) is
    'A person of the acting person''s organisation; LG301 unknown, LG403 of another.';
revoke all on function identity.colleague_or_self(ledger.act_context, bigint) from public;

create or replace function identity.colleague(p_ctx ledger.act_context, p_person bigint) returns bigint
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    perform identity.colleague_or_self(p_ctx, p_person);
    if identity.human_now(p_person) = p_ctx.human then
        perform ledger.fail('LG402', 'nobody changes their own roles', jsonb_build_object(
            'rule', p_ctx.act || '/subject', 'entry', null));
    end if;
    return p_person;
end
$body$;
comment on function identity.colleague(ledger.act_context, bigint) is
    'The same, and another human under whatever card; LG402.';
revoke all on function identity.colleague(ledger.act_context, bigint) from public;

create or replace function identity.granted_roles(p_params json) returns text[]
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    if json_typeof(p_params -> 'roles') is distinct from 'array'
       or exists (select from json_array_elements_text(p_params -> 'roles') r
                  where r is null or r not in ('applicant', 'management'))
       or (select count(*) = 0 or count(*) <> count(distinct r) from json_array_elements_text(p_params -> 'roles') r) then
        perform identity.refuse_document('roles', 'value');
    end if;
    return array(select json_array_elements_text(p_params -> 'roles'));
end
$body$;
comment on function identity.granted_roles(json) is 'One or both roles that a manager may give; LG102.';
revoke all on function identity.granted_roles(json) from public;
