/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/api/shapes_members.h"
#include "fcgi/web/http.h"
#include "ledger/grants/accounts.h"
#include "ledger/grants/award.h"
#include "ledger/grants/content.h"
#include "ledger/payment/statement.h"

#define VERSION_MAX  999999999
#define YEAR_MIN     2000
#define YEAR_MAX     2099
#define BASIS_POINTS 10000

/* Amounts in a draft or in accounts: a wrong sign is a violation of the rules, not of the form. */
#define ANY_ORE(text)                                                                              \
    {                                                                                              \
        .name = (text), .kind = SHAPE_INTEGER, .min = -AMOUNT_ORE_MAX, .max = AMOUNT_ORE_MAX       \
    }
#define LINE(text, limit)                                                                          \
    {                                                                                              \
        .name = (text), .kind = SHAPE_LINE, .max = (limit)                                         \
    }
#define LINES(text, limit)                                                                         \
    {                                                                                              \
        .name = (text), .kind = SHAPE_TEXT, .max = (limit)                                         \
    }
#define LIST(text, limit, shape)                                                                   \
    {                                                                                              \
        .name = (text), .kind = SHAPE_LIST, .max = (limit), .element = (shape)                     \
    }
#define COUNT(text)                                                                                \
    {                                                                                              \
        .name = (text), .kind = SHAPE_INTEGER, .min = 0, .max = INT32_MAX                          \
    }

/* {…} of one member: keeps the tables readable. */
#define VERSION(text)                                                                              \
    {                                                                                              \
        .name = (text), .kind = SHAPE_INTEGER, .min = 1, .max = VERSION_MAX                        \
    }
#define NAME(text)                                                                                 \
    {                                                                                              \
        .name = (text), .kind = SHAPE_NAME                                                         \
    }

static const struct shape_member application_create[] = {NAME("call")};
const struct shape shape_application_create = SHAPE_OF(application_create);

static const struct shape_member submission[] = {VERSION("version"), HASH("sha256")};
const struct shape shape_submission = SHAPE_OF(submission);

static const struct shape_member draft_amount[] = {COUNT("year"), ANY_ORE("amount_ore")};
static const struct shape draft_amount_shape = SHAPE_OF(draft_amount);
static const struct shape_member draft_line[] = {
    COUNT("line"),
    LINE("category", 40),
    LINE("text", 1000),
    LINES("note", TEXT_MAX),
    ANY_ORE("own_funding_ore"),
    LIST("amounts", CONTENT_YEARS_MAX, &draft_amount_shape),
};
static const struct shape draft_line_shape = SHAPE_OF(draft_line);
static const struct shape_member draft_answer[] = {LINE("code", 40), LINES("text", 40000)};
static const struct shape draft_answer_shape = SHAPE_OF(draft_answer);
static const struct shape_member party_item = LINE(NULL, 8);
static const struct shape_member hours_item = ANY_ORE(NULL);
/* The limits are the smaller ones of content_parse() and draft.malformed(). */
static const struct shape_member draft[] = {
    {.name = "v", .kind = SHAPE_INTEGER, .min = 1, .max = 1},
    LINE("title", 1000),
    LINES("description", 20000),
    {.name = "parties", .kind = SHAPE_LIST, .max = CONTENT_PARTIES_MAX, .item = &party_item},
    {.name = "unit_hours", .kind = SHAPE_LIST, .max = CONTENT_UNITS_MAX, .item = &hours_item},
    ANY_ORE("applied_ore"),
    LIST("budget", 200, &draft_line_shape),
    LIST("answers", 40, &draft_answer_shape),
};
const struct shape shape_draft = SHAPE_OF(draft);

