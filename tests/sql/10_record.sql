-- SPDX-License-Identifier: EUPL-1.2
-- leaves the database broken
-- The record: what the superuser himself cannot insert, because a constraint proves it.
set search_path = tap, public;
select no_plan();

call t.money();

-- Copies an entry with one thing changed and answers the constraint that refused it.
create function t.forge(p_entry bigint, p_column text, p_value text, p_leaf text default null)
    returns text language plpgsql as
$body$
declare
    v            ledger.entry;
    v_constraint text;
begin
    select * into v from ledger.entry e where e.entry = p_entry;
    -- the next free place of the stream, with a leaf that fits
    v.version := (select max(e.version) + 1 from ledger.entry e where e.stream = v.stream);
    v.prev_hash := (select e.leaf_hash from ledger.entry e where e.stream = v.stream and e.version = v.version - 1);
    v.idem := null;
    v.leaf := convert_to(regexp_replace(regexp_replace(regexp_replace(convert_from(v.leaf, 'UTF8'),
        '"version":\d+', '"version":' || v.version),
        '"prev":(null|"[0-9a-f]*")', '"prev":"' || encode(v.prev_hash, 'hex') || '"'),
        '"idem":(null|"[0-9a-f]*"),"nonce"', '"idem":null,"nonce"'), 'UTF8');
    if p_column is not null then
        v := jsonb_populate_record(v, jsonb_build_object(p_column, p_value));
    end if;
    if p_leaf is not null then
        v.leaf := convert_to(regexp_replace(convert_from(v.leaf, 'UTF8'), split_part(p_leaf, ' => ', 1),
                                            split_part(p_leaf, ' => ', 2)), 'UTF8');
    end if;
    insert into ledger.entry (stream, version, prev_hash, kind, at, effective, received, began, human, person,
                              organisation, role, call, amount_ore, idem, request_hash, leaf)
    values (v.stream, v.version, v.prev_hash, v.kind, v.at, v.effective, v.received, v.began, v.human, v.person,
            v.organisation, v.role, v.call, v.amount_ore, v.idem, v.request_hash, v.leaf);
    raise exception 'inserted' using errcode = 'LG999';
exception when integrity_constraint_violation then
    get stacked diagnostics v_constraint = constraint_name;
    return v_constraint;
when sqlstate 'LG999' then
    return 'inserted';
when others then
    return sqlstate;
end
$body$;

select is(t.forge(e, null, null), 'inserted', 'an honest copy is accepted: the forgeries below fail for what they change')
from (select max(entry) from ledger.entry where person is not null) x(e);

-- every header column against the leaf
select is(t.forge(e, c, v), 'entry_header', 'header ' || c || ' is held to the leaf')
from (select max(entry) from ledger.entry where person is not null) x(e),
     (values ('kind', 'propose'), ('at', '2026-11-21T10:00:00.000001Z'), ('effective', '2020-01-01'),
             ('received', '2020-01-01T00:00:00Z'), ('human', '1'), ('person', '1'),
             ('organisation', '20000001'), ('role', 'finance'), ('call', 'y'), ('amount_ore', '601'),
             ('request_hash', '\x' || repeat('00', 32))) f(c, v);
select is(t.forge(e, 'began', '2020-01-01T00:00:00Z'), 'entry_header', 'header began is held to the leaf')
from (select max(entry) from ledger.entry) x(e);
select is(t.forge(e, 'idem', '\x' || repeat('11', 32)), 'entry_header', 'header idem is held to the leaf')
from (select max(entry) from ledger.entry) x(e);
select is(t.forge(e, 'stream', 'system'), 'entry_header', 'header stream is held to the leaf')
from (select max(entry) from ledger.entry) x(e);

-- the leaf's own strictness
select is(t.forge(e, null, null, l), 'entry_header', 'leaf refused: ' || l)
from (select max(entry) from ledger.entry where person is not null) x(e),
     (values ('"v":1 => "v":2'), ('"v":1, => "v":1,"v":1,'), ('"kind":"test_post" => "kind":"test_post","kind":"test_post"'),
             ('"call":"x" => "call":"x","more":1'), ('"v":1,"stream":"call:x" => "stream":"call:x","v":1'),
             ('Z","effective" => +00:00","effective"'), ('Z","effective" => z","effective"'),
             ('"role":"officer" => "role":"officer","role":"officer"'),
             ('"attest":"c0ffee00: => "attest":"C0FFEE00:'), ('"nonce":"[0-9a-f] => "nonce":"'),
             ('"signature":null => "signature":"00"'), ('"result":\{[^}]*\} => "result":[]'),
             ('"amount":600\} => "amount":600.0}'), ('"amount":600\} => "amount":6e2}'),
             ('"amount":600\} => "amount":600,"amount":600}'), ('"amount":600\} => "amount":599}')) f(l);
select is(t.forge(e, null, null, E'"v":1 => "v":\n1'), 'entry_header', 'a line feed in the leaf is refused')
from (select max(entry) from ledger.entry where person is not null) x(e);
select is(t.forge(e, null, null, '^\{ => {{'), '22P02', 'a leaf that is no JSON is refused')
from (select max(entry) from ledger.entry where person is not null) x(e);

