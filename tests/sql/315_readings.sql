-- SPDX-License-Identifier: EUPL-1.2
-- recompute: as stored
-- The readings that 310 to 314 leave out, each with the real acts from the application to the closing: THRESHOLD_REVERSED
-- of 004 ruled literal, an oversubscribed 000 ruled "share at least floor", INSTALMENT_40_PCT of 001 ruled cumulative.
-- One clock for the three, so their steps alternate. calls.md 3, 6, 10, 11.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
\i :dir/lib/life.sql
create function pg_temp.does(p_name text, p_act text, p_params text) returns text language sql as $$select t.refusal(t.does(p_name, p_act, p_params))$$;
create function pg_temp.ruled(p_call text, p_anomaly text, p_choice text) returns text language sql as $$
    with shown as (select grants.effects_hash(grants.ruling_effects(p_call, p_anomaly, p_choice)) as hash),
    p as (select t.must(t.does('officer-1', 'propose_ruling', format('{"call":"%s","anomaly":"%s","choice":"%s","reason":"Klart","effects_sha256":"%s"}', p_call, p_anomaly, p_choice, hash))) as r, hash from shown)
    select pg_temp.does('officer-2', 'confirm_ruling', format('{"call":"%s","proposal_entry":%s,"reason":"Enig","effects_sha256":"%s"}', p_call, r ->> 'entry', hash)) from p$$;

-- 004: three grants of which 600,000 are documented each, awarded an øre below, exactly and an øre above the threshold.
call t.granted('rehab-2016', '2016-09-01 08:00:00Z', '2016-10-05 08:00:00Z', '2016-10-07 22:02:00Z', '2016-10-28 09:00:00Z', 2017, '2017-05-15',
    '[{"name":"below","applied":60000000,"award":49999999},{"name":"exactly","applied":60000000,"award":50000000},{"name":"above","applied":60000000,"award":50000001}]',
    '{"parties":["30000001"]}');

-- 000: a pool of 100,000 for 90,000 (size 30) and 50,000 (size 10). Floor first would give 20,000 each and 60,000 by
-- 30 : 10, that is 65,000 and 35,000. Share at least floor gives 100,000 by 30 : 10, 75,000 and 25,000, both above 20,000.
update t.call set definition = jsonb_set(definition, '{pool_ore}', '10000000') where call = 'opkval-2017';
update t.call set document = definition::text where call = 'opkval-2017';
select testing.freeze('2017-09-01 08:00:00Z');
select is(t.publish('opkval-2017') ->> 'verdict', 'effective', '000 is published');
select t.must(t.annex('opkval-2017', 'target_groups', 'count', '[{"cvr":"20000001","value":30},{"cvr":"20000002","value":10}]')) \g /dev/null
insert into t.sent select 'large', t.draft('applicant-1', 'opkval-2017', t.content('opkval-2017', 9000000));
insert into t.sent select 'small', t.draft('applicant-3', 'opkval-2017', t.content('opkval-2017', 5000000));
select is(t.refusal(t.submit(w, s.draft, '2017-09-01 08:00:00Z')), 'verdict on_time', n) from (values ('large', 'applicant-1'), ('small', 'applicant-3')) x(n, w) join t.sent s on s.name = n;
select testing.freeze('2017-10-31 11:02:00Z');
select t.must(t.close('opkval-2017')) \g /dev/null
select is(pg_temp.does('officer-1', 'open_applications', '{"call":"opkval-2017"}'), 'done', 'opened');
select testing.freeze('2017-11-15 09:00:00Z');
create temp table shown as select x ->> 'reading' as reading, x #> '{shown,report}' as r from jsonb_array_elements(t.reads('officer-3', 'read.allocation(''opkval-2017'')') -> 'readings') x;
select is(string_agg(reading || ' ' || (select string_agg(s ->> 'award_ore', ' ' order by s ->> 'cvr') from jsonb_array_elements(r -> 'shares') s), ', ' order by reading),
    'floor_first 6500000 3500000, share_at_least_floor 7500000 2500000', 'the two readings give different money') from shown;
