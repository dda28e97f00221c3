/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * rule.h - what all rules share: their version, what a ruling has chosen, and the list of
 * violations that a check returns. rule.* in sql/functions/rule/ decides the same.
 */
#ifndef LEDGER_GRANTS_RULE_H
#define LEDGER_GRANTS_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/json.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

/* Stored with every decision. A changed rule is a new version; the old one stays. */
#define RULE_VERSION 1

/* What two persons have chosen between two readings; the first value of each: nobody has. */
enum rule_reversed { RULE_REVERSED_OPEN, RULE_REVERSED_LITERAL, RULE_REVERSED_CORRECTED };
enum rule_gap { RULE_GAP_OPEN, RULE_GAP_MANAGEMENT, RULE_GAP_AUDITOR };
enum rule_forty { RULE_FORTY_OPEN, RULE_FORTY_CUMULATIVE, RULE_FORTY_AT_MOST };

struct rulings {
    enum rule_reversed reversed;
    enum rule_gap gap;
    enum rule_forty forty;
};

/* Accounts are part or final; the words are those of the record. */
enum rule_accounts { RULE_ACCOUNTS_PART, RULE_ACCOUNTS_FINAL };

/* "part", "final". */
const char *rule_accounts_name(enum rule_accounts accounts);

/* One broken rule: where ("budget.2.category", indexes from 0) and which ("not_eligible"). */
struct violation {
    struct span field;
    const char *code; /* static */
    size_t place;     /* of "personal_number": the character in the text, from 1; else 0 */
    const struct violation *next;
};

/* A list that keeps the order of discovery; `arena` exhausted makes it incomplete, see failed. */
struct violations {
    struct arena *arena;
    const struct violation *first;
    struct violation *last;
    size_t count;
    bool failed;
};

void violations_init(struct violations *violations, struct arena *arena);

/* Adds `code` at the field that `format` makes. */
void violations_add(struct violations *violations, const char *code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * Adds what is wrong with a text at the field that `format` makes: "missing" when blank, "too_long"
 * above `most` code points, "personal_number" when one seems to stand in it (personal_number.h).
 */
void violations_add_text(struct violations *violations, struct span text, size_t most,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Writes [{"field":…,"code":…}], and "place" where there is one, as the value of `key` (NULL inside
 * arrays and at the root). */
void violations_put(
    const struct violations *violations, struct json_writer *writer, const char *key);

/* {"THRESHOLD_REVERSED":"literal"} …: STATUS_INVALID for another code or choice. */
MUST_CHECK enum status rulings_read(const struct json *json, struct rulings *rulings_out);

#endif
