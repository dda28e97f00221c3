/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * duty.h - "why may I not do this?" in the reader's language: the rules of separation of duties as
 * the database names them (rights.separation.why), and what an act said when it refused.
 */
#ifndef FCGI_DUTY_H
#define FCGI_DUTY_H

#include <stddef.h>

#include "fcgi/exchange.h"
#include "fcgi/web/translate.h"
#include "ledger/base/span.h"

/* The message id of a rule's words; a general one for words that are none of ours. Never NULL. */
const char *duty_rule(struct span why);

/* All of them, for the tests against the table. */
const char *const *duty_rules(size_t *count_out);

/*
 * The sentence for the refused act of `x`: the rule that was broken (LG402), in the language of
 * the exchange. NULL when the act was refused for another reason, or its detail says no rule.
 */
const char *duty_refused(struct exchange *x);

#endif
