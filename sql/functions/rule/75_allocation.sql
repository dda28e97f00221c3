-- SPDX-License-Identifier: EUPL-1.2
-- A pool shared by a key with a guaranteed minimum, in two readings of the text. The level is an exact
-- fraction of two whole numbers; fractions are compared by their cross products. The same report as
-- ledger/grants/allocation.c makes by another way: it sorts once and walks, here every event is judged
-- by what everybody would have at its level.
create or replace function rule.allocation_fits(p_input jsonb) returns boolean
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return coalesce((p_input ->> 'pool_ore')::numeric between 0 and 1000000000000000
        and coalesce(p_input ->> 'reading', 'floor_first') in ('floor_first', 'share_at_least_floor')
        and (select count(*) <= 200 and count(*) = count(distinct a.value ->> 'cvr') and coalesce(bool_and(
                 coalesce(a.value ->> 'cvr' ~ '^[0-9]{8}$' and (a.value ->> 'application')::numeric > 0
                 and (a.value ->> 'municipalities')::numeric >= 1
                 and (a.value ->> 'applied_ore')::numeric between 1 and 1000000000000000
                 and (a.value ->> 'guarantee_ore')::numeric between 0 and 1000000000000000
                 and coalesce((a.value ->> 'size')::numeric, 0) between 0 and 1000000000000000, false)), true)
               from jsonb_array_elements(p_input -> 'applicants') a), false);
end
$body$;
alter function rule.allocation_fits(jsonb) owner to ledger_owner;
comment on function rule.allocation_fits(jsonb) is 'Whether an input of rule.allocation keeps its bounds.';
revoke all on function rule.allocation_fits(jsonb) from public;

-- n: order by CVR; base: what one counts for when the level is 0; low and high: the sums at which a share
-- by the key begins and ends to be what is paid.
create or replace function rule.allocation_sides(p_input jsonb)
    returns table (n bigint, application bigint, cvr text, applied numeric, floor numeric, size numeric,
                   base numeric, low numeric, high numeric)
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return query
    select row_number() over (order by a.cvr collate "C"), a.application, a.cvr, a.applied, a.floor, a.size,
           case when f.first then a.floor else 0 end,
           case when f.first then 0 else a.floor end,
           case when f.first then a.applied - a.floor else a.applied end
      from (select (x.value ->> 'application')::bigint as application, x.value ->> 'cvr' as cvr,
                   (x.value ->> 'applied_ore')::numeric as applied,
                   least((x.value ->> 'applied_ore')::numeric, (x.value ->> 'guarantee_ore')::numeric) as floor,
                   (x.value ->> 'size')::numeric as size
              from jsonb_array_elements(p_input -> 'applicants') x) a
     cross join (select p_input ->> 'reading' = 'floor_first' as first) f;
end
$body$;
alter function rule.allocation_sides(jsonb) owner to ledger_owner;
comment on function rule.allocation_sides(jsonb) is 'The applicants of an allocation with the sums between which the key decides.';
revoke all on function rule.allocation_sides(jsonb) from public;

-- What all have together at a level, times the level's size: whole numbers only.
create or replace function rule.allocation_at(p_input jsonb, p_ore numeric, p_size numeric) returns numeric
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return (select sum(s.base * p_size + greatest(s.low * p_size, least(s.high * p_size, s.size * p_ore)))
              from rule.allocation_sides(p_input) s);
end
$body$;
alter function rule.allocation_at(jsonb, numeric, numeric) owner to ledger_owner;
comment on function rule.allocation_at(jsonb, numeric, numeric) is 'The sum of all shares at a level of ore / size, times size.';
revoke all on function rule.allocation_at(jsonb, numeric, numeric) from public;

