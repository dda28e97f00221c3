-- SPDX-License-Identifier: EUPL-1.2
-- What was never sent, the files that nothing names, and attempts to submit that failed go when their time is over.
--
-- Files, what was said of them, and those attempts were append-only. They are no record: nothing in a leaf is proved by
-- them before an entry names them, and then they stay. Their triggers say which rows may go and refuse the rest.

set local role ledger_owner;

create table identity.erasure_run (
    run      bigint generated always as identity primary key,
    at       timestamptz not null,
    drafts   int not null check (drafts >= 0),
    versions int not null check (versions >= 0),
    vouchers int not null check (vouchers >= 0),
    files    int not null check (files >= 0),
    failed   int not null check (failed >= 0),
    rest     boolean not null
);
comment on table identity.erasure_run is
    'Each run that erased what is in no record: how much, never whose.';
comment on column identity.erasure_run.run is 'Order.';
comment on column identity.erasure_run.at is 'As of when it looked.';
comment on column identity.erasure_run.drafts is 'Applications that were never sent.';
comment on column identity.erasure_run.versions is 'Versions of applications that were sent, other than the one sent last.';
comment on column identity.erasure_run.vouchers is 'Lines of vouchers gathered for a request that takes no answer any more.';
comment on column identity.erasure_run.files is 'Files that nothing named.';
comment on column identity.erasure_run.failed is 'Attempts to submit that the portal had answered with an error.';
comment on column identity.erasure_run.rest is 'Whether more was due than one run takes: the next follows at once.';

create index failed_submission_application on grants.failed_submission (application);

create function store.keep_file() returns trigger
    language plpgsql security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    if tg_op = 'DELETE' then
        if old.organisation is not null and old.at < ledger.clock() - interval '30 days'
           and not exists (select from store.names(old.organisation) n (sha256) where n.sha256 = old.sha256) then
            return old;
        end if;
    end if;
    raise exception 'files that may be named: % on store.file', tg_op using errcode = '55000';
end
$body$;
comment on function store.keep_file() is
    'A file goes when somebody uploaded it more than 30 days ago and nothing names it; none changes.';
revoke all on function store.keep_file() from public;

create function store.keep_scan() returns trigger
    language plpgsql security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    if tg_op = 'DELETE' then
        if not exists (select from store.file f where f.upload = old.upload) then
            return old;
        end if;
    end if;
    raise exception 'what was said of a file: % on store.scan', tg_op using errcode = '55000';
end
$body$;
comment on function store.keep_scan() is 'What was said of a file goes with it, and never changes.';
revoke all on function store.keep_scan() from public;

create function grants.keep_failed() returns trigger
    language plpgsql set search_path = pg_catalog, pg_temp as
$body$
begin
    if tg_op = 'DELETE' then
        if identity.earliest('failed', identity.day_of(old.answered)) <= identity.today() then
            return old;
        end if;
    end if;
    raise exception 'attempts to submit that failed: % on grants.failed_submission', tg_op using errcode = '55000';
end
$body$;
comment on function grants.keep_failed() is 'An attempt goes when its years are over, and never changes.';
revoke all on function grants.keep_failed() from public;

alter table store.scan drop constraint scan_upload_fkey;
alter table store.scan add constraint scan_upload_fkey foreign key (upload) references store.file (upload) on delete cascade;

reset role;

do $body$
declare
    v record;
begin
    for v in select * from (values ('store.file', 'store.keep_file'), ('store.scan', 'store.keep_scan'),
                                   ('grants.failed_submission', 'grants.keep_failed')) x (name, keeper) loop
        execute format('drop trigger append_only_rows on %1$s; drop trigger append_only_statements on %1$s; '
                       'drop trigger append_only_truncate on %1$s; drop policy writer_reads on %1$s; '
                       'drop policy writer_adds on %1$s', v.name);
        execute format('create trigger keep_rows before update or delete on %s for each row execute function %s()', v.name, v.keeper);
        execute format('create trigger keep_truncate before truncate on %s for each statement execute function ledger.deny()', v.name);
        execute format('alter table %1$s enable always trigger keep_rows, enable always trigger keep_truncate', v.name);
        execute format('create policy writer_all on %s for all to ledger_writer using (true) with check (true)', v.name);
    end loop;
end
$body$;
alter table meta.table_kind disable trigger append_only_rows, disable trigger append_only_statements;
update meta.table_kind set kind = 'mutable', key_column = null -- by kind; what may go, the triggers say
where relation in ('store.file', 'store.scan', 'grants.failed_submission');
-- before a file goes, it is asked whether names were erased in it: a foreign key's lock needs a column
update meta.table_kind set key_column = 'redaction' where relation = 'store.redacted';
alter table meta.table_kind enable always trigger append_only_rows, enable always trigger append_only_statements;

grant create on schema store to ledger_writer;
alter function store.keep_file() owner to ledger_writer;
alter function store.keep_scan() owner to ledger_writer;
revoke create on schema store from ledger_writer;

select meta.make_append_only('identity.erasure_run');
