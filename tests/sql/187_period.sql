-- SPDX-License-Identifier: EUPL-1.2
-- Accounting months: closed and opened by two of finance, with those before or behind; nothing posts into a closed one.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
call t.awarded();
create function pg_temp.does(p_name text, p_act text, p_params text) returns text language sql as $$select t.refusal(t.does(p_name, p_act, p_params))$$;
create function pg_temp.propose(p_name text, p_month text, p_change text default 'close') returns text language sql as $$
  select pg_temp.does(p_name, 'propose_period', format('{"month":"%s","change":"%s","reason":"Afstemt"}', p_month, p_change))$$;
create function pg_temp.decide(p_name text, p_decision text default 'accept') returns text language sql as $$
  select pg_temp.does(p_name, 'decide_period', format('{"proposal_entry":%s,"decision":"%s","reason":"Enig"}', (select max(entry) from grants.period_proposal), p_decision))$$;
create function pg_temp.month(p_name text, p_month text) returns jsonb language sql as $$select t.reads(p_name, format('read.month(%L)', p_month)) -> 'period'$$;
create function pg_temp.posts(p_effective text, p_id text default 'x') returns text language sql as $$
  select t.refusal(t.tries('finance-2', 'test_post', format('{"streams":["appropriation:%1$s"],"accounts":["appropriation:%1$s:source","appropriation:%1$s:unallocated"],"amounts":[-1,1]%2$s}',
    p_id, coalesce(',"effective":"' || p_effective || '"', ''))))$$;

-- 30 November 2020 ends at 23:00 UTC
select testing.freeze('2020-11-30 22:59:59.999999Z');
select is(pg_temp.propose('finance-1', '2020-11'), 'LG102 month:not_over', 'November is not over');
select is(pg_temp.month('finance-1', '2020-11') - 'decided', '{"closed": false, "over": false, "closed_through": null, "proposal": null, "actions": []}', 'so nobody can close it');
select testing.freeze('2020-11-30 23:00:00Z');
select is(pg_temp.month('finance-1', '2020-11') -> 'actions', '["propose_period"]', 'it is over');
select is(pg_temp.month('officer-1', '2020-11') -> 'actions', '[]', 'officers do not close it');
select is(pg_temp.propose('finance-1', '2020-12'), 'LG102 month:not_over', 'nor December');
select is(pg_temp.propose('officer-1', '2020-11'), 'LG401', 'finance proposes');
select is(pg_temp.propose('finance-1', '2020-13') ~ '^LG101', true, 'there is no thirteenth');
select is(pg_temp.propose('finance-1', '2020-11', 'shut') ~ '^LG101', true, 'close or open');
select is(pg_temp.propose('finance-1', '2020-11', 'open'), 'LG502 closed', 'what is open is not opened');
select is(pg_temp.does('finance-1', 'propose_period', '{"month":"2020-11","change":"close","reason":""}') ~ '^LG101', true, 'with a reason');
select is(pg_temp.propose('finance-1', '2020-11'), 'done', 'proposed');
select is(pg_temp.propose('finance-2', '2020-10'), 'LG502 decide_period', 'one at a time');
select is(pg_temp.month('finance-1', '2020-11') -> 'actions', '[]', 'not decided by the proposer');
select is(pg_temp.month('finance-2', '2020-09') -> 'actions', '["decide_period"]', 'but by another, from whichever month');
select is((select count(*)::int from jsonb_array_elements(t.reads('finance-2', 'read.tasks()') -> 'tasks') x where x ->> 'act' = 'decide_period' and x ->> 'id' = '2020-11' and x ->> 'waiting_for' is null), 1, 'as a task');
select is(pg_temp.posts('2020-11-30'), 'verdict done', 'proposed is not closed');
select is(pg_temp.decide('finance-1'), 'LG402 decide_period/propose_period', 'by another');
select is(pg_temp.decide('finance-2', 'perhaps') ~ '^LG101', true, 'accept or decline');
select is(pg_temp.does('finance-2', 'decide_period', '{"proposal_entry":1,"decision":"accept","reason":"x"}'), 'LG301', 'what was proposed');
select is(pg_temp.decide('finance-2', 'decline'), 'verdict decline', 'declined');
select is(grants.closed_through(null), null, 'nothing is closed');
select is(pg_temp.decide('finance-3'), 'LG502 period_proposed', 'once');
select is(pg_temp.propose('finance-1', '2020-11'), 'done', 'proposed again');
select is(pg_temp.decide('finance-2'), 'verdict accept', 'closed');
select is(pg_temp.month('finance-3', '2020-11') - 'decided', '{"closed": true, "over": true, "closed_through": "2020-11", "proposal": null, "actions": ["propose_period"]}', 'and said so');
select is(pg_temp.month('finance-3', '2020-03') -> 'closed', 'true', 'with every month before');
select is(jsonb_array_length(pg_temp.month('finance-3', '2020-11') -> 'decided'), 2, 'both decisions stand there');
select is(pg_temp.propose('finance-1', '2020-11'), 'LG502 open', 'closed once');
select is(pg_temp.propose('finance-1', '2020-10'), 'LG502 open', 'with those before');

-- the last day of November and the first of December
select is(pg_temp.posts('2020-11-30'), 'LG502 an open accounting month', 'nothing posts into November');
select is(pg_temp.posts('2019-12-31'), 'LG502 an open accounting month', 'nor long before');
select is(pg_temp.posts('2020-12-01'), 'verdict done', 'but into December');
select is(pg_temp.posts(null), 'verdict done', 'which is today''s');
select is(t.refusal(t.tries('finance-2', 'test_post', '{"streams":["appropriation:x"],"effective":"2020-11-30"}')), 'verdict done', 'what posts nothing has no month');
-- an act whose own day is in a month that was closed since it began is run again
select testing.freeze('2020-11-30 22:59:59Z');
select is(pg_temp.posts(null, 'y'), '40001', 'its clock stopped in November');

-- opened again, with those behind
select testing.freeze('2021-01-05 08:00:00Z');
select is(pg_temp.propose('finance-1', '2020-12'), 'done', 'December');
select is(pg_temp.decide('finance-3'), 'verdict accept', 'closed, and with it the year');
select is(pg_temp.posts('2020-12-31'), 'LG502 an open accounting month', 'no more of 2020');
select is(pg_temp.propose('finance-1', '2020-11', 'open'), 'done', 'November is opened');
select is(pg_temp.decide('finance-2'), 'verdict accept', 'by two');
select is(pg_temp.month('finance-1', '2020-12') ->> 'closed', 'false', 'and December with it');
select is(grants.closed_through(null), '2020-10-01'::date, 'October stays closed');
select is(pg_temp.posts('2020-11-01'), 'verdict done', 'November takes what belongs to it');
select is(pg_temp.posts('2020-10-31'), 'LG502 an open accounting month', 'October does not');
select is(pg_temp.propose('finance-1', '2020-12', 'open'), 'LG502 closed', 'opened once');
select * from finish();
