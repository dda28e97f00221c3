-- SPDX-License-Identifier: EUPL-1.2
-- What the schema should be, for who watches it while the portal runs: an entry of the log, which proves itself.

create or replace function ledger.log_deployment(p_size bigint, out leaf_index bigint, out leaf bytea) returns setof record
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select l.leaf_index, e.leaf
    from ledger.entry e join ledger.log_leaf l on l.entry = e.entry
    where e.kind = 'record_deployment' and l.leaf_index < p_size
    order by l.leaf_index desc limit 1
$body$;
comment on function ledger.log_deployment(bigint) is
    'The last deployment among the first entries of the log, with its place there; no row when there is none.';
revoke all on function ledger.log_deployment(bigint) from public;
