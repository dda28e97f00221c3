/* SPDX-License-Identifier: EUPL-1.2 */
/* call_anomalies.c - the closed list of what the texts leave unclear, derived from the data. */
#include "ledger/grants/call_internal.h"

#define CHOICES_MAX 2

static const struct {
    const char *code;
    const char *choices[CHOICES_MAX]; /* where two readings lead to different money */
} anomalies[CALL_ANOMALY_COUNT] = {
    [CALL_THRESHOLD_REVERSED] = {"THRESHOLD_REVERSED", {"literal", "corrected"}},
    [CALL_THRESHOLD_GAP] = {"THRESHOLD_GAP", {"auditor", "management"}},
    [CALL_DEADLINE_NO_TIME] = {"DEADLINE_NO_TIME", {NULL}},
    [CALL_CHANNEL_BY_MAIL] = {"CHANNEL_MAIL", {NULL}},
    [CALL_PAYMENT_NO_SPLIT] = {"NO_SPLIT", {NULL}},
    [CALL_PART_SIGN_OFF_UNSTATED] = {"PART_SIGN_OFF_UNSTATED", {NULL}},
    [CALL_FLOOR_AND_KEY] = {"FLOOR_AND_KEY", {"floor_first", "share_at_least_floor"}},
    [CALL_INSTALMENT_40_PCT] = {"INSTALMENT_40_PCT", {"cumulative", "at_most_40"}},
    [CALL_CATCH_UP_75] = {"CATCH_UP_75", {NULL}},
    [CALL_FIRST_WEEK] = {"FIRST_WEEK", {NULL}},
    [CALL_CRITERIA_UNWEIGHTED] = {"CRITERIA_UNWEIGHTED", {NULL}},
    [CALL_DUE_DATE_TWICE] = {"DUE_DATE_TWICE", {NULL}},
    [CALL_ELIGIBLE_TWICE] = {"ELIGIBLE_TWICE", {NULL}},
    [CALL_FORM_NOT_LISTED] = {"FORM_NOT_LISTED", {NULL}},
    [CALL_ANNEX_MISSING] = {"ANNEX_MISSING", {NULL}},
    [CALL_UNALLOCATED_RESIDUE] = {"UNALLOCATED_RESIDUE", {NULL}},
    [CALL_START_BEFORE_ANSWER] = {"START_BEFORE_ANSWER", {NULL}},
    [CALL_SENT_NOT_RECEIVED] = {"SENT_NOT_RECEIVED", {NULL}},
};

const char *call_anomaly_code(enum call_anomaly anomaly)
{
    ensure(anomaly < CALL_ANOMALY_COUNT);
    return anomalies[anomaly].code;
}

/* A middle step that adds less than all the rest can be read as a limit or as a total. */
static bool middle_step(const struct call_payment *payment)
{
    bool found = false;
    for (size_t i = 0; i < payment->step_count; i++) {
        found = found || payment->steps[i].total_bp < CALL_BP_WHOLE;
    }
    return found;
}

static bool first_week(const struct call_payment *payment)
{
    bool found = payment->result.first_week != 0;
    for (size_t i = 0; i < payment->part_count; i++) {
        found = found || payment->parts[i].result.first_week != 0;
    }
    return found;
}

static bool unweighted(const struct call_items *criteria)
{
    return criteria->count > 0 && criteria->items[0].weight_bp < 0;
}

/* A list of templates that lacks a slot which the text demands elsewhere. */
static bool slot_not_listed(const struct call *call)
{
    bool missing = false;
    for (size_t i = 0; call->templates_stated && i < call->slot_count; i++) {
        bool listed = call->slots[i].required != CALL_SLOT_ALWAYS;
        for (size_t t = 0; t < call->templates_listed.count; t++) {
            listed = listed || span_equal(call->templates_listed.items[t], call->slots[i].slot);
        }
        missing = missing || !listed;
    }
    return missing;
}

static bool annex_missing(const struct call *call)
{
    bool missing = false;
    for (size_t i = 0; i < call->annex_count; i++) {
        missing = missing || !call->annexes[i].in_text;
    }
    return missing;
}

static bool residue(const struct call_appropriation *appropriation)
{
    int64_t left = appropriation->amount_ore;
    for (size_t i = 0; i < appropriation->share_count; i++) {
        left -= appropriation->shares[i].amount_ore;
    }
    return left != 0;
}

