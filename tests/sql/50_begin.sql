-- SPDX-License-Identifier: EUPL-1.2
-- How an act begins: isolation, strict request, attestation, audience, replay, locks, clock.
set search_path = tap, public;
select no_plan();
call t.money();

-- isolation
select is(t.run('tilsagn_agency', t.call('test_do', t.request('test_post', 'agency', p.person, 'finance', '{}')), p.person, i) ->> 'error',
          w, 'isolation ' || i) from t.people p, (values ('repeatable read', 'LG504'), ('serializable', 'LG504'), ('read committed', null),
          ('read uncommitted', 'LG504')) x(i, w) where p.name = 'finance-1';
select is(t.run(t.login(a), t.call(f, t.request(f, a, null, null, '{"sha256":"' || repeat('0', 64) || '"}')), null, 'repeatable read') ->> 'error', 'LG504',
          'act.' || f || ' in REPEATABLE READ') from (values ('bootstrap', 'operator'), ('record_deployment', 'operator')) x(f, a);

-- the request: one thing wrong at a time
create function t.raw(p_request text, p_attest text default t.attest(), p_act text default 'test_do') returns text language sql as
$body$
    select coalesce((r ->> 'error') || coalesce(' ' || ((nullif(r ->> 'detail', ''))::jsonb ->> 'member'), ''), 'done')
    from t.run('tilsagn_agency', format('select entry from act.%I(%L, %L, null)', p_act, p_request, p_attest)) r
$body$;
create table t.good as select t.request('test_post', 'agency', person, 'finance', '{"verdict":"good"}', null, 1571911199123000, 12000) as r
    from t.people where name = 'finance-1';
select is(t.raw(r), 'done', 'the request itself is good') from t.good;
select is(t.raw(regexp_replace(r, a, b)), 'LG101 ' || m, format('%s -> %s', a, b))
from t.good, (values
    ('"v":1', '"v":2', 'v'), ('"v":1', '"v":"1"', 'v'), ('"v":1', '"v":1,"v":1', 'members'), ('"v":1,', '', 'members'),
    ('"act":"test_post"', '"act":"Test"', 'act'), ('"act":"test_post"', '"act":null', 'act'),
    ('"audience":"agency"', '"audience":"public"', 'audience'),
    ('"request_id":"[0-9a-f]', '"request_id":"', 'request_id'), ('"request_id":"[0-9a-f]', '"request_id":"G', 'request_id'),
    ('"person":\d+', '"person":null', 'person, certificate, actor'), ('"person":(\d+)', '"person":0\1', 'text'),
    ('"person":(\d+)', '"person":\1.0', 'person'), ('"person":(\d+)', '"person":"\1"', 'person'), ('"person":(\d+)', '"person":-\1', 'person'),
    ('"role":"finance"', '"role":"Finance"', 'role'), ('"certificate":"[0-9a-f]{64}"', '"certificate":null', 'person, certificate, actor'),
    ('"certificate":"[0-9a-f]', '"certificate":"', 'certificate'),
    ('"actor":null', '"actor":{"user":"a","host":"b"}', 'person, certificate, actor'),
    ('"actor":null', '"actor":{"user":"a"}', 'actor'), ('"actor":null', '"actor":{"user":"a","host":"b","user":"c"}', 'actor'),
    ('"received_us":\d+', '"received_us":1.5e3', 'received_us'), ('"received_us":\d+', '"received_us":-1', 'received_us'),
    ('"received_us":(\d+)', '"received_us":\1\1', 'received_us'), ('"duration_us":\d+', '"duration_us":"1"', 'duration_us'),
    ('"idem":null', '"idem":"00"', 'idem'), ('"idem":null,.*', '"params":{},"idem":null,"second_factor":null}', 'members'),
    ('"second_factor":null,', '', 'members'), ('"second_factor":null', '"second_factor":{}', 'second_factor'),
    ('"second_factor":null', '"second_factor":{"totp_step":0}', 'second_factor'), ('"second_factor":null', '"second_factor":{"totp_step":"1"}', 'second_factor'),
    ('"second_factor":null', '"second_factor":{"totp_step":1,"totp_step":2}', 'second_factor'), ('"second_factor":null', '"second_factor":{"signature":false}', 'second_factor'),
    ('"second_factor":null', '"second_factor":true', 'second_factor'),
    ('"params":.*', '"params":[]}', 'params'), ('"params":.*', '"params":null}', 'params'), ('\}$', ',"more":1}', 'members'),
    ('\}$', '', 'text'), ('^', '[', 'text'), ('^\{', '{ ' || E'\n', 'text'), ('good', E'e\u0301', 'text'), ('good', E'\u007f', 'text'),
    ('\{"verdict', '{"a":1.0,"verdict', 'params: repeated key or number that is not an integer'),
    ('\{"verdict', '{"a":1e2,"verdict', 'params: repeated key or number that is not an integer'),
    ('\{"verdict', '{"verdict":"x","verdict', 'params: repeated key or number that is not an integer'),
    ('\{"verdict', '{"a":{"b":1,"b":2},"verdict', 'params: repeated key or number that is not an integer'),
    ('\{"verdict', '{"a":[[{"b":1,"b":2}]],"verdict', 'params: repeated key or number that is not an integer'),
    ('\{"verdict', '{"a":{"b":1,"\\u0062":2},"verdict', 'params: repeated key or number that is not an integer')) x(a, b, m);
