/* SPDX-License-Identifier: EUPL-1.2 */
/* report.h - what the verifier says at the end, for people and as JSON. */
#ifndef LEDGER_VERIFY_REPORT_H
#define LEDGER_VERIFY_REPORT_H

#include "ledger/base/buffer.h"
#include "ledger/verify/verify.h"

#define REPORT_LEN_MAX ((size_t)1024 * 1024 * 1024)

/*
 * Puts the findings in the log's order and gives the exit code: 0, or the value of the first
 * finding's cause. Files come before entries, a root behind the entries that it covers.
 */
int report_order(struct verify *verify);

void report_put_text(struct buffer *out, const struct verify *verify);
void report_put_json(struct buffer *out, const struct verify *verify);

#endif
