-- SPDX-License-Identifier: EUPL-1.2
-- Uploading files in chunks. The person is tilsagn.person; the operator's documents have none.

create or replace function store.begin_file(p_size bigint, p_media_type text) returns bigint
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_person       bigint := ledger.current_person();
    v_organisation text := ledger.current_organisation();
    v_quota        bigint;
    v_used         bigint;
    v_upload       bigint;
begin
    if ledger.current_organisation() is null then
        perform ledger.fail('LG401', 'no person is set');
    end if;
    if p_size is null or p_size not between 1 and 67108864 then
        perform ledger.fail('LG201', 'a file has 1 to 67,108,864 bytes',
                            jsonb_build_object('limit', 67108864));
    end if;
    if p_media_type is null or p_media_type !~ '^[a-z0-9.+-]+/[a-z0-9.+-]+$' then
        perform ledger.fail('LG101', 'malformed media type');
    end if;
    -- What was begun and never finished is nobody's file.
    delete from store.upload u
    where u.person = v_person and u.began < ledger.clock() - interval '1 day'
      and not exists (select from store.file f where f.upload = u.upload);
    -- Two at once must not both find the last space free. The same bytes again cost nothing once they are a
    -- file, but are not known before they have come.
    perform pg_advisory_xact_lock(103, hashtext(v_organisation));
    select s.value::bigint into v_quota from meta.setting s where s.name = 'upload_quota_bytes';
    select coalesce(sum(u.size), 0) into v_used from store.upload u where u.organisation = v_organisation;
    if v_used + p_size > v_quota then
        perform ledger.fail('LG203', 'the organisation''s space for files is full', jsonb_build_object(
            'limit', v_quota, 'used', v_used, 'size', p_size));
    end if;
    insert into store.upload (organisation, person, size, media_type, began)
    values (v_organisation, v_person, p_size, p_media_type, ledger.clock())
    returning upload.upload into v_upload;
    return v_upload;
end
$body$;
comment on function store.begin_file(bigint, text) is
    'Begins the upload of a file of the current person''s organisation; LG401, LG201, LG101; LG203 '
    'when all files of the organisation together would pass meta.setting upload_quota_bytes.';
revoke all on function store.begin_file(bigint, text) from public;

create or replace function store.assert_own(p_upload bigint) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    perform from store.upload u where u.upload = p_upload and u.person = ledger.current_person() for update;
    if not found then
        perform ledger.fail('LG301', 'no such upload');
    end if;
    if exists (select from store.file f where f.upload = p_upload) then
        perform ledger.fail('LG502', 'the file is finished',
                            jsonb_build_object('state', 'finished', 'needed', 'open'));
    end if;
end
$body$;
comment on function store.assert_own(bigint) is 'LG301 unless the upload is the current person''s, LG502 when finished.';
revoke all on function store.assert_own(bigint) from public;

create or replace function store.put_chunk(p_upload bigint, p_n int, p_bytes bytea) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    perform store.assert_own(p_upload);
    if p_n is null or p_n not between 0 and 255 or octet_length(p_bytes) not between 1 and 262144 then
        perform ledger.fail('LG101', 'malformed chunk');
    end if;
    insert into store.chunk (upload, n, bytes) values (p_upload, p_n, p_bytes)
    on conflict (upload, n) do update set bytes = excluded.bytes;
end
$body$;
comment on function store.put_chunk(bigint, int, bytea) is
    'One piece, n from 0, 262,144 bytes each except the last; repeating a piece replaces it.';
revoke all on function store.put_chunk(bigint, int, bytea) from public;

create or replace function store.seal(p_upload bigint) returns text
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_upload store.upload;
    v_chunks bigint;
    v_last   int;
    v_bytes  bytea;
    v_sha256 bytea;