select is(t.raw(rpad(r, 60001, ' ')), 'LG101 text', 'too long') from t.good;

-- no CPR number in any text of a request, however deep; numbers and hashes are none
select is(t.run('tilsagn_agency', format('select entry from act.test_do(%L, %L, null)', replace(r, '{"verdict":"good"', '{"a":' || a || ',"verdict":"good"'), t.attest()))
          ->> 'detail', w, 'CPR number: ' || a)
from t.good, (values
    ('"010190-1234"', '{"violations": [{"code": "personal_number", "field": "a", "place": 1}]}'),
    ('[{"b":"x"},{"b":"af 010190 1234","c":"0101901234"}]',
     '{"violations": [{"code": "personal_number", "field": "a.1.b", "place": 4}, {"code": "personal_number", "field": "a.1.c", "place": 1}]}'),
    ('"a\nb\n0101901234"', '{"violations": [{"code": "personal_number", "field": "a", "place": 5}]}'),
    ('101901234', null), ('1010190123', null), ('"' || repeat('0101901234', 7) || '"', null), ('"e0101901234b"', null)) x(a, w);
select is(t.raw(r, a), 'LG101 attest', 'attestation ' || coalesce(a, 'null'))
from t.good, unnest(array[null, '', 'c0ffee00', 'c0ffee00:AAAA', '00000000:' || repeat('A', 86) || '==', 'C0FFEE00:' || repeat('A', 86) || '==',
                          'c0ffee00:' || repeat('A', 87) || '=', t.attest() || ' ']) a;
select is(t.raw(r, t.attest(), 'confirm'), 'LG101 params: expected exactly proposal, sha256', 'another act''s request') from t.good;
select is(t.raw(regexp_replace(r, '"params":.*', '"params":{"proposal":1,"sha256":"' || repeat('0', 64) || '"}}'), t.attest(), 'confirm'), 'LG101 act',
          'a request for one act does not perform another') from t.good;

-- audience and right
select is(t.raw(replace(r, '"audience":"agency"', '"audience":"grantee"')), 'LG405', 'the agency pool does not speak for grantees') from t.good;
select is(t.raw(regexp_replace(r, '"person":\d+', '"person":9999')), 'LG401', 'nobody') from t.good;
-- A pool writes in nobody's name but its own audience's: record_refusal is everybody's act, so it shows it.
select is(t.run(t.login(a), t.call('record_refusal', t.request('record_refusal', a, p.person, null,
              '{"act":"release_batch","code":"LG402","subject":null,"detail":null}'))) ->> 'error', w,
          a || ' pool in the name of ' || p.name)
from t.people p join (values ('grantee', 'applicant-1', null), ('grantee', 'external-auditor-1', null), ('grantee', 'officer-1', 'LG405'),
    ('grantee', 'state-auditor-1', 'LG405'), ('agency', 'officer-1', null), ('agency', 'state-auditor-1', null),
    ('agency', 'applicant-1', 'LG405'), ('agency', 'external-auditor-1', 'LG405')) x(a, n, w) on x.n = p.name;
select is(t.raw(replace(r, '"role":"finance"', '"role":"officer"')), 'LG401', 'a role the person does not hold') from t.good;
select is(t.raw(replace(r, '"role":"finance"', '"role":null')), 'LG401', 'no role') from t.good;
select is(t.try('test_post', 'grantee', person, 'applicant', '{}') ->> 'error', 'LG401', 'a role held by another person') from t.people where name = 'management-1';

-- replay
create table t.replies (n int, r jsonb);
insert into t.replies select 1, t.tries('finance-1', 'test_post', '{"verdict":"one"}', 'key');
insert into t.replies select 2, t.tries('finance-1', 'test_post', '{"verdict":"one"}', 'key');
select is((select r - 'replayed' from t.replies where n = 2), (select r - 'replayed' from t.replies where n = 1), 'a repeated request gets the first answer');
select is((select array_agg(r ->> 'replayed' order by n) from t.replies), array['false', 'true'], 'marked as repeated');
select is(t.tries('finance-1', 'test_post', '{"verdict":"two"}', 'key') ->> 'error', 'LG501', 'the key with other params');
select is(t.tries('finance-2', 'test_post', '{"verdict":"one"}', 'key') ->> 'error', 'LG501', 'the key by another person');
select is(t.tries('officer-1', 'test_post', '{"verdict":"one"}', 'key2') ->> 'error', null, 'another key');
select is((select count(*) from ledger.entry where convert_from(leaf, 'UTF8') like '%"verdict": "one"%')::int, 2, 'two entries of three answers');
insert into t.replies select 3, t.tries('finance-1', 'approve_instalment', '{"streams":["call:x","system"],"twice":1,"instalments":[1,2]}', 'key3');
insert into t.replies select 4, t.tries('finance-1', 'approve_instalment', '{"streams":["call:x","system"],"twice":1,"instalments":[1,2]}', 'key3');
select is((select r ->> 'entry' from t.replies where n = 4), (select r ->> 'entry' from t.replies where n = 3), 'an act with two entries is answered with its first');
select is((select count(*) from ledger.entry where kind = 'approve_instalment' and stream = 'system' and idem is null
           and entry > (select (r ->> 'entry')::bigint from t.replies where n = 3))::int, 1, 'the second entry carries the request, not the key');

