-- SPDX-License-Identifier: EUPL-1.2
-- Whether different humans are left for all that must still be done on a case.
create or replace function rule.hands_missing(p_hands jsonb) returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_acts text[] := array(select a.value ->> 'act' from jsonb_array_elements(p_hands -> 'acts')
                           with ordinality a(value, n) order by a.n);
    v_count integer := cardinality(v_acts);
    v_groups integer[];
    v_humans bigint[];
    v_able bigint[] := '{}'::bigint[]; -- by set of acts: humans who can do one of them at least
    v_kept integer := 0;
    v_missing jsonb := '[]'::jsonb;
begin
    if v_count > 10 or exists (
        select from jsonb_array_elements(p_hands -> 'able') g(value)
        where (g.value ->> 'humans')::bigint < 0 or exists (
            select from jsonb_array_elements_text(g.value -> 'acts') a where a <> all (v_acts))) then
        raise exception using errcode = 'LG102', message = 'more than ten acts, or an unknown one',
            detail = jsonb_build_object('violations',
                jsonb_build_array(rule.violation('hands', 'unknown')))::text;
    end if;
    -- Hall: a set of acts finds different humans exactly when each of its subsets has as many humans
    -- as acts. Acts are tried in their order; one that finds nobody beside those kept is missing.
    -- 2^acts subsets x groups (at most 2^acts) once, then acts x 2^acts comparisons: for the five
    -- acts after an award 32 x 31, for the ten that are allowed about a million.
    select array_agg((
               select coalesce(bit_or(1 << (array_position(v_acts, a) - 1)), 0)
                 from jsonb_array_elements_text(g.value -> 'acts') a) order by g.n),
           array_agg((g.value ->> 'humans')::bigint order by g.n)
      into v_groups, v_humans
      from jsonb_array_elements(p_hands -> 'able') with ordinality g(value, n);
    select array_agg((select coalesce(sum(g.humans), 0)
                        from unnest(v_groups, v_humans) g(acts, humans)
                       where g.acts & s.s <> 0)::bigint order by s.s)
      into v_able
      from generate_series(1, (1 << v_count) - 1) s(s);
    for i in 0 .. v_count - 1 loop
        if exists (select from generate_series(1, (1 << v_count) - 1) s(s)
                    where s.s & (1 << i) <> 0 and s.s & ~(v_kept | (1 << i)) = 0
                      and v_able[s.s] < bit_count(s.s::bit(10))) then
            v_missing := v_missing || to_jsonb(v_acts[i + 1]);
        else
            v_kept := v_kept | (1 << i);
        end if;
    end loop;
    return v_missing;
end
$body$;
alter function rule.hands_missing(jsonb) owner to ledger_owner;
comment on function rule.hands_missing(jsonb) is
    'Acts, in their order, for which no human is left beside different ones for the acts before them. Input: '
    'acts [{act, role}], at most ten, and able [{acts, humans}]: how many humans can do exactly these.';
revoke all on function rule.hands_missing(jsonb) from public;
