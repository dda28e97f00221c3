-- SPDX-License-Identifier: EUPL-1.2
-- Who is logged in to the pages, and what somebody had typed when the login ended. No record: rows
-- come and go, and nothing here proves anything to anybody. Of a session's id only the SHA-256 is
-- kept, so whoever reads the table cannot log in with it.
create schema session authorization ledger_owner;
comment on schema session is 'Logins to the pages, and forms kept over the end of one: mutable, not a record.';

set local role ledger_owner;

create table session.login (
    login              bigint generated always as identity primary key,
    id_sha256          bytea not null unique check (octet_length(id_sha256) = 32),
    person             bigint not null references identity.person,
    certificate_sha256 bytea not null check (octet_length(certificate_sha256) = 32),
    opened_at          timestamptz not null,
    used_at            timestamptz not null check (used_at >= opened_at)
);
create index login_person on session.login (person);
create index login_used on session.login (used_at);
comment on table session.login is 'One row per login that has not ended. Times are real, never simulated.';
comment on column session.login.login is 'Number; for the log.';
comment on column session.login.id_sha256 is 'SHA-256 of the id in the cookie; the id itself is nowhere.';
comment on column session.login.person is 'Who logged in.';
comment on column session.login.certificate_sha256 is 'SHA-256 of the certificate (DER) that the login is bound to.';
comment on column session.login.opened_at is 'When; the absolute limit counts from here.';
comment on column session.login.used_at is 'Last request, to half a minute; the idle limit counts from here.';

create table session.kept (
    kept      bigint generated always as identity primary key,
    person    bigint not null references identity.person,
    path      text not null check (path ~ '^/' and octet_length(path) <= 1024),
    page      text not null check (page ~ '^/' and octet_length(page) <= 1024),
    button    text not null check (octet_length(button) <= 200),
    fields    text not null check (octet_length(fields) <= 4194304),
    file_name text check (char_length(file_name) between 1 and 255),
    kept_at   timestamptz not null
);
create index kept_person on session.kept (person);
create index kept_age on session.kept (kept_at);
comment on table session.kept is
    'A form that was sent after the login had ended: shown again after the next one, never sent by itself.';
comment on column session.kept.kept is 'Number.';
comment on column session.kept.person is 'Whose; nobody else sees it.';
comment on column session.kept.path is 'Where the form was sent to.';
comment on column session.kept.page is 'The page that shows the form.';
comment on column session.kept.button is 'What its button says, in English.';
comment on column session.kept.fields is 'Its fields, percent-encoded, without tokens and codes.';
comment on column session.kept.file_name is 'Name of the file that came along; null without one.';
comment on column session.kept.kept_at is 'When it was sent.';

create table session.kept_chunk (
    kept  bigint not null references session.kept on delete cascade,
    n     integer not null check (n between 0 and 79),
    bytes bytea not null check (octet_length(bytes) between 1 and 262144),
    primary key (kept, n)
);
alter table session.kept_chunk alter column bytes set storage external;
comment on table session.kept_chunk is 'Pieces of a kept file, 256 KiB each except the last: 20 MiB at most.';
comment on column session.kept_chunk.kept is 'The form it came with.';
comment on column session.kept_chunk.n is 'Place, from 0.';
comment on column session.kept_chunk.bytes is 'The bytes.';

reset role;

select meta.make_mutable('session.login');
select meta.make_mutable('session.kept');
select meta.make_mutable('session.kept_chunk');

insert into meta.setting (name, value) values
    ('session_idle_s', '900'), ('session_absolute_s', '28800'), ('session_logins', '10'),
    ('session_kept_s', '86400'), ('session_kept_forms', '20'), ('session_kept_files', '3');
