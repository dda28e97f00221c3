-- SPDX-License-Identifier: EUPL-1.2
-- Demonstration and tests only: a clock that the operator sets. sql/apply refuses it for a database that
-- has entries made without it, and the catalogue hash of such a database is never the production one.

create schema if not exists testing authorization ledger_owner;
comment on schema testing is 'Demonstration and tests only: the simulated clock.';

do $table$
begin
    if to_regclass('testing.clock') is null then
        set local role ledger_owner;
        create table testing.clock (
            one       boolean primary key default true check (one),
            offset_us bigint not null default 0,
            frozen_at timestamptz
        );
        comment on table testing.clock is 'The simulated clock: one row.';
        comment on column testing.clock.one is 'Only one row.';
        comment on column testing.clock.offset_us is 'Added to the real clock while it runs.';
        comment on column testing.clock.frozen_at is 'The instant at which it stands, or null while it runs.';
        reset role;
        perform meta.make_mutable('testing.clock');
        insert into testing.clock (offset_us) values (0);
    end if;
end
$table$;

create or replace function ledger.clock() returns timestamptz
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    return coalesce(c.frozen_at, clock_timestamp() + c.offset_us * interval '1 microsecond')
        from testing.clock c;
end
$body$;
create or replace function ledger.clock_offset_us() returns bigint
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    return case when c.frozen_at is null then c.offset_us else 0 end from testing.clock c;
end
$body$;
create or replace function ledger.clock_simulated() returns boolean
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    return true;
end
$body$;

create or replace function testing.freeze(p_at timestamptz) returns void
    language sql volatile security definer set search_path = pg_catalog, pg_temp as
$body$update testing.clock set frozen_at = p_at, offset_us = 0$body$;
comment on function testing.freeze(timestamptz) is 'The clock stands at this instant; received is taken as sent.';
revoke all on function testing.freeze(timestamptz) from public;

create or replace function testing.run_from(p_at timestamptz) returns void
    language sql volatile security definer set search_path = pg_catalog, pg_temp as
$body$update testing.clock set frozen_at = null, offset_us = ledger.micros(p_at) - ledger.micros(clock_timestamp())$body$;
comment on function testing.run_from(timestamptz) is 'The clock runs on from this instant.';
revoke all on function testing.run_from(timestamptz) from public;

create or replace function testing.set_clock(p_at timestamptz) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    if exists (select from testing.clock c where c.frozen_at is not null) then
        perform testing.freeze(p_at);
    else
        perform testing.run_from(p_at);
    end if;
end
$body$;
comment on function testing.set_clock(timestamptz) is 'Sets the clock; it stands or runs as it did before.';
revoke all on function testing.set_clock(timestamptz) from public;
