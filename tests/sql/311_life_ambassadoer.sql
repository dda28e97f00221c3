-- SPDX-License-Identifier: EUPL-1.2
-- ambassadoer-2018 (text 002) with the real acts to the end: one payment on final accounts that management signs, whatever
-- the award. In full, in part by documented cost, and a repayment after corrected accounts. calls.md 2, 4, 5, 12.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
\i :dir/lib/life.sql
call t.granted('ambassadoer-2018', '2017-12-01 08:00:00Z', '2018-01-20 08:00:00Z', '2018-01-26 11:02:00Z', '2018-02-15 09:00:00Z', 2018, null,
    '[{"name":"full","applied":15000000,"award":15000000},{"name":"by cost","applied":15000000,"award":15000000},{"name":"repays","applied":15000000,"award":15000000},
      {"name":"large","applied":60000000,"award":60000000,"change":{"unit_hours":[300,300,300,300]}},
      {"name":"to ten","applied":45000000,"change":{"unit_hours":[300,300,300]}},{"name":"eleventh","applied":15000000}]');
-- three awards for one ambassador each and one for four, all to one municipality: 450,000 + 600,000; undecided are 450,000 for three and 150,000 for one
create temp table spread as select x from jsonb_array_elements(t.reads('officer-1', 'read.ranking(''ambassadoer-2018'')') -> 'spread') x;
select is((select x from spread where x ->> 'region' = 'Region Ø'), '{"region": "Region Ø", "applications": 6, "applied_units": 11, "applied_ore": 165000000,
    "awards": 4, "awarded_units": 7, "awarded_ore": 105000000}', 'the spread by region');
select is((select count(*) || ' ' || sum((x ->> 'applications')::integer) from spread), '6 6', 'regions that nobody applied from are listed too');
-- Ten in the whole country (calls.md, table): 7 + 3 are awarded, for 400,000 of what was applied for, so that 50,000 are left in the
-- pool; an eleventh for 10,000 is refused for the number alone, and one that waits for a decision stays undecided.
create function pg_temp.decides(p_name text, p_award bigint, p_decision text default 'award') returns text language sql as
$$select case when r ? 'error' then (r ->> 'error') || ' ' || (r ->> 'message') || ' ' || coalesce(r ->> 'detail', '') else r ->> 'verdict' end from (select t.does('officer-4', 'decide_award', format(
    '{"application":%s,"proposal_entry":%s,"decision":"%s","reason":"Enig"}', t.sent(p_name), coalesce(grants.open_proposal(t.sent(p_name)::bigint)::text, t.must(t.does('officer-3', 'propose_award', format(
        '{"application":%s,"amount_ore":%s,"lines":[{"year":2018,"amount_ore":%2$s}],"part_accounts_due":null,"final_accounts_due":null,"reason":"Bedst","deviation_reason":%s}',
        t.sent(p_name), p_award, case p_name when 'eleventh' then '"Efter lodtrækning"' else 'null' end))) ->> 'entry'), p_decision)) as r) x$$;
select t.assess(o, 'ambassadoer-2018', t.sent(n), 5) from unnest(array['to ten', 'eleventh']) n, unnest(array['officer-1', 'officer-2']) o \g /dev/null
select is(grants.units_awarded('ambassadoer-2018'), 7::bigint, 'seven ambassadors');
select is(pg_temp.decides('to ten', 40000000), 'award', 'and three: ten');
select is(ledger.balance('call:ambassadoer-2018:available'), 5000000::bigint, '1,500,000 - 1,050,000 - 400,000');
select is(pg_temp.decides('eleventh', 1000000), 'LG201 more units than the call has in all {"most": 10, "units": 1, "awarded": 10}', 'an eleventh is refused');
select is(ledger.balance('call:ambassadoer-2018:available'), 5000000::bigint, 'and takes nothing');
select is(pg_temp.decides('eleventh', 1000000, 'decline'), 'decline', 'it can be declined');
select testing.freeze('2018-10-01 08:00:00Z');
select is(t.refusal(t.does('applicant-1', 'submit_accounts', t.accounts(t.sent('full'), 1, 'part', '2018-09-30'))), 'LG102 kind:not_allowed', 'no part accounts in this call');
select is(t.refusal(t.does('applicant-1', 'submit_report', t.report(t.sent('full'), 'final', '2018-12-31'))), 'LG102 report:not_allowed', 'and no reports');
select is(t.refusal(t.does('officer-1', 'record_result', t.result_of(t.sent('full'), 'work_or_education', 1, 2, '2018-03'))), 'LG102 code:unknown', 'and no results');
-- Due three months after 2018-12-31: 2019-03-31, that day included.
select is(t.reads('officer-1', format('read.agency_grant(%s)', t.sent('full'))) #>> '{award,final_accounts_due}', '2019-03-31', 'due at the end of March');
select testing.freeze('2019-03-31 21:59:59Z'); -- 23.59.59 in Denmark, summer time has begun
select is(t.accounted('full', 'final', '2018-12-31', 16000000), '1', 'sent on the due day');
select is((select late from grants.accounts order by entry desc limit 1), false, 'on time');
select testing.freeze('2019-03-31 22:00:00Z');
select is(t.accounted('by cost', 'final', '2018-12-31', 11999999), '1', 'a second later it is April');
select is((select late from grants.accounts order by entry desc limit 1), true, 'late, and taken all the same');
select is(t.says('full', '1'), '- 150000 0', '160,000 spent on a line of 150,000: min = 150,000');
select is(t.pays('full', '1'), '150000', 'paid');
select is(t.closes('full', 0), 'done, committed 0 payable 0 paid 150000', 'full: closed');
select is(t.says('by cost', '1'), '- 119999.99 0', 'documented 119,999.99');
select is(t.pays('by cost', '1'), '119999.99', 'paid to the øre');
select is(t.closes('by cost', 30000.01), 'done, committed 0 payable 0 paid 119999', 'by cost: closed, 30,000.01 go back');
-- 600,000 and management still signs.
select is(t.accounted('large', 'final', '2018-12-31', 60000000), '1', 'four ambassadors');
select is(t.computed('large', '1') ->> 'required_sign_off', 'management', 'above 500,000 management signs: the text says so for every amount');
select is(t.pays('large', '1'), '600000', 'paid');
-- Corrected accounts after the payment: 150,000 paid, 140,000 documented.
select is(t.accounted('repays', 'final', '2018-12-31', 15000000), '1', 'as budgeted');
select is(t.pays('repays', '1'), '150000', 'paid');
select is(t.accounted('repays', 'final', '2018-12-31', 14000000), '2', 'corrected');
select is(t.says('repays', '2'), '- 0 10000', '150,000 - 140,000 is claimed back');
select is(t.closes('repays', 0), 'LG502 claim_open', 'not closed before that');
select is(t.repays('repays', 10000), 'open 0 reclaimed 0 paid 140000', '150,000 paid - 10,000 back');
select is(t.closes('repays', 0), 'done, committed 0 payable 0 paid 140000', 'repays: closed');
select * from finish();