create or replace function rule.allocation_steps(p_input jsonb)
    returns table (n bigint, application bigint, whole boolean, ore numeric, size numeric,
                   fixed numeric, rising numeric)
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_pool constant numeric := (p_input ->> 'pool_ore')::numeric;
begin
    return query
    with side as materialized (
        select s.n, s.application, s.floor, s.size, s.base, s.low, s.high from rule.allocation_sides(p_input) s),
    event as materialized (
        select s.n, s.application, e.whole, e.ore, s.size, s.base, s.floor, s.high
          from side s cross join lateral (values (false, s.low), (true, s.high)) e (whole, ore)
         where s.size > 0 and s.low < s.high
           -- it happens before the pool is spent
           and rule.allocation_at(p_input, e.ore, s.size) < v_pool * s.size),
    placed as materialized (
        select e.n, e.application, e.whole, e.ore, e.size, (
                 select count(*) from event o
                  where o.ore * e.size < e.ore * o.size
                     or o.ore * e.size = e.ore * o.size and (o.whole, o.n) <= (e.whole, e.n)) as place,
               case when e.whole then e.high else e.base - e.floor end as fixes,
               case when e.whole then -e.size else e.size end as moves
          from event e)
    select p.place, p.application, p.whole, p.ore, p.size,
           (select sum(s.floor) from side s) + sum(p.fixes) over (order by p.place),
           sum(p.moves) over (order by p.place)
      from placed p order by p.place;
end
$body$;
alter function rule.allocation_steps(jsonb) owner to ledger_owner;
comment on function rule.allocation_steps(jsonb) is
    'Every event while the level rises from 0 until the pool is spent: an application begins to rise, or is full.';
revoke all on function rule.allocation_steps(jsonb) from public;

-- The level at which the pool is spent: what is not fixed, over the sizes that rise.
create or replace function rule.allocation_level(p_input jsonb) returns table (ore numeric, size numeric)
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return query
    select (p_input ->> 'pool_ore')::numeric - coalesce(l.fixed, f.floors), coalesce(l.rising, 0)
      from (select sum(s.floor) as floors from rule.allocation_sides(p_input) s) f
      left join (select t.fixed, t.rising from rule.allocation_steps(p_input) t order by t.n desc limit 1) l on true;
end
$body$;
alter function rule.allocation_level(jsonb) owner to ledger_owner;
comment on function rule.allocation_level(jsonb) is 'Øre that are left for those who rise, and their sizes together.';
revoke all on function rule.allocation_level(jsonb) from public;

create or replace function rule.allocation_shares(p_input jsonb, p_ore numeric, p_size numeric) returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return (
    with moved as materialized (
        select t.application, bool_or(t.whole) as filled from rule.allocation_steps(p_input) t group by t.application),
    state as materialized (
        select s.*, case when m.filled then 'full' when m.application is not null then 'key' else 'floor' end as state
          from rule.allocation_sides(p_input) s left join moved m on m.application = s.application),
    cut as materialized (
        select s.*, case s.state when 'full' then s.applied when 'key' then s.base + div(s.size * p_ore, p_size)
                                 else s.floor end as whole,
               case s.state when 'key' then mod(s.size * p_ore, p_size) else 0 end as remainder
          from state s),
    ranked as materialized (
        select c.*, row_number() over (order by c.remainder desc, c.n)
                 <= (p_input ->> 'pool_ore')::numeric - sum(c.whole) over () as extra
          from cut c)
    select coalesce(jsonb_agg(jsonb_build_object('application', r.application, 'cvr', r.cvr,
             'floor_ore', r.floor, 'state', r.state, 'whole_ore', r.whole, 'remainder', r.remainder,
             'extra', r.extra, 'award_ore', r.whole + r.extra::integer) order by r.n), '[]')
      from ranked r);
end
$body$;
alter function rule.allocation_shares(jsonb, numeric, numeric) owner to ledger_owner;
comment on function rule.allocation_shares(jsonb, numeric, numeric) is
    'Each application''s whole øre at the level, and one more to the largest remainders, ties to the lower CVR.';
revoke all on function rule.allocation_shares(jsonb, numeric, numeric) from public;

