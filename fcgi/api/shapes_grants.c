/* SPDX-License-Identifier: EUPL-1.2 */
/* The bodies of what happens to a grant after its award: claims, auditors, disputes, later lines.
 */
#include "fcgi/api/shapes_members.h"

enum { NAME_MAX = 200, CVR_LEN = 8, RATE_LEN = 6, MONTH_LEN = 7, PARTS_MAX = 36 };
enum { SUPPLEMENT_MAX = 5000, YEAR_MIN = 2000, YEAR_MAX = 2099 };

#define DAY(text)                                                                                  \
    {                                                                                              \
        .name = (text), .kind = SHAPE_DAY                                                          \
    }
#define CHOICE(text, list)                                                                         \
    {                                                                                              \
        .name = (text), .kind = SHAPE_CHOICE, .choices = (list)                                    \
    }
#define LINE(text, limit)                                                                          \
    {                                                                                              \
        .name = (text), .kind = SHAPE_LINE, .min = 1, .max = (limit)                               \
    }
#define NOTE(text)                                                                                 \
    {                                                                                              \
        .name = (text), .kind = SHAPE_TEXT, .max = TEXT_MAX                                        \
    }

static const char *const causes[] = {"accounts", "terms", "termination", NULL};
static const struct shape_member claim[] = {
    CHOICE("cause", causes),
    ORE("amount_ore"),
    DAY("due"),
    REASON("reason"),
    REASON_OR_NULL("unheard_reason"),
};
const struct shape shape_claim = SHAPE_OF(claim);

static const char *const claim_decisions[] = {"claim", "decline", NULL};
static const struct shape_member claim_decision[] = {
    ID("proposal_entry"), CHOICE("decision", claim_decisions), REASON("reason")};
const struct shape shape_claim_decision = SHAPE_OF(claim_decision);

static const char *const changes[] = {"plan", "set_off", "write_off", "write_off_interest", NULL};
static const struct shape_member part[] = {DAY("due"), ORE("amount_ore")};
static const struct shape part_shape = SHAPE_OF(part);
static const struct shape_member settlement[] = {
    ID("claim"),
    CHOICE("change", changes),
    {.name = "instalments", .kind = SHAPE_LIST, .max = PARTS_MAX, .element = &part_shape},
    ORE("amount_ore"),
    REASON("reason"),
};
const struct shape shape_settlement = SHAPE_OF(settlement);

static const char *const acceptances[] = {"accept", "decline", NULL};
static const struct shape_member acceptance[] = {
    ID("proposal_entry"), CHOICE("decision", acceptances), REASON("reason")};
const struct shape shape_acceptance = SHAPE_OF(acceptance);

static const struct shape_member interest[] = {
    DAY("from"),
    DAY("to"),
    LINE("reference_percent", RATE_LEN),
    {.name = "supplement_bp", .kind = SHAPE_INTEGER, .min = 0, .max = SUPPLEMENT_MAX},
    REASON("source"),
};
const struct shape shape_interest = SHAPE_OF(interest);

static const char *const period_changes[] = {"close", "open", NULL};
static const struct shape_member period[] = {
    LINE("month", MONTH_LEN), CHOICE("change", period_changes), REASON("reason")};
const struct shape shape_period = SHAPE_OF(period);

enum { APPROPRIATION_LEN = 25, YEAR_LINES_MAX = 500 };
static const char *const year_whats[] = {"unallocated", "pool", "committed", NULL};
static const struct shape_member year_line[] = {
    LINE("appropriation", APPROPRIATION_LEN),
    CHOICE("what", year_whats),
    {.name = "call", .kind = SHAPE_NAME, .optional = true},
    ORE("rest_ore"),
    ORE("carried_ore"),
    ORE("lapsed_ore"),
    REASON("ground"),
};
static const struct shape year_line_shape = SHAPE_OF(year_line);
static const struct shape_member year[] = {
    {.name = "year", .kind = SHAPE_INTEGER, .min = YEAR_MIN, .max = YEAR_MAX},
    CHOICE("change", period_changes),
    REASON("reason"),
    {.name = "lines", .kind = SHAPE_LIST, .max = YEAR_LINES_MAX, .element = &year_line_shape},
};
const struct shape shape_year = SHAPE_OF(year);

static const struct shape_member termination[] = {REASON("ground"), REASON("reason")};
const struct shape shape_termination = SHAPE_OF(termination);

static const char *const termination_decisions[] = {"terminate", "decline", NULL};
static const struct shape_member termination_decision[] = {
    ID("proposal_entry"), CHOICE("decision", termination_decisions), REASON("reason")};
const struct shape shape_termination_decision = SHAPE_OF(termination_decision);

static const char *const reopening_decisions[] = {"reopen", "decline", NULL};
static const struct shape_member reopening_decision[] = {
    ID("proposal_entry"), CHOICE("decision", reopening_decisions), REASON("reason")};
const struct shape shape_reopening_decision = SHAPE_OF(reopening_decision);

