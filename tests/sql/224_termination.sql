-- SPDX-License-Identifier: EUPL-1.2
-- A grant ends before its time: proposed by one, the grantee heard, decided by another; nothing is paid after it.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
call t.awarded();
create function pg_temp.does(p_name text, p_act text, p_params text) returns text language sql as $$select t.refusal(t.does(p_name, p_act, p_params))$$;
create function pg_temp.propose(p_name text, p_who text default 'applicant-1', p_ground text default 'Opslagets punkt 12') returns text language sql as $$
  select pg_temp.does(p_name, 'propose_termination', format('{"application":%s,"ground":"%s","reason":"Projektet er aldrig begyndt"}', t.sent(p_who), p_ground))$$;
create function pg_temp.decide(p_name text, p_decision text default 'terminate') returns text language sql as $$
  select pg_temp.does(p_name, 'decide_termination', format('{"application":%s,"proposal_entry":%s,"decision":"%s","reason":"Enig"}',
    t.sent('applicant-1'), (select max(entry) from grants.termination_proposal), p_decision))$$;
create function pg_temp.hear(p_by text) returns text language sql as $$
  select pg_temp.does('officer-1', 'open_hearing', format('{"application":%s,"facts":"Ingen deltagere","answer_by":"%s"}', t.sent('applicant-1'), p_by))$$;
create function pg_temp.changes(p_name text) returns jsonb language sql as $$select t.reads(p_name, format('read.changes(%s)', t.sent('applicant-1')))$$;
create function pg_temp.acts(p_name text) returns jsonb language sql as $$
  select coalesce(jsonb_agg(x order by x), '[]') from jsonb_array_elements(pg_temp.changes(p_name) -> 'actions') x where x #>> '{}' ~ 'termination'$$;
create function pg_temp.balance(p_account text) returns bigint language sql as $$
  select ledger.balance(case when p_account = 'pool' then 'call:fsm2-2019:available' else 'grant:' || t.sent('applicant-1') || ':' || p_account end)$$;

-- part accounts of 620,000: an instalment of 500,000 is prepared
select testing.freeze('2020-11-10 08:00:00Z');
select t.must(t.does('management-1', 'sign_off', t.sign_off(t.sent('applicant-1'), t.must(t.does('applicant-1', 'submit_accounts', t.accounts(t.sent('applicant-1'), 62000000)))))) \g /dev/null
create temp table i as select t.must(t.does('officer-1', 'prepare_instalment', t.prepare(t.sent('applicant-1'), '1'))) ->> 'entry' as id;

