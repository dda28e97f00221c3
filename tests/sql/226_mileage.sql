-- SPDX-License-Identifier: EUPL-1.2
-- recompute: documented
-- Driving in one's own car on accounts of rehab-2016 (text 004): whole kilometres at no more than the rate of the year, what was
-- paid above it is cut and shown, and 2016 has no rate until two officers confirm one. calls.md 19.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
\i :dir/lib/life.sql
create function pg_temp.does(p_name text, p_act text, p_params text) returns text language sql as $$select t.refusal(t.does(p_name, p_act, p_params))$$;
call t.granted('rehab-2016', '2016-09-01 08:00:00Z', '2016-10-05 08:00:00Z', '2016-10-07 22:02:00Z', '2016-10-28 09:00:00Z', 2017, '2017-05-15',
    '[{"name":"drives","applied":40000000,"award":40000000}]', '{"parties":["30000001"],"budget":['
    '{"line":1,"category":"release","text":"Frikøb","note":"","own_funding_ore":0,"amounts":[{"year":2017,"amount_ore":39500000}]},'
    '{"line":2,"category":"transport","text":"Kørsel","note":"","own_funding_ore":0,"amounts":[{"year":2017,"amount_ore":500000}]}]}');
select testing.freeze('2017-05-10 08:00:00Z');

-- 100,000.00 kr. of release and 3,000.00 kr. of transport, of which p_mileage was driven
create function pg_temp.accounts(p_mileage text, p_transport bigint default 300000) returns text language sql as $$
  select format('{"application":%1$s,"kind":"part","period_to":"2017-04-30","lines":[{"line":1,"actual_ore":10000000,"own_funding_ore":0%4$s},'
    '{"line":2,"actual_ore":%2$s,"own_funding_ore":0%4$s}],"vat":"excluded","note":""%3$s}', t.sent('drives'), p_transport, coalesce(',"mileage":' || p_mileage, ''), t.days(t.sent('drives'), '2017-04-30'))
$$;
create function pg_temp.sends(p_mileage text, p_transport bigint default 300000) returns text language sql as $$
  select coalesce(t.result(r) ->> 'documented_ore', t.refusal(r)) from t.does('applicant-1', 'submit_accounts', pg_temp.accounts(p_mileage, p_transport)) r
$$;
create function pg_temp.drive(p_km text, p_paid text, p_year text default '2017', p_line text default '2') returns text language sql as $$
  select format('{"line":%s,"year":%s,"km":%s,"paid_ore":%s}', p_line, p_year, p_km, p_paid)
$$;

select is(pg_temp.sends(format('[%s]', d)), w, w || ' ' || d)
  from (values (pg_temp.drive('1', '1', '2017', '1'), 'LG102 mileage.0.line:no_mileage'),
               (pg_temp.drive('1', '1', '2017', '3'), 'LG102 mileage.0.line:unknown_line'),
               (pg_temp.drive('1', '1', '2015'), 'LG102 mileage.0.year:outside_accounts'),
               (pg_temp.drive('1', '1', '2018'), 'LG102 mileage.0.year:outside_accounts'),
               (pg_temp.drive('1', '1', '2016'), 'LG102 mileage.0.year:no_rate'),
               (pg_temp.drive('1', '1') || ',' || pg_temp.drive('2', '2'), 'LG102 mileage.1.year:duplicate'),
               (pg_temp.drive('0', '1'), 'LG102 mileage.0.km:missing'),
               (pg_temp.drive('1000001', '1'), 'LG102 mileage.0.km:too_large'),
               (pg_temp.drive('1', '300001'), 'LG102 mileage.0.paid_ore:above_actual')) x(d, w);
select is(pg_temp.sends(format('[%s]', d)) ~ '^LG101', true, 'malformed: ' || d)
  from (values (pg_temp.drive('12.5', '1')), (pg_temp.drive('-1', '1')), (pg_temp.drive('"1"', '1')), (pg_temp.drive('1', '-1')), ('{"line":2}')) x(d);
select is(pg_temp.sends('[]') ~ '^LG101', true, 'an empty list is left out');
select is(pg_temp.sends('null'), '10300000', 'or null');

-- the rate to the øre: 1,000 km at 1.93 kr. are 1,930.00 kr.
select is(pg_temp.sends(null), '10300000', 'a ticket has no rate');
select is(pg_temp.sends(format('[%s]', pg_temp.drive('1000', paid))), documented, paid || ' øre for 1,000 km')
  from (values ('192999', '10300000'), ('193000', '10300000'), ('193001', '10299999'), ('200000', '10293000'), ('300000', '10193000')) x(paid, documented);
-- what is cut does not make room under the line: 6,000.00 - 70.00 is above the approved 5,000.00
select is(pg_temp.sends(format('[%s]', pg_temp.drive('1000', '200000')), 600000), '10500000', 'above the line as well');
select is(pg_temp.sends(format('[%s]', pg_temp.drive('1000', '293001')), 600000), '10499999', 'under it by what is cut');

