-- SPDX-License-Identifier: EUPL-1.2
-- Approving several at once: all or nothing, each that cannot be approved named; nothing is approved that no longer follows.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
select is(t.propose('register', 'more', '{"v":1,"organisations":[],"people":[{"profile":"oces3-employee","serial_number":"UI:finance-2-second","organisation":"10000001","name":"N","proof":"x1","roles":["officer"],"linked_to":"UI:finance-2"}]}',
    array['administrator-1', 'administrator-2']) ->> 'verdict', 'effective', 'a second card');
insert into t.people select 'finance-2-second', p.person, p.human, p.organisation, 'tilsagn_agency', 'officer' from identity.person p where p.serial_number = 'UI:finance-2-second';
call t.awarded();
-- the second municipality of the call gets 400,000 kr.
create temp table p as select t.assess('officer-1', 'fsm2-2019', t.sent('applicant-3'), 5) as s, t.assess('officer-2', 'fsm2-2019', t.sent('applicant-3'), 4) as u,
    t.must(t.does('officer-3', 'propose_award', t.proposal(t.sent('applicant-3'), 40000000, 'Lige så god'))) ->> 'entry' as entry;
select is(t.refusal(t.does('officer-4', 'decide_award', format('{"application":%s,"proposal_entry":%s,"decision":"award","reason":"Enig"}', t.sent('applicant-3'), entry))), 'verdict award', 'two awards') from p;
select testing.freeze('2022-01-10 08:00:00Z');
-- part accounts, 620,000 documented of 1,000,000: half, 500,000. Final accounts, 400,000 documented of 400,000: at 15 of 100
-- 90 per cent, of which with nothing paid on part accounts at most 40, 160,000
create function pg_temp.result(p_numerator int) returns text language sql as $$select t.refusal(t.does('officer-2', 'confirm_result', t.confirm_result(t.sent('applicant-3'),
    t.must(t.does('officer-1', 'record_result', t.result_of(t.sent('applicant-3'), 'work_or_education', p_numerator, 100, '2021-11', null))) ->> 'entry')))$$;
select is(pg_temp.result(15), 'done', 'a result');
create temp table a as select t.must(t.does('applicant-1', 'submit_accounts', t.accounts(t.sent('applicant-1'), 62000000))) as one, t.must(t.does('applicant-3', 'submit_accounts', t.accounts(t.sent('applicant-3'), 40000000, 'final', '2021-11-30'))) as two;
select is(t.refusal(t.does('management-1', 'sign_off', t.sign_off(t.sent('applicant-1'), one))) || ' ' || t.refusal(t.does('management-2', 'sign_off', t.sign_off(t.sent('applicant-3'), two))), 'done done', 'signed') from a;
create temp table i as select (t.must(t.does('officer-1', 'prepare_instalment', t.prepare(t.sent('applicant-1'), '1'))) ->> 'entry')::bigint as one, (t.must(t.does('officer-1', 'prepare_instalment', t.prepare(t.sent('applicant-3'), '1'))) ->> 'entry')::bigint as two;
create function pg_temp.several(p_name text, p_one bigint default 50000000, p_two bigint default 16000000, p_total bigint default 66000000, p_count int default 2, p_key text default null) returns jsonb language sql as
$$select t.does(p_name, 'approve_instalment', format('{"instalments":[{"instalment":%s,"amount_ore":%s},{"instalment":%s,"amount_ore":%s}],"count":%s,"total_ore":%s}', one, p_one, two, p_two, p_count, p_total), p_key) from i$$;
create function pg_temp.refused(p_reply jsonb) returns text language sql as
$$select (p_reply ->> 'error') || ' ' || coalesce((select string_agg((case (r ->> 'instalment')::bigint when i.one then 'one' else 'two' end) || ':' || (r ->> 'code'), ' ') from jsonb_array_elements((p_reply ->> 'detail')::jsonb -> 'refused') r, i), '') $$;
create function pg_temp.page(p_name text, p_chosen text default 'null', p_done text default 'null') returns jsonb language sql as $$select t.reads(p_name, format('read.approvals(%s, %s)', p_chosen, p_done))$$;
select is(pg_temp.page('finance-1') - 'now' - 'now_us' #- '{approvable,instalments}', '{"open": {"count": 2, "total_ore": 66000000}, "approvable": {"count": 2, "total_ore": 66000000}, "others": [],
    "chosen": {"count": 0, "total_ore": 0, "asked": 0, "unknown": 0, "instalments": [], "refused": []}, "done": null}', 'two wait, 660,000.00 kr.');
