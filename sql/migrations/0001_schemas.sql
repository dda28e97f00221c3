-- SPDX-License-Identifier: EUPL-1.2
-- Schemas, the migration record, and the helpers by which every later migration declares its tables.

create schema pgcrypto;
create extension pgcrypto with schema pgcrypto;

create schema meta authorization ledger_owner;
create schema ledger authorization ledger_owner;
create schema identity authorization ledger_owner;
create schema rights authorization ledger_owner;
create schema store authorization ledger_owner;
create schema draft authorization ledger_owner;
create schema grants authorization ledger_owner;
create schema rule authorization ledger_owner;
create schema act authorization ledger_owner;
create schema read authorization ledger_owner;
create schema portal authorization ledger_owner;
create schema published authorization ledger_owner;
create schema audit authorization ledger_owner;

comment on schema meta is 'What is installed: migrations, kinds of tables, rights as they were deployed.';
comment on schema ledger is 'The record: entries, postings, queue, and the functions every act uses.';
comment on schema identity is 'Organisations, humans, persons, roles, blocks, personal data.';
comment on schema rights is 'Who may do what, and which acts exclude each other, as data.';
comment on schema store is 'Files in chunks, by SHA-256.';
comment on schema draft is 'Applications being written: mutable, versioned, not a record.';
comment on schema grants is 'Calls, applications, grants: what the entries made effective.';
comment on schema rule is 'Rules of money, IMMUTABLE.';
comment on schema act is 'Business acts: one function each.';
comment on schema read is 'Reads of the pools: one JSON text each.';
comment on schema portal is 'Views behind the reads of the grantee and agency pools.';
comment on schema published is 'Views of what everyone may see.';
comment on schema audit is 'Views of the auditors.';

set local role ledger_owner;

create table meta.migration (
    number     int primary key check (number > 0),
    name       text not null check (name ~ '^[0-9]{4}_[a-z0-9_]+\.sql$'),
    sha256     text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    applied_at timestamptz not null default clock_timestamp()
);
comment on table meta.migration is 'Applied migrations; a file whose SHA-256 differs is refused.';
comment on column meta.migration.number is 'First four digits of the file name.';
comment on column meta.migration.name is 'File name.';
comment on column meta.migration.sha256 is 'SHA-256 of the file as it was applied.';
comment on column meta.migration.applied_at is 'When it was applied.';

create table meta.table_kind (
    relation   text primary key,
    kind       text not null check (kind in ('append_only', 'mutable')),
    key_column text check ((kind = 'append_only') or key_column is null)
);
comment on table meta.table_kind is
    'Every table of ours and what may happen to its rows; a check refuses a table that is not here.';
comment on column meta.table_kind.relation is 'schema.table';
comment on column meta.table_kind.kind is 'append_only: no UPDATE, DELETE or TRUNCATE by anyone.';
comment on column meta.table_kind.key_column is
    'The column whose UPDATE right the owner keeps: a foreign key check locks rows FOR KEY SHARE, '
    'which PostgreSQL allows only with UPDATE on some column. The row trigger refuses the update itself.';

create table meta.setting (
    name  text primary key,
    value text not null
);
comment on table meta.setting is 'Deployment settings, changed by the superuser only.';
comment on column meta.setting.name is 'Name of the setting.';
comment on column meta.setting.value is 'Its value.';

create table meta.acl (
    object    text not null,
    grantee   text not null,
    privilege text not null,
    primary key (object, grantee, privilege)
);
comment on table meta.acl is 'Every right as rights*.sql granted it; a check compares it with the catalogue.';
comment on column meta.acl.object is 'Class and identity, e.g. "table ledger.entry".';
comment on column meta.acl.grantee is 'Role, or PUBLIC.';
comment on column meta.acl.privilege is 'Privilege, with an asterisk when it may be granted on.';

create function ledger.deny() returns trigger
    language plpgsql set search_path = pg_catalog, pg_temp as
$body$
begin
    raise exception 'append-only: % on %.%', tg_op, tg_table_schema, tg_table_name
        using errcode = '55000';
end
$body$;
comment on function ledger.deny() is 'Refuses UPDATE, DELETE and TRUNCATE of append-only tables.';
revoke all on function ledger.deny() from public;

create function meta.make_append_only(p_relation text, p_key_column text default null) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_table regclass := p_relation::regclass;
begin
    execute format('create trigger append_only_rows before update or delete on %s '
                   'for each row execute function ledger.deny()', v_table);
    execute format('create trigger append_only_truncate before truncate on %s '
                   'for each statement execute function ledger.deny()', v_table);
    execute format('alter table %s enable always trigger append_only_rows', v_table);
    execute format('alter table %s enable always trigger append_only_truncate', v_table);
    execute format('alter table %s enable row level security', v_table);
    execute format('alter table %s force row level security', v_table);
    execute format('create policy writer_reads on %s for select to ledger_writer using (true)', v_table);
    execute format('create policy writer_adds on %s for insert to ledger_writer with check (true)',
                   v_table);
    insert into meta.table_kind (relation, kind, key_column)
    values (p_relation, 'append_only', p_key_column);
end
$body$;
comment on function meta.make_append_only(text, text) is
    'Makes a table append-only in all layers; called by migrations as superuser. Give the key column '
    'when foreign keys point at the table. rights.sql takes the rights away.';
revoke all on function meta.make_append_only(text, text) from public;

create function meta.make_mutable(p_relation text) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_table regclass := p_relation::regclass;
begin
    execute format('alter table %s enable row level security', v_table);
    execute format('alter table %s force row level security', v_table);
    execute format('create policy writer_all on %s for all to ledger_writer '
                   'using (true) with check (true)', v_table);
    insert into meta.table_kind (relation, kind) values (p_relation, 'mutable');
end
$body$;
comment on function meta.make_mutable(text) is
    'Row-level security for a table whose rows may change (drafts, queue, uploads); called by migrations '
    'as superuser.';
revoke all on function meta.make_mutable(text) from public;

reset role;

select meta.make_append_only('meta.migration');
select meta.make_append_only('meta.table_kind');
select meta.make_mutable('meta.setting');
select meta.make_mutable('meta.acl');

-- origin: the log's name, a URL without its scheme
insert into meta.setting (name, value) values ('origin', 'tilsagn.localhost/log/1');
