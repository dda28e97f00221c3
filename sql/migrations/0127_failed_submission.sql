-- SPDX-License-Identifier: EUPL-1.2
-- Submissions that were answered with an error of ours (5xx): what a complaint about a deadline is judged by.
--
-- Not the record: nothing was decided, and the database may have been the one that did not answer, so the row
-- comes from the proxy's own log, by way of the sequencer, as soon as both are there again. Append-only all the same.

set local role ledger_owner;

create table grants.failed_submission (
    request     text primary key check (request ~ '^[0-9a-f]{32}$'),
    call        text not null references grants.call,
    application bigint not null,
    status      smallint not null check (status between 500 and 599),
    began       timestamptz not null,
    received    timestamptz not null check (received >= began),
    answered    timestamptz not null check (answered >= received),
    length      bigint check (length >= 0),
    person      bigint references identity.person,
    serial      numeric check (serial >= 0),
    fingerprint text check (fingerprint ~ '^[0-9a-f]{40}$'),
    noted       timestamptz not null
);
create index failed_submission_call on grants.failed_submission (call, received);
comment on table grants.failed_submission is
    'Attempts to submit that were answered with 5xx, by nginx itself or by a worker. One row per request.';
comment on column grants.failed_submission.request is 'Request id, as in the logs of nginx and the worker.';
comment on column grants.failed_submission.call is 'Call of the application.';
comment on column grants.failed_submission.application is 'Application that was to be sent.';
comment on column grants.failed_submission.status is 'HTTP status of the answer.';
comment on column grants.failed_submission.began is 'When its first byte was here.';
comment on column grants.failed_submission.received is
    'When all of it was here and a worker was asked, to the millisecond; the answer''s instant when none could be asked.';
comment on column grants.failed_submission.answered is 'When the answer had been sent.';
comment on column grants.failed_submission.length is 'Length of its body in bytes; null: it named none.';
comment on column grants.failed_submission.person is
    'Who presented the certificate; null: no person, or more than one, is known by its number.';
comment on column grants.failed_submission.serial is 'The certificate''s serial number; null: none was readable.';
comment on column grants.failed_submission.fingerprint is 'SHA-1 of the certificate, as nginx names it; null: none.';
comment on column grants.failed_submission.noted is 'When the row was written.';

reset role;
select meta.make_append_only('grants.failed_submission');
