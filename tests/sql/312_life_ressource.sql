-- SPDX-License-Identifier: EUPL-1.2
-- recompute: instalment
-- ressource-2019 (text 003) with the real acts to the end of grants of 800,000 kr.: 7500 basis points on accounts of any
-- kind with status reports, 1250 for 35 %, 1250 for 15 %, each for itself. calls.md 5, 7, 9 and its worked examples.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
\i :dir/lib/life.sql
call t.granted('ressource-2019', '2019-10-01 08:00:00Z', '2019-11-20 08:00:00Z', '2019-11-29 11:02:00Z', '2019-12-15 09:00:00Z', 2020, '2020-06-30',
    '[{"name":"full","applied":90000000,"award":80000000},{"name":"by result","applied":90000000,"award":80000000},{"name":"repays","applied":90000000,"award":80000000},
      {"name":"worked","applied":90000000,"award":80000000},{"name":"catches up","applied":90000000,"award":80000000}]');
create function pg_temp.status(p_name text, p_to text, p_reviewed boolean) returns text language sql as
$$select t.reports(p_name, 'status', p_to, '[{"code":"activities_held","text":"Tre møder"}' || case when p_reviewed then ',{"code":"case_review","text":"Alle sager er set"}' else '' end || ']')$$;

-- Instalment 1: needs accounts, sign-off and a status report until the same day, the first with the case review.
select testing.freeze('2020-06-20 08:00:00Z');
select is(t.accounted('full', 'part', '2020-05-31', 30000000, 'nobody'), '1', 'part accounts');
select is(t.says('full', '1'), 'sign_off,status_report,case_review 0 0', 'all three conditions are missing');
select is(t.accounted('full', 'part', '2020-05-31', 30000000), '2', 'signed');
select is(t.reports('full', 'status', '2020-05-31'), 'LG102 topics.activities_held:missing', 'a status report tells of the activities');
select is(pg_temp.status('full', '2020-04-30', true), 'done', 'a report until another day');
select is(t.says('full', '2'), 'status_report 0 0', 'is not the one of these accounts, though the case review was shown');
select is(pg_temp.status('full', '2020-05-31', false), 'done', 'the report of these accounts');
select is(t.says('full', '2'), '- 300000 0', 'min(floor(800,000 x 75 %), 300,000) = 300,000');
select is(t.pays('full', '2'), '300000', 'paid');
-- Instalment 2 (worked example): 700,000 documented, 300,000 paid: 600,000 - 300,000.
select is(t.accounted('full', 'part', '2020-05-31', 70000000), '3', 'more costs until the same day');
select is(t.says('full', '3'), 'status_report 0 0', 'the report was used by the first payment');
select is(pg_temp.status('full', '2020-05-31', false), 'done', 'a new one; the case review is shown once');
select is(t.says('full', '3'), '- 300000 0', '600,000 - 300,000 = 300,000');
select is(t.pays('full', '3'), '300000', 'paid');
select is(t.accounted(n, 'part', '2020-05-31', 60000000) || ' ' || pg_temp.status(n, '2020-05-31', true) || ' ' || t.pays(n, '1'), '1 done 600000', n || ': 75 % at once')
    from unnest(array['by result', 'repays', 'worked']) n;
select is(t.accounted('by result', 'part', '2020-06-15', 80000000), '2', 'by result: 800,000 documented');
select is(pg_temp.status('by result', '2020-06-15', false), 'done', 'with its report');
select is(t.says('by result', '2'), '- 0 0', '75 % is paid; nothing is claimed on part accounts');

