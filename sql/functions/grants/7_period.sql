-- SPDX-License-Identifier: EUPL-1.2
-- Accounting months. Closed is every month up to one; so there is never an open month behind a closed one.
create or replace function grants.closed_through(p_before bigint)
returns date language sql stable set search_path = pg_catalog, pg_temp as $$
  select case p.change when 'close' then p.month else (p.month - interval '1 month')::date end
    from grants.period_decision d join grants.period_proposal p on p.entry = d.proposal_entry
   where d.decision = 'accept' and (p_before is null or d.entry < p_before)
   order by d.entry desc limit 1
$$;
comment on function grants.closed_through(bigint) is
  'First day of the last closed month, now or as it was before an entry; null while none was ever closed.';

create or replace function grants.closed_through_seen()
returns date language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select grants.closed_through(null) where session_user = 'tilsagn_agency'
$$;
comment on function grants.closed_through_seen() is 'closed_through(null) for the agency; null for others.';

create or replace function grants.last_day(p_month date)
returns date language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select (p_month + interval '1 month')::date - 1
$$;
comment on function grants.last_day(date) is 'Last day of the month with this first day.';

-- Closing takes the same lock alone: whoever posts into a month is done before it is closed, or finds it closed.
create or replace function grants.assert_open(p_effective date, p_chosen boolean)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
begin
  perform pg_advisory_xact_lock_shared(104, 0);
  if p_effective < coalesce((grants.closed_through(null) + interval '1 month')::date, p_effective) then
    if not p_chosen then -- its own clock said so, before it waited for the lock
      raise exception 'the month was closed meanwhile; repeat it' using errcode = '40001';
    end if;
    perform ledger.fail('LG502', 'the accounting month is closed', jsonb_build_object(
      'state', 'closed', 'needed', 'an open accounting month', 'month', to_char(p_effective::timestamp, 'YYYY-MM')));
  end if;
end
$$;
comment on function grants.assert_open(date, boolean) is
  'LG502 when an accounting date that an act chose lies in a closed month; 40001 when the act''s own day does, '
  'because the month ended and was closed since the act began. The last lock of an act that posts.';

create or replace function grants.check_period(p_month date, p_change text, p_today date)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_closed date := grants.closed_through(null);
begin
  if p_change = 'close' and p_month >= date_trunc('month', p_today::timestamp)::date then
    perform grants.refuse('month', 'not_over');
  end if;
  if p_change = 'close' and p_month <= v_closed then perform grants.not_now('closed', 'open'); end if;
  if p_change = 'open' and p_month > coalesce(v_closed, p_month - 1) then perform grants.not_now('open', 'closed'); end if;
  if p_change = 'open' and extract(year from p_month) <= grants.closed_year(null) then
    perform grants.not_now('year_closed', 'open_year');
  end if;
end
$$;
comment on function grants.check_period(date, text, date) is
  'A month that is over and open can be closed, with the months before it; a closed one can be opened, with those '
  'behind it, unless its year is closed. LG102, LG502.';
