-- SPDX-License-Identifier: EUPL-1.2
-- Interest on what is paid back late.
create or replace function rule.interest(p_ore bigint, p_due date, p_to date, p_rates jsonb) returns bigint
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    k_year constant bigint := 3650000; -- basis points of a whole times days of a year
    v_days bigint;
    v_sum bigint;
begin
    if p_to <= p_due then
        return 0::bigint;
    end if;
    select coalesce(sum(o.days), 0)::bigint, coalesce(sum(o.days * o.rate_bp), 0)::bigint into v_days, v_sum
      from (select (least(p_to, (r.value ->> 'to')::date) - greatest(p_due + 1, (r.value ->> 'from')::date) + 1)::bigint
                     as days, (r.value ->> 'rate_bp')::bigint as rate_bp
              from jsonb_array_elements(p_rates) r) o
     where o.days > 0;
    if v_days <> p_to - p_due then
        return null;
    end if;
    -- in two halves, so that the product stays inside bigint
    return p_ore / k_year * v_sum + p_ore % k_year * v_sum / k_year;
end
$body$;
alter function rule.interest(bigint, date, date, jsonb) owner to ledger_owner;
comment on function rule.interest(bigint, date, date, jsonb) is
    'Simple interest from the day after p_due to p_to, a 365th of the year''s rate a day, whole øre downwards; null '
    'when a day has no rate or two. ledger/grants/interest.c computes the same.';
revoke all on function rule.interest(bigint, date, date, jsonb) from public;
