-- SPDX-License-Identifier: EUPL-1.2
-- recompute: instalment
-- fsm2-2019 (text 001) with the real acts to the end of three grants of 1,000,000 kr. each: in full, in part by result,
-- and a repayment. Figures by hand from calls.md 5 and 6: part accounts floor(50 %), then below 15 % nothing more, from
-- 15 % 90 % in all, from 20 % all of it; documented is min(actual, line), the line being 1,200,000.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
\i :dir/lib/life.sql
call t.granted('fsm2-2019', '2019-09-01 08:00:00Z', '2019-10-20 08:00:00Z', '2019-10-24 10:02:00Z', '2019-11-12 09:00:00Z', 2020, '2020-11-30',
    '[{"name":"full","applied":120000000,"award":100000000},{"name":"by result","applied":120000000,"award":100000000},
      {"name":"repays","applied":120000000,"award":100000000},{"name":"odd","applied":120000000,"award":40000001},
      {"name":"corrected","applied":120000000,"award":100000000},{"name":"ruled","applied":120000000,"award":100000000},
      {"name":"without","applied":120000000,"award":100000000}]');
select is(ledger.balance('call:fsm2-2019:available'), (148000000::bigint - 6000000) * 100 - 40000001, 'six awards and an odd one have left the pool');

-- Instalment 1: min(floor(1,000,000 x 50 %), 620,000) = 500,000.
select testing.freeze('2020-11-10 08:00:00Z');
select is(t.accounted(n, 'part', '2020-10-31', 62000000), '1', n || ': part accounts signed by management') from unnest(array['full', 'by result', 'repays']) n;
select is(t.says(n, '1'), '- 500000 0', n || ': 620,000 documented of 1,000,000') from unnest(array['full', 'by result', 'repays']) n;
select is(t.pays(n, '1'), '500000', n || ': paid') from unnest(array['full', 'by result', 'repays']) n;
-- An odd award: floor(400,000.01 x 50 %) = 200,000.00, the half øre is not paid; documented one øre less than that pays that.
select is(t.accounted('odd', 'part', '2020-10-31', 20000001), '1', 'odd: one øre above the half');
select is((t.computed('odd', '1') ->> 'payable_ore')::bigint, 20000000::bigint, 'floor(400,000.01 x 50 %) = 200,000.00');
select is(t.accounted('odd', 'part', '2020-10-31', 19999999), '2', 'odd: one øre below it');
select is((t.computed('odd', '2') ->> 'payable_ore')::bigint, 19999999::bigint, 'min(200,000.00, 199,999.99) = 199,999.99');
select is((t.computed('full', '1') ->> 'payable_ore')::bigint, 0::bigint, 'the one payment on part accounts is used');
select is(t.says('full', '1') like 'part_payments_used%', true, 'and it says so');
-- A low first instalment: 100,000 documented.
select is(t.accounted('corrected', 'part', '2020-10-31', 62000000) || ' ' || t.pays('corrected', '1'), '1 500000', 'corrected: paid');
select is(t.accounted('ruled', 'part', '2020-10-31', 10000000) || ' ' || t.pays('ruled', '1'), '1 100000', 'ruled: 100,000');
-- Prepared on part accounts, and never approved.
create temp table u as select t.accounted('without', 'part', '2020-10-31', 62000000) as version;
create temp table n as select t.must(t.does('officer-1', 'prepare_instalment', t.prepare(t.sent('without'), '1'))) ->> 'entry' as id;

