/* SPDX-License-Identifier: EUPL-1.2 */
/* call_payment.c - what is paid when, who signs the accounts, and what is due. */
#include "ledger/base/amount.h"
#include "ledger/grants/call_internal.h"

#define FIRST_WEEK_MIN 2000
#define FIRST_WEEK_MAX 2100
#define MONTHS_MAX     24
#define SHARE_MAX      1000000 /* numerator and denominator of a result */

static const char *const signer_names[] = {"management", "auditor", NULL};

static enum call_signer read_signer(
    struct reader *reader, const struct json *node, const char *name)
{
    bool auditor = reader_choice(reader, node, name, signer_names) == 1;
    return auditor ? CALL_SIGNER_AUDITOR : CALL_SIGNER_MANAGEMENT;
}

static struct call_result read_result(struct reader *reader, const struct json *parent)
{
    static const char *const members[] = {
        "code", "title", "group", "window", "from", "to", "first_week", NULL};
    static const char *const windows[] = {"month", "quarter", NULL};
    const struct json *node = reader_object(reader, parent, "result", members);
    struct call_result result = {
        .code = reader_code(reader, node, "code"),
        .title = reader_bilingual(reader, node, "title"),
        .group = reader_bilingual(reader, node, "group"),
        .window = (enum call_window)reader_choice(reader, node, "window", windows),
        .from = reader_day(reader, node, "from"),
        .to = reader_day(reader, node, "to"),
    };
    if (!reader->failed && !reader_is_null(node, "first_week")) {
        result.first_week =
            (int)reader_int(reader, node, "first_week", FIRST_WEEK_MIN, FIRST_WEEK_MAX);
    }
    if (!reader->failed && result.from > result.to) {
        reader_fail_field(reader, node, "period ends before it begins", result.code);
    }
    return result;
}

static int read_bp(struct reader *reader, const struct json *node, const char *name)
{
    return (int)reader_int(reader, node, name, 1, CALL_BP_WHOLE);
}

static void read_steps(struct reader *reader, const struct json *node, struct call_payment *payment)
{
    static const char *const members[] = {"numerator", "denominator", "adds_bp", "total_bp", NULL};
    const struct json *list = reader_list(reader, node, "steps", 1);
    struct call_step *steps = reader_array(reader, list == NULL ? 0 : list->count, sizeof(*steps));
    payment->steps = steps;
    const struct json *step = list == NULL ? NULL : list->child;
    for (; step != NULL && !reader->failed; step = step->next) {
        struct call_step *out = &steps[payment->step_count];
        reader_members(reader, step, members);
        out->numerator = (int)reader_int(reader, step, "numerator", 1, SHARE_MAX);
        out->denominator = (int)reader_int(reader, step, "denominator", 1, SHARE_MAX);
        out->adds_bp = read_bp(reader, step, "adds_bp");
        out->total_bp = read_bp(reader, step, "total_bp");
        payment->step_count++;
    }
}

static void read_parts(struct reader *reader, const struct json *node, struct call_payment *payment)
{
    static const char *const members[] = {"bp", "numerator", "denominator", "result", NULL};
    const struct json *list = reader_list(reader, node, "parts", 1);
    struct call_part *parts = reader_array(reader, list == NULL ? 0 : list->count, sizeof(*parts));
    payment->parts = parts;
    const struct json *part = list == NULL ? NULL : list->child;
    for (; part != NULL && !reader->failed; part = part->next) {
        struct call_part *out = &parts[payment->part_count];
        reader_members(reader, part, members);
        out->bp = read_bp(reader, part, "bp");
        out->numerator = (int)reader_int(reader, part, "numerator", 1, SHARE_MAX);
        out->denominator = (int)reader_int(reader, part, "denominator", 1, SHARE_MAX);
        out->result = read_result(reader, part);
        payment->part_count++;
    }
}

/* null means any number. */
static int read_part_payments(struct reader *reader, const struct json *node)
{
    if (reader->failed || reader_is_null(node, "part_payments")) {
        return 0;
    }
    return (int)reader_int(reader, node, "part_payments", 1, CALL_LIST_MAX);
}

void call_read_payment(struct reader *reader, const struct json *root, struct call *call)
{
    static const char *const kinds[] = {
        "final_only", "result_steps", "independent_parts", "no_split", NULL};
    static const char *const final_only[] = {"kind", "year_by_year", NULL};
    static const char *const steps[] = {
        "kind", "part_bp", "part_payments", "result", "steps", NULL};
    static const char *const parts[] = {"kind", "part_bp", "part_payments", "parts", NULL};
    static const char *const no_split[] = {"kind", "part_payments", NULL};
    static const char *const *const members[] = {final_only, steps, parts, no_split};
    if (reader->failed) {
        return;
    }
    struct call_payment *payment = &call->payment;
    const struct json *node = json_get(root, "payment");
    if (json_get(node, "kind") == NULL) {
        reader_fail(reader, node, "missing field: kind");
        return;
    }
    payment->kind = (enum call_payment_kind)reader_choice(reader, node, "kind", kinds);
    reader_members(reader, node, members[payment->kind]);
    if (payment->kind == CALL_FINAL_ONLY) {
        payment->year_by_year = reader_bool(reader, node, "year_by_year");
        return;
    }
    payment->part_payments = read_part_payments(reader, node);
    if (payment->kind == CALL_NO_SPLIT) {
        return;
    }
    payment->part_bp = read_bp(reader, node, "part_bp");
    if (payment->kind == CALL_RESULT_STEPS) {
        payment->result = read_result(reader, node);
        read_steps(reader, node, payment);
    } else {
        read_parts(reader, node, payment);
    }
}

