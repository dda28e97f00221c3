/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * export.h - lists as files of any size, sent while they are read: one snapshot, one export at a
 * time, and a last line by which a file that was cut off is told from a whole one.
 *
 * That line counts the rows before it and holds the SHA-256 of every byte before it:
 *   CSV         #end;ROWS;sha256;HEX
 *   JSON lines  {"end":{"rows":ROWS,"sha256":"HEX"}}
 */
#ifndef FCGI_EXPORT_H
#define FCGI_EXPORT_H

#include "fcgi/exchange.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

struct export_list;
struct export_format;

extern const struct export_list export_of_entries;
extern const struct export_list export_of_reads;
extern const struct export_list export_of_balances;

extern const struct export_format export_as_csv;
extern const struct export_format export_as_jsonl;

/* What the format is called in Accept. */
const char *export_media_type(const struct export_format *format);

/*
 * Sends everything that fits `filter`, the JSON that the list's read function takes. Logged before
 * the first row, and again with what it came to. Any status but STATUS_OK with
 * x->response.streamed: the answer stops in the middle, and its receiver has to see that.
 * STATUS_UNAVAILABLE with LG601 in x->fault while another export is under way, also when the client
 * hung up; STATUS_LIMIT when it took too long.
 */
MUST_CHECK enum status export_send(struct exchange *x, const struct export_list *list,
    const struct export_format *format, struct span filter);

#endif
