-- SPDX-License-Identifier: EUPL-1.2
-- The auditors' page of balances: as at a day, a size of the log or now it is the fold of the postings themselves.
set search_path = tap, public;
select no_plan();
select testing.freeze('2019-10-24 20:00:00Z') \g /dev/null
call t.money();
create procedure pg_temp.post(p_at timestamptz, p_grant int, p_ore bigint) language plpgsql as
$$
begin
    perform testing.freeze(p_at);
    commit;
    perform t.tries('finance-1', 'test_post', format('{"streams":["grant:%s"],"accounts":["call:x:available","grant:%s:committed"],"amounts":[%s,%s]}', p_grant, p_grant, -p_ore, p_ore));
end $$;
call pg_temp.post('2019-10-24 21:59:59Z', 1, 3); -- still the 24th in Denmark, a second before midnight
call pg_temp.post('2019-10-24 22:00:00Z', 1, 4); -- the 25th
call pg_temp.post('2019-10-25 12:00:00Z', 2, 5);
call pg_temp.post('2019-10-26 12:00:00Z', 2, -5); -- back at 0
create temp table taken as select * from ledger.log_take((select count(*) from ledger.log_queue)::int);
select ledger.log_put(0, array_agg(entry order by queue_id)::text, string_agg(leaf_hash, ''::bytea order by queue_id)) from taken \g /dev/null
call pg_temp.post('2019-10-27 12:00:00Z', 3, 7); -- waits for the sequencer

create function pg_temp.read(p_filter text, p_cursor text default null, p_limit int default 200) returns jsonb language sql as
$$ select t.reads('auditor-1', format('read.account_balances(%L, %L, %s)', p_filter, p_cursor, p_limit)) $$;
create function pg_temp.shown(p_filter text) returns text language sql as
$$ select coalesce(string_agg(b ->> 'account' || '=' || (b ->> 'balance_ore'), ' ' order by b ->> 'account' collate "C"), '') from jsonb_array_elements(pg_temp.read(p_filter) -> 'balances') b $$;
-- The postings alone, with the leaves' own instants; nothing of the view is asked.
create function pg_temp.fold(p_until timestamptz, p_size bigint, p_zero boolean) returns text language sql as
$$
    select coalesce(string_agg(account || '=' || ore, ' ' order by account collate "C"), '') from (
        select p.account, sum(p.amount) as ore from ledger.posting p join ledger.entry e using (entry) left join ledger.log_leaf l using (entry)
        where e.at < p_until and (p_size is null or l.leaf_index < p_size) group by 1) x where p_zero or ore <> 0
$$;
select is(pg_temp.shown(f), pg_temp.fold(u::timestamptz, s, z), f) from (
    values ('{}', 'infinity', null::bigint, false), ('{"zero":true}', 'infinity', null, true), ('{"to":"2019-10-24T22:00:00Z"}', '2019-10-24 22:00Z', null, false),
           ('{"to":"2019-10-25T22:00:00Z"}', '2019-10-25 22:00Z', null, false), ('{"to":"2019-10-26T22:00:00Z","zero":true}', '2019-10-26 22:00Z', null, true),
           ('{"to":"2000-01-01T00:00:00Z"}', '2000-01-01', null, false), ('{"size":0}', 'infinity', 0, false)) x(f, u, s, z);
select is(pg_temp.shown(format('{"size":%s,"zero":true}', n)), pg_temp.fold('infinity', n, true), format('a log of %s', n))
from generate_series((select max(leaf_index) from ledger.log_leaf) - 5, (select max(leaf_index) from ledger.log_leaf) + 1) n;
select matches(pg_temp.shown('{"to":"2019-10-24T22:00:00Z"}'), 'grant:1:committed=3( |$)', 'the last second of a day in Denmark counts, the first of the next does not');
select matches(pg_temp.shown('{}'), 'grant:3:committed=7( |$)', 'now: also what waits for the sequencer');
select is(pg_temp.shown('{"size":999999}') ~ 'grant:3', false, 'of a log: not before it is in it');
select is(pg_temp.shown('{"account":"grant:1:"}'), 'grant:1:committed=7', 'accounts by how they begin');
select is(pg_temp.shown('{"account":"grant:%"}'), '', 'and by nothing else');
select is(r ->> 'total_ore', '0', 'all together: 0') from pg_temp.read('{"zero":true}') r;
select is((select sum((x ->> 'balance_ore')::bigint)::text || ' ' || sum((x ->> 'accounts')::int) from jsonb_array_elements(r -> 'totals') x), (r ->> 'total_ore') || ' ' || (r ->> 'total_count'), 'kinds and sum agree')
from (values ('{}'), ('{"account":"grant:"}'), ('{"zero":true}')) f(f), pg_temp.read(f.f) r;
select is(r ->> 'log_size', (select (max(leaf_index) + 1)::text from ledger.log_leaf), 'the size of the log') from pg_temp.read(null) r;
-- Pages, and the export: the same rows.
create function pg_temp.walk(p_limit int) returns text language plpgsql as $$
declare v jsonb; v_next text; v_all text := '';
begin
    loop
        v := pg_temp.read('{"zero":true}', v_next, p_limit);
        select concat_ws(' ', nullif(v_all, ''), string_agg(b ->> 'account' || '=' || (b ->> 'balance_ore'), ' ' order by b ->> 'account' collate "C")) into v_all from jsonb_array_elements(v -> 'balances') b;
        v_next := v ->> 'next';
        exit when v_next is null;
    end loop;
    return v_all;
end $$;
select is(pg_temp.walk(n), pg_temp.fold('infinity', null, true), format('pages of %s', n)) from unnest(array[1, 2, 200]) n;
select is(t.run('tilsagn_agency', $q$select string_agg(r.account || '=' || r.balance_ore, ' ') from read.balances_rows(read.balances_export('{"zero":true}'), 1000) r$q$,
    (select person from t.people where name = 'auditor-1')) ->> 'value', pg_temp.fold('infinity', null, true), 'the export');
-- Whose it is, and what cannot be read.
select is(t.reads(w, r) ->> 'error', e, w || ': ' || r) from (values ('officer-1', 'LG401'), ('finance-1', 'LG401'), ('administrator-1', 'LG401'), ('applicant-1', '42501')) x(w, e),
    unnest(array['read.account_balances(null, null, 10)', 'read.balances_export(null)']) r;
select is(pg_temp.read(f, c, l) ->> 'error', 'LG101', format('refused: %s %s %s', f, c, l)) from (values ('{"size":-1}', null, 1), ('{"size":"x"}', null, 1), ('{"size":1,"to":"2019-10-24T22:00:00Z"}', null, 1),
    ('{"to":"2019-10-24T22:00:00Z","size":1}', null, 1), ('{"to":"24-10-2019"}', null, 1), ('{"zero":"yes"}', null, 1), ('{"account":1}', null, 1), ('{"other":1}', null, 1), ('[]', null, 1), ('{}', 'x', 1), ('{}', null, 0), ('{}', null, 201)) x(f, c, l);
select is(t.run('tilsagn_agency', $q$select read.balances_export('{"size":"x"}')$q$, (select person from t.people where name = 'auditor-1')) ->> 'error', 'LG101', 'nor begun as an export');
select is((select l.what || ' ' || l.scope || ' ' || l.subject from identity.read_log l where l.what = 'account_balances' order by read limit 1), 'account_balances list {}', 'a look-up');
select * from finish();
