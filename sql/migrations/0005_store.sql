-- SPDX-License-Identifier: EUPL-1.2
-- Files: uploaded in chunks, finished once, then named by SHA-256 and unchangeable.

set local role ledger_owner;

create table store.upload (
    upload       bigint generated always as identity primary key,
    organisation text references identity.organisation,
    person       bigint references identity.person,
    size         bigint not null check (size between 1 and 67108864),
    media_type   text not null check (media_type ~ '^[a-z0-9.+-]+/[a-z0-9.+-]+$'),
    began        timestamptz not null,
    constraint upload_owner check ((organisation is null) = (person is null))
);
create index upload_person on store.upload (person);
comment on table store.upload is 'A file being uploaded; without a row in store.file it may be removed.';
comment on column store.upload.upload is 'Number.';
comment on column store.upload.organisation is 'Whose file; null: the operator''s document.';
comment on column store.upload.person is 'Who uploads.';
comment on column store.upload.size is 'Bytes announced.';
comment on column store.upload.media_type is 'Media type as found by the worker.';
comment on column store.upload.began is 'When it began.';

create table store.chunk (
    upload bigint not null references store.upload on delete cascade,
    n      int not null check (n >= 0),
    bytes  bytea not null check (octet_length(bytes) between 1 and 262144),
    primary key (upload, n)
);
alter table store.chunk alter column bytes set storage external;
comment on table store.chunk is 'Pieces of a file, 256 KiB each except the last.';
comment on column store.chunk.upload is 'Upload.';
comment on column store.chunk.n is 'Place, from 0.';
comment on column store.chunk.bytes is 'The bytes.';

create table store.file (
    sha256       bytea not null check (octet_length(sha256) = 32),
    organisation text references identity.organisation,
    upload       bigint not null unique references store.upload,
    size         bigint not null check (size > 0),
    media_type   text not null,
    chunks       int not null check (chunks > 0),
    at           timestamptz not null
);
create unique index file_identity on store.file (sha256, coalesce(organisation, ''));
comment on table store.file is 'A finished file of one organisation, named by its SHA-256.';
comment on column store.file.sha256 is 'SHA-256 of its bytes.';
comment on column store.file.organisation is 'Whose; null: the operator''s document.';
comment on column store.file.upload is 'Where its chunks are.';
comment on column store.file.size is 'Bytes.';
comment on column store.file.media_type is 'Media type.';
comment on column store.file.chunks is 'Number of chunks.';
comment on column store.file.at is 'When it was finished.';

create function store.deny_finished() returns trigger
    language plpgsql security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    if tg_op = 'TRUNCATE' then
        raise exception 'append-only: % on store.%', tg_op, tg_table_name using errcode = '55000';
    end if;
    if tg_op <> 'DELETE' and exists (select from store.file f where f.upload = new.upload)
       or tg_op <> 'INSERT' and exists (select from store.file f where f.upload = old.upload) then
        raise exception 'the file is finished: % on store.%', tg_op, tg_table_name using errcode = '55000';
    end if;
    return case tg_op when 'DELETE' then old else new end;
end
$body$;
comment on function store.deny_finished() is 'A finished file''s upload and chunks can neither change, grow nor go.';
revoke all on function store.deny_finished() from public;
create trigger finished_rows before insert or update or delete on store.chunk
    for each row execute function store.deny_finished();
create trigger finished_truncate before truncate on store.chunk
    for each statement execute function store.deny_finished();
create trigger finished_rows before update or delete on store.upload
    for each row execute function store.deny_finished();
create trigger finished_truncate before truncate on store.upload
    for each statement execute function store.deny_finished();
alter table store.chunk enable always trigger finished_rows;
alter table store.chunk enable always trigger finished_truncate;
alter table store.upload enable always trigger finished_rows;
alter table store.upload enable always trigger finished_truncate;

reset role;
grant create on schema store to ledger_writer;
alter function store.deny_finished() owner to ledger_writer;
revoke create on schema store from ledger_writer;

select meta.make_mutable('store.upload');
select meta.make_mutable('store.chunk');
select meta.make_append_only('store.file', 'upload');

-- A pool reads its own organisation's files and, in the agency, the operator's documents. Attachments of
-- opened applications are added by a policy of their own beside the applications.
create policy reader on store.file for select to ledger_reader using (
    session_user = 'tilsagn_grantee' and organisation = (select ledger.current_organisation())
    or session_user = 'tilsagn_agency' and organisation is null);
create policy reader on store.chunk for select to ledger_reader using (
    exists (select from store.file f where f.upload = chunk.upload));
create policy reader on store.upload for select to ledger_reader using (false);
