-- SPDX-License-Identifier: EUPL-1.2
-- Results: recorded by one officer, confirmed by another, within the bounds of the call, whole numbers; never by the
-- grantee. What is paid by them is in 150_payment and in the calls' own tests.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
call t.awarded();
create function pg_temp.a() returns text language sql as $$select t.sent('applicant-1')$$;
create function pg_temp.does(p_name text, p_act text, p_params text) returns text language sql as $$select t.refusal(t.does(p_name, p_act, p_params))$$;
create function pg_temp.records(p_numerator bigint, p_denominator bigint, p_period text default '2021-03', p_week text default null, p_code text default 'work_or_education')
    returns text language sql as $$select pg_temp.does('officer-1', 'record_result', t.result_of(pg_temp.a(), p_code, p_numerator, p_denominator, p_period, p_week))$$;
select testing.freeze('2021-12-10 08:00:00Z');

-- Bounds of readings 6 and 9: 0 <= n <= d, d > 0, one calendar month of the project (2019-11 to 2021-11).
select is(pg_temp.records(n, d, p), wanted, why) from (values
    (0::bigint, 0::bigint, '2021-03', 'LG102 denominator:not_positive', 'a group of nobody'),
    (5, 4, '2021-03', 'LG102 numerator:above_denominator', 'more than the group has'),
    (1, 1000000001, '2021-03', 'LG102 denominator:too_large', 'more than there are people'),
    (14, 100, '2019-10', 'LG102 period:outside_period', 'the month before the project'),
    (14, 100, '2021-12', 'LG102 period:outside_period', 'the month after it'),
    (14, 100, '2021-Q1', 'LG102 period:malformed', 'a quarter where a month is counted'),
    (14, 100, '2021-13', 'LG102 period:malformed', 'no month'),
    (14, 100, '2021', 'LG102 period:malformed', 'a year')) x(n, d, p, wanted, why);
