-- SPDX-License-Identifier: EUPL-1.2
-- The end of a month: what was approved, sent, paid and booked is the same, or here is what is not.
create or replace function read.day_of(p_entry bigint)
returns date language sql stable set search_path = pg_catalog, pg_temp as $$
  select read.today(e.at) from portal.entry e where e.entry = p_entry
$$;
comment on function read.day_of(bigint) is 'The day in Denmark on which an entry was made.';

-- a movement that raised an alarm tells of a payment once somebody has booked it: then one answers for it
create or replace function read.told(p_reference text)
returns table (statement bigint, n integer, day date, meaning text, booked_entry bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select x.statement, x.n, x.day, case x.meaning when 'alarm' then 'payment' else x.meaning end, x.booked_entry
    from portal.bank_line x
   where x.reference = p_reference and (x.meaning in ('payment', 'return') or x.meaning = 'alarm' and x.debit and x.booked_entry is not null)
$$;
comment on function read.told(text) is 'What the bank told of one release.';

create or replace function read.month_rows(p_last_day date)
returns table (instalment bigint, application bigint, number integer, amount_ore bigint, sent_ore bigint, call text,
               organisation text, approved date, sent date, bank text, booked text, claimed boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select i.instalment, i.application, i.number, i.amount_ore, r.amount_ore, i.call, i.organisation,
         read.day_of(i.approved_entry), read.day_of(r.entry), l.meaning, b.meaning,
         coalesce(i.state = 'claimed' and b.meaning = 'return', false)
    from portal.instalment i
    left join lateral (select x.entry, x.reference, x.amount_ore from portal.instalment_released x
                        where x.instalment = i.instalment and read.day_of(x.entry) <= p_last_day
                        order by x.try desc limit 1) r on true
    left join lateral (select x.meaning from read.told(r.reference) x where x.day <= p_last_day
                        order by x.day desc, x.statement desc, x.n desc limit 1) l on true
    left join lateral (select x.meaning from read.told(r.reference) x where read.day_of(x.booked_entry) <= p_last_day
                        order by x.booked_entry desc limit 1) b on true
   where read.day_of(i.approved_entry) <= p_last_day
$$;
comment on function read.month_rows(date) is
  'Every approved instalment as it stood at the end of a day: its newest release, what the bank says of it, what is '
  'booked, and whether claims took all that came back.';

create or replace function read.period_streams(p_month date)
returns text language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select 'batch:period-' || to_char(p_month::timestamp, 'YYYY-MM')
$$;
comment on function read.period_streams(date) is 'Stream of what is proposed about a month.';

create or replace function read.may_decide_period(p_month date)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select identity.i_hold('finance') and read.personal('decide_period', read.period_streams(p_month)) is null
$$;
comment on function read.may_decide_period(date) is 'Whether the current person may decide what is proposed about a month.';

-- closed is every month up to one
create or replace function read.period(p_month date, p_today date)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  with closed as (select grants.closed_through_seen() as through),
  open as (select p.* from portal.period p where p.decision_entry is null)
  select json_build_object('closed', coalesce(p_month <= c.through, false),
    'over', p_month < date_trunc('month', p_today::timestamp)::date,
    'closed_through', to_char(c.through::timestamp, 'YYYY-MM'),
    'proposal', (select json_build_object('entry', o.entry, 'month', to_char(o.month::timestamp, 'YYYY-MM'), 'change', o.change,
        'reason', o.reason, 'at', read.at(o.entry), 'by', read.by(o.entry)) from open o),
    'decided', (select coalesce(json_agg(json_build_object('entry', p.decision_entry, 'month', to_char(p.month::timestamp, 'YYYY-MM'),
        'change', p.change, 'decision', p.decision, 'at', read.at(p.decision_entry), 'by', read.by(p.entry), 'reason', p.reason,
        'decided_by', read.by(p.decision_entry), 'decision_reason', p.decision_reason,
        'repayments', grants.closing_told_seen(p.decision_entry)) order by p.decision_entry desc), '[]')
      from portal.period p where p.month = p_month and p.decision_entry is not null),
    'actions', array_to_json(array_remove(array[
        case when identity.i_hold('finance') and not exists (select from open)
          and (p_month <= c.through or p_month < date_trunc('month', p_today::timestamp)::date)
          and read.personal('propose_period', read.period_streams(p_month)) is null then 'propose_period' end,
        case when exists (select from open o where read.may_decide_period(o.month)) then 'decide_period' end], null)))
    from closed c
$$;
comment on function read.period(date, date) is
  'Whether a month is closed, what is proposed about any month, what was decided about this one, what the current person can do.';

create or replace function read.period_tasks()
returns table (urgency timestamptz, waiting text, task json)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select null::timestamptz, w.w, read.task('decide_period', 'month', to_char(p.month::timestamp, 'YYYY-MM'),
           to_json(to_char(p.month::timestamp, 'YYYY-MM')), null, null, null, null, null, w.w)
    from portal.period p, lateral (select case when not read.may_decide_period(p.month) then 'finance' end as w) w
   where p.decision_entry is null
$$;
comment on function read.period_tasks() is 'A month that somebody proposed to close or open.';

create or replace function read.month(p_month text)
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  with m as materialized (
    select t.now, d.first, (d.first + interval '1 month')::date - 1 as last
      from (select ledger.clock() as now) t,
           lateral (select to_date(coalesce(nullif(p_month, ''), to_char(read.today(t.now), 'YYYY-MM')) || '-01',
                                   'YYYY-MM-DD') as first
                     where p_month ~ '^(20[0-9]{2}-(0[1-9]|1[0-2]))?$') d
     where session_user = 'tilsagn_agency'),
  row as materialized (select r.*, r.approved >= m.first as here from m, read.month_rows(m.last) r),
  exception as materialized (
    select r.*, case when r.sent is null then 'not_sent' when r.bank is null then 'no_answer'
                     when r.bank = 'return' then 'came_back' else 'not_booked' end as why
      from row r where (r.bank, r.booked) is distinct from ('payment', 'payment') and not r.claimed)
  select read.seen_list('month', p_month,
    json_build_object('now', ledger.rfc3339(m.now), 'now_us', ledger.micros(m.now), 'month', to_char(m.first, 'YYYY-MM'),
    'year', extract(year from m.first)::integer, 'period', read.period(m.first, read.today(m.now)),
    'steps', (select json_agg(json_build_object('step', s.step, 'count', s.count, 'amount_ore', s.amount) order by s.n)
                from (select v.n, v.step, count(*) filter (where v.done) as count,
                             coalesce(sum(case v.n when 1 then r.amount_ore else r.sent_ore end) filter (where v.done), 0) as amount
                        from (values (0)) one
                        left join row r on r.here,
                             lateral (values (1, 'approved', r.here), (2, 'sent', r.sent is not null),
                                        (3, 'paid', r.bank = 'payment'), (4, 'booked', r.booked = 'payment')) v(n, step, done)
                       group by v.n, v.step) s),
    'exceptions', (select coalesce(json_agg(json_build_object('instalment', e.instalment, 'application', e.application,
        'number', e.number, 'organisation', read.organisation(e.organisation), 'call', e.call, 'amount_ore', e.amount_ore,
        'why', e.why, 'approved', read.day(e.approved), 'sent', read.day(e.sent), 'carried', not e.here)
        order by e.approved, e.instalment), '[]') from exception e),
    'repayments', grants.month_repayments_seen(m.first, least(m.last, read.today(m.now))),
    'alarms', (select coalesce(json_agg(json_build_object('alarm', a.alarm, 'kind', a.kind, 'amount_ore', a.amount_ore)
        order by a.alarm), '[]') from portal.alarm a
       where read.day_of(a.entry) <= m.last and (a.closed_entry is null or read.day_of(a.closed_entry) > m.last)),
    'disputes', (select coalesce(json_agg(json_build_object('dispute', d.dispute, 'application', d.application, 'at', ledger.rfc3339(d.at))
        order by d.dispute), '[]') from portal.dispute d
       where read.today(d.at) + 30 < least(m.last + 1, read.today(m.now))
         and (d.resolved_entry is null or read.day_of(d.resolved_entry) > m.last)),
    'months', (select json_agg(x.month order by x.month desc) from (
        select distinct to_char(read.day_of(i.approved_entry), 'YYYY-MM') as month from portal.instalment i
         where i.approved_entry is not null
        -- and the two between which one is closed
        union select to_char(read.today(m.now), 'YYYY-MM')
        union select to_char(date_trunc('month', read.today(m.now)::timestamp) - interval '1 day', 'YYYY-MM')) x
       where x.month <> to_char(m.first, 'YYYY-MM')))::text)
    from m
$$;
comment on function read.month(text) is
  'A month''s payments (YYYY-MM, or the present month for an empty text): sums of what was approved in it, of that sent, '
  'paid by the bank and booked until its end, and each instalment and alarm that keeps these from being one; what came to '
  'repayment claims and their interest, was paid, set off and written off of them and stands; disputes open for more than 30 days; whether the month is closed.';
