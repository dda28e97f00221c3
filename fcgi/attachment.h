/* SPDX-License-Identifier: EUPL-1.2 */
/* attachment.h - files of an application: taking one in, and sending one out; for pages and API. */
#ifndef FCGI_ATTACHMENT_H
#define FCGI_ATTACHMENT_H

#include <stdint.h>

#include "fcgi/exchange.h"
#include "ledger/base/json.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define ATTACHMENT_BYTES_MAX HTTP_UPLOAD_FILE_MAX

struct attachment_upload {
    int64_t application;
    int32_t if_version; /* of the draft */
    struct span slot;
    struct span file_name;
    struct span bytes;
};

/*
 * Keeps the file and puts it into the draft's slot; *draft_out as in ledger/drafts.h. An unusable
 * file is STATUS_INVALID with fault.code "TYPE" (neither PDF, Word, Excel nor OpenDocument),
 * "NAME" (it does not end as that kind does) or "EMPTY"; else the statuses of draft_attach().
 */
MUST_CHECK enum status attachment_store(
    struct exchange *x, const struct attachment_upload *upload, struct span *draft_out);

/*
 * The auditor's report on `accounts` (a document of read.accounts()): its hash and the name that it
 * is saved under. STATUS_NOT_FOUND while there is none.
 */
MUST_CHECK enum status attachment_report(struct exchange *x, const struct json *accounts,
    struct span *sha256_hex_out, struct span *file_name_out);

/* The file with this hash among those of read.vouchers(), sent or gathered; NULL when none has. */
const struct json *voucher_file(const struct json *vouchers, struct span sha256_hex);

/* Appends the bytes of a stored file, in a transaction of its own; its read is logged. Statuses as
 * read_file_chunk(); STATUS_LIMIT: longer than `out` takes. */
MUST_CHECK enum status attachment_read(
    struct exchange *x, struct span sha256_hex, struct buffer *out);

/* Sends a stored file under `file_name`, spooled, as something to be saved and never shown. */
MUST_CHECK enum status attachment_send(
    struct exchange *x, struct span sha256_hex, struct span media_type, struct span file_name);

#endif