static void read_final_sign_off(
    struct reader *reader, const struct json *node, struct call_sign_off *sign_off)
{
    static const char *const always[] = {"rule", "signer", NULL};
    static const char *const threshold[] = {
        "rule", "threshold_ore", "over", "under", "at", "at_stated", NULL};
    const struct json *final = json_get(node, "final");
    if (span_is(json_text(final, "rule"), "always")) {
        reader_members(reader, final, always);
        enum call_signer signer = read_signer(reader, final, "signer");
        sign_off->over = signer;
        sign_off->under = signer;
        sign_off->at = signer;
        sign_off->at_stated = true;
    } else if (span_is(json_text(final, "rule"), "threshold")) {
        reader_members(reader, final, threshold);
        sign_off->threshold = true;
        sign_off->threshold_ore = reader_int(reader, final, "threshold_ore", 1, AMOUNT_ORE_MAX);
        sign_off->over = read_signer(reader, final, "over");
        sign_off->under = read_signer(reader, final, "under");
        sign_off->at = read_signer(reader, final, "at");
        sign_off->at_stated = reader_bool(reader, final, "at_stated");
    } else {
        reader_fail(reader, final, "a sign-off rule is always or threshold");
    }
}

void call_read_sign_off(struct reader *reader, const struct json *root, struct call *call)
{
    static const char *const members[] = {"part", "final", NULL};
    static const char *const part_members[] = {"signer", "stated", NULL};
    const struct json *node = reader_object(reader, root, "sign_off", members);
    if (reader->failed) {
        return;
    }
    if (!reader_is_null(node, "part")) {
        const struct json *part = reader_object(reader, node, "part", part_members);
        call->sign_off.part = read_signer(reader, part, "signer");
        call->sign_off.part_stated = reader_bool(reader, part, "stated");
    }
    read_final_sign_off(reader, node, &call->sign_off);
}

static void read_report(struct reader *reader, const struct json *node, struct call *call)
{
    static const char *const members[] = {"report", "condition_of_payment", "topics", NULL};
    static const char *const topic_members[] = {"code", "title", "first_only", NULL};
    static const char *const kinds[] = {"final", "status", NULL};
    reader_members(reader, node, members);
    struct call_report *report = &call->reports[reader_choice(reader, node, "report", kinds)];
    if (report->exists) {
        reader_fail(reader, node, "duplicate report");
    }
    report->exists = true;
    report->condition_of_payment = reader_bool(reader, node, "condition_of_payment");
    const struct json *list = reader_list(reader, node, "topics", 0);
    struct call_topic *topics =
        reader_array(reader, list == NULL ? 0 : list->count, sizeof(*topics));
    report->topics = topics;
    const struct json *topic = list == NULL ? NULL : list->child;
    for (; topic != NULL && !reader->failed; topic = topic->next) {
        struct call_topic *out = &topics[report->topic_count];
        reader_members(reader, topic, topic_members);
        out->code = reader_code(reader, topic, "code");
        out->title = reader_bilingual(reader, topic, "title");
        out->first_only = reader_bool(reader, topic, "first_only");
        for (size_t i = 0; i < report->topic_count; i++) {
            if (span_equal(topics[i].code, out->code)) {
                reader_fail_field(reader, topic, "duplicate topic", out->code);
            }
        }
        report->topic_count++;
    }
}

void call_read_due(struct reader *reader, const struct json *root, struct call *call)
{
    static const char *const members[] = {"final_accounts", "part_accounts", NULL};
    static const char *const final_members[] = {"months_after_end", "award_letter", NULL};
    static const char *const part_days[] = {
        "mid_period", "before_each_instalment", "half_way", NULL};
    const struct json *node = reader_object(reader, root, "due", members);
    const struct json *final = reader_object(reader, node, "final_accounts", final_members);
    call->due.award_letter = reader_bool(reader, final, "award_letter");
    if (!reader->failed && !reader_is_null(final, "months_after_end")) {
        call->due.months_after_end =
            (int)reader_int(reader, final, "months_after_end", 1, MONTHS_MAX);
    }
    if (!reader->failed && !reader_is_null(node, "part_accounts")) {
        size_t day = reader_choice(reader, node, "part_accounts", part_days);
        call->due.part_accounts = (enum call_part_due)(day + CALL_PART_MID_PERIOD);
    }
    const struct json *list = reader_list(reader, root, "reports", 0);
    const struct json *report = list == NULL ? NULL : list->child;
    for (; report != NULL && !reader->failed; report = report->next) {
        read_report(reader, report, call);
    }
}
