-- SPDX-License-Identifier: EUPL-1.2
-- leaves the database broken
-- What the sequencer keeps of witnesses, and what everybody reads of it.
set search_path = tap, public;
select no_plan();

create temp table taken as select * from ledger.log_take(100000);
select lives_ok($$select ledger.log_put(0, (select array_agg(entry order by queue_id) from taken)::text,
    (select string_agg(leaf_hash, ''::bytea order by queue_id) from taken))$$, 'a log');
create function t.line(p_name text, p_id text, p_seconds bigint) returns text language sql as
$body$select '— ' || p_name || ' ' || translate(encode(decode(p_id, 'hex')
    || case when p_seconds is null then '' else decode(lpad(to_hex(p_seconds), 16, '0'), 'hex') end
    || decode(repeat('00', 64), 'hex'), 'base64'), E'\n', '')$body$;

create function t.public(p_what text) returns text language sql as
$body$select t.run('tilsagn_public', 'select ' || p_what) ->> 'value'$body$;

-- 1571904000 s after 1970 is 2019-10-24 08:00 UTC.
select is(ledger.cosigned_at(t.line('w', '0a0b0c0d', 1571904000)), '2019-10-24 08:00:00+00'::timestamptz, 'when a witness cosigned');
select is(ledger.cosigned_at(t.line('o', '01020304', null)), null, 'the log does not say when');

select lives_ok($$select ledger.log_put_key('o', '01020304', sha256('k'))$$, 'the log''s key is kept');
select lives_ok($$select ledger.log_put_key('o', '01020304', sha256('k'))$$, 'again is nothing new');
select throws_ok($$select ledger.log_put_key('o', '01020304', sha256('l'))$$, '23505', null, 'another key of that id is refused');
select is((select count(*) from ledger.log_keys()), 0::bigint, 'another log''s key is none of this one''s');
select ledger.log_put_key((select origin from published.log), k, sha256(convert_to(k, 'UTF8'))) from unnest(array['aa0b0c0d', 'bb0b0c0d']) k \g /dev/null
select is((select array_agg(public_key order by public_key) from ledger.log_keys()),
    (select array_agg(h order by h) from unnest(array[sha256('aa0b0c0d'), sha256('bb0b0c0d')]) h), 'keys of now and before');
select is(ledger.log_put_policy('quorum none'), ledger.log_put_policy('quorum none'), 'the same policy has the same number');
select cmp_ok(ledger.log_put_policy('w+0a0b0c0d+x'), '>', (select min(policy) from ledger.witness_policy), 'another has another');

select is((t.public('read.published_log()')::json ->> 'head'), null, 'nothing is signed yet');
select is((t.public(format('read.receipt_place(%s)', (select min(entry) from taken)))::json ->> 'place'), null, 'so no entry has a place');
select isnt((t.public(format('read.receipt_place(%s)', (select min(entry) from taken)))::json ->> 'taken'), null, 'though the log has taken it');
select ledger.log_put_checkpoint(n, sha256(convert_to('r' || n, 'UTF8')), 'o', '01020304', t.line('o', '01020304', null)) from unnest(array[2, 3, 4]) n;
select is(t.public(format('read.log_place(%s)', (select entry from taken order by queue_id limit 1)))::json ->> 'size', '2', 'the first checkpoint that covers an entry');
select is(t.public(format('read.log_place(%s)', (select entry from taken order by queue_id offset 2 limit 1)))::json ->> 'size', '3', 'of the third entry too');
select ledger.log_put_checkpoint(3, sha256('r3'), 'w', '0a0b0c0d', t.line('w', '0a0b0c0d', 1571904000));
select lives_ok($$select ledger.log_put_quorum(3, (select max(policy) from ledger.witness_policy))$$, 'a quorum was met');
select lives_ok($$select ledger.log_put_quorum(3, (select max(policy) from ledger.witness_policy))$$, 'again is nothing new');
select is(t.public(format('read.log_place(%s)', (select entry from taken order by queue_id limit 1)))::json ->> 'size', '3', 'and now the first that was witnessed');
select is(t.public(format('read.log_place(%s)', (select entry from taken order by queue_id limit 1)))::json -> 'cosignatures' -> 0 ->> 'at', '2019-10-24T08:00:00.000000Z', 'with who cosigned and when');
select is(t.public('read.checkpoint_note(3)'), (select origin from published.log) || E'\n3\n' || encode(sha256('r3'), 'base64') || E'\n\n'
    || t.line('o', '01020304', null) || E'\n' || t.line('w', '0a0b0c0d', 1571904000) || E'\n', 'the note, the log''s own line first');
