-- SPDX-License-Identifier: EUPL-1.2
-- Amendments: asked for by management over its signature, proposed by one officer, decided by another. The
-- amount rises only on the grantee's request (attack story 4); what it does to the money is worked out by hand.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
create function pg_temp.a() returns text language sql as $$select t.sent('applicant-1')$$;
create function pg_temp.does(p_name text, p_act text, p_params text) returns text language sql as $$select t.refusal(t.does(p_name, p_act, p_params))$$;
create function pg_temp.balances() returns text language sql as $$
  select string_agg(ledger.balance(x)::text, ' ') from unnest(array['call:fsm2-2019:available', 'grant:' || pg_temp.a() || ':committed',
    'grant:' || pg_temp.a() || ':payable', 'grant:' || pg_temp.a() || ':paid', 'grant:' || pg_temp.a() || ':reclaimed']) x
$$;
-- The whole award; p_change is laid over it.
create function pg_temp.amendment(p_amount bigint, p_change jsonb default '{}') returns text language sql as $$
  select json_build_object('application', pg_temp.a()::bigint, 'request_entry', p_change -> 'request_entry', 'amount_ore', p_amount,
    'lines', coalesce(p_change -> 'lines', jsonb_build_array(jsonb_build_object('year', 2020, 'amount_ore', p_amount))),
    'period_to', coalesce(p_change ->> 'period_to', '2021-11-30'), 'part_accounts_due', coalesce(p_change ->> 'part_accounts_due', '2020-11-30'),
    'final_accounts_due', coalesce(p_change ->> 'final_accounts_due', '2022-02-28'),
    'budget', coalesce(p_change -> 'budget', grants.budget_of(pg_temp.a()::bigint)), 'reason', 'Ændret',
    'unheard_reason', case when p_change ? 'unheard_reason' then p_change ->> 'unheard_reason' else 'Kendt' end)::text
$$;
-- As C sends it: with what rule.amended computes from the record now, unless another computation is given.
create function pg_temp.decision(p_decision text default 'amend', p_change jsonb default '{}', p_unheard text default 'null') returns text language sql as $$
  select format('{"application":%s,"proposal_entry":%s,"decision":"%s","reason":"Enig","unheard_reason":%s,"computation":%s}', pg_temp.a(), p.entry, p_decision, p_unheard,
    rule.amended(grants.amendment_input(p.application, p.amount_ore)) || p_change)
    from grants.amendment_proposal p order by p.entry desc limit 1
$$;
create function pg_temp.ask(p_name text, p_amount bigint) returns text language sql as $$
  select pg_temp.does(p_name, 'request_amendment', format('{"application":%s,"amount_ore":%s,"reason":"Flere deltagere"}', pg_temp.a(), p_amount))
$$;
create function pg_temp.request() returns jsonb language sql as $$select jsonb_build_object('request_entry', max(entry)) from grants.amendment_request$$;

create function pg_temp.tasks(p_name text) returns text language sql as $$
  select coalesce(string_agg(concat_ws(' ', w, x ->> 'act', x ->> 'amount_ore'), ', ' order by w, x ->> 'act'), 'none')
    from t.reads(p_name, 'read.tasks()') d, unnest(array['tasks', 'waiting']) w, jsonb_array_elements(d -> w) x
   where x ->> 'act' ~ '_amendment$' and x ->> 'id' = pg_temp.a()
$$;

select is(pg_temp.does('officer-3', 'propose_amendment', '{}') ~ '^LG101', true, 'nothing without params');
call t.awarded();
select testing.freeze('2020-01-10 08:00:00Z');
-- pool 148,000,000.00 less 1,000,000.00
select is(pg_temp.balances(), '14700000000 100000000 0 0 0', 'awarded');

-- story 4: a supplement that nobody asked for
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment(100000001)), 'LG201 amount_ore:not_requested', 'one øre more is a supplement');
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment(110000000, '{"request_entry": 1}')) ~ '^LG503', true, 'nor with a request that is none');
select is(pg_temp.does('applicant-1', 'request_amendment', format('{"application":%s,"amount_ore":110000000,"reason":"x"}', pg_temp.a())), 'LG401', 'management asks');
select is(pg_temp.does('officer-3', 'request_amendment', format('{"application":%s,"amount_ore":110000000,"reason":"x"}', pg_temp.a())), '42501', 'no officer does');
select is(pg_temp.ask('management-2', 110000000), 'LG301', 'nor another municipality''s management');
select is(pg_temp.ask('management-1', 0), 'LG102 amount_ore:not_positive', 'for something');
select is(t.run('tilsagn_grantee', t.call('request_amendment', replace(t.request('request_amendment', 'grantee', p.person, 'management',
    format('{"application":%s,"amount_ore":110000000,"reason":"x"}', pg_temp.a())), '{"signature":true}', 'null'), null), p.person) ->> 'error', 'LG410', 'never without a signature') from t.people p where p.name = 'management-1';