-- the clock: received, began, monotone streams
select t.run('tilsagn_operator', $$select testing.freeze('2019-10-24T10:00:00Z')$$);
select is(t.tries('finance-1', 'test_post', '{"streams":["call:y"]}', null, 1571911199999999) ->> 'received', '2019-10-24T09:59:59.999999+00:00', 'received is the proxy''s instant');
select is(t.tries('finance-1', 'test_post', '{"streams":["call:y"]}', null, 1571911200000001) ->> 'received', '2019-10-24T10:00:00+00:00', 'never after the database clock');
select is(t.tries('finance-1', 'test_post', '{"streams":["call:y"]}') ->> 'received', null, 'none without one');
select is(t.tries('finance-1', 'test_post', '{"streams":["call:y"]}') ->> 'at', '2019-10-24T10:00:00+00:00', 'a standing clock gives the same instant twice');
select is((select began from ledger.entry where entry = (r ->> 'entry')::bigint), null, 'no duration, no beginning')
from t.tries('finance-1', 'test_post', '{"streams":["call:y"]}') r;
select ok(not t.try('test_post', 'agency', person, 'finance', '{"streams":["call:y"]}', null, 1571911200000000, 4000000) ? 'error', 'an upload of four seconds')
from t.people where name = 'finance-1';
select is((select began from ledger.entry order by entry desc limit 1), '2019-10-24T09:59:56Z'::timestamptz, 'began four seconds before it was received');
select t.run('tilsagn_operator', $$select testing.freeze('2019-10-24T09:59:59.999999Z')$$);
select is(t.tries('finance-1', 'test_post', '{"streams":["call:y"]}') ->> 'error', 'LG505', 'a stream never goes back in time');
select is(t.tries('finance-1', 'test_post', '{"streams":["call:z"]}') ->> 'error', null, 'another stream may');
select t.run('tilsagn_operator', $$select testing.run_from('2019-10-24T11:00:00Z')$$);
select ok((t.tries('finance-1', 'test_post', '{"streams":["call:y"]}', null, ledger.micros(clock_timestamp()) - 1500000) ->> 'received')::timestamptz
          between ledger.clock() - interval '2 seconds' and ledger.clock() - interval '1 second', 'while it runs the same offset applies to received');
select is((t.run('tilsagn_grantee', 'select read.clock()') ->> 'value')::jsonb -> 'simulated', 'true', 'and everybody is told');
select t.run('tilsagn_operator', $$select testing.freeze('2020-01-01T00:00:00Z')$$), t.run('tilsagn_operator', $$select testing.set_clock('2020-02-01T00:00:00Z')$$);
select is(ledger.clock(), '2020-02-01T00:00:00Z'::timestamptz, 'a standing clock set stands');
select t.run('tilsagn_operator', $$select testing.run_from('2020-01-01T00:00:00Z')$$), t.run('tilsagn_operator', $$select testing.set_clock('2020-03-01T00:00:00Z')$$);
select ok(ledger.clock() between '2020-03-01T00:00:00Z' and '2020-03-01T00:00:10Z', 'a running clock set runs');
select is(t.run(l, $$select testing.freeze('2020-01-01T00:00:00Z')$$) ->> 'error', '42501', l || ' does not set the clock')
from unnest(array['tilsagn_grantee', 'tilsagn_agency', 'tilsagn_public', 'tilsagn_sequencer']) l;

-- lock order: the keys an act takes, in the order it takes them
select is(array(select ledger.stream_class(s) from unnest(array['appropriation:1', 'call:1', 'batch:1', 'organisation:1', 'grant:1', 'system']) s),
          array[1, 2, 3, 4, 5, 6], 'kinds of streams are locked in this order');
begin;
select ledger.lock_all(array['grant:2', 'system', 'call:1', 'grant:1'], array['appropriation:9', 'call:1'], array['call:1:available', 'grant:1:paid']);
select is(array(select l.classid::int || case l.mode when 'ShareLock' then ' shared' else '' end from pg_locks l where l.locktype = 'advisory' and l.pid = pg_backend_pid()
                order by 1), array['1 shared', '100', '100', '2', '5', '5', '6'], 'every stream once, exclusive where both are asked');
rollback;
select is(current_setting('lock_timeout'), '0', 'the lock timeout ends with the act');
select * from finish();
