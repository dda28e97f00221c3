/* SPDX-License-Identifier: EUPL-1.2 */
/* payment_internal.h - the two forms of a payment file, and money as both write it. */
#ifndef LEDGER_PAYMENT_PAYMENT_INTERNAL_H
#define LEDGER_PAYMENT_PAYMENT_INTERNAL_H

#include "ledger/payment/payment_file.h"

#define PAYMENT_SUM_LEN 24

/* "500000.00"; `text` holds PAYMENT_SUM_LEN bytes. The amount is not negative. */
void payment_sum(int64_t ore, char *text);

/* The journal; payment_write() chooses. Failure is in `out`. */
void payment_journal(const struct payment_file *file, struct buffer *out);

#endif