create function pg_temp.allocates() returns jsonb language sql as $$
    select t.does('officer-3', 'propose_allocation', jsonb_build_object('call', 'opkval-2017', 'pool_ore', r -> 'pool_ore', 'level', r -> 'level', 'awards', (
        select jsonb_agg(jsonb_build_object('application', s -> 'application', 'amount_ore', s -> 'award_ore')) from jsonb_array_elements(r -> 'shares') s), 'reason', 'Efter nøglen')::text)
    from shown where reading = 'share_at_least_floor'$$;
select is(t.refusal(pg_temp.allocates()), 'LG502 ruling_missing', 'a ruling first');
select is(pg_temp.ruled('opkval-2017', 'FLOOR_AND_KEY', 'share_at_least_floor'), 'done', 'ruled');
select is(pg_temp.does('officer-4', 'decide_allocation', format('{"call":"opkval-2017","proposal_entry":%s,"decision":"allocate","reason":"Enig"}', t.must(pg_temp.allocates()) ->> 'entry')), 'verdict allocate', 'shared');
create function pg_temp.award(p_name text, p_first bigint, p_second bigint) returns text language sql as $$
  select pg_temp.does('officer-4', 'decide_award', format('{"application":%s,"proposal_entry":%s,"decision":"award","reason":"Enig"}', t.sent(p_name),
    t.must(t.does('officer-3', 'propose_award', format('{"application":%s,"amount_ore":%s,"lines":[{"year":2017,"amount_ore":%s},{"year":2018,"amount_ore":%s}],'
      '"part_accounts_due":null,"final_accounts_due":"2019-03-31","reason":"Nøglen","deviation_reason":null}', t.sent(p_name), p_first + p_second, p_first, p_second))) ->> 'entry'))$$;
select is(pg_temp.award('large', 2500000, 5000000) || ', ' || pg_temp.award('small', 500000, 2000000), 'verdict award, verdict award', '25,000 + 50,000 and 5,000 + 20,000');
select is(ledger.balance('call:opkval-2017:available'), 0::bigint, 'the pool is given to the last øre');

-- 004 ruled literal, as published: an auditor up to and with 500,000.00, above it management.
select testing.freeze('2018-01-15 08:00:00Z');
select is(t.accounted(n, 'final', '2017-10-31', 60000000) || ' ' || t.says(n, '1'), '1 sign_off 0 0', n || ': signed by management, an auditor until it is ruled') from unnest(array['below', 'exactly', 'above']) n;
select is(pg_temp.ruled('rehab-2016', 'THRESHOLD_REVERSED', 'literal'), 'done', 'ruled literal');
select is(t.says(n, '1'), w, n) from (values ('below', 'sign_off 0 0'), ('exactly', 'sign_off 0 0'), ('above', '- 500000.01 0')) x(n, w);
select is(t.pays('below', '1'), 'LG502 sign_off', 'the act wants the auditor below the threshold');
select is(t.pays('above', '1'), '500000.01', 'and pays above it on management''s signature');
select is(t.accounted('below', 'final', '2017-10-31', 60000000, 'auditor') || ' ' || t.pays('below', '2'), '2 499999.99', 'audited');
select is(t.reports(n, 'final', '2017-10-31', '[{"code":"goals_reached","text":"Ja"},{"code":"knowledge_gained","text":"Meget"},{"code":"changes_in_practice","text":"To"}]'), 'done', n || ': reported') from unnest(array['below', 'above']) n;
select is(t.closes('above', 0) || '; ' || t.closes('below', 0), 'done, committed 0 payable 0 paid 500000; done, committed 0 payable 0 paid 499999', 'both closed');
-- 000: the lines of 2018 are given; accounts and report in 2019. 80,000 spent of 90,000 budgeted: the award, 75,000.
-- 24,000 spent: 24,000, and 1,000 goes back.
create function pg_temp.gives(p_name text, p_ore bigint) returns text language sql as $$
    select pg_temp.does('officer-2', 'give_line', format('{"application":%s,"proposal_entry":%s,"decision":"give","reason":"Enig"}', t.sent(p_name),
        t.must(t.does('officer-1', 'propose_line', format('{"application":%s,"year":2018,"amount_ore":%s,"reason":"Finansloven er vedtaget"}', t.sent(p_name), p_ore))) ->> 'entry'))$$;
