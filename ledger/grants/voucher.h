/* SPDX-License-Identifier: EUPL-1.2 */
/* voucher.h - which lines of accounts vouchers are asked for: the rule, and the draw from a seed.
 */
#ifndef LEDGER_GRANTS_VOUCHER_H
#define LEDGER_GRANTS_VOUCHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/digest.h"
#include "ledger/base/json.h"
#include "ledger/base/status.h"

#define VOUCHER_LINES_MAX 200
#define VOUCHER_DRAWS_MAX 50
#define VOUCHER_DAYS_MAX  365

/* Lines from always_from_ore on are always taken; so many points fall on the others. */
struct voucher_rule {
    int64_t always_from_ore;
    int draws;
    int days; /* to answer; the draw does not ask */
};

enum voucher_why { VOUCHER_NOT, VOUCHER_BEFORE, VOUCHER_LARGE, VOUCHER_DRAWN };

struct voucher_line {
    int64_t line;
    int64_t ore;
    bool before; /* asked for earlier and not documented in full: always taken */
    enum voucher_why why;
};

/* {"always_from_ore","draws","days"} and [{"line","ore","before"}] in the order of their numbers;
 * STATUS_INVALID for anything else, STATUS_LIMIT without memory. */
MUST_CHECK enum status voucher_rule_read(const struct json *json, struct voucher_rule *rule_out);
MUST_CHECK enum status voucher_lines_read(struct arena *arena, const struct json *json,
    struct voucher_line **lines_out, size_t *count_out);

/* A draw as its entry says it: {"leaf","root","seed","rule","lines"}. Statuses as above. */
struct voucher_drawn {
    struct digest leaf;
    struct digest root;
    struct digest seed;
    struct voucher_rule rule;
    struct voucher_line *lines;
    size_t count;
};
MUST_CHECK enum status voucher_drawn_read(
    struct arena *arena, const struct json *json, struct voucher_drawn *drawn_out);

/* What a draw is made from, as one digest. */
struct digest voucher_inputs(
    const struct voucher_rule *rule, const struct voucher_line *lines, size_t count);

/* SHA-256 over the leaf hash of the request and the root of the head that draws. */
struct digest voucher_seed(const struct digest *leaf, const struct digest *root);

/*
 * Sets `why` of each line. Points lie at a fixed interval over the øre of the lines that are not
 * taken anyway, the first where eight bytes of the seed say: monetary-unit sampling. SQL's
 * rule.voucher_sample draws the same.
 */
void voucher_draw(const struct voucher_rule *rule, struct voucher_line *lines, size_t count,
    const struct digest *seed);

/* The lines taken, as a list of {"line","ore","why"}. */
void voucher_put(
    const struct voucher_line *lines, size_t count, struct json_writer *writer, const char *key);

/* What is wrong with a draw as its entry says it, made again from its own inputs; NULL: nothing.
 * Whether those are the request's and the log's, ledger/verify/draws.h asks. */
const char *voucher_fault(struct arena *arena, const struct json *drawn);

#endif
