-- SPDX-License-Identifier: EUPL-1.2

create or replace function read.export_end(p_export bigint, p_rows bigint, p_sha256 text, p_whole boolean) returns text
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    perform read.assert_auditor();
    perform identity.end_export(p_export, p_rows, p_sha256, p_whole); -- its log_read() is the look-up
    return p_export::text;
end
$body$;
comment on function read.export_end(bigint, bigint, text, boolean) is
    'Logs what an export came to; LG301, LG401 for others than auditors.';
revoke all on function read.export_end(bigint, bigint, text, boolean) from public;
