-- SPDX-License-Identifier: EUPL-1.2

create or replace function read.clock() returns text
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select json_build_object('now', ledger.rfc3339(c.now), 'now_us', ledger.micros(c.now),
        'simulated', ledger.clock_simulated(), 'origin', o.origin)::text
    from ledger.clock() c(now), published.log o
$body$;
comment on function read.clock() is 'The database clock, whether it is simulated, and the log''s origin.';
revoke all on function read.clock() from public;
