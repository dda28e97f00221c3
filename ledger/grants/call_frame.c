/* SPDX-License-Identifier: EUPL-1.2 */
/* call_frame.c - who may apply, for what money, until when. */
#include "ledger/base/amount.h"
#include "ledger/base/moment.h"
#include "ledger/grants/call_internal.h"

#define YEAR_MIN 2000

static const char *const kind_names[] = {"municipality", "region", NULL};

static void read_shares(
    struct reader *reader, const struct json *node, struct call_appropriation *appropriation)
{
    static const char *const members[] = {"call", "title", "amount_ore", NULL};
    const struct json *list = reader_list(reader, node, "parts", 1);
    struct call_share *shares =
        reader_array(reader, list == NULL ? 0 : list->count, sizeof(*shares));
    appropriation->shares = shares;
    const struct json *share = list == NULL ? NULL : list->child;
    for (; share != NULL && !reader->failed; share = share->next) {
        struct call_share *out = &shares[appropriation->share_count];
        reader_members(reader, share, members);
        if (!reader->failed && !reader_is_null(share, "call")) {
            out->call = reader_text(reader, share, "call", 40);
        }
        out->title = reader_bilingual(reader, share, "title");
        out->amount_ore = reader_int(reader, share, "amount_ore", 1, AMOUNT_ORE_MAX);
        appropriation->share_count++;
    }
}

static void read_appropriation(struct reader *reader, const struct json *root, struct call *call)
{
    static const char *const members[] = {"id", "account", "year", "amount_ore", "parts", NULL};
    struct call_appropriation *appropriation = &call->appropriation;
    const struct json *node = reader_object(reader, root, "appropriation", members);
    appropriation->id = reader_text(reader, node, "id", 20);
    appropriation->account = reader_text(reader, node, "account", 11);
    appropriation->year = (int)reader_int(reader, node, "year", YEAR_MIN, READER_YEAR_MAX);
    appropriation->amount_ore = reader_int(reader, node, "amount_ore", 1, AMOUNT_ORE_MAX);
    read_shares(reader, node, appropriation);
    call->pool_ore = reader_int(reader, root, "pool_ore", 1, AMOUNT_ORE_MAX);
}

static void read_deadline(struct reader *reader, const struct json *root, struct call *call)
{
    static const char *const members[] = {"zone", "local", "end_of_day", "last_on_time", NULL};
    struct call_deadline *deadline = &call->deadline;
    const struct json *node = reader_object(reader, root, "deadline", members);
    deadline->zone = reader_text(reader, node, "zone", 40);
    deadline->local = reader_text(reader, node, "local", sizeof("2019-10-24T12:00") - 1);
    deadline->end_of_day = reader_bool(reader, node, "end_of_day");
    struct span instant = reader_text(reader, node, "last_on_time", 40);
    int64_t us = 0;
    if (!reader->failed
        && (moment_parse(instant, &us) != STATUS_OK
            || us / MOMENT_DAY_US > day_from_civil(READER_YEAR_MAX, 12, 31))) {
        reader_fail_field(
            reader, json_get(node, "last_on_time"), "not an instant up to 2100", instant);
    }
    deadline->last_on_time_us = us;
}

static void read_channel(struct reader *reader, const struct json *root, struct call *call)
{
    static const char *const members[] = {"kind", "certificate_required", "late_means", NULL};
    static const char *const kinds[] = {"portal", "mail", NULL};
    static const char *const meanings[] = {"received", "sent", NULL};
    const struct json *node = reader_object(reader, root, "channel", members);
    call->channel = (enum call_channel)reader_choice(reader, node, "kind", kinds);
    call->certificate_required = reader_bool(reader, node, "certificate_required");
    call->late_means_sent = reader_choice(reader, node, "late_means", meanings) == 1;
}

static struct call_period read_period(
    struct reader *reader, const struct json *root, const char *name, const char *const *precisions)
{
    static const char *const members[] = {"from", "to", "stated", NULL};
    const struct json *node = reader_object(reader, root, name, members);
    struct call_period period = {
        .from = reader_day(reader, node, "from"),
        .to = reader_day(reader, node, "to"),
        .coarse = reader_choice(reader, node, "stated", precisions) == 0,
    };
    if (!reader->failed && period.from > period.to) {
        reader_fail_field(reader, node, "period ends before it begins", span_from(name));
    }
    return period;
}

static void read_kinds(struct reader *reader, const struct json *node, const char *name, size_t min,
    bool kinds_out[static CALL_KIND_COUNT])
{
    const struct json *list = reader_list(reader, node, name, min);
    const struct json *kind = list == NULL ? NULL : list->child;
    for (; kind != NULL && !reader->failed; kind = kind->next) {
        size_t index = reader_choice_of(reader, kind, kind_names);
        if (kinds_out[index]) {
            reader_fail_field(reader, kind, "duplicate kind", span_from(name));
        }
        kinds_out[index] = true;
    }
}

