-- SPDX-License-Identifier: EUPL-1.2
-- On time, late or contested. Comparisons of microseconds; the 120 seconds are a difference of two
-- instants, never a calendar computation, hence IMMUTABLE.
create or replace function rule.deadline_verdict(
    p_received timestamptz, p_clock timestamptz, p_last_on_time timestamptz, p_closed boolean)
    returns text
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return case
        -- a queue never makes anybody late: only a ruling can count it
        when p_clock - p_received > interval '120 seconds' then 'contested'
        when p_received > p_last_on_time then 'late'
        -- the list of on-time applications is fixed
        when p_closed then 'contested'
        else 'on_time' end;
end
$body$;
alter function rule.deadline_verdict(timestamptz, timestamptz, timestamptz, boolean)
    owner to ledger_owner;
comment on function rule.deadline_verdict(timestamptz, timestamptz, timestamptz, boolean) is
    'on_time, late or contested, from receipt, clock, last on-time instant and whether the call is closed.';
revoke all on function rule.deadline_verdict(timestamptz, timestamptz, timestamptz, boolean)
    from public;
