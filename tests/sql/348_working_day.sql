-- SPDX-License-Identifier: EUPL-1.2
-- The last day to complain is one on which somebody works.
set search_path = tap, public;
select no_plan();
select is(rule.easter(extract(year from d)::int), d, 'Easter of ' || extract(year from d))
  from unnest(array['1818-03-22', '1943-04-25', '1954-04-18', '1981-04-19', '2000-04-23', '2016-03-27', '2019-04-21', '2020-04-12', '2021-04-04',
                    '2024-03-31', '2025-04-20', '2038-04-25', '2285-03-22']::date[]) d;
-- every year of four centuries: a Sunday between 22 March and 25 April
select is((select count(*) from generate_series(1700, 2299) y, lateral rule.easter(y) e
            where extract(isodow from e) <> 7 or e not between make_date(y, 3, 22) and make_date(y, 4, 25)), 0::bigint, 'a Sunday in its five weeks');
-- the days of 2019 and 2024 from Monday to Friday that are none, by hand from the calendars
select is((select array_agg(to_char(d, 'MM-DD') order by d) from generate_series('2019-01-01'::date, '2019-12-31', '1 day') d
            where extract(isodow from d) < 6 and not rule.is_working_day(d::date)),
  array['01-01', '04-18', '04-19', '04-22', '05-17', '05-30', '06-05', '06-10', '12-24', '12-25', '12-26', '12-31'], '2019');
select is((select array_agg(to_char(d, 'MM-DD') order by d) from generate_series('2024-01-01'::date, '2024-12-31', '1 day') d
            where extract(isodow from d) < 6 and not rule.is_working_day(d::date)),
  array['01-01', '03-28', '03-29', '04-01', '05-09', '05-20', '06-05', '12-24', '12-25', '12-26', '12-31'], '2024, without the day of prayer on 26 April');
select is(rule.term_end(d), e, d || ' ends on ' || e) from (values
  ('2019-11-29'::date, '2019-11-29'::date), -- a Friday
  ('2019-11-30', '2019-12-02'), -- a Saturday
  ('2019-04-18', '2019-04-23'), -- Maundy Thursday: the Tuesday after Easter
  ('2019-06-05', '2019-06-06'), -- Constitution Day
  ('2019-12-24', '2019-12-27'), -- the Friday between
  ('2020-12-24', '2020-12-28'), -- Thursday to Sunday
  ('2020-12-31', '2021-01-04')) x(d, e);
select is((select max(rule.term_end(d) - d) from generate_series(2000, 2049) y, lateral (select rule.easter(y) - 3 union all select make_date(y, 12, n) from generate_series(21, 31) n) x(d)),
  5, 'no day of fifty years waits longer than five');
select is(grants.complaint('x', at::timestamptz) ->> 'by', d, 'decided ' || at || ': until ' || d) from (values
  ('2019-03-21 11:00Z', '2019-04-23'), -- four weeks are Maundy Thursday
  ('2019-03-20 23:30Z', '2019-04-23'), -- 21 March in Copenhagen
  ('2019-11-20 11:00Z', '2019-12-18')) x(at, d);
select * from finish();