static const struct shape_member accounts_line[] = {
    ID("line"),
    ORE("actual_ore"),
    ORE("own_funding_ore"),
    {.name = "first", .kind = SHAPE_DAY},
    {.name = "last", .kind = SHAPE_DAY},
    ORE("before_award_ore"),
};
static const struct shape accounts_line_shape = SHAPE_OF(accounts_line);
static const struct shape_member accounts_drive[] = {
    ID("line"),
    {.name = "year", .kind = SHAPE_INTEGER, .min = 2000, .max = 2099},
    {.name = "km", .kind = SHAPE_INTEGER, .min = 1, .max = ACCOUNTS_KM_MAX},
    ORE("paid_ore"),
};
static const struct shape accounts_drive_shape = SHAPE_OF(accounts_drive);
static const char *const vat_kinds[] = {"excluded", "not_refunded", NULL};
static const char *const accounts_kinds[] = {"part", "final", NULL};
static const struct shape_member accounts[] = {
    {.name = "kind", .kind = SHAPE_CHOICE, .choices = accounts_kinds},
    {.name = "period_to", .kind = SHAPE_DAY},
    {.name = "lines", .kind = SHAPE_LIST, .min = 1, .max = 200, .element = &accounts_line_shape},
    {.name = "mileage",
        .kind = SHAPE_LIST,
        .optional = true,
        .min = 1,
        .max = ACCOUNTS_LINES_MAX,
        .element = &accounts_drive_shape},
    {.name = "vat", .kind = SHAPE_CHOICE, .choices = vat_kinds},
    {.name = "note", .kind = SHAPE_TEXT, .max = TEXT_MAX},
};
const struct shape shape_accounts = SHAPE_OF(accounts);

static const struct shape_member sha256[] = {HASH("sha256")};
const struct shape shape_sign_off = SHAPE_OF(sha256);
const struct shape shape_confirmation = SHAPE_OF(sha256);

static const struct shape_member weight[] = {
    NAME("criterion"),
    {.name = "weight_bp", .kind = SHAPE_INTEGER, .min = 1, .max = BASIS_POINTS},
};
static const struct shape weight_shape = SHAPE_OF(weight);
static const struct shape_member weights[] = {
    {.name = "weights", .kind = SHAPE_LIST, .min = 1, .max = 40, .element = &weight_shape},
};
const struct shape shape_weights = SHAPE_OF(weights);

static const struct shape_member weights_confirmation[] = {ID("proposal_entry")};
const struct shape shape_weights_confirmation = SHAPE_OF(weights_confirmation);

static const struct shape_member allocation[] = {ORE("pool_ore"), REASON("reason")};
const struct shape shape_allocation = SHAPE_OF(allocation);

static const char *const allocation_decisions[] = {"allocate", "decline", NULL};
static const struct shape_member allocation_decision[] = {
    ID("proposal_entry"),
    {.name = "decision", .kind = SHAPE_CHOICE, .choices = allocation_decisions},
    REASON("reason"),
};
const struct shape shape_allocation_decision = SHAPE_OF(allocation_decision);

static const struct shape_member ruling[] = {
    {.name = "anomaly", .kind = SHAPE_LINE, .min = 1, .max = 40},
    NAME("choice"),
    REASON("reason"),
    HASH("effects_sha256"),
};
const struct shape shape_ruling = SHAPE_OF(ruling);

static const struct shape_member ruling_confirmation[] = {
    ID("proposal_entry"),
    REASON("reason"),
    HASH("effects_sha256"),
};
const struct shape shape_ruling_confirmation = SHAPE_OF(ruling_confirmation);

static const char *const notices[] = {"deadline", "answer", "correction", NULL};
static const struct shape_member notice[] = {
    {.name = "kind", .kind = SHAPE_CHOICE, .choices = notices},
    {.name = "change", .kind = SHAPE_OBJECT},
    REASON("reason"),
};
const struct shape shape_notice = SHAPE_OF(notice);

static const char *const notice_decisions[] = {"publish", "decline", NULL};
static const struct shape_member notice_decision[] = {
    ID("proposal_entry"),
    {.name = "decision", .kind = SHAPE_CHOICE, .choices = notice_decisions},
    REASON("reason"),
    HASH("change_sha256"),
};
const struct shape shape_notice_decision = SHAPE_OF(notice_decision);

static const char *const admissions[] = {"admit", "refuse", NULL};
static const struct shape_member admission[] = {
    ID("submission_entry"),
    {.name = "choice", .kind = SHAPE_CHOICE, .choices = admissions},
    REASON("reason"),
    HASH("facts_sha256"),
};
const struct shape shape_admission = SHAPE_OF(admission);

static const struct shape_member admission_confirmation[] = {
    ID("proposal_entry"),
    REASON("reason"),
    HASH("facts_sha256"),
};
const struct shape shape_admission_confirmation = SHAPE_OF(admission_confirmation);

const struct shape shape_opening = {.members = NULL, .count = 0};

static const char *const declarations[] = {"impartial", "interest", NULL};
static const char *const grounds[] = {
    "own_interest", "relative", "connected", "other_instance", "other", NULL};
