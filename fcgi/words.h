/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * words.h - what the database names by a code, in the reader's words: acts, entries, looks and what
 * stands in the way. A code that no table knows is shown as it is; tests/sql/30_rights and
 * 210_read_log hold the tables against the acts and looks that there are. Spans returned live as
 * long as the catalogue, or as the code.
 */
#ifndef FCGI_WORDS_H
#define FCGI_WORDS_H

#include "fcgi/exchange.h"
#include "fcgi/web/translate.h"
#include "ledger/base/span.h"

/* An act as who performs it says it: "Send the application". */
struct span words_act(const struct catalogue *catalogue, struct span act);

/* An entry, which is named as its act: what has happened, "Application sent". */
struct span words_entry(const struct catalogue *catalogue, struct span kind);

/* What somebody looked at, as identity.read_log names it: "the application". */
struct span words_look(const struct catalogue *catalogue, struct span what);

/* Why something is not possible now (the codes of rights.reason() and of rule.instalment()),
 * without a full stop: "the accounts have not been signed off". */
struct span words_obstacle(const struct catalogue *catalogue, struct span code);

/*
 * What the refused act of `x` waits for (LG502): an obstacle, or the name of the act that comes
 * before it. Empty when the act was refused for another reason, or its detail names neither.
 */
struct span words_needed(struct exchange *x);

#endif
