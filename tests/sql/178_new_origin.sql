-- SPDX-License-Identifier: EUPL-1.2
-- A log whose signed end is lost goes on under the next name: who decides it, what moves, what everybody can still see.
set search_path = tap, public;
select no_plan();

select is(ledger.next_origin(o), n, o) from (values ('a.dk/log/1', 'a.dk/log/2'), ('a.dk/log/9', 'a.dk/log/10'), ('a.dk', 'a.dk/2'),
    ('a.dk/v1', 'a.dk/v1/2')) v(o, n);
-- As C computes it: first bytes of SHA-256 over name, line feed, 0x01, key.
select is(ledger.note_key_id('a.dk/1', '\x0102'), encode(substring(sha256('a.dk/1'::bytea || '\x0a010102'::bytea) for 4), 'hex'), 'a key''s id');

create temp table origin as select value as name from meta.setting where name = 'origin';
select ledger.register_attest_key(ledger.note_key_id(name, sha256('host')), sha256('host'), 'host') from origin \g /dev/null
create temp table taken as select * from ledger.log_take(100000);
select ledger.log_put(0, (select array_agg(entry order by queue_id) from taken)::text,
    (select string_agg(leaf_hash, ''::bytea order by queue_id) from taken)) \g /dev/null
create function t.line(p_name text, p_id text) returns text language sql as
$body$select '— ' || p_name || ' ' || translate(encode(decode(p_id, 'hex') || decode(repeat('00', 64), 'hex'), 'base64'), E'\n', '')$body$;
select ledger.log_put_key(name, '01020304', sha256('k')),
    ledger.log_put_checkpoint(n, ledger.log_root(n), name, '01020304', t.line(name, '01020304'))
from origin, (values (2), (ledger.log_size())) s(n) \g /dev/null
create temp table size as select ledger.log_size() as n, ledger.log_root(ledger.log_size()) as root;

create function t.lost(p_more jsonb default '{}') returns text language sql as
$body$
    select '{' || string_agg(to_json(k.name) || ':' || coalesce(p_more -> k.name, v.said -> k.name), ',' order by k.n)
        || case when p_more ? 'more' then ',"more":1' else '' end || '}'
    from origin o, size s, unnest(array['v', 'former', 'origin', 'signed_size', 'signed_root', 'left_size', 'left_root', 'reason'])
        with ordinality k(name, n), lateral (select jsonb_build_object('v', 1, 'former', o.name, 'origin', ledger.next_origin(o.name),
        'signed_size', s.n + 5, 'signed_root', repeat('ab', 32), 'left_size', s.n, 'left_root', encode(s.root, 'hex'),
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
    (format('{"left_root":"%s"}', repeat('ab', 32)), 'LG502'), ('{"signed_root":"x"}', 'LG101')) v(c, e);
select is(t.code(t.propose('log', 'log', t.lost(), array['officer-1'])), 'LG401', 'no officer confirms it');
select is(t.code(t.propose('log', 'log', t.lost(), array['administrator-1', 'administrator-1'])), 'LG402', 'nor one administrator twice');
create temp table proposal as select max(p.proposal) as n from ledger.proposal p;
select is(t.anew(n), 'LG502', 'one administrator is not enough') from proposal;
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
select is((select value from meta.setting where name = 'origin'), (select ledger.next_origin(name) from origin), 'the log has its next name');
select is(meta.catalogue_hash(), hash, 'the schema is what it was') from catalogue;
select is(ledger.log_size(), 0::bigint, 'nothing is logged under it yet');
select is((select count(*) from ledger.checkpoint) + (select count(*) from ledger.checkpoint_signature)
    + (select count(*) from ledger.log_hash), 0::bigint, 'nor signed');
select is((select array_agg(entry order by queue_id) from ledger.log_queue),
    (select array[(select entry from ledger.former_log)] || (select array_agg(entry order by queue_id) from taken) || entries from waiting),
    'the entry that says so waits first, then all that was left in its order, then what had waited');
select is((select (stream, version)::text from ledger.entry where entry = (select entry from ledger.former_log)), '(log:2,1)', 'in a stream of its own');
select is((select count(*) from ledger.former_leaf), (select count(*) from taken), 'what was left is kept at its former place');
select is((select array_agg(size order by size) from ledger.former_checkpoint), (select array[2, n] from size), 'and what was signed');
select is((select count(*) from ledger.former_signature), 2::bigint, 'by whom');
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
select is(t.public(format('read.former_head(%L, 2, 1)', name)) ->> 'root', (select encode(root, 'hex') from ledger.former_checkpoint where size = 2),
    'a former checkpoint is compared with what was signed') from origin;
select is(t.public(format('read.former_head(%L, 3, 1)', name)) ->> 'root', encode(ledger.former_root(name, 3), 'hex'), 'or with what was left') from origin;
select is(t.public(format('read.former_head(%L, %s, 1)', name, n + 5)) ->> 'root', repeat('ab', 32), 'or with the last that anybody knew') from origin, size;
select is(t.public(format('read.former_head(%L, %s, 1)', name, n + 1)) ->> 'root', null, 'and of others nobody knows it any more') from origin, size;
select is(t.public('read.former_head(''another'', 1, 1)')::text, null, 'no other log ended');

-- Signed under the new name, the checks hold over all of it; and it may happen again.
insert into taken select * from ledger.log_take(100000);
select ledger.log_put(0, (select array_agg(q.entry order by q.n) from (select t.entry, max(t.queue_id) as n from taken t group by 1) q)::text,
    (select string_agg(e.leaf_hash, ''::bytea order by q.n) from (select t.entry, max(t.queue_id) as n from taken t group by 1) q
     join ledger.entry e on e.entry = q.entry)) \g /dev/null
select ledger.log_put_key(o, '05060708', sha256('l')), ledger.log_put_checkpoint(n, ledger.log_root(n), o, '05060708', t.line(o, '05060708'))
from (select ledger.log_size() as n, l.origin as o from published.log l) s \g /dev/null
update origin set name = (select origin from published.log);
update size set n = ledger.log_size(), root = ledger.log_root(ledger.log_size());
select is(t.propose('log', 'log', t.lost(), array['administrator-1', 'administrator-2']) ->> 'verdict', 'effective', 'a second time');
select is(t.anew((select max(p.proposal) from ledger.proposal p))::json ->> 'origin', (select ledger.next_origin(name) from origin), 'the next name');
select is((select array_agg(l.leaf_index order by l.leaf_index) from ledger.former_leaf l join ledger.entry e using (entry)
    where e.kind = 'begin_log'), array[0::bigint], 'behind the newest stands the one before it');
select * from finish();