-- the chain of the stream
prepare chain(text, int, bytea) as
    insert into ledger.entry (stream, version, prev_hash, kind, at, effective, human, person, organisation, role,
                              call, amount_ore, request_hash, leaf)
    select e.stream, $2, $3, e.kind, e.at, e.effective, e.human, e.person, e.organisation, e.role, e.call,
           e.amount_ore, e.request_hash,
           convert_to(regexp_replace(regexp_replace(convert_from(e.leaf, 'UTF8'), '"version":\d+', '"version":' || $2),
               '"prev":(null|"[0-9a-f]*")', '"prev":' || coalesce('"' || encode($3, 'hex') || '"', 'null')), 'UTF8')
    from ledger.entry e where e.stream = $1 and e.version = 1;
select throws_ok($$execute chain('call:x', 2, sha256('other'))$$, '23503', null, 'a previous hash that is not the stream''s fails the foreign key');
select throws_ok($$execute chain('call:x', 3, sha256('other'))$$, '23503', null, 'a gap in the stream fails the foreign key');
select throws_ok($$execute chain('call:x', 1, null)$$, '23505', null, 'a second first entry fails');
select throws_ok($$execute chain('call:x', 2, null)$$, '23514', null, 'a later entry without previous hash fails');

-- postings
prepare post(text, int, bigint, bigint, bigint) as
    insert into ledger.posting (entry, n, account, account_version, amount, prev_balance, balance_after)
    values ((select min(entry) from ledger.entry), 9, $1, $2, $3, $4, $5);
select throws_ok($$execute post('grant:1:committed', 1, 5, 0, 6)$$, '23514', null, 'balance = before + amount');
select throws_ok($$execute post('grant:1:committed', 1, 5, 1, 6)$$, '23514', null, 'a first posting starts at zero');
select throws_ok($$execute post('grant:1:committed', 1, -5, 0, -5)$$, '23514', null, 'an account is never below zero');
select throws_ok($$execute post('appropriation:b:source', 1, 5, 0, 5)$$, '23514', null, 'a source is never above zero');
select throws_ok($$execute post('call:x:available', 2, 5, 601, 606)$$, '23503', null, 'the balance before is the chain''s');
select throws_ok($$execute post('call:x:available', 3, 5, 600, 605)$$, '23503', null, 'a gap in an account fails');
select throws_ok($$execute post('call:x:available', 1, 5, 0, 5)$$, '23505', null, 'a second first posting fails');
select throws_ok($$execute post('grant:1:elsewhere', 1, 5, 0, 5)$$, '23514', null, 'unknown accounts fail');
select throws_ok($$execute post('grant:1:committed', 1, 0, 0, 0)$$, '23514', null, 'a posting moves something');
select throws_ok($$execute post('grant:1:committed', 1, 5, 0, 5)$$, '23514', 'postings of an entry do not sum to zero', 'a statement''s postings sum to zero');
set session_replication_role = replica;
select throws_ok($$execute post('grant:1:committed', 1, 5, 0, 5)$$, '23514', 'postings of an entry do not sum to zero', 'also in replica mode: ENABLE ALWAYS');
reset session_replication_role;

-- through append
select is(t.tries('finance-1', 'test_post', '{"streams":["call:x"],"accounts":["call:x:available","grant:1:committed"],"amounts":[-601,601]}') ->> 'error',
          'LG202', 'more than the balance is LG202');
select is((t.tries('finance-1', 'test_post', '{"streams":["call:x"],"accounts":["call:x:available","grant:1:committed"],"amounts":[-601,601]}') ->> 'detail')::jsonb,
          '{"account":"call:x:available","balance":600,"amount":-601}', 'its detail names account, balance and amount');
select is(t.tries('finance-1', 'test_post', '{"streams":["call:x"],"accounts":["call:x:available","grant:1:committed"],"amounts":[-5,6]}') ->> 'error',
          '23514', 'postings that do not sum to zero are refused');
select is(t.tries('finance-1', 'test_post', '{"streams":["call:x"],"write":"call:y"}') ->> 'error', '55006', 'a stream that was not locked is not written');
select is(t.tries('finance-1', 'test_post', '{"streams":["call:x"],"post":["call:x:available","grant:1:committed"],"amounts":[-5,5]}') ->> 'error',
          '55006', 'an account that was not locked is not posted to');
select is(t.tries('finance-1', 'test_post', '{"streams":["nowhere:x"]}') ->> 'error', '22023', 'unknown streams are refused');
select is(t.tries('finance-1', 'test_signed', '{}') ->> 'error', 'LG410', 'an act that needs a signature is refused without');
select ok(not t.try('test_signed', 'agency', p.person, 'finance', '{}', p_signature => 'cms') ? 'error', 'with one it is recorded')
from t.people p where p.name = 'finance-1';
select ok(convert_from(e.leaf, 'UTF8') like '%"signature":"' || encode(sha256('cms'), 'hex') || '"%'
          and exists (select from ledger.signature s where s.cms = 'cms'), 'the leaf holds its SHA-256, the file is kept')
from ledger.entry e where e.entry = (select max(x.entry) from ledger.entry x);
select ok(not t.tries('finance-1', 'test_post', '{"streams":["call:x"],"accounts":["call:x:available",'
    '"grant:1:committed"],"amounts":[-100,100]}') ? 'error', 'within the balance it is recorded');
select is(e.amount_ore, 100::bigint, 'amount_ore is the sum of the positive postings')
from ledger.entry e where e.entry = (select max(x.entry) from ledger.entry x);
select is((select jsonb_agg(x.entry) from (select entry from ledger.entry except select entry from ledger.log_queue) x),
          null, 'every entry is in the queue');
select * from finish();
