/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Bounds: sums and sizes are at most 10^15 and there are at most 200 applicants, so every sum stays
 * below 2 × 10^17. A product of two of them does not fit 64 bits: scale() multiplies and divides
 * bit by bit, and fractions are compared by Euclid's algorithm, so that nothing ever overflows.
 */
#include "ledger/grants/allocation.h"

#include <stdlib.h>
#include <string.h>

#define CVR_LEN 8

_Static_assert(ALLOCATION_VALUE_MAX <= INT64_MAX / (3 * ALLOCATION_APPLICANTS_MAX),
    "three times a sum over all applicants fits");

/* ore / size, size > 0. */
struct level {
    int64_t ore;
    int64_t size;
};

struct event {
    struct level at;
    size_t share;
    bool full;
};

struct sweep {
    struct allocation *allocation;
    struct allocation_share *shares;
    enum allocation_reading reading;
    int64_t fixed_ore; /* of those that do not rise with the level */
    int64_t rising;    /* sizes of those that do */
    struct event *events;
    size_t event_count;
};

/* floor(value × part / whole) and what is left of it; part, value >= 0, 0 < whole < 2^61. */
static int64_t scale(int64_t value, int64_t part, int64_t whole, int64_t *remainder_out)
{
    int64_t quotient = part / whole;
    int64_t step = part % whole; /* one `value` adds quotient and step / whole */
    int64_t result = value * quotient;
    int64_t gathered = 0;
    int64_t carried = 0;
    for (int bit = 62; bit >= 0; bit--) {
        gathered *= 2;
        carried *= 2;
        if ((value >> bit & 1) != 0) {
            carried += step;
        }
        while (carried >= whole) {
            carried -= whole;
            gathered++;
        }
    }
    *remainder_out = carried;
    return result + gathered;
}

/* <0, 0, >0: by continued fractions, which need no product. */
static int level_compare(struct level a, struct level b)
{
    int sign = 1;
    for (;;) {
        if (a.ore / a.size != b.ore / b.size) {
            return (a.ore / a.size < b.ore / b.size ? -1 : 1) * sign;
        }
        a.ore %= a.size;
        b.ore %= b.size;
        if (a.ore == 0 || b.ore == 0) {
            return ((a.ore != 0) - (b.ore != 0)) * sign;
        }
        /* both fractions lie between 0 and 1: compare their reciprocals the other way round */
        a = (struct level){.ore = a.size, .size = a.ore};
        b = (struct level){.ore = b.size, .size = b.ore};
        sign = -sign;
    }
}

static int compare_shares(const void *a, const void *b)
{
    const struct allocation_share *x = a;
    const struct allocation_share *y = b;
    return memcmp(x->applicant->cvr.data, y->applicant->cvr.data, CVR_LEN);
}

/* By level; where they meet, who begins comes before who ends, then the lower CVR. */
static int compare_events(const void *a, const void *b)
{
    const struct event *x = a;
    const struct event *y = b;
    int order = level_compare(x->at, y->at);
    if (order == 0 && x->full != y->full) {
        order = x->full ? 1 : -1;
    }
    return order != 0 ? order : (x->share > y->share) - (x->share < y->share);
}

/* The remainder that is greater comes first; the list is in the order of the CVR already. */
static int compare_remainders(const void *a, const void *b)
{
    const struct allocation_share *x = *(const struct allocation_share *const *)a;
    const struct allocation_share *y = *(const struct allocation_share *const *)b;
    if (x->remainder != y->remainder) {
        return x->remainder > y->remainder ? -1 : 1;
    }
    return compare_shares(x, y);
}

static bool is_value(int64_t value, int64_t least)
{
    return value >= least && value <= ALLOCATION_VALUE_MAX;
}

static bool applicant_fits(const struct allocation_applicant *applicant)
{
    bool digits = applicant->cvr.len == CVR_LEN;
    for (size_t i = 0; digits && i < CVR_LEN; i++) {
        digits = applicant->cvr.data[i] >= '0' && applicant->cvr.data[i] <= '9';
    }
    return digits && applicant->application > 0 && is_value(applicant->applied_ore, 1)
           && is_value(applicant->guarantee_ore, 0)
           && (applicant->size == ALLOCATION_NO_SIZE || is_value(applicant->size, 0));
}

