-- SPDX-License-Identifier: EUPL-1.2
-- What is to be paid back and what it costs to be late, over some days: what stood before them, what came to it, what of it
-- was paid, set off and written off, and what stands at their end. Money counts on its entry's accounting date; interest
-- counts day by day, by what is known of the days.
create or replace function grants.repayments(p_application bigint, p_first date, p_last date, p_before bigint)
returns table (what text, before_ore bigint, new_ore bigint, paid_ore bigint, set_off_ore bigint, written_off_ore bigint,
               open_ore bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
  with claim as materialized (
    select c.claim, c.amount_ore::bigint as ore from grants.claim c
     where (p_application is null or c.application = p_application) and (p_before is null or c.claim < p_before)),
  moved as (
    select 'claims' as what, c.claim as entry, 'new' as kind, c.ore from claim c
    union all
    select 'claims' as what, s.entry, case when s.kind in ('repaid', 'returned') then 'paid' else s.kind end as kind, s.amount_ore::bigint as ore
      from claim c join grants.claim_settled s on s.claim = c.claim
    union all
    select 'interest' as what, s.entry, s.kind, s.amount_ore::bigint as ore
      from claim c join grants.interest_settled s on s.claim = c.claim),
  dated as (
    select m.what, m.kind, m.ore, e.effective < p_first as earlier
      from moved m join ledger.entry e on e.entry = m.entry
     where e.effective <= p_last and (p_before is null or m.entry < p_before)),
  accrued as (
    select case when bool_or(x.before is null) then null else coalesce(sum(x.before), 0)::bigint end as before,
           case when bool_or(x.until is null) then null else coalesce(sum(x.until), 0)::bigint end as until
      from (select grants.interest_sum(c.claim, p_first - 1, true, p_before) as before,
                   grants.interest_sum(c.claim, p_last, true, p_before) as until from claim c offset 0) x),
  summed as (
    select t.what, coalesce(sum(case d.kind when 'new' then d.ore else -d.ore end) filter (where d.earlier), 0)::bigint as before,
           coalesce(sum(d.ore) filter (where not d.earlier and d.kind = 'new'), 0)::bigint as new,
           coalesce(sum(d.ore) filter (where not d.earlier and d.kind = 'paid'), 0)::bigint as paid,
           coalesce(sum(d.ore) filter (where not d.earlier and d.kind = 'set_off'), 0)::bigint as off,
           coalesce(sum(d.ore) filter (where not d.earlier and d.kind = 'written_off'), 0)::bigint as given
      from (values ('claims'), ('interest')) t(what) left join dated d on d.what = t.what
     group by t.what)
  select s.what, s.before + i.before, s.new + i.until - i.before, s.paid, s.off, s.given,
         s.before + s.new + i.until - s.paid - s.off - s.given
    from summed s, accrued a,
         lateral (select case s.what when 'interest' then a.before else 0 end as before,
                         case s.what when 'interest' then a.until else 0 end as until) i
$$;
comment on function grants.repayments(bigint, date, date, bigint) is
  'Claims and their interest over some days, of one grant or of all (null), now or as it was known before an entry; sums of '
  'interest are null when one of its days has no rate.';

create or replace function grants.repayments_told(p_first date, p_last date, p_before bigint)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_object_agg(r.what, to_jsonb(r) - 'what') from grants.repayments(null, p_first, p_last, p_before) r
$$;
comment on function grants.repayments_told(date, date, bigint) is
  'Claims and interest of all grants over some days, as the closing of a month records them.';

create or replace function grants.month_repayments_seen(p_first date, p_last date)
returns json language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select grants.repayments_told(p_first, p_last, null)::json
   where session_user = 'tilsagn_agency' and p_first <= p_last
$$;
comment on function grants.month_repayments_seen(date, date) is
  'repayments_told() as known now, for the agency; null for days that are still to come.';

create or replace function grants.closing_told_seen(p_entry bigint)
returns json language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select convert_from(e.leaf, 'UTF8')::json #> '{result,repayments}' from ledger.entry e
   where e.entry = p_entry and e.kind = 'decide_period' and session_user = 'tilsagn_agency'
$$;
comment on function grants.closing_told_seen(bigint) is
  'Claims and interest as a month was closed with them, for the agency; null for another decision, or one of before they were recorded.';
