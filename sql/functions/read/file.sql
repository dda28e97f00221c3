-- SPDX-License-Identifier: EUPL-1.2

create or replace function read.file(p_sha256 text) returns text
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_document text := (
        select json_build_object('sha256', encode(f.sha256, 'hex'), 'size', f.size,
            'media_type', f.media_type, 'chunks', f.chunks)::text
        from portal.file f where f.sha256 = case when p_sha256 ~ '^[0-9a-f]{64}$' then decode(p_sha256, 'hex') end
        order by f.upload limit 1);
begin
    if v_document is not null then
        perform identity.log_file(p_sha256);
    end if;
    return v_document;
end
$body$;
comment on function read.file(text) is 'A file the current person may see, logged; NULL when there is none.';
revoke all on function read.file(text) from public;

create or replace function read.file_chunk(p_sha256 text, p_n int) returns bytea
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_bytes bytea := (
        select c.bytes from portal.file f join portal.file_chunk c on c.upload = f.upload
        where f.sha256 = case when p_sha256 ~ '^[0-9a-f]{64}$' then decode(p_sha256, 'hex') end and c.n = p_n
        order by f.upload limit 1);
begin
    if v_bytes is not null then
        perform identity.log_file(p_sha256);
    end if;
    return v_bytes;
end
$body$;
comment on function read.file_chunk(text, int) is 'One piece of such a file, n from 0, logged; NULL after the last.';
revoke all on function read.file_chunk(text, int) from public;
