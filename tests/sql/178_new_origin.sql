-- SPDX-License-Identifier: EUPL-1.2
-- A log whose signed end is lost goes on under the next name: who decides it, what moves, what everybody can still see.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql

select is(ledger.next_origin(o), n, o) from (values ('a.dk/log/1', 'a.dk/log/2'), ('a.dk/log/9', 'a.dk/log/10'), ('a.dk', 'a.dk/2'),
    ('a.dk/v1', 'a.dk/v1/2')) v(o, n);
-- As C computes it: first bytes of SHA-256 over name, line feed, 0x01, key.
select is(ledger.note_key_id('a.dk/1', '\x0102'), encode(substring(sha256('a.dk/1'::bytea || '\x0a010102'::bytea) for 4), 'hex'), 'a key''s id');

create temp table origin as select value as name from meta.setting where name = 'origin';
select ledger.register_attest_key(ledger.note_key_id(name, sha256('host')), sha256('host'), 'host') from origin \g /dev/null
-- One request for vouchers is drawn while the log is whole, and one of newer accounts is not.
create function t.asked(p_version int, p_to text, p_ore bigint) returns text language plpgsql as
$body$
declare
    v_accounts jsonb := t.must(t.does('applicant-1', 'submit_accounts', t.accounts(t.sent('applicant-1'), p_ore, 'part', p_to)));
begin
    perform t.must(t.does('management-1', 'sign_off', t.sign_off(t.sent('applicant-1'), v_accounts)));
    return t.must(t.does('officer-1', 'request_vouchers', format('{"application":%s,"version":%s,"reason":"Stikprøve"}',
        t.sent('applicant-1'), p_version))) ->> 'entry';
end
$body$;
call t.awarded();
select testing.freeze('2020-11-10 08:00:00Z') \g /dev/null
create temp table request as select t.asked(1, '2020-10-31', 55000000) as drawn, null::text as undrawn;
create temp table first as select t.head() as size;
select is(t.refusal(t.draw(drawn)), 'done', 'drawn') from request;
update request set undrawn = t.asked(2, '2020-11-05', 56000000);
select t.head() \g /dev/null
select testing.freeze('2027-01-10 08:00:00Z') \g /dev/null
create temp table taken as select l.entry, l.leaf_index from ledger.log_leaf l;
create temp table signed as select c.size from ledger.checkpoint c;
create temp table size as select ledger.log_size() as n, ledger.log_root(ledger.log_size()) as root;
\set c66 `cat "$SQL_DIR"/checks/66_vouchers.sql`
\set c74 `cat "$SQL_DIR"/checks/74_former_log.sql`
create temp view c66 as :c66;
create temp view c74 as :c74;

create function t.lost(p_more jsonb default '{}') returns text language sql as
$body$
    select '{' || string_agg(to_json(k.name) || ':' || coalesce(p_more -> k.name, v.said -> k.name), ',' order by k.n)
        || case when p_more ? 'more' then ',"more":1' else '' end || '}'
    from origin o, size s, unnest(array['v', 'former', 'origin', 'signed_size', 'signed_root', 'head', 'left_size', 'left_root', 'reason'])
        with ordinality k(name, n), lateral (select jsonb_build_object('v', 1, 'former', o.name, 'origin', ledger.next_origin(o.name),
        'signed_size', s.n + 5, 'signed_root', repeat('ab', 32), 'head', 'unsigned',
        'left_size', s.n, 'left_root', encode(s.root, 'hex'),
        'reason', 'Alt er brændt') as said) v
$body$;
create function t.code(p jsonb) returns text language sql as $$select coalesce(p ->> 'error', 'done')$$;
-- The superuser's command, taken back when it is refused.
create function t.anew(p_proposal bigint) returns text language plpgsql as
$body$
begin
    return ledger.begin_anew(t.request('begin_log', 'operator', null, null, format('{"proposal":%s}', p_proposal)), t.attest());
exception when others then
    return sqlstate;
end
$body$;