static const struct shape_member impartiality[] = {
    {.name = "declared", .kind = SHAPE_CHOICE, .choices = declarations},
    {.name = "ground", .kind = SHAPE_CHOICE, .optional = true, .choices = grounds},
};
const struct shape shape_impartiality = SHAPE_OF(impartiality);

static const struct shape_member score[] = {
    NAME("criterion"),
    {.name = "points", .kind = SHAPE_INTEGER, .min = 0, .max = 5},
    REASON("reason"),
};
static const struct shape score_shape = SHAPE_OF(score);
static const struct shape_member scores[] = {
    {.name = "scores", .kind = SHAPE_LIST, .min = 1, .max = 40, .element = &score_shape},
};
const struct shape shape_scores = SHAPE_OF(scores);

static const struct shape_member hearing[] = {
    REASON("facts"), {.name = "answer_by", .kind = SHAPE_DAY}};
const struct shape shape_hearing = SHAPE_OF(hearing);
static const struct shape_member hearing_answer[] = {ID("hearing"), REASON("answer")};
const struct shape shape_hearing_answer = SHAPE_OF(hearing_answer);

static const char *const refusal_grounds[] = {"criteria", "pool", "terms", NULL};
static const struct shape_member refusal_proposal[] = {
    {.name = "ground", .kind = SHAPE_CHOICE, .choices = refusal_grounds},
    REASON("reason"),
    REASON_OR_NULL("unheard_reason"),
};
const struct shape shape_refusal_proposal = SHAPE_OF(refusal_proposal);
static const char *const refusal_decisions[] = {"refuse", "decline", NULL};
static const struct shape_member refusal_decision[] = {
    ID("proposal_entry"),
    {.name = "decision", .kind = SHAPE_CHOICE, .choices = refusal_decisions},
    REASON("reason"),
};
const struct shape shape_refusal_decision = SHAPE_OF(refusal_decision);

static const struct shape_member award_line[] = {
    {.name = "year", .kind = SHAPE_INTEGER, .min = YEAR_MIN, .max = YEAR_MAX},
    ORE("amount_ore"),
};
static const struct shape award_line_shape = SHAPE_OF(award_line);
static const struct shape_member award_condition = {
    .kind = SHAPE_LINE, .min = 1, .max = AWARD_CONDITION_MAX};
static const struct shape_member award_proposal[] = {
    ORE("amount_ore"),
    {.name = "lines", .kind = SHAPE_LIST, .min = 1, .max = 20, .element = &award_line_shape},
    {.name = "part_accounts_due", .kind = SHAPE_DAY, .optional = true},
    {.name = "final_accounts_due", .kind = SHAPE_DAY, .optional = true},
    REASON("reason"),
    {.name = "deviation_reason", .kind = SHAPE_TEXT, .optional = true, .min = 1, .max = TEXT_MAX},
    {.name = "conditions",
        .kind = SHAPE_LIST,
        .optional = true,
        .min = 1,
        .max = AWARD_CONDITIONS_MAX,
        .item = &award_condition},
    {.name = "continues", .kind = SHAPE_INTEGER, .optional = true, .min = 1, .max = ID_MAX},
};
const struct shape shape_award_proposal = SHAPE_OF(award_proposal);

static const char *const decisions[] = {"award", "decline", NULL};
static const struct shape_member award_decision[] = {
    ID("proposal_entry"),
    {.name = "decision", .kind = SHAPE_CHOICE, .choices = decisions},
    REASON("reason"),
};
const struct shape shape_award_decision = SHAPE_OF(award_decision);

static const struct shape_member amendment_request[] = {ORE("amount_ore"), REASON("reason")};
const struct shape shape_amendment_request = SHAPE_OF(amendment_request);

static const struct shape_member amendment_proposal[] = {
    {.name = "request_entry", .kind = SHAPE_INTEGER, .optional = true, .min = 1, .max = ID_MAX},
    ORE("amount_ore"),
    {.name = "lines", .kind = SHAPE_LIST, .min = 1, .max = 20, .element = &award_line_shape},
    {.name = "period_to", .kind = SHAPE_DAY},
    {.name = "part_accounts_due", .kind = SHAPE_DAY, .optional = true},
    {.name = "final_accounts_due", .kind = SHAPE_DAY},
    LIST("budget", 200, &draft_line_shape),
    REASON("reason"),
    REASON_OR_NULL("unheard_reason"),
};
const struct shape shape_amendment_proposal = SHAPE_OF(amendment_proposal);

