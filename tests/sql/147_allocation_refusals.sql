-- SPDX-License-Identifier: EUPL-1.2
-- Every refusal of calls.md 10 by the act itself, each in a call of its own with the definition of opkval-2017: sizes
-- missing though everything fits, floors above the pool, only size 0 left; and a joint application, whose floor and size
-- are the sums over its municipalities, with all of them known and with one unknown. The minimum is 20,000 kr. each.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
select is(t.propose('register', 'third', '{"v":1,"organisations":[{"cvr":"20000003","kind":"municipality","name":"Kommune C","region":"Region Ø"}],"people":['
    '{"profile":"oces3-employee","serial_number":"UI:applicant-4","organisation":"20000003","name":"Navn","proof":"bevis a4","roles":["applicant"],"linked_to":null}]}',
    array['administrator-1', 'administrator-2']) ->> 'verdict', 'effective', 'a third municipality');
insert into t.people select 'applicant-4', p.person, p.human, p.organisation, 'tilsagn_grantee', 'applicant' from identity.person p where p.serial_number = 'UI:applicant-4';

-- sizes by CVR; who applies for how much, and with whom
create table t.pool (call text primary key, pool bigint, sizes text, sent jsonb);
insert into t.pool values
    ('unknown-fits', 20000000, '[{"cvr":"20000001","value":30}]', '{"applicant-1":6000000,"applicant-3":5000000}'),
    ('below-floors', 3999999, '[{"cvr":"20000001","value":30},{"cvr":"20000002","value":10}]', '{"applicant-1":6000000,"applicant-3":5000000}'),
    ('at-floors', 4000000, '[{"cvr":"20000001","value":30},{"cvr":"20000002","value":10}]', '{"applicant-1":6000000,"applicant-3":5000000}'),
    ('all-zero', 10000000, '[{"cvr":"20000001","value":0},{"cvr":"20000002","value":0}]', '{"applicant-1":6000000,"applicant-3":5000000}'),
    ('zero-left', 7000000, '[{"cvr":"20000001","value":0},{"cvr":"20000002","value":10}]', '{"applicant-1":6000000,"applicant-3":5000000}'),
    ('zero-left-over', 7000001, '[{"cvr":"20000001","value":0},{"cvr":"20000002","value":10}]', '{"applicant-1":6000000,"applicant-3":5000000}'),
    ('joint', 10000000, '[{"cvr":"20000001","value":30},{"cvr":"20000002","value":10},{"cvr":"20000003","value":20}]', '{"applicant-1":9000000,"applicant-4":6000000}'),
    ('joint-unknown', 20000000, '[{"cvr":"20000001","value":30},{"cvr":"20000003","value":20}]', '{"applicant-1":9000000,"applicant-4":6000000}');
insert into t.call select p.call, x.d, x.d::text from t.pool p, t.call c,
    lateral (select c.definition || jsonb_build_object('call', p.call, 'pool_ore', p.pool) as d) x where c.call = 'opkval-2017';
create function pg_temp.does(p_name text, p_act text, p_params text) returns text language sql as $$select t.refusal(t.does(p_name, p_act, p_params))$$;
create function pg_temp.report(p_call text, p_reading text) returns jsonb language sql as $$
    select x #> '{shown,report}' from jsonb_array_elements(t.reads('officer-3', format('read.allocation(%L)', p_call)) -> 'readings') x where x ->> 'reading' = p_reading$$;
-- what C sends: level and awards of the reading that it was shown; p_change is laid over it
create function pg_temp.shares(p_call text, p_reading text default 'floor_first', p_change jsonb default '{}') returns text language sql as $$
    select pg_temp.does('officer-3', 'propose_allocation', (jsonb_build_object('call', p_call, 'pool_ore', r -> 'pool_ore', 'level', r -> 'level', 'awards', (
        select coalesce(jsonb_agg(jsonb_build_object('application', s -> 'application', 'amount_ore', s -> 'award_ore')), '[]') from jsonb_array_elements(r -> 'shares') s),
        'reason', 'Efter nøglen') || p_change)::text) from pg_temp.report(p_call, p_reading) r$$;
create function pg_temp.awards(p_call text, p_reading text) returns text language sql as $$
    select string_agg((s ->> 'cvr') || ' ' || (s ->> 'award_ore'), ', ' order by s ->> 'cvr') from jsonb_array_elements(pg_temp.report(p_call, p_reading) -> 'shares') s$$;
create function pg_temp.ruled(p_call text, p_choice text) returns text language sql as $$
    with shown as (select grants.effects_hash(grants.ruling_effects(p_call, 'FLOOR_AND_KEY', p_choice)) as hash),
    p as (select t.must(t.does('officer-1', 'propose_ruling', format('{"call":"%s","anomaly":"FLOOR_AND_KEY","choice":"%s","reason":"Klart","effects_sha256":"%s"}', p_call, p_choice, hash))) as r, hash from shown)
    select pg_temp.does('officer-2', 'confirm_ruling', format('{"call":"%s","proposal_entry":%s,"reason":"Enig","effects_sha256":"%s"}', p_call, r ->> 'entry', hash)) from p$$;

select testing.freeze('2017-09-01 08:00:00Z');
select t.publish(call) from t.pool order by call \g /dev/null
select t.must(t.annex(call, 'target_groups', 'count', sizes)) from t.pool order by call \g /dev/null
insert into t.sent select p.call || ' ' || a.key, t.draft(a.key, p.call, t.content(p.call, a.value::bigint,
    case when p.call ~ '^joint' and a.key = 'applicant-1' then '{"parties":["20000002"]}'::jsonb else '{}' end)) from t.pool p, jsonb_each_text(p.sent) a order by 1;