static const struct shape_member application_withdrawal[] = {
    ID("submission_entry"),
    {.name = "reason", .kind = SHAPE_TEXT, .optional = true, .min = 1, .max = TEXT_MAX},
};
const struct shape shape_application_withdrawal = SHAPE_OF(application_withdrawal);

static const struct shape_member withdrawal_answer[] = {ID("proposal_entry")};
const struct shape shape_withdrawal_answer = SHAPE_OF(withdrawal_answer);

static const struct shape_member transfer[] = {LINE("successor", CVR_LEN), REASON("reason")};
const struct shape shape_transfer = SHAPE_OF(transfer);

static const struct shape_member transfer_acceptance[] = {ID("proposal_entry")};
const struct shape shape_transfer_acceptance = SHAPE_OF(transfer_acceptance);

static const char *const transfer_decisions[] = {"transfer", "decline", NULL};
static const struct shape_member transfer_decision[] = {
    ID("proposal_entry"), CHOICE("decision", transfer_decisions), REASON("reason")};
const struct shape shape_transfer_decision = SHAPE_OF(transfer_decision);

enum { VERSION_MAX = 1000000, LINES_MAX = 200, VOUCHERS_MAX = 50 };
#define COUNT(text, limit)                                                                         \
    {                                                                                              \
        .name = (text), .kind = SHAPE_INTEGER, .min = 1, .max = (limit)                            \
    }
static const struct shape_member voucher_request[] = {
    COUNT("version", VERSION_MAX), REASON("reason")};
const struct shape shape_voucher_request = SHAPE_OF(voucher_request);

static const struct shape_member voucher_file[] = {HASH("sha256"), LINE("filename", NAME_MAX)};
static const struct shape voucher_file_shape = SHAPE_OF(voucher_file);
static const struct shape_member voucher_line[] = {
    COUNT("line", VERSION_MAX),
    NOTE("note"),
    {.name = "files", .kind = SHAPE_LIST, .max = VOUCHERS_MAX, .element = &voucher_file_shape},
};
static const struct shape voucher_line_shape = SHAPE_OF(voucher_line);
static const struct shape_member voucher_answer[] = {
    ID("request"),
    {.name = "lines",
        .kind = SHAPE_LIST,
        .min = 1,
        .max = LINES_MAX,
        .element = &voucher_line_shape},
};
const struct shape shape_voucher_answer = SHAPE_OF(voucher_answer);

static const char *const voucher_results[] = {"full", "part", "none", NULL};
static const struct shape_member voucher_result[] = {COUNT("line", VERSION_MAX),
    CHOICE("result", voucher_results), ORE("accepted_ore"), NOTE("reason")};
static const struct shape voucher_result_shape = SHAPE_OF(voucher_result);
static const struct shape_member voucher_judgement[] = {
    ID("request"),
    {.name = "lines",
        .kind = SHAPE_LIST,
        .min = 1,
        .max = LINES_MAX,
        .element = &voucher_result_shape},
    REASON("reason"),
};
const struct shape shape_voucher_judgement = SHAPE_OF(voucher_judgement);

static const struct shape_member appointment[] = {LINE("firm", CVR_LEN)};
const struct shape shape_appointment = SHAPE_OF(appointment);

static const struct shape_member withdrawal[] = {ID("appointment_entry"), REASON("reason")};
const struct shape shape_withdrawal = SHAPE_OF(withdrawal);

static const char *const opinions[] = {
    "clean", "emphasis", "qualified", "adverse", "disclaimer", NULL};
static const struct shape_member opinion[] = {
    HASH("sha256"),
    CHOICE("opinion", opinions),
    LINE("auditor_number", NAME_MAX),
    HASH("report_sha256"),
    NOTE("note"),
};
const struct shape shape_opinion = SHAPE_OF(opinion);

static const char *const opinion_decisions[] = {"accept", "reject", NULL};
static const struct shape_member opinion_decision[] = {
    ID("endorsement_entry"), CHOICE("decision", opinion_decisions), REASON("reason")};
const struct shape shape_opinion_decision = SHAPE_OF(opinion_decision);

static const struct shape_member dispute[] = {HASH("sha256"), NOTE("reason")};
const struct shape shape_dispute = SHAPE_OF(dispute);

static const char *const outcomes[] = {"corrected", "unfounded", NULL};
static const struct shape_member resolution[] = {
    ID("dispute"), CHOICE("outcome", outcomes), REASON("reason")};
const struct shape shape_resolution = SHAPE_OF(resolution);

static const struct shape_member resolution_confirmation[] = {ID("proposal_entry")};
const struct shape shape_resolution_confirmation = SHAPE_OF(resolution_confirmation);

static const struct shape_member line[] = {
    {.name = "year", .kind = SHAPE_INTEGER, .min = YEAR_MIN, .max = YEAR_MAX},
    ORE("amount_ore"),
    REASON("reason"),
};
const struct shape shape_line = SHAPE_OF(line);

static const char *const line_decisions[] = {"give", "decline", NULL};
static const struct shape_member line_decision[] = {
    ID("proposal_entry"), CHOICE("decision", line_decisions), REASON("reason")};
const struct shape shape_line_decision = SHAPE_OF(line_decision);
