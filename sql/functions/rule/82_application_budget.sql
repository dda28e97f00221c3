-- SPDX-License-Identifier: EUPL-1.2
-- The budget of an application, line by line.
create or replace function rule.budget_amounts(
    p_call jsonb, p_amounts jsonb, p_at text, p_first_year bigint)
    returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_found jsonb := '[]'::jsonb;
    v_before bigint := 0::bigint;
    v_fault text;
    v record;
begin
    if jsonb_array_length(p_amounts) = 0 then
        v_found := v_found || rule.violation(p_at || 'amounts', 'missing');
    end if;
    for v in
        select p_at || 'amounts.' || (a.ordinality - 1) || '.' as at,
               (a.value ->> 'year')::bigint as year, (a.value ->> 'amount_ore')::bigint as ore
          from jsonb_array_elements(p_amounts) with ordinality a order by a.ordinality
    loop
        if not rule.inside_years(p_call, v.year) then
            v_found := v_found || rule.violation(v.at || 'year', 'outside_period');
        elsif v.year <= v_before then
            v_found := v_found || rule.violation(v.at || 'year', 'not_ascending');
        end if;
        v_fault := coalesce(rule.amount_fault(v.ore),
            case when v.ore > 0 and v.year < p_first_year then 'before_first_day' end);
        if v_fault is not null then
            v_found := v_found || rule.violation(v.at || 'amount_ore', v_fault);
        end if;
        v_before := v.year;
    end loop;
    return v_found;
end
$body$;
alter function rule.budget_amounts(jsonb, jsonb, text, bigint) owner to ledger_owner;
comment on function rule.budget_amounts(jsonb, jsonb, text, bigint) is
    'Violations in the amounts of one budget line.';
revoke all on function rule.budget_amounts(jsonb, jsonb, text, bigint) from public;

create or replace function rule.category_fault(p_call jsonb, p_category text, p_applied_ore bigint)
    returns text
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_category jsonb;
begin
    select c.value into v_category from jsonb_array_elements(p_call -> 'categories') c
     where c.value ->> 'code' = p_category;
    return case
        when v_category is null then 'not_eligible'
        when v_category ->> 'only_if' = 'auditor_required'
            and rule.sign_off_requirement(p_call, 'final', p_applied_ore, '{}') <> 'auditor'
            then 'audit_not_required' end;
end
$body$;
alter function rule.category_fault(jsonb, text, bigint) owner to ledger_owner;
comment on function rule.category_fault(jsonb, text, bigint) is
    'Why a cost category cannot be used, or null.';
revoke all on function rule.category_fault(jsonb, text, bigint) from public;

create or replace function rule.budget_line(
    p_call jsonb, p_line jsonb, p_before bigint, p_at text, p_applied_ore bigint)
    returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return (select coalesce(jsonb_agg(rule.violation(p_at || f.field, f.code)), '[]')
      from (values
        ('line', case when (p_line ->> 'line')::bigint <= p_before
                or (p_line ->> 'line')::bigint > 9999 then 'not_ascending' end),
        -- an amendment below the threshold keeps its audit line, without money
        ('category', nullif(rule.category_fault(p_call, p_line ->> 'category', p_applied_ore),
                            case when rule.line_ore(p_line) = 0 then 'audit_not_required' end))
      ) f (field, code)
     where f.code is not null)
        || rule.text_violations(p_at || 'text', p_line ->> 'text', 200)
        || case when (p_call #>> '{budget,notes_required}')::boolean
                or btrim(p_line ->> 'note', E' \t\r\n') <> ''
            then rule.text_violations(p_at || 'note', p_line ->> 'note', 2000) else '[]' end
        || case when rule.amount_fault((p_line ->> 'own_funding_ore')::bigint) is null then '[]'
            else jsonb_build_array(rule.violation(p_at || 'own_funding_ore',
                rule.amount_fault((p_line ->> 'own_funding_ore')::bigint))) end;
end
$body$;
alter function rule.budget_line(jsonb, jsonb, bigint, text, bigint) owner to ledger_owner;
comment on function rule.budget_line(jsonb, jsonb, bigint, text, bigint) is
    'Violations in one budget line, its amounts apart.';
revoke all on function rule.budget_line(jsonb, jsonb, bigint, text, bigint) from public;

create or replace function rule.application_budget(p_call jsonb, p_content jsonb, p_context jsonb)
    returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_found jsonb := '[]'::jsonb;
    v_count constant integer := jsonb_array_length(p_content -> 'budget');
    v_first_year constant bigint := case when (p_context ->> 'later_start')::boolean
        then substr(p_call #>> '{applicants,later_start,from}', 1, 4)::bigint end;
    v_before bigint := 0::bigint;
    v_total bigint := 0::bigint;
    v record;
begin
    if v_count = 0 then
        v_found := v_found || rule.violation('budget', 'missing');
    elsif v_count > 200 then
        v_found := v_found || rule.violation('budget', 'too_many');
    end if;
    for v in
        select b.value as line, 'budget.' || (b.ordinality - 1) || '.' as at
          from jsonb_array_elements(p_content -> 'budget') with ordinality b order by b.ordinality
    loop
        v_found := v_found
            || rule.budget_line(p_call, v.line, v_before, v.at,
                                (p_content ->> 'applied_ore')::bigint)
            || rule.budget_amounts(p_call, v.line -> 'amounts', v.at, v_first_year);
        v_before := (v.line ->> 'line')::bigint;
        v_total := v_total + rule.line_ore(v.line);
    end loop;
    return case when v_total <= 1000000000000000 then v_found
        else v_found || rule.violation('budget', 'too_large') end;
end
$body$;
alter function rule.application_budget(jsonb, jsonb, jsonb) owner to ledger_owner;
comment on function rule.application_budget(jsonb, jsonb, jsonb) is 'Violations in the budget.';
revoke all on function rule.application_budget(jsonb, jsonb, jsonb) from public;
