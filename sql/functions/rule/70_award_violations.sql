-- SPDX-License-Identifier: EUPL-1.2
-- May this sum be awarded? Pool and appropriation are not asked here: their balances are the limit.
create or replace function rule.inside_years(p_call jsonb, p_year bigint) returns boolean
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return p_year between substr(p_call #>> '{project,from}', 1, 4)::bigint
                      and substr(p_call #>> '{project,to}', 1, 4)::bigint;
end
$body$;
alter function rule.inside_years(jsonb, bigint) owner to ledger_owner;
comment on function rule.inside_years(jsonb, bigint) is 'Whether a year has a day in the project.';
revoke all on function rule.inside_years(jsonb, bigint) from public;

create or replace function rule.award_amount(p_call jsonb, p_amount_ore bigint, p_context jsonb)
    returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_found jsonb := '[]'::jsonb;
    v_cap constant jsonb := nullif(p_call #> '{limits,cap}', 'null');
    v_most bigint;
begin
    if p_amount_ore <= 0 then
        return v_found || rule.violation('amount_ore', 'not_positive');
    end if;
    if p_amount_ore > (p_context ->> 'applied_ore')::bigint then
        v_found := v_found || rule.violation('amount_ore', 'above_applied');
    end if;
    v_most := case when v_cap ->> 'kind' = 'per_unit'
        then (v_cap ->> 'per_unit_ore')::bigint * (p_context ->> 'units')::bigint
        else (p_context ->> 'cap_ore')::bigint end;
    if v_cap is not null and (v_most is null or p_amount_ore > v_most) then
        v_found := v_found || rule.violation('amount_ore', 'above_cap');
    end if;
    return v_found;
end
$body$;
alter function rule.award_amount(jsonb, bigint, jsonb) owner to ledger_owner;
comment on function rule.award_amount(jsonb, bigint, jsonb) is
    'Award against the sum applied for and the cap.';
revoke all on function rule.award_amount(jsonb, bigint, jsonb) from public;

create or replace function rule.award_lines(p_call jsonb, p_lines jsonb, p_amount_ore bigint)
    returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_found jsonb := '[]'::jsonb;
    v_before bigint := 0::bigint;
    v_sum bigint := 0::bigint;
    v record;
begin
    if jsonb_array_length(p_lines) = 0 then
        return v_found || rule.violation('lines', 'missing');
    end if;
    for v in
        select 'lines.' || (l.ordinality - 1) || '.' as at, (l.value ->> 'year')::bigint as year,
               (l.value ->> 'amount_ore')::bigint as ore,
               rule.amount_fault((l.value ->> 'amount_ore')::bigint) as fault
          from jsonb_array_elements(p_lines) with ordinality l order by l.ordinality
    loop
        if not rule.inside_years(p_call, v.year) then
            v_found := v_found || rule.violation(v.at || 'year', 'outside_period');
        elsif v.year <= v_before then
            v_found := v_found || rule.violation(v.at || 'year', 'not_ascending');
        end if;
        if v.fault is not null then
            v_found := v_found || rule.violation(v.at || 'amount_ore', v.fault);
        else
            v_sum := v_sum + v.ore;
        end if;
        v_before := v.year;
    end loop;
    return case when v_sum = p_amount_ore then v_found
        else v_found || rule.violation('lines', 'sum_differs') end;
end
$body$;
alter function rule.award_lines(jsonb, jsonb, bigint) owner to ledger_owner;
comment on function rule.award_lines(jsonb, jsonb, bigint) is
    'The award''s finance-year lines against project and sum.';
revoke all on function rule.award_lines(jsonb, jsonb, bigint) from public;

create or replace function rule.award_days(p_call jsonb, p_part date, p_letter date) returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_found jsonb := '[]'::jsonb;
    v_needed constant boolean := rule.due_part_required(p_call);
    v_end constant date := (p_call #>> '{project,to}')::date;
    v_due constant date := rule.due_final(p_call, p_letter);
begin
    if v_needed and p_part is null then
        v_found := v_found || rule.violation('part_accounts_due', 'missing');
    elsif not v_needed and p_part is not null then
        v_found := v_found || rule.violation('part_accounts_due', 'not_allowed');
    elsif p_part not between (p_call #>> '{project,from}')::date and v_end then
        v_found := v_found || rule.violation('part_accounts_due', 'outside_period');
    end if;
    if v_due is null then
        v_found := v_found || rule.violation('final_accounts_due', 'missing');
    elsif v_due <= v_end then
        v_found := v_found || rule.violation('final_accounts_due', 'before_end');
    end if;
    return v_found;
end
$body$;
alter function rule.award_days(jsonb, date, date) owner to ledger_owner;
comment on function rule.award_days(jsonb, date, date) is 'The days set in an award.';
revoke all on function rule.award_days(jsonb, date, date) from public;

create or replace function rule.before_first_day(p_call jsonb, p_budget jsonb) returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_first constant bigint := substr(p_call #>> '{applicants,later_start,from}', 1, 4)::bigint;
begin
    return (
        select coalesce(jsonb_agg(rule.violation(
                   'budget.' || (b.ordinality - 1) || '.amounts.' || (y.ordinality - 1) || '.amount_ore',
                   'before_first_day') order by b.ordinality, y.ordinality), '[]')
          from jsonb_array_elements(p_budget) with ordinality b,
               jsonb_array_elements(b.value -> 'amounts') with ordinality y
         where (y.value ->> 'amount_ore')::bigint > 0 and (y.value ->> 'year')::bigint < v_first);
end
$body$;
alter function rule.before_first_day(jsonb, jsonb) owner to ledger_owner;
comment on function rule.before_first_day(jsonb, jsonb) is
    'Costs in years before the first day of who starts later than the project; none in a call without such a day.';
revoke all on function rule.before_first_day(jsonb, jsonb) from public;

create or replace function rule.award_violations(p_call jsonb, p_award jsonb, p_context jsonb)
    returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return rule.award_amount(p_call, (p_award ->> 'amount_ore')::bigint, p_context)
        || rule.award_lines(p_call, p_award -> 'lines', (p_award ->> 'amount_ore')::bigint)
        || rule.award_days(p_call, (p_award ->> 'part_accounts_due')::date,
                           (p_award ->> 'final_accounts_due')::date)
        || (select coalesce(jsonb_agg(rule.violation('annexes.' || (a.value ->> 'annex'),
                                                     'missing') order by a.ordinality), '[]')
              from jsonb_array_elements(p_call -> 'annexes') with ordinality a
             where not p_context -> 'annexes' ? (a.value ->> 'annex'))
        || case when (p_context ->> 'later_start')::boolean
                then rule.before_first_day(p_call, p_context -> 'budget') else '[]' end;
end
$body$;
alter function rule.award_violations(jsonb, jsonb, jsonb) owner to ledger_owner;
comment on function rule.award_violations(jsonb, jsonb, jsonb) is
    'Every rule that an award breaks, in a fixed order: sum, lines, days, annexes, and costs before the first day of '
    'who starts later, whose annex may be confirmed long after the application was sent.';
revoke all on function rule.award_violations(jsonb, jsonb, jsonb) from public;
