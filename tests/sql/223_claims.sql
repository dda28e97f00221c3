-- SPDX-License-Identifier: EUPL-1.2
-- recompute: as stored
-- Repayment claims: proposed and decided by two officers, paid in instalments or written off by finance, reminded of
-- by the clock, with interest. Figures worked out by hand.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
create function pg_temp.a() returns text language sql as $$select t.sent('applicant-1')$$;
create function pg_temp.does(p_name text, p_act text, p_params text) returns text language sql as $$select t.refusal(t.does(p_name, p_act, p_params))$$;
create function pg_temp.balances() returns text language sql as $$
  select string_agg(ledger.balance('grant:' || pg_temp.a() || ':' || x)::text, ' ') from unnest(array['committed', 'payable', 'paid', 'reclaimed']) x
$$;
create function pg_temp.claim(p_amount bigint, p_cause text default 'accounts', p_due text default '2022-02-01', p_change jsonb default '{}') returns text language sql as $$
  select format('{"application":%s,"cause":"%s","amount_ore":%s,"due":"%s","reason":"For meget betalt","unheard_reason":"Tallene er modtagerens egne","computation":%s}', pg_temp.a(), p_cause, p_amount, p_due,
    coalesce((select (c.computation || p_change)::text from grants.claim_computed(pg_temp.a()::bigint) c where p_cause = 'accounts'), 'null'))
$$;
create function pg_temp.decide(p_act text, p_entry text, p_decision text) returns text language sql as $$
  select format('{"application":%s,"proposal_entry":%s,"decision":"%s","reason":"Enig"}', pg_temp.a(), p_entry, p_decision)
$$;
create function pg_temp.change(p_claim text, p_change text, p_amount bigint, p_list text default '[]') returns text language sql as $$
  select format('{"application":%s,"claim":%s,"change":"%s","instalments":%s,"amount_ore":%s,"reason":"Aftalt"}', pg_temp.a(), p_claim, p_change, p_list, p_amount)
$$;
create function pg_temp.newest(p_kind text) returns text language sql as $$select max(entry)::text from ledger.entry where kind = p_kind$$;
create function pg_temp.post(p_from text, p_to text, p_amount bigint) returns text language sql as $$
  select t.try('test_post', 'agency', (select person from t.people where name = 'finance-2'), 'finance', format('{"streams":["grant:%s"],"call":"fsm2-2019","accounts":["%s","%s"],"amounts":[%s,%s]}',
    pg_temp.a(), replace(p_from, 'G', 'grant:' || pg_temp.a()), replace(p_to, 'G', 'grant:' || pg_temp.a()), -p_amount, p_amount)) ->> 'entry'
$$;

call t.awarded();
select testing.freeze('2020-01-10 08:00:00Z');
-- 1,000,000 amended to 400,000, so that management may sign final accounts
select t.must(t.does('officer-3', 'propose_amendment', json_build_object('application', pg_temp.a()::bigint, 'request_entry', null, 'amount_ore', 40000000,
    'lines', '[{"year":2020,"amount_ore":40000000}]'::json, 'period_to', '2021-11-30', 'part_accounts_due', '2020-11-30', 'final_accounts_due', '2022-02-28',
    'budget', grants.budget_of(pg_temp.a()::bigint), 'reason', 'x', 'unheard_reason', 'Kendt')::text)) ->> 'kind';
select t.must(t.does('officer-4', 'decide_amendment', json_build_object('application', p.application, 'proposal_entry', p.entry, 'decision', 'amend', 'reason', 'x', 'unheard_reason', null,
    'computation', rule.amended(grants.amendment_input(p.application, p.amount_ore)))::text)) ->> 'kind' from grants.amendment_proposal p;
select testing.freeze('2020-11-10 08:00:00Z');
-- part accounts 620,000: half of 400,000 is paid
create temp table a1 as select t.must(t.does('applicant-1', 'submit_accounts', t.accounts(pg_temp.a(), 62000000))) as r;
select is(pg_temp.does('management-1', 'sign_off', t.sign_off(pg_temp.a(), r)), 'done', 'signed') from a1;
select is(pg_temp.does('officer-1', 'propose_claim', pg_temp.claim(1)), 'LG201 amount_ore:above_paid', 'nothing was paid yet');
create temp table i as select t.must(t.does('officer-1', 'prepare_instalment', t.prepare(pg_temp.a(), '1'))) ->> 'entry' as id;
select is(pg_temp.does('finance-1', 'approve_instalment', format('{"instalment":%s,"amount_ore":20000000}', id)), 'done', 'approved') from i;
select isnt(pg_temp.post('G:payable', 'G:paid', 20000000), null, 'paid');
select is(pg_temp.balances(), '20000000 0 20000000 0', '200,000 of 400,000 paid');

