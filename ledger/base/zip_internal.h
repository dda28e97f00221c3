/* SPDX-License-Identifier: EUPL-1.2 */
/* zip_internal.h - the records of an archive, as both sides know them. */
#ifndef LEDGER_BASE_ZIP_INTERNAL_H
#define LEDGER_BASE_ZIP_INTERNAL_H

#include <stdint.h>

#include "ledger/base/buffer.h"
#include "ledger/base/span.h"

#define ZIP_LOCAL_LEN   30
#define ZIP_CENTRAL_LEN 46
#define ZIP_END_LEN     22

/* What is said of a file, before it and in the directory. */
struct zip_entry {
    struct span name;
    uint32_t crc;
    uint32_t len;
    uint32_t offset; /* of its local record */
};

/* CRC-32 of ISO 3309. */
uint32_t zip_crc(struct span bytes);

void zip_put_local(struct buffer *out, const struct zip_entry *entry);
void zip_put_central(struct buffer *out, const struct zip_entry *entry);
void zip_put_end(struct buffer *out, uint32_t count, uint32_t directory, uint32_t directory_len);

#endif