/* Everyone at the minimum, in the order of the CVR, and the sums that decide what comes next. */
static enum status begin(
    struct sweep *sweep, const struct allocation_applicant *applicants, size_t count)
{
    struct allocation *allocation = sweep->allocation;
    for (size_t i = 0; i < count; i++) {
        if (!applicant_fits(&applicants[i])) {
            return STATUS_INVALID;
        }
        int64_t floor_ore = applicants[i].guarantee_ore < applicants[i].applied_ore
                                ? applicants[i].guarantee_ore
                                : applicants[i].applied_ore;
        sweep->shares[i] = (struct allocation_share){
            .applicant = &applicants[i], .floor_ore = floor_ore, .whole_ore = floor_ore};
        allocation->applied_ore += applicants[i].applied_ore;
        allocation->floors_ore += floor_ore;
    }
    if (count > 0) {
        qsort(sweep->shares, count, sizeof *sweep->shares, compare_shares);
    }
    for (size_t i = 1; i < count; i++) {
        if (compare_shares(&sweep->shares[i - 1], &sweep->shares[i]) == 0) {
            return STATUS_INVALID;
        }
    }
    allocation->shares = sweep->shares;
    allocation->share_count = count;
    return STATUS_OK;
}

static bool size_is_missing(const struct allocation *allocation)
{
    for (size_t i = 0; i < allocation->share_count; i++) {
        if (allocation->shares[i].applicant->size == ALLOCATION_NO_SIZE) {
            return true;
        }
    }
    return false;
}

static void add_event(struct sweep *sweep, size_t share, bool full, int64_t ore)
{
    sweep->events[sweep->event_count++] = (struct event){
        .at = {.ore = ore, .size = sweep->shares[share].applicant->size},
        .share = share,
        .full = full,
    };
}

/* The levels at which applications begin to rise and at which they are full, in order. */
static void find_events(struct sweep *sweep)
{
    sweep->fixed_ore = sweep->allocation->floors_ore;
    for (size_t i = 0; i < sweep->allocation->share_count; i++) {
        const struct allocation_share *share = &sweep->shares[i];
        int64_t floor_ore = share->floor_ore;
        int64_t applied_ore = share->applicant->applied_ore;
        if (floor_ore == applied_ore || share->applicant->size == 0) {
            continue;
        }
        bool first = sweep->reading == ALLOCATION_FLOOR_FIRST;
        add_event(sweep, i, false, first ? 0 : floor_ore);
        add_event(sweep, i, true, first ? applied_ore - floor_ore : applied_ore);
    }
    if (sweep->event_count > 0) {
        qsort(sweep->events, sweep->event_count, sizeof *sweep->events, compare_events);
    }
}

/* Whether the pool is spent before the level reaches `at`, or there. */
static bool spent_at(const struct sweep *sweep, struct level at)
{
    int64_t left = sweep->allocation->pool_ore - sweep->fixed_ore;
    if (sweep->rising == 0) {
        return left == 0;
    }
    return level_compare(at, (struct level){.ore = left, .size = sweep->rising}) >= 0;
}

/* What one that rises counts for while the level is 0: nothing, or its minimum. */
static int64_t base_of(const struct sweep *sweep, const struct allocation_share *share)
{
    return sweep->reading == ALLOCATION_FLOOR_FIRST ? share->floor_ore : 0;
}

static void happen(struct sweep *sweep, const struct event *event, struct allocation_step *step)
{
    struct allocation_share *share = &sweep->shares[event->share];
    int64_t base = base_of(sweep, share);
    if (event->full) {
        sweep->fixed_ore += share->applicant->applied_ore - base;
        sweep->rising -= share->applicant->size;
        share->state = ALLOCATION_FULL;
        share->whole_ore = share->applicant->applied_ore;
    } else {
        /* who is paid the minimum first keeps it in the fixed sum while the rest rises */
        sweep->fixed_ore -= share->floor_ore - base;
        sweep->rising += share->applicant->size;
        share->state = ALLOCATION_BY_KEY;
    }
    *step = (struct allocation_step){
        .applicant = share->applicant,
        .full = event->full,
        .level_ore = event->at.ore,
        .level_size = event->at.size,
        .fixed_ore = sweep->fixed_ore,
        .rising = sweep->rising,
    };
}

/* Whole øre for everybody who rises; what they leave of the pool. */
static int64_t cut(struct sweep *sweep)
{
    struct allocation *allocation = sweep->allocation;
    int64_t left = allocation->pool_ore;
    for (size_t i = 0; i < allocation->share_count; i++) {
        struct allocation_share *share = &sweep->shares[i];
        if (share->state == ALLOCATION_BY_KEY) {
            share->whole_ore = base_of(sweep, share)
                               + scale(share->applicant->size, allocation->level_ore,
                                   allocation->level_size, &share->remainder);
        }
        share->award_ore = share->whole_ore;
        left -= share->whole_ore;
    }
    return left;
}

