-- SPDX-License-Identifier: EUPL-1.2
-- Before the migrations of a database that is in use: the owner of the tables gets back for them what
-- rights.sql and sql/apply take away at the end of the same transaction. Nobody ever meets an owner with
-- these rights.

do $owner$
declare
    v record;
begin
    for v in select n.nspname as name from pg_catalog.pg_namespace n
             where pg_catalog.pg_get_userbyid(n.nspowner) = 'ledger_owner' loop
        execute format('grant all on schema %I to ledger_owner', v.name);
        execute format('grant all on all tables in schema %I to ledger_owner', v.name);
        execute format('grant all on all sequences in schema %I to ledger_owner', v.name);
        execute format('grant execute on all functions in schema %I to ledger_owner', v.name);
    end loop;
end
$owner$;

alter role ledger_owner bypassrls; -- row level security is forced: it holds for the owner too
