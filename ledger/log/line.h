/* SPDX-License-Identifier: EUPL-1.2 */
/* line.h - what the lines of the log's text formats are made of: numbers and base64 hashes. */
#ifndef LEDGER_LOG_LINE_H
#define LEDGER_LOG_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "ledger/base/buffer.h"
#include "ledger/base/digest.h"
#include "ledger/base/span.h"
#include "ledger/log/merkle.h"

/* Cuts the next line off, without its line break; false when no line break follows. */
bool line_take(struct span *rest, struct span *line_out);

/* `text` behind `prefix`; false when it begins otherwise. */
bool line_after(struct span text, struct span prefix, struct span *rest_out);

/* Decimal without leading zeroes or sign, 0 … INT64_MAX (the database's bigint); else false. */
bool line_number(struct span text, uint64_t *number_out);
void line_put_number(struct buffer *out, uint64_t number);

/* Strict base64 of exactly 32 bytes; else false. */
bool line_digest(struct span text, struct digest *digest_out);
void line_put_digest(struct buffer *out, const struct digest *digest);

/* Lines of hashes up to an empty line, which is taken too; false for more than MERKLE_PROOF_MAX. */
bool line_proof(struct span *rest, struct merkle_proof *proof_out);
void line_put_proof(struct buffer *out, const struct merkle_proof *proof);

#endif