select testing.run_from(clock_timestamp());
-- 2016: proposed by the operator, confirmed by two officers, once
create function pg_temp.rate(p_year text, p_ore text, p_by text[], p_subject text default null) returns text language sql as $$
  select t.refusal(t.propose('mileage', coalesce(p_subject, p_year), format('{"v":1,"year":%s,"ore_per_km":%s,"source":"Cirkulære om satser"}', p_year, p_ore), p_by))
$$;
select is(pg_temp.rate('2016', '199', '{finance-1,finance-2}'), 'LG401', 'finance does not');
select is(pg_temp.rate('2016', '199', '{officer-1,officer-1}') ~ '^LG402', true, 'nor one officer twice');
select is(pg_temp.rate('2016', '0', '{officer-1,officer-2}'), 'LG102 ore_per_km:out_of_range', 'a rate is positive');
select is(pg_temp.rate('1999', '199', '{officer-1,officer-2}'), 'LG102 year:out_of_range', 'of this century');
select is(pg_temp.rate('2016', '199', '{officer-1,officer-2}', '2015'), 'LG102 year:subject_differs', 'of the year that was named');
select is(pg_temp.rate('2017', '200', '{officer-1,officer-2}'), 'LG502 not in force', 'a year has one rate');
select is(pg_temp.rate('2016', '199', '{officer-1,officer-2}'), 'verdict effective', 'confirmed by two');
select is(pg_temp.rate('2016', '210', '{officer-1,officer-2}'), 'LG502 not in force', 'and not another');
select testing.freeze('2017-05-10 08:00:01Z');
-- 100 km x 1.99 + 1,000 km x 1.93: paid 200.00 and 2,000.00, cut 1.00 and 70.00
select is(pg_temp.sends(format('[%s,%s]', pg_temp.drive('100', '20000', '2016'), pg_temp.drive('1000', '200000'))), '10292900', 'each year by its own rate');
select is(pg_temp.sends(format('[%s,%s]', pg_temp.drive('100', '100000', '2016'), pg_temp.drive('1000', '200001'))),
    'LG102 mileage.1.paid_ore:above_actual', 'both together not above what the line cost');

-- what is shown, to both sides
create temp table v as select max(a.version) as version from grants.accounts a where a.application = t.sent('drives')::bigint;
create function pg_temp.line(p_name text, p_version int) returns text language sql as $$
  select concat_ws(' ', l ->> 'actual_ore', l ->> 'documented_ore', l ->> 'cut_ore', l ->> 'above_ore',
      (select string_agg(concat_ws('/', m ->> 'year', m ->> 'km', m ->> 'paid_ore', m ->> 'rate_ore', m ->> 'cut_ore'), ',') from jsonb_array_elements(l -> 'mileage') m))
    from jsonb_array_elements(t.reads(p_name, format('read.accounts(%s, %s)', t.sent('drives'), p_version)) -> 'lines') l where l ->> 'line' = '2'
$$;
select is(pg_temp.line(n, version), '300000 292900 7100 0 2016/100/20000/199/100,2017/1000/200000/193/7000', n) from v, unnest(array['applicant-1', 'officer-1']) n;
select is((select string_agg(concat_ws(' ', m -> 'line', (select string_agg((r ->> 'year') || ':' || (r ->> 'rate_ore'), ',') from jsonb_array_elements(m -> 'rates') r)), ';')
    from jsonb_array_elements(t.reads('applicant-1', format('read.grant(%s)', t.sent('drives'))) -> 'mileage') m), '2 2016:199,2017:193', 'which line, which years');
-- and paid by: 102,929.00 kr. on part accounts without a split
select is(pg_temp.does('management-1', 'sign_off', (select format('{"application":%s,"version":%s,"sha256":"%s"}', t.sent('drives'), a.version, encode(a.sha256, 'hex'))
    from grants.accounts a join v using (version) where a.application = t.sent('drives')::bigint)), 'done', 'signed off');
select is(t.says('drives', version::text), '- 102929 0', 'payable') from v;
select is(t.pays('drives', version::text), '102929', 'paid') from v;

-- planted: the record says something else
\set check `cat "$SQL_DIR/checks/53_projection.sql"`
begin;
call t.by_hand('grants.accounts_mileage', 'update grants.accounts_mileage set km = km + 1 where year = 2016');
select string_agg(what, ',') as found from (:check) x \gset
rollback;
select is(:'found'::text, 'mileage', 'found: a kilometre more');
begin;
call t.by_hand('grants.accounts_mileage', 'delete from grants.accounts_mileage where year = 2016');
select string_agg(what, ',') as found from (:check) x \gset
rollback;
select is(:'found'::text, 'unprojected mileage', 'found: a year left out');
begin;
call t.by_hand('grants.mileage_rate', 'update grants.mileage_rate set ore_per_km = 198 where year = 2016');
select string_agg(distinct what, ',' order by what) as found from (:check) x \gset
rollback;
select is(:'found'::text, 'mileage rate,rate', 'found: another rate than two officers confirmed');
begin;
call t.by_hand('grants.mileage_rate', 'update grants.mileage_rate set year = 2018');
select string_agg(distinct what, ',' order by what) as found from (:check) x \gset
rollback;
select is(:'found'::text, 'mileage rate,rate', 'found: a rate of a year that has one');
select * from finish();
