-- SPDX-License-Identifier: EUPL-1.2
-- From accounts to a released batch: management signs exactly these accounts, SQL computes again, three humans pay.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
create function pg_temp.does(p_name text, p_act text, p_params text) returns text language sql as $$select t.refusal(t.does(p_name, p_act, p_params))$$;
create function pg_temp.a() returns text language sql as $$select t.sent('applicant-1')$$;
-- a grantee's second card in the agency, and a colleague of officer-3 in finance, for the combinations below
select is(t.propose('register', 'more', '{"v":1,"organisations":[],"people":['
    '{"profile":"oces3-employee","serial_number":"UI:finance-2-second","organisation":"10000001","name":"N","proof":"x1","roles":["officer"],"linked_to":"UI:finance-2"},'
    '{"profile":"oces3-employee","serial_number":"UI:finance-3-second","organisation":"10000001","name":"N","proof":"x2","roles":["finance"],"linked_to":"UI:finance-3"},'
    '{"profile":"oces3-employee","serial_number":"UI:management-1-second","organisation":"20000001","name":"N","proof":"x3","roles":["applicant"],"linked_to":"UI:management-1"},'
    '{"profile":"oces3-employee","serial_number":"UI:officer-3-second","organisation":"10000001","name":"N","proof":"x4","roles":["finance"],"linked_to":"UI:officer-3"},'
    '{"profile":"oces3-employee","serial_number":"UI:management-4","organisation":"20000001","name":"N","proof":"x9","roles":["management"],"linked_to":null}]}',
    array['administrator-1', 'administrator-2']) ->> 'verdict', 'effective', 'second cards');
insert into t.people select substr(p.serial_number, 4), p.person, p.human, p.organisation, case when p.organisation = '10000001' then 'tilsagn_agency' else 'tilsagn_grantee' end,
    (identity.roles(p.person))[1] from identity.person p where p.serial_number in ('UI:finance-2-second', 'UI:finance-3-second', 'UI:management-1-second', 'UI:officer-3-second', 'UI:management-4');

-- the register's entries carry the real clock: before the clock goes back, and nothing more after
call t.awarded();
-- accounts
select testing.freeze('2020-11-10 08:00:00Z');
select is(pg_temp.does('applicant-3', 'submit_accounts', t.accounts(pg_temp.a(), 1)), 'LG301', 'not another''s grant');
select is(pg_temp.does('applicant-3', 'submit_accounts', t.accounts(t.sent('applicant-3'), 1)), 'LG502 awarded', 'not without an award');
select is(pg_temp.does('management-1', 'submit_accounts', t.accounts(pg_temp.a(), 1)), 'LG401', 'management signs, applicants send');
select is(pg_temp.does('applicant-1', 'submit_accounts', replace(t.accounts(pg_temp.a(), 1), '"line":1', '"line":2')), 'LG102 lines.0.line:unknown_line', 'only lines of the budget');
select is(pg_temp.does('applicant-1', 'submit_accounts', t.accounts(pg_temp.a(), 1, 'part', '2020-11-11')), 'LG102 period_to:in_future', 'not of the future');
select is(pg_temp.does('applicant-1', 'submit_accounts', t.accounts(pg_temp.a(), 1, 'part', '2019-10-31')) ~ '^LG102 period_to', true, 'nor before the period');
select is(pg_temp.does('applicant-1', 'submit_accounts', t.accounts(pg_temp.a(), 1, 'half')) ~ '^LG10[12]', true, 'part or final');
select is(pg_temp.does('applicant-1', 'submit_accounts', t.accounts(pg_temp.a(), -1)) ~ '^LG101', true, 'no negative costs');
-- costs are of days: the project began on 1 November 2019, the award is of 24 October, the accounts run until 31 October 2020
create function pg_temp.dated(p_first text, p_last text, p_before bigint default 0, p_more text default '') returns text language sql as $$
  select pg_temp.does('applicant-1', 'submit_accounts', replace(regexp_replace(t.accounts(pg_temp.a(), 1000), '"first".*before_award_ore":0', format('"first":"%s","last":"%s","before_award_ore":%s', p_first, p_last, p_before)), '"vat":"excluded"', coalesce(nullif(p_more, ''), '"vat":"excluded"')))$$;
