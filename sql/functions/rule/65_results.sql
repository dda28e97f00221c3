-- SPDX-License-Identifier: EUPL-1.2
-- Results: what a call counts, in which period, and which counts can be.
create or replace function rule.results_wanted(p_call jsonb) returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return case p_call #>> '{payment,kind}'
        when 'result_steps' then jsonb_build_array(p_call #> '{payment,result}')
        when 'independent_parts' then (
            select coalesce(jsonb_agg(p.value -> 'result' order by p.ordinality), '[]')
              from jsonb_array_elements(p_call #> '{payment,parts}') with ordinality p)
        else '[]'::jsonb end;
end
$body$;
alter function rule.results_wanted(jsonb) owner to ledger_owner;
comment on function rule.results_wanted(jsonb) is 'The results that a call pays for; none in most calls.';
revoke all on function rule.results_wanted(jsonb) from public;

create or replace function rule.result_period(p_period text)
    returns table (from_day date, to_day date, is_quarter boolean)
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    is_quarter := p_period ~ '^20[0-9]{2}-Q[1-4]$';
    if not is_quarter and p_period !~ '^20[0-9]{2}-(0[1-9]|1[0-2])$' then
        return;
    end if;
    from_day := make_date(substr(p_period, 1, 4)::integer,
        case when is_quarter then substr(p_period, 7)::integer * 3 - 2
             else substr(p_period, 6)::integer end, 1);
    to_day := (from_day + make_interval(months => case when is_quarter then 3 else 1 end, days => -1))::date;
    return next;
end
$body$;
alter function rule.result_period(text) owner to ledger_owner;
comment on function rule.result_period(text) is
    'First and last day of a month (2021-03) or a quarter (2021-Q1); no row for any other text.';
revoke all on function rule.result_period(text) from public;

create or replace function rule.first_week(p_year integer, p_reading text) returns date
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_january constant date := make_date(p_year, 1, 1);
begin
    return case p_reading
        when 'iso' then date_trunc('week', make_date(p_year, 1, 4)::timestamp)::date
        when 'first_full' then v_january + ((8 - extract(isodow from v_january)::integer) % 7) end;
end
$body$;
alter function rule.first_week(integer, text) owner to ledger_owner;
comment on function rule.first_week(integer, text) is
    'Monday of a year''s first week: ISO week 1 (2020: 2019-12-30) or the first full week (2020-01-06).';
revoke all on function rule.first_week(integer, text) from public;

create or replace function rule.result_violations(p_call jsonb, p_result jsonb) returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_found jsonb := '[]'::jsonb;
    v_numerator constant bigint := (p_result ->> 'numerator')::bigint;
    v_denominator constant bigint := (p_result ->> 'denominator')::bigint;
    v_wanted jsonb;
    v_period record;
begin
    select w.value into v_wanted from jsonb_array_elements(rule.results_wanted(p_call)) w
     where w.value ->> 'code' = p_result ->> 'code' limit 1;
    if v_wanted is null then
        return jsonb_build_array(rule.violation('code', 'unknown'));
    end if;
    if v_denominator < 1 or v_denominator > 1000000000 then
        v_found := v_found || rule.violation('denominator',
            case when v_denominator < 1 then 'not_positive' else 'too_large' end);
    end if;
    if v_numerator < 0 or v_numerator > v_denominator then
        v_found := v_found || rule.violation('numerator',
            case when v_numerator < 0 then 'negative' else 'above_denominator' end);
    end if;
    select x.* into v_period from rule.result_period(p_result ->> 'period') x;
    if v_period.from_day is null or v_period.is_quarter <> (v_wanted ->> 'window' = 'quarter') then
        v_found := v_found || rule.violation('period', 'malformed');
    elsif v_period.from_day < (v_wanted ->> 'from')::date
        or v_period.to_day > (v_wanted ->> 'to')::date then
        v_found := v_found || rule.violation('period', 'outside_period');
    end if;
    if (v_wanted ->> 'first_week' is null) <> (p_result ->> 'first_week' is null) then
        v_found := v_found || rule.violation('first_week',
            case when p_result ->> 'first_week' is null then 'missing' else 'not_allowed' end);
    elsif p_result ->> 'first_week' not in ('iso', 'first_full') then
        v_found := v_found || rule.violation('first_week', 'unknown');
    end if;
    return v_found;
end
$body$;
alter function rule.result_violations(jsonb, jsonb) owner to ledger_owner;
comment on function rule.result_violations(jsonb, jsonb) is
    'Every rule that a result breaks, in a fixed order; ledger/grants/result.c finds the same.';
revoke all on function rule.result_violations(jsonb, jsonb) from public;