select is((select array_agg(line) from ledger.log_signatures(3)), array[t.line('o', '01020304', null), t.line('w', '0a0b0c0d', 1571904000)], 'its lines in that order');
select pg_sleep(0.01) \g /dev/null
select ledger.log_put_checkpoint(3, sha256('r3'), 'o', '02020304', t.line('o', '02020304', null)) \g /dev/null
select is((select array_agg(line) from ledger.log_signatures(3)),
    array[t.line('o', '02020304', null), t.line('o', '01020304', null), t.line('w', '0a0b0c0d', 1571904000)], 'a newer key of the log stands before the former one');
select is((regexp_split_to_array(t.public('read.checkpoint_note(3)'), E'\n'))[5:7],
    array[t.line('o', '02020304', null), t.line('o', '01020304', null), t.line('w', '0a0b0c0d', 1571904000)], 'so it does for everybody');
select is((select size from ledger.log_cosigned() where key_name = 'w'), 3::bigint, 'the greatest size of each key');
select is(t.public('read.published_log()')::json -> 'head' ->> 'witnessed', 'false', 'the head is not witnessed');
select is(t.public('read.published_log()')::json -> 'witnessed' ->> 'size', '3', 'but size 3 is');
select isnt(t.public('read.published_log()')::json ->> 'missing_since', null, 'since when it is missing is told');

select ledger.log_put_witness((select max(policy) from ledger.witness_policy), 'w', '0a0b0c0d', s, 4, null)
from unnest(array['cosigned', 'cosigned', 'silent', 'silent', 'cosigned']) s;
select is((select array_agg(state order by event) from ledger.witness_event), array['cosigned', 'silent', 'cosigned'], 'an answer is kept when it is another');
select lives_ok($$select ledger.log_put_witness((select max(policy) from ledger.witness_policy), 'w', '0a0b0c0d', 'ahead', 4, 9)$$, 'one that is ahead');
select throws_ok($$select ledger.log_put_witness((select max(policy) from ledger.witness_policy), 'w', '0a0b0c0d', 'silent', 4, 9)$$, '23514', null, 'only that one names a size');
select is(t.public('read.published_log()')::json -> 'witnesses' -> 0 ->> 'state', 'ahead', 'the page tells the last');
select is(t.public('read.published_log()')::json -> 'witnesses' -> 0 ->> 'cosigned', '3', 'and what it cosigned last');
select is(t.public('read.log_tile(0, 1, 2)')::bytea, ledger.log_tile(0, 1, 2), 'everybody reads hashes of leaves');
select is(octet_length(t.public('read.log_tile(0, 0, 100000)')::bytea), 32 * least(256, (select count(*) from taken))::int, 'a tile at a time');
select is(t.public('read.log_tile(1, 0, 1)'), null, 'and none where there are none');
select is(json_array_length(t.public('read.log_keys()')::json -> 'attest') > 0, true, 'the portal hosts'' keys');

select is(ledger.policy_met(E'# of tests\nwitness a n/a+0000000a+x http://a\nwitness b n+0000000b+x\nwitness  c\tn+0000000c+x\ngroup two 2 a b c\n'
    || E'group one any a b\ngroup all all two c\ngroup again 2 a a\nquorum ' || quorum || E'\n', who), met, quorum || ' with ' || who::text)
from (values ('a', '{n/a+0000000a}'::text[], true), ('a', '{n+0000000a}', false), ('a', '{}', false), ('none', '{n/a+0000000a}', false),
    ('two', '{n/a+0000000a,n+0000000c}', true), ('two', '{n/a+0000000a}', false), ('two', '{n/a+0000000a,n+0000000d}', false),
    ('one', '{n+0000000b}', true), ('one', '{n+0000000c}', false), ('all', '{n/a+0000000a,n+0000000b}', false),
    ('all', '{n+0000000b,n+0000000c}', true), ('again', '{n/a+0000000a}', false)) r(quorum, who, met);

select is(t.run('tilsagn_public', q) ->> 'value' is not null, true, 'the public pool may: ' || q)
from unnest(array['select read.published_log()', 'select read.receipt_place(0)', 'select read.log_tile(0, 0, 1)']) q;
select is(t.run(l, q) ->> 'error', '42501', l || ' may not: ' || q)
from unnest(array['tilsagn_grantee', 'tilsagn_agency', 'tilsagn_public']) l,
     unnest(array['select * from ledger.checkpoint', 'select * from ledger.witness_event', 'select ledger.log_put_quorum(1, 1)']) q;
select * from finish();