select is(pg_temp.dated('2019-10-31', '2020-10-31'), 'LG102 lines.0.first:before_first_day', 'no costs of the day before the project');
select is(pg_temp.dated('2019-11-01', '2020-11-01'), 'LG102 lines.0.last:after_last_day', 'nor of the day after the accounts');
select is(pg_temp.dated('2020-10-31', '2020-10-30'), 'LG102 lines.0.last:not_ascending', 'the last is not before the first');
select is(pg_temp.dated('2019-11-01', '2020-10-31', 1), 'LG102 lines.0.before_award_ore:not_before_award', 'none is before the award');
select is(pg_temp.dated('2019-11-01', '2020-10-32') ~ '^LG101', true, 'days');
select is(pg_temp.dated('2019-11-01', '2020-10-31', 0, '"vat":"some"') ~ '^LG101', true, 'one of two about value added tax');
select is(pg_temp.dated('2019-11-01', '2020-10-31', 0, '"x":1') ~ '^LG101', true, 'which is asked');
select is(pg_temp.does('management-1', 'sign_off', format('{"application":%s,"version":1,"sha256":"%s"}', pg_temp.a(), repeat('0', 64))), 'LG502 submit_accounts', 'nothing to sign');
select is(pg_temp.does('officer-1', 'prepare_instalment', format('{"application":%s,"accounts_version":1,"amount_ore":1,"computation":{}}', pg_temp.a())), 'LG502 submit_accounts', 'nothing to pay on');
create temp table a1 as select t.must(t.does('management-1-second', 'submit_accounts', t.accounts(pg_temp.a(), 62000000))) as r;
select is(t.result(r) - 'sha256' - 'rule_version', format('{"approved": [{"line": 1, "approved_ore": 120000000}], "days": {"awarded": "2019-10-24", "final_due": "2022-02-28", "later_start": false}, "late": false, "version": 1, "application": %s, "documented_ore": 62000000}', pg_temp.a())::jsonb, 'documented') from a1;
select is(t.result(r) ->> 'sha256', encode(sha256(convert_to(t.accounts(pg_temp.a(), 62000000), 'UTF8')), 'hex'), 'the hash is that of the params') from a1;

-- sign-off
select is(pg_temp.does('management-1', 'sign_off', t.sign_off(pg_temp.a(), r)), 'LG402 sign_off/submit_accounts', 'the preparer''s other card does not sign') from a1;
create temp table a2 as select t.must(t.does('applicant-1', 'submit_accounts', t.accounts(pg_temp.a(), 150000000))) as r;
select is(t.result(r) ->> 'documented_ore', '120000000', 'above the line is shown, not documented') from a2;
create temp table a3 as select t.must(t.does('applicant-2', 'submit_accounts', t.accounts(pg_temp.a(), 62000000))) as r;
select is(pg_temp.does('management-1', 'sign_off', t.sign_off(pg_temp.a(), r)), 'LG503 3', 'older accounts are not signed') from a2;
select is(pg_temp.does('management-1', 'sign_off', format('{"application":%s,"version":3,"sha256":"%s"}', pg_temp.a(), repeat('0', 64))), 'LG503 3', 'nor others');
select is(pg_temp.does('management-2', 'sign_off', t.sign_off(pg_temp.a(), r)), 'LG301', 'nor by another municipality') from a3;
select is(pg_temp.does('applicant-1', 'sign_off', t.sign_off(pg_temp.a(), r)), 'LG401', 'nor by an applicant') from a3;
select is(t.reads('officer-1', format('read.instalment_computation(%s, 3)', pg_temp.a())) -> 'missing', '[{"by": "management", "act": "prepare_instalment", "code": "sign_off", "field": null, "other_human": false}]', 'the page says what is missing');
select is(pg_temp.does('officer-1', 'prepare_instalment', t.prepare(pg_temp.a(), '3')), 'LG502 sign_off', 'no payment without it');
select is((select r ->> 'error' from t.does('management-1', 'sign_off', t.sign_off(pg_temp.a(), (select r from a3))) r), 'LG402', 'a human who once prepared accounts of the grant never signs its accounts');
-- so the municipality needs another manager
select is(pg_temp.does('management-4', 'sign_off', t.sign_off(pg_temp.a(), r)), 'done', 'signed') from a3;
select is(pg_temp.does('management-4', 'sign_off', t.sign_off(pg_temp.a(), r)), 'LG502 not signed off', 'once') from a3;

