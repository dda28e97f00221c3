-- SPDX-License-Identifier: EUPL-1.2
-- What each night erased: a day's runs are one line, by the Danish day; proposals with their grounds and who confirmed them.
set search_path = tap, public;
select no_plan();
select testing.freeze('2031-03-01 08:00:00Z') \g /dev/null
create function pg_temp.nights(p_who text) returns jsonb language sql as $$ select t.reads(p_who, 'read.erasure_nights()') $$;
select is(pg_temp.nights('auditor-1') -> 'nights', '[]', 'no night yet');
select is(pg_temp.nights('auditor-1') -> 'proposals', '[]', 'and nobody proposed');
insert into identity.erasure_run (at, drafts, versions, vouchers, files, failed, rest) values
    ('2031-02-01 02:00Z', 1, 2, 3, 4, 5, true), ('2031-02-01 02:01Z', 10, 20, 30, 40, 50, false),
    ('2031-02-01 22:59:59Z', 0, 0, 0, 0, 1, false), ('2031-02-01 23:00Z', 0, 0, 0, 7, 0, true); -- the last one is the 2nd in Denmark
select is(pg_temp.nights('officer-1') -> 'nights', jsonb_build_array(
    jsonb_build_object('day', '2031-02-02', 'runs', 1, 'drafts', 0, 'versions', 0, 'vouchers', 0, 'files', 7, 'failed', 0, 'rest', true),
    jsonb_build_object('day', '2031-02-01', 'runs', 3, 'drafts', 11, 'versions', 22, 'vouchers', 33, 'files', 44, 'failed', 56, 'rest', false)), 'two nights, the newest first');
insert into identity.erasure_run (at, drafts, versions, vouchers, files, failed, rest)
select timestamptz '2029-01-01 02:00Z' + n * interval '1 day', 0, 0, 0, 0, 0, false from generate_series(1, 150) n;
select is(jsonb_array_length(pg_temp.nights('administrator-1') -> 'nights'), 100, 'a hundred at most');
select is(pg_temp.nights(w) ->> 'error', e, 'as ' || w) from (values ('auditor-1', null), ('administrator-1', null), ('finance-1', 'LG401'), ('applicant-1', '42501')) x(w, e);
select is((select l.what || ' ' || l.scope from identity.read_log l order by read desc limit 1), 'erasure_nights person', 'a look-up of people');
select * from finish();
