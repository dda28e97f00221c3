-- SPDX-License-Identifier: EUPL-1.2
-- Nobody changes, removes or empties the record: every login, over a connection of its own, the owners'
-- rights, and the triggers that stop even the superuser.
set search_path = tap, public;
select no_plan();
call t.money();

create temp table way (name text, sql text);
insert into way values
    ('update', 'update ledger.entry set kind = kind'),
    ('update of one column', 'update ledger.entry set leaf = leaf where entry = 1'),
    ('delete', 'delete from ledger.entry'),
    ('truncate', 'truncate ledger.entry cascade'),
    ('update postings', 'update ledger.posting set amount = amount + 1'),
    ('delete postings', 'delete from ledger.posting'),
    ('truncate postings', 'truncate ledger.posting'),
    ('merge', 'merge into ledger.entry e using (values (1)) v(x) on e.entry = v.x when matched then delete'),
    ('merge update', 'merge into ledger.posting p using (values (1)) v(x) on p.entry = v.x when matched then update set amount = 1'),
    ('on conflict do update', 'insert into ledger.attest_key values (''00000000'', ''\x00'', ''h'', now()) on conflict (key_id) do update set host = ''x'''),
    ('insert', 'insert into ledger.log_queue (entry) values (1)'),
    ('delete from the queue', 'delete from ledger.log_queue'),
    ('select the table itself', 'select leaf from ledger.entry'),
    ('session_replication_role', 'set session_replication_role = replica'),
    ('row_security off', 'alter role current_user bypassrls'),
    ('advisory lock', 'select pg_advisory_lock(1)'),
    ('advisory lock, two keys', 'select pg_advisory_xact_lock(6, 1)'),
    ('try advisory lock', 'select pg_try_advisory_lock_shared(1, 1)'),
    ('advisory unlock all', 'select pg_advisory_unlock_all()'),
    ('lock table', 'lock table ledger.entry in access exclusive mode'),
    ('temporary table', 'create temporary table x ()'),
    ('table', 'create table public.x ()'),
    ('function', 'create function public.x() returns int language sql return 1'),
    ('schema', 'create schema x'),
    ('become the owner', 'set role ledger_owner'),
    ('become the writer', 'set role ledger_writer'),
    ('become the reader', 'set role ledger_reader'),
    ('grant the owner', 'grant ledger_owner to current_user'),
    ('another session', 'set session authorization tilsagn_agency_'),
    ('alter table', 'alter table ledger.entry disable trigger all'),
    ('drop trigger', 'drop trigger append_only_rows on ledger.entry'),
    ('copy out', 'copy ledger.entry to stdout'),
    ('append directly', 'select ledger.append(null, ''system'', ''{}'')'),
    ('begin directly', 'select ledger.begin_act(''submit'', ''{}'', '''', ''{}'')'),
    ('sequence', 'select nextval(''ledger.proposal_proposal_seq'')'),
    ('register a key', 'select ledger.register_attest_key(''00000001'', sha256(''x''), ''h'')'),
    ('personal data', 'select value from identity.pii'),
    ('rights', 'insert into rights.act values (''submit'', ''agency'', ''officer'', false, false, ''x'')'),
    ('read server files', 'select pg_read_file(''/etc/passwd'')'),
    ('large object', 'select lo_create(0)');
select ok(r ->> 'error' in ('42501', '42704', '42601', '22023'),
          format('%s cannot: %s (%s)', l, w.name, coalesce(r ->> 'error', r ->> 'value', 'done')))
from way w, unnest(array['tilsagn_grantee', 'tilsagn_agency', 'tilsagn_public', 'tilsagn_sequencer', 'tilsagn_operator']) l,
     lateral t.run(l, w.sql) r;
select is((select count(*) from way)::int, 40, 'forty ways were tried by each login');
select ok(has_function_privilege(l, p.oid, 'execute') is false, format('%s cannot execute %s', l, p.oid::regprocedure))
from pg_proc p, unnest(array['tilsagn_grantee', 'tilsagn_agency', 'tilsagn_public', 'tilsagn_sequencer', 'tilsagn_operator']) l
where p.pronamespace = 'pg_catalog'::regnamespace and p.proname ~ '^pg_(try_)?advisory';
select is((select count(*) from pg_proc p where p.pronamespace = 'pg_catalog'::regnamespace and p.proname ~ '^pg_(try_)?advisory')::int,
          21, 'that is every advisory lock function of this server');

-- owner, writer, reader: no right at all to change an append-only table
select ok(not has_table_privilege(r, k.relation, p), format('%s has no %s on %s', r, p, k.relation))
from meta.table_kind k, unnest(array['ledger_owner', 'ledger_writer', 'ledger_reader']) r,
     unnest(array['UPDATE', 'DELETE', 'TRUNCATE']) p
where k.kind = 'append_only';
select is((select string_agg(a.attname, ',') from pg_attribute a
           where a.attrelid = to_regclass(k.relation) and a.attnum > 0
             and has_column_privilege('ledger_owner', to_regclass(k.relation), a.attnum, 'UPDATE')),
          k.key_column, format('the owner may lock %s by %s only', k.relation, coalesce(k.key_column, 'no column')))
from meta.table_kind k where k.kind = 'append_only';
select ok(not has_any_column_privilege('ledger_writer', k.relation, 'UPDATE'), 'the writer updates no column of ' || k.relation)
from meta.table_kind k where k.kind = 'append_only';

-- as owner: the superuser takes the role, so that only the owner's rights are left
create function t.as_owner(p_sql text) returns text language plpgsql as
$body$
begin
    perform set_config('role', 'ledger_owner', true);
    execute p_sql;
    perform set_config('role', 'postgres', true);
    return 'done';
exception when others then -- the role goes back with the failed block
    return sqlstate;
end
$body$;
select is(t.as_owner(w.sql), w.state, 'owner: ' || w.sql)
from (values ('update ledger.entry set kind = kind', '42501'), ('delete from ledger.entry', '42501'),
             ('truncate ledger.entry cascade', '42501'), ('truncate ledger.posting', '42501'),
             ('delete from ledger.posting', '42501'), ('update ledger.posting set amount = 1', '42501'),
             ('insert into ledger.log_leaf values (0, 1, sha256(''x''))', '42501'),
             ('insert into rights.separation values (''a'', ''b'', ''c'')', '42501'),
             ('set session_replication_role = replica', '42501'),
             ('merge into ledger.entry e using (values (1)) v(x) on e.entry = v.x when matched then delete', '42501'),
             -- the one column a foreign key needs: row-level security leaves the owner no row of it, and still
             ('update ledger.entry set prev_version = default', '55000'),
             ('update ledger.entry set prev_version = default where false', '55000')) w(sql, state);
select is((select count(*) from ledger.entry where kind !~ '_factor$')::int, 6, 'and nothing was changed or lost');

-- as superuser: the triggers, also in replica mode
create temp table kind as select * from meta.table_kind; -- a table being read cannot be truncated
select throws_ok(format(w.sql, k.relation), '55000', null, format('superuser, %s: %s', m, format(w.sql, k.relation)))
from unnest(array['origin', 'replica']) m, kind k,
     (values ('truncate %s cascade')) w(sql),
     lateral (select set_config('session_replication_role', m, false)) s
where k.kind = 'append_only';
select throws_ok(w.sql, '55000', null, format('superuser, %s: %s', m, w.sql))
from unnest(array['origin', 'replica']) m,
     (values ('update ledger.entry set prev_version = default'), ('delete from ledger.entry where entry = 1'),
             ('update ledger.posting set n = n'), ('delete from ledger.posting'),
             ('update meta.migration set name = name'), ('delete from rights.separation'),
             ('update identity.organisation set name = ''x'''), ('delete from identity.role_change'),
             ('update store.chunk set n = n'), ('delete from store.chunk'), ('delete from store.upload'),
             ('insert into store.chunk select upload, 255, ''x'' from store.file'), ('truncate store.chunk'),
             ('merge into ledger.entry e using (values (1)) v(x) on e.entry = v.x when matched then delete'),
             ('insert into ledger.attest_key select * from ledger.attest_key on conflict (key_id) do update set host = ''x''')) w(sql),
     lateral (select set_config('session_replication_role', m, false)) s;
reset session_replication_role;
select * from finish();
