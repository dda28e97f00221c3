-- SPDX-License-Identifier: EUPL-1.2
-- Drafts are work in progress, not records: mutable, of one organisation, never visible to the
-- agency. Every change is a new version; a few old ones are kept, so that a submission that names
-- version 3 still finds it when a colleague saved version 4 while it waited for the call's lock.
set local role ledger_owner;

create table draft.application (
  application bigint generated always as identity primary key,
  call text not null,
  organisation text not null check (organisation ~ '^[0-9]{8}$'),
  created_at timestamptz not null,
  version integer not null check (version > 0)
);
comment on table draft.application is 'One row per application ever begun; version is the newest.';
create index application_organisation on draft.application (organisation);

create table draft.version (
  application bigint not null references draft.application,
  version integer not null check (version > 0),
  content text not null check (octet_length(content) <= 200000),
  sha256 bytea not null check (octet_length(sha256) = 32),
  saved_at timestamptz not null,
  person bigint not null,
  primary key (application, version)
);
comment on table draft.version is 'Content of a draft version; sha256 covers content and attachments.';

create table draft.attachment (
  application bigint not null,
  version integer not null,
  slot text not null check (slot ~ '^[a-z][a-z_]{0,39}$'),
  filename text not null check (char_length(filename) between 1 and 200),
  media_type text not null check (media_type ~ '^[a-z]+/[a-z0-9.+-]{1,80}$'),
  bytes bigint not null check (bytes > 0),
  sha256 bytea not null check (octet_length(sha256) = 32),
  attached_at timestamptz not null,
  primary key (application, version, slot),
  foreign key (application, version) references draft.version on delete cascade
);
comment on table draft.attachment is 'The file in each slot of a draft version.';

comment on column draft.application.application is 'Number; also the number of its grant.';
comment on column draft.application.call is 'Call applied to.';
comment on column draft.application.organisation is 'CVR of the applicant.';
comment on column draft.application.created_at is 'When it was begun.';
comment on column draft.application.version is 'Newest version.';
comment on column draft.version.application is 'Draft.';
comment on column draft.version.version is 'Version, from 1.';
comment on column draft.version.content is 'Content as canonical JSON.';
comment on column draft.version.sha256 is 'Hash over content and attachments: what a submission names.';
comment on column draft.version.saved_at is 'When it was saved.';
comment on column draft.version.person is 'Who saved it.';
comment on column draft.attachment.application is 'Draft.';
comment on column draft.attachment.version is 'Its version.';
comment on column draft.attachment.slot is 'Slot of the call.';
comment on column draft.attachment.filename is 'Name of the file as uploaded.';
comment on column draft.attachment.media_type is 'Media type of the stored file.';
comment on column draft.attachment.bytes is 'Size.';
comment on column draft.attachment.sha256 is 'File in the store.';
comment on column draft.attachment.attached_at is 'When it was put there.';

reset role;

select meta.make_mutable('draft.application');
select meta.make_mutable('draft.version');
select meta.make_mutable('draft.attachment');

-- the agency has no policy here: no view of any pool but the applicant's own shows a draft
create policy reader on draft.application for select to ledger_reader using (
  session_user = 'tilsagn_grantee' and organisation = (select ledger.current_organisation()));
create policy reader on draft.version for select to ledger_reader using (
  session_user = 'tilsagn_grantee' and exists (
    select from draft.application a where a.application = version.application));
create policy reader on draft.attachment for select to ledger_reader using (
  session_user = 'tilsagn_grantee' and exists (
    select from draft.application a where a.application = attachment.application));
