-- SPDX-License-Identifier: EUPL-1.2
-- Tables under the views of the auditors' own logins. Who may select from the views is not said here:
-- sql/auditors gives each login its rights one by one, so that none is a member of anything, and
-- checks/20_auditors holds it to exactly these.
grant select on ledger.entry, ledger.posting, ledger.log_leaf, ledger.proposal, ledger.confirmation,
    identity.organisation, identity.human, identity.person, identity.role_change, identity.block_change,
    grants.appropriation, grants.call, grants.call_closed, grants.call_opened, grants.weights_proposal,
    grants.weights_confirmed, grants.application, grants.submission, grants.submission_party, grants.withdrawal,
    grants.withdrawal_proposal, grants.withdrawal_retracted, grants.score,
    grants.award_proposal, grants.award_line, grants.award_decision, grants.accounts, grants.accounts_line,
    grants.sign_off, grants.instalment, grants.instalment_approved, grants.batch,
    grants.instalment_released, grants.claim, grants.claim_settled, grants.interest_settled, grants.claim_reminder, grants.interest_proposal,
    grants.interest_decision, grants.period_proposal, grants.period_decision, grants.year_proposal, grants.year_line,
    grants.year_decision,
    grants.notice_proposal, grants.notice, grants.admission_proposal, grants.admission, grants.termination_proposal, grants.termination_decision, grants.reopening_proposal, grants.reopening_decision, grants.transfer_proposal, grants.transfer_acceptance, grants.transfer_decision, identity.organisation_successor, identity.read_log, rights.act, rights.separation, identity.human_change, grants.link,
    grants.impartiality, grants.amendment_proposal, grants.amendment_decision, grants.line_proposal,
    grants.line_decision, grants.claim_proposal, grants.claim_decision, grants.claim_change,
    grants.claim_change_decision, grants.claim_instalment, grants.refusal_proposal, grants.refusal_decision,
    grants.report, grants.result, grants.closing, grants.obligation_reminder, grants.ruling_proposal, grants.ruling, grants.allocation_proposal, grants.allocation_decision,
    grants.result_confirmed to ledger_auditor;
-- The same queries for the portal: identity.auditor_login() lets its pool's transactions through, the views say which rows.
grant select on audit.finding, audit.balance to ledger_reader;
grant select on portal.finding, portal.warning to tilsagn_agency;
-- for the grantees' pool it stands in reads that both pools share, and finds nothing that it may select
grant execute on function read.warnings(bigint, text[]) to tilsagn_grantee, tilsagn_agency;
grant execute on function read.warned() to tilsagn_agency;
grant execute on function identity.auditor_login(), read.recorded_by(bigint),
    read.file_ending(text), read.documents_of(bigint, bytea), read.findings(text, text, int), read.case_streams(bigint, text),
    read.case_record(bigint), read.signature_lines(timestamptz), read.stamp_lines(timestamptz),
    read.dossier_export(bigint)
    to tilsagn_agency;
grant select on ledger.signature, ledger.signature_evidence, ledger.evidence, ledger.time_stamp to ledger_reader;
grant select on portal.record_text, portal.record_signature to tilsagn_agency;

-- The read log: written by the reads, read by auditors, changed by nobody.
revoke update on identity.read_log from ledger_writer;
revoke insert, update, delete, truncate on identity.read_log from ledger_owner;
grant select on identity.read_log to ledger_reader;
grant execute on function identity.log_read(text, text, bigint, bigint[], text), identity.log_file(text),
    read.seen_case(text, bigint, text), read.seen_cases(text, bigint[], text), read.seen_list(text, text, text),
    read.seen_people(text, text, text),
    read.seen_entry(text, text, text) to tilsagn_grantee, tilsagn_agency;
grant select on portal.read_log, portal.balance_span to tilsagn_agency;
grant execute on function identity.log_read_hourly(text, text, text), read.log_files(bigint), read.log_file(text)
    to tilsagn_agency;
grant execute on function read.reads_condition(text), read.reads(text, text, int), read.reads_export(text),
    read.reads_rows(bigint, int), read.balance_condition(text), read.account_balances(text, text, int), read.balances_export(text),
    read.balances_rows(bigint, int), identity.begin_export(text, text, text), identity.hold_export(bigint, text),
    identity.end_export(bigint, bigint, text, boolean) to tilsagn_agency;
grant usage on schema identity to tilsagn_operator;
grant execute on function identity.expire_reads(int) to tilsagn_operator;
