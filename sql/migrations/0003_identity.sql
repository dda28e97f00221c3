-- SPDX-License-Identifier: EUPL-1.2
-- Organisations, humans, persons, roles, blocks, personal data.

set local role ledger_owner;

create table identity.pii (
    commitment bytea primary key check (octet_length(commitment) = 32),
    field      text not null check (field in ('name', 'proof')),
    salt       bytea not null check (octet_length(salt) = 32),
    value      text not null check (value <> '')
);
create index pii_value on identity.pii (field, value);
comment on table identity.pii is
    'Personal data and their salts; leaves hold only the commitment HMAC-SHA256(salt, "tilsagn/pii/v1" || '
    'u32be length || field || u32be length || value). Not append-only: erasing removes a row.';
comment on column identity.pii.commitment is 'What the leaf holds.';
comment on column identity.pii.field is 'Which datum.';
comment on column identity.pii.salt is '32 random bytes, one per value.';
comment on column identity.pii.value is 'The datum.';

create table identity.organisation (
    organisation text primary key check (organisation ~ '^[0-9]{8}$'),
    kind         text not null
        check (kind in ('municipality', 'region', 'audit_firm', 'agency', 'state_auditor')),
    name         text not null check (length(name) between 1 and 200),
    region       text check (length(region) between 1 and 100),
    entry        bigint references ledger.entry
);
comment on table identity.organisation is 'The payee register: changes only by two administrators.';
comment on column identity.organisation.organisation is 'CVR number.';
comment on column identity.organisation.kind is 'Decides which roles its persons may hold.';
comment on column identity.organisation.name is 'Name as registered.';
comment on column identity.organisation.region is 'Region a municipality lies in.';
comment on column identity.organisation.entry is 'Entry that made it effective; null for migration data.';

create table identity.human (
    human            bigint generated always as identity primary key,
    proof_commitment bytea not null unique check (octet_length(proof_commitment) = 32),
    entry            bigint not null references ledger.entry
);
comment on table identity.human is 'A natural person, identified once, by whom duties are kept apart.';
comment on column identity.human.human is 'Number.';
comment on column identity.human.proof_commitment is 'Commitment to the proof of identity.';
comment on column identity.human.entry is 'Entry that enrolled them.';

create table identity.person (
    person          bigint generated always as identity primary key,
    human           bigint not null references identity.human,
    organisation    text not null references identity.organisation,
    profile         text not null check (profile ~ '^[a-z0-9-]{1,32}$'),
    serial_number   text not null check (length(serial_number) between 1 and 200),
    name_commitment bytea not null unique check (octet_length(name_commitment) = 32),
    entry           bigint not null references ledger.entry,
    constraint person_serial unique (profile, serial_number)
);
create index person_human on identity.person (human);
create index person_organisation on identity.person (organisation);
comment on table identity.person is
    'A certificate identity: the whole serialNumber under a trust profile; renewals are the same person.';
comment on column identity.person.person is 'Number.';
comment on column identity.person.human is 'Whose it is.';
comment on column identity.person.organisation is 'In which organisation.';
comment on column identity.person.profile is 'Trust profile.';
comment on column identity.person.serial_number is 'The subject''s serialNumber.';
comment on column identity.person.name_commitment is 'Commitment to the name.';
comment on column identity.person.entry is 'Entry that enrolled it.';

create table identity.role_change (
    change  bigint generated always as identity primary key,
    person  bigint not null references identity.person,
    role    text not null check (role in ('applicant', 'management', 'external_auditor', 'officer',
                                          'finance', 'auditor', 'administrator')),
    granted boolean not null,
    entry   bigint not null references ledger.entry
);
create index role_change_person on identity.role_change (person, role, change desc);
comment on table identity.role_change is 'Roles given and taken; the last change counts.';
comment on column identity.role_change.change is 'Order.';
comment on column identity.role_change.person is 'To whom.';
comment on column identity.role_change.role is 'Which role.';
comment on column identity.role_change.granted is 'Given or taken.';
comment on column identity.role_change.entry is 'By which entry.';

