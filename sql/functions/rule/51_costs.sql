-- SPDX-License-Identifier: EUPL-1.2
-- The days on which costs count.
create or replace function rule.due_costs(p_call jsonb, p_category text, p_later_start boolean, p_due date)
    returns daterange
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_from constant date := case when p_later_start and p_call #>> '{applicants,later_start,annex}' <> ''
        then (p_call #>> '{applicants,later_start,from}')::date else (p_call #>> '{project,from}')::date end;
    v_to constant date := case when p_category = 'audit' then p_due else (p_call #>> '{project,to}')::date end;
begin
    return daterange(v_from, greatest(v_from, v_to), '[]');
end
$body$;
alter function rule.due_costs(jsonb, text, boolean, date) owner to ledger_owner;
comment on function rule.due_costs(jsonb, text, boolean, date) is
    'First and last day on which costs of a category count: the project''s; from a later day for those of the annex; an audit '
    'until the final accounts are due.';
revoke all on function rule.due_costs(jsonb, text, boolean, date) from public;

create or replace function rule.cost_violations(p_call jsonb, p_category text, p_accounts jsonb, p_line jsonb, p_at text)
    returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_found jsonb := '[]'::jsonb;
    v_costs constant daterange := rule.due_costs(p_call, p_category, (p_accounts ->> 'later_start')::boolean,
        coalesce((p_accounts ->> 'final_due')::date, (p_call #>> '{project,to}')::date));
    v_to constant date := case when p_accounts ->> 'kind' = 'final' then upper(v_costs) - 1
                               else (p_accounts ->> 'period_to')::date end;
    v_awarded constant date := (p_accounts ->> 'awarded')::date;
    v_first constant date := (p_line ->> 'first')::date;
    v_last constant date := (p_line ->> 'last')::date;
    v_actual constant bigint := (p_line ->> 'actual_ore')::bigint;
    v_before constant bigint := (p_line ->> 'before_award_ore')::bigint;
    v_early constant boolean := v_first < v_awarded and v_actual > 0;
begin
    if v_first < lower(v_costs) then
        v_found := v_found || rule.violation(p_at || 'first', 'before_first_day');
    end if;
    if v_last < v_first then
        v_found := v_found || rule.violation(p_at || 'last', 'not_ascending');
    elsif v_last > v_to then
        v_found := v_found || rule.violation(p_at || 'last', 'after_last_day');
    end if;
    if rule.amount_fault(v_before) is not null then
        v_found := v_found || rule.violation(p_at || 'before_award_ore', rule.amount_fault(v_before));
    elsif v_before > 0 and v_before > v_actual then
        v_found := v_found || rule.violation(p_at || 'before_award_ore', 'above_actual');
    elsif v_before > 0 and not v_early then
        v_found := v_found || rule.violation(p_at || 'before_award_ore', 'not_before_award');
    elsif v_before = 0 and v_early then
        v_found := v_found || rule.violation(p_at || 'before_award_ore', 'missing');
    elsif v_before < v_actual and v_last < v_awarded then
        v_found := v_found || rule.violation(p_at || 'before_award_ore', 'all_before_award');
    end if;
    return v_found;
end
$body$;
alter function rule.cost_violations(jsonb, text, jsonb, jsonb, text) owner to ledger_owner;
comment on function rule.cost_violations(jsonb, text, jsonb, jsonb, text) is
    'What the days of one line of accounts break: outside those on which its costs count, or a sum before the award that does '
    'not fit them. Costs before the award count, at the grantee''s own risk.';
revoke all on function rule.cost_violations(jsonb, text, jsonb, jsonb, text) from public;
