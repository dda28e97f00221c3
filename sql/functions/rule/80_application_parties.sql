-- SPDX-License-Identifier: EUPL-1.2
-- Who applies: the lead and the others.
create or replace function rule.may_apply(p_call jsonb, p_kind text) returns boolean
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return p_kind in ('municipality', 'region') and p_call #> '{applicants,kinds}' ? p_kind;
end
$body$;
alter function rule.may_apply(jsonb, text) owner to ledger_owner;
comment on function rule.may_apply(jsonb, text) is 'Whether organisations of a kind may apply.';
revoke all on function rule.may_apply(jsonb, text) from public;

create or replace function rule.applicant_taken(p_call jsonb, p_cvr text, p_context jsonb)
    returns boolean
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return (p_call #>> '{applicants,one_per_municipality}')::boolean
        and p_context -> 'already_applied' ? p_cvr;
end
$body$;
alter function rule.applicant_taken(jsonb, text, jsonb) owner to ledger_owner;
comment on function rule.applicant_taken(jsonb, text, jsonb) is
    'Whether an organisation is in another application where one is the limit.';
revoke all on function rule.applicant_taken(jsonb, text, jsonb) from public;

create or replace function rule.party_fault(
    p_call jsonb, p_parties jsonb, p_index integer, p_context jsonb)
    returns text
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return (select case
        when p_call #>> '{applicants,joint}' = 'none' then 'not_allowed'
        when c.cvr = p_context ->> 'organisation' then 'is_lead'
        when exists (select from jsonb_array_elements_text(p_parties) with ordinality e
                      where e.value = c.cvr and e.ordinality <= p_index) then 'duplicate'
        when c.kind is null then 'unknown_organisation'
        when not rule.may_apply(p_call, c.kind) then 'kind_not_allowed'
        when rule.applicant_taken(p_call, c.cvr, p_context) then 'already_applied' end
      from (select p_parties ->> p_index as cvr,
                   p_context -> 'party_kinds' ->> (p_parties ->> p_index) as kind) c);
end
$body$;
alter function rule.party_fault(jsonb, jsonb, integer, jsonb) owner to ledger_owner;
comment on function rule.party_fault(jsonb, jsonb, integer, jsonb) is
    'The first thing wrong with a party, or null.';
revoke all on function rule.party_fault(jsonb, jsonb, integer, jsonb) from public;

create or replace function rule.application_kinds(p_content jsonb, p_context jsonb) returns text[]
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return array[p_context ->> 'kind']
        || array(select p_context -> 'party_kinds' ->> p.value
                   from jsonb_array_elements_text(p_content -> 'parties') p);
end
$body$;
alter function rule.application_kinds(jsonb, jsonb) owner to ledger_owner;
comment on function rule.application_kinds(jsonb, jsonb) is 'The kinds of lead and parties.';
revoke all on function rule.application_kinds(jsonb, jsonb) from public;

create or replace function rule.application_parties(p_call jsonb, p_content jsonb, p_context jsonb)
    returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_found jsonb := '[]'::jsonb;
    v_kinds constant text[] := rule.application_kinds(p_content, p_context);
    v_required constant jsonb := p_call #> '{applicants,required_kinds}';
    v_fault text;
    v_kind text;
begin
    if not rule.may_apply(p_call, p_context ->> 'kind') then
        v_found := v_found || rule.violation('organisation', 'kind_not_allowed');
    end if;
    if rule.applicant_taken(p_call, p_context ->> 'organisation', p_context) then
        v_found := v_found || rule.violation('organisation', 'already_applied');
    end if;
    for v_n in 0 .. jsonb_array_length(p_content -> 'parties') - 1 loop
        v_fault := rule.party_fault(p_call, p_content -> 'parties', v_n, p_context);
        if v_fault is not null then
            v_found := v_found || rule.violation('parties.' || v_n, v_fault);
        end if;
    end loop;
    foreach v_kind in array array['municipality', 'region'] loop
        if v_required ? v_kind and coalesce(array_position(v_kinds, v_kind), 0) = 0 then
            v_found := v_found || rule.violation('parties', v_kind || '_missing');
        end if;
    end loop;
    return v_found;
end
$body$;
alter function rule.application_parties(jsonb, jsonb, jsonb) owner to ledger_owner;
comment on function rule.application_parties(jsonb, jsonb, jsonb) is
    'Violations of the rules on who may apply with whom.';
revoke all on function rule.application_parties(jsonb, jsonb, jsonb) from public;
