/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/separation.h"
#include "tests/differential/cases.h"

#define GROUPS 12

static const char *const names[SEPARATION_ACTS_MAX + 1] = {
    "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"};

static void put_acts(struct json_writer *writer, const char *key, uint32_t acts)
{
    json_open_array(writer, key);
    for (size_t i = 0; i <= SEPARATION_ACTS_MAX; i++) {
        if ((acts >> i & 1U) != 0) {
            cases_text(writer, NULL, names[i]);
        }
    }
    json_close_array(writer);
}

/* Mostly the few acts that follow an award; sometimes as many as are allowed, or one too many. */
static size_t count_acts(struct cases *cases)
{
    if (cases_rarely(cases, 200)) {
        return SEPARATION_ACTS_MAX + 1;
    }
    if (cases_rarely(cases, 100)) {
        return (size_t)cases_number(cases, 7, SEPARATION_ACTS_MAX);
    }
    return (size_t)cases_number(cases, 0, 6);
}

static uint32_t any_acts(struct cases *cases)
{
    return (uint32_t)cases_number(cases, 0, UINT32_C(1) << SEPARATION_ACTS_MAX);
}

/* Few humans for several acts, so that about half of the cases lack somebody. */
void cases_hands_missing(struct cases *cases)
{
    struct separation_group groups[GROUPS];
    size_t act_count = count_acts(cases);
    size_t group_count = (size_t)cases_number(cases, 0, GROUPS);
    json_open_array(cases->input, "acts");
    for (size_t i = 0; i < act_count; i++) {
        json_open_object(cases->input, NULL);
        cases_text(cases->input, "act", names[i]);
        cases_text(cases->input, "role", i % 2 == 0 ? "officer" : "finance");
        json_close_object(cases->input);
    }
    json_close_array(cases->input);
    json_open_array(cases->input, "able");
    for (size_t i = 0; i < group_count; i++) {
        uint32_t all = (UINT32_C(1) << act_count) - 1;
        uint32_t acts = any_acts(cases);
        acts &= any_acts(cases); /* so that most can do few of them */
        groups[i].acts = cases_rarely(cases, 300) ? acts : acts & all;
        groups[i].humans = cases_rarely(cases, 300) ? -1 : cases_number(cases, 0, 2);
        json_open_object(cases->input, NULL);
        put_acts(cases->input, "acts", groups[i].acts);
        json_put_int(cases->input, "humans", groups[i].humans);
        json_close_object(cases->input);
    }
    json_close_array(cases->input);
    uint32_t missing = 0;
    if (separation_missing(act_count, groups, group_count, &missing) == STATUS_OK) {
        put_acts(cases->expected, NULL, missing);
    } else {
        json_put_null(cases->expected, NULL);
    }
}
