-- SPDX-License-Identifier: EUPL-1.2
-- Accounting years: closed and opened by two of finance; what is left is carried over or lapses, to the last øre.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
call t.awarded();
-- 2019, in kr.: fsm2-2019 has 148,000,000 of 17.46.64.20-2019, 1,000,000 awarded; opkval-2017 5,300,000 of the
-- 10,000,000 of 17.59.21.80-2017, whose other 4,700,000 are unallocated
select t.publish('opkval-2017') \g /dev/null
create function pg_temp.does(p_name text, p_act text, p_params text) returns text language sql as $$select t.refusal(t.does(p_name, p_act, p_params))$$;
create function pg_temp.period(p_month text, p_change text, p_by text default 'finance-1', p_other text default 'finance-2') returns text language plpgsql as $$
declare
  v text := pg_temp.does(p_by, 'propose_period', format('{"month":"%s","change":"%s","reason":"Afstemt"}', p_month, p_change));
begin
  return v || ', ' || pg_temp.does(p_other, 'decide_period', format('{"proposal_entry":%s,"decision":"accept","reason":"Enig"}', (select max(entry) from grants.period_proposal)));
end $$;
create function pg_temp.year(p_name text, p_year int) returns jsonb language sql as $$select t.reads(p_name, format('read.year(%s)', p_year))$$;
create function pg_temp.lines(p_year int, p_lapse jsonb default '{}') returns jsonb language sql as $$
  select coalesce(jsonb_agg(r || jsonb_build_object('carried_ore', (r ->> 'rest_ore')::bigint - l.ore, 'lapsed_ore', l.ore, 'ground', 'BV 2.7.2') order by n), '[]')
    from jsonb_array_elements(pg_temp.year('finance-1', p_year) -> 'rest') with ordinality x(r, n),
         lateral (select coalesce((p_lapse ->> concat(r ->> 'call', ' ', r ->> 'what'))::bigint, 0) as ore) l$$;
create function pg_temp.propose(p_name text, p_year int, p_change text, p_lines jsonb, p_reason text default 'Afsluttet') returns text language sql as $$
  select pg_temp.does(p_name, 'propose_year', json_build_object('year', p_year, 'change', p_change, 'reason', p_reason, 'lines', p_lines)::text)$$;
create function pg_temp.decide(p_name text, p_decision text default 'accept') returns text language sql as $$
  select pg_temp.does(p_name, 'decide_year', format('{"proposal_entry":%s,"decision":"%s","reason":"Enig"}', (select max(entry) from grants.year_proposal), p_decision))$$;
create function pg_temp.posted() returns text language sql as $$
  select string_agg(p.account || ' ' || p.amount, ', ' order by p.account) from ledger.posting p where p.entry = (select max(entry) from grants.year_decision)$$;
create function pg_temp.posts(p_from text, p_to text, p_amount bigint) returns text language sql as $$
  select t.refusal(t.tries('finance-2', 'test_post', format('{"streams":["appropriation:x"],"accounts":["%s","%s"],"amounts":[-%s,%s]}', p_from, p_to, p_amount, p_amount)))$$;
create function pg_temp.balances() returns text language sql as $$
  select string_agg(x.account || ' ' || ledger.balance(x.account) / 100, ', ' order by x.account) from (select distinct p.account from ledger.posting p) x$$;

