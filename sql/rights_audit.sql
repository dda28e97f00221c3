-- SPDX-License-Identifier: EUPL-1.2
-- Tables under the views of the auditors' own logins. Who may select from the views is not said here:
-- sql/auditors gives each login its rights one by one, so that none is a member of anything, and
-- checks/20_auditors holds it to exactly these.
grant select on ledger.entry, ledger.posting, ledger.log_leaf, ledger.proposal, ledger.confirmation,
    identity.organisation, identity.human, identity.person, identity.role_change, identity.block_change,
    grants.appropriation, grants.call, grants.call_closed, grants.call_opened, grants.weights_proposal,
    grants.weights_confirmed, grants.application, grants.submission, grants.submission_party, grants.score,
    grants.award_proposal, grants.award_line, grants.award_decision, grants.accounts, grants.accounts_line,
    grants.sign_off, grants.instalment, grants.instalment_approved, grants.batch,
    grants.instalment_released to ledger_auditor;
