/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * payment.h - files between agency and bank, for pages and API. The payment file of a release: made
 * here from the record, kept, named in the request by SHA-256, number and sum, so that the releaser
 * signs exactly these bytes. The bank's file of an import: kept, and told movement by movement.
 */
#ifndef FCGI_PAYMENT_H
#define FCGI_PAYMENT_H

#include "fcgi/exchange.h"
#include "ledger/base/json.h"
#include "ledger/base/status.h"
#include "ledger/payment/statement.h"

/*
 * Writes the members "count", "made" and "sha256" for the instalments of `ids`, a JSON list. The
 * file is kept when the person holds finance; for others the act refuses. STATUS_NOT_FOUND when an
 * instalment is not there; STATUS_CONFLICT (LG502) while no profile of payment files is in force,
 * or a name in it does not fit into the file.
 */
MUST_CHECK enum status payment_put(struct exchange *x, struct span ids, struct json_writer *writer);

/*
 * Writes what import_statement takes of a file of the bank, which statement_read() read from
 * `bytes`. The file is kept when the person holds finance; for others the act refuses. Status as
 * payment_keep().
 */
MUST_CHECK enum status payment_put_statement(struct exchange *x, struct span bytes,
    const struct statement *statement, struct json_writer *writer);

/* Sends the file of {batch}, for finance; STATUS_NOT_FOUND for others. */
MUST_CHECK enum status payment_send(struct exchange *x);

#endif
