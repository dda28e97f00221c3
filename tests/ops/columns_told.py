# SPDX-License-Identifier: EUPL-1.2
"""What tests/ops/columns.py does not find changed, and why.

EMPTY: tables without a row in the demonstration; the tests of their acts ask sql/checks of rows of theirs. TOLD:
columns on which nothing hangs that is recorded.
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
}
EMPTY = {table: why for why, tables in _EMPTY.items() for table in tables.split()}

TOLD = {}
