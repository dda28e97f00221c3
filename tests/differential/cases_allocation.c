/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>

#include "ledger/grants/allocation.h"
#include "tests/differential/cases.h"

#define GUARANTEE_ORE INT64_C(2000000) /* 20,000 kr. a municipality */

/* Few different sizes and sums, so that shares meet; now and then the greatest there are. */
static int64_t any_size(struct cases *cases)
{
    if (cases_rarely(cases, 60)) {
        return ALLOCATION_VALUE_MAX - cases_number(cases, 0, 1);
    }
    return cases_rarely(cases, 3) ? cases_number(cases, 0, 5) : cases_number(cases, 1, 3000);
}

static int64_t any_applied(struct cases *cases)
{
    switch (cases_number(cases, 0, 3)) {
    case 0:
        return cases_number(cases, 1, 20) * 1000000;
    case 1:
        return GUARANTEE_ORE + cases_number(cases, -1, 1);
    case 2:
        return cases_amount(cases) + (cases_rarely(cases, 200) ? 0 : 1);
    default:
        return cases_number(cases, 1, 50000000);
    }
}

static size_t any_count(struct cases *cases)
{
    return (
        size_t)(cases_rarely(cases, 400) ? cases_number(cases, 20, 40) : cases_number(cases, 0, 9));
}

/* Near the sum of the minimums, the sum applied for, something between, or anything. */
static int64_t any_pool(struct cases *cases, int64_t floors_ore, int64_t applied_ore)
{
    int64_t most = applied_ore < ALLOCATION_VALUE_MAX ? applied_ore : ALLOCATION_VALUE_MAX;
    int64_t least = floors_ore < most ? floors_ore : most;
    switch (cases_number(cases, 0, 9)) {
    case 0:
        return least + cases_number(cases, least > 0 ? -1 : 0, 1);
    case 1:
        return most - cases_number(cases, 0, most > 0 ? 1 : 0);
    case 2:
        return cases_number(cases, 0, ALLOCATION_VALUE_MAX);
    default:
        return cases_number(cases, least, most);
    }
}

static void put_applicant(struct cases *cases, size_t index, int64_t *floors, int64_t *applied)
{
    char cvr[9];
    int64_t municipalities = cases_rarely(cases, 4) ? cases_number(cases, 2, 4) : 1;
    int64_t applied_ore = any_applied(cases);
    int64_t guarantee_ore = GUARANTEE_ORE * municipalities;
    *applied += applied_ore;
    *floors += applied_ore < guarantee_ore ? applied_ore : guarantee_ore;
    (void)snprintf(cvr, sizeof(cvr), "%08lld",
        (long long)(20000000 + (index * 7919U + 13U) % 97U * 1000U + index));
    json_open_object(cases->input, NULL);
    json_put_int(cases->input, "application", (int64_t)index + 1);
    cases_text(cases->input, "cvr", cases_rarely(cases, 500) ? "20000000" : cvr);
    json_put_int(cases->input, "municipalities", municipalities);
    json_put_int(cases->input, "applied_ore", applied_ore);
    json_put_int(cases->input, "guarantee_ore", guarantee_ore);
    if (cases_rarely(cases, 100)) {
        json_put_null(cases->input, "size");
    } else {
        json_put_int(cases->input, "size", any_size(cases));
    }
    json_close_object(cases->input);
}

void cases_allocation(struct cases *cases)
{
    static const char *const readings[] = {"floor_first", "share_at_least_floor"};
    int64_t floors_ore = 0;
    int64_t applied_ore = 0;
    size_t count = any_count(cases);
    json_open_array(cases->input, "applicants");
    for (size_t i = 0; i < count; i++) {
        put_applicant(cases, i, &floors_ore, &applied_ore);
    }
    json_close_array(cases->input);
    json_put_int(cases->input, "pool_ore", any_pool(cases, floors_ore, applied_ore));
    if (cases_rarely(cases, 40)) {
        json_put_null(cases->input, "reading");
    } else {
        cases_text(cases->input, "reading", readings[cases_number(cases, 0, 1)]);
    }
    /* what was written so far, as an object of its own */
    const struct json *input = NULL;
    struct span text = buffer_span(cases->input->out);
    char *whole = arena_alloc(cases->arena, text.len + 2);
    ensure(whole != NULL);
    (void)snprintf(whole, text.len + 2, "%.*s}", (int)text.len, text.data);
    struct allocation allocation;
    enum status status =
        json_parse(cases->arena, (struct span){.data = whole, .len = text.len + 1}, &input, NULL);
    ensure(status == STATUS_OK);
    if (allocation_read(cases->arena, input, &allocation) == STATUS_OK) {
        allocation_put(&allocation, cases->expected, NULL);
    } else {
        json_put_null(cases->expected, NULL);
    }
}
