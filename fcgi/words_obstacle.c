/* SPDX-License-Identifier: EUPL-1.2 */
#include <stddef.h>
#include <string.h>

#include "fcgi/words.h"

static const struct {
    const char *code;
    const char *words;
} obstacles[] = {
    {"slot_missing", N_("a file has not been uploaded")},
    {"content_incomplete", N_("the application is not complete")},
    {"held", N_("somebody in it is held back, or not due")},
    {"role", N_("another role is needed")},
    {"blocked", N_("your access is blocked")},
    {"confirmed", N_("you have confirmed it already")},
    {"own_subject", N_("it is about yourself")},
    {"own_case", N_("you have acted on the case")},
    {"redacted",
        N_("it has waited so long that the names in it were erased; it must be proposed anew")},
    {"deadline_passed", N_("the deadline has passed; what is sent now is recorded as too late")},
    {"withdrawn", N_("the application has been withdrawn")},
    {"withdraw_deadline", N_("the deadline has passed")},
    {"withdrawal_bound", N_("the agency is deciding or has decided on the application")},
    {"withdrawal_proposed", N_("a withdrawal is proposed already")},
    {"withdrawal_missing", N_("no withdrawal is proposed")},
    {"not_sent", N_("nothing that counts has been sent")},
    {"close_pending", N_("the call is being closed")},
    {"weights_missing", N_("no weights have been proposed")},
    {"weights_unconfirmed", N_("a second officer has not confirmed the weights")},
    {"not_opened", N_("the applications have not been opened")},
    {"not_closed", N_("the call is not closed yet")},
    {"second_assessor", N_("a second officer has not assessed the application")},
    {"own_score", N_("you have not assessed the application")},
    {"proposal_missing", N_("no award has been proposed")},
    {"decision_missing", N_("the award has not been decided")},
    {"annex_missing", N_("a table of the call has not been loaded")},
    {"ruling_missing", N_("an unclear point of the call has not been ruled on")},
    {"contested_waiting",
        N_("a contested submission waits for the ruling of two officers; it is made from the page of the call")},
    {"allocation_missing", N_("the allocation of the pool has not been decided")},
    {"size_missing", N_("the size of a target group is missing")},
    {"floors_exceed_pool", N_("the minimums together exceed the pool")},
    {"only_size_zero", N_("money remains, and nobody is left whose target group has a size")},
    {"ruling_proposal_missing", N_("no reading has been proposed")},
    {"part_accounts_due", N_("the day on which part accounts are due has not been set")},
    {"accounts_missing", N_("no accounts have been sent")},
    {"sign_off_missing", N_("the accounts have not been signed off")},
    {"sign_off", N_("the accounts have not been signed off")},
    {"sign_off_level_auditor", N_("the accounts need an external auditor")},
    {"prepared_missing", N_("no instalment has been prepared")},
    {"approval_missing", N_("the instalment has not been approved")},
    {"nothing_payable", N_("nothing is payable on these accounts")},
    {"result_missing", N_("the result has not been recorded and confirmed")},
    {"result", N_("the result has not been recorded and confirmed")},
    {"final_accounts_missing", N_("the newest accounts are not final ones")},
    {"still_payable", N_("something is still payable")},
    {"claim_open", N_("a repayment is open")},
    {"interest_open", N_("interest on a repayment has not been paid or written off")},
    {"amendment_undecided", N_("an amendment is proposed and not decided")},
    {"claim_undecided", N_("a repayment is proposed and not decided")},
    {"transfer_undecided", N_("a transfer of the grant is proposed and not decided")},
    {"termination_undecided",
        N_("that the grant ends before its time is proposed and not decided")},
    {"not_paid", N_("an approved amount has not been paid")},
    {"closed", N_("the grant is closed")},
    {"result_unconfirmed", N_("a second officer has not confirmed the result")},
    {"report_missing", N_("the final report has not been sent")},
    {"final_report", N_("the final report has not been sent")},
    {"status_report", N_("the status report has not been sent")},
    {"case_review", N_("the status report does not show the case review")},
    {"line_undecided", N_("another officer has not decided on a proposed line")},
    {"lines_given", N_("a finance year's line has not been given yet")},
    {"no_part_payment", N_("this call has no payment on part accounts")},
    {"part_payments_used", N_("all payments on part accounts have been made")},
    {"already_prepared", N_("an instalment on these accounts has been prepared already")},
    {"release_missing", N_("the instalment has not been released for payment")},
    {"hands_missing", N_("too few different people are left for the later steps of this case")},
    {"not_eligible", N_("your kind of organisation cannot apply in this call")},
    {"already_signed", N_("the accounts have been signed off already")},
    {"not_newest", N_("newer accounts have been sent")},
    {"opinion_blocks", N_("an auditor's opinion blocks until an officer has decided")},
    {"dispute", N_("the yearly statement is disputed")},
    {"already_endorsed", N_("an opinion on these accounts has been signed already")},
    {"appointment_missing", N_("no audit firm is appointed")},
    {"already_appointed", N_("an audit firm is appointed already")},
    {"opinion_missing", N_("there is no opinion to decide on")},
    {"already_disputed", N_("the grant is disputed already")},
    {"dispute_missing", N_("nothing is disputed")},
    {"notice_missing", N_("no notice about the call waits for a decision")},
    {"vouchers", N_("vouchers are asked for and not sent")},
    {"vouchers_undrawn", N_("the lines whose vouchers are asked for are being drawn")},
    {"vouchers_unjudged", N_("no officer has judged the vouchers")},
    {"vouchers_undecided", N_("another officer has not decided on the vouchers")},
    {"vouchers_short", N_("the accounts hold more than their vouchers document")},
    {"vouchers_voided",
        N_("vouchers were asked for of earlier accounts, and have to be asked for of these")},
    {"terminated", N_("the grant was ended before its time")},
    {"alarm", N_("an alarm about a payment is open")},
    {"amount_changed",
        N_("another amount follows from the accounts now; an officer prepares it again")},
    {"superseded", N_("newer accounts or a newer calculation stand in its place")},
    {"not_prepared", N_("it has been approved already")},
};

struct span words_obstacle(const struct catalogue *catalogue, struct span code)
{
    for (size_t i = 0; i < sizeof(obstacles) / sizeof(obstacles[0]); i++) {
        if (span_is(code, obstacles[i].code)) {
            return span_from(tr(catalogue, obstacles[i].words));
        }
    }
    return code;
}

/* The words of `code`, empty when they would be the code itself. */
static struct span known(struct span words, struct span code)
{
    return words.data == code.data ? SPAN("") : words;
}

struct span words_needed(struct exchange *x)
{
    if (strcmp(x->fault.code, "LG502") != 0) {
        return SPAN("");
    }
    const struct json *detail = exchange_detail(x);
    if (detail == NULL || detail->kind != JSON_OBJECT) {
        return SPAN("");
    }
    struct span needed = json_text(detail, "needed");
    struct span obstacle = known(words_obstacle(x->catalogue, needed), needed);
    return obstacle.len > 0 ? obstacle : known(words_act(x->catalogue, needed), needed);
}