-- 2019 ends at 23:00 UTC
select testing.freeze('2019-12-31 22:59:59.999999Z');
select is(pg_temp.year('finance-1', 2015), null, 'a year before all money is not there');
select is(pg_temp.year('finance-1', 2099), null, 'nor one to come');
select is(pg_temp.year('officer-1', 2018) ->> 'closed', 'false', 'one between is');
select is(pg_temp.propose('finance-1', 2099, 'close', '[]'), 'LG301', 'what is not there is not closed');
select is(pg_temp.propose('finance-1', 2019, 'close', '[]'), 'LG102 year:year_not_over', '2019 is not over');
select is(pg_temp.year('finance-1', 2019) -> 'actions', '[]', 'so nobody can close it');
select testing.freeze('2020-01-05 08:00:00Z');
select is(pg_temp.propose('finance-1', 2019, 'close', '[]'), 'LG502 closed_months', 'all its months are closed first');
select is(pg_temp.year('finance-1', 2019) -> 'actions', '[]', 'the page says so too');
-- in January 10,000 kr. of the award are approved and a call takes 1,500,000 of what was unallocated: 2019 stays as it was
select is(pg_temp.posts('grant:' || t.sent('applicant-1') || ':committed', 'grant:' || t.sent('applicant-1') || ':payable', 1000000), 'verdict done', 'January');
select t.publish('ambassadoer-2018') \g /dev/null
select is(pg_temp.period('2019-11', 'close'), 'done, verdict accept', 'November');
select is(pg_temp.propose('finance-1', 2019, 'close', '[]'), 'LG502 closed_months', 'December is one of them');
select is(pg_temp.period('2019-12', 'close'), 'done, verdict accept', 'December');
select is(pg_temp.year('finance-1', 2019) -> 'actions', '["propose_year"]', 'now');
select is(pg_temp.year('officer-1', 2019) -> 'actions', '[]', 'officers do not close years');
select is(pg_temp.year('auditor-1', 2019) ->> 'months_closed', 'true', 'auditors read it');
select is(pg_temp.year('finance-1', 2019) -> 'rest', '[
  {"appropriation": "17.46.64.20-2019", "what": "pool", "call": "fsm2-2019", "rest_ore": 14700000000},
  {"appropriation": "17.46.64.20-2019", "what": "committed", "call": "fsm2-2019", "rest_ore": 100000000},
  {"appropriation": "17.59.21.80-2017", "what": "unallocated", "call": null, "rest_ore": 470000000},
  {"appropriation": "17.59.21.80-2017", "what": "pool", "call": "opkval-2017", "rest_ore": 530000000}]', 'what was left on 31 December');
select is((select jsonb_agg(a - 'calls') from jsonb_array_elements(pg_temp.year('finance-1', 2019) -> 'appropriations') a), '[
  {"appropriation": "17.46.64.20-2019", "account": "17.46.64.20", "year": 2019, "appropriated_ore": 14800000000, "stands_ore": 14800000000, "unallocated_ore": 0},
  {"appropriation": "17.59.21.80-2017", "account": "17.59.21.80", "year": 2017, "appropriated_ore": 1000000000, "stands_ore": 1000000000, "unallocated_ore": 470000000}]', 'of what was voted');
select is(pg_temp.year('finance-1', 2019) #> '{appropriations,0,calls}', '[{"call": "fsm2-2019", "pool_ore": 14800000000, "available_ore": 14700000000,
  "committed_ore": 100000000, "payable_ore": 0, "paid_ore": 0, "reclaimed_ore": 0, "released_ore": 0}]', 'and each call');
select is(t.refusal(t.reads('applicant-1', 'read.year(2019)')) ~ '^42501', true, 'nobody of a grantee');

