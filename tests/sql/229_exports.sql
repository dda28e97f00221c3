-- SPDX-License-Identifier: EUPL-1.2
-- Exports in pieces: of one snapshot, one at a time, only what was begun and logged, in the transaction of who began it;
-- what it came to is a look-up too.
set search_path = tap, public;
select no_plan();
select testing.freeze('2020-01-02 08:00:00Z') \g /dev/null
call t.money();
do $$ begin
    for i in 1 .. 40 loop
        perform t.tries('finance-1', 'test_post', '{"streams":["grant:1"],"accounts":["call:x:available","grant:1:committed"],"amounts":[-1,1]}');
    end loop;
end $$;
create temp table people as select person, name from t.people where name in ('auditor-1', 'state-auditor-1', 'officer-1');
create function pg_temp.as_auditor(p_sql text, p_who text default 'auditor-1') returns jsonb language sql as
$$ select t.run('tilsagn_agency', p_sql, (select person from people where name = p_who)) $$;

-- Begun in one transaction, fetched in the next: pieces of what there was when the first was fetched.
select tap.dblink_connect('out', format('host=%s port=%s dbname=%s user=tilsagn_agency', split_part(current_setting('unix_socket_directories'), ',', 1),
    current_setting('port'), current_database())) \g /dev/null
create function pg_temp.say(p_sql text) returns text language sql as
$$ select v from tap.dblink('out', format('select (select q.v::text from (%s) q(v) limit 1)', p_sql)) r(v text) $$;
create function pg_temp.begin_as(p_who text, p_how text default 'read committed') returns void language plpgsql as $$
begin
    perform tap.dblink_exec('out', 'begin isolation level ' || p_how);
    perform tap.dblink_exec('out', format('set local tilsagn.person = %L', (select person from people where name = p_who)));
    perform tap.dblink_exec('out', format('set local tilsagn.reader = %L', 'auditor ' || repeat('1', 64) || ' ' || repeat('2', 32) || ' GET /x'));
end $$;
select pg_temp.begin_as('auditor-1') \g /dev/null
create temp table begun as select pg_temp.say($$select read.entries_export('{"kind":"test_post"}')$$) as n;
select tap.dblink_exec('out', 'commit') \g /dev/null
select is((select l.what || ' ' || l.scope || ' ' || l.subject from identity.read_log l, begun where l.read = n::bigint),
          'entries_export export {"kind":"test_post"}', 'the look-up is written before a row goes out');
create temp table wanted as select array_agg(entry order by entry)::text as all from ledger.entry where kind = 'test_post';
select pg_temp.begin_as('auditor-1', 'repeatable read read only') \g /dev/null
create temp table got (n int, entries text);
insert into got select 1, pg_temp.say(format('select array_agg(r.entry) from read.entries_rows(%s, 7) r', n)) from begun;
select is(t.tries('finance-1', 'test_post', '{"streams":["grant:1"],"accounts":["call:x:available","grant:1:committed"],"amounts":[-1,1]}') ? 'error', false, 'an act meanwhile');
insert into got select 2, pg_temp.say(format('select array_agg(r.entry) from read.entries_rows(%s, 1000) r', n)) from begun;
insert into got select 3, pg_temp.say(format('select count(*) from read.entries_rows(%s, 1000) r', n)) from begun;
select is((select array_length(entries::bigint[], 1) from got where n = 1), 7, 'as many as were asked for');
select is((select ((select entries::bigint[] from got where n = 1) || (select entries::bigint[] from got where n = 2))::text),
          (select "all" from wanted), 'the pieces together are the snapshot, oldest first');
select is((select entries from got where n = 3), '0', 'and then there is nothing more');
-- One at a time: also to begin.
select is(pg_temp.as_auditor(f, 'state-auditor-1') ->> 'error', 'LG601', 'meanwhile another waits: ' || f)
from (values ('select read.entries_export(null)'), ('select read.reads_export(null)'), (format('select count(*) from read.entries_rows(%s, 1)', (select n from begun)))) x(f);
select is((select count(*) from identity.read_log l, begun where l.read > n::bigint), 0::bigint, 'and is not logged as an export');
select tap.dblink_exec('out', 'commit') \g /dev/null
select is(pg_temp.as_auditor('select read.entries_export(null)', 'state-auditor-1') ? 'error', false, 'afterwards it goes on');

-- Only what this request of this person began, and of that kind.
select is(pg_temp.as_auditor(format('select count(*) from read.%s(%s, 1)', f, e), w) ->> 'error', x, what)
from begun, lateral (values ('entries_rows', n, 'state-auditor-1', 'LG301', 'not another person''s'), ('entries_rows', n, 'auditor-1', 'LG301', 'not another request''s'),
    ('reads_rows', n, 'auditor-1', 'LG301', 'not as another list'), ('entries_rows', '999999', 'auditor-1', 'LG301', 'nothing that was not begun'),
    ('entries_rows', n, 'officer-1', 'LG401', 'not an officer'), ('reads_rows', n, 'officer-1', 'LG401', 'not an officer''s log')) v(f, e, w, x, what);
select is(pg_temp.as_auditor(format('select read.%s(%L)', f, '{"colour":1}')) ->> 'error', 'LG101', f || ': a filter that cannot be read begins nothing')
from unnest(array['entries_export', 'reads_export']) f;

-- What it came to.
select is(pg_temp.as_auditor(format('select read.export_end(%s, 41, %L, true)', n, repeat('a', 64))) ? 'error', false, 'ended') from begun;
select is((select l.what || ' ' || l.scope || ' ' || (l.subject::json ->> 'rows') || ' ' || (l.subject::json ->> 'whole') || ' ' || ((l.subject::json ->> 'export') = n)
           from identity.read_log l, begun order by l.read desc limit 1), 'export_end export 41 true true', 'and logged with its rows');
select is(pg_temp.as_auditor(format('select read.export_end(%s, 41, null, true)', n), w) ->> 'error', x, 'not ended by ' || w) from begun, (values ('state-auditor-1', 'LG301'), ('officer-1', 'LG401')) v(w, x);

select tap.dblink_disconnect('out');
select * from finish();
