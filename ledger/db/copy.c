/* SPDX-License-Identifier: EUPL-1.2 */
/* COPY: whole tables in and out, row by row, however large. */
#include "ledger/db/internal.h"

/* The statement's own answer, behind its data; reads up to the last. */
static enum status finish(struct db *db, enum status status, struct fault *fault)
{
    for (PGresult *result = PQgetResult(db->connection); result != NULL;
         result = PQgetResult(db->connection)) {
        if (status == STATUS_OK && PQresultStatus(result) != PGRES_COMMAND_OK) {
            status = db_failed(db, result, fault);
        }
        PQclear(result);
    }
    return status;
}

/* Whether the server begins to copy; anything else is a failure. */
static enum status begin(
    struct db *db, const char *text, ExecStatusType wanted, struct fault *fault)
{
    ensure(db != NULL && text != NULL);
    ensure(!db->streaming);
    PGresult *result = PQexec(db->connection, text);
    enum status status = STATUS_OK;
    if (PQresultStatus(result) != wanted) {
        status = db_failed(db, result, fault);
    }
    PQclear(result);
    return status;
}

enum status db_copy_out(struct db *db, const char *text, struct db_sink sink, struct fault *fault)
{
    ensure(sink.put != NULL);
    enum status status = begin(db, text, PGRES_COPY_OUT, fault);
    if (status != STATUS_OK) {
        return status;
    }
    char *row = NULL;
    int len;
    db->streaming = true;
    /* After a failure the rest is read and dropped, as db_each() does. */
    while ((len = PQgetCopyData(db->connection, &row, 0)) > 0) {
        if (status == STATUS_OK) {
            status = sink.put(sink.context, (struct span){.data = row, .len = (size_t)len});
        }
        PQfreemem(row);
    }
    db->streaming = false;
    return finish(db, status, fault);
}

enum status db_copy_in(
    struct db *db, const char *text, struct db_source source, struct fault *fault)
{
    ensure(source.take != NULL);
    enum status status = begin(db, text, PGRES_COPY_IN, fault);
    if (status != STATUS_OK) {
        return status;
    }
    struct span bytes = {.len = 1};
    db->streaming = true;
    while (status == STATUS_OK && bytes.len > 0) {
        status = source.take(source.context, &bytes);
        if (status == STATUS_OK && bytes.len > 0
            && PQputCopyData(db->connection, bytes.data, (int)bytes.len) != 1) {
            status =
                db_failed(db, NULL, fault); /* uncovered: the server is lost between two rows */
        }
    }
    db->streaming = false;
    int ended = PQputCopyEnd(db->connection, status == STATUS_OK ? NULL : "not all of it came");
    if (ended != 1 && status == STATUS_OK) {
        status = db_failed(db, NULL, fault); /* uncovered: likewise */
    }
    return finish(db, status, fault);
}
