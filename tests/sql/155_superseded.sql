-- SPDX-License-Identifier: EUPL-1.2
-- Accounts swapped after their endorsement: a prepared instalment cannot be approved on superseded accounts.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
call t.awarded();
select testing.freeze('2020-11-10 08:00:00Z');
create temp table a as select t.must(t.does('applicant-1', 'submit_accounts', t.accounts(t.sent('applicant-1'), 62000000))) as r;
select is(t.refusal(t.does('management-1', 'sign_off', t.sign_off(t.sent('applicant-1'), r))), 'done', 'signed') from a;
create temp table i as select t.must(t.does('officer-1', 'prepare_instalment', t.prepare(t.sent('applicant-1'), '1'))) as r;
create temp table b as select t.must(t.does('applicant-1', 'submit_accounts', t.accounts(t.sent('applicant-1'), 40000000))) as r;
create function pg_temp.approve(p_instalment text, p_amount text) returns text language sql as
$$select t.refusal(t.does('finance-1', 'approve_instalment', format('{"instalment":%s,"amount_ore":%s}', p_instalment, p_amount)))$$;
select is(pg_temp.approve((select r ->> 'entry' from i), '50000000'), 'LG502 prepare_instalment', 'superseded');
select is(t.reads('finance-1', 'read.instalments()') #>> '{instalments,0,state}', 'superseded', 'and shown so');
select is(t.reads('finance-1', 'read.instalments()') #>> '{instalments,0,actions}', '[]', 'without an action');
select is(t.refusal(t.does('officer-1', 'prepare_instalment', t.prepare(t.sent('applicant-1'), '2'))), 'LG502 sign_off', 'the new accounts need a signature of their own');
select is(t.refusal(t.does('management-1', 'sign_off', t.sign_off(t.sent('applicant-1'), r))), 'done', 'signed') from b;
create temp table j as select t.does('officer-1', 'prepare_instalment', t.prepare(t.sent('applicant-1'), '2')) as r;
select is((select t.refusal(r) from j), 'done', 'prepared again');
select is(pg_temp.approve((select r ->> 'entry' from j), '40000000'), 'done', 'approved on the signed accounts');
select * from finish();
