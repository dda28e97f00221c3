-- SPDX-License-Identifier: EUPL-1.2
-- Which finance-year lines of an award are given, and which comes next.
create or replace function rule.lines(p_input jsonb) returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_found jsonb;
begin
    with line as (
        select (l.value ->> 'year')::integer as year, (l.value ->> 'amount_ore')::bigint as ore,
               not (p_input ->> 'year_by_year')::boolean or exists (
                   select from jsonb_array_elements(p_input -> 'given') g
                    where g.value -> 'year' = l.value -> 'year'
                      and (g.value ->> 'amount_ore')::bigint >= (l.value ->> 'amount_ore')::bigint) as given,
               l.n
          from jsonb_array_elements(p_input -> 'lines') with ordinality l(value, n))
    select jsonb_build_object(
        'lines', coalesce(jsonb_agg(jsonb_build_object('year', x.year, 'amount_ore', x.ore, 'given', x.given)
                                    order by x.n), '[]'),
        'given_ore', coalesce(sum(x.ore) filter (where x.given), 0)::bigint,
        'all_given', coalesce(bool_and(x.given), true),
        'next', (select jsonb_build_object('year', y.year, 'amount_ore', y.ore)
                   from line y where not y.given order by y.year, y.n limit 1))
      into v_found from line x;
    return v_found || jsonb_build_object('rule_version', rule.rule_version());
end
$body$;
alter function rule.lines(jsonb) owner to ledger_owner;
comment on function rule.lines(jsonb) is
    'Lines of an award with whether each is given: where commitments are given one year at a time, a line whose '
    'whole amount was given; the earliest of the others comes next. ledger/grants/lines.c decides the same.';
revoke all on function rule.lines(jsonb) from public;
