-- SPDX-License-Identifier: EUPL-1.2
-- RFC 3161: what a time-stamping authority says of a signature, or of a head of the log.
set local role ledger_owner;

alter table ledger.evidence drop constraint evidence_kind_check;
alter table ledger.evidence add constraint evidence_kind_check
    check (kind in ('certificate', 'authorities', 'crl', 'stamping'));
comment on column ledger.evidence.kind is
    'certificate: DER. authorities, crl: the file as it was, PEM. stamping: the CAs of a time-stamping authority, PEM.';

create table ledger.time_stamp (
    sha256      bytea primary key check (octet_length(sha256) = 32),
    size        bigint check (size > 0),
    note        bytea check (octet_length(note) between 1 and 65536),
    at          timestamptz not null,
    reply       bytea not null check (octet_length(reply) between 1 and 65536),
    authorities bytea not null references ledger.evidence,
    constraint time_stamp_subject check ((size is null) = (note is null)
        and (note is null or sha256 = pg_catalog.sha256(note)))
);
comment on table ledger.time_stamp is
    'Replies of a time-stamping authority (RFC 3161) over the SHA-256 of a CMS file of a person, or of the log''s head. '
    'The operator''s program checked each before; the database cannot.';
comment on column ledger.time_stamp.sha256 is 'What was stamped: SHA-256 of the CMS file as the leaf names it, or of note.';
comment on column ledger.time_stamp.size is 'Size of the log whose head it is; null for a signature.';
comment on column ledger.time_stamp.note is 'The signed checkpoint as it was stamped; null for a signature.';
comment on column ledger.time_stamp.at is 'The authority''s time.';
comment on column ledger.time_stamp.reply is 'Its reply, DER.';
comment on column ledger.time_stamp.authorities is 'The CAs that its certificate led to.';

reset role;
select meta.make_append_only('ledger.time_stamp', 'sha256');
create policy reader on ledger.time_stamp for select to ledger_reader using (session_user = 'tilsagn_agency');