select is(t.refusal(t.submit(split_part(name, ' ', 2), draft, '2017-09-01 08:00:00Z')), 'verdict on_time', name) from t.sent order by name;
select testing.freeze('2017-10-31 11:02:00Z');
select t.must(t.close(call)) from t.pool order by call \g /dev/null
select is(pg_temp.does('officer-1', 'open_applications', format('{"call":"%s"}', call)), 'done', call || ': opened') from t.pool order by call;

-- 60,000 and 50,000 of 200,000: everything fits, but one has no size
select is(pg_temp.shares('unknown-fits'), 'LG502 size_missing', 'refused even when everything fits');
select is(pg_temp.shares('unknown-fits', 'floor_first', (select jsonb_build_object('awards', jsonb_agg(jsonb_build_object('application', draft -> 'application', 'amount_ore', case name when 'unknown-fits applicant-1' then 6000000 else 5000000 end)))
    from t.sent where name ~ '^unknown-fits')), 'LG502 size_missing', 'also when what was applied for is sent as the awards');
select is(pg_temp.ruled('unknown-fits', 'floor_first') || ', ' || pg_temp.shares('unknown-fits'), 'done, LG502 size_missing', 'a ruling does not help');

-- no reading is ruled, and each refusal comes with either
select is(pg_temp.shares(call), 'LG502 ruling_missing', call || ': oversubscribed, so a ruling first')
    from unnest(array['below-floors', 'at-floors', 'all-zero', 'zero-left', 'zero-left-over', 'joint']) call;
create temp table reading as select * from unnest(array['floor_first', 'share_at_least_floor']) with ordinality r(reading, n);
create function pg_temp.each_reading(p_call text) returns text language plpgsql as $$
declare v_said text[]; v record; begin
    for v in select reading from reading order by n loop
        v_said := v_said || (pg_temp.ruled(p_call, v.reading) || ' ' || pg_temp.shares(p_call, v.reading));
    end loop;
    return array_to_string(v_said, ', ');
end$$;
-- 2 x 20,000 is an øre more than the pool
select is(pg_temp.each_reading('below-floors'), 'done LG502 floors_exceed_pool, done LG502 floors_exceed_pool', 'the floors exceed the pool');
select is(pg_temp.each_reading('at-floors'), 'done done, done done', 'exactly the floors are shared');
select is(pg_temp.awards('at-floors', reading), '20000001 2000000, 20000002 2000000', reading || ': the minimum each') from reading;
-- 40,000 of 100,000 are floors; nobody has a size by which the other 60,000 could be shared
select is(pg_temp.each_reading('all-zero'), 'done LG502 only_size_zero, done LG502 only_size_zero', 'nobody has a size');
-- the one with a size is full at 50,000; size 0 keeps its 20,000: 70,000 are all that can be given
select is(pg_temp.each_reading('zero-left'), 'done done, done done', 'the last øre goes to who has a size');
select is(pg_temp.awards('zero-left', reading), '20000001 2000000, 20000002 5000000', reading || ': 20,000 and 50,000') from reading;
select is(pg_temp.each_reading('zero-left-over'), 'done LG502 only_size_zero, done LG502 only_size_zero', 'an øre more remains, and only size 0 is left');

-- A joint application of A (30) and B (10) for 90,000, C (20) alone for 60,000: floors 40,000 and 20,000 of 100,000.
-- Floor first: the other 40,000 by 40 : 20, 26,666.67 and 13,333.33 (the øre to the larger remainder).
-- Share at least floor: 100,000 by 40 : 20, 66,666.67 and 33,333.33, both above the floor: the same here.
select is(grants.allocation_size('joint', (select s.entry from grants.submission s where s.application = t.sent('joint applicant-1')::bigint)), 40::numeric, 'sizes are summed');
select is((pg_temp.report('joint', 'floor_first') #> '{shares,0,floor_ore}')::text, '4000000', 'and so are the floors');
select is(pg_temp.each_reading('joint'), 'done done, done done', 'shared');
select is(pg_temp.awards('joint', reading), '20000001 6666667, 20000003 3333333', reading || ': 66,666.67 and 33,333.33') from reading;
select is(pg_temp.shares('joint', 'share_at_least_floor', jsonb_build_object('awards', jsonb_build_array(jsonb_build_object('application', t.sent('joint applicant-1')::bigint, 'amount_ore', 6000000),
    jsonb_build_object('application', t.sent('joint applicant-4')::bigint, 'amount_ore', 4000000)))), 'LG103', 'by the lead''s size alone, 30 : 20, it would be another sum');
select is((select string_agg(s.award_ore::text, ' ' order by s.award_ore desc) from grants.allocation_share s where s.entry = grants.open_allocation('joint')), '6666667 3333333', 'kept with the proposal');
-- B's size is unknown, so the sum is: refused, though 90,000 and 60,000 fit into 200,000
select is(pg_temp.shares('joint-unknown'), 'LG502 size_missing', 'one unknown municipality of a joint application');
select is((select count(*) from grants.allocation_proposal p where p.call in ('unknown-fits', 'below-floors', 'all-zero', 'zero-left-over', 'joint-unknown')), 0::bigint, 'nothing refused was kept');
select * from finish();