/* Two months are only compared when the text is more exact about at least one of them. */
static bool start_before_answer(const struct call *call)
{
    bool comparable = !call->project.coarse || !call->expected_answer.coarse;
    return comparable && call->project.from <= call->expected_answer.to;
}

void call_anomalies(const struct call *call, bool follows_out[static CALL_ANOMALY_COUNT])
{
    ensure(call != NULL);
    const struct call_sign_off *sign_off = &call->sign_off;
    const struct call_payment *payment = &call->payment;
    follows_out[CALL_THRESHOLD_REVERSED] = sign_off->over < sign_off->under;
    follows_out[CALL_THRESHOLD_GAP] = !sign_off->at_stated;
    follows_out[CALL_DEADLINE_NO_TIME] = call->deadline.end_of_day;
    follows_out[CALL_CHANNEL_BY_MAIL] = call->channel == CALL_CHANNEL_MAIL;
    follows_out[CALL_PAYMENT_NO_SPLIT] = payment->kind == CALL_NO_SPLIT;
    follows_out[CALL_PART_SIGN_OFF_UNSTATED] =
        sign_off->part != CALL_SIGNER_NONE && !sign_off->part_stated;
    follows_out[CALL_FLOOR_AND_KEY] = call->allocation == CALL_KEY_WITH_FLOOR;
    follows_out[CALL_INSTALMENT_40_PCT] = middle_step(payment);
    follows_out[CALL_CATCH_UP_75] = payment->kind == CALL_INDEPENDENT_PARTS;
    follows_out[CALL_FIRST_WEEK] = first_week(payment);
    follows_out[CALL_CRITERIA_UNWEIGHTED] = unweighted(&call->criteria);
    follows_out[CALL_DUE_DATE_TWICE] =
        call->due.award_letter && call->due.months_after_end != CALL_LETTER_DUE;
    follows_out[CALL_ELIGIBLE_TWICE] = call->applicants.also_stated.da.len > 0;
    follows_out[CALL_FORM_NOT_LISTED] = slot_not_listed(call);
    follows_out[CALL_ANNEX_MISSING] = annex_missing(call);
    follows_out[CALL_UNALLOCATED_RESIDUE] = residue(&call->appropriation);
    follows_out[CALL_START_BEFORE_ANSWER] = start_before_answer(call);
    follows_out[CALL_SENT_NOT_RECEIVED] = call->late_means_sent;
}

static bool choices_fit(enum call_anomaly anomaly, const struct call_spans *choices)
{
    size_t count = 0;
    while (count < CHOICES_MAX && anomalies[anomaly].choices[count] != NULL) {
        if (count >= choices->count
            || !span_is(choices->items[count], anomalies[anomaly].choices[count])) {
            return false;
        }
        count++;
    }
    return choices->count == count;
}

static void read_anomaly(
    struct reader *reader, const struct json *node, struct call_anomaly_entry *entry)
{
    static const char *const members[] = {"code", "reading", "choices", "blocks", NULL};
    const char *codes[CALL_ANOMALY_COUNT + 1] = {NULL};
    for (size_t i = 0; i < CALL_ANOMALY_COUNT; i++) {
        codes[i] = anomalies[i].code;
    }
    reader_members(reader, node, members);
    entry->anomaly = (enum call_anomaly)reader_choice(reader, node, "code", codes);
    entry->reading = reader_bilingual(reader, node, "reading");
    entry->choices = reader_codes(reader, node, "choices");
    entry->blocks = reader_codes(reader, node, "blocks");
    if (!reader->failed && !choices_fit(entry->anomaly, &entry->choices)) {
        reader_fail_field(reader, node, "choices are not those of the anomaly",
            span_from(call_anomaly_code(entry->anomaly)));
    }
}

void call_read_anomalies(struct reader *reader, const struct json *root, struct call *call)
{
    const struct json *list = reader_list(reader, root, "anomalies", 0);
    struct call_anomaly_entry *entries =
        reader_array(reader, list == NULL ? 0 : list->count, sizeof(*entries));
    call->anomalies = entries;
    const struct json *node = list == NULL ? NULL : list->child;
    for (; node != NULL && !reader->failed; node = node->next) {
        struct call_anomaly_entry *entry = &entries[call->anomaly_count];
        read_anomaly(reader, node, entry);
        if (!reader->failed && call->anomaly_count > 0
            && entry->anomaly <= entries[call->anomaly_count - 1].anomaly) {
            reader_fail(reader, node, "anomalies are listed once each, in the order of the list");
        }
        call->anomaly_count++;
    }
}