/* One øre each to the largest remainders; at equal ones to the lower CVR. */
static enum status round_up(struct arena *arena, struct sweep *sweep, int64_t left)
{
    size_t count = sweep->allocation->share_count;
    const size_t pointer = sizeof(void *);
    struct allocation_share **order = arena_array(arena, count + 1, pointer);
    if (order == NULL) {
        return STATUS_LIMIT;
    }
    for (size_t i = 0; i < count; i++) {
        order[i] = &sweep->shares[i];
    }
    qsort(order, count, pointer, compare_remainders);
    for (int64_t i = 0; i < left; i++) {
        order[i]->extra = true;
        order[i]->award_ore++;
    }
    return STATUS_OK;
}

static enum status share_out(struct arena *arena, struct sweep *sweep)
{
    struct allocation *allocation = sweep->allocation;
    struct allocation_step *steps =
        arena_array(arena, 2 * allocation->share_count + 1, sizeof *steps);
    sweep->events = arena_array(arena, 2 * allocation->share_count + 1, sizeof *sweep->events);
    if (steps == NULL || sweep->events == NULL) {
        return STATUS_LIMIT;
    }
    find_events(sweep);
    size_t done = 0;
    while (done < sweep->event_count && !spent_at(sweep, sweep->events[done].at)) {
        happen(sweep, &sweep->events[done], &steps[done]);
        done++;
    }
    int64_t left = allocation->pool_ore - sweep->fixed_ore;
    if (left > 0 && sweep->rising == 0) {
        allocation->outcome = ALLOCATION_ONLY_SIZE_ZERO;
        return STATUS_OK;
    }
    allocation->outcome = ALLOCATION_SHARED;
    allocation->steps = steps;
    allocation->step_count = done;
    if (left > 0) {
        allocation->level_ore = left;
        allocation->level_size = sweep->rising;
    }
    allocation->total_ore = allocation->pool_ore;
    return round_up(arena, sweep, cut(sweep));
}

static void all_in_full(struct sweep *sweep)
{
    sweep->allocation->outcome = ALLOCATION_FITS;
    sweep->allocation->total_ore = sweep->allocation->applied_ore;
    for (size_t i = 0; i < sweep->allocation->share_count; i++) {
        struct allocation_share *share = &sweep->shares[i];
        share->state = ALLOCATION_FULL;
        share->whole_ore = share->applicant->applied_ore;
        share->award_ore = share->whole_ore;
    }
}

enum status allocation_compute(struct arena *arena, int64_t pool_ore,
    enum allocation_reading reading, const struct allocation_applicant *applicants, size_t count,
    struct allocation *allocation_out)
{
    ensure(arena != NULL && allocation_out != NULL && (applicants != NULL || count == 0));
    if (count > ALLOCATION_APPLICANTS_MAX) {
        return STATUS_LIMIT;
    }
    struct allocation allocation = {.pool_ore = pool_ore, .level_size = 1};
    struct sweep sweep = {.allocation = &allocation, .reading = reading};
    sweep.shares = arena_array(arena, count + 1, sizeof *sweep.shares);
    if (sweep.shares == NULL) {
        return STATUS_LIMIT;
    }
    enum status status = is_value(pool_ore, 0) ? begin(&sweep, applicants, count) : STATUS_INVALID;
    if (status != STATUS_OK) {
        return status;
    }
    if (size_is_missing(&allocation)) {
        allocation.outcome = ALLOCATION_SIZE_MISSING;
    } else if (allocation.applied_ore <= pool_ore) {
        all_in_full(&sweep);
    } else if (reading == ALLOCATION_UNRULED) {
        allocation.outcome = ALLOCATION_NOT_RULED;
    } else if (allocation.floors_ore > pool_ore) {
        allocation.outcome = ALLOCATION_FLOORS_EXCEED_POOL;
    } else {
        status = share_out(arena, &sweep);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (allocation.outcome != ALLOCATION_FITS && allocation.outcome != ALLOCATION_SHARED) {
        allocation.shares = NULL;
        allocation.share_count = 0;
    }
    *allocation_out = allocation;
    return STATUS_OK;
}

int64_t allocation_award(const struct allocation *allocation, int64_t application)
{
    for (size_t i = 0; i < allocation->share_count; i++) {
        if (allocation->shares[i].applicant->application == application) {
            return allocation->shares[i].award_ore;
        }
    }
    return -1;
}