begin
    select * into v_upload from store.upload u where u.upload = p_upload;
    select count(*), max(c.n), string_agg(c.bytes, ''::bytea order by c.n) into v_chunks, v_last, v_bytes
    from store.chunk c where c.upload = p_upload;
    if v_chunks = 0 or v_last <> v_chunks - 1 or octet_length(v_bytes) <> v_upload.size
       or exists (select from store.chunk c where c.upload = p_upload and c.n < v_last
                  and octet_length(c.bytes) <> 262144) then
        perform ledger.fail('LG101', 'the chunks do not make the announced file',
            jsonb_build_object('announced', v_upload.size, 'received', coalesce(octet_length(v_bytes), 0)));
    end if;
    v_sha256 := sha256(v_bytes);
    insert into store.file (sha256, organisation, upload, size, media_type, chunks, at)
    values (v_sha256, v_upload.organisation, p_upload, v_upload.size, v_upload.media_type,
            v_chunks::int, ledger.clock())
    on conflict (sha256, coalesce(organisation, '')) do nothing;
    if not found then
        delete from store.upload u where u.upload = p_upload; -- the organisation has this file already
    end if;
    return encode(v_sha256, 'hex');
end
$body$;
comment on function store.seal(bigint) is 'Makes a complete upload a file; the same bytes of one organisation are one file.';
revoke all on function store.seal(bigint) from public;

create or replace function store.finish(p_upload bigint) returns text
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    perform store.assert_own(p_upload);
    return store.seal(p_upload);
end
$body$;
comment on function store.finish(bigint) is 'Finishes the upload; returns the file''s SHA-256 as hex.';
revoke all on function store.finish(bigint) from public;

create or replace function store.keep_document(p_bytes bytea, p_media_type text default 'application/json') returns text
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_upload bigint;
begin
    insert into store.upload (size, media_type, began)
    values (octet_length(p_bytes), p_media_type, ledger.clock()) returning upload.upload into v_upload;
    insert into store.chunk (upload, n, bytes)
    select v_upload, n, substr(p_bytes, n * 262144 + 1, 262144)
    from generate_series(0, (octet_length(p_bytes) - 1) / 262144) n;
    return store.seal(v_upload);
end
$body$;
comment on function store.keep_document(bytea, text) is 'Keeps a document that nobody uploaded for a case; returns its SHA-256 as hex.';
revoke all on function store.keep_document(bytea, text) from public;

create or replace function store.put_document(p_bytes bytea) returns text
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    if p_bytes is null or octet_length(p_bytes) not between 1 and 4194304 then
        perform ledger.fail('LG201', 'a document has 1 to 4,194,304 bytes',
                            jsonb_build_object('limit', 4194304));
    end if;
    return store.keep_document(p_bytes);
end
$body$;
comment on function store.put_document(bytea) is
    'Keeps a document of the operator (proposal, bootstrap); returns its SHA-256 as hex. Repeatable.';
revoke all on function store.put_document(bytea) from public;

create or replace function store.put_register(p_bytes bytea) returns text
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    if not identity.i_hold('administrator') then
        perform ledger.fail('LG401', 'administrators write register documents');
    end if;
    if p_bytes is null or octet_length(p_bytes) not between 1 and 262144 then
        perform ledger.fail('LG201', 'a register document has 1 to 262,144 bytes',
                            jsonb_build_object('limit', 262144));
    end if;
    return store.keep_document(p_bytes);
end
$body$;
comment on function store.put_register(bytea) is
    'Keeps a register document that an administrator is about to propose; returns its SHA-256 as hex. LG401, LG201.';
revoke all on function store.put_register(bytea) from public;

create or replace function store.put_payment(p_bytes bytea, p_media_type text) returns text
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    if not identity.i_hold('finance') then
        perform ledger.fail('LG401', 'finance keeps payment files and bank statements');
    end if;
    if p_media_type is null or p_media_type not in ('application/xml', 'text/csv') then
        perform ledger.fail('LG101', 'neither XML nor CSV');
    end if;
    if p_bytes is null or octet_length(p_bytes) not between 1 and 4194304 then
        perform ledger.fail('LG201', 'such a file has 1 to 4,194,304 bytes', jsonb_build_object('limit', 4194304));
    end if;
    return store.keep_document(p_bytes, p_media_type);
end
$body$;
comment on function store.put_payment(bytea, text) is
    'Keeps a payment file before its release, or a bank statement before its import; returns its SHA-256 as hex. '
    'The same bytes are one file. LG101, LG201, LG401.';
revoke all on function store.put_payment(bytea, text) from public;
