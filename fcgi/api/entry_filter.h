/* SPDX-License-Identifier: EUPL-1.2 */
/* entry_filter.h - the query of the auditors' list and export, and what the database is asked. */
#ifndef FCGI_API_ENTRY_FILTER_H
#define FCGI_API_ENTRY_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "fcgi/api/shape.h"
#include "fcgi/web/http.h"
#include "ledger/base/json.h"
#include "ledger/base/span.h"

#define ENTRY_LIMIT_DEFAULT 50
#define ENTRY_LIMIT_MAX     200

struct entry_page {
    struct span cursor; /* empty: from the newest */
    int32_t limit;
};

/*
 * Reads the query: writes the filter object of read.entries() to `writer` and sets *page_out. False
 * when a parameter is unknown, repeated or malformed; each was reported as "/query/<name>" with one
 * of the codes unknown, duplicate, malformed. Days are Danish: `to` is included.
 * `page_out` is NULL for the export, which has neither cursor nor limit.
 */
bool entry_filter_read(struct http_pairs query, struct json_writer *writer,
    struct entry_page *page_out, const struct shape_report *report);

/* The same for read.account_balances(): {to or size, account, zero}. */
bool balance_filter_read(struct http_pairs query, struct json_writer *writer,
    struct entry_page *page_out, const struct shape_report *report);

/* The same for the log of reads and read.reads(). */
bool read_filter_read(struct http_pairs query, struct json_writer *writer,
    struct entry_page *page_out, const struct shape_report *report);

#endif
