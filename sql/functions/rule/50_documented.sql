-- SPDX-License-Identifier: EUPL-1.2
-- Accounts against the approved budget.
create or replace function rule.documented(p_budget jsonb, p_lines jsonb) returns bigint
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_sum bigint;
    v_fit bigint;
begin
    select coalesce(sum(least((l.value ->> 'actual_ore')::bigint - coalesce((l.value ->> 'cut_ore')::bigint, 0),
                              rule.line_ore(b.value))), 0)::bigint,
           count(distinct l.value ->> 'line') filter (where b.value is not null
               and rule.amount_fault((l.value ->> 'actual_ore')::bigint) is null)
      into v_sum, v_fit
      from jsonb_array_elements(p_lines) l
      left join jsonb_array_elements(p_budget) b on b.value -> 'line' = l.value -> 'line';
    if v_fit <> jsonb_array_length(p_lines) then
        raise exception using errcode = 'LG102', message = 'accounts that do not match the budget',
            detail = jsonb_build_object('violations',
                jsonb_build_array(rule.violation('lines', 'unknown_line')))::text;
    end if;
    return v_sum;
end
$body$;
alter function rule.documented(jsonb, jsonb) owner to ledger_owner;
comment on function rule.documented(jsonb, jsonb) is
    'Sum over lines of the smaller of approved and actual without what driving cost above its rate, finance years '
    'taken together.';
revoke all on function rule.documented(jsonb, jsonb) from public;

create or replace function rule.mileage_known() returns table (year integer, ore_per_km integer)
    language sql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
    values (2017, 193), (2018, 194), (2019, 198)
$body$;
alter function rule.mileage_known() owner to ledger_owner;
comment on function rule.mileage_known() is
    'The state''s low rate per kilometre, in øre, of the years of the calls that the product comes with.';
revoke all on function rule.mileage_known() from public;

create or replace function rule.mileage_cut(p_km bigint, p_paid_ore bigint, p_rate_ore bigint) returns bigint
    language sql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
    select greatest(p_paid_ore - p_km * p_rate_ore, 0)
$body$;
alter function rule.mileage_cut(bigint, bigint, bigint) owner to ledger_owner;
comment on function rule.mileage_cut(bigint, bigint, bigint) is
    'What driving cost above the rate per whole kilometre: shown, and not documented.';
revoke all on function rule.mileage_cut(bigint, bigint, bigint) from public;

