-- SPDX-License-Identifier: EUPL-1.2
-- leaves the database broken
-- What the sequencer does in the database: taking, appending, keeping out, checkpoints; nobody else may.
set search_path = tap, public;
select no_plan();

create function t.seq(p_sql text) returns text language plpgsql as
$body$
declare v text;
begin
    set local role tilsagn_sequencer;
    execute p_sql into v;
    reset role;
    return v;
exception when others then
    reset role;
    return sqlstate;
end
$body$;

create temp table waiting as select array_agg(q.entry order by q.queue_id) as entries, count(*) as n from ledger.log_queue q;
select cmp_ok((select n from waiting), '>', 2::bigint, 'the world waits in the queue');
select is(t.seq('select ledger.log_size()'), '0', 'the log is empty');
select is(t.seq('select ledger.log_last_checkpoint()'), null, 'nothing has been signed');

create temp table taken as select * from ledger.log_take(100000);
select is((select array_agg(entry) from taken), (select entries from waiting), 'taken in the order of the queue');
select is((select count(*) from ledger.log_queue), 0::bigint, 'and off it');
select is((select bool_and(leaf_hash = sha256('\x00'::bytea || leaf)) from taken), true, 'with their leaves');

select lives_ok($$select ledger.log_put(0, (select array_agg(entry order by queue_id) from taken)::text,
    (select string_agg(leaf_hash, ''::bytea order by queue_id) from taken))$$, 'appended');
select is(ledger.log_size(), (select n from waiting), 'the log has grown by them');
select throws_ok($$select ledger.log_put(0, '{1}', sha256('x'))$$, '40001', null, 'a second sequencer''s batch does not continue it');
select throws_ok($$select ledger.log_put(ledger.log_size(), '{1}', '\x00')$$, '40001', null, 'one hash for each entry');
select throws_ok($$select ledger.log_put(ledger.log_size(), '{1}', sha256('x'))$$, '23505', null, 'no entry twice');
select is(ledger.log_tile(0, 1, 2), (select string_agg(leaf_hash, ''::bytea order by leaf_index) from ledger.log_leaf
    where leaf_index in (1, 2)), 'hashes of leaves');
select is(octet_length(ledger.log_tile(0, 0, 100000)), 32 * (select n from waiting)::int, 'as many as there are');
select is(ledger.log_tile(1, 0, 256), null, 'and none where there are none');
select is((select array_agg(leaf_index) from ledger.log_leaves(1, 2)), array[1, 2]::bigint[], 'leaves in their order');

select is(ledger.merkle_fold(sha256('a') || sha256('b')), sha256('\x01'::bytea || sha256('a') || sha256('b')), 'two hashes fold');
select is(ledger.merkle_fold(sha256('a') || sha256('b') || sha256('c') || sha256('d')),
    sha256('\x01'::bytea || sha256('\x01'::bytea || sha256('a') || sha256('b')) || sha256('\x01'::bytea || sha256('c') || sha256('d'))),
    'and four');
select is(ledger.merkle_join(array[sha256('a'), sha256('b'), sha256('c')]),
    sha256('\x01'::bytea || sha256('a') || sha256('\x01'::bytea || sha256('b') || sha256('c'))), 'trees join from the smallest');
select is(ledger.merkle_join(array[sha256('a')]), sha256('a'), 'one is its own root');
select is(ledger.merkle_join('{}'), sha256(''), 'none is the empty tree''s');
select is(ledger.merkle_join(array[sha256('a'), null]), null, 'one that is missing leaves no root');

select lives_ok($$select ledger.log_put_checkpoint(2, sha256('r'), 'o', '0123abcd', '— o AAAA')$$, 'a checkpoint is kept');
select lives_ok($$select ledger.log_put_checkpoint(2, sha256('r'), 'o', '0123abcd', '— o AAAA')$$, 'again is nothing new');
select throws_ok($$select ledger.log_put_checkpoint(2, sha256('s'), 'o', '0123abcd', '— o AAAA')$$, '23505', null, 'another root for the size is refused');
select is((select size from ledger.log_last_checkpoint()), 2::bigint, 'the last one');
select is((select count(*) from ledger.checkpoint_signature), 1::bigint, 'with one signature');
select lives_ok($$select ledger.log_put_hash(1, 0, sha256('h'))$$, 'the root of a whole tile is kept');
select is(ledger.log_tile(1, 0, 1), sha256('h'), 'and read');
select lives_ok($$select ledger.log_keep_out(1, 1, 'not_attested')$$, 'kept out of the log');
select throws_ok($$select ledger.log_keep_out(1, 1, 'because')$$, '23514', null, 'for a known reason');
select cmp_ok((select count(*) from ledger.log_attest_names()), '>', 0::bigint, 'attest keys are known');

select is(t.seq(c), '42501', 'the sequencer has no table: ' || c)
from unnest(array['delete from ledger.log_queue', 'select count(*) from ledger.entry',
                  'insert into ledger.log_leaf values (9, 9, sha256(''x''))', 'select size from ledger.checkpoint']) c;
select is(has_function_privilege(r, p.oid, 'execute'), false, r || ' may not ' || p.proname)
from pg_proc p, unnest(array['tilsagn_grantee', 'tilsagn_agency', 'tilsagn_public', 'tilsagn_operator']) r
where p.pronamespace = 'ledger'::regnamespace and p.proname in ('log_take', 'log_put', 'log_put_hash', 'log_keep_out',
    'log_put_checkpoint', 'log_leaves', 'log_signatures', 'log_cosigned', 'log_keys', 'log_put_key', 'log_put_policy', 'log_put_witness',
    'log_put_quorum', 'log_position', 'standbys_with', 'log_put_replication');
select * from finish();