-- to the last øre, each line, in its place
select is(pg_temp.propose('officer-1', 2019, 'close', pg_temp.lines(2019)), 'LG401', 'finance proposes');
select is(pg_temp.propose('finance-1', 2019, 'shut', pg_temp.lines(2019)) ~ '^LG101', true, 'close or open');
select is(pg_temp.propose('finance-1', 1999, 'close', pg_temp.lines(2019)) ~ '^LG101', true, 'of this century');
select is(pg_temp.propose('finance-1', 2019, 'close', pg_temp.lines(2019), '') ~ '^LG101', true, 'with a reason');
select is(pg_temp.propose('finance-1', 2019, 'open', '[]'), 'LG502 closed', 'what is open is not opened');
select is(pg_temp.propose('finance-1', 2019, 'close', '[]'), 'LG102 lines:differs', 'nothing is left out');
select is(pg_temp.propose('finance-1', 2019, 'close', pg_temp.lines(2019) - 3), 'LG102 lines:differs', 'no line');
select is(pg_temp.propose('finance-1', 2019, 'close', pg_temp.lines(2019) || (pg_temp.lines(2019) -> 0)), 'LG102 lines:differs', 'nor twice');
select is(pg_temp.propose('finance-1', 2019, 'close', jsonb_set(pg_temp.lines(2019), '{0,carried_ore}', '14699999999')), 'LG102 lines.0.lapsed_ore:sum_differs', 'nor one øre');
select is(pg_temp.propose('finance-1', 2019, 'close', jsonb_set(jsonb_set(pg_temp.lines(2019), '{0,carried_ore}', '14700000001'), '{0,rest_ore}', '14700000001')), 'LG102 lines:differs', 'nor one too many');
select is(pg_temp.propose('finance-1', 2019, 'close', pg_temp.lines(2019, '{"fsm2-2019 committed":1}')), 'LG102 lines.1.lapsed_ore:committed', 'a commitment lapses with its grant only');
select is(pg_temp.propose('finance-1', 2019, 'close', jsonb_set(pg_temp.lines(2019), '{2,ground}', '""')) ~ '^LG101', true, 'each has its ground');
create temp table line as select pg_temp.lines(2019, '{" unallocated":20000000,"fsm2-2019 pool":4700000000}') as said;
select is(pg_temp.propose('finance-1', 2019, 'close', (select said from line)), 'done', 'proposed');
select is(pg_temp.propose('finance-2', 2019, 'close', (select said from line)), 'LG502 decide_year', 'one at a time');
select is(pg_temp.year('finance-1', 2019) -> 'actions', '[]', 'not decided by the proposer');
select is(pg_temp.year('finance-2', 2018) -> 'actions', '["decide_year"]', 'but by another, from whichever year');
select is((select count(*)::int from jsonb_array_elements(t.reads('finance-2', 'read.tasks()') -> 'tasks') x where x ->> 'act' = 'decide_year' and x ->> 'id' = '2019' and x ->> 'waiting_for' is null), 1, 'as a task');
select is(pg_temp.decide('finance-1'), 'LG402 decide_year/propose_year', 'by another');
select is(pg_temp.decide('finance-2', 'perhaps') ~ '^LG101', true, 'accept or decline');
select is(pg_temp.does('finance-2', 'decide_year', '{"proposal_entry":1,"decision":"accept","reason":"x"}'), 'LG301', 'what was proposed');
select is(pg_temp.decide('finance-2', 'decline'), 'verdict decline', 'declined');
select is(pg_temp.posted(), null, 'nothing is posted');
select is(pg_temp.decide('finance-3'), 'LG502 year_proposed', 'once');
-- a month opened, posted into and closed again meanwhile: the lines are no longer what is left
select is(pg_temp.propose('finance-1', 2019, 'close', (select said from line)), 'done', 'proposed again');
select is(pg_temp.period('2019-12', 'open'), 'done, verdict accept', 'December is opened');
select is(pg_temp.decide('finance-2'), 'LG502 closed_months', 'and waits');
select is(t.refusal(t.tries('finance-2', 'test_post', '{"streams":["appropriation:x"],"accounts":["appropriation:17.59.21.80-2017:unallocated","call:opkval-2017:available"],"amounts":[-100,100],"effective":"2019-12-30"}')), 'verdict done', 'a krone to the call');
select is(pg_temp.period('2019-12', 'close'), 'done, verdict accept', 'closed');
select is(pg_temp.decide('finance-2'), 'LG102 lines:differs', 'it is another rest');
select is(pg_temp.decide('finance-2', 'decline'), 'verdict decline', 'declined');
update line set said = pg_temp.lines(2019, '{" unallocated":20000000,"fsm2-2019 pool":4700000000}');

create temp table before as select pg_temp.balances() as b;
select is(pg_temp.propose('finance-1', 2019, 'close', (select said from line)), 'done', 'and again');
select is(pg_temp.decide('finance-2'), 'verdict accept', 'closed');
-- 148,000,000 come off the source of 2019: 47,000,000 lapse, 101,000,000 stand against 2020. Of the other account 0.2
-- mio. lapse and 4,499,999 go over, of which the call of January has taken 1,500,000
select is(pg_temp.posted(), 'appropriation:17.46.64.20-2019:source 14800000000, appropriation:17.46.64.20-2020:source -10100000000, '
  || 'appropriation:17.59.21.80-2017:source 1000000000, appropriation:17.59.21.80-2017:unallocated -319999900, '
  || 'appropriation:17.59.21.80-2020:source -980000000, appropriation:17.59.21.80-2020:unallocated 299999900, '
  || 'call:fsm2-2019:available -4700000000', 'as double entry');
