-- SPDX-License-Identifier: EUPL-1.2
-- Which lines of accounts vouchers are asked for. ledger/grants/voucher.c draws the same.

-- The calls' texts say nothing of vouchers; a call's definition may ("vouchers"). This is the agency's own rule.
create or replace function rule.voucher_rule(p_call jsonb) returns jsonb
    language sql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
    select coalesce(p_call -> 'vouchers', '{"always_from_ore":50000000,"draws":3,"days":14}'::jsonb)
$body$;
alter function rule.voucher_rule(jsonb) owner to ledger_owner;
comment on function rule.voucher_rule(jsonb) is
    'The rule of a call''s samples: lines from always_from_ore on are always taken, so many draws among the others, so '
    'many days to answer. The call''s own, or 500,000 kr., three and fourteen.';
revoke all on function rule.voucher_rule(jsonb) from public;

-- Monetary-unit sampling with a fixed interval: every øre of the lines that are not taken anyway has the same chance,
-- so that a line's grows with its amount, and one as long as the interval is certain. Eight bytes of the seed say
-- where the first point lies; a lower start is likelier by less than 1 in 9,000 even at 10^15 øre.
create or replace function rule.voucher_sample(p_rule jsonb, p_lines jsonb, p_seed text) returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_always constant bigint := (p_rule ->> 'always_from_ore')::bigint;
    v_draws constant bigint := (p_rule ->> 'draws')::bigint;
    v_total bigint;
    v_interval bigint;
    v_start bigint;
begin
    if v_always is null or v_draws is null or v_always < 1 or v_draws < 1 or p_seed !~ '^[0-9a-f]{64}$' then
        raise exception using errcode = 'LG102', message = 'no rule or no seed of a sample',
            detail = jsonb_build_object('violations', jsonb_build_array(rule.violation('rule', 'malformed')))::text;
    end if;
    select coalesce(sum((l ->> 'ore')::bigint), 0) into v_total
      from jsonb_array_elements(p_lines) l
     where (l ->> 'ore')::bigint < v_always and not (l ->> 'before')::boolean;
    v_interval := greatest((v_total + v_draws - 1) / v_draws, 1);
    v_start := (('x' || left(p_seed, 16))::bit(64)::bigint & 9223372036854775807) % v_interval;
    return (
        select coalesce(jsonb_agg(jsonb_build_object('line', s.line, 'ore', s.ore, 'why', s.why) order by s.line), '[]')
          from (select r.line, r.ore,
                       case when r.before then 'before' when r.ore >= v_always then 'large'
                            when (case when r.upto > v_start then (r.upto - 1 - v_start) / v_interval + 1 else 0 end)
                               > (case when r.upto - r.ore > v_start
                                       then (r.upto - r.ore - 1 - v_start) / v_interval + 1 else 0 end) then 'drawn' end as why
                  from (select (l ->> 'line')::bigint as line, (l ->> 'ore')::bigint as ore, (l ->> 'before')::boolean as before,
                               sum(case when (l ->> 'before')::boolean or (l ->> 'ore')::bigint >= v_always then 0
                                        else (l ->> 'ore')::bigint end) over (order by (l ->> 'line')::bigint)::bigint as upto
                          from jsonb_array_elements(p_lines) l) r) s
         where s.why is not null);
end
$body$;
alter function rule.voucher_sample(jsonb, jsonb, text) owner to ledger_owner;
comment on function rule.voucher_sample(jsonb, jsonb, text) is
    'The lines drawn from [{line, ore, before}] with a seed of 64 hex digits, as [{line, ore, why}]: before, large '
    'or drawn; the same for everybody who has the seed.';
revoke all on function rule.voucher_sample(jsonb, jsonb, text) from public;
