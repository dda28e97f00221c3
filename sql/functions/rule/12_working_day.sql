-- SPDX-License-Identifier: EUPL-1.2
-- Days on which a term does not end.
create or replace function rule.easter(p_year integer)
returns date language sql immutable strict set search_path = pg_catalog, pg_temp as $$
  -- the Gregorian computus: golden number, corrections of the century, moon, Sunday
  select make_date(p_year, (h.h + l.l - 7 * m.m + 114) / 31, (h.h + l.l - 7 * m.m + 114) % 31 + 1)
    from (select p_year % 19 as a, p_year / 100 as b, p_year % 100 as c) y,
         lateral (select (19 * y.a + y.b - y.b / 4 - (y.b - (y.b + 8) / 25 + 1) / 3 + 15) % 30 as h) h,
         lateral (select (32 + 2 * (y.b % 4) + 2 * (y.c / 4) - h.h - y.c % 4) % 7 as l) l,
         lateral (select (y.a + 11 * h.h + 22 * l.l) / 451 as m) m
$$;
comment on function rule.easter(integer) is 'Easter Sunday of a Gregorian year.';

create or replace function rule.is_working_day(p_day date)
returns boolean language sql immutable strict set search_path = pg_catalog, pg_temp as $$
  select extract(isodow from p_day) < 6
     and to_char(p_day, 'MM-DD') not in ('01-01', '06-05', '12-24', '12-25', '12-26', '12-31')
     and p_day - rule.easter(extract(year from p_day)::integer) not in (-3, -2, 1, 39, 50)
     -- the day of prayer went with Act no. 214 of 6 March 2023
     and (p_day - rule.easter(extract(year from p_day)::integer) <> 26 or p_day > '2023-12-31')
$$;
comment on function rule.is_working_day(date) is
  'Whether a term can end on a day: no Saturday or Sunday, no public holiday, nor 5 June, 24 or 31 December, on which '
  'terms before the courts do not end either (retsplejeloven § 148 a).';

create or replace function rule.term_end(p_day date)
returns date language sql immutable strict set search_path = pg_catalog, pg_temp as $$
  -- never more than five days, as fifty years show
  select min(p_day + n.n) from generate_series(0, 7) n(n) where rule.is_working_day(p_day + n.n)
$$;
comment on function rule.term_end(date) is 'The day on which a term ends that runs out on this day: the day itself or the next working day.';
