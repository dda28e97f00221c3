/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * allocation.h - a pool shared by a key with a guaranteed minimum (opkval-2017, calls.md 10), with
 * a report of every step. Exact fractions to the end, then whole øre once. Who applied, the table
 * of sizes and the ruling between the two readings are the record's; nothing here is looked up.
 * rule.allocation in SQL decides the same.
 */
#ifndef LEDGER_GRANTS_ALLOCATION_H
#define LEDGER_GRANTS_ALLOCATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/json.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define ALLOCATION_APPLICANTS_MAX 200
#define ALLOCATION_VALUE_MAX      INT64_C(1000000000000000) /* of a sum in øre, and of a size */
#define ALLOCATION_NO_SIZE        (-1)

/* What two officers ruled on FLOOR_AND_KEY. */
enum allocation_reading {
    ALLOCATION_UNRULED,
    ALLOCATION_FLOOR_FIRST,          /* everyone the minimum, then the rest by size */
    ALLOCATION_SHARE_AT_LEAST_FLOOR, /* one level for all: max(minimum, level × size) */
};

enum allocation_outcome {
    ALLOCATION_FITS,   /* everyone gets what was applied for */
    ALLOCATION_SHARED, /* the pool to the last øre */
    ALLOCATION_SIZE_MISSING,
    ALLOCATION_NOT_RULED,
    ALLOCATION_FLOORS_EXCEED_POOL,
    ALLOCATION_ONLY_SIZE_ZERO, /* money remains and nobody is left who has a size */
};

/* One application; of a joint one the sums over its municipalities. */
struct allocation_applicant {
    int64_t application;
    struct span cvr;       /* of the lead, 8 digits; orders and breaks ties */
    int64_t applied_ore;   /* 1..ALLOCATION_VALUE_MAX */
    int64_t guarantee_ore; /* minimum × municipalities, 0..ALLOCATION_VALUE_MAX */
    int64_t size;          /* 0..ALLOCATION_VALUE_MAX, or ALLOCATION_NO_SIZE */
};

/* A share of whole øre and a fraction below one: whole + numerator / denominator of the level. */
enum allocation_state {
    ALLOCATION_AT_FLOOR, /* the minimum is all, or more than the key gives */
    ALLOCATION_BY_KEY,
    ALLOCATION_FULL, /* what was applied for */
};

struct allocation_share {
    const struct allocation_applicant *applicant;
    int64_t floor_ore; /* min(applied, guarantee) */
    enum allocation_state state;
    int64_t whole_ore;
    int64_t remainder; /* of the level's denominator; 0 unless ALLOCATION_BY_KEY */
    bool extra;        /* got one øre of what the remainders add up to */
    int64_t award_ore; /* whole_ore, and the extra one */
};

/* The level rises from 0; at an event an application begins to be paid by the key, or is full. */
struct allocation_step {
    const struct allocation_applicant *applicant;
    bool full;         /* else: its share has reached its minimum and rises from here */
    int64_t level_ore; /* the level is level_ore / level_size øre per person of the group */
    int64_t level_size;
    int64_t fixed_ore; /* after the event: minimums and full sums of those that do not rise */
    int64_t rising;    /* and the sizes of those that do */
};

struct allocation {
    enum allocation_outcome outcome;
    int64_t pool_ore;
    int64_t applied_ore; /* together */
    int64_t floors_ore;  /* together */
    int64_t total_ore;   /* of the awards; 0 when refused */
    int64_t level_ore;   /* the level at which the pool is spent, as a fraction; 0 / 1 when the */
    int64_t level_size;  /* minimums spend it, when all fits and when refused */
    const struct allocation_share *shares; /* by CVR; none when refused */
    size_t share_count;
    const struct allocation_step *steps;
    size_t step_count;
};

/*
 * Shares `pool_ore` (0..ALLOCATION_VALUE_MAX) among `applicants`, in whatever order they come, and
 * fills *allocation_out, which borrows from `applicants` and lives in `arena`. A refusal of
 * calls.md 10 is an outcome, not an error. STATUS_INVALID for a value outside its bounds, a CVR
 * that is not 8 digits or stands twice; STATUS_LIMIT for too many applicants or an exhausted arena.
 */
MUST_CHECK enum status allocation_compute(struct arena *arena, int64_t pool_ore,
    enum allocation_reading reading, const struct allocation_applicant *applicants, size_t count,
    struct allocation *allocation_out);

/*
 * The same from {"pool_ore","reading":null|"floor_first"|"share_at_least_floor","applicants":
 * [{"application","cvr","municipalities","applied_ore","guarantee_ore","size":null|int}]}.
 * STATUS_INVALID for another form.
 */
MUST_CHECK enum status allocation_read(
    struct arena *arena, const struct json *input, struct allocation *allocation_out);

/* Writes the object that rule.allocation returns as the value of `key`. */
void allocation_put(
    const struct allocation *allocation, struct json_writer *writer, const char *key);

/* The award of an application; -1 when it has none here. */
int64_t allocation_award(const struct allocation *allocation, int64_t application);

#endif