select is(pg_temp.records(-1, 100) ~ '^LG101', true, 'a negative number is no request');
select is(pg_temp.records(14, 100, '2021-03', 'iso'), 'LG102 first_week:not_allowed', 'this call fixes its group by no week');
select is(pg_temp.records(14, 100, '2021-03', null, 'placement'), 'LG102 code:unknown', 'another call''s result');
select testing.freeze('2021-11-29 22:59:59Z'); -- 29 November, 23:59:59 in Denmark
select is(pg_temp.records(14, 100, '2021-11'), 'LG102 period:in_future', 'the last month is not over on its last but one day');
select testing.freeze('2021-11-30 22:59:59Z');
select is(pg_temp.records(14, 100, '2021-11'), 'LG102 period:in_future', 'nor on its last');
select testing.freeze('2021-11-30 23:00:00Z');
select is(pg_temp.does('officer-1', 'record_result', t.result_of('999', 'work_or_education', 1, 2, '2021-03')), 'LG301', 'no such grant');
select is(pg_temp.does('officer-1', 'record_result', t.result_of(t.sent('applicant-3'), 'work_or_education', 1, 2, '2021-03')), 'LG502 awarded', 'nor one that was not awarded');
select is(pg_temp.does('finance-1', 'record_result', t.result_of(pg_temp.a(), 'work_or_education', 1, 2, '2021-03')), 'LG401', 'officers record');
select is(pg_temp.does('applicant-1', 'record_result', t.result_of(pg_temp.a(), 'work_or_education', 1, 2, '2021-03')) ~ '^(42501|LG40[15])', true, 'never the grantee');
select is(t.reads('officer-1', format('read.reporting(%s)', pg_temp.a())) #> '{missing,0}', '{"act": "record_result", "code": "result", "field": null, "by": "officer", "other_human": false}', 'the page says that it is missing');

create temp table r as select t.must(t.does('officer-1', 'record_result', t.result_of(pg_temp.a(), 'work_or_education', 14, 100, '2021-11'))) as r;
select is(t.result(r) - 'rule_version' - 'group', format('{"code": "work_or_education", "application": %s, "first_week": null}', pg_temp.a())::jsonb, 'recorded once the month is over') from r;
select is(t.result(r) ->> 'group' ~ 'own effort group', true, 'of the effort group, not of the wider one') from r;
select is(grants.results_of(pg_temp.a()::bigint), '[]', 'it does not count before it is confirmed');

create function pg_temp.confirms(p_name text, p_entry text) returns text language sql as $$select pg_temp.does(p_name, 'confirm_result', t.confirm_result(pg_temp.a(), p_entry))$$;
select is(pg_temp.confirms('officer-1', r ->> 'entry'), 'LG402 confirm_result/record_result', 'by a second officer') from r;
select is(pg_temp.confirms('officer-2', '999999'), 'LG301', 'no such result');
select is(pg_temp.does('officer-2', 'confirm_result', replace(t.confirm_result(pg_temp.a(), r ->> 'entry'), '5555', '6666')), 'LG102 source_sha256:differs', 'who has the same source before them') from r;
select is(t.reads('officer-2', format('read.reporting(%s)', pg_temp.a())) #> '{results,0,recorded,0,actions}', '["confirm_result"]', 'the page offers it to a second officer');
select is((select string_agg(w, ' ') from unnest(array['tasks', 'waiting']) w, jsonb_array_elements(t.reads(n, 'read.tasks()') -> w) x
    where x ->> 'act' = 'confirm_result' and x ->> 'what' = 'reporting'), e, 'and so does the list of tasks: ' || n)
  from (values ('officer-2', 'tasks'), ('officer-1', 'waiting'), ('management-1', null)) v(n, e);
select is(t.reads('officer-1', format('read.reporting(%s)', pg_temp.a())) #> '{results,0,recorded,0,actions}', '[]', 'and not to the first');
select is(pg_temp.confirms('officer-2', r ->> 'entry'), 'done', 'confirmed') from r;
select is(pg_temp.confirms('officer-2', r ->> 'entry'), 'LG502 record_result', 'once') from r;
select is(grants.results_of(pg_temp.a()::bigint), '[{"code": "work_or_education", "numerator": 14, "denominator": 100}]', 'now it counts');
select is(t.reads('applicant-1', format('read.reporting(%s)', pg_temp.a())) #>> '{results,0,recorded,0,counts}', 'true', 'the grantee sees it');
select is(t.reads('applicant-3', format('read.reporting(%s)', pg_temp.a())), null, 'another municipality does not');

-- A correction is a new entry: until it is confirmed, nothing counts; the old one can no longer be confirmed.
create temp table c as select t.must(t.does('officer-1', 'record_result', t.result_of(pg_temp.a(), 'work_or_education', 15, 100, '2021-11'))) as r;
select is(grants.results_of(pg_temp.a()::bigint), '[]', 'a correction that waits makes the result missing');
create temp table d as select t.must(t.does('officer-1', 'record_result', t.result_of(pg_temp.a(), 'work_or_education', 20, 100, '2021-11'))) as r;
select is(pg_temp.confirms('officer-2', r ->> 'entry'), 'LG503', 'only the newest') from c;
select is(pg_temp.confirms('officer-2', r ->> 'entry'), 'done', 'the correction is confirmed') from d;
select is(grants.results_of(pg_temp.a()::bigint) #>> '{0,numerator}', '20', 'and counts instead');
select is((select count(*) from grants.result), 3::bigint, 'all three stay on record');

-- The first week of January 2020 (reading 7): ISO week 1 begins on 30 December 2019, the first full week on 6 January.
select is(rule.first_week(2020, 'iso') || ' ' || rule.first_week(2020, 'first_full'), '2019-12-30 2020-01-06', 'two readings of the first week');
select is(rule.first_week(2018, 'iso') || ' ' || rule.first_week(2018, 'first_full'), '2018-01-01 2018-01-01', 'one where the year begins on a Monday');
create function pg_temp.violations(p text) returns text language sql as
$$select string_agg(v ->> 'field' || ':' || (v ->> 'code'), ' ') from t.call c, jsonb_array_elements(rule.result_violations(c.definition::jsonb,
    '{"code":"placement","numerator":35,"denominator":100,"period":"2021-Q1","first_week":"iso"}'::jsonb || p::jsonb)) v where c.call = 'ressource-2019'$$;
select is(pg_temp.violations(p), wanted, p) from (values ('{}', null), ('{"first_week":null}', 'first_week:missing'), ('{"first_week":"second"}', 'first_week:unknown'),
    ('{"period":"2021-Q4"}', null), ('{"period":"2020-Q4"}', 'period:outside_period'), ('{"period":"2022-Q1"}', 'period:outside_period'),
    ('{"period":"2021-Q5"}', 'period:malformed'), ('{"period":"2021-01"}', 'period:malformed'), ('{"numerator":0}', null), ('{"numerator":-1}', 'numerator:negative'),
    ('{"code":"paid_or_education"}', null), ('{"code":"work_or_education"}', 'code:unknown')) x(p, wanted);
select is(array(select c.call || ' ' || jsonb_array_length(rule.results_wanted(c.definition::jsonb)) from t.call c order by 1),
          array['ambassadoer-2018 0', 'fsm2-2019 1', 'opkval-2017 0', 'rehab-2016 0', 'ressource-2019 2'], 'which calls pay by results');
select * from finish();
