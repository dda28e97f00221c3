/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/verify/table.h"

#include <stdbool.h>
#include <string.h>

#define PLACES_FIRST 1024

void table_init(struct table *table)
{
    *table = (struct table){.places = 0};
    buffer_init(&table->rows, TABLE_LEN_MAX);
}

void table_free(struct table *table)
{
    buffer_free(&table->rows);
}

/* FNV-1a. Names are ours and were attested: nobody gains by making them meet. */
static size_t hash_of(struct span name)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < name.len; i++) {
        hash = (hash ^ (uint8_t)name.data[i]) * UINT64_C(1099511628211);
    }
    return (size_t)(hash ^ hash >> 32U);
}

static struct table_row *rows_of(struct buffer *rows)
{
    return (struct table_row *)(void *)rows->data;
}

/* The place of the name, or the empty one where it belongs. */
static struct table_row *find(struct table_row *rows, size_t places, struct span name)
{
    for (size_t i = hash_of(name);; i++) {
        struct table_row *row = &rows[i & (places - 1)];
        if (row->name_len == 0
            || (row->name_len == name.len && memcmp(row->name, name.data, name.len) == 0)) {
            return row;
        }
    }
}

static bool grow(struct table *table)
{
    size_t places = table->places == 0 ? PLACES_FIRST : 2 * table->places;
    static const struct table_row empty;
    struct buffer rows;
    buffer_init(&rows, TABLE_LEN_MAX);
    for (size_t i = 0; i < places && !rows.failed; i++) {
        buffer_put(&rows, (struct span){.data = (const char *)&empty, .len = sizeof(empty)});
    }
    if (rows.failed) {
        buffer_free(&rows); /* uncovered: out of memory */
        return false;       /* uncovered: likewise */
    }
    for (size_t i = 0; i < table->places; i++) {
        const struct table_row *row = &rows_of(&table->rows)[i];
        if (row->name_len > 0) {
            struct span name = {.data = row->name, .len = row->name_len};
            *find(rows_of(&rows), places, name) = *row;
        }
    }
    buffer_free(&table->rows);
    table->rows = rows;
    table->places = places;
    return true;
}

struct table_row *table_row(struct table *table, struct span name)
{
    if (name.len == 0 || name.len > TABLE_NAME_MAX) {
        return NULL;
    }
    /* At most three quarters full. */
    if (4 * (table->count + 1) > 3 * table->places && !grow(table)) {
        return NULL; /* uncovered: out of memory */
    }
    struct table_row *row = find(rows_of(&table->rows), table->places, name);
    if (row->name_len == 0) {
        (void)memcpy(row->name, name.data, name.len);
        row->name_len = (uint8_t)name.len;
        table->count++;
    }
    return row;
}

const struct table_row *table_at(const struct table *table, size_t i)
{
    ensure(i < table->places);
    const struct table_row *row = (const struct table_row *)(const void *)table->rows.data + i;
    return row->name_len > 0 ? row : NULL;
}