select is(pg_temp.gives('large', 5000000) || ', ' || pg_temp.gives('small', 2000000), 'verdict give, verdict give', 'given');
select testing.freeze('2019-01-20 09:00:00Z');
select is(t.accounted('large', 'final', '2018-12-31', 8000000) || t.accounted('small', 'final', '2018-12-31', 2400000, 'management', 'applicant-3', 'management-2')
    || t.reports('large', 'final', '2018-12-31') || t.reports('small', 'final', '2018-12-31', '[]', 'applicant-3'), '11donedone', 'accounts and reports');
select is(t.pays('large', '1') || ' ' || t.pays('small', '1'), '75000 24000', 'paid');
select is(t.closes('large', 0) || '; ' || t.closes('small', 1000), 'done, committed 0 payable 0 paid 75000; done, committed 0 payable 0 paid 24000', 'both closed');
select is(ledger.balance('call:opkval-2017:available'), 100000::bigint, '1,000.00 is the pool''s again');

-- 001: 1,000,000 each; documented 200,000 at first, 1,050,000 at the end; 15 % in work. At most 40: min(90 %, 200,000 +
-- 40 %) = 600,000 in all, 400,000 of it now. Cumulative: 90 % = 900,000 in all, 700,000 now; 900,000 without a first.
call t.granted('fsm2-2019', '2019-09-01 08:00:00Z', '2019-10-20 08:00:00Z', '2019-10-24 10:02:00Z', '2019-11-12 09:00:00Z', 2020, '2020-11-30',
    '[{"name":"before","applied":120000000,"award":100000000},{"name":"low first","applied":120000000,"award":100000000},{"name":"no first","applied":120000000,"award":100000000}]');
select testing.freeze('2020-11-10 08:00:00Z');
select is(t.accounted(n, 'part', '2020-10-31', 20000000) || ' ' || t.pays(n, '1'), '1 200000', n || ': instalment 1') from unnest(array['before', 'low first']) n;
select testing.freeze('2022-01-10 08:00:00Z');
select is(t.counted(n, 'work_or_education', 15, 100, '2021-11'), 'done', n || ': 15 %') from unnest(array['before', 'low first', 'no first']) n;
select is(t.accounted(n, 'final', '2021-11-30', 105000000, 'auditor') || ' ' || t.says(n, v), v || w, n || ': at most 40 % until it is ruled')
    from (values ('before', '2', ' - 400000 0'), ('low first', '2', ' - 400000 0'), ('no first', '1', ' - 400000 0')) x(n, v, w);
select is(t.pays('before', '2') || '; ' || t.closes('before', 400000), '400000; done, committed 0 payable 0 paid 600000', 'before the ruling: 600,000 in all');
select is(pg_temp.ruled('fsm2-2019', 'INSTALMENT_40_PCT', 'cumulative'), 'done', 'ruled cumulative');
select is(t.says('low first', '2') || ', ' || t.says('no first', '1'), '- 700000 0, - 900000 0', '90 % in all');
select is(t.pays('low first', '2') || ' ' || t.pays('no first', '1'), '700000 900000', 'paid');
select is(t.closes('low first', 100000) || '; ' || t.closes('no first', 100000), 'done, committed 0 payable 0 paid 900000; done, committed 0 payable 0 paid 900000', 'closed');
-- 148 million - 600,000 - 900,000 - 900,000
select is(ledger.balance('call:fsm2-2019:available'), 14560000000::bigint, 'what was paid before the ruling is as it was');
select is((select count(*) || ' ' || count(*) filter (where grants.instalment_state(i.instalment) = 'paid') from grants.instalment i), '9 9', 'nine instalments, each paid by the bank''s word');
select is((select count(*) from grants.alarm), 0::bigint, 'and no alarm');
select * from finish();
