-- SPDX-License-Identifier: EUPL-1.2
-- recompute: allocation
-- opkval-2017 from the closing to the awards: the key, the ruling between the two readings, an allocation by two
-- officers that the database computes again, and awards of exactly these sums.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
create function pg_temp.does(p_name text, p_act text, p_params text) returns text language sql as $$select t.refusal(t.does(p_name, p_act, p_params))$$;
create function pg_temp.doc() returns jsonb language sql as $$select t.reads('officer-3', 'read.allocation(''opkval-2017'')')$$;
-- what C sends: the level and every award of the ruled reading
create function pg_temp.proposal(p_change jsonb default '{}') returns text language sql as $$
    select (jsonb_build_object('call', 'opkval-2017', 'pool_ore', r -> 'pool_ore', 'level', r -> 'level', 'awards', (
               select coalesce(jsonb_agg(jsonb_build_object('application', s -> 'application', 'amount_ore', s -> 'award_ore')), '[]')
               from jsonb_array_elements(r -> 'shares') s), 'reason', 'Efter nøglen') || p_change)::text
    from (select x #> '{shown,report}' from jsonb_array_elements(pg_temp.doc() -> 'readings') x
          where x ->> 'reading' = coalesce(pg_temp.doc() ->> 'ruled', 'floor_first')) y(r)$$;
create function pg_temp.decide(p_entry text, p_decision text default 'allocate') returns text language sql as
    $$select format('{"call":"opkval-2017","proposal_entry":%s,"decision":"%s","reason":"Enig"}', p_entry, p_decision)$$;
create function pg_temp.rule(p_choice text) returns text language sql as $$
    with shown as (select grants.effects_hash(grants.ruling_effects('opkval-2017', 'FLOOR_AND_KEY', p_choice)) as hash),
    p as (select t.must(t.does('officer-1', 'propose_ruling', format('{"call":"opkval-2017","anomaly":"FLOOR_AND_KEY","choice":"%s","reason":"Klart","effects_sha256":"%s"}', p_choice, hash))) as r, hash from shown)
    select t.refusal(t.does('officer-2', 'confirm_ruling', format('{"call":"opkval-2017","proposal_entry":%s,"reason":"Enig","effects_sha256":"%s"}', r ->> 'entry', hash))) from p$$;