select is(pg_temp.page('finance-1') #> '{approvable,instalments,0,differs}', 'false', 'and nothing has changed since they were prepared');
select is((select jsonb_agg(r #>> '{missing,0,code}') from jsonb_array_elements(pg_temp.page('officer-4') -> 'others') r), '["role", "role"]', 'an officer sees why not');
-- refusals of the request
select is(t.refusal(pg_temp.several('finance-1', p_total => 66000001)), 'LG103', 'another total');
select is(t.refusal(pg_temp.several('finance-1', p_count => 3)) ~ '^LG101', true, 'another count');
select is(t.refusal(t.does('finance-1', 'approve_instalment', format('{"instalments":[{"instalment":%s,"amount_ore":1},{"instalment":%s,"amount_ore":1}],"count":2,"total_ore":2}', one, one))) ~ '^LG101', true, 'the same twice') from i;
select is(t.refusal(t.does('finance-1', 'approve_instalment', '{"instalments":[],"count":0,"total_ore":0}')) ~ '^LG101', true, 'nothing');
select is(t.refusal(t.does('finance-1', 'approve_instalment', (select format('{"instalments":[%s],"count":101,"total_ore":101}', string_agg(format('{"instalment":%s,"amount_ore":1}', n), ',')) from generate_series(1, 101) n))) ~ '^LG101', true, 'more than a hundred');
select is(t.refusal(t.does('finance-1', 'approve_instalment', '{"instalments":[{"instalment":1,"amount_ore":1}],"count":1,"total_ore":1}')), 'LG301', 'what is none');
select is(pg_temp.refused(pg_temp.several('finance-1', 50000001, 15999999)), 'LG502 one:amount_changed two:amount_changed', 'other amounts, each named');
select is(t.refusal(pg_temp.several('officer-4')), 'LG401', 'officers do not approve');
-- the result of the second is corrected after it was prepared: at 20 of 100 the whole, 400,000
select is(t.must(t.does('officer-1', 'record_result', t.result_of(t.sent('applicant-3'), 'work_or_education', 20, 100, '2021-11', null))) ? 'entry', true, 'a correction');
select is(pg_temp.page('finance-1') #>> '{others,0,missing,0,code}', 'result', 'that nobody confirmed: there is no result now');
select is(pg_temp.result(20), 'done', 'and then somebody did');
select is(pg_temp.refused(pg_temp.several('finance-1')), 'LG502 two:amount_changed', 'what no longer follows is not approved, nor what was chosen with it');
select is(ledger.balance('grant:' || t.sent('applicant-1') || ':payable'), 0::bigint, 'nothing was');
select is(t.refusal(t.does('finance-1', 'approve_instalment', format('{"instalment":%s,"amount_ore":16000000}', two))), 'LG103', 'nor alone') from i;
create function pg_temp.both() returns text language sql as $$select quote_literal(format('[%s,%s]', one, two)) from i$$;
select is(pg_temp.page('finance-1', pg_temp.both()) -> 'chosen' #- '{instalments}' #- '{refused}', '{"count": 1, "total_ore": 50000000, "asked": 2, "unknown": 0}', 'of two chosen one is left');
select is(pg_temp.page('finance-1', pg_temp.both()) #> '{chosen,refused,0,payable_now_ore}', '40000000', 'the page has the amount of today');
select is(pg_temp.page('finance-1', pg_temp.both()) #> '{chosen,refused,0,missing,0,code}', '"amount_changed"', 'and says why');
select is(pg_temp.page('finance-1', quote_literal('[999999]')) #> '{chosen,unknown}', '1', 'a number of nothing is counted too');
select is(t.reads('finance-1', format('read.instalment(%s)', two)) #>> '{computation_now,payable_ore}', '40000000', 'the instalment''s own page has it too') from i;
select is(t.reads('finance-1', format('read.instalment(%s)', two)) -> 'actions', '[]', 'without an action') from i;
-- prepared again on the same accounts
select is(t.refusal(t.does('officer-1', 'prepare_instalment', t.prepare(t.sent('applicant-1'), '1'))), 'LG502 approve_instalment', 'what still follows is not prepared twice');
create temp table j as select (t.must(t.does('finance-2-second', 'prepare_instalment', t.prepare(t.sent('applicant-3'), '1'))) ->> 'entry')::bigint as two;
select is(t.refusal(t.does('finance-1', 'approve_instalment', format('{"instalment":%s,"amount_ore":16000000}', two))), 'LG502 prepare_instalment', 'the old one is superseded') from i;
select is(pg_temp.refused(pg_temp.several('finance-1')), 'LG502 two:superseded', 'and said to be');
update i set two = (select two from j);
select is(pg_temp.page('finance-1') -> 'open', '{"count": 2, "total_ore": 90000000}', 'the new one waits: 500,000 and 400,000');
select is(pg_temp.refused(pg_temp.several('finance-2', 50000000, 40000000, 90000000)), 'LG402 two:separation', 'whoever prepared one of them, with another card, is told which');
select is(t.refusal(pg_temp.several('finance-2', 50000000, 40000000, 90000000)), 'LG402 separation', 'and is refused for want of a right');
-- one decision: an entry on each grant, and a repeated request is the same decision
create temp table d as select pg_temp.several('finance-1', 50000000, 40000000, 90000000, p_key => repeat('a', 64)) as r;
select is(t.refusal(r), 'done', 'both') from d;
select is((select string_agg(ledger.balance('grant:' || t.sent(n) || ':committed') || ' ' || ledger.balance('grant:' || t.sent(n) || ':payable'), ', ') from unnest(array['applicant-1', 'applicant-3']) n),
    '50000000 50000000, 0 40000000', 'committed becomes payable');
select is(pg_temp.several('finance-1', 50000000, 40000000, 90000000, p_key => repeat('a', 64)) ->> 'replayed', 'true', 'repeated');
select is(pg_temp.page('finance-1', 'null', d.r ->> 'entry') -> 'done', '{"count": 2, "total_ore": 90000000}', 'the page says what was done') from d;
select is(pg_temp.page('finance-1') -> 'open', '{"count": 0, "total_ore": 0}', 'nothing is left');
select is(pg_temp.refused(pg_temp.several('finance-3', 50000000, 40000000, 90000000)), 'LG502 one:not_prepared two:not_prepared', 'once');
select is(pg_temp.page('finance-3', pg_temp.both()) #>> '{chosen,refused,0,missing,0,field}', 'approved', 'and said to be approved');
select * from finish();
