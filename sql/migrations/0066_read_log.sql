-- SPDX-License-Identifier: EUPL-1.2
-- Who looked at which case, and when. Written by the reads themselves, in their own transaction.
--
-- One plain table. Not the record: a read changes nothing, and millions of leaves a year would hide those
-- that matter. Not partitioned by month: every new partition would change the catalogue, whose hash is the
-- alarm, and need its own triggers and policies proved; four million rows a year are few for indexes.

set local role ledger_owner;

create table identity.read_log (
    read         bigint generated always as identity primary key,
    at           timestamptz not null,
    person       bigint not null,
    human        bigint not null,
    organisation text not null,
    role         text,
    certificate  bytea not null check (octet_length(certificate) = 32),
    request      text not null check (request ~ '^[0-9a-f]{32}$'),
    route        text not null check (length(route) between 1 and 200),
    what         text not null check (what ~ '^[a-z_]{1,40}$'),
    scope        text not null check (scope in ('case', 'list', 'export', 'record', 'log')),
    application  bigint,
    applications bigint[],
    subject      text check (length(subject) <= 4096),
    constraint read_log_case check (scope <> 'case' or (application is null) <> (applications is null)),
    constraint read_log_wide check (scope in ('case', 'list') or application is null)
);
create index read_log_application on identity.read_log (application, read) where application is not null;
create index read_log_applications on identity.read_log using gin (applications) where applications is not null;
create index read_log_person on identity.read_log (person, read);
create index read_log_at on identity.read_log using brin (at);
comment on table identity.read_log is
    'Every read of a case by page or API: by whom, when, under which certificate. Kept five years.';
comment on column identity.read_log.read is 'Order.';
comment on column identity.read_log.at is 'The ledger''s clock.';
comment on column identity.read_log.person is 'Who looked.';
comment on column identity.read_log.human is 'Human they were then.';
comment on column identity.read_log.organisation is 'CVR of that person.';
comment on column identity.read_log.role is 'Role in which they looked, which says what for; null without one.';
comment on column identity.read_log.certificate is 'SHA-256 of the certificate they presented.';
comment on column identity.read_log.request is 'Request id, as in the logs of nginx and the worker.';
comment on column identity.read_log.route is 'Method and pattern of page or resource.';
comment on column identity.read_log.what is 'Which read.';
comment on column identity.read_log.scope is
    'case: one or few, named; list: headings of many; export: a whole list; record: an entry of no case; '
    'log: this log.';
comment on column identity.read_log.application is 'The case.';
comment on column identity.read_log.applications is 'The cases, where one read showed several by name.';
comment on column identity.read_log.subject is 'What a list was of: a call, or the filter as it was asked.';

-- Five years, as long as accounting material of a grant: before that nobody removes a row, after it anyone
-- who may write at all, so that no log of people outlives its purpose.
create function identity.keep_reads() returns trigger
    language plpgsql set search_path = pg_catalog, pg_temp as
$body$
begin
    if tg_op = 'DELETE' then
        if old.at < ledger.clock() - interval '5 years' then
            return old;
        end if;
    end if;
    raise exception 'append-only: % on identity.read_log', tg_op using errcode = '55000';
end
$body$;
comment on function identity.keep_reads() is 'Refuses every change of the read log except the removal of rows older than five years.';
revoke all on function identity.keep_reads() from public;
create trigger keep_rows before update or delete on identity.read_log
    for each row execute function identity.keep_reads();
create trigger keep_truncate before truncate on identity.read_log
    for each statement execute function ledger.deny();
alter table identity.read_log enable always trigger keep_rows;
alter table identity.read_log enable always trigger keep_truncate;

reset role;
select meta.make_mutable('identity.read_log'); -- by kind; what may change, the trigger says
create policy reader on identity.read_log for select to ledger_reader using (session_user = 'tilsagn_agency');
create policy auditor on identity.read_log for select to ledger_auditor
    using ((select identity.auditor_login()));
