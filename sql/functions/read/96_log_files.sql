-- SPDX-License-Identifier: EUPL-1.2
-- The log's files for auditors: nginx sends them, the portal's worker asks here first.

create or replace function read.log_files(p_from bigint) returns text
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    perform read.assert_auditor();
    perform identity.log_read('log_files', 'export', null, null, 'from ' || p_from);
    return json_build_object('from', p_from)::text;
end
$body$;
comment on function read.log_files(bigint) is 'Logs that an auditor asked which files of the log are new since a size; LG401 for others.';
revoke all on function read.log_files(bigint) from public;

create or replace function read.log_file(p_name text) returns text
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    perform read.assert_auditor();
    perform identity.log_read_hourly('log_file', 'export', p_name);
    return json_build_object('name', p_name)::text;
end
$body$;
comment on function read.log_file(text) is
    'Logs that an auditor fetches files of the log, once an hour with the first one''s name: a whole log is thousands, '
    'and nginx''s own log has each. LG401 for others.';
revoke all on function read.log_file(text) from public;