create table identity.block_change (
    change      bigint generated always as identity primary key,
    person      bigint references identity.person,
    certificate text check (certificate ~ '^[0-9a-f]{64}$'),
    blocked     boolean not null,
    entry       bigint not null references ledger.entry,
    constraint block_subject check ((person is null) <> (certificate is null))
);
create index block_change_person on identity.block_change (person, change desc);
create index block_change_certificate on identity.block_change (certificate, change desc);
comment on table identity.block_change is 'Persons and certificates blocked and released; the last change counts.';
comment on column identity.block_change.change is 'Order.';
comment on column identity.block_change.person is 'Person blocked, or';
comment on column identity.block_change.certificate is 'SHA-256 of the certificate blocked.';
comment on column identity.block_change.blocked is 'Blocked or released.';
comment on column identity.block_change.entry is 'By which entry.';

create function ledger.current_person() returns bigint
    language sql stable set search_path = pg_catalog, pg_temp as
$body$select nullif(current_setting('tilsagn.person', true), '')::bigint$body$;
comment on function ledger.current_person() is
    'Person for whom the worker reads, set transaction-locally. It only narrows what the pool may see.';
revoke all on function ledger.current_person() from public;

create function ledger.current_organisation() returns text
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select o.organisation from identity.person p join identity.organisation o on o.organisation = p.organisation
    where p.person = ledger.current_person()
      and (session_user <> 'tilsagn_grantee' or o.kind in ('municipality', 'region', 'audit_firm'))
$body$;
comment on function ledger.current_organisation() is
    'Organisation of the current person; null without one. In the grantee pool never the agency''s: a worker '
    'that claims an officer there must not see what the agency did for everyone.';
revoke all on function ledger.current_organisation() from public;

reset role;

-- It looks behind row-level security for a policy, so it runs as the writer.
grant create on schema ledger to ledger_writer;
alter function ledger.current_organisation() owner to ledger_writer;
revoke create on schema ledger from ledger_writer;

select meta.make_mutable('identity.pii');
select meta.make_append_only('identity.organisation', 'organisation');
select meta.make_append_only('identity.human', 'human');
select meta.make_append_only('identity.person', 'person');
select meta.make_append_only('identity.role_change');
select meta.make_append_only('identity.block_change');

-- Readers: the agency sees the register, an applicant's organisation its own people.
create policy reader on identity.organisation for select to ledger_reader using (
    session_user in ('tilsagn_grantee', 'tilsagn_agency', 'tilsagn_public'));
create policy reader on identity.human for select to ledger_reader using (session_user = 'tilsagn_agency');
create policy reader on identity.person for select to ledger_reader using (
    session_user = 'tilsagn_agency'
    or session_user = 'tilsagn_grantee' and organisation = (select ledger.current_organisation()));
create policy reader on identity.pii for select to ledger_reader using (
    session_user = 'tilsagn_agency'
    or session_user = 'tilsagn_grantee' and field = 'name' and exists (
        select from identity.person p where p.name_commitment = pii.commitment));
create policy reader on identity.role_change for select to ledger_reader using (
    session_user = 'tilsagn_agency'
    or session_user = 'tilsagn_grantee' and exists (
        select from identity.person p where p.person = role_change.person));
create policy reader on identity.block_change for select to ledger_reader using (
    session_user = 'tilsagn_agency');

create policy reader on ledger.stream_organisation for select to ledger_reader using (
    session_user = 'tilsagn_agency'
    or session_user = 'tilsagn_grantee' and organisation = (select ledger.current_organisation()));
create policy reader on ledger.entry for select to ledger_reader using (
    session_user = 'tilsagn_agency'
    or session_user = 'tilsagn_grantee' and (
        organisation = (select ledger.current_organisation())
        or exists (select from ledger.stream_organisation s where s.stream = entry.stream)));
create policy reader on ledger.posting for select to ledger_reader using (
    session_user = 'tilsagn_agency'
    or session_user = 'tilsagn_grantee' and exists (
        select from ledger.entry e where e.entry = posting.entry));
create policy reader on ledger.log_queue for select to ledger_reader using (session_user = 'tilsagn_agency');
create policy reader on ledger.log_leaf for select to ledger_reader using (
    session_user in ('tilsagn_grantee', 'tilsagn_agency', 'tilsagn_public'));
create policy reader on ledger.attest_key for select to ledger_reader using (
    session_user in ('tilsagn_grantee', 'tilsagn_agency', 'tilsagn_public', 'tilsagn_operator'));
create policy reader on ledger.signature for select to ledger_reader using (session_user = 'tilsagn_agency');
create policy reader on meta.setting for select to ledger_reader using (true);
