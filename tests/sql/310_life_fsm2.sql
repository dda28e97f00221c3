-- SPDX-License-Identifier: EUPL-1.2
-- fsm2-2019 (text 001) with the real acts to the end of three grants of 1,000,000 kr. each: in full, in part by result,
-- and a repayment. Figures by hand from calls.md 5 and 6: part accounts floor(50 %), then below 15 % nothing more, from
-- 15 % 90 % in all, from 20 % all of it; documented is min(actual, line), the line being 1,200,000.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
\i :dir/lib/life.sql
call t.granted('fsm2-2019', '2019-09-01 08:00:00Z', '2019-10-20 08:00:00Z', '2019-10-24 10:02:00Z', '2019-11-12 09:00:00Z', 2020, '2020-11-30',
    '[{"name":"full","applied":120000000,"award":100000000},{"name":"by result","applied":120000000,"award":100000000},
      {"name":"repays","applied":120000000,"award":100000000},{"name":"odd","applied":120000000,"award":40000001}]');
select is(ledger.balance('call:fsm2-2019:available'), (148000000::bigint - 3000000) * 100 - 40000001, 'three awards and an odd one have left the pool');

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
select is(ledger.balance('call:fsm2-2019:available'), (148000000::bigint - 3000000) * 100 - 40000001 + 10000000 + 24000001 + 5000000 + 50000000, 'the pool has back what was not used');
select * from finish();