create or replace function rule.allocation_report(
    p_input jsonb, p_refusal text, p_steps jsonb, p_shares jsonb, p_ore numeric, p_size numeric) returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return (select jsonb_build_object('rule_version', rule.rule_version(),
        'outcome', case when p_refusal is not null then 'refused'
                        when p_steps is null then 'fits' else 'shared' end,
        'refusal', p_refusal, 'pool_ore', p_input -> 'pool_ore', 'applied_ore', coalesce(sum(s.applied), 0),
        'floors_ore', coalesce(sum(s.floor), 0),
        'total_ore', (select coalesce(sum((x.value ->> 'award_ore')::numeric), 0)
                        from jsonb_array_elements(p_shares) x),
        'level', jsonb_build_object('ore', case when p_size > 0 then p_ore else 0 end,
                                    'size', case when p_size > 0 and p_ore > 0 then p_size else 1 end),
        'steps', coalesce(p_steps, '[]'), 'shares', p_shares)
      from rule.allocation_sides(p_input) s);
end
$body$;
alter function rule.allocation_report(jsonb, text, jsonb, jsonb, numeric, numeric) owner to ledger_owner;
comment on function rule.allocation_report(jsonb, text, jsonb, jsonb, numeric, numeric) is
    'The document of an allocation, shared, fitting or refused.';
revoke all on function rule.allocation_report(jsonb, text, jsonb, jsonb, numeric, numeric) from public;

create or replace function rule.allocation(p_input jsonb) returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_sums record;
    v_level record;
    v_refusal text;
begin
    if not rule.allocation_fits(p_input) then
        raise exception 'an allocation needs a pool and applicants within their bounds' using errcode = 'LG102';
    end if;
    select coalesce(sum(s.applied), 0) as applied, coalesce(sum(s.floor), 0) as floors,
           coalesce(bool_or(s.size is null), false) as missing, (p_input ->> 'pool_ore')::numeric as pool
      into v_sums from rule.allocation_sides(p_input) s;
    v_refusal := case when v_sums.missing then 'size_missing' when v_sums.applied <= v_sums.pool then null
                      when p_input ->> 'reading' is null then 'ruling_missing'
                      when v_sums.floors > v_sums.pool then 'floors_exceed_pool' end;
    if v_refusal is null and v_sums.applied <= v_sums.pool then
        return rule.allocation_report(p_input, null, null, (
            select coalesce(jsonb_agg(jsonb_build_object('application', s.application, 'cvr', s.cvr,
                     'floor_ore', s.floor, 'state', 'full', 'whole_ore', s.applied, 'remainder', 0,
                     'extra', false, 'award_ore', s.applied) order by s.n), '[]')
              from rule.allocation_sides(p_input) s), 0, 0);
    end if;
    if v_refusal is null then
        select l.ore, l.size into v_level from rule.allocation_level(p_input) l;
        -- money is left and nobody who has a size can take more of it
        v_refusal := case when v_level.ore > 0 and v_level.size = 0 then 'only_size_zero' end;
    end if;
    if v_refusal is not null then
        return rule.allocation_report(p_input, v_refusal, '[]', '[]', 0, 0);
    end if;
    return rule.allocation_report(p_input, null, (
        select coalesce(jsonb_agg(jsonb_build_object('application', t.application,
                 'event', case when t.whole then 'full' else 'rises' end,
                 'level', jsonb_build_object('ore', t.ore, 'size', t.size),
                 'fixed_ore', t.fixed, 'rising', t.rising) order by t.n), '[]')
          from rule.allocation_steps(p_input) t),
        rule.allocation_shares(p_input, v_level.ore, v_level.size), v_level.ore, v_level.size);
end
$body$;
alter function rule.allocation(jsonb) owner to ledger_owner;
comment on function rule.allocation(jsonb) is
    'Awards by the key with the guaranteed minimum in one of two readings, with every step; a refusal names why.';
revoke all on function rule.allocation(jsonb) from public;
