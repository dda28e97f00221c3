# SPDX-License-Identifier: EUPL-1.2
"""What tests/ops/columns.py does not find changed, and why.

EMPTY: tables without a row in the demonstration. EMPTY_RICHER: those of them that have none either when each
operation of the API was met; the tests of their acts ask sql/checks of rows of theirs. TOLD: columns on which nothing
hangs that is recorded.
"""

_EMPTY = {
    "no accounts with mileage or vouchers in the demonstration":
        "grants.accounts_mileage grants.mileage_rate grants.voucher_answer grants.voucher_decision grants.voucher_draw "
        "grants.voucher_file grants.voucher_judgement grants.voucher_line grants.voucher_note grants.voucher_request "
        "grants.voucher_result",
    "no late application is admitted, ruled on or withdrawn there":
        "grants.admission grants.admission_proposal grants.refusal_late grants.ruling grants.ruling_effect "
        "grants.ruling_proposal grants.withdrawal grants.withdrawal_proposal grants.withdrawal_retracted",
    "the alarm still waits there":
        "grants.alarm_closed grants.alarm_proposal",
    "no pool is shared out there":
        "grants.allocation_decision grants.allocation_proposal grants.allocation_share",
    "the amendment and the dispute still wait there":
        "grants.amendment_decision grants.dispute_proposal grants.dispute_resolved",
    "the auditor has neither judged nor withdrawn there":
        "grants.auditor_withdrawal grants.endorsement grants.opinion_decision",
    "the claims still wait there":
        "grants.claim_change_decision grants.claim_reminder grants.claim_settled grants.hearing_answer "
        "grants.interest_decision grants.interest_settled grants.repayment_booked grants.receipt_confirmed",
    "no grant is closed, reopened, ended or transferred there":
        "grants.closing grants.link grants.reopening_decision grants.reopening_proposal grants.statement_confirmation "
        "grants.termination_decision grants.termination_proposal grants.transfer_acceptance grants.transfer_decision "
        "grants.transfer_proposal",
    "no line is changed, no sign-off voided there":
        "grants.line_decision grants.line_proposal grants.sign_off_voided",
    "no month and no year is closed there":
        "grants.period_decision grants.period_proposal grants.year_decision grants.year_line grants.year_proposal",
    "no submission failed there":
        "grants.failed_submission",
    "nobody is blocked, linked, renamed or replaced there, and nobody has a unit":
        "identity.block_change identity.human_change identity.organisation_change identity.organisation_successor "
        "identity.recovery identity.unit_change",
    "nobody is erased or held back there, and nothing unsent is old enough":
        "identity.erased identity.erasure_run identity.hold identity.hold_lift store.redacted",
}
EMPTY = {table: why for why, tables in _EMPTY.items() for table in tables.split()}

_EMPTY_RICHER = {
    "no car is driven, no late application refused, no ruling takes back what was sent, no sign-off is voided":
        "grants.mileage_rate grants.refusal_late grants.ruling_effect grants.sign_off_voided",
    "no claim runs into a reminder or interest, and no grant continues another":
        "grants.claim_reminder grants.interest_settled grants.link",
    "nobody is linked or renamed, and nobody has been gone for long enough to be erased":
        "identity.human_change identity.organisation_change identity.erased identity.erasure_run store.redacted",
}
EMPTY_RICHER = {table: why for why, tables in _EMPTY_RICHER.items() for table in tables.split()}

_TOLD = {
    "drawn by chance for auditors with psql, and in no entry: a name that says nothing":
        "identity.human.pseudonym identity.person.pseudonym",
    "what somebody without a place in the register says, before anybody answered: the answer is the entry, and what it names "
    "is held to it. Goes after thirty days":
        "identity.access_request.request identity.access_request.profile identity.access_request.serial_number "
        "identity.access_request.organisation identity.access_request.certificate identity.access_request.unit "
        "identity.access_request.at",
    "what a second factor works with: changes with each code, and no entry knows the seed. Acts stand with the step they used":
        "identity.factor_secret.sealed identity.factor_secret.last_step identity.factor_secret.drift "
        "identity.factor_secret.wrong identity.factor_secret.locked_until",
    "what was read is no entry, or the record would grow with every page: triggers and rights alone keep it, for five years":
        "identity.read_log.read identity.read_log.at identity.read_log.role identity.read_log.certificate "
        "identity.read_log.request identity.read_log.route identity.read_log.what identity.read_log.scope "
        "identity.read_log.application identity.read_log.applications identity.read_log.subject",
    "when a certificate was first and last met: overwritten with each login, asked when access is reviewed":
        "identity.seen.person identity.seen.certificate identity.seen.first_at identity.seen.last_at identity.seen.serial",
    "nginx's log of what never reached the portal: no entry knows of it; the check holds call, person and certificate":
        "grants.failed_submission.request grants.failed_submission.status grants.failed_submission.began "
        "grants.failed_submission.received grants.failed_submission.answered grants.failed_submission.length "
        "grants.failed_submission.fingerprint grants.failed_submission.noted",
    "a number whose order alone counts, which the check enrolled holds to that of the entries":
        "identity.block_change.change",
    "what the scanner made of a file: no entry rests on it, and the file can be looked at again":
        "store.scan.outcome store.scan.at",
}
TOLD = {column: why for why, columns in _TOLD.items() for column in columns.split()}
