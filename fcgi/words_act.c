/* SPDX-License-Identifier: EUPL-1.2 */
#include <stddef.h>

#include "fcgi/words.h"

/* In the order of a grant's life. */
static const struct {
    const char *act;
    const char *does;  /* NULL: nobody performs it on a page */
    const char *entry; /* NULL: it leaves no entry */
} acts[] = {
    {"submit", N_("Send the application"), N_("Application sent")},
    {"withdraw_application", N_("Withdraw the application"), N_("Application withdrawn")},
    {"propose_withdrawal", N_("Propose to withdraw the application"), N_("Withdrawal proposed")},
    {"confirm_withdrawal", N_("Confirm the withdrawal of the application"),
        N_("Application withdrawn by two")},
    {"retract_withdrawal", N_("Take a proposed withdrawal back"),
        N_("Proposed withdrawal taken back")},
    {"close_call", N_("Close the call"), N_("Call closed")},
    {"propose", N_("Put up for confirmation"), N_("Something put up for confirmation")},
    {"confirm", N_("Confirm a proposal"), N_("Proposal confirmed")},
    {"bootstrap", N_("Enrol the first administrators"), N_("First administrators enrolled")},
    {"record_refusal", N_("Refused attempt"), N_("Refused attempt")},
    {"record_deployment", N_("Deployment"), N_("Deployment")},
    {"propose_weights", N_("Propose weights"), N_("Weights proposed")},
    {"confirm_weights", N_("Confirm weights"), N_("Weights confirmed")},
    {"open_applications", N_("Open the applications"), N_("Applications opened")},
    {"propose_allocation", N_("Propose an allocation"), N_("Allocation of the pool proposed")},
    {"decide_allocation", N_("Decide an allocation"), N_("Allocation of the pool decided")},
    {"propose_ruling", N_("Propose a reading"), N_("Reading of an unclear point proposed")},
    {"confirm_ruling", N_("Confirm a reading"), N_("Unclear point ruled on")},
    {"propose_notice", N_("Propose a notice about the call"), N_("Notice about the call proposed")},
    {"decide_notice", N_("Decide on a notice about the call"),
        N_("Notice about the call decided on")},
    {"propose_admission", N_("Propose a ruling on a contested submission"),
        N_("Ruling on a contested submission proposed")},
    {"confirm_admission", N_("Confirm the ruling on a contested submission"),
        N_("Contested submission ruled on")},
    {"declare_impartiality", N_("Declare oneself impartial, or not"), N_("Impartiality declared")},
    {"propose_refusal", N_("Propose a refusal"), N_("Refusal proposed")},
    {"decide_refusal", N_("Decide a proposed refusal"), N_("Decision on a refusal")},
    {"open_hearing", N_("Hear the applicant"), N_("Hearing opened")},
    {"answer_hearing", N_("Answer a hearing"), N_("Hearing answered")},
    {"score", N_("Assess"), N_("Assessed")},
    {"propose_award", N_("Propose an award"), N_("Award proposed by an officer")},
    {"decide_award", N_("Decide on an award"), N_("Proposed award decided")},
    {"submit_accounts", N_("Send accounts"), N_("Accounts sent")},
    {"sign_off", N_("Sign off accounts"), N_("Accounts signed off")},
    {"prepare_instalment", N_("Prepare an instalment"), N_("Instalment prepared")},
    {"approve_instalment", N_("Approve an instalment"), N_("Instalment approved")},
    {"release_batch", N_("Release payments"), N_("Payments released")},
    {"submit_report", N_("Send a report"), N_("Report sent")},
    {"close_grant", N_("Close the grant"), N_("Grant closed")},
    {"record_result", N_("Record a result"), N_("Result recorded")},
    {"confirm_result", N_("Confirm a result"), N_("Result confirmed")},
    {"propose_factor", N_("Propose a change of a second factor"),
        N_("Change of a second factor proposed")},
    {"confirm_factor", N_("Confirm a change of a second factor"),
        N_("Change of a second factor confirmed")},
    {"activate_factor", N_("Take the second factor into use"), N_("Second factor taken into use")},
    {"request_amendment", N_("Ask for an amendment"), N_("Amendment asked for")},
    {"propose_amendment", N_("Propose an amendment"), N_("Amendment proposed")},
    {"decide_amendment", N_("Decide on an amendment"), N_("Amendment decided")},
    {"propose_termination", N_("Propose to end a grant before its time"),
        N_("End of a grant proposed")},
    {"decide_termination", N_("Decide whether a grant ends before its time"),
        N_("End of a grant decided")},
    {"propose_reopening", N_("Propose to reopen a closed grant"),
        N_("Reopening of a grant proposed")},
    {"decide_reopening", N_("Decide whether a closed grant is reopened"),
        N_("Reopening of a grant decided")},
    {"propose_transfer", N_("Propose to transfer a grant"), N_("Transfer of a grant proposed")},
    {"accept_transfer", N_("Take over a grant"), N_("Grant taken over by its successor")},
    {"decide_transfer", N_("Decide whether a grant is transferred"),
        N_("Transfer of a grant decided")},
    {"propose_line", N_("Propose to give a finance year's line"),
        N_("Finance year's line proposed")},
    {"give_line", N_("Decide on a finance year's line"), N_("Finance year's line decided")},
    {"appoint_auditor", N_("Appoint an audit firm"), N_("Audit firm appointed")},
    {"withdraw_auditor", N_("End the appointment of an audit firm"),
        N_("Appointment of the audit firm ended")},
    {"endorse_accounts", N_("Sign an auditor's opinion"), N_("Auditor's opinion signed")},
    {"decide_opinion", N_("Decide on an auditor's opinion"), N_("Auditor's opinion decided on")},
    {"confirm_statement", N_("Confirm a yearly statement"), N_("Yearly statement confirmed")},
    {"dispute_statement", N_("Dispute a yearly statement"), N_("Yearly statement disputed")},
    {"propose_resolution", N_("Propose how a dispute is resolved"),
        N_("Resolution of a dispute proposed")},
    {"confirm_resolution", N_("Resolve a dispute"), N_("Dispute resolved")},
    {"grant_agency_role", N_("Confirm a role in the agency"), N_("Role in the agency confirmed")},
    {"block", N_("Block a person or certificate"), N_("Person or certificate blocked")},
    {"grant_access", N_("Enrol a colleague"), N_("Colleague enrolled")},
    {"refuse_access", N_("Refuse a request for access"), N_("Request for access refused")},
    {"change_role", N_("Change a colleague's role"), N_("Role of a colleague changed")},
    {"set_unit", N_("Change a colleague's unit"), N_("Unit of a colleague changed")},
    {"confirm_recovery", N_("Confirm that the administrators are lost"),
        N_("Loss of the administrators confirmed")},
    {"hold_erasure", N_("Hold personal data back from erasing"),
        N_("Personal data held back from erasing")},
    {"lift_hold", N_("Lift a hold"), N_("Hold lifted")},
    {"stop_recovery", N_("Stop the replacement of the administrators"),
        N_("Replacement of the administrators stopped")},
    {"recover_administrators", N_("Replace the administrators"), N_("Administrators replaced")},
    {"import_statement", N_("Import a bank statement"), N_("Bank statement imported")},
    {"book_payments", N_("Book payments"), N_("Payments booked")},
    {"book_repayment", N_("Book a repayment"), N_("Repayment booked")},
    {"explain_alarm", N_("Explain an alarm"), N_("Alarm explained")},
    {"close_alarm", N_("Close an alarm"), N_("Alarm closed")},
    {"confirm_receipt", N_("Confirm that a payment arrived"), N_("Receipt of a payment confirmed")},
    {"propose_claim", N_("Propose a repayment claim"), N_("Repayment claim proposed")},
    {"decide_claim", N_("Decide on a repayment claim"), N_("Repayment claim decided")},
    {"propose_settlement", N_("Propose instalments or a write-off of a claim"),
        N_("Instalments or write-off of a claim proposed")},
    {"decide_settlement", N_("Decide on instalments or a write-off of a claim"),
        N_("Instalments or write-off of a claim decided")},
    {"remind_claim", N_("Remind of a repayment claim"), N_("Reminder of a repayment claim")},
    {"remind_obligation", N_("Remind of accounts or a report"),
        N_("Reminder of accounts or a report")},
    {"propose_interest", N_("Propose a rate of interest"), N_("Rate of interest proposed")},
    {"decide_interest", N_("Decide on a rate of interest"), N_("Rate of interest decided")},
    {"propose_period", N_("Propose to close or open a month"),
        N_("Closing or opening of a month proposed")},
    {"propose_year", N_("Propose to close or open a year"),
        N_("Closing or opening of a year proposed")},
    {"decide_year", N_("Close or open a year"), N_("Closing or opening of a year decided")},
    {"decide_period", N_("Close or open a month"), N_("Closing or opening of a month decided")},
    {"repay", N_("Pay back"), NULL},
    {"request_vouchers", N_("Ask for vouchers"), N_("Vouchers asked for")},
    {"draw_vouchers", N_("Draw the lines whose vouchers are asked for"),
        N_("Lines for vouchers drawn")},
    {"submit_vouchers", N_("Send the vouchers"), N_("Vouchers sent")},
    {"judge_vouchers", N_("Judge the vouchers"), N_("Vouchers judged")},
    {"decide_vouchers", N_("Decide what the vouchers document"),
        N_("Judgement on vouchers decided")},
    {"begin_log", N_("Begin the log anew under another name"),
        N_("Log begun anew under another name")},
};

#define ACT_COUNT (sizeof(acts) / sizeof(acts[0]))

static struct span said(const struct catalogue *catalogue, const char *words, struct span code)
{
    return words == NULL ? code : span_from(tr(catalogue, words));
}

struct span words_act(const struct catalogue *catalogue, struct span act)
{
    for (size_t i = 0; i < ACT_COUNT; i++) {
        if (span_is(act, acts[i].act)) {
            return said(catalogue, acts[i].does, act);
        }
    }
    return act;
}

struct span words_entry(const struct catalogue *catalogue, struct span kind)
{
    for (size_t i = 0; i < ACT_COUNT; i++) {
        if (span_is(kind, acts[i].act)) {
            return said(catalogue, acts[i].entry, kind);
        }
    }
    return kind;
}