-- The end: final accounts until 2021-11-30, due 2022-02-28 (the month clamps), an auditor above 500,000.
select testing.freeze('2022-01-10 08:00:00Z');
select is(t.reads('officer-1', format('read.agency_grant(%s)', t.sent('full'))) #>> '{award,final_accounts_due}', '2022-02-28', 'due on the last of February');
select is(t.accounted('full', 'final', '2021-11-30', 105000000), '2', 'signed by management only');
select is(t.says('full', '2'), 'sign_off,result 0 0', 'an auditor and the result are missing: nothing is payable, nothing claimed');
select is(t.accounted('full', 'final', '2021-11-30', 105000000, 'auditor'), '3', 'audited');
select is(t.says('full', '3'), 'result 0 0', 'the result is missing');
select is(t.pays('full', '3'), 'LG502 result', 'and the act refuses');
select is(t.closes('full', 500000), 'LG502 result', 'nor is it closed');
-- 14.99 % is not 15: 1499/10000 pays nothing more, 15/100 pays 900,000 - 500,000.
select is(t.counted('by result', 'work_or_education', 1499, 10000, '2021-11'), 'done', '14.99 %');
select is(t.accounted('by result', 'final', '2021-11-30', 105000000, 'auditor'), '2', 'audited');
select is(t.says('by result', '2'), '- 0 0', '14.99 % is below 15: nothing more');
select is(t.counted('by result', 'work_or_education', 14, 100, '2021-11'), 'done', 'corrected to 14/100');
select is(t.says('by result', '2'), '- 0 0', '14/100: 0');
select is(t.counted('by result', 'work_or_education', 15, 100, '2021-11'), 'done', 'corrected to 15/100');
select is(t.says('by result', '2'), '- 400000 0', '15/100: floor(1,000,000 x 90 %) - 500,000 = 400,000');
select is(t.counted('by result', 'work_or_education', 1999, 10000, '2021-11'), 'done', '19.99 %');
select is(t.says('by result', '2'), '- 400000 0', '19.99 % is still 90 % in all');
select is(t.pays('by result', '2'), '400000', 'paid');
select is(t.closes('by result', 100000), 'done, committed 0 payable 0 paid 900000', 'by result: closed, 100,000 go back');
-- 20 %: all of it.
select is(t.counted('full', 'work_or_education', 20, 100, '2021-10'), 'done', '20/100');
select is(t.says('full', '3'), '- 500000 0', '1,000,000 - 500,000');
select is(t.closes('full', 500000), 'LG502 still_payable', 'not closed while something is payable');
select is(t.pays('full', '3'), '500000', 'paid');
select is(t.closes('full', 1), 'LG103', 'not with another amount than is left');
select is(t.closes('full', 0), 'done, committed 0 payable 0 paid 1000000', 'full: closed, nothing goes back');
select is(t.refusal(t.does('applicant-1', 'submit_accounts', t.accounts(t.sent('full'), 1, 'final', '2021-11-30'))), 'LG502 awarded', 'nothing more is sent on it');
select is(t.refusal(t.does('officer-1', 'record_result', t.result_of(t.sent('full'), 'work_or_education', 30, 100, '2021-10'))), 'LG502 awarded', 'nor counted');
select is(t.closes('full', 0), 'LG502 awarded', 'nor is it closed twice');
-- The third documents only 450,000: 500,000 - 450,000 is claimed back, whatever the result.
select is(t.counted('repays', 'work_or_education', 20, 100, '2021-11'), 'done', '20/100');
select is(t.accounted('repays', 'final', '2021-11-30', 45000000, 'auditor'), '2', 'audited');
select is(t.says('repays', '2'), '- 0 50000', '450,000 of 500,000 paid: 50,000 back');
select is(t.closes('repays', 500000), 'LG502 claim_open', 'not closed while a repayment is open');
select is(t.repays('repays', 50000), 'open 0 reclaimed 0 paid 450000', '500,000 paid - 50,000 back');
select is(t.closes('repays', 500000), 'done, committed 0 payable 0 paid 450000', 'repays: closed');
-- One øre of the award is never paid by rounding: 400,000.01 at 90 % is floor(360,000.009) = 360,000.00.
select is(t.counted('odd', 'work_or_education', 15, 100, '2021-11'), 'done', '15/100');
select is(t.accounted('odd', 'final', '2021-11-30', 120000000), '3', 'below 500,000 management signs final accounts too');
select is((t.computed('odd', '3') ->> 'ceiling_ore')::bigint, 16000000::bigint, 'no first instalment, 15 %: at most 40 % until ruled, floor(400,000.01 x 40 %)');
select is(t.pays('odd', '3'), '160000', 'paid');
select is(t.closes('odd', 240000.01), 'done, committed 0 payable 0 paid 160000', 'odd: closed to the last øre');
-- Paid at 15 % and then corrected to 20 %: the same accounts are paid on again, 1,000,000 - 900,000. An amendment to 1,100,000 afterwards:
-- min(1,100,000, 1,050,000) - 1,000,000.
select is(t.accounted('corrected', 'final', '2021-11-30', 105000000, 'auditor'), '2', 'corrected: audited');
select is(t.counted('corrected', 'work_or_education', 15, 100, '2021-11') || ' ' || t.pays('corrected', '2'), 'done 400000', '15/100: 900,000 in all');
select is(t.counted('corrected', 'work_or_education', 20, 100, '2021-11'), 'done', 'the count was wrong: 20/100');
select is(t.closes('corrected', 100000), 'LG502 still_payable', 'not closed on what is owed to the grantee');
select is(t.says('corrected', '2') || ' ' || t.pays('corrected', '2'), '- 100000 0 100000', '1,000,000 - 900,000');
create temp table q as select t.must(t.does('management-1', 'request_amendment', format('{"application":%s,"amount_ore":110000000,"reason":"Klage"}', t.sent('corrected')))) ->> 'entry' as entry;
select t.must(t.does('officer-3', 'propose_amendment', json_build_object('application', t.sent('corrected')::bigint, 'request_entry', (select q.entry::bigint from q), 'amount_ore', 110000000,
    'lines', '[{"year":2020,"amount_ore":110000000}]'::json, 'period_to', '2021-11-30', 'part_accounts_due', '2020-11-30', 'final_accounts_due', '2022-02-28',
    'budget', grants.budget_of(t.sent('corrected')::bigint), 'reason', 'Klagen fik medhold', 'unheard_reason', null)::text)) ->> 'kind';
select is(t.refusal(t.does('officer-4', 'decide_amendment', json_build_object('application', p.application, 'proposal_entry', p.entry, 'decision', 'amend', 'reason', 'Enig', 'unheard_reason', null,
    'computation', rule.amended(grants.amendment_input(p.application, p.amount_ore)))::text)), 'verdict amend', 'amended to 1,100,000') from grants.amendment_proposal p;
select is(t.says('corrected', '2') || ' ' || t.pays('corrected', '2'), '- 50000 0 50000', 'documented is 1,050,000');
select is(t.closes('corrected', 50000), 'done, committed 0 payable 0 paid 1050000', 'corrected: closed, 50,000 go back');
-- Two readings of a low first instalment, and one final payment only: 100,000 + floor(1,000,000 x 40 %) until a ruling, then 900,000 in all.
select is(t.accounted('ruled', 'final', '2021-11-30', 105000000, 'auditor'), '2', 'ruled: audited');
select is(t.counted('ruled', 'work_or_education', 15, 100, '2021-11') || ' ' || t.says('ruled', '2') || ' ' || t.pays('ruled', '2'), 'done - 400000 0 400000', '15/100: at most 400,000 more');
select is(t.says('ruled', '2') || ' ' || t.pays('ruled', '2'), '- 0 0 LG502 a payable amount', 'and that was the one final payment');
create function pg_temp.effects() returns jsonb language sql as $$select grants.ruling_effects('fsm2-2019', 'INSTALMENT_40_PCT', 'cumulative')$$;
create temp table r as select t.must(t.does('officer-1', 'propose_ruling', format('{"call":"fsm2-2019","anomaly":"INSTALMENT_40_PCT","choice":"cumulative","reason":"Som der står",'
    '"effects_sha256":"%s"}', grants.effects_hash(pg_temp.effects())))) ->> 'entry' as entry;
select is(t.refusal(t.does('officer-2', 'confirm_ruling', format('{"call":"fsm2-2019","proposal_entry":%s,"reason":"Enig","effects_sha256":"%s"}', entry, grants.effects_hash(pg_temp.effects())))), 'done', 'ruled: cumulative') from r;
select is(t.closes('ruled', 500000), 'LG502 still_payable', 'not closed on the lower reading');
select is(t.says('ruled', '2') || ' ' || t.pays('ruled', '2'), '- 400000 0 400000', '900,000 - 500,000');
select is(t.closes('ruled', 100000), 'done, committed 0 payable 0 paid 900000', 'ruled: closed');
-- Below 15 % nothing more is paid, also without a first instalment: not on part accounts sent before the final ones, and none come after.
select is(t.accounted('without', 'final', '2021-11-30', 105000000, 'auditor'), '2', 'without: audited');
select is(t.counted('without', 'work_or_education', 14, 100, '2021-11') || ' ' || t.says('without', '2'), 'done - 0 0', '14/100: 0');
select is(t.refusal(t.does('finance-1', 'approve_instalment', format('{"instalment":%s,"amount_ore":50000000}', id))), 'LG502 prepare_instalment', 'what was prepared on part accounts is overtaken') from n;
select is(t.refusal(t.does('officer-1', 'prepare_instalment', t.prepare(t.sent('without'), '1'))), 'LG503 2', 'nor is it prepared again');
select is(t.refusal(t.does('applicant-1', 'submit_accounts', t.accounts(t.sent('without'), 62000000, 'part', d))), 'LG102 kind:after_final', 'part accounts until ' || d || ' come too late')
    from unnest(array['2020-10-31', '2021-11-30']) d;
select is(t.accounted('without', 'final', '2021-11-30', 110000000, 'auditor') || ' ' || t.says('without', '3'), '3 - 0 0', 'newer final accounts are taken');
select is(t.closes('without', 1000000), 'done, committed 0 payable 0 paid 0', 'without: closed, all of it goes back');
select is(ledger.balance('call:fsm2-2019:available'), (148000000::bigint - 6000000) * 100 - 40000001 + 100000000 + 10000000 + 24000001 + 5000000 + 50000000 - 10000000 + 5000000 + 10000000, 'the pool has back what was not used');
select * from finish();
