/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * recompute_internal.h - what the makers of recompute.h's table share. Each makes one kind of
 * decision again and says what of it differs.
 */
#ifndef LEDGER_GRANTS_RECOMPUTE_INTERNAL_H
#define LEDGER_GRANTS_RECOMPUTE_INTERNAL_H

#include "ledger/grants/recompute.h"

#define RECOMPUTE_TREE_MAX ((size_t)64 * 1024) /* of what an entry stores of a computation */

struct work {
    struct arena *arena;
    const struct recompute *stored;
    char *text;
};

/* Both set the text. */
enum recompute_outcome recompute_differs(const struct work *work, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
enum recompute_outcome recompute_unknown(const struct work *work, const char *what);

enum recompute_outcome recompute_same_ore(
    const struct work *work, const char *what, int64_t stored_ore, int64_t made_ore);

/* Two objects member by member, so that the first that differs can be named. Frees `made_text`. */
enum recompute_outcome recompute_same_object(
    const struct work *work, const struct json *stored, struct buffer *made_text);

/* The result's member is what the rule gives, and is posted on the grant's committed. */
enum recompute_outcome recompute_moves(
    const struct work *work, const char *what, int64_t ore, int by);

/* Whether that is the result's verdict. */
bool recompute_verdict(const struct work *work, const char *verdict);

/* recompute_award.c */
enum recompute_outcome recompute_published(const struct work *work);
enum recompute_outcome recompute_submission(const struct work *work);
enum recompute_outcome recompute_proposed_award(const struct work *work);
enum recompute_outcome recompute_decided_award(const struct work *work);
enum recompute_outcome recompute_amended(const struct work *work);
enum recompute_outcome recompute_recorded_result(const struct work *work);
enum recompute_outcome recompute_allocated(const struct work *work);
enum recompute_outcome recompute_closed(const struct work *work);
enum recompute_outcome recompute_ended(const struct work *work);
enum recompute_outcome recompute_reopened(const struct work *work);
enum recompute_outcome recompute_year_decided(const struct work *work);

/* recompute_money.c */
enum recompute_outcome recompute_accounts(const struct work *work);
enum recompute_outcome recompute_opinion(const struct work *work);
enum recompute_outcome recompute_drawn(const struct work *work);
enum recompute_outcome recompute_judged(const struct work *work);
enum recompute_outcome recompute_prepared(const struct work *work);
enum recompute_outcome recompute_approved(const struct work *work);
enum recompute_outcome recompute_line(const struct work *work);
enum recompute_outcome recompute_line_given(const struct work *work);
enum recompute_outcome recompute_claim(const struct work *work);
enum recompute_outcome recompute_claim_decided(const struct work *work);
enum recompute_outcome recompute_rate(const struct work *work);
enum recompute_outcome recompute_rate_decided(const struct work *work);

/* recompute_ruling.c */
enum recompute_outcome recompute_ruling(const struct work *work);

#endif