static const char *const amendment_decisions[] = {"amend", "decline", NULL};
static const struct shape_member amendment_decision[] = {
    ID("proposal_entry"),
    {.name = "decision", .kind = SHAPE_CHOICE, .choices = amendment_decisions},
    REASON("reason"),
    REASON_OR_NULL("unheard_reason"),
};
const struct shape shape_amendment_decision = SHAPE_OF(amendment_decision);

static const struct shape_member instalment[] = {VERSION("accounts_version"), ORE("amount_ore")};
const struct shape shape_instalment = SHAPE_OF(instalment);

static const struct shape_member approval[] = {ORE("amount_ore")};
const struct shape shape_approval = SHAPE_OF(approval);

static const struct shape_member approved_one[] = {ID("instalment"), ORE("amount_ore")};
static const struct shape shape_approved_one = SHAPE_OF(approved_one);
static const struct shape_member approvals[] = {
    {.name = "instalments",
        .kind = SHAPE_LIST,
        .min = 1,
        .max = 100,
        .element = &shape_approved_one},
    {.name = "count", .kind = SHAPE_INTEGER, .min = 1, .max = 100},
    ORE("total_ore"),
};
const struct shape shape_approvals = SHAPE_OF(approvals);

static const struct shape_member id_item = ID(NULL);
static const struct shape_member batch[] = {
    {.name = "instalments", .kind = SHAPE_LIST, .min = 1, .max = 500, .item = &id_item},
    ORE("total_ore"),
};
const struct shape shape_batch = SHAPE_OF(batch);

static const struct shape_member statement_file[] = {LINE("file", HTTP_BODY_MAX)};
const struct shape shape_statement_file = SHAPE_OF(statement_file);

static const struct shape_member booking[] = {
    {.name = "lines", .kind = SHAPE_LIST, .min = 1, .max = STATEMENT_LINES_MAX, .item = &id_item},
    ORE("total_ore"),
};
const struct shape shape_booking = SHAPE_OF(booking);

static const struct shape_member repayment[] = {ID("application"), ORE("amount_ore")};
const struct shape shape_repayment = SHAPE_OF(repayment);

static const struct shape_member explanation[] = {REASON("reason")};
const struct shape shape_explanation = SHAPE_OF(explanation);

static const struct shape_member alarm_closing[] = {ID("proposal_entry")};
const struct shape shape_alarm_closing = SHAPE_OF(alarm_closing);

#define RESULT_COUNT(text)                                                                         \
    {                                                                                              \
        .name = (text), .kind = SHAPE_INTEGER, .min = 0, .max = AMOUNT_ORE_MAX                     \
    }
static const char *const first_weeks[] = {"iso", "first_full", NULL};
static const struct shape_member result[] = {
    NAME("code"),
    RESULT_COUNT("numerator"),
    RESULT_COUNT("denominator"),
    LINE("period", 10),
    {.name = "first_week", .kind = SHAPE_CHOICE, .optional = true, .choices = first_weeks},
    HASH("source_sha256"),
};
const struct shape shape_result = SHAPE_OF(result);

static const char *const report_kinds[] = {"status", "final", NULL};
static const struct shape_member report_topic[] = {NAME("code"), REASON("text")};
static const struct shape report_topic_shape = SHAPE_OF(report_topic);
static const struct shape_member report[] = {
    {.name = "report", .kind = SHAPE_CHOICE, .choices = report_kinds},
    {.name = "period_to", .kind = SHAPE_DAY},
    REASON("text"),
    LIST("topics", 20, &report_topic_shape),
};
const struct shape shape_report = SHAPE_OF(report);

static const struct shape_member closing[] = {ORE("returned_ore")};
const struct shape shape_closing = SHAPE_OF(closing);
static const struct shape_member reminder[] = {NAME("what")};
const struct shape shape_reminder = SHAPE_OF(reminder);

static const struct shape_member result_confirmation[] = {HASH("source_sha256")};
const struct shape shape_result_confirmation = SHAPE_OF(result_confirmation);

static const struct shape_member factor_proposal[] = {ID("proposal")};
const struct shape shape_factor_proposal = SHAPE_OF(factor_proposal);

static const char *const factor_changes[] = {"enrol", "revoke", NULL};
static const struct shape_member factor_change[] = {
    ID("person"),
    {.name = "change", .kind = SHAPE_CHOICE, .choices = factor_changes},
};
const struct shape shape_factor_change = SHAPE_OF(factor_change);

static const struct shape_member signature[] = {LINE("cms", 90000)};
const struct shape shape_signature = SHAPE_OF(signature);
