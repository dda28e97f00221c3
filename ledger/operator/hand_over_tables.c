/* SPDX-License-Identifier: EUPL-1.2 */
/* What the database holds: each table as CSV, each file of the store as a file, out of one
 * snapshot. */
#include <inttypes.h>
#include <string.h>

#include "ledger/operator/hand_over.h"
#include "ledger/operator/statements_hand_over.h"

#define DESCRIPTION                                                                                \
    "Every table, what it means, its columns with type and meaning, its keys and checks.\n"        \
    "The same in three tables: tables.csv, columns.csv, keys.csv.\n"

/* What one COPY says, as the file `name`; the first row is the header. */
static enum status query_hand(struct hand_over *hand_over, const char *name, const char *copy)
{
    struct handed file;
    enum status status = handed_open(hand_over, name, &file);
    if (status != STATUS_OK) {
        return status; /* uncovered: the folder was empty a moment ago */
    }
    status = db_copy_out(hand_over->db, copy, (struct db_sink){.put = handed_put, .context = &file},
        &hand_over->op->fault);
    status = handed_close(&file, status, NULL);
    hand_over->rows += file.rows > 0 ? file.rows - 1 : 0;
    return status;
}

static enum status on_line(const struct db_row *row, void *context)
{
    enum status status = handed_put(context, row_text(row, 0));
    return status == STATUS_OK ? handed_put(context, SPAN("\n")) : status;
}

/* For people. */
static enum status description_hand(struct hand_over *hand_over)
{
    struct handed file;
    enum status status = handed_open(hand_over, "description/description.txt", &file);
    if (status != STATUS_OK) {
        return status; /* uncovered: the folder was empty a moment ago */
    }
    status = handed_put(&file, SPAN(DESCRIPTION));
    if (status == STATUS_OK) {
        status = db_each(hand_over->db, &statements_hand_over[HAND_OVER_DESCRIPTION], DB_NO_VALUES,
            (struct db_visitor){.visit = on_line, .context = &file}, &hand_over->op->fault);
    }
    return handed_close(&file, status, NULL);
}

struct list {
    struct arena *arena;
    struct hand_over_table *first;
    struct hand_over_table **end;
};

static enum status on_table(const struct db_row *row, void *context)
{
    struct list *list = context;
    struct hand_over_table *table = arena_alloc(list->arena, sizeof(*table));
    if (table == NULL) {
        return STATUS_LIMIT; /* uncovered: no memory */
    }
    table->name = arena_text(list->arena, row_text(row, 0));
    table->file = arena_printf(list->arena, "tables/%s.csv", table->name);
    table->copy_out = arena_text(list->arena, row_text(row, 1));
    table->copy_in = arena_text(list->arena, row_text(row, 2));
    table->before = arena_text(list->arena, row_text(row, 3));
    table->after = arena_text(list->arena, row_text(row, 4));
    table->compared = row_bool(row, 5);
    *list->end = table;
    list->end = &table->next;
    return arena_exhausted(list->arena) ? STATUS_LIMIT : STATUS_OK; /* uncovered: no memory */
}

enum status hand_over_tables_each(struct hand_over *hand_over,
    enum status (*visit)(struct hand_over *hand_over, const struct hand_over_table *table))
{
    struct list list = {.arena = hand_over->op->arena};
    list.end = &list.first;
    enum status status =
        db_each(hand_over->db, &statements_hand_over[HAND_OVER_TABLES], DB_NO_VALUES,
            (struct db_visitor){.visit = on_table, .context = &list}, &hand_over->op->fault);
    for (const struct hand_over_table *table = list.first; table != NULL && status == STATUS_OK;
         table = table->next) {
        status = visit(hand_over, table);
    }
    return status;
}

static enum status table_hand(struct hand_over *hand_over, const struct hand_over_table *table)
{
    hand_over_progress(hand_over, "table %s", table->name);
    hand_over->tables++;
    return query_hand(hand_over, table->file, table->copy_out);
}

enum status hand_over_tables(struct hand_over *hand_over)
{
    enum status status = STATUS_OK;
    for (const struct hand_over_query *query = hand_over_queries;
         query->name != NULL && status == STATUS_OK; query++) {
        status = query_hand(hand_over, query->name, query->copy);
    }
    if (status == STATUS_OK) {
        status = description_hand(hand_over);
    }
    hand_over->rows = 0;
    return status == STATUS_OK ? hand_over_tables_each(hand_over, table_hand) : status;
}

static enum status on_chunk(const struct db_row *row, void *context)
{
    return handed_put(context, row_bytes(row, 0));
}

/* One file of the store, which must be what it is called. */
static enum status file_hand(
    struct hand_over *hand_over, int64_t upload, const char *hex, int64_t size)
{
    struct handed file;
    struct digest digest;
    char found[DIGEST_HEX_LEN + 1];
    const char *name = arena_printf(hand_over->scratch, "files/%.2s/%s", hex, hex);
    enum status status = handed_open(hand_over, name, &file);
    if (status == STATUS_CONFLICT) {
        return STATUS_OK; /* another organisation's, the same */
    }
    if (status == STATUS_OK) {
        status = db_each(hand_over->db, &statements_hand_over[HAND_OVER_CHUNKS],
            DB_VALUES(db_int8(upload)), (struct db_visitor){.visit = on_chunk, .context = &file},
            &hand_over->op->fault);
        status = handed_close(&file, status, &digest);
    }
    if (status != STATUS_OK) {
        return status; /* uncovered: the disk or the server is lost between two files */
    }
    digest_hex(&digest, found);
    if (strcmp(found, hex) != 0 || file.bytes != (uint64_t)size) {
        FAULT(&hand_over->op->fault, "hand-over", "",
            "the database's file %s (upload %" PRId64 ") is another than its name says: nothing is "
            "handed over until sql/check is clean",
            hex, upload);
        return STATUS_CONFLICT;
    }
    return STATUS_OK;
}

enum status hand_over_files(struct hand_over *hand_over)
{
    int64_t upload = 0;
    hand_over_progress(hand_over, "files");
    for (uint64_t count = 1;; count++) {
        struct db_row row;
        arena_reset(hand_over->scratch);
        enum status status = db_maybe(hand_over->db, &statements_hand_over[HAND_OVER_NEXT_FILE],
            DB_VALUES(db_int8(upload)), hand_over->scratch, &row, &hand_over->op->fault);
        if (status == STATUS_NOT_FOUND) {
            return STATUS_OK;
        }
        if (status != STATUS_OK) {
            return status; /* uncovered: the database is lost between two questions */
        }
        upload = row_int8(&row, 0);
        status = file_hand(hand_over, upload, arena_text(hand_over->scratch, row_text(&row, 1)),
            row_int8(&row, 2));
        if (status != STATUS_OK) {
            return status;
        }
        hand_over_count(hand_over, count);
    }
}
