/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/api/act.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/shapes.h"
#include "fcgi/confirmer.h"

enum status api_confirm_proposal(struct exchange *x)
{
    struct api_act act = {
        .shape = &shape_confirmation,
        .path = {"proposal"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    int64_t proposal = 0;
    enum status status = exchange_param_id(x, "proposal", &proposal);
    if (status == STATUS_OK) {
        status = confirmer_act_as(x, proposal, &act.act);
    }
    return status == STATUS_OK ? api_act(x, &act) : status;
}

enum status api_propose_weights(struct exchange *x)
{
    static const struct api_act act = {
        .act = "propose_weights",
        .shape = &shape_weights,
        .path = {"call"},
        .location = AGENCY_RECEIPT,
    };
    return api_act(x, &act);
}

enum status api_confirm_weights(struct exchange *x)
{
    static const struct api_act act = {
        .act = "confirm_weights",
        .shape = &shape_weights_confirmation,
        .path = {"call"},
        .location = AGENCY_RECEIPT,
    };
    return api_act(x, &act);
}

enum status api_propose_ruling(struct exchange *x)
{
    static const struct api_act act = {
        .act = "propose_ruling",
        .shape = &shape_ruling,
        .path = {"call"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_confirm_ruling(struct exchange *x)
{
    static const struct api_act act = {
        .act = "confirm_ruling",
        .shape = &shape_ruling_confirmation,
        .path = {"call"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_propose_notice(struct exchange *x)
{
    static const struct api_act act = {
        .act = "propose_notice",
        .shape = &shape_notice,
        .path = {"call"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_decide_notice(struct exchange *x)
{
    static const struct api_act act = {
        .act = "decide_notice",
        .shape = &shape_notice_decision,
        .path = {"call"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_propose_admission(struct exchange *x)
{
    static const struct api_act act = {
        .act = "propose_admission",
        .shape = &shape_admission,
        .path = {"call"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_confirm_admission(struct exchange *x)
{
    static const struct api_act act = {
        .act = "confirm_admission",
        .shape = &shape_admission_confirmation,
        .path = {"call"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_open_applications(struct exchange *x)
{
    static const struct api_act act = {
        .act = "open_applications",
        .shape = &shape_opening,
        .path = {"call"},
        .location = AGENCY_RECEIPT,
    };
    return api_act(x, &act);
}

enum status api_declare_impartiality(struct exchange *x)
{
    static const struct api_act act = {
        .act = "declare_impartiality",
        .shape = &shape_impartiality,
        .path = {"application"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_score_application(struct exchange *x)
{
    static const struct api_act act = {
        .act = "score",
        .shape = &shape_scores,
        .path = {"application"},
        .location = AGENCY_RECEIPT,
    };
    return api_act(x, &act);
}

enum status api_open_hearing(struct exchange *x)
{
    static const struct api_act act = {
        .act = "open_hearing",
        .shape = &shape_hearing,
        .path = {"application"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_propose_refusal(struct exchange *x)
{
    static const struct api_act act = {
        .act = "propose_refusal",
        .shape = &shape_refusal_proposal,
        .path = {"application"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_decide_refusal(struct exchange *x)
{
    static const struct api_act act = {
        .act = "decide_refusal",
        .shape = &shape_refusal_decision,
        .path = {"application"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_propose_award(struct exchange *x)
{
    static const struct api_act act = {
        .act = "propose_award",
        .shape = &shape_award_proposal,
        .path = {"application"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_decide_award(struct exchange *x)
{
    static const struct api_act act = {
        .act = "decide_award",
        .shape = &shape_award_decision,
        .path = {"application"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_approve_instalment(struct exchange *x)
{
    static const struct api_act act = {
        .act = "approve_instalment",
        .shape = &shape_approval,
        .path = {"instalment"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_approve_instalments(struct exchange *x)
{
    static const struct api_act act = {
        .act = "approve_instalment",
        .shape = &shape_approvals,
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_record_result(struct exchange *x)
{
    static const struct api_act act = {
        .act = "record_result",
        .shape = &shape_result,
        .path = {"application"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_confirm_result(struct exchange *x)
{
    static const struct api_act act = {
        .act = "confirm_result",
        .shape = &shape_result_confirmation,
        .path = {"application", "result"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_close_grant(struct exchange *x)
{
    static const struct api_act act = {
        .act = "close_grant",
        .shape = &shape_closing,
        .path = {"application"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_remind_obligation(struct exchange *x)
{
    static const struct api_act act = {
        .act = "remind_obligation",
        .shape = &shape_reminder,
        .path = {"application"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_propose_termination(struct exchange *x)
{
    static const struct api_act act = {
        .act = "propose_termination",
        .shape = &shape_termination,
        .path = {"application"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_decide_termination(struct exchange *x)
{
    static const struct api_act act = {
        .act = "decide_termination",
        .shape = &shape_termination_decision,
        .path = {"application"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_propose_reopening(struct exchange *x)
{
    static const struct api_act act = {
        .act = "propose_reopening",
        .shape = &shape_termination,
        .path = {"application"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_decide_reopening(struct exchange *x)
{
    static const struct api_act act = {
        .act = "decide_reopening",
        .shape = &shape_reopening_decision,
        .path = {"application"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}
