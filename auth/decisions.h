/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * decisions.h - certificates found good within the last minute, so that a page and its twenty
 * pictures cost one verification. Only acceptances are remembered, only what verification found
 * (person, roles and blocks are asked of the database each time), and never beyond the time that
 * certificates and lists themselves allow: trust.h says whether that covers the minute.
 */
#ifndef AUTH_DECISIONS_H
#define AUTH_DECISIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/base/digest.h"
#include "ledger/base/span.h"

#define DECISION_LASTS_S  60
#define DECISION_TEXT_MAX 256 /* of each text; longer ones are decided anew */

enum decision_text {
    DECISION_PROFILE,
    DECISION_SERIAL_NUMBER,
    DECISION_ORGANISATION,
    DECISION_COMMON_NAME,
    DECISION_ORGANISATION_NAME,
    DECISION_TEXTS,
};

struct decision {
    struct digest certificate; /* SHA-256 of its DER */
    struct span texts[DECISION_TEXTS];
};

struct decisions;

/* About 400 kB for 256 certificates; NULL without memory. Freed by decisions_destroy(). */
struct decisions *decisions_create(void);

/* Accepts NULL. */
void decisions_destroy(struct decisions *decisions);

/* Forgets everything: lists, CAs or profiles changed. */
void decisions_forget(struct decisions *decisions);

/*
 * Remembers the decision about `asked` (SHA-256 of the bytes that nginx handed over), made at
 * `now_s`; another one may be forgotten for it. A decision with a text that is too long is not
 * remembered.
 */
void decisions_put(struct decisions *decisions, const struct digest *asked,
    const struct decision *decision, int64_t now_s);

/*
 * The decision about `asked` made less than DECISION_LASTS_S before `now_s` (and not after it: a
 * clock that was set back proves nothing). True with *decision_out, whose texts are valid until the
 * next call of another function.
 */
bool decisions_find(const struct decisions *decisions, const struct digest *asked, int64_t now_s,
    struct decision *decision_out);

#endif
