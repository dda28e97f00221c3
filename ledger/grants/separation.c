/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/separation.h"

#include <stdbool.h>
#include <string.h>

#define NOBODY SEPARATION_GROUPS_MAX

struct search {
    const struct separation_group *groups;
    size_t group_count;
    size_t act_count;
    size_t group_of[SEPARATION_ACTS_MAX]; /* whose human does the act; NOBODY while none */
    int64_t taken[SEPARATION_GROUPS_MAX]; /* humans of a group who have an act */
    bool seen[SEPARATION_GROUPS_MAX];     /* in the present attempt */
};

static bool place(struct search *search, size_t act);

/* Sends somebody of a full group from their act to nothing, when that act finds another human. */
static bool make_room(struct search *search, size_t group)
{
    for (size_t act = 0; act < search->act_count; act++) {
        if (search->group_of[act] == group && place(search, act)) {
            return true;
        }
    }
    return false;
}

/*
 * An augmenting path from `act`, as in Kuhn's algorithm, with a group's humans as its capacity. The
 * depth is bounded: each level marks a group as seen, and comes from an act that has one.
 */
static bool place(struct search *search, size_t act)
{
    for (size_t group = 0; group < search->group_count; group++) {
        if ((search->groups[group].acts >> act & 1U) == 0 || search->seen[group]) {
            continue;
        }
        search->seen[group] = true;
        if (search->taken[group] < search->groups[group].humans) {
            search->taken[group]++;
            search->group_of[act] = group;
            return true;
        }
        if (make_room(search, group)) {
            search->group_of[act] = group;
            return true;
        }
    }
    return false;
}

enum status separation_missing(size_t act_count, const struct separation_group *groups,
    size_t group_count, uint32_t *missing_out)
{
    ensure(missing_out != NULL && (groups != NULL || group_count == 0));
    if (act_count > SEPARATION_ACTS_MAX || group_count > SEPARATION_GROUPS_MAX) {
        return STATUS_LIMIT;
    }
    for (size_t i = 0; i < group_count; i++) {
        if (groups[i].acts >> act_count != 0 || groups[i].humans < 0) {
            return STATUS_INVALID;
        }
    }
    struct search search = {.groups = groups, .group_count = group_count, .act_count = act_count};
    for (size_t i = 0; i < SEPARATION_ACTS_MAX; i++) {
        search.group_of[i] = NOBODY;
    }
    uint32_t missing = 0;
    for (size_t act = 0; act < act_count; act++) {
        memset(search.seen, 0, sizeof search.seen);
        if (!place(&search, act)) {
            missing |= UINT32_C(1) << act;
        }
    }
    *missing_out = missing;
    return STATUS_OK;
}
