-- SPDX-License-Identifier: EUPL-1.2
-- recompute: as stored
-- Appropriations, calls and annexes become effective by the second confirmation, once, and only when what they
-- say holds at that moment.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
select testing.freeze('2016-09-01 08:00:00Z');
create function pg_temp.money(p_document text, p_subject text default '1.2.3-2019') returns text language sql as
$$select t.refusal(t.propose('appropriation', p_subject, p_document, array['finance-1', 'finance-2']))$$;
create function pg_temp.call(p_change text, p_subject text default 'fsm2-2019') returns text language sql as
$$select t.refusal(t.propose('call', p_subject, (select jsonb_set(definition, string_to_array(split_part(p_change, '=', 1), ','), split_part(p_change, '=', 2)::jsonb)::text
                             from t.call where call = 'fsm2-2019'), array['officer-1', 'officer-2']))$$;
create function pg_temp.annex(p_subject text, p_document text) returns text language sql as
$$select t.refusal(t.propose('annex', p_subject, p_document, array['officer-1', 'officer-2']))$$;

select is(pg_temp.money('{"v":1,"id":"1.2.3-2019","account":"1.2.3","year":2019,"amount_ore":0}'), 'LG102 amount_ore:not_positive', 'no money');
select is(pg_temp.money('{"v":1,"id":"1.2.3-2019","account":"1.3.3","year":2019,"amount_ore":1}'), 'LG102 id:malformed', 'the id is account and year');
select is(pg_temp.money('{"v":1,"id":"1.3.3-2019","account":"1.3.3","year":2019,"amount_ore":1}'), 'LG102 id:subject_differs', 'and the subject');
select is(pg_temp.money('{"v":1,"id":"1.2.3-2019"}') ~ '^LG101', true, 'every member');
select is(pg_temp.call('v=1'), 'LG502 appropriation', 'no call without its money');
select is(pg_temp.money('{"v":1,"id":"17.46.64.20-2019","account":"17.46.64.20","year":2019,"amount_ore":14799999999}', '17.46.64.20-2019'), 'verdict effective', 'money in force, one øre short');
select is(ledger.balance('appropriation:17.46.64.20-2019:unallocated'), 14799999999, 'posted');
select is(pg_temp.money('{"v":1,"id":"17.46.64.20-2019","account":"17.46.64.20","year":2019,"amount_ore":14799999999}', '17.46.64.20-2019'), 'LG502 not in force', 'once');
select is(pg_temp.call('v=1'), 'LG102 appropriation:differs', 'the text names another sum');
select is(pg_temp.call('appropriation,amount_ore=14799999999'), 'LG202 appropriation:17.46.64.20-2019:unallocated', 'the pool does not fit the money');
select is(pg_temp.call('call="other"'), 'LG102 call:subject_differs', 'the subject is the call');
select is(pg_temp.call('pool_ore=0'), 'LG102 pool_ore:not_positive', 'a pool');
select is(pg_temp.call('pool_ore="1"'), 'LG102 pool_ore:malformed', 'a number');
select is(pg_temp.call('deadline,last_on_time="2019-10-24T11:00:00.000000Z"'), 'LG102 deadline:last_on_time', 'the instant follows from zone and local time');
select is(pg_temp.call('deadline,local="2019-10-27T02:30"'), 'LG102 deadline:last_on_time', 'a local time that the clock shows twice');
select is(pg_temp.call('deadline,local="2019-03-31T02:30"'), 'LG102 deadline:last_on_time', 'one that it skips');
select is(pg_temp.call('deadline,zone="Nowhere"'), 'LG102 deadline:last_on_time', 'no such zone');
select is(pg_temp.call('project,to="2019-10-31"'), 'LG102 project:period', 'a period that ends before it begins');
select is(pg_temp.call('vouchers={"always_from_ore":1,"draws":1}') ~ '^LG101', true, 'a rule of samples whole');
select is(pg_temp.call(format('vouchers={"always_from_ore":%s,"draws":%s,"days":%s}', f, n, d)), 'LG102 vouchers:out_of_range', 'and of which something can be drawn')
  from (values (0, 1, 1), (1, 0, 1), (1, 51, 1), (1, 1, 0), (1, 1, 366)) x(f, n, d);
select is(pg_temp.call('criteria,1,code="case_loads"'), 'LG102 criteria:duplicate', 'the same criterion twice');
select is(pg_temp.call('payment,kind="gift"'), 'LG102 payment.kind:unknown', 'a payment rule nobody knows');
select is(pg_temp.call('allocation,kind="lot"'), 'LG102 allocation.kind:unknown', 'nor such an allocation');
select is((select count(*)::int from grants.call), 0, 'nothing was published');
select is(pg_temp.annex('fsm2-2019/caps', '{"v":1,"call":"fsm2-2019","annex":"caps","value":"ore","invented":true,"note":{},"rows":[{"cvr":"20000001","value":1}]}'), 'LG502 published', 'no annex without its call');

select is(t.publish('opkval-2017') ->> 'verdict', 'effective', 'opkval-2017');
select is(t.publish('ambassadoer-2018') ->> 'verdict', 'effective', 'ambassadoer-2018 from the same money');
select is(ledger.balance('appropriation:17.59.21.80-2017:unallocated'), 320000000::bigint, 'what neither names stays unallocated');
select is(t.refusal(t.propose('call', 'opkval-2017', (select document from t.call where call = 'opkval-2017'), array['officer-1', 'officer-2'])), 'LG502 not published', 'published once');
select is((select encode(sha256(convert_to(definition, 'UTF8')), 'hex') from grants.call where call = 'opkval-2017'), (select encode(sha256(convert_to(document, 'UTF8')), 'hex') from t.call where call = 'opkval-2017'), 'byte for byte');
select is(pg_temp.annex('opkval-2017/target_groups', replace(d, '$R', r)), w, w || ' for ' || r) from (values ('{"v":1,"call":"opkval-2017","annex":"target_groups","value":"count","invented":true,"note":{},"rows":$R}')) x(d),
    (values ('[{"cvr":"2","value":1}]', 'LG102 rows:malformed'), ('[{"cvr":"20000001","value":null}]', 'LG102 rows:malformed'),
            ('[{"cvr":"20000002","value":1},{"cvr":"20000001","value":1}]', 'LG102 rows:not_ascending'), ('[{"cvr":"20000001","value":1},{"cvr":"20000001","value":1}]', 'LG102 rows:not_ascending')) y(r, w);
select is(pg_temp.annex('opkval-2017/caps', '{"v":1,"call":"opkval-2017","annex":"caps","value":"ore","invented":true,"note":{},"rows":[{"cvr":"20000001","value":1}]}'), 'LG102 annex:unknown', 'an annex that the call does not name');
select is(pg_temp.annex('opkval-2017/target_groups', '{"v":1,"call":"opkval-2017","annex":"target_groups","value":"ore","invented":true,"note":{},"rows":[{"cvr":"20000001","value":1}]}'), 'LG102 annex:unknown', 'of another kind');
select is(t.refusal(t.annex('opkval-2017', 'target_groups', 'count', '[{"cvr":"20000001","value":1400}]')), 'verdict effective', 'in force');
select is(t.refusal(t.annex('opkval-2017', 'target_groups', 'count', '[{"cvr":"20000001","value":1400}]')), 'LG502 not in force', 'once');
select * from finish();
