/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * explain.h - in plain words why a certificate is let in or refused: the trail that credential.h
 * leaves, with the values seen and wanted. Decides nothing itself.
 */
#ifndef AUTH_EXPLAIN_H
#define AUTH_EXPLAIN_H

#include "auth/reason.h"
#include "auth/trust.h"
#include "ledger/base/arena.h"
#include "ledger/base/buffer.h"
#include "ledger/base/span.h"

/*
 * Takes the certificate `der` the way of a request at `now_s` and writes each step to `out`: ok,
 * REFUSED or not reached, what was seen, what is wanted, where the rule comes from; texts of the
 * certificate with everything but printable ASCII escaped. Returns the reason of the decision.
 */
MUST_CHECK enum auth_reason certificate_explain(
    struct trust *trust, struct arena *arena, struct span der, int64_t now_s, struct buffer *out);

#endif
