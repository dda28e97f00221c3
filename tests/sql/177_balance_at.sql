-- SPDX-License-Identifier: EUPL-1.2
-- Balances as at any instant and any size of the log: what audit.balance says is the fold of the leaves themselves.
-- TILSAGN_SEED chooses other money and other instants, TILSAGN_ACTS and TILSAGN_INSTANTS how many.
set search_path = tap, public;
select no_plan();
\set seed 5
\set acts 150
\set instants 1000
\getenv seed TILSAGN_SEED
\getenv acts TILSAGN_ACTS
\getenv instants TILSAGN_INSTANTS
\echo # seed :seed, :acts acts, :instants instants
select setseed((:seed % 100000) / 100000.0) \g /dev/null

-- Money to and fro between a call and eight grants, an act every few seconds or at the same instant.
select testing.freeze('2019-10-24 07:00Z') \g /dev/null
call t.money();
create temp table job as
    select n, timestamptz '2019-10-24 08:00Z' + sum(trunc(random() * 4)) over (order by n) * interval '1 second' as at,
           1 + trunc(random() * 8)::int as g, 1 + trunc(random() * 20)::int as a, random() < 0.35 as back
    from generate_series(1, :acts) n;
do $body$
declare v record;
begin
    for v in select * from job order by n loop
        perform testing.freeze(v.at);
        commit; -- the acts run over other connections
        perform t.tries(case when v.back then 'officer-1' else 'finance-1' end, 'test_post', format(
            '{"streams":["grant:%s"],"accounts":["call:x:available","grant:%s:committed"],"amounts":[%s,%s]}',
            v.g, v.g, case when v.back then v.a else -v.a end, case when v.back then -v.a else v.a end));
    end loop;
end
$body$;

-- All but the last dozen stand in the log.
create temp table taken as select * from ledger.log_take((select count(*) - 12 from ledger.log_queue)::int);
select ledger.log_put(0, array_agg(entry order by queue_id)::text, string_agg(leaf_hash, ''::bytea order by queue_id)) from taken \g /dev/null

-- The leaves alone: what they post, when, and where they stand. Nothing of ledger.posting is asked.
create temp table posted as
    select (l.leaf ->> 'at')::timestamptz as at, g.leaf_index, p ->> 'account' as account, (p ->> 'amount')::bigint as amount
    from (select e.entry, convert_from(e.leaf, 'UTF8')::json as leaf from ledger.entry e) l
    left join ledger.log_leaf g on g.entry = l.entry
    cross join lateral json_array_elements(l.leaf -> 'postings') p;
-- The view is auditors' alone; its own words, asked by the superuser, say the same.
select format('create temp table said as %s', pg_get_viewdef('audit.balance'::regclass)) \gexec
select cmp_ok((select count(distinct account) from posted), '>', 8::bigint, 'many accounts');

-- Instants: of an entry, a microsecond before it, or anywhere.
create temp table instant as
    select n, case n % 3 when 0 then x.at when 1 then x.at - interval '1 microsecond' else x.at + random() * interval '5 seconds' end as at
    from (select n, (select array_agg(distinct at) from posted) as ats, random() as r from generate_series(1, :instants) n) i
    cross join lateral (select i.ats[1 + trunc(i.r * cardinality(i.ats))::int] as at) x;
select is((
    select count(*) from (
        select i.n, p.account, sum(p.amount) as ore from instant i join posted p on p.at <= i.at group by 1, 2) fold
    full join (
        select i.n, s.account, s.balance_ore as ore from instant i
        join said s on s.at <= i.at and (s.at_next > i.at or s.at_next is null)) told using (n, account)
    where fold.ore is distinct from told.ore), 0::bigint, 'at every instant the fold of the leaves');
create temp table size as
    select n, trunc(random() * (ledger.log_size() + 1))::bigint as size from generate_series(1, :instants) n;
select is((
    select count(*) from (
        select i.n, p.account, sum(p.amount) as ore from size i join posted p on p.leaf_index < i.size group by 1, 2) fold
    full join (
        select i.n, s.account, s.balance_ore as ore from size i
        join said s on s.leaf_index < i.size and (s.leaf_index_next >= i.size or s.leaf_index_next is null)) told using (n, account)
    where fold.ore is distinct from told.ore), 0::bigint, 'at every size of the log too');
select is((select count(*) from said where leaf_index is null), (select count(*) from posted where leaf_index is null),
    'what waits for the sequencer is told as such');
select cmp_ok((select count(*) from said where leaf_index is null), '>', 0::bigint, 'and something waits');

-- The comparison itself: one øre elsewhere, and it is seen.
update said set balance_ore = balance_ore + 1 where (account, account_version) = (
    select account, account_version from said where at_next > at order by account, account_version limit 1);
select cmp_ok((
    select count(*) from posted x cross join lateral (
        select sum(p.amount) as ore from posted p where p.account = x.account and p.at <= x.at) fold
    join said s on s.account = x.account and s.at <= x.at and (s.at_next > x.at or s.at_next is null)
    where fold.ore is distinct from s.balance_ore), '>', 0::bigint, 'a wrong balance would be seen');
select * from finish();
