-- SPDX-License-Identifier: EUPL-1.2

create or replace function read.me() returns text
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select json_build_object('now', ledger.rfc3339(c.now), 'now_us', ledger.micros(c.now),
        'person', d -> 'person', 'human', d -> 'human', 'name', d -> 'name',
        'organisation', d -> 'organisation', 'unit', to_json(ledger.current_unit()), 'roles', d -> 'roles',
        'blocked', d -> 'blocked')::text
    from identity.me() d, ledger.clock() c(now)
    where d is not null
$body$;
comment on function read.me() is 'The current person; NULL without one.';
revoke all on function read.me() from public;
