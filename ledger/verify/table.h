/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * table.h - what is remembered of each stream and each account while the log goes by. It grows
 * with their number, never with that of entries.
 */
#ifndef LEDGER_VERIFY_TABLE_H
#define LEDGER_VERIFY_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "ledger/base/buffer.h"
#include "ledger/base/digest.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define TABLE_NAME_MAX 96
#define TABLE_LEN_MAX  ((size_t)1024 * 1024 * 1024)

/* All zeroes but the name when new. */
struct table_row {
    char name[TABLE_NAME_MAX];
    uint8_t name_len;   /* 0: an empty place */
    uint32_t under;     /* number from 1 of the finding that what follows is a consequence of */
    uint32_t broken;    /* stream: number from 1 of the finding that one of it is lost or changed */
    int64_t version;    /* stream: last version; 0: none yet */
    int64_t at_us;      /* stream: of that entry */
    uint64_t index;     /* stream: of that entry in the log */
    struct digest hash; /* stream: its leaf hash as logged */
    int64_t balance_ore; /* account */
};

struct table {
    struct buffer rows;
    size_t places; /* a power of two, or 0 */
    size_t count;
};

void table_init(struct table *table);
void table_free(struct table *table);

/*
 * The row of that name, made if need be; it stays where it is until the next call. NULL when the
 * name is empty or longer than TABLE_NAME_MAX, or memory ran out.
 */
struct table_row *table_row(struct table *table, struct span name);

/* Place `i` below table->places; NULL when it is empty. */
const struct table_row *table_at(const struct table *table, size_t i);

#endif
