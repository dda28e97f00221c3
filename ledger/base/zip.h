/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * zip.h - archives that every system opens (PKWARE APPNOTE 6.3, "stored"): written without
 * compression and without a clock, so that the same files give the same bytes; read only as they
 * were written. What is kept in them is compressed already, or small.
 */
#ifndef LEDGER_BASE_ZIP_H
#define LEDGER_BASE_ZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/base/buffer.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define ZIP_NAME_MAX  200
#define ZIP_FILES_MAX 65534
#define ZIP_LEN_MAX   UINT32_C(0xfffffffe) /* bytes of the archive: no ZIP64 */

/*
 * Whether a file of an archive may be called so: parts of 0-9 A-Z a-z . _ - with "/" between them,
 * none empty, none that begins with a full stop.
 */
bool zip_name_valid(struct span name);

struct zip_writer {
    enum status (*put)(void *context, struct span bytes); /* takes the next bytes of the archive */
    void *context;
    struct buffer directory; /* of the files so far */
    uint64_t len;            /* bytes so far */
    uint32_t count;
};

/* The caller frees with zip_writer_free(), also after a failure. */
void zip_writer_init(
    struct zip_writer *writer, enum status (*put)(void *context, struct span bytes), void *context);
void zip_writer_free(struct zip_writer *writer);

/*
 * The next file. STATUS_INVALID: an impossible name; STATUS_LIMIT: too many or too much; else as
 * put() says. Whether the name was used before is the caller's business.
 */
MUST_CHECK enum status zip_put(struct zip_writer *writer, struct span name, struct span bytes);

/* The directory, last. Statuses likewise. */
MUST_CHECK enum status zip_end(struct zip_writer *writer);

/* An archive in memory; borrows its bytes. */
struct zip {
    struct span bytes;
    size_t directory; /* where it begins */
    uint32_t count;
};

struct zip_file {
    struct span name;
    struct span bytes;
    size_t next; /* for zip_next() */
};

/*
 * Reads an archive of zip_put(): every byte of it belongs to a file or to the directory, both say
 * the same of each file, and the sums are right. STATUS_INVALID: it is not, or was packed by
 * another program; *reason_out (static, short English) then says what.
 */
MUST_CHECK enum status zip_read(struct span bytes, struct zip *zip_out, const char **reason_out);

/* The next file, in the archive's order; begins with {0}. False behind the last. */
bool zip_next(const struct zip *zip, struct zip_file *file);

#endif
