-- SPDX-License-Identifier: EUPL-1.2
-- The schema as it is beside the schema as it was deployed, for who watches it while the portal runs.

create or replace function ledger.catalogue_state(out recorded text, out installed text) returns record
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select (select convert_from(e.leaf, 'UTF8')::json #>> '{result,catalogue}' from ledger.entry e
            where e.kind = 'record_deployment' order by e.entry desc limit 1),
           meta.catalogue_hash()
$body$;
comment on function ledger.catalogue_state() is
    'Hash of the schema that the last deployment recorded (null: none did) and of the installed one.';
revoke all on function ledger.catalogue_state() from public;
