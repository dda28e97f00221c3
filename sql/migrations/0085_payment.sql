-- SPDX-License-Identifier: EUPL-1.2
-- Payment files: what the agency's bank or ERP wants in them, and the bytes of each released batch.
alter table ledger.proposal drop constraint proposal_kind_check;
alter table ledger.proposal add constraint proposal_kind_check
  check (kind in ('register', 'appropriation', 'call', 'annex', 'recovery', 'payment'));

set local role ledger_owner;

create table grants.payment_profile (
  entry bigint primary key references ledger.entry,
  proposal bigint not null references ledger.proposal,
  document text not null check (octet_length(document) <= 20000),
  sha256 bytea not null check (octet_length(sha256) = 32)
);
comment on table grants.payment_profile is
  'What stands in payment files beside the payments; the newest is in force. Two of finance confirm it.';
comment on column grants.payment_profile.entry is 'Second confirmation.';
comment on column grants.payment_profile.proposal is 'Proposal.';
comment on column grants.payment_profile.document is 'The document: output, debtor, schemes, days.';
comment on column grants.payment_profile.sha256 is 'Its SHA-256.';

create table grants.batch_file (
  batch bigint primary key references grants.batch,
  entry bigint not null unique references ledger.entry,
  profile bigint not null references grants.payment_profile,
  sha256 bytea not null unique check (octet_length(sha256) = 32),
  media_type text not null check (media_type in ('application/xml', 'text/csv')),
  message text not null unique check (message ~ '^TB-[0-9a-f]{32}$'),
  made timestamptz not null,
  execution_day date not null
);
comment on table grants.batch_file is 'The one file of a batch, of which its releaser signed the SHA-256.';
comment on column grants.batch_file.batch is 'Batch.';
comment on column grants.batch_file.entry is 'Entry of the release.';
comment on column grants.batch_file.profile is 'Configuration it was made by.';
comment on column grants.batch_file.sha256 is 'SHA-256 of its bytes, which are in the store.';
comment on column grants.batch_file.media_type is 'XML for the bank or CSV for the ERP: never both.';
comment on column grants.batch_file.message is 'Its message id: the same payments give the same.';
comment on column grants.batch_file.made is 'Instant that stands in it.';
comment on column grants.batch_file.execution_day is 'Day on which the bank is to pay.';

-- A payment that failed may be released again, each time under a reference of its own.
alter table grants.instalment_released drop constraint instalment_released_pkey;
alter table grants.instalment_released add column try integer not null check (try between 1 and 99);
alter table grants.instalment_released add primary key (instalment, try);
alter table grants.instalment_released add constraint instalment_once_a_batch unique (instalment, batch);
comment on table grants.instalment_released is
  'Releases of an instalment: one, and another after each payment that failed.';
comment on column grants.instalment_released.try is 'Which release of the instalment, from 1.';

reset role;

select meta.make_append_only('grants.payment_profile', 'entry');
select meta.make_append_only('grants.batch_file');

create policy reader on grants.payment_profile for select to ledger_reader using (
  session_user = 'tilsagn_agency');
create policy reader on grants.batch_file for select to ledger_reader using (
  session_user = 'tilsagn_agency');

-- Payment files and the bank's answers are documents of the agency that its finance alone reads.create policy auditor on grants.batch_file for select to ledger_auditor using ((select identity.auditor_login()));

create function grants.finance_reads() returns boolean
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return session_user = 'tilsagn_agency' and identity.i_hold('finance'); -- a function of the deployment
end
$$;
comment on function grants.finance_reads() is 'Whether the current person reads what passes between agency and bank.';
grant create on schema grants to ledger_writer;
alter function grants.finance_reads() owner to ledger_writer;
revoke create on schema grants from ledger_writer;

drop policy reader on store.file;
create policy reader on store.file for select to ledger_reader using (
  session_user = 'tilsagn_grantee' and organisation = (select ledger.current_organisation())
  or session_user = 'tilsagn_agency' and organisation is null
     and (media_type = 'application/json' or (select grants.finance_reads())));

drop function if exists store.keep_document(bytea); -- it takes a media type now