select is(pg_temp.tasks('officer-3'), 'none', 'nothing to do for officers');
select is(pg_temp.ask('management-1', 110000000), 'done', 'signed');
select is(pg_temp.tasks('officer-3'), 'tasks propose_amendment 110000000', 'an officer''s to work on');
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment(110000000)), 'LG201 amount_ore:not_requested', 'the proposal names the request');
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment(110000001, pg_temp.request())), 'LG201 amount_ore:not_requested', 'one øre more than was asked for');
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment(110000000, pg_temp.request() || '{"lines": [{"year": 2020, "amount_ore": 109999999}]}')), 'LG102 lines:sum_differs', 'the years add up to the award');
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment(110000000, pg_temp.request() || '{"lines": [{"year": 2022, "amount_ore": 110000000}]}')), 'LG102 lines.0.year:outside_period', 'inside the project');
-- 2021-11-30 to 2022-06-30: the year 2022 is inside, final accounts come after the new end
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment(110000000, pg_temp.request() || '{"period_to": "2022-06-30"}')), 'LG102 final_accounts_due:before_end', 'accounts come after the end');
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment(110000000, pg_temp.request() || '{"period_to": "2019-10-31"}')), 'LG102 period_to:outside_period', 'not before it began');
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment(110000000, pg_temp.request() || '{"budget": []}')), 'LG102 budget:missing budget:above_budget budget:line_gone', 'no line vanishes');
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment(110000000, pg_temp.request() || jsonb_build_object('budget',
    jsonb_set(grants.budget_of(pg_temp.a()::bigint), '{0,amounts,0,amount_ore}', '109999999')))), 'LG102 budget:above_budget', 'the budget covers the award');
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment(110000000, pg_temp.request() || '{"part_accounts_due": "2022-06-30"}')), 'LG102 part_accounts_due:outside_period', 'part accounts in the project');
select is(pg_temp.does('finance-1', 'propose_amendment', pg_temp.amendment(110000000, pg_temp.request())), 'LG401', 'officers propose');
select is(pg_temp.does('officer-3', 'propose_amendment', replace(pg_temp.amendment(110000000), '"application" : ' || pg_temp.a(), '"application" : 999')), 'LG301', 'of a grant');
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment(110000000, pg_temp.request() || '{"period_to": "2022-06-30", "final_accounts_due": "2022-09-30", "lines": [{"year": 2020, "amount_ore": 60000000}, {"year": 2022, "amount_ore": 50000000}]}')), 'done', 'proposed');
select is(pg_temp.does('officer-1', 'propose_amendment', pg_temp.amendment(90000000)), 'LG502 decide_amendment', 'one at a time');
select is(pg_temp.does('officer-2', 'close_grant', format('{"application":%s,"returned_ore":100000000}', pg_temp.a())), 'LG502 amendment_undecided', 'nor is the grant closed meanwhile');
select is(pg_temp.tasks('officer-4') || '; ' || pg_temp.tasks('officer-3') || '; ' || pg_temp.tasks('management-1'),
    'tasks decide_amendment 110000000; waiting decide_amendment 110000000; none', 'another officer''s to decide');