-- instalment 1: 620,000 documented of 1,000,000 gives 500,000
select is(t.reads('officer-1', format('read.instalment_computation(%s, 3)', pg_temp.a())) #>> '{computation,payable_ore}', '50000000', '620,000 of 1,000,000: 500,000');
select is(pg_temp.does('officer-1', 'prepare_instalment', t.prepare(pg_temp.a(), '2')) ~ '^LG503', true, 'on the newest accounts');
select is(pg_temp.does('officer-1', 'prepare_instalment', replace(t.prepare(pg_temp.a(), '3'), '"payable_ore": 50000000', '"payable_ore": 50000001')) ~ '^LG103', true, 'another computation');
select is(pg_temp.does('officer-1', 'prepare_instalment', replace(t.prepare(pg_temp.a(), '3'), '"amount_ore":50000000', '"amount_ore":50000001')) ~ '^LG103', true, 'another amount');
select is(pg_temp.does('officer-1', 'prepare_instalment', replace(t.prepare(pg_temp.a(), '3'), format('"application":%s', pg_temp.a()), '"application":999')), 'LG301', 'no such grant');
select is(pg_temp.does('finance-1', 'prepare_instalment', t.prepare(pg_temp.a(), '3')), 'LG401', 'officers prepare');
create temp table i as select t.must(t.does('finance-2-second', 'prepare_instalment', t.prepare(pg_temp.a(), '3'))) as r;
create function pg_temp.i() returns text language sql as $$select r ->> 'entry' from i$$;
select is(pg_temp.does('officer-1', 'prepare_instalment', t.prepare(pg_temp.a(), '3')), 'LG502 approve_instalment', 'one instalment per accounts');

-- approval: every conflicting pair with the second card
create function pg_temp.approve(p_name text, p_amount bigint default 50000000) returns text language sql as
$$select pg_temp.does(p_name, 'approve_instalment', format('{"instalment":%s,"amount_ore":%s}', pg_temp.i(), p_amount))$$;
create function pg_temp.release(p_name text, p_total bigint default 50000000) returns text language sql as
$$select pg_temp.does(p_name, 'release_batch', format('{"instalments":[%s],"total_ore":%s}', pg_temp.i(), p_total))$$;
select is(pg_temp.approve('finance-2'), 'LG402 approve_instalment/prepare_instalment', 'the preparer''s other card does not approve');
select is(pg_temp.approve('officer-1-second'), 'LG402 approve_instalment/score', 'nor an assessor''s');
select is(pg_temp.approve('officer-3-second'), 'LG402 approve_instalment/propose_award', 'nor the proposer''s');
select is(pg_temp.approve('officer-1'), 'LG401', 'nor an officer');
select is(pg_temp.approve('finance-1', 50000001) ~ '^LG103', true, 'nor another amount');
select is(pg_temp.does('finance-1', 'approve_instalment', '{"instalment":1,"amount_ore":1}'), 'LG301', 'nor what is none');
select is(pg_temp.release('finance-1'), 'LG502 approved', 'not released before it is approved');
select is(pg_temp.approve('finance-1'), 'done', 'approved');
select is(pg_temp.approve('finance-3'), 'LG502 prepared', 'once');
select is(ledger.balance('grant:' || pg_temp.a() || ':committed') || ' ' || ledger.balance('grant:' || pg_temp.a() || ':payable'), '50000000 50000000', 'committed becomes payable');

-- release
select is(pg_temp.release('finance-1'), 'LG402 release_batch/approve_instalment', 'not by the approver');
select is(pg_temp.release('finance-1-second'), 'LG402 release_batch/approve_instalment', 'nor by the approver''s other card');
select is(pg_temp.release('finance-2'), 'LG402 release_batch/prepare_instalment', 'nor by the preparer');
select is(pg_temp.release('officer-1-second'), 'LG402 release_batch/score', 'nor by an assessor');
select is(pg_temp.release('officer-3-second'), 'LG402 release_batch/propose_award', 'nor by the proposer');
select is(pg_temp.release('finance-3', 1) ~ '^LG103', true, 'nor another total');
select is(pg_temp.does('finance-3', 'release_batch', '{"instalments":[],"total_ore":0}') ~ '^LG101', true, 'nor nothing');
select is(pg_temp.does('finance-3', 'release_batch', format('{"instalments":[%s,%s],"total_ore":100000000}', pg_temp.i(), pg_temp.i())) ~ '^LG101', true, 'nor the same twice');
select is(pg_temp.does('finance-3', 'release_batch', format('{"instalments":["%s"],"total_ore":50000000}', pg_temp.i())) ~ '^LG101', true, 'nor text for a number');
select is(pg_temp.does('finance-3', 'release_batch', '{"instalments":[1],"total_ore":1}'), 'LG301', 'nor what is none');
select is(pg_temp.does('officer-4', 'release_batch', '{"instalments":[1],"total_ore":1}'), 'LG401', 'nor by an officer');
select is(t.reads('finance-3', 'read.instalments()') -> 'releasable', format('{"total_ore": 50000000, "instalments": [%s]}', pg_temp.i())::jsonb, 'the page offers it to who may');
select is(t.reads('finance-1', 'read.instalments()') -> 'releasable', '{"total_ore": 0, "instalments": []}', 'and to nobody else');
select is(pg_temp.release('finance-3'), 'done', 'released');
select is(pg_temp.release('finance-3'), 'LG502 approved', 'once');
select is(pg_temp.release('finance-3-second'), 'LG502 approved', 'under whatever card');
select is((select string_agg(e.stream, ' ' order by e.entry) from ledger.entry e where e.kind = 'release_batch'),
    (select 'batch:' || batch from grants.batch) || ' grant:' || pg_temp.a(), 'an entry on the batch and one on the grant');
-- officer-2 and finance-3 in turn: who paid does not prepare the next one
select is(pg_temp.does('finance-2-second', 'declare_impartiality', t.impartial(t.sent('applicant-3'))), 'verdict impartial', 'impartial in another case');
select is(pg_temp.does('finance-2-second', 'score', t.scores('fsm2-2019', t.sent('applicant-3'), 1)), 'done', 'another case is another case');

-- new accounts take an unapproved instalment's place
create temp table a4 as select t.must(t.does('applicant-1', 'submit_accounts', t.accounts(pg_temp.a(), 70000000))) as r;
select is(pg_temp.does('management-4', 'sign_off', t.sign_off(pg_temp.a(), r)), 'done', 'signed') from a4;
select is(pg_temp.does('officer-1', 'prepare_instalment', t.prepare(pg_temp.a(), '4')) ~ '^LG502', true, 'one instalment on part accounts, fully used');
select is(t.reads('applicant-1', 'read.grant(' || pg_temp.a() || ')') #>> '{instalments,0,state}', 'released', 'the grantee sees it released');
select is(jsonb_array_length(t.reads('officer-1', 'read.agency_grant(' || pg_temp.a() || ')') -> 'timeline') > 10, true, 'the agency the whole timeline');
-- accounts that come late are accepted and marked
select testing.freeze('2020-12-02 08:00:00Z');
select is(t.result(t.must(t.does('applicant-1', 'submit_accounts', t.accounts(pg_temp.a(), 1)))) ->> 'late', 'true', 'late accounts are marked');
select testing.freeze('2022-03-01 08:00:00Z');
select is(t.result(t.must(t.does('applicant-1', 'submit_accounts', t.accounts(pg_temp.a(), 1, 'final', '2021-11-30')))) ->> 'late', 'true', 'final ones too');
select is(t.reads('officer-1', format('read.accounts(%s, 6)', pg_temp.a())) #>> '{requirement,level}', 'auditor', 'final accounts above 500,000 need an auditor');
select is(t.refusal(t.does('management-4', 'sign_off', format('{"application":%s,"version":6,"sha256":"%s"}', pg_temp.a(), (select encode(sha256, 'hex') from grants.accounts where version = 6)))), 'done', 'management may sign');
select is(pg_temp.does('officer-1', 'prepare_instalment', t.prepare(pg_temp.a(), '6')), 'LG502 sign_off', 'but that does not satisfy');
select * from finish();