create or replace function rule.mileage_violations(p_call jsonb, p_budget jsonb, p_accounts jsonb)
    returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_found jsonb := '[]'::jsonb;
    v_list constant jsonb := coalesce(p_accounts -> 'mileage', '[]');
    v_first constant integer := left(p_call #>> '{project,from}', 4)::integer;
    v_last constant integer := left(p_accounts ->> 'period_to', 4)::integer;
    v record;
begin
    if jsonb_array_length(v_list) > 200 then
        v_found := v_found || rule.violation('mileage', 'too_many');
    end if;
    for v in
        select 'mileage.' || (m.ordinality - 1) || '.' as at, (m.value ->> 'year')::integer as year,
               (m.value ->> 'km')::bigint as km, rule.amount_fault((m.value ->> 'paid_ore')::bigint) as paid,
               l.actual_ore, coalesce(b.mileage, false) as mileage,
               p_accounts -> 'rates' ? (m.value ->> 'year') as rated,
               (select bool_or(o.value -> 'line' = m.value -> 'line' and o.value -> 'year' = m.value -> 'year')
                  from jsonb_array_elements(v_list) with ordinality o where o.ordinality < m.ordinality) as again,
               (select sum((o.value ->> 'paid_ore')::bigint)
                  from jsonb_array_elements(v_list) with ordinality o
                 where o.ordinality <= m.ordinality and o.value -> 'line' = m.value -> 'line') as so_far_ore
          from jsonb_array_elements(v_list) with ordinality m
          left join lateral (select (x.value ->> 'actual_ore')::bigint as actual_ore
                               from jsonb_array_elements(p_accounts -> 'lines') with ordinality x
                              where x.value -> 'line' = m.value -> 'line' order by x.ordinality limit 1) l on true
          left join lateral (select (c.value -> 'mileage')::boolean as mileage
                               from jsonb_array_elements(p_budget) x
                               join jsonb_array_elements(p_call -> 'categories') c
                                 on c.value ->> 'code' = x.value ->> 'category'
                              where x.value -> 'line' = m.value -> 'line' limit 1) b on true
         order by m.ordinality
    loop
        if v.actual_ore is null then
            v_found := v_found || rule.violation(v.at || 'line', 'unknown_line');
        elsif not v.mileage then
            v_found := v_found || rule.violation(v.at || 'line', 'no_mileage');
        end if;
        if v.year not between v_first and v_last then
            v_found := v_found || rule.violation(v.at || 'year', 'outside_accounts');
        elsif v.again then
            v_found := v_found || rule.violation(v.at || 'year', 'duplicate');
        elsif not v.rated then
            v_found := v_found || rule.violation(v.at || 'year', 'no_rate');
        end if;
        if v.km < 1 then
            v_found := v_found || rule.violation(v.at || 'km', 'missing');
        elsif v.km > 1000000 then
            v_found := v_found || rule.violation(v.at || 'km', 'too_large');
        end if;
        if v.paid is not null then
            v_found := v_found || rule.violation(v.at || 'paid_ore', v.paid);
        elsif v.so_far_ore > v.actual_ore then
            v_found := v_found || rule.violation(v.at || 'paid_ore', 'above_actual');
        end if;
    end loop;
    return v_found;
end
$body$;
alter function rule.mileage_violations(jsonb, jsonb, jsonb) owner to ledger_owner;
comment on function rule.mileage_violations(jsonb, jsonb, jsonb) is
    'Every rule that driving in one''s own car breaks: for a line that allows it, in a year of the project that has '
    'a rate, whole kilometres, no more paid than the line cost.';
revoke all on function rule.mileage_violations(jsonb, jsonb, jsonb) from public;

create or replace function rule.accounts_violations(p_call jsonb, p_budget jsonb, p_accounts jsonb)
    returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_found jsonb := '[]'::jsonb;
    v_final constant boolean := p_accounts ->> 'kind' = 'final';
    v_to constant date := (p_accounts ->> 'period_to')::date;
    v_end constant date := (p_call #>> '{project,to}')::date;
    v_lines constant jsonb := p_accounts -> 'lines';
    v_seen text[] := '{}'::text[];
    v record;
begin
    if p_accounts ->> 'kind' is null or p_accounts ->> 'kind' not in ('part', 'final') then
        v_found := v_found || rule.violation('kind', 'unknown');
    elsif not v_final and p_call #>> '{payment,kind}' = 'final_only' then
        v_found := v_found || rule.violation('kind', 'not_allowed');
    elsif not v_final and v_to <= (p_accounts ->> 'final_to')::date then
        -- what is paid follows from the final accounts; only newer final ones take their place
        v_found := v_found || rule.violation('kind', 'after_final');
    end if;
    -- final accounts cover the whole project
    if v_to > v_end
        or v_to < (case when v_final then v_end else (p_call #>> '{project,from}')::date end) then
        v_found := v_found || rule.violation('period_to', 'outside_period');
    end if;
    if jsonb_array_length(v_lines) = 0 then
        v_found := v_found || rule.violation('lines', 'missing');
    elsif jsonb_array_length(v_lines) > 200 then
        v_found := v_found || rule.violation('lines', 'too_many');
    end if;
    for v in
        select 'lines.' || (l.ordinality - 1) || '.' as at, l.value ->> 'line' as line,
               exists (select from jsonb_array_elements(p_budget) b
                        where b.value -> 'line' = l.value -> 'line') as known,
               rule.amount_fault((l.value ->> 'actual_ore')::bigint) as actual,
               rule.amount_fault((l.value ->> 'own_funding_ore')::bigint) as own,
               rule.cost_violations(p_call, (select b.value ->> 'category' from jsonb_array_elements(p_budget) b
                   where b.value -> 'line' = l.value -> 'line' limit 1), p_accounts, l.value,
                   'lines.' || (l.ordinality - 1) || '.') as days
          from jsonb_array_elements(v_lines) with ordinality l order by l.ordinality
    loop
        if not v.known then
            v_found := v_found || rule.violation(v.at || 'line', 'unknown_line');
        elsif v.line = any (v_seen) then
            v_found := v_found || rule.violation(v.at || 'line', 'duplicate');
        end if;
        if v.actual is not null then
            v_found := v_found || rule.violation(v.at || 'actual_ore', v.actual);
        end if;
        if v.own is not null then
            v_found := v_found || rule.violation(v.at || 'own_funding_ore', v.own);
        end if;
        v_found := v_found || v.days;
        v_seen := v_seen || v.line;
    end loop;
    return v_found || rule.mileage_violations(p_call, p_budget, p_accounts);
end
$body$;
alter function rule.accounts_violations(jsonb, jsonb, jsonb) owner to ledger_owner;
comment on function rule.accounts_violations(jsonb, jsonb, jsonb) is
    'Every rule that accounts break against call and approved budget, in a fixed order.';
revoke all on function rule.accounts_violations(jsonb, jsonb, jsonb) from public;