select is(jsonb_typeof(t.reads('management-1', 'read.changes(' || pg_temp.a() || ')') -> 'open'), 'null', 'the grantee does not see it yet');
select is(t.reads('officer-1', 'read.changes(' || pg_temp.a() || ')') #> '{open,computation}', '{"wait": false, "claim_ore": 0, "commit_ore": 10000000, "release_ore": 0, "rule_version": 1}', 'the agency does, with what it does');
select is(pg_temp.does('officer-3', 'decide_amendment', pg_temp.decision()), 'LG402 decide_amendment/propose_amendment', 'the proposer does not decide');
select is(pg_temp.does('officer-4', 'decide_amendment', pg_temp.decision('amend', '{"commit_ore": 0}')) ~ '^LG103', true, 'another computation is refused');
select is(pg_temp.does('officer-4', 'decide_amendment', pg_temp.decision('maybe')) ~ '^LG101', true, 'amend or decline');
select is(pg_temp.does('officer-4', 'decide_amendment', replace(pg_temp.decision(), '"proposal_entry":', '"proposal_entry":9')), 'LG301', 'what was proposed');
-- 100,000.00 more from the pool
select is(pg_temp.does('officer-4', 'decide_amendment', pg_temp.decision()), 'verdict amend', 'decided by another');
select is(pg_temp.balances(), '14690000000 110000000 0 0 0', 'the difference is committed');
select is(pg_temp.does('officer-2', 'close_grant', format('{"application":%s,"returned_ore":110000000}', pg_temp.a())), 'LG502 final_accounts_missing', 'and that no longer stands before a closing');
select is(pg_temp.tasks('officer-3'), 'none', 'and nothing is left to do');
select is(pg_temp.does('officer-4', 'decide_amendment', pg_temp.decision()), 'LG502 amendment_proposed', 'once');
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment(115000000, pg_temp.request() || '{"period_to": "2022-06-30", "final_accounts_due": "2022-09-30"}')) ~ '^LG503', true, 'a request is used once');
select is(t.reads('management-1', 'read.changes(' || pg_temp.a() || ')') #>> '{award,amount_ore}', '110000000', 'the grantee sees the new award');
select is(t.reads('management-1', 'read.changes(' || pg_temp.a() || ')') #>> '{amendments,0,reason}', 'Ændret', 'and why');
select is(t.reads('management-2', 'read.changes(' || pg_temp.a() || ')'), null, 'another municipality nothing');

-- down: 1,100,000 to 1,050,000 frees 50,000; a decline frees nothing
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment(105000000, '{"unheard_reason": null}')), 'LG102 unheard_reason:missing', 'lower only after a hearing, or with why none is needed');
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment(105000000)), 'done', 'down without a request, the period as published');
select is(pg_temp.does('officer-4', 'decide_amendment', pg_temp.decision('decline')), 'verdict decline', 'declined');
select is(pg_temp.balances(), '14690000000 110000000 0 0 0', 'nothing moved');
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment(105000000)), 'done', 'again');
select is(pg_temp.does('officer-4', 'decide_amendment', pg_temp.decision()), 'verdict amend', 'decided');
select is(pg_temp.balances(), '14695000000 105000000 0 0 0', '50,000.00 back to the pool');

