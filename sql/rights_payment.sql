-- SPDX-License-Identifier: EUPL-1.2
-- Rights of payment files.
grant select on grants.batch_file to ledger_auditor;
grant select on grants.payment_profile, grants.batch_file to ledger_reader;
grant select on portal.payment_profile, portal.batch_file, portal.instalment_released to tilsagn_agency;
grant execute on function grants.finance_reads() to ledger_reader, tilsagn_grantee, tilsagn_agency, tilsagn_public;
grant execute on function store.put_payment(bytea, text), grants.payment_message(text[]),
  grants.payment_reference(bigint, integer), read.remittance(text, text, bigint, integer),
  read.payment_draft(text), read.payment_file(bigint) to tilsagn_agency;

-- The bank's answers.
grant select on grants.statement, grants.bank_line, grants.alarm, grants.alarm_proposal, grants.alarm_closed,
  grants.instalment_booked, grants.repayment_booked, grants.receipt_confirmed to ledger_reader, ledger_auditor;
grant select on portal.statement, portal.bank_line, portal.alarm to tilsagn_agency;
grant execute on function read.bank(bigint), read.alarms(), read.bank_tasks(), read.day_of(bigint), read.told(text), grants.line_cleared_seen(bigint, integer),
  read.month_rows(date), read.month(text), grants.closed_through_seen(), grants.month_repayments_seen(date, date),
  grants.closing_told_seen(bigint), read.period_streams(date), read.may_decide_period(date), read.period(date, date), read.period_tasks(),
  read.year_stream(integer), read.year_lines(bigint), read.may_decide_year(integer, text, boolean), read.year(integer), read.year_tasks(),
  grants.year_seen(integer), grants.year_rest_seen(integer), grants.year_facts_seen(integer, date), act.import_statement(text, text, bytea),
  act.book_payments(text, text, bytea), act.book_repayment(text, text, bytea),
  act.explain_alarm(text, text, bytea), act.close_alarm(text, text, bytea) to tilsagn_agency;
grant execute on function act.confirm_receipt(text, text, bytea) to tilsagn_grantee;