select is(t.code(t.propose('log', 'log', t.lost(c::jsonb), '{}')), e, 'refused: ' || c)
from (values ('{"former":"another"}', 'LG502'), ('{"origin":"another"}', 'LG502'), ('{"left_size":1}', 'LG502'),
    ('{"signed_size":2}', 'LG502'), ('{"v":2}', 'LG502'), ('{"reason":""}', 'LG101'), ('{"more":1}', 'LG101'),
    ('{"head":"seen"}', 'LG502'), ('{"head":null}', 'LG502'),
    (format('{"left_root":"%s"}', repeat('ab', 32)), 'LG502'), ('{"signed_root":"x"}', 'LG101')) v(c, e);
select is(t.code(t.propose('log', 'log', t.lost(), array['officer-1'])), 'LG401', 'no officer confirms it');
select is(t.code(t.propose('log', 'log', t.lost(), array['administrator-1', 'administrator-1'])), 'LG402', 'nor one administrator twice');
create temp table proposal as select max(p.proposal) as n from ledger.proposal p;
select is(t.anew(n), 'LG502', 'one administrator is not enough') from proposal;
-- The superuser can take the condition away, and put it back: it is found afterwards.
create function t.forced() returns text language plpgsql as
$body$
declare
    v_act text := pg_get_functiondef('act.begin_log(text,text,bytea)'::regprocedure);
begin
    execute replace(v_act, 'v_id) < 2', 'v_id) < 1');
    perform t.anew((select n from proposal));
    execute v_act;
    return (select string_agg(distinct f.fault, ', ') from c74 f);
end
$body$;
begin;
select coalesce(t.forced(), 'nothing') as forced \gset
rollback;
select is(:'forced'::text, 'not confirmed by two administrators before it was begun anew', 'nor for the superuser unseen');
select is(t.code(t.does('administrator-2', 'confirm', format('{"proposal":%s,"sha256":"%s"}', p.n, encode(r.sha256, 'hex')))), 'done', 'two are')
from proposal p join ledger.proposal r on r.proposal = p.n;
select is(t.code(t.act('begin_log', 'operator', null, null, format('{"proposal":%s}', n))), 'LG502', 'the operator alone does not make the entry') from proposal;
select is(t.code(t.act('begin_log', 'operator', null, null, '{"proposal":999999}')), 'LG301', 'nor for no proposal');
select is(t.run('tilsagn_operator', 'select ledger.begin_anew(''{}'', ''x'')') ->> 'error', '42501', 'nor moves the log');
select is(t.anew(1), 'LG301', 'another proposal is none of a log');
select is((select value from meta.setting where name = 'origin'), (select name from origin), 'nothing has happened so far');

create temp table waiting as select array_agg(entry order by queue_id) as entries from ledger.log_queue;
create temp table catalogue as select meta.catalogue_hash() as hash;
create temp table begun as select t.anew(n)::json as said from proposal;
select is(said ->> 'missing_from', n::text, 'it says from where on entries are missing') from begun, size;
select is(said ->> 'head', 'unsigned', 'and that nobody''s signature of them was shown') from begun;
select is((select value from meta.setting where name = 'origin'), (select ledger.next_origin(name) from origin), 'the log has its next name');
select is(meta.catalogue_hash(), hash, 'the schema is what it was') from catalogue;
select is(ledger.log_size(), 0::bigint, 'nothing is logged under it yet');
select is((select count(*) from ledger.checkpoint) + (select count(*) from ledger.checkpoint_signature)
    + (select count(*) from ledger.log_hash), 0::bigint, 'nor signed');
select is((select array_agg(entry order by queue_id) from ledger.log_queue),
    (select array[(select entry from ledger.former_log)] || (select array_agg(entry order by leaf_index) from taken) || entries from waiting),
    'the entry that says so waits first, then all that was left in its order, then what had waited');