select is(pg_temp.acts('officer-3'), '["propose_termination"]', 'an officer can propose it');
select is(pg_temp.acts('finance-1'), '[]', 'finance cannot');
select is(pg_temp.propose('finance-1'), 'LG401', 'nor does it');
select is(pg_temp.propose('applicant-1') ~ '^42501', true, 'nor does the grantee');
select is(pg_temp.propose('officer-3', 'applicant-1', '') ~ '^LG101', true, 'with a ground');
select is(pg_temp.propose('officer-3', 'applicant-3'), 'LG502 awarded', 'of a grant');
select is(pg_temp.does('officer-3', 'propose_termination', '{"application":999999,"ground":"x","reason":"x"}'), 'LG301', 'that is there');
select is(pg_temp.propose('officer-3'), 'done', 'proposed');
select is(pg_temp.propose('officer-2'), 'LG502 decide_termination', 'once at a time');
select is(grants.closing_needs(t.sent('applicant-1')::bigint) ->> 'code', 'termination_undecided', 'nor is the grant closed meanwhile');
select is(pg_temp.changes('applicant-1') -> 'termination', '{"letter": null, "heard": false, "waits": null, "proposals": []}', 'the grantee does not see what is only proposed');
select is(pg_temp.changes('officer-4') #>> '{termination,proposals,0,ground}', 'Opslagets punkt 12', 'the agency does');
select is((select jsonb_agg(e -> 'kind') from jsonb_array_elements(t.reads('applicant-1', format('read.grant(%s)', t.sent('applicant-1'))) -> 'timeline') e
  where e ->> 'kind' ~ 'termination'), null, 'nor in the course of the case');
select is(pg_temp.acts('officer-3'), '[]', 'not decided by the proposer');
select is(pg_temp.acts('officer-4'), '["decide_termination"]', 'but by another');
select is(array(select n || ' ' || w from unnest(array['officer-3', 'officer-4']) n, unnest(array['tasks', 'waiting']) w, jsonb_array_elements(t.reads(n, 'read.tasks()') -> w) x
  where x ->> 'act' = 'decide_termination' order by 1), array['officer-3 waiting', 'officer-4 tasks'], 'for whom it waits on the first page');
select is(pg_temp.decide('officer-3'), 'LG402 decide_termination/propose_termination', 'by another');
select is(pg_temp.decide('officer-4', 'end') ~ '^LG101', true, 'terminate or decline');
select is(pg_temp.does('officer-4', 'decide_termination', format('{"application":%s,"proposal_entry":1,"decision":"terminate","reason":"x"}', t.sent('applicant-1'))), 'LG301', 'what was proposed');
select is(pg_temp.decide('officer-4'), 'LG502 open_hearing', 'the grantee is heard first');
select is(pg_temp.hear('2020-11-24'), 'done', 'a fortnight');
select is(pg_temp.decide('officer-4'), 'LG502 answer_hearing', 'while it is heard nothing is decided');
select is(pg_temp.changes('officer-4') #>> '{termination,heard}', 'false', 'says the page');
select is(pg_temp.does('applicant-1', 'answer_hearing', format('{"application":%s,"hearing":%s,"answer":"Vi er i gang"}', t.sent('applicant-1'), (select max(entry) from grants.hearing))), 'done', 'answered');
select is(pg_temp.changes('officer-4') #>> '{termination,heard}', 'true', 'heard');
select is(pg_temp.decide('officer-4', 'decline'), 'verdict decline', 'declined');
select is(pg_temp.decide('officer-4'), 'LG502 propose_termination', 'once');
select is(pg_temp.balance('committed'), 100000000::bigint, 'nothing moved');

-- proposed again: the hearing before it does not count; its last day counts to its end
select testing.freeze('2020-12-01 08:00:00Z');
select is(pg_temp.propose('officer-3'), 'done', 'proposed again');
select is(pg_temp.decide('officer-4'), 'LG502 open_hearing', 'heard about this proposal');
select is(pg_temp.hear('2020-12-10'), 'done', 'until 10 December');
select testing.freeze('2020-12-10 22:59:59Z');
select is(pg_temp.decide('officer-4'), 'LG502 answer_hearing', 'that day included');
select testing.freeze('2020-12-10 23:00:00Z');
-- the instalment is approved meanwhile: on its way to the bank
select is(pg_temp.does('finance-1', 'approve_instalment', format('{"instalment":%s,"amount_ore":50000000}', id)), 'done', 'approved') from i;
select is(pg_temp.decide('officer-4'), 'LG502 book_payments', 'what is approved is paid first');
select is(pg_temp.does('finance-2', 'release_batch', format('{"instalments":[%s],"total_ore":50000000}', id)), 'done', 'released') from i;
select is(pg_temp.decide('officer-4'), 'LG502 book_payments', 'what the bank has not answered is waited for');
select is(t.result(t.paid()) ->> 'total_ore', '50000000', 'it is paid, says the bank, and that is booked');
-- what somebody else waits for is decided first: nothing of it could be afterwards
select is(pg_temp.changes('officer-4') #>> '{termination,waits}', null, 'nothing else waits');
select is(pg_temp.does('management-1', 'dispute_statement', format('{"application":%s,"year":2020,"sha256":"%s","reason":"Ikke vores tal"}', t.sent('applicant-1'),
  t.reads('management-1', format('read.statement(%s, 2020)', t.sent('applicant-1'))) #>> '{statement,sha256}')), 'done', 'the statement is disputed');
select is(pg_temp.changes('officer-4') #>> '{termination,waits}', 'dispute', 'says the page');
select is(pg_temp.changes('applicant-1') #>> '{termination,waits}', null, 'to the agency');
select is(pg_temp.decide('officer-4'), 'LG502 dispute', 'and the act');
select is(pg_temp.does('officer-3', 'propose_resolution', format('{"application":%s,"dispute":%s,"outcome":"unfounded","reason":"Set efter"}', t.sent('applicant-1'), (select max(dispute) from grants.dispute))), 'done', 'looked into');
select is(pg_temp.does('officer-1', 'confirm_resolution', format('{"application":%s,"proposal_entry":%s}', t.sent('applicant-1'), (select max(entry) from grants.dispute_proposal))), 'done', 'and resolved');
select is(pg_temp.changes('officer-4') #>> '{termination,waits}', null, 'now nothing waits');
select is(pg_temp.decide('officer-4'), 'verdict terminate', 'ended');
select is(array[pg_temp.balance('committed'), pg_temp.balance('payable'), pg_temp.balance('paid'), pg_temp.balance('pool')],
  array[0, 0, 50000000, 14750000000]::bigint[], 'half a million goes back to the call');
select is((pg_temp.changes('applicant-1') #> '{termination,letter}') - array['at', 'entry', 'complaint'], '{"ground": "Opslagets punkt 12", "reason": "Projektet er aldrig begyndt", "remark": "Enig", "returned_ore": 50000000, "paid_ore": 50000000}', 'the grantee is told');
select is(pg_temp.changes('applicant-1') #>> '{termination,letter,complaint,by}', '2021-01-08', 'and how to complain: four weeks');
select is(pg_temp.changes('applicant-1') -> 'actions', '[]', 'no more changes');
select is(t.reads('applicant-1', format('read.reporting(%s)', t.sent('applicant-1'))) #>> '{closing,terminated}', 'true', 'it is closed by it');
select is(pg_temp.propose('officer-3'), 'LG502 awarded', 'ended once');
select is(pg_temp.does('officer-3', 'propose_reopening', format('{"application":%s,"ground":"x","reason":"x"}', t.sent('applicant-1'))), 'LG502 close_grant', 'and not reopened');
select is((select jsonb_agg(x) from jsonb_array_elements(pg_temp.changes('officer-3') -> 'actions') x), null, 'nor is that offered');

-- nothing goes on
select is(t.reads('applicant-1', format('read.grant(%s)', t.sent('applicant-1'))) -> 'actions' ? 'submit_accounts', false, 'no accounts are asked for');
select is(t.reads('applicant-1', format('read.grant(%s)', t.sent('applicant-1'))) -> 'missing', '[]', 'nothing is missing');
select is((select count(*) from jsonb_array_elements(t.reads('applicant-1', format('read.grant(%s)', t.sent('applicant-1'))) -> 'obligations') o where o ->> 'state' <> 'met'), 0::bigint, 'nothing is owed');
select is(pg_temp.does('applicant-1', 'submit_accounts', t.accounts(t.sent('applicant-1'), 63000000)), 'LG502 awarded', 'no accounts');
select is(pg_temp.does('applicant-1', 'submit_report', t.report(t.sent('applicant-1'), 'status', '2020-10-31')), 'LG502 awarded', 'no report');
select is(pg_temp.does('management-1', 'request_amendment', format('{"application":%s,"amount_ore":110000000,"reason":"Flere"}', t.sent('applicant-1'))), 'LG502 awarded', 'no amendment');
select is(pg_temp.does('officer-1', 'close_grant', format('{"application":%s,"returned_ore":0}', t.sent('applicant-1'))), 'LG502 awarded', 'closed once');
select is(grants.payment_blocked(t.sent('applicant-1')::bigint), 'terminated', 'no approval and no release');
select is(t.refusal(t.does('finance-2', 'release_batch', format('{"instalments":[%s],"total_ore":50000000}', id))), 'LG502 approved', 'nor is what was paid released again') from i;
-- the bank brings the payment back after all: it was due before the end, so it is released again and paid
create function pg_temp.back(p_try int, p_ore bigint) returns text language sql as $$
  select pg_temp.does('finance-3', 'book_payments', format('{"statement":%s,"lines":[1],"total_ore":%s}', t.must(t.does('finance-3', 'import_statement', format(
    '{"sha256":"%s","kind":"camt.054","id":"B","account":"DK5000400440116243","from":"2020-12-11","to":"2020-12-11","lines":[{"debit":false,"returned":true,"amount_ore":%s,"bank_id":"B%s","reference":"T%s-%s","creditor_id":"","day":"2020-12-11"}]}',
    t.run('postgres', format('select store.keep_document(convert_to(''<b>%s</b>'', ''UTF8''), ''application/xml'')', p_try)) ->> 'value', p_ore, p_try, id, p_try))) ->> 'entry', p_ore)) from i$$;
create function pg_temp.released(p_ore bigint) returns text language sql as $$select pg_temp.does('finance-2', 'release_batch', format('{"instalments":[%s],"total_ore":%s}', id, p_ore)) from i$$;
create function pg_temp.all_balances() returns bigint[] language sql as $$select array_agg(pg_temp.balance(a) order by n) from unnest(array['committed', 'payable', 'paid', 'reclaimed', 'pool']) with ordinality u(a, n)$$;
create function pg_temp.claim(p_ore bigint) returns text language sql as $$
  select pg_temp.does('officer-1', 'propose_claim', format('{"application":%s,"cause":"termination","amount_ore":%s,"due":"2021-01-31","reason":"Uberettiget","unheard_reason":"Tallene er modtagerens egne","computation":null}', t.sent('applicant-1'), p_ore))$$;
create function pg_temp.claimed() returns text language sql as $$
  select pg_temp.does('officer-2', 'decide_claim', format('{"application":%s,"proposal_entry":%s,"decision":"claim","reason":"Ja"}', t.sent('applicant-1'), (select max(entry) from grants.claim_proposal)))$$;
select testing.freeze('2020-12-11 08:00:00Z');
select is(pg_temp.back(1, 50000000), 'done', 'it came back');
select is(pg_temp.all_balances(), array[0, 50000000, 0, 0, 14750000000]::bigint[], 'payable again: nothing hangs');
select is(grants.payment_blocked(t.sent('applicant-1')::bigint), null, 'and is not blocked by the end');
select is(pg_temp.claim(1), 'LG201 amount_ore:above_paid', 'nothing is paid that could be claimed');
select is(t.reads('finance-2', 'read.instalments()') -> 'releasable', format('{"total_ore": 50000000, "instalments": [%s]}', id)::jsonb, 'the page offers the release') from i;
select is(pg_temp.released(50000000), 'done', 'released again');
select is(t.result(t.paid()) ->> 'total_ore', '50000000', 'and paid');
select is(pg_temp.all_balances(), array[0, 0, 50000000, 0, 14750000000]::bigint[], 'half a million');
select is(grants.payment_blocked(t.sent('applicant-1')::bigint), 'terminated', 'and no more');
-- what was paid too much: 200,000 of the 500,000
select is(pg_temp.claim(20000000), 'done', 'claimed');
select is(pg_temp.claimed(), 'verdict claim', 'by two');
select is(pg_temp.all_balances(), array[0, 0, 30000000, 20000000, 14750000000]::bigint[], 'to be paid back');
-- now all of the 500,000 comes back: 200,000 settles the claim and goes to the call, 300,000 is the payee's still
select is(pg_temp.back(2, 50000000), 'done', 'it came back once more');
select is(pg_temp.all_balances(), array[0, 30000000, 0, 0, 14770000000]::bigint[], '300,000 payable, 200,000 in the pool');
select is((select array[x.kind, x.amount_ore::text, x.day::text, grants.claim_open(x.claim)::text] from grants.claim_settled x), array['returned', '20000000', '2020-12-11', '0'], 'the claim is settled');
select is(grants.claim_interest(claim, '2021-06-30'), 0::bigint, 'at no interest: the money never arrived') from grants.claim;
select is(t.reads('applicant-1', format('read.claims(%s)', t.sent('applicant-1'))) #>> '{claims,0,settled,0,kind}', 'returned', 'which the grantee sees');
select is(t.reads('finance-2', 'read.instalments()') #> '{releasable,total_ore}', '30000000', 'the page offers the rest');
select is(pg_temp.released(50000000), 'LG103', 'the whole is not released again');
select is(pg_temp.released(30000000), 'done', 'the rest is');
select is((select jsonb_agg(x -> 'amount_ore') from jsonb_array_elements(t.reads('finance-2', format('read.batch(%s)', (select max(batch) from grants.batch))) -> 'instalments') x), '[30000000]', 'says the batch');
select is(t.result(t.paid()) ->> 'total_ore', '30000000', 'paid');
select is(pg_temp.all_balances(), array[0, 0, 30000000, 0, 14770000000]::bigint[], '300,000 in all');
-- the rest claimed too, and brought back: the claims took it all, and nothing is released any more
select is(array[pg_temp.claim(30000000), pg_temp.claimed()], array['done', 'verdict claim'], 'claimed too');
select is(pg_temp.back(3, 30000000), 'done', 'and brought back');
select is(pg_temp.all_balances(), array[0, 0, 0, 0, 14800000000]::bigint[], 'the whole pool is back');
select is(grants.instalment_state(id::bigint), 'claimed', 'claims took it') from i;
select is(pg_temp.released(30000000), 'LG502 approved', 'nothing is released');
select is((select x ->> 'state' from jsonb_array_elements(t.reads('finance-2', 'read.instalments()') -> 'instalments') x where x ->> 'instalment' = id), 'claimed', 'says the page') from i;
select is(t.reads('finance-2', 'read.month(''2020-12'')') -> 'exceptions', '[]', 'nor does the month wait for it');
select throws_ok(format('insert into grants.termination_decision select 1, %s, min(entry), ''terminate'', ''x'', null, null from grants.termination_proposal', t.sent('applicant-1')), '23514');
select * from finish();
