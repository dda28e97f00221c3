-- SPDX-License-Identifier: EUPL-1.2
-- Texts, hours per unit and the sum applied for.
create or replace function rule.application_units(p_call jsonb, p_hours jsonb) returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_found jsonb := '[]'::jsonb;
    v_count constant integer := jsonb_array_length(p_hours);
    v_hours bigint;
begin
    if not (p_call #>> '{budget,unit_hours}')::boolean then
        return case when v_count = 0 then v_found
            else v_found || rule.violation('unit_hours', 'not_allowed') end;
    end if;
    if v_count = 0 then
        v_found := v_found || rule.violation('unit_hours', 'missing');
    elsif v_count > (p_call #>> '{limits,cap,units_in_all}')::integer then
        v_found := v_found || rule.violation('unit_hours', 'too_many');
    end if;
    for v_n in 0 .. v_count - 1 loop
        v_hours := (p_hours ->> v_n)::bigint;
        if v_hours <= 0 then
            v_found := v_found || rule.violation('unit_hours.' || v_n, 'not_positive');
        elsif v_hours > 10000 then
            v_found := v_found || rule.violation('unit_hours.' || v_n, 'too_large');
        end if;
    end loop;
    return v_found;
end
$body$;
alter function rule.application_units(jsonb, jsonb) owner to ledger_owner;
comment on function rule.application_units(jsonb, jsonb) is 'Violations in the hours per unit.';
revoke all on function rule.application_units(jsonb, jsonb) from public;

create or replace function rule.application_applied(p_call jsonb, p_content jsonb, p_context jsonb)
    returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_found jsonb := '[]'::jsonb;
    v_applied constant bigint := (p_content ->> 'applied_ore')::bigint;
    v_cap constant bigint := case p_call #>> '{limits,cap,kind}'
        when 'annex' then (p_context ->> 'cap_ore')::bigint
        when 'per_unit' then (p_call #>> '{limits,cap,per_unit_ore}')::bigint
            * jsonb_array_length(p_content -> 'unit_hours') end;
    v_budget bigint;
begin
    if v_applied <= 0 then
        return v_found || rule.violation('applied_ore', 'not_positive');
    end if;
    if v_applied > 1000000000000000 then
        return v_found || rule.violation('applied_ore', 'too_large');
    end if;
    select coalesce(sum(rule.line_ore(b.value)), 0)::bigint into v_budget
      from jsonb_array_elements(p_content -> 'budget') b;
    if v_applied > v_budget then
        v_found := v_found || rule.violation('applied_ore', 'above_budget');
    end if;
    if v_applied > v_cap then
        v_found := v_found || rule.violation('applied_ore', 'above_cap');
    end if;
    return v_found;
end
$body$;
alter function rule.application_applied(jsonb, jsonb, jsonb) owner to ledger_owner;
comment on function rule.application_applied(jsonb, jsonb, jsonb) is
    'Violations in the sum applied for.';
revoke all on function rule.application_applied(jsonb, jsonb, jsonb) from public;