-- final accounts: 150,000 documented, 20 of 100: paid 200,000 - min(400,000, 150,000) = 50,000
select testing.freeze('2021-12-15 08:00:00Z');
select is(pg_temp.does('officer-1', 'propose_claim', pg_temp.claim(5000000, 'accounts')), 'LG502 submit_accounts', 'the newest accounts are no final ones');
create temp table a2 as select t.must(t.does('applicant-1', 'submit_accounts', t.accounts(pg_temp.a(), 15000000, 'final', '2021-11-30'))) as r;
select is(pg_temp.does('officer-1', 'propose_claim', pg_temp.claim(5000000)), 'LG502 sign_off', 'nothing is claimed on accounts that nobody signed');
select is(pg_temp.does('management-1', 'sign_off', t.sign_off(pg_temp.a(), r)), 'done', 'signed') from a2;
select is(pg_temp.does('officer-1', 'propose_claim', pg_temp.claim(5000000)), 'LG502 result', 'nor without the result');
select t.must(t.does('officer-1', 'record_result', t.result_of(pg_temp.a(), 'work_or_education', 20, 100, '2021-03'))) ->> 'kind';
select t.must(t.does('officer-2', 'confirm_result', format('{"application":%s,"result":%s,"source_sha256":"%s"}', r.application, r.entry, encode(r.source_sha256, 'hex')))) ->> 'kind' from grants.result r;
select is((select computation ->> 'claim_ore' from grants.claim_computed(pg_temp.a()::bigint)), '5000000', '50,000 is too much');
select is(pg_temp.does('officer-1', 'propose_claim', pg_temp.claim(5000001)) ~ '^LG103', true, 'not an øre more');
select is(pg_temp.does('officer-1', 'propose_claim', pg_temp.claim(5000000, 'accounts', '2022-02-01', '{"claim_ore": 1}')) ~ '^LG103', true, 'nor by another computation');
select is(pg_temp.does('officer-1', 'propose_claim', pg_temp.claim(5000000, 'accounts', '2021-12-15')), 'LG102 due:not_ahead', 'due tomorrow at the earliest');
select is(pg_temp.does('officer-1', 'propose_claim', pg_temp.claim(20000001, 'terms')), 'LG201 amount_ore:above_paid', 'for another cause at most what was paid');
select is(pg_temp.does('officer-1', 'propose_claim', pg_temp.claim(0, 'terms')), 'LG102 amount_ore:not_positive', 'and something');
select is(pg_temp.does('officer-1', 'propose_claim', pg_temp.claim(1, 'whim')) ~ '^LG101', true, 'for a cause');
select is(pg_temp.does('finance-1', 'propose_claim', pg_temp.claim(5000000)), 'LG401', 'officers propose');
-- the party is heard before the decision, or the proposal says why not
create function pg_temp.unsaid(p_claim text) returns text language sql as $$select replace(p_claim, '"unheard_reason":"Tallene er modtagerens egne"', '"unheard_reason":null')$$;
select is(pg_temp.does('officer-1', 'propose_claim', pg_temp.unsaid(pg_temp.claim(5000000))), 'LG102 unheard_reason:missing', 'neither heard nor why not');
select is(pg_temp.does('officer-1', 'open_hearing', format('{"application":%s,"facts":"For meget betalt","answer_by":"2021-12-22"}', pg_temp.a())), 'done', 'heard');
select is(pg_temp.does('officer-1', 'propose_claim', pg_temp.unsaid(pg_temp.claim(5000000))), 'done', 'proposed');
select is(pg_temp.does('officer-2', 'propose_claim', pg_temp.claim(5000000)), 'LG502 decide_claim', 'one at a time');
select is(grants.closing_needs(pg_temp.a()::bigint) ->> 'code', 'claim_undecided', 'nor is the grant closed before it is decided');
select is(t.reads('management-1', 'read.claims(' || pg_temp.a() || ')') -> 'claims', '[]', 'the grantee sees what is decided');
select is(pg_temp.does('officer-1', 'decide_claim', pg_temp.decide('decide_claim', pg_temp.newest('propose_claim'), 'claim')), 'LG402 decide_claim/propose_claim', 'another officer decides');
select is(pg_temp.does('officer-2', 'decide_claim', pg_temp.decide('decide_claim', pg_temp.newest('propose_claim'), 'maybe')) ~ '^LG101', true, 'claim or decline');
select is(pg_temp.does('officer-2', 'decide_claim', pg_temp.decide('decide_claim', '1', 'claim')), 'LG301', 'what was proposed');
select is(pg_temp.does('officer-2', 'decide_claim', pg_temp.decide('decide_claim', pg_temp.newest('propose_claim'), 'claim')), 'LG502 answer_hearing', 'not while the grantee is heard');
select is(pg_temp.does('applicant-1', 'answer_hearing', format('{"application":%s,"hearing":%s,"answer":"Nej"}', pg_temp.a(), max(h.entry))), 'done', 'it answers') from grants.hearing h;
select is(pg_temp.does('officer-2', 'decide_claim', pg_temp.decide('decide_claim', pg_temp.newest('propose_claim'), 'claim')), 'verdict claim', 'decided');
select is(t.reads('management-1', 'read.claims(' || pg_temp.a() || ')') #>> '{claims,0,complaint,by}', '2022-01-12', 'the grantee reads until when to complain: 28 days');
select is(pg_temp.does('officer-1', 'propose_claim', pg_temp.unsaid(pg_temp.claim(1, 'terms'))), 'LG102 unheard_reason:missing', 'a hearing serves one decision');
select is(pg_temp.does('officer-2', 'decide_claim', pg_temp.decide('decide_claim', pg_temp.newest('propose_claim'), 'claim')), 'LG502 claim_proposed', 'once');
select is(pg_temp.balances(), '20000000 0 15000000 5000000', '50,000 of the 200,000 is reclaimed');
select is((select computation ->> 'claim_ore' from grants.claim_computed(pg_temp.a()::bigint)), '0', 'and not claimed a second time');
select is(t.reads('management-1', 'read.claims(' || pg_temp.a() || ')') #>> '{claims,0,open_ore}', '5000000', 'the grantee sees what to pay');
select is(t.reads('management-2', 'read.claims(' || pg_temp.a() || ')'), null, 'another municipality does not');
create function pg_temp.c() returns text language sql as $$select max(claim)::text from grants.claim$$;

-- the rate is found by one and decided by another; the source stands in the record
select testing.freeze('2022-01-03 08:00:00Z');
create function pg_temp.rate(p_from text, p_to text, p_reference text, p_supplement int) returns text language sql as $$
  select format('{"from":"%s","to":"%s","reference_percent":"%s","supplement_bp":%s,"source":"renteloven § 5, stk. 1: Nationalbankens udlånsrente %1$s og 8 procentpoint"}', p_from, p_to, p_reference, p_supplement)$$;
create function pg_temp.rated(p_name text, p_decision text) returns text language sql as $$
  select pg_temp.does(p_name, 'decide_interest', format('{"proposal_entry":%s,"decision":"%s","reason":"Slået efter"}', pg_temp.newest('propose_interest'), p_decision))$$;
select is(pg_temp.does('finance-1', 'propose_interest', pg_temp.rate('2022-07-01', '2022-12-31', '0.05', 800)), 'LG102 from:in_future', 'nobody knows the next half-year''s');
select is(pg_temp.does('finance-1', 'propose_interest', pg_temp.rate('2022-01-01', '2021-12-31', '0.05', 800)), 'LG102 to:not_ascending', 'a period');
select is(pg_temp.does('finance-1', 'propose_interest', pg_temp.rate('2021-12-28', '2022-06-30', '0.05', 800)), 'done', '184 days from the first to the last');
select is(pg_temp.rated('finance-2', 'decline'), 'verdict decline', 'but from the wrong day');
select is(pg_temp.does('finance-1', 'propose_interest', pg_temp.rate('2021-12-27', '2022-06-30', '0.05', 800)), 'LG102 to:out_of_range', '185 days are no half-year');
select is(pg_temp.does('finance-1', 'propose_interest', pg_temp.rate('2022-01-01', '2022-06-30', '0.5', 800)) ~ '^LG101', true, 'two digits behind the point');
select is(pg_temp.does('finance-1', 'propose_interest', pg_temp.rate('2022-01-01', '2022-06-30', '-9.00', 899)), 'LG102 supplement_bp:negative', 'not below nothing');
select is(pg_temp.does('finance-1', 'propose_interest', pg_temp.rate('2022-01-01', '2022-06-30', '-10.01', 2000)), 'LG102 reference_percent:out_of_range', 'a reference rate of -10.01');
select is(pg_temp.does('finance-1', 'propose_interest', pg_temp.rate('2022-01-01', '2022-06-30', '0.05', 5001)), 'LG102 supplement_bp:out_of_range', 'a supplement above 50');
select is(pg_temp.does('officer-1', 'propose_interest', pg_temp.rate('2022-01-01', '2022-06-30', '0.05', 800)), 'LG401', 'finance finds it');
select is(pg_temp.does('finance-1', 'propose_interest', pg_temp.rate('2022-01-01', '2022-06-30', '0.05', 800)), 'done', '0.05 and 8');
select is(pg_temp.does('finance-2', 'propose_interest', pg_temp.rate('2022-01-01', '2022-05-31', '0.05', 800)), 'LG502 decide_interest', 'one at a time');
select is(grants.claim_interest(pg_temp.c()::bigint, '2022-02-02'), null, 'proposed is not decided: nothing is computed');
select is(t.reads('finance-1', 'read.agency_claims()') #>> '{rates,0,mine}', 'false', 'not offered to the proposer');
select is(t.reads('finance-2', 'read.agency_claims()') #>> '{rates,0,mine}', 'true', 'but to another');
select is((select count(*)::int from jsonb_array_elements(t.reads('finance-2', 'read.tasks()') -> 'tasks') x where x ->> 'act' = 'decide_interest'), 1, 'as a task');
select is(pg_temp.rated('finance-1', 'accept'), 'LG402 decide_interest/propose_interest', 'another decides');
select is(pg_temp.rated('finance-2', 'perhaps') ~ '^LG101', true, 'accept or decline');
select is(pg_temp.does('finance-2', 'decide_interest', '{"proposal_entry":1,"decision":"accept","reason":"x"}'), 'LG301', 'what was proposed');
select is(pg_temp.rated('finance-2', 'accept'), 'verdict accept', 'accepted');
select is(pg_temp.rated('finance-3', 'accept'), 'LG502 interest_proposed', 'once');
select is(pg_temp.does('finance-1', 'propose_interest', pg_temp.rate('2021-12-31', '2022-01-01', '0.05', 800)), 'LG102 from:duplicate', 'a day has one rate');
select is((select rate_bp from (select (r ->> 'rate_bp')::int as rate_bp from jsonb_array_elements(grants.interest_rates(null)) r) x), 805, '805 hundredths of a per cent');
select is(jsonb_array_length(t.reads('officer-1', 'read.agency_claims()') -> 'claims'), 1, 'the agency''s list has the open claim');
select is((select x ->> 'amount_ore' || ' ' || (x ->> 'due') from jsonb_array_elements(t.reads('management-1', 'read.tasks()') -> 'tasks') x where x ->> 'act' = 'repay'), '5000000 2022-02-01', 'and the grantee a task');

-- interest: 8.05 % from the day after 2022-02-01; 5,000,000 øre x 805 x days / 3,650,000
select is(grants.claim_interest(pg_temp.c()::bigint, '2022-02-01'), 0::bigint, 'none on the due day');
select is(grants.claim_interest(pg_temp.c()::bigint, '2022-02-02'), 1102::bigint, 'a day: 1,102.7 øre, downwards');
select is(grants.claim_interest(pg_temp.c()::bigint, '2022-03-03'), 33082::bigint, '30 days: 33,082.2 øre');
select is(rule.interest(5000000, '2022-06-29', '2022-07-02', '[{"from":"2022-01-01","to":"2022-06-30","rate_bp":805},{"from":"2022-07-01","to":"2022-12-31","rate_bp":1000}]'), 3842::bigint,
    'a day at 8.05 and two at 10: 5,000,000 x 2,805 / 3,650,000 = 3,842.5');
select is(grants.claim_interest(pg_temp.c()::bigint, '2023-01-01'), null, 'a day without a rate: nothing is computed');

-- reminders, by the clock
select testing.freeze('2022-02-01 22:59:59Z');
create function pg_temp.remind(p_n int) returns text language sql as $$
  select t.refusal(t.act('remind_claim', 'system', null, null, format('{"claim":%s,"n":%s}', pg_temp.c(), p_n)))$$;
select is(pg_temp.remind(1), 'LG502 overdue', 'not on the last day, Danish time');
select testing.freeze('2022-02-01 23:00:00Z');
select is(t.run('tilsagn_sequencer', 'select read.claims_due()') ->> 'value', format('{"claims" : [{"claim" : %s, "n" : 1}]}', pg_temp.c()), 'the sequencer is told');
select is(pg_temp.remind(2), 'LG502 another reminder', 'in order');
select is(pg_temp.remind(1), 'done', 'the day after');
select is(pg_temp.remind(2), 'LG502 overdue', 'not twice a day');
select testing.freeze('2022-03-03 22:59:59Z');
select is(pg_temp.remind(2), 'LG502 overdue', '29 days later not yet');
select testing.freeze('2022-03-03 23:00:00Z');
select is(pg_temp.remind(2), 'done', '30 days later');
select is((select (convert_from(leaf, 'UTF8')::json #>> '{result,interest_ore}') from ledger.entry where kind = 'remind_claim' order by entry desc limit 1), '34184', '31 days: 34,184.9');

-- instalments: 20,000 and 30,000
select is(pg_temp.does('officer-1', 'propose_settlement', pg_temp.change(pg_temp.c(), 'plan', 5000000, '[{"due":"2022-05-01","amount_ore":2000000},{"due":"2022-06-01","amount_ore":2999999}]')), 'LG102 instalments:sum_differs', 'together what is open');
select is(pg_temp.does('officer-1', 'propose_settlement', pg_temp.change(pg_temp.c(), 'plan', 5000000, '[{"due":"2022-05-01","amount_ore":2000000},{"due":"2022-05-01","amount_ore":3000000}]')), 'LG102 instalments.1.due:not_ascending', 'one after the other');
select is(pg_temp.does('officer-1', 'propose_settlement', pg_temp.change(pg_temp.c(), 'plan', 5000000, '[{"due":"2022-03-04","amount_ore":5000000}]')), 'LG102 instalments.0.due:not_ascending', 'from tomorrow on');
select is(pg_temp.does('officer-1', 'propose_settlement', pg_temp.change(pg_temp.c(), 'plan', 5000000)) ~ '^LG101', true, 'with instalments');
select is(pg_temp.does('officer-1', 'propose_settlement', pg_temp.change(pg_temp.c(), 'write_off', 5000001)), 'LG201 amount_ore:above_open', 'no more is given up than is open');
select is(pg_temp.does('officer-1', 'propose_settlement', pg_temp.change(pg_temp.c(), 'write_off', 1, '[{"due":"2022-05-01","amount_ore":1}]')), 'LG102 instalments:not_allowed', 'and not in instalments');
select is(pg_temp.does('officer-1', 'propose_settlement', pg_temp.change(pg_temp.c(), 'forget', 1)) ~ '^LG101', true, 'a plan or a write-off');
select is(pg_temp.does('officer-1', 'propose_settlement', pg_temp.change('1', 'write_off', 1)), 'LG301', 'of a claim');
select is(pg_temp.does('officer-1', 'propose_settlement', pg_temp.change(pg_temp.c(), 'plan', 5000000, '[{"due":"2022-05-01","amount_ore":2000000},{"due":"2022-06-01","amount_ore":3000000}]')), 'done', 'proposed');
select is(pg_temp.does('officer-2', 'propose_settlement', pg_temp.change(pg_temp.c(), 'write_off', 1)), 'LG502 decide_settlement', 'one at a time');
select is(pg_temp.does('officer-2', 'decide_settlement', pg_temp.decide('', pg_temp.newest('propose_settlement'), 'accept')), 'LG401', 'finance decides');
select is(pg_temp.does('finance-1', 'decide_settlement', pg_temp.decide('', pg_temp.newest('propose_settlement'), 'accept')), 'verdict accept', 'accepted');
select is(pg_temp.does('finance-1', 'decide_settlement', pg_temp.decide('', pg_temp.newest('propose_settlement'), 'accept')), 'LG502 claim_change_proposed', 'once');
select is((select string_agg(u.due || ':' || u.amount_ore, ' ') from grants.claim_unpaid(pg_temp.c()::bigint) u), '2022-05-01:2000000 2022-06-01:3000000', 'what is due when');
select is(grants.claim_overdue(pg_temp.c()::bigint, '2022-05-02'), 2000000::bigint, 'only the first part is late');

-- 25,000.00 comes back: it fills the first part and 5,000.00 of the second
select testing.freeze('2022-05-10 08:00:00Z');
create temp table back as select pg_temp.post('G:reclaimed', 'call:fsm2-2019:available', 2500000) as entry;
select grants.settle_claim(pg_temp.c()::bigint, entry::bigint, 'repaid', 2500000, '2022-05-10') from back;
select is((select string_agg(u.due || ':' || u.amount_ore, ' ') from grants.claim_unpaid(pg_temp.c()::bigint) u), '2022-06-01:2500000', 'the rest of the second part');
select throws_ok(format('select grants.settle_claim(%s, 1, ''repaid'', 2500001, ''2022-05-10'')', pg_temp.c()), 'LG201', null, 'no more is settled than is open');
-- the rest is given up: it stands as paid, and nothing is open
select is(pg_temp.does('officer-1', 'propose_settlement', pg_temp.change(pg_temp.c(), 'write_off', 2500000)), 'done', 'proposed');
select is(pg_temp.does('finance-1', 'decide_settlement', pg_temp.decide('', pg_temp.newest('propose_settlement'), 'decline')), 'verdict decline', 'not yet');
select is(pg_temp.balances(), '20000000 0 15000000 2500000', 'nothing moved');
select is(pg_temp.does('officer-1', 'propose_settlement', pg_temp.change(pg_temp.c(), 'write_off', 2500000)), 'done', 'again');
select is(pg_temp.does('finance-1', 'decide_settlement', pg_temp.decide('', pg_temp.newest('propose_settlement'), 'accept')), 'verdict accept', 'given up');
select is(pg_temp.balances(), '20000000 0 17500000 0', '25,000 stay spent');
select is(grants.open_claims(pg_temp.a()::bigint), 0::bigint, 'nothing is open');
select is((select computation ->> 'claim_ore' from grants.claim_computed(pg_temp.a()::bigint)), '0', 'nor claimed again');
select is(t.reads('management-1', 'read.claims(' || pg_temp.a() || ')') #>> '{claims,0,settled,1,kind}', 'written_off', 'the grantee sees what became of it');

-- interest stands though the claim is settled: 31 days until the plan, 34,184; then 20,000.00 of the first part 9 days
-- late, 2,000,000 x 805 x 9 / 3,650,000 = 3,969.8; what was written off costs none: 38,153 øre
select is(grants.interest_accrued(pg_temp.c()::bigint, '2022-05-10'), 38153::bigint, '34,184 and 3,969');
select is(grants.claim_interest(pg_temp.c()::bigint, '2022-06-30'), 38153::bigint, 'which grow no more');
select is((select string_agg(format('%s %s %s', amount_ore, due, until_day), ', ' order by due) from grants.interest_pieces(pg_temp.c()::bigint, '2022-06-30', null)),
    '5000000 2022-02-01 2022-03-04, 2000000 2022-05-01 2022-05-10', 'piece by piece');
select is(grants.closing_needs(pg_temp.a()::bigint) ->> 'code', 'interest_open', 'the grant is not closed before');
select is(t.reads('management-1', 'read.claims(' || pg_temp.a() || ')') #>> '{claims,0,interest_ore}', '38153', 'the grantee sees it');
select is((select x ->> 'amount_ore' from jsonb_array_elements(t.reads('management-1', 'read.tasks()') -> 'tasks') x where x ->> 'act' = 'repay'), '38153', 'as a task');
select is(t.reads('officer-1', 'read.agency_claims()') #>> '{claims,0,interest_ore}', '38153', 'the agency in its list');
select is(pg_temp.remind(3), 'done', 'it is reminded of');

-- a credit: the claim first, then the interest, and what is neither is named
select t.payment_profile();
create sequence pg_temp.b;
create function pg_temp.credit(p_ore bigint, p_day text default '2022-05-10') returns text language sql as $$
  select t.must(t.does('finance-3', 'import_statement', format('{"sha256":"%s","kind":"camt.054","id":"S","account":"DK5000400440116243","from":"%2$s","to":"%2$s","lines":['
    '{"debit":false,"returned":false,"amount_ore":%3$s,"bank_id":"C%4$s","reference":"R%5$s","creditor_id":"","day":"%2$s"}]}',
    t.run('postgres', format('select store.keep_document(convert_to(''<c>%s</c>'', ''UTF8''), ''application/xml'')', currval('pg_temp.b'))) ->> 'value', p_day, p_ore,
    currval('pg_temp.b'), pg_temp.a()))) ->> 'entry' from (select nextval('pg_temp.b')) n$$;
create function pg_temp.meant(p_statement text) returns text language sql as $$
  select concat_ws(' ', b.meaning, a.kind) from grants.bank_line b left join grants.alarm a on a.statement = b.statement and a.n = b.n where b.statement = p_statement::bigint$$;
create function pg_temp.book(p_statement text) returns text language sql as $$
  select pg_temp.does('finance-3', 'book_repayment', format('{"statement":%s,"line":1,"application":%s,"amount_ore":%s}', p_statement, pg_temp.a(), b.amount_ore)) from grants.bank_line b where b.statement = p_statement::bigint$$;
create function pg_temp.interest() returns text language sql as $$
  select concat_ws(' ', ledger.balance(x[1]), ledger.balance(x[2])) from (select grants.interest_accounts('fsm2-2019') as x) i$$;
create temp table pool as select ledger.balance('call:fsm2-2019:available') as ore;
create temp table c1 as select pg_temp.credit(38154) as s;
select is(pg_temp.meant(s), 'alarm credit_without_claim', 'an øre above the interest raises the alarm') from c1;
select is(t.reads('finance-3', format('read.bank(%s)', s)) #> '{lines,0,repayable}', jsonb_build_object('application', pg_temp.a()::bigint, 'claim_ore', 0, 'interest_ore', 38153, 'rest_ore', 1), 'which says what is owed and what is not') from c1;
select is(pg_temp.book(s), 'done', 'what is owed of it is booked') from c1;
select is(pg_temp.interest(), '-38153 38153', 'on accounts of its own');
select is(ledger.balance('call:fsm2-2019:available') - p.ore, 0::bigint, 'no pool grows by interest') from pool p;
select is(t.reads('finance-3', format('read.bank(%s)', s)) #>> '{lines,0,rest_ore}', '1', 'the øre is named') from c1;
select is(pg_temp.book(s), 'LG502 a credit that is not booked', 'once') from c1;
select is((select x ->> 'kind' || ' ' || (x ->> 'amount_ore') from jsonb_array_elements(t.reads('management-1', 'read.claims(' || pg_temp.a() || ')') #> '{claims,0,settled}') x order by (x ->> 'entry')::bigint desc limit 1),
    'interest_paid 38153', 'the grantee sees what became of it');
select is(grants.open_interest(pg_temp.a()::bigint, '2022-06-30'), 0::bigint, 'nothing is owed');

-- 10,000.00 claimed, due on 2022-05-20, paid on 2022-06-19 with 60.00: 30 days, 1,000,000 x 805 x 30 / 3,650,000 = 6,616.4
select is(pg_temp.does('officer-1', 'propose_claim', pg_temp.claim(1000000, 'terms', '2022-05-20')), 'done', 'another claim');
select is(pg_temp.does('officer-2', 'decide_claim', pg_temp.decide('decide_claim', pg_temp.newest('propose_claim'), 'claim')), 'verdict claim', 'decided');
select testing.freeze('2022-06-21 08:00:00Z');
create temp table c2 as select pg_temp.credit(1006617, '2022-06-19') as s;
select is(pg_temp.meant(s), 'alarm credit_without_claim', '10,066.17 is an øre too much') from c2;
create temp table c3 as select pg_temp.credit(1006616, '2022-06-19') as s;
select is(pg_temp.meant(s), 'repayment', '10,066.16 is claim and interest') from c3;
create temp table c4 as select pg_temp.credit(1006000, '2022-06-19') as s;
select is(pg_temp.book(s), 'done', '10,060.00 come in') from c4;
select is(pg_temp.balances(), '20000000 0 16500000 0', 'the claim is paid first');
select is(pg_temp.interest(), '-44153 44153', 'then 60.00 of the interest');
select is(ledger.balance('call:fsm2-2019:available') - p.ore, 1000000::bigint, 'the pool has the claim back') from pool p;
select is(pg_temp.book(s), 'LG201', 'what came in besides is above what is owed: no alarm says so') from c3;
select is(grants.claim_interest(pg_temp.c()::bigint, '2022-06-21'), 616::bigint, '6.16 stand, and no longer grow');
-- given up by two
select is(pg_temp.does('officer-1', 'propose_settlement', pg_temp.change(pg_temp.c(), 'write_off', 616)), 'LG201 amount_ore:above_open', 'the claim itself has nothing to write off');
select is(pg_temp.does('officer-1', 'propose_settlement', pg_temp.change(pg_temp.c(), 'write_off_interest', 617)), 'LG201 amount_ore:above_open', 'no more than there is');
select is(pg_temp.does('officer-1', 'propose_settlement', pg_temp.change(pg_temp.c(), 'write_off_interest', 616)), 'done', 'proposed');
select is(pg_temp.does('officer-1', 'decide_settlement', pg_temp.decide('', pg_temp.newest('propose_settlement'), 'accept')), 'LG401', 'finance decides');
select is(pg_temp.does('finance-1', 'decide_settlement', pg_temp.decide('', pg_temp.newest('propose_settlement'), 'accept')), 'verdict accept', 'given up');
select is(pg_temp.interest(), '-44153 44153', 'which moves nothing: it never came in');
select is(grants.open_interest(pg_temp.a()::bigint, '2022-06-21'), 0::bigint, 'nothing is owed');
select is(grants.closing_needs(pg_temp.a()::bigint) ->> 'code', 'still_payable', 'and no interest stands before the closing');
-- a day without a rate: nothing is computed, and a credit above the claim waits for it
select is(pg_temp.does('officer-1', 'propose_claim', pg_temp.claim(1000, 'terms', '2022-06-30')), 'done', 'a third claim');
select is(pg_temp.does('officer-2', 'decide_claim', pg_temp.decide('decide_claim', pg_temp.newest('propose_claim'), 'claim')), 'verdict claim', 'decided');
select testing.freeze('2022-07-05 08:00:00Z');
create temp table c5 as select pg_temp.credit(1001, '2022-07-04') as s;
select is(pg_temp.book(s), 'LG502 decide_interest', 'not shared before the rate is known') from c5;
create temp table c6 as select pg_temp.credit(1000, '2022-07-04') as s;
select is(pg_temp.book(s), 'done', 'the claim alone is') from c6;
select is(grants.open_interest(pg_temp.a()::bigint, '2022-07-05'), null, 'its interest is unknown');
select is(grants.claim_stands(pg_temp.c()::bigint, '2022-07-05'), true, 'so the claim stands');

-- by month: stood before, came to it, came in, set off, written off, stands. Interest of the first claim until 28 February:
-- 5,000,000 x 805 x 27 / 3,650,000 = 29,773.97, and 34,184 until 4 March; 3,969 in May, with the second claim's 11 days:
-- 1,000,000 x 805 x 11 / 3,650,000 = 2,426.03; of its 6,616 the rest in June
create function pg_temp.sums(p_doc jsonb) returns text language sql as $$
  select string_agg(concat_ws(' ', w, (select string_agg(coalesce(p_doc -> w ->> (k || '_ore'), '-'), ' ' order by n) from unnest(array['before', 'new', 'paid', 'set_off', 'written_off', 'open']) with ordinality x(k, n))), ', ' order by w)
    from jsonb_object_keys(nullif(p_doc, 'null')) w$$;
create function pg_temp.month(p_month text) returns text language sql as $$select pg_temp.sums(t.reads('officer-1', format('read.month(%L)', p_month)) -> 'repayments')$$;
create function pg_temp.closed(p_month text) returns text language sql as $$
  select pg_temp.sums(t.reads('auditor-1', format('read.month(%L)', p_month)) #> '{period,decided,0,repayments}')$$;
select is(pg_temp.month('2021-11'), 'claims 0 0 0 0 0 0, interest 0 0 0 0 0 0', 'nothing was claimed in November');
select is(pg_temp.month('2021-12'), 'claims 0 5000000 0 0 0 5000000, interest 0 0 0 0 0 0', 'claimed in December');
select is(pg_temp.month('2022-02'), 'claims 5000000 0 0 0 0 5000000, interest 0 29773 0 0 0 29773', 'February costs 27 days');
select is(pg_temp.month('2022-03'), 'claims 5000000 0 0 0 0 5000000, interest 29773 4411 0 0 0 34184', 'March the rest until the plan');
select is(pg_temp.month('2022-04'), 'claims 5000000 0 0 0 0 5000000, interest 34184 0 0 0 0 34184', 'April nothing');
select is(pg_temp.month('2022-05'), 'claims 5000000 1000000 2500000 0 2500000 1000000, interest 34184 6395 38153 0 0 2426', 'in May both come in');
select is(pg_temp.month('2022-06'), 'claims 1000000 1000 1000000 0 0 1000, interest 2426 4190 6000 0 616 0', 'in June the rest is given up');
select is(pg_temp.month('2022-07'), 'claims 1000 0 1000 0 0 0, interest 0 - 0 0 0 -', 'in July a day has no rate');
select is(pg_temp.month('2022-08'), null, 'August has not begun');
-- a rate for July: 1,000 x 1,000 x 4 / 3,650,000 = 1.1; 10,000.00 more, due on the 10th
select is(pg_temp.does('finance-1', 'propose_interest', pg_temp.rate('2022-07-01', '2022-12-31', '2.00', 800)), 'done', 'the rate of July');
select is(pg_temp.rated('finance-2', 'accept'), 'verdict accept', 'is decided');
select is(pg_temp.month('2022-07'), 'claims 1000 0 1000 0 0 0, interest 0 1 0 0 0 1', 'so that the interest is known');
select is(pg_temp.does('officer-1', 'propose_claim', pg_temp.claim(1000000, 'terms', '2022-07-10')), 'done', 'a fourth claim');
select is(pg_temp.does('officer-2', 'decide_claim', pg_temp.decide('decide_claim', pg_temp.newest('propose_claim'), 'claim')), 'verdict claim', 'decided');
-- July is closed on 3 August with 21 days of interest, 1,000,000 x 1,000 x 21 / 3,650,000 = 5,753.4; the bank told late: it was paid after 10, 2,739.7
select testing.freeze('2022-08-03 08:00:00Z');
select is(pg_temp.does('finance-1', 'propose_period', '{"month":"2022-07","change":"close","reason":"Afstemt"}'), 'done', 'July is to be closed');
select is(pg_temp.does('finance-2', 'decide_period', format('{"proposal_entry":%s,"decision":"decline","reason":"Vent"}', pg_temp.newest('propose_period'))), 'verdict decline', 'not yet');
select is(pg_temp.closed('2022-07'), null, 'which records no sums');
select is(pg_temp.does('finance-1', 'propose_period', '{"month":"2022-07","change":"close","reason":"Afstemt"}'), 'done', 'again');
select is(pg_temp.does('finance-2', 'decide_period', format('{"proposal_entry":%s,"decision":"accept","reason":"Enig"}', pg_temp.newest('propose_period'))), 'verdict accept', 'closed');
select is(pg_temp.closed('2022-07'), 'claims 1000 1000000 1000 0 0 1000000, interest 0 5754 0 0 0 5754', 'with what stands');
create temp table c7 as select pg_temp.credit(1000000, '2022-07-20') as s;
select is(pg_temp.book(s), 'done', 'a credit of July comes in') from c7;
select is(pg_temp.month('2022-07'), 'claims 1000 1000000 1000 0 0 1000000, interest 0 2740 0 0 0 2740', 'it is booked in August, and cost less');
select is(pg_temp.closed('2022-07'), 'claims 1000 1000000 1000 0 0 1000000, interest 0 5754 0 0 0 5754', 'what was recorded stays');
select is(pg_temp.month('2022-08'), 'claims 1000000 0 1000000 0 0 0, interest 2740 0 0 0 0 2740', 'August takes it up');
select is(t.refusal(t.reads('applicant-1', 'read.month(''2022-07'')')), '42501', 'no page of the grantee''s');
-- interest given up has an accounting date: an act whose own day was closed meanwhile is run again
select testing.freeze('2022-08-31 21:00:00Z');
select is(pg_temp.does('officer-1', 'propose_settlement', pg_temp.change(pg_temp.c(), 'write_off_interest', 2739)), 'done', 'the interest of the fourth claim');
select testing.freeze('2022-09-01 08:00:00Z');
select is(pg_temp.does('finance-1', 'propose_period', '{"month":"2022-08","change":"close","reason":"Afstemt"}'), 'done', 'August is to be closed');
select is(pg_temp.does('finance-2', 'decide_period', format('{"proposal_entry":%s,"decision":"accept","reason":"Enig"}', pg_temp.newest('propose_period'))), 'verdict accept', 'closed');
select testing.freeze('2022-08-31 21:59:59Z');
select is(pg_temp.does('finance-1', 'decide_settlement', pg_temp.decide('', pg_temp.newest('propose_settlement'), 'accept')), '40001', 'not given up in August');
select testing.freeze('2022-09-01 08:00:00Z');
select is(pg_temp.does('finance-1', 'decide_settlement', pg_temp.decide('', pg_temp.newest('propose_settlement'), 'accept')), 'verdict accept', 'but in September');
select is(pg_temp.month('2022-08'), 'claims 1000000 0 1000000 0 0 0, interest 2740 0 0 0 0 2740', 'it stood in August');
select is(pg_temp.month('2022-09'), 'claims 0 0 0 0 0 0, interest 2740 0 0 0 2739 1', 'and counts in September');

-- the yearly statement. 2022 until 1 September: charged 38,153, 6,616, 1 and 2,739; paid 38,153 and 6,000; given up 616 and 2,739
create function pg_temp.statement(p_year int) returns jsonb language sql as $$select t.reads('management-1', format('read.statement(%s, %s)', pg_temp.a(), p_year))$$;
create function pg_temp.interest_in(p_year int, p_in text) returns text language sql as $$
  select concat_ws(' ', i ->> 'claimed_ore', coalesce(i ->> 'interest_ore', '-'), i ->> 'interest_paid_ore', i ->> 'interest_set_off_ore', i ->> 'interest_written_off_ore')
    from (select pg_temp.statement(p_year) #> array['statement', p_in] as i) x$$;
create function pg_temp.answer(p_act text, p_year int, p_version int) returns text language sql as $$
  select pg_temp.does('management-1', p_act, format('{"application":%s,"year":%s,"sha256":"%s"%s}', pg_temp.a(), p_year,
    encode(grants.statement_sha256(grants.statement_made(pg_temp.a()::bigint, p_year, p_version, null, identity.today())), 'hex'), case p_act when 'dispute_statement' then ',"reason":""' else '' end))$$;
select is(pg_temp.interest_in(2021, 'in_year'), '5000000 0 0 0 0', '2021: claimed, and nothing late');
select is(pg_temp.interest_in(2022, 'in_year'), '2001000 47509 44153 0 3355', '2022: what was late and what became of it');
select is(pg_temp.interest_in(2022, 'in_all'), '7001000 47509 44153 0 3355', 'and in all');
select is(pg_temp.statement(2022) #>> '{statement,interest_owed_ore}', '1', 'an øre is owed');
-- version 1 was confirmed: it is shown and valid until its figures change
select is(pg_temp.answer('confirm_statement', 2022, 1), 'done', 'confirmed as it was shown before');
select is(concat_ws(' ', pg_temp.statement(2022) #>> '{statement,v}', pg_temp.statement(2022) -> 'confirmed' <> 'null', pg_temp.statement(2022) #> '{statement,in_year}' ? 'interest_ore'), '1 t f', 'so it stands');
select is(pg_temp.answer('confirm_statement', 2022, 1), 'LG502 a changed statement', 'once');
select is((pg_temp.statement(2021) #> '{statement,v}')::text, '2', 'the year before was not confirmed');
select is(pg_temp.does('officer-1', 'propose_claim', pg_temp.claim(1000, 'terms', '2022-10-01')), 'done', 'a fifth claim');
select is(pg_temp.does('officer-2', 'decide_claim', pg_temp.decide('decide_claim', pg_temp.newest('propose_claim'), 'claim')), 'verdict claim', 'decided');
select is(concat_ws(' ', pg_temp.statement(2022) #>> '{statement,v}', pg_temp.statement(2022) -> 'confirmed' = 'null'), '2 t', 'the figures changed, so version 2 is to be confirmed');
select is(pg_temp.answer('confirm_statement', 2022, 3) ~ '^LG101', true, 'there is no third version');
select is(pg_temp.answer('confirm_statement', 2022, 2), 'done', 'confirmed');
select is(pg_temp.statement(2022) #>> '{statement,v}', '2', 'as version 2');
select is(pg_temp.answer('dispute_statement', 2021, 2), 'done', 'and the year before is disputed');
-- a day later nothing is late and nothing changes; with the interest of the day it does
select testing.freeze('2022-09-02 08:00:00Z');
select is(pg_temp.statement(2022) -> 'confirmed' <> 'null', true, 'nothing is late: it stays confirmed');
select testing.freeze('2022-10-05 08:00:00Z');
select is(pg_temp.statement(2022) #>> '{statement,interest_owed_ore}', '2', '1,000 x 1,000 x 4 / 3,650,000 = 1.1 more');
select is(pg_temp.statement(2022) -> 'confirmed' = 'null', true, 'which nobody has confirmed');
select * from finish();
