-- SPDX-License-Identifier: EUPL-1.2
-- What a grant is held to beside its accounts: the results that the call pays for, the reports it asks for,
-- and its end.
create or replace function read.result_periods(p_result jsonb, p_today date)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(p.name order by p.name desc), '[]')
    from (select case p_result ->> 'window' when 'quarter' then to_char(s, 'YYYY-"Q"Q')
                 else to_char(s, 'YYYY-MM') end as name
            from generate_series((p_result ->> 'from')::timestamp, (p_result ->> 'to')::timestamp,
              case p_result ->> 'window' when 'quarter' then interval '3 months'
                else interval '1 month' end) s) p,
         lateral rule.result_period(p.name) d
   where d.to_day < p_today
$$;
comment on function read.result_periods(jsonb, date) is
  'Months or quarters of a result that are over, the newest first.';

create or replace function read.results(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('code', w.value -> 'code', 'title', w.value -> 'title',
      'group', w.value -> 'group', 'window', w.value -> 'window', 'from', w.value -> 'from',
      'to', w.value -> 'to', 'first_week', w.value -> 'first_week',
      'periods', read.result_periods(w.value, read.today(ledger.clock())),
      'recorded', (select coalesce(json_agg(json_build_object('entry', r.entry,
          'numerator', r.numerator, 'denominator', r.denominator, 'period', r.period,
          'first_week', read.day(r.first_week), 'source_sha256', r.source_sha256,
          'at', read.at(r.entry), 'by', read.by(r.entry),
          'confirmed_at', read.at(r.confirmed_entry), 'confirmed_by', read.by(r.confirmed_entry),
          'newest', r.newest, 'counts', r.newest and r.confirmed_entry is not null,
          'actions', case when r.newest and r.confirmed_entry is null
              and read.personal('confirm_result', 'grant:' || r.application) is null
            then json_build_array('confirm_result') else '[]'::json end) order by r.entry desc), '[]')
        from portal.result r
       where r.application = p_application and r.code = w.value ->> 'code')) order by w.ordinality), '[]')
    from portal.award a join published.call c on c.call = a.call,
         jsonb_array_elements(rule.results_wanted(c.definition::jsonb)) with ordinality w
   where a.application = p_application
$$;
comment on function read.results(bigint) is 'The results that the call of a grant counts, and what was recorded of each.';

create or replace function read.reports_wanted(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('report', w -> 'report',
      'condition_of_payment', w -> 'condition_of_payment', 'topics', w -> 'topics') order by w.n), '[]')
    from portal.award a join published.call c on c.call = a.call,
         json_array_elements(c.definition -> 'reports') with ordinality w(w, n)
   where a.application = p_application
$$;
comment on function read.reports_wanted(bigint) is 'The reports that the call of a grant asks for.';

create or replace function read.reports(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('entry', r.entry, 'report', r.report,
      'period_to', read.day(r.period_to), 'text', r.text,
      'topics', (select coalesce(json_agg(json_build_object('code', t -> 'code', 'text', t -> 'text',
            'title', (select x -> 'title' from json_array_elements(c.definition -> 'reports') w,
                        json_array_elements(w -> 'topics') x
                       where w ->> 'report' = r.report and x ->> 'code' = t ->> 'code')) order by t.n), '[]')
          from jsonb_array_elements(r.topics) with ordinality t(t, n)),
      'late', r.late, 'newest', r.newest, 'at', read.at(r.entry), 'by', read.by(r.entry))
      order by r.entry desc), '[]')
    from portal.report r
    join portal.award a on a.application = r.application
    join published.call c on c.call = a.call
   where r.application = p_application
$$;
comment on function read.reports(bigint) is 'Reports of a grant, newest first.';

create or replace function read.closing(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('entry', c.entry, 'at', read.at(c.entry), 'by', read.by(c.entry),
                           'returned_ore', c.returned_ore, 'terminated', c.terminated)
    from portal.closing c where c.application = p_application
$$;
comment on function read.closing(bigint) is 'How a grant was closed; null while it is open.';

create or replace function read.reporting_missing(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(m.missing order by m.n), '[]')
    from (
      select 3 as n, coalesce(
          read.missing('close_grant', n.needs ->> 'code', null, n.needs ->> 'by'),
          read.personal('close_grant', 'grant:' || p_application)) as missing
        from (select grants.closing_needs_seen(p_application) as needs) n
       where session_user = 'tilsagn_agency' and read.closing(p_application) is null
         and (n.needs is not null or read.personal('close_grant', 'grant:' || p_application) is not null)
      union all
      select 1, read.missing('record_result', 'result', null, 'officer')
       where exists (select from json_array_elements(read.results(p_application)) w
                      where json_array_length(w -> 'recorded') = 0)
      union all
      select 2, coalesce(read.personal('confirm_result', 'grant:' || p_application),
                         read.missing('confirm_result', 'result_unconfirmed', null, 'officer'))
       where exists (select from portal.result r where r.application = p_application and r.newest
                      and r.confirmed_entry is null)) m
$$;
comment on function read.reporting_missing(bigint) is 'What is missing of a grant beside its accounts, and whose it is.';

create or replace function read.reporting(p_application bigint)
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  select read.seen_case('reporting', a.application,
    json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'application', a.application, 'title', a.title, 'organisation', read.organisation(a.organisation),
    'call', read.call_head(a.call, t.now), 'results', read.results(a.application),
    'reports_wanted', read.reports_wanted(a.application), 'reports', read.reports(a.application),
    'closing', read.closing(a.application), 'balances', read.balances(a.application),
    'actions', (select coalesce(json_agg(x.act order by x.act), '[]') from (values
        ('record_result', session_user = 'tilsagn_agency' and read.results(a.application)::jsonb <> '[]'),
        ('submit_report', session_user = 'tilsagn_grantee' and read.reports_wanted(a.application)::jsonb <> '[]'),
        ('close_grant', session_user = 'tilsagn_agency'
          and grants.closing_needs_seen(a.application) is null)) x(act, possible)
      where x.possible and read.closing(a.application) is null
        and read.personal(x.act, 'grant:' || a.application) is null),
    'missing', read.reporting_missing(a.application))::text)
    from (select ledger.clock() as now) t, portal.award a
   where a.application = p_application and session_user in ('tilsagn_grantee', 'tilsagn_agency')
$$;
comment on function read.reporting(bigint) is 'Results, reports and closing of a grant, and what is missing; null when it is another''s.';