-- A pool of 100,000 kr. for 60,000 and 50,000: the minimum is 20,000 each, the sizes are 30 and 10.
-- Floor first: 60,000 left, 45,000 : 15,000, but the first is full at 60,000 (40,000 above its minimum): the second
-- gets the other 20,000, 40,000 in all.
-- Share at least floor: 2,500 each, 75,000 : 25,000; the first is full at 60,000, the second gets 40,000. The same here.
update t.call set definition = jsonb_set(definition, '{pool_ore}', '10000000') where call = 'opkval-2017';
update t.call set document = definition::text where call = 'opkval-2017';
select testing.freeze('2017-09-01 08:00:00Z');
select is(t.publish('opkval-2017') ->> 'verdict', 'effective', 'published');
insert into t.sent select 'applicant-1', t.draft('applicant-1', 'opkval-2017', t.content('opkval-2017', 6000000));
insert into t.sent select 'applicant-3', t.draft('applicant-3', 'opkval-2017', t.content('opkval-2017', 5000000));
select is(t.refusal(t.submit(s.name, s.draft, '2017-09-01 08:00:00Z')), 'verdict on_time', 'sent') from t.sent s;
select is(pg_temp.does('officer-3', 'propose_allocation', '{"call":"opkval-2017","pool_ore":1,"level":{"ore":0,"size":1},"awards":[{"application":1,"amount_ore":1}],"reason":"x"}'), 'LG502 opened', 'sealed');
select testing.freeze('2017-10-31 11:02:00Z');
select is(t.refusal(t.close('opkval-2017')), 'done', 'closed');
select is(pg_temp.doc() #> '{readings,0,shown}', 'null', 'nothing is computed while it is sealed');
select is(pg_temp.does('officer-1', 'open_applications', '{"call":"opkval-2017"}'), 'done', 'opened; there are no weights');

-- the key
select is(pg_temp.does('officer-3', 'propose_allocation', pg_temp.proposal('{"awards":[{"application":1,"amount_ore":1}]}')), 'LG502 annexes.target_groups', 'no key, no allocation');
select is(pg_temp.doc() #>> '{readings,0,shown,report,refusal}', 'size_missing', 'the page says so');
select t.must(t.annex('opkval-2017', 'target_groups', 'count', '[{"cvr":"20000001","value":30},{"cvr":"20000002","value":10}]'));
select is(pg_temp.does('officer-3', 'propose_allocation', pg_temp.proposal('{"level":{"ore":0,"size":1},"awards":[{"application":1,"amount_ore":1}]}')), 'LG502 ruling_missing', 'oversubscribed: a ruling first');
select is(pg_temp.doc() -> 'missing' @> '[{"act":"propose_allocation","code":"ruling_missing","by":"officer"}]', true, 'and the page says so');
select is(pg_temp.does('officer-3', 'propose_award', t.proposal(t.sent('applicant-1'), 6000000)), 'LG502 allocation', 'no award before the allocation');
select is(rights.why_not(person, 'propose_allocation', 'call:opkval-2017') #>> '{reason,code}', 'ruling_missing', '"why not" says the same') from t.people where name = 'officer-3';
select is(jsonb_array_length(grants.ruling_effects('opkval-2017', 'FLOOR_AND_KEY', 'floor_first')), 2, 'a ruling names both applications');
select is(grants.ruling_effects('opkval-2017', 'FLOOR_AND_KEY', 'floor_first') #> '{0,after}', '{"award_ore": 6000000}', 'with what they would get');
select is(pg_temp.rule('floor_first'), 'done', 'ruled');
select is(array(select s ->> 'award_ore' from jsonb_array_elements(pg_temp.doc() #> '{readings,0,shown,report,shares}') s), '{6000000,4000000}', 'floor first');
select is(array(select s ->> 'award_ore' from jsonb_array_elements(pg_temp.doc() #> '{readings,1,shown,report,shares}') s), '{6000000,4000000}', 'share at least floor');

-- a difference is refused
select is(pg_temp.does('officer-3', 'propose_allocation', replace(pg_temp.proposal(), '4000000', '4000001')), 'LG103', 'one øre more');
select is(pg_temp.does('officer-3', 'propose_allocation', pg_temp.proposal('{"level":{"ore":1,"size":1}}')), 'LG103', 'another level');
select is(pg_temp.does('officer-3', 'propose_allocation', pg_temp.proposal('{"pool_ore":9999999}')), 'LG103', 'another pool');
select is(pg_temp.does('officer-3', 'propose_allocation', pg_temp.proposal(format('{"awards":[{"application":%s,"amount_ore":6000000}]}', t.sent('applicant-1'))::jsonb)), 'LG103', 'an application left out');
select is(pg_temp.does('officer-3', 'propose_allocation', pg_temp.proposal('{"awards":[]}')), 'LG103', 'nobody');
select is(pg_temp.does('finance-1', 'propose_allocation', pg_temp.proposal()), 'LG401', 'finance does not');
select is(pg_temp.does('officer-3', 'propose_allocation', replace(pg_temp.proposal(), 'opkval', 'nothing')), 'LG301', 'no such call');
create temp table p as select t.must(t.does('officer-3', 'propose_allocation', pg_temp.proposal(), repeat('b', 64))) ->> 'entry' as old;
select is(r ->> 'replayed' || ' ' || ((r ->> 'entry') = old), 'true true', 'the same request has the same answer') from p, t.does('officer-3', 'propose_allocation', pg_temp.proposal(), repeat('b', 64)) r;
select is(t.does('officer-3', 'propose_allocation', replace(pg_temp.proposal(), '4000000', '4000001'), repeat('b', 64)) ->> 'error', 'LG501', 'another request under its key has none');
create temp table p2 as select t.must(t.does('officer-3', 'propose_allocation', pg_temp.proposal())) ->> 'entry' as new;
select is(pg_temp.does('officer-4', 'decide_allocation', pg_temp.decide(old)), 'LG503', 'a newer proposal exists') from p;
select is(pg_temp.does('officer-4', 'decide_allocation', pg_temp.decide('1')), 'LG301', 'no proposal');
select is(pg_temp.does('officer-4', 'decide_allocation', pg_temp.decide(new, 'perhaps')) ~ '^LG101', true, 'allocate or decline') from p2;
select is(pg_temp.does('officer-3', 'decide_allocation', pg_temp.decide(new)), 'LG402 decide_allocation/propose_allocation', 'the proposer does not decide') from p2;
select is(pg_temp.does('officer-1', 'decide_allocation', pg_temp.decide(new)), 'LG402 decide_allocation/confirm', 'nor the publisher') from p2;
-- the other reading is ruled meanwhile: what was proposed no longer holds
select is(pg_temp.rule('share_at_least_floor'), 'done', 'another ruling');
select is(pg_temp.does('officer-4', 'decide_allocation', pg_temp.decide(new)), 'LG503', 'the inputs have changed') from p2;
select is(pg_temp.does('officer-4', 'decide_allocation', pg_temp.decide(new, 'decline')), 'verdict decline', 'it can be declined') from p2;
create temp table p3 as select t.must(t.does('officer-3', 'propose_allocation', pg_temp.proposal())) ->> 'entry' as entry;
select is(pg_temp.does('officer-4', 'decide_allocation', pg_temp.decide(entry)), 'verdict allocate', 'decided') from p3;
select is(pg_temp.does('officer-3', 'propose_allocation', pg_temp.proposal()), 'LG502 opened', 'once');
select is(t.refusal(t.does('officer-1', 'propose_ruling', format('{"call":"opkval-2017","anomaly":"FLOOR_AND_KEY","choice":"floor_first","reason":"Klart","effects_sha256":"%s"}', repeat('0', 64)))), 'LG502 no allocation', 'the reading is settled');
select is((select (a.input::jsonb ->> 'pool_ore') || ' ' || a.reading || ' ' || jsonb_array_length(a.report::jsonb -> 'steps') from grants.allocation_proposal a, p3 where a.entry = p3.entry::bigint), '10000000 share_at_least_floor 3', 'all inputs and every step are kept');

-- awards of exactly these sums
create function pg_temp.award(p_name text, p_amount bigint) returns text language sql as $$
    select format('{"application":%s,"amount_ore":%s,"lines":[{"year":2017,"amount_ore":1000000},{"year":2018,"amount_ore":%s}],"part_accounts_due":null,"final_accounts_due":"2019-03-31","reason":"Nøglen","deviation_reason":null}',
        t.sent(p_name), p_amount, p_amount - 1000000)$$;
select is(t.reads('officer-3', format('read.agency_application(%s)', t.sent('applicant-3'))) #>> '{needs,exact_ore}', '4000000', 'the form knows the sum');
select is(pg_temp.does('officer-3', 'propose_award', pg_temp.award('applicant-3', 3999999)), 'LG103', 'not one øre less');
create temp table w as select t.must(t.does('officer-3', 'propose_award', pg_temp.award('applicant-3', 4000000))) ->> 'entry' as entry;
select is(pg_temp.does('officer-4', 'decide_award', format('{"application":%s,"proposal_entry":%s,"decision":"award","reason":"Enig"}', t.sent('applicant-3'), entry)), 'verdict award', 'awarded') from w;
select is((convert_from(e.leaf, 'UTF8')::jsonb #>> '{result,allocation}')::bigint, (select d.entry from grants.allocation_decision d where d.decision = 'allocate'), 'the proposal names what it rests on')
from ledger.entry e where e.entry = (select entry::bigint from w);
\set check_ranking `cat "$SQL_DIR"/checks/71_ranking.sql`
begin;
alter table grants.allocation_decision disable trigger all;
update grants.allocation_decision set decision = 'decline' where decision = 'allocate';
select array(select what from (:check_ranking) c) as found \gset
rollback;
select is(:'found'::text[], '{allocation}', 'which a check finds missing');
select is(ledger.balance('call:opkval-2017:available'), 6000000::bigint, 'the rest of the pool waits for the other');
select is(t.reads('applicant-1', 'read.allocation(''opkval-2017'')') ->> 'error', '42501', 'the simulation is the agency''s');

-- A joint application counts with all its municipalities' sizes; with one unknown nothing is shared.
select is(grants.allocation_size('opkval-2017', (select min(entry) from grants.submission)), 30::numeric, 'one municipality');
select testing.freeze('2017-12-01 08:00:00Z');
select is((select sum(x.award) from (select (s ->> 'award_ore')::bigint as award from jsonb_array_elements(rule.allocation(
    '{"pool_ore":9000000,"reading":"floor_first","applicants":[{"application":1,"cvr":"20000001","municipalities":3,"applied_ore":9000000,"guarantee_ore":6000000,"size":30},
      {"application":2,"cvr":"20000002","municipalities":1,"applied_ore":9000000,"guarantee_ore":2000000,"size":30}]}') -> 'shares') s) x), 9000000::numeric, 'together the whole pool');
select throws_ok($$select rule.allocation('{"pool_ore":1,"reading":"other","applicants":[]}')$$, 'LG102', null, 'an unknown reading');
-- as many as there are municipalities, each with its own size
select is((select (r ->> 'total_ore')::bigint from rule.allocation((select jsonb_build_object('pool_ore', 530000000, 'reading', 'share_at_least_floor', 'applicants', jsonb_agg(jsonb_build_object(
    'application', n, 'cvr', 20000000 + n, 'municipalities', 1, 'applied_ore', 3000000 + n * 100003 % 17000000, 'guarantee_ore', 2000000, 'size', 40 + n * 7919 % 3000)))
    from generate_series(1, 98) n)) r), 530000000::bigint, '98 municipalities share 5.3 million to the last øre');
select * from finish();
