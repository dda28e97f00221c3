-- SPDX-License-Identifier: EUPL-1.2
-- Rights of payment files.
grant select on grants.batch_file to ledger_auditor;
grant select on grants.payment_profile, grants.batch_file to ledger_reader;
grant select on portal.payment_profile, portal.batch_file, portal.instalment_released to tilsagn_agency;
grant execute on function grants.finance_reads() to ledger_reader, tilsagn_grantee, tilsagn_agency, tilsagn_public;
grant execute on function store.put_payment(bytea, text), grants.payment_message(text[]),
  grants.payment_reference(bigint, integer), read.remittance(text, text, bigint, integer),
  read.payment_draft(text), read.payment_file(bigint) to tilsagn_agency;