-- part accounts: 620,000 documented; half of 1,050,000 is 525,000, signed by management
select testing.freeze('2020-11-10 08:00:00Z');
create temp table a1 as select t.must(t.does('applicant-1', 'submit_accounts', t.accounts(pg_temp.a(), 62000000))) as r;
select is(pg_temp.does('management-1', 'sign_off', t.sign_off(pg_temp.a(), r)), 'done', 'signed') from a1;
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment(105000000, '{"period_to": "2020-10-30", "part_accounts_due": "2020-10-30", "final_accounts_due": "2021-02-28"}')), 'LG102 period_to:outside_period', 'accounts cover a day more');
create temp table i as select t.must(t.does('officer-1', 'prepare_instalment', t.prepare(pg_temp.a(), '1'))) ->> 'entry' as id;
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment(40000000)), 'done', 'lowered to 400,000');
select is(pg_temp.does('officer-4', 'decide_amendment', pg_temp.decision()), 'LG502 approve_instalment', 'not while a payment waits for approval');
select is(pg_temp.does('finance-1', 'approve_instalment', format('{"instalment":%s,"amount_ore":52500000}', id)), 'done', 'approved') from i;
select is(pg_temp.balances(), '14695000000 52500000 52500000 0 0', '525,000 payable');
-- 1,050,000 - 400,000 = 650,000 less, of which 525,000 is still committed; 125,000 of the 525,000 is claimed,
-- but none of it is paid yet
select is(pg_temp.does('officer-4', 'decide_amendment', pg_temp.decision()), 'LG502 paid', 'what is under way is not claimed back');
select is(pg_temp.does('finance-2', 'release_batch', format('{"instalments":[%s],"total_ore":52500000}', id)), 'done', 'released') from i;
select is(t.try('test_post', 'agency', (select person from t.people where name = 'finance-2'), 'finance', format('{"streams":["grant:%s"],"call":"fsm2-2019","accounts":["grant:%s:payable","grant:%s:paid"],"amounts":[-52500000,52500000]}', pg_temp.a(), pg_temp.a(), pg_temp.a())) ->> 'kind', 'test_post', 'paid');
select is(pg_temp.does('finance-3', 'decide_amendment', pg_temp.decision()), 'LG401', 'finance does not decide');
select is(pg_temp.does('officer-4', 'decide_amendment', pg_temp.decision()), 'verdict amend', 'decided');
select is(pg_temp.balances(), '14747500000 0 0 40000000 12500000', '525,000 to the pool, 125,000 claimed, 400,000 stay paid');
select is((select format('%s %s %s', c.cause, c.amount_ore, c.due) from grants.claim c), 'amendment 12500000 2020-12-10', 'a claim, due in 30 days');
select is(t.reads('management-1', 'read.changes(' || pg_temp.a() || ')') #> '{amendments,0,decision,complaint}' #>> '{by}', '2020-12-08', 'with the last day to complain, four weeks later');
select is(t.reads('management-1', 'read.claims(' || pg_temp.a() || ')') -> 'claims' -> 0 -> 'complaint',
    '{"body":"ministry","contact":"puljer@styrelsen.example","weeks":4,"source":"general_rule","by":"2020-12-08"}', 'the claim too');
select is(t.reads('management-1', 'read.changes(' || pg_temp.a() || ')') #>> '{amendments,0,unheard_reason}', 'Kendt', 'and why nobody was heard');
select is(grants.claimed_of(pg_temp.a()::bigint), 12500000::bigint, 'which no longer counts as paid');
-- crossing the threshold: final accounts of a grant of 400,000 need management; from 500,000.00 an auditor
select testing.freeze('2021-12-15 08:00:00Z');
create temp table a2 as select t.must(t.does('applicant-1', 'submit_accounts', t.accounts(pg_temp.a(), 70000000, 'final', '2021-11-30'))) as r;
select is(pg_temp.does('management-1', 'sign_off', t.sign_off(pg_temp.a(), r)), 'done', 'signed by management') from a2;
select is(pg_temp.ask('management-1', 50000000), 'done', 'asked for 500,000');
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment(49999999, pg_temp.request())), 'done', 'one øre below');
select is(pg_temp.does('officer-4', 'decide_amendment', pg_temp.decision()), 'verdict amend', 'decided');
select is((select count(*) from grants.sign_off_voided), 0::bigint, '499,999.99: the sign-off suffices still');
select is(pg_temp.ask('management-1', 50000000), 'done', 'asked again');
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment(50000000, pg_temp.request() || '{"unheard_reason": null}')), 'done', 'exactly 500,000, as asked for: nobody need be heard');
select is(pg_temp.does('officer-4', 'decide_amendment', pg_temp.decision('decline')), 'LG102 unheard_reason:missing', 'but whose request is declined is heard, or told why not');
select is(pg_temp.ask('management-1', 50000001), 'done', 'management changes its mind');
select is(pg_temp.does('officer-4', 'decide_amendment', pg_temp.decision()) ~ '^LG503', true, 'then nothing is decided on the old request');
select is(pg_temp.does('officer-4', 'decide_amendment', pg_temp.decision('decline')), 'verdict decline', 'but declined');
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment(50000000, pg_temp.request())), 'done', 'less than asked for');
select is(pg_temp.does('officer-4', 'decide_amendment', pg_temp.decision()), 'verdict amend', 'decided');
select is((select string_agg(s.accounts_entry::text, ' ') from grants.sign_off_voided v join grants.sign_off s on s.entry = v.sign_off_entry), r ->> 'entry', '500,000.00: void, and only that of the final accounts') from a2;
-- what is void counts nowhere: neither for the act nor on the pages, nor when the award sinks below the threshold again
create function pg_temp.counts() returns text language sql as $$
  select format('%s/%s', coalesce(grants.sign_off_given(a.entry), '-'),
                coalesce(t.run('tilsagn_agency', format('select read.sign_off_given(%s)', a.entry), p.person) ->> 'value', '-'))
    from grants.accounts a, t.people p where p.name = 'officer-1' order by a.version desc limit 1
