-- SPDX-License-Identifier: EUPL-1.2
-- Whether other servers hold what is to be signed.

create or replace function ledger.log_position() returns text
    language sql stable set search_path = pg_catalog, pg_temp as
$body$select pg_current_wal_insert_lsn()::text$body$;
comment on function ledger.log_position() is
    'Where the write-ahead log ends now: behind everything that this session has committed or seen.';
revoke all on function ledger.log_position() from public;

create or replace function ledger.standbys_with(p_position text) returns int
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select count(distinct r.application_name)::int
    from pg_stat_replication r
    where r.state = 'streaming' and r.sync_state <> 'async' and r.flush_lsn >= p_position::pg_lsn
      and not exists (select from pg_replication_slots s where s.active_pid = r.pid and s.temporary)
$body$;
comment on function ledger.standbys_with(text) is
    'How many standbys that synchronous_standby_names names have flushed the write-ahead log up to the position. '
    'Two connections of one name are one standby; a running pg_basebackup, which has a temporary slot, is none. '
    'Owned by ledger_watcher, which may see the positions and nothing else.';
revoke all on function ledger.standbys_with(text) from public;

create or replace function ledger.log_put_replication(p_required int, p_waiting boolean, p_size bigint) returns void
    language sql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
    insert into ledger.replication_event (required, state, size, at)
    select p_required, s.state, p_size, ledger.clock()
    from (select case when p_required = 0 then 'single' when p_waiting then 'waiting' else 'replicated' end) s(state)
    where not exists (
        select from (select e.required, e.state from ledger.replication_event e order by e.event desc limit 1) l
        where l.required = p_required and l.state = s.state)
$body$;
comment on function ledger.log_put_replication(int, boolean, bigint) is
    'Keeps whether the required standbys hold the log, unless it is what was kept last.';
revoke all on function ledger.log_put_replication(int, boolean, bigint) from public;