select is(ledger.balance('appropriation:17.46.64.20-2019:source'), 0::bigint, 'nothing was used in 2019');
select is(pg_temp.year('finance-3', 2019) ->> 'closed', 'true', 'and said so');
select is(pg_temp.year('finance-3', 2018) ->> 'closed', 'true', 'with every year before');
select is(pg_temp.year('finance-3', 2019) #> '{decided,0,lines}', (select said from line), 'each line stands there');
select is(jsonb_array_length(pg_temp.year('finance-3', 2019) -> 'rest'), 4, 'the year shows what it had');
select is(pg_temp.propose('finance-1', 2019, 'close', (select said from line)), 'LG502 open', 'closed once');
select is(pg_temp.propose('finance-1', 2018, 'close', '[]'), 'LG502 open', 'with those before');
select is(pg_temp.propose('finance-1', 2018, 'open', '[]'), 'LG502 open_last_year_first', 'the last is opened first');
-- nothing is posted into the closed year: its months stay closed
select is(pg_temp.period('2019-12', 'open'), 'LG502 open_year, LG502 period_proposed', 'no month of it is opened');
select is(t.refusal(t.tries('finance-2', 'test_post', '{"streams":["appropriation:x"],"accounts":["appropriation:17.59.21.80-2020:unallocated","call:opkval-2017:available"],"amounts":[-100,100],"effective":"2019-12-31"}')), 'LG502 an open accounting month', 'nor posted into');

-- 2020: 600,000 of the award are used, 300,000 come back to the pool; nothing is voted, a quarter lapses
select is(pg_temp.posts('grant:' || t.sent('applicant-1') || ':committed', 'grant:' || t.sent('applicant-1') || ':payable', 59000000), 'verdict done', 'used');
select is(pg_temp.posts('grant:' || t.sent('applicant-1') || ':committed', 'call:fsm2-2019:available', 30000000), 'verdict done', 'released');
select testing.freeze('2021-02-01 08:00:00Z');
select is(pg_temp.period('2020-12', 'close', 'finance-3', 'finance-1'), 'done, verdict accept', '2020 is over');
select is((select string_agg(concat(l ->> 'appropriation', ' ', l ->> 'what', ' ', l ->> 'rest_ore'), ', ' order by l ->> 'appropriation', l ->> 'call' nulls first, l ->> 'what') from jsonb_array_elements(pg_temp.lines(2020)) l),
  '17.46.64.20-2019 committed 10000000, 17.46.64.20-2019 pool 10030000000, 17.59.21.80-2017 pool 150000000, 17.59.21.80-2017 pool 530000100, 17.59.21.80-2020 unallocated 299999900',
  'what was carried over and not used');
select is((select a ->> 'stands_ore' from jsonb_array_elements(pg_temp.year('finance-1', 2020) -> 'appropriations') a where a ->> 'appropriation' = '17.46.64.20-2020'), '10100000000', 'against the source of 2020');
select is(pg_temp.year('finance-1', 2020) #>> '{appropriations,0,calls,0,released_ore}', '30000000', 'what was released in it');
select is(pg_temp.propose('finance-3', 2020, 'close', pg_temp.lines(2020, '{"fsm2-2019 pool":10030000000}')), 'done', 'proposed');
select is(pg_temp.decide('finance-2'), 'verdict accept', 'closed');
-- 101,000,000 stood against it, 100,300,000 lapse, 100,000 go on: 600,000 were used in 2020
select is(ledger.balance('appropriation:17.46.64.20-2020:source'), -60000000::bigint, 'what remains is what the year used');
select is(ledger.balance('appropriation:17.46.64.20-2021:source'), -10000000::bigint, 'and the next has what is committed');
select is((select sum(ledger.balance(x.account)) from (select distinct p.account from ledger.posting p) x), 0::numeric, 'all accounts together');

-- money of 2020 that comes back in 2021 finds no source of 2021 large enough: the year that paid it gets it back
select is(pg_temp.posts('grant:' || t.sent('applicant-1') || ':payable', 'call:fsm2-2019:available', 50000000), 'verdict done', 'back');
select testing.freeze('2022-01-10 08:00:00Z');
select is(pg_temp.period('2021-12', 'close', 'finance-2', 'finance-1'), 'done, verdict accept', '2021 is over');
select is(pg_temp.propose('finance-2', 2021, 'close', pg_temp.lines(2021, '{"fsm2-2019 pool":50000000}')), 'done', 'proposed');
select is(pg_temp.decide('finance-3'), 'verdict accept', 'closed');
select is(ledger.balance('appropriation:17.46.64.20-2021:source') || ' ' || ledger.balance('appropriation:17.46.64.20-2020:source'), '0 -10000000', 'off 2021 first');

-- opened by two, of whom the second had no hand in closing it
select is(pg_temp.propose('officer-1', 2021, 'open', '[]'), 'LG401', 'finance opens');
select is(pg_temp.propose('finance-2', 2021, 'open', pg_temp.lines(2021)), 'LG102 lines:not_needed', 'without lines');
select is(pg_temp.year('finance-1', 2021) -> 'actions', '["propose_year"]', 'the last one');
select is(pg_temp.year('finance-1', 2020) -> 'actions', '[]', 'and no other');
create temp table closing as select max(entry) as entry from grants.year_decision;
select is(pg_temp.propose('finance-2', 2021, 'open', '[]', 'En betaling mangler'), 'done', 'proposed');
select is(pg_temp.decide('finance-2'), 'LG402 decide_year/propose_year', 'not by the proposer');
select is(pg_temp.decide('finance-3'), 'LG402 decide_year/close', 'nor by who closed it');
select is(pg_temp.year('finance-3', 2021) -> 'actions', '[]', 'and the page knows');
select is(pg_temp.year('finance-1', 2021) -> 'actions', '["decide_year"]', 'but by the third');
select is(pg_temp.decide('finance-1'), 'verdict accept', 'opened');
select is((select count(*) from ledger.posting a join ledger.posting b on b.account = a.account and b.amount = -a.amount
            where a.entry = (select entry from closing) and b.entry = (select max(entry) from grants.year_decision)),
  (select count(*) from ledger.posting a where a.entry = (select entry from closing)), 'every posting is taken back');
select is(grants.closed_year(null), 2020, '2020 stays closed');
select is(pg_temp.period('2021-12', 'open', 'finance-2', 'finance-1'), 'done, verdict accept', 'its months can be opened');
select is(pg_temp.propose('finance-2', 2021, 'open', '[]'), 'LG502 closed', 'opened once');
select is(pg_temp.period('2021-12', 'close', 'finance-2', 'finance-1'), 'done, verdict accept', 'and closed');
select is(pg_temp.propose('finance-2', 2021, 'close', pg_temp.lines(2021)), 'done', 'with other lines');
select is(pg_temp.decide('finance-3'), 'verdict accept', 'closed again');
-- what was carried over and is used by now cannot be taken back
select is(pg_temp.posts('appropriation:17.59.21.80-2022:unallocated', 'call:opkval-2017:available', 299999900), 'verdict done', 'used');
select is(pg_temp.propose('finance-2', 2021, 'open', '[]'), 'done', 'proposed');
select is(pg_temp.decide('finance-1'), 'LG202 appropriation:17.59.21.80-2022:unallocated', 'it stays closed');
select is(pg_temp.decide('finance-3', 'decline'), 'verdict decline', 'declined, by whoever');
select throws_ok($$insert into grants.year_line select entry, 99, '17.46.64.20-2019', 'pool', 'opkval-2017', 10, 5, 4, 'x' from grants.year_proposal limit 1$$, '23514');
select * from finish();