-- The end: due 2022-03-31, an auditor above 500,000, the final report, and the results of one quarter of 2021.
select testing.freeze('2022-02-01 08:00:00Z');
select is(t.reads('officer-1', format('read.agency_grant(%s)', t.sent('full'))) #>> '{award,final_accounts_due}', '2022-03-31', 'due at the end of March');
select is(t.accounted('full', 'final', '2021-12-31', 80000000), '4', 'management only');
select is(t.says('full', '4'), 'sign_off,final_report 0 0', 'auditor and final report are missing');
select is(t.accounted(n, 'final', '2021-12-31', a, 'auditor') || ' ' || t.reports(n, 'final', '2021-12-31'), v || ' done', n || ': audited, with the final report')
    from (values ('full', 80000000::bigint, '5'), ('by result', 80000000, '3'), ('repays', 55000000, '2'), ('worked', 65000000, '2'), ('catches up', 80000000, '1')) x(n, a, v);
select is(t.refusal(t.does('applicant-1', 'submit_accounts', t.accounts(t.sent(n), 80000000, 'part', '2021-12-31'))), 'LG102 kind:after_final', n || ': no part accounts after the final ones') from unnest(array['full', 'catches up']) n;
select is(t.says('full', '5'), '- 0 0', 'no result yet: 75 % is paid, nothing is claimed that may still be earned');
select is(t.counted('full', 'placement', 3499, 10000, '2021-Q2', 'iso'), 'done', '34.99 %');
select is(t.says('full', '5'), '- 0 0', 'is not 35 %');
select is(t.counted('full', 'placement', 35, 100, '2021-Q2', 'iso'), 'done', '35 %');
select is(t.says('full', '5'), '- 100000 0', '600,000 + 100,000');
select is(t.counted('full', 'paid_or_education', 15, 100, '2021-Q4', 'iso'), 'done', '15 %');
select is(t.says('full', '5'), '- 200000 0', 'both: 800,000 - 600,000');
select is(t.pays('full', '5'), '200000', 'paid');
select is(t.closes('full', 0), 'done, committed 0 payable 0 paid 800000', 'full: closed');
-- Only the second is met, independent of the first: 600,000 + 100,000.
select is(t.counted('by result', 'placement', 0, 100, '2021-Q1', 'first_full'), 'done', '0 %');
select is(t.counted('by result', 'paid_or_education', 1499, 10000, '2021-Q1', 'first_full'), 'done', '14.99 %');
select is(t.says('by result', '3'), '- 0 0', 'neither');
select is(t.counted('by result', 'paid_or_education', 15, 100, '2021-Q1', 'first_full'), 'done', '15 %');
select is(t.says('by result', '3'), '- 100000 0', 'the second alone');
select is(t.pays('by result', '3'), '100000', 'paid');
select is(t.closes('by result', 100000), 'done, committed 0 payable 0 paid 700000', 'by result: closed, 100,000 go back');
select is((select first_week from grants.result where application = t.sent('by result')::bigint order by entry limit 1), '2020-01-06'::date, 'the week that fixed the group is on record');
-- 550,000 documented of 600,000 paid: 50,000 back, whatever the results.
select is(t.says('repays', '2'), '- 0 50000', '600,000 - 550,000');
select is(t.closes('repays', 200000), 'LG502 claim_open', 'not closed before it is repaid');
select is(t.repays('repays', 50000), 'open 0 reclaimed 0 paid 550000', '600,000 paid - 50,000 back');
select is(t.closes('repays', 200000), 'done, committed 0 payable 0 paid 550000', 'repays: closed');
-- Worked example: 650,000 documented, 600,000 paid, both met: 50,000.
select is(t.counted('worked', 'placement', 100, 100, '2021-Q3', 'iso') || t.counted('worked', 'paid_or_education', 100, 100, '2021-Q3', 'iso'), 'donedone', 'both met');
select is(t.says('worked', '2'), '- 50000 0', 'min(800,000, 650,000) - 600,000 = 50,000');
select is(t.pays('worked', '2'), '50000', 'paid');
select is(t.closes('worked', 150000), 'done, committed 0 payable 0 paid 650000', 'worked: closed');
-- No part accounts at all and no result: final accounts still fill up to 75 % (CATCH_UP_75).
select is(t.says('catches up', '1'), '- 600000 0', 'floor(800,000 x 75 %)');
-- A part that is counted after the payment is paid on the same accounts: 600,000, then 600,000 + 100,000, then 800,000. One undecided instalment
-- at a time; what was approved is subtracted, whether its money has left or not.
create function pg_temp.prepared() returns text language sql as $$select t.refusal(t.does('officer-1', 'prepare_instalment', t.prepare(t.sent('catches up'), '1')))$$;
create function pg_temp.waits_for(p_name text) returns text language sql as $$select coalesce(string_agg(w || ' ' || coalesce(x ->> 'waiting_for', ''), ','), 'nobody')
  from unnest(array['tasks', 'waiting']) w, jsonb_array_elements(t.reads('officer-1', 'read.tasks()') -> w) x
 where x ->> 'act' = 'prepare_instalment' and x ->> 'id' like t.sent(p_name) || '/%'$$;
select is(pg_temp.waits_for('catches up'), 'tasks ', 'an officer''s task');
select is(pg_temp.prepared(), 'done', '600,000 are prepared');
select is(pg_temp.prepared(), 'LG502 approve_instalment', 'once while nobody approved them');
select is(pg_temp.waits_for('catches up'), 'nobody', 'and finance has the next step');
select is(t.refusal(t.does('finance-1', 'approve_instalment', format('{"instalment":%s,"amount_ore":60000000}', max(i.instalment)))), 'done', 'approved, and not yet released') from grants.instalment i;
select is(t.says('catches up', '1') || ' ' || pg_temp.prepared(), '- 0 0 LG502 a payable amount', 'then nothing is payable');
select is(t.refusal(t.does('officer-1', 'prepare_instalment', format('{"application":%s,"accounts_version":1,"amount_ore":60000000,"computation":%s}', i.application, i.computation))),
    'LG502 a payable amount', 'nor for who asks with what was recorded') from grants.instalment i where i.application = t.sent('catches up')::bigint;
select is(pg_temp.waits_for('catches up') || ' ' || coalesce((select string_agg(m ->> 'code', ',') from jsonb_array_elements(t.reads('officer-1', format('read.agency_grant(%s)', t.sent('catches up'))) -> 'missing') m), ''),
    'nobody release_missing', 'nor to be prepared: it is to be released');
select is(t.counted('catches up', 'placement', 35, 100, '2021-Q2', 'iso'), 'done', '35 % in placement');
select is(t.says('catches up', '1'), '- 100000 0', 'floor(800,000 x 87.5 %) - 600,000');
select is(pg_temp.waits_for('catches up'), 'tasks ', 'a task again');
select is(t.reads('officer-1', format('read.instalment_computation(%s, 1)', t.sent('catches up'))) ->> 'number', '2', 'the page says the second instalment');
select is(rights.why_not(person, 'prepare_instalment', 'grant:' || t.sent('catches up')) ->> 'may', 'true', 'and "why not" agrees') from t.people where name = 'officer-1';
select is(pg_temp.prepared(), 'done', 'prepared beside the one that was approved');
select is(t.reads('officer-1', format('read.instalment_computation(%s, 1)', t.sent('catches up'))) ->> 'number', '2', 'which it is');
select is(t.refusal(t.does('finance-1', 'approve_instalment', format('{"instalment":%s,"amount_ore":10000000}', max(i.instalment)))), 'done', 'approved too') from grants.instalment i;
select is(t.refusal(t.does('finance-2', 'release_batch', format('{"instalments":[%s],"total_ore":70000000}', (select string_agg(i.instalment::text, ',') from grants.instalment i where i.application = t.sent('catches up')::bigint)))),
    'done', 'both leave in one file: 700,000');
select t.paid();
select is(t.counted('catches up', 'paid_or_education', 15, 100, '2021-Q4', 'iso'), 'done', '15 % in paid hours, later');
select is(t.closes('catches up', 100000), 'LG502 still_payable', 'not closed while 100,000 are payable');
select is(t.says('catches up', '1') || ' ' || t.pays('catches up', '1'), '- 100000 0 100000', '800,000 - 700,000');
select is((select string_agg(i.number || ':' || i.amount_ore / 100, ' ' order by i.number) from grants.instalment i where i.application = t.sent('catches up')::bigint), '1:600000 2:100000 3:100000', 'three instalments on one accounts');
select is(t.closes('catches up', 0), 'done, committed 0 payable 0 paid 800000', 'catches up: closed');
select * from finish();