select is((select (stream, version)::text from ledger.entry where entry = (select entry from ledger.former_log)), '(log:2,1)', 'in a stream of its own');
select is((select count(*) from ledger.former_leaf), (select count(*) from taken), 'what was left is kept at its former place');
select is((select array_agg(size order by size) from ledger.former_checkpoint), (select array_agg(size order by size) from signed), 'and what was signed');
select is((select count(*) from ledger.former_signature), (select count(*) from signed), 'by whom');
select is(ledger.former_root((select name from origin), n), root, 'which its leaves lead to') from size;
select is(ledger.former_root((select name from origin), n + 1), null, 'and no further') from size;
select is((select array_agg(name order by name) from ledger.log_attest_names() where public_key = k.public_key),
    (select array[name, ledger.next_origin(name)] from origin), 'a portal host''s key has an id under both names')
from (select sha256('host') as public_key) k;

-- What everybody sees of it.
create function t.public(p_what text) returns json language sql as
$body$select (t.run('tilsagn_public', 'select ' || p_what) ->> 'value')::json$body$;
select is(t.public('read.published_log()') -> 'former' -> 0 ->> 'lost', '5', 'the page of the log tells it');
select is((select array_agg(distinct k ->> 'name' order by k ->> 'name') from json_array_elements(t.public('read.receipt_place(0)') -> 'keys' -> 'attest') k),
    (select array[name, ledger.next_origin(name)] from origin), 'receipts of before are still ours');
select ledger.log_put_key(ledger.next_origin(name), '00c0ffee', sha256('the key of the end')) from origin \g /dev/null
select is(array(select k ->> 'name' from json_array_elements(t.public('read.receipt_place(0)') -> 'keys' -> 'log') k
        where k ->> 'key' = encode(sha256('the key of the end'), 'hex') order by 1),
    (select array[name, ledger.next_origin(name)] from origin), 'so are proofs that today''s key signed under the former name, though the backup is older than that key');
select is(t.public(format('read.former_head(%L, %s, 1)', name, size)) ->> 'root', (select encode(root, 'hex') from ledger.former_checkpoint c where c.size = f.size),
    'a former checkpoint is compared with what was signed') from origin, first f;
select is(t.public(format('read.former_head(%L, 3, 1)', name)) ->> 'root', encode(ledger.former_root(name, 3), 'hex'), 'or with what was left') from origin;
select is(t.public(format('read.former_head(%L, %s, 1)', name, n + 5)) ->> 'root', repeat('ab', 32), 'or with the last that anybody knew') from origin, size;
select is(t.public(format('read.former_head(%L, %s, 1)', name, n + 1)) ->> 'root', null, 'and of others nobody knows it any more') from origin, size;
select is(t.public('read.former_head(''another'', 1, 1)')::text, null, 'no other log ended');

-- Signed under the new name, the checks hold over all of it; and it may happen again.
select is((select string_agg(relation || ' ' || name, ', ') from meta.broken_constraints()), null, 'all of it holds together');
select is(t.refusal(t.draw(undrawn)), 'LG502 a signed head of the log', 'no head of the former log draws any more') from request;
select t.head() \g /dev/null
select is(t.refusal(t.draw(undrawn)), 'done', 'the new log''s draws what was asked for before') from request;
select is((select count(*) from grants.voucher_draw d join ledger.checkpoint c using (size) where d.request::text = undrawn), 1::bigint, 'from its own head')
from request;
select is((select string_agg(what || ' ' || entry, ', ') from c66), null, 'and each draw is of a head of its log');
select t.head() \g /dev/null
update origin set name = (select origin from published.log);
update size set n = ledger.log_size(), root = ledger.log_root(ledger.log_size());
select is(t.propose('log', 'log', t.lost(), array['administrator-1', 'administrator-2']) ->> 'verdict', 'effective', 'a second time');
select is(t.anew((select max(p.proposal) from ledger.proposal p))::json ->> 'origin', (select ledger.next_origin(name) from origin), 'the next name');
select is((select array_agg(l.leaf_index order by l.leaf_index) from ledger.former_leaf l join ledger.entry e using (entry)
    where e.kind = 'begin_log'), array[0::bigint], 'behind the newest stands the one before it');
select * from finish();