static void read_applicants(struct reader *reader, const struct json *root, struct call *call)
{
    static const char *const members[] = {"kinds", "required_kinds", "joint",
        "one_per_municipality", "also_stated", "later_start", NULL};
    static const char *const joints[] = {"none", "one_lead", "partners", NULL};
    static const char *const later[] = {"annex", "from", NULL};
    struct call_applicants *applicants = &call->applicants;
    const struct json *node = reader_object(reader, root, "applicants", members);
    read_kinds(reader, node, "kinds", 1, applicants->kinds);
    read_kinds(reader, node, "required_kinds", 0, applicants->required_kinds);
    applicants->joint = (enum call_joint)reader_choice(reader, node, "joint", joints);
    applicants->one_per_municipality = reader_bool(reader, node, "one_per_municipality");
    if (!reader->failed && !reader_is_null(node, "also_stated")) {
        applicants->also_stated = reader_bilingual(reader, node, "also_stated");
    }
    if (!reader->failed && !reader_is_null(node, "later_start")) {
        const struct json *start = reader_object(reader, node, "later_start", later);
        applicants->later_start_annex = reader_code(reader, start, "annex");
        applicants->later_start_from = reader_day(reader, start, "from");
    }
}

static void read_cap(struct reader *reader, const struct json *node, struct call_limits *limits)
{
    static const char *const annex[] = {"kind", "annex", NULL};
    static const char *const per_unit[] = {"kind", "unit", "per_unit_ore", "units_in_all", NULL};
    const struct json *cap = json_get(node, "cap");
    if (span_is(json_text(cap, "kind"), "annex")) {
        reader_members(reader, cap, annex);
        limits->cap = CALL_CAP_ANNEX;
        limits->cap_annex = reader_code(reader, cap, "annex");
    } else if (span_is(json_text(cap, "kind"), "per_unit")) {
        reader_members(reader, cap, per_unit);
        limits->cap = CALL_CAP_PER_UNIT;
        limits->unit = reader_bilingual(reader, cap, "unit");
        limits->per_unit_ore = reader_int(reader, cap, "per_unit_ore", 1, AMOUNT_ORE_MAX / 1000);
        limits->units_in_all = (int)reader_int(reader, cap, "units_in_all", 1, 1000);
    } else {
        reader_fail(reader, cap, "a cap is of kind annex or per_unit");
    }
}

static void read_limits(struct reader *reader, const struct json *root, struct call *call)
{
    static const char *const members[] = {"cap", "floor_ore", NULL};
    const struct json *node = reader_object(reader, root, "limits", members);
    if (!reader->failed && !reader_is_null(node, "cap")) {
        read_cap(reader, node, &call->limits);
    }
    if (!reader->failed && !reader_is_null(node, "floor_ore")) {
        call->limits.floor_ore = reader_int(reader, node, "floor_ore", 1, AMOUNT_ORE_MAX);
    }
}

static void read_allocation(struct reader *reader, const struct json *root, struct call *call)
{
    static const char *const members[] = {"kind", "key_annex", NULL};
    static const char *const kinds[] = {"assessed", "key_with_floor", NULL};
    const struct json *node = reader_object(reader, root, "allocation", members);
    call->allocation = (enum call_allocation)reader_choice(reader, node, "kind", kinds);
    if (!reader->failed && !reader_is_null(node, "key_annex")) {
        call->key_annex = reader_code(reader, node, "key_annex");
    }
}

static void read_annexes(struct reader *reader, const struct json *root, struct call *call)
{
    static const char *const members[] = {"annex", "title", "value", "in_text", NULL};
    static const char *const values[] = {"ore", "count", "none", NULL};
    const struct json *list = reader_list(reader, root, "annexes", 0);
    struct call_annex *annexes =
        reader_array(reader, list == NULL ? 0 : list->count, sizeof(*annexes));
    call->annexes = annexes;
    const struct json *node = list == NULL ? NULL : list->child;
    for (; node != NULL && !reader->failed; node = node->next) {
        struct call_annex *annex = &annexes[call->annex_count];
        reader_members(reader, node, members);
        annex->annex = reader_code(reader, node, "annex");
        annex->title = reader_bilingual(reader, node, "title");
        annex->value = (enum call_annex_value)reader_choice(reader, node, "value", values);
        annex->in_text = reader_bool(reader, node, "in_text");
        if (call_annex_find(call, annex->annex) != NULL) {
            reader_fail_field(reader, node, "duplicate annex", annex->annex);
        }
        call->annex_count++;
    }
}

void call_read_frame(struct reader *reader, const struct json *root, struct call *call)
{
    static const char *const project[] = {"month", "day", NULL};
    static const char *const answer[] = {"month", "part", NULL};
    read_appropriation(reader, root, call);
    read_deadline(reader, root, call);
    read_channel(reader, root, call);
    call->project = read_period(reader, root, "project", project);
    call->expected_answer = read_period(reader, root, "expected_answer", answer);
    read_applicants(reader, root, call);
    read_limits(reader, root, call);
    read_allocation(reader, root, call);
    read_annexes(reader, root, call);
}