$$;
select is(pg_temp.counts(), '-/-', 'void: it counts for nobody');
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment(40000000)), 'done', 'lowered to 400,000 again');
select is(pg_temp.does('officer-4', 'decide_amendment', pg_temp.decision()), 'verdict amend', 'decided');
select is(pg_temp.counts(), '-/-', 'void it stays');
-- the ruling for exactly 500,000.00 decides what is too weak there: management suffices up to and with it
create temp table a3 as select t.must(t.does('applicant-1', 'submit_accounts', t.accounts(pg_temp.a(), 70000000, 'final', '2021-11-30'))) as r;
select is(pg_temp.does('management-1', 'sign_off', t.sign_off(pg_temp.a(), r)), 'done', 'signed anew') from a3;
select is(pg_temp.counts(), 'management/management', 'which counts');
create temp table g as select encode(sha256(convert_to(grants.ruling_effects('fsm2-2019', 'THRESHOLD_GAP', 'management')::text, 'UTF8')), 'hex') as shown;
create temp table g2 as select t.must(t.does('officer-1', 'propose_ruling', format(
  '{"call":"fsm2-2019","anomaly":"THRESHOLD_GAP","choice":"management","reason":"Klart","effects_sha256":"%s"}', shown))) ->> 'entry' as entry, shown from g;
select is(pg_temp.does('officer-2', 'confirm_ruling', format('{"call":"fsm2-2019","proposal_entry":%s,"reason":"Enig","effects_sha256":"%s"}', entry, shown)), 'done', 'ruled') from g2;
select is(pg_temp.ask('management-1', 50000001), 'done', 'asked for an øre above');
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment(50000000, pg_temp.request())), 'done', 'exactly 500,000');
select is(pg_temp.does('officer-4', 'decide_amendment', pg_temp.decision()), 'verdict amend', 'decided');
select is(pg_temp.counts(), 'management/management', '500,000.00 with the ruling: it suffices still');
select is(pg_temp.ask('management-1', 50000001), 'done', 'asked again');
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment(50000001, pg_temp.request())), 'done', 'one øre above');
select is(pg_temp.does('officer-4', 'decide_amendment', pg_temp.decision()), 'verdict amend', 'decided');
select is(pg_temp.counts(), '-/-', '500,000.01: void');
select is(rule.amended('{"award_ore": 100, "new_ore": 40, "committed_ore": 20, "paid_ore": 50, "counted_ore": 50}'), '{"wait": false, "claim_ore": 10, "commit_ore": 0, "release_ore": 20, "rule_version": 1}', 'after a claim: only what still counts above the award');

-- a request that is declined: heard, and told how to complain (2021-12-15 and 28 days)
select is(pg_temp.ask('management-1', 60000000), 'done', 'asked for more');
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment(60000000, pg_temp.request() || '{"unheard_reason": null}')), 'done', 'proposed as asked for');
select is(pg_temp.does('officer-1', 'open_hearing', format('{"application":%s,"facts":"Puljen er brugt","answer_by":"2021-12-22"}', pg_temp.a())), 'done', 'heard');
select is(pg_temp.does('officer-4', 'decide_amendment', pg_temp.decision('decline')), 'LG502 answer_hearing', 'not while it is heard');
select is(pg_temp.does('applicant-1', 'answer_hearing', format('{"application":%s,"hearing":%s,"answer":"Nej"}', pg_temp.a(), max(h.entry))), 'done', 'answered') from grants.hearing h;
select is(pg_temp.does('officer-4', 'decide_amendment', pg_temp.decision('decline')), 'verdict decline', 'declined after it');
select is((select d.hearing = max(h.entry) from grants.hearing h, (select * from grants.amendment_decision order by entry desc limit 1) d group by d.hearing), true, 'the decision names the hearing');
select is((select format('%s %s %s', r #>> '{decision,decision}', r #>> '{decision,complaint,by}', r ->> 'amount_ore') from (
    select t.reads('management-1', 'read.changes(' || pg_temp.a() || ')') #> '{amendments,0}' as r) x), 'decline 2022-01-12 60000000', 'the grantee reads it');
select is(t.reads('management-1', 'read.changes(' || pg_temp.a() || ')') #>> '{requests,0,declined_entry}', (select max(entry)::text from grants.amendment_decision), 'beside its request');
select is((select count(*)::int from jsonb_array_elements(t.reads('management-1', 'read.changes(' || pg_temp.a() || ')') -> 'amendments') a where a #>> '{decision,decision}' = 'decline'), 2,
    'a decline of what nobody asked for is the agency''s own');
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment(30000000, '{"unheard_reason": null}')), 'LG102 unheard_reason:missing', 'a hearing serves one decision');
select * from finish();
