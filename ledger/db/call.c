/* SPDX-License-Identifier: EUPL-1.2 */
/* Calls by the shape of the result. */
#include "ledger/db/internal.h"

static void require_usable(const struct db *db, const struct db_statement *statement)
{
    ensure(db != NULL);
    ensure(!db->streaming);
    ensure(statement >= db->statements && statement < db->statements + db->statement_count);
}

static bool succeeded(const PGresult *result)
{
    ExecStatusType answer = PQresultStatus(result);
    return answer == PGRES_TUPLES_OK || answer == PGRES_COMMAND_OK;
}

/* The whole result; the caller clears *result_out on STATUS_OK. */
static enum status execute(struct db *db, const struct db_statement *statement,
    struct db_values values, PGresult **result_out, struct fault *fault)
{
    require_usable(db, statement);
    struct db_wire wire;
    enum status status = db_encode(statement, values, &wire, fault);
    if (status != STATUS_OK) {
        return status;
    }
    PGresult *result = PQexecPrepared(db->connection, statement->name, (int)values.count,
        wire.items, wire.lengths, wire.formats, 1);
    if (!succeeded(result)) {
        status = db_failed(db, result, fault);
        PQclear(result);
        return status;
    }
    *result_out = result;
    return STATUS_OK;
}

enum status db_none(struct db *db, const struct db_statement *statement, struct db_values values,
    struct fault *fault)
{
    PGresult *result = NULL;
    enum status status = execute(db, statement, values, &result, fault);
    if (status != STATUS_OK) {
        return status;
    }
    if (PQntuples(result) != 0) {
        FAULT(fault, "db", "", "%s: rows came back", statement->name);
        status = STATUS_INTERNAL;
    }
    PQclear(result);
    return status;
}

/* Decodes the only row and moves its bytes into the arena. */
static enum status keep_row(const struct db_statement *statement, const PGresult *result,
    struct arena *arena, struct db_row *row_out, struct fault *fault)
{
    struct db_row row;
    enum status status = db_decode(statement, result, 0, &row, fault);
    if (status != STATUS_OK) {
        return status;
    }
    for (size_t i = 0; i < statement->column_count; i++) {
        struct span *bytes = &row.cells[i].bytes;
        if (bytes->data == NULL) {
            continue;
        }
        *bytes = arena_copy(arena, *bytes);
        if (bytes->data == NULL) {
            FAULT(fault, "db", "", "%s: the row does not fit the arena", statement->name);
            return STATUS_LIMIT;
        }
    }
    *row_out = row;
    return STATUS_OK;
}

enum status db_maybe(struct db *db, const struct db_statement *statement, struct db_values values,
    struct arena *arena, struct db_row *row_out, struct fault *fault)
{
    ensure(arena != NULL);
    ensure(row_out != NULL);
    PGresult *result = NULL;
    enum status status = execute(db, statement, values, &result, fault);
    if (status != STATUS_OK) {
        return status;
    }
    switch (PQntuples(result)) {
    case 0:
        status = STATUS_NOT_FOUND;
        break;
    case 1:
        status = keep_row(statement, result, arena, row_out, fault);
        break;
    default:
        FAULT(fault, "db", "", "%s: %d rows came back", statement->name, PQntuples(result));
        status = STATUS_INTERNAL;
        break;
    }
    PQclear(result);
    return status;
}

enum status db_one(struct db *db, const struct db_statement *statement, struct db_values values,
    struct arena *arena, struct db_row *row_out, struct fault *fault)
{
    /* NOT_FOUND may also be an act's own refusal, which has a fault: only "no row" is a bug. */
    struct fault cause;
    fault_clear(&cause);
    enum status status = db_maybe(db, statement, values, arena, row_out, &cause);
    if (status == STATUS_NOT_FOUND && cause.file == NULL) {
        FAULT(&cause, "db", "", "%s: no row came back", statement->name);
        status = STATUS_INTERNAL;
    }
    if (status != STATUS_OK && fault != NULL && fault->file == NULL) {
        *fault = cause;
    }
    return status;
}

static enum status visit_row(struct db *db, const struct db_statement *statement,
    const PGresult *result, struct db_visitor visitor, struct fault *fault)
{
    switch (PQresultStatus(result)) {
    case PGRES_SINGLE_TUPLE: {
        struct db_row row;
        enum status status = db_decode(statement, result, 0, &row, fault);
        return status == STATUS_OK ? visitor.visit(&row, visitor.context) : status;
    }
    case PGRES_TUPLES_OK: /* the end, without a row */
    case PGRES_COMMAND_OK:
        return STATUS_OK;
    case PGRES_EMPTY_QUERY:
    case PGRES_COPY_OUT:
    case PGRES_COPY_IN:
    case PGRES_BAD_RESPONSE:
    case PGRES_NONFATAL_ERROR:
    case PGRES_FATAL_ERROR:
    case PGRES_COPY_BOTH:
    case PGRES_PIPELINE_SYNC:
    case PGRES_PIPELINE_ABORTED:
        break;
    }
    return db_failed(db, result, fault);
}

enum status db_each(struct db *db, const struct db_statement *statement, struct db_values values,
    struct db_visitor visitor, struct fault *fault)
{
    require_usable(db, statement);
    ensure(visitor.visit != NULL);
    struct db_wire wire;
    enum status status = db_encode(statement, values, &wire, fault);
    if (status != STATUS_OK) {
        return status;
    }
    if (PQsendQueryPrepared(db->connection, statement->name, (int)values.count, wire.items,
            wire.lengths, wire.formats, 1)
        != 1) {
        return db_failed(db, NULL, fault);
    }
    ensure(PQsetSingleRowMode(db->connection) == 1);
    db->streaming = true;
    /* After a failure the rest is read and dropped: a cancel would abort the transaction too. */
    for (PGresult *result = PQgetResult(db->connection); result != NULL;
         result = PQgetResult(db->connection)) {
        if (status == STATUS_OK) {
            status = visit_row(db, statement, result, visitor, fault);
        }
        PQclear(result);
    }
    db->streaming = false;
    return status;
}

enum status db_script(struct db *db, const char *script, struct fault *fault)
{
    ensure(db != NULL);
    ensure(!db->streaming);
    ensure(script != NULL);
    PGresult *result = PQexec(db->connection, script);
    enum status status = STATUS_OK;
    if (!succeeded(result) && PQresultStatus(result) != PGRES_EMPTY_QUERY) {
        status = db_failed(db, result, fault);
    }
    PQclear(result);
    return status;
}
