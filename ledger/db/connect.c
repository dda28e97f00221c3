/* SPDX-License-Identifier: EUPL-1.2 */
/* The connection: opened, its statements prepared and compared, opened again when lost. */
#include <string.h>

#include "ledger/db/internal.h"

/*
 * Notices are not shown anywhere; two kinds are not harmless. While COMMIT waits for the standby, a
 * cancel or shutdown makes the server commit locally, warn, and report success; the warning has no
 * SQLSTATE of its own, so it is known by the server function that sends it. And a FATAL error
 * between two calls is the server's farewell, which libpq passes on as a notice.
 */
static void receive_notice(void *context, const PGresult *notice)
{
    struct db *db = context;
    const char *severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
    const char *function = PQresultErrorField(notice, PG_DIAG_SOURCE_FUNCTION);
    if (severity != NULL && strcmp(severity, "FATAL") == 0) {
        db->farewell = true;
    }
    if (function != NULL && strcmp(function, "SyncRepWaitForLSN") == 0) {
        db->unreplicated = true;
    }
}

/* What the server reports about a prepared statement, against the table. */
static enum status compare(
    const struct db_statement *statement, const PGresult *described, struct fault *fault)
{
    if ((size_t)PQnparams(described) != statement->param_count
        || (size_t)PQnfields(described) != statement->column_count) {
        FAULT(fault, "db", "", "%s: the server has %d parameters and %d columns", statement->name,
            PQnparams(described), PQnfields(described));
        return STATUS_INTERNAL;
    }
    for (size_t i = 0; i < statement->column_count; i++) {
        const char *name = PQfname(described, (int)i);
        if (strcmp(name, statement->columns[i].name) != 0
            || PQftype(described, (int)i) != db_oid(statement->columns[i].type)) {
            FAULT(fault, "db", "", "%s: column %zu is %s of type %u", statement->name, i + 1, name,
                PQftype(described, (int)i));
            return STATUS_INTERNAL;
        }
    }
    return STATUS_OK;
}

/* Only a server that does not answer is not our own mistake here. */
static enum status prepare_failed(struct db *db, const struct db_statement *statement,
    const PGresult *result, struct fault *fault)
{
    struct fault cause;
    fault_clear(&cause);
    bool lost = db_failed(db, result, &cause) == STATUS_UNAVAILABLE;
    FAULT(fault, "db", cause.code, "%s: %s", statement->name, cause.text);
    return lost ? STATUS_UNAVAILABLE : STATUS_INTERNAL; /* uncovered: lost while it starts */
}

static enum status prepare(struct db *db, const struct db_statement *statement, struct fault *fault)
{
    ensure(statement->param_count <= DB_PARAMS_MAX);
    ensure(statement->column_count <= DB_COLUMNS_MAX);
    Oid types[DB_PARAMS_MAX];
    for (size_t i = 0; i < statement->param_count; i++) {
        types[i] = db_oid(statement->params[i]);
    }
    /* Declared and not inferred, so that a function with other parameters does not prepare. */
    PGresult *result = PQprepare(
        db->connection, statement->name, statement->text, (int)statement->param_count, types);
    enum status status = STATUS_OK;
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        status = prepare_failed(db, statement, result, fault);
    }
    PQclear(result);
    if (status != STATUS_OK) {
        return status;
    }
    result = PQdescribePrepared(db->connection, statement->name);
    if (PQresultStatus(result) == PGRES_COMMAND_OK) {
        status = compare(statement, result, fault);
    } else {
        status = prepare_failed(db, statement, result, fault); /* uncovered: lost just now */
    }
    PQclear(result);
    return status;
}

static enum status open_connection(struct db *db, struct fault *fault)
{
    const char *const keywords[] = {"fallback_application_name", "dbname", "client_encoding", NULL};
    const char *const values[] = {"tilsagn", db->conninfo, "UTF8", NULL};
    /* expand_dbname 1: the conninfo string stands in for "dbname"; what follows it wins. */
    db->connection = PQconnectdbParams(keywords, values, 1);
    db->unreplicated = false;
    db->farewell = false;
    if (PQstatus(db->connection) != CONNECTION_OK) {
        /* Also a role or a database that does not exist: libpq reports no SQLSTATE here. */
        const char *text = PQerrorMessage(db->connection);
        FAULT(fault, "db", "08001", "%.*s", (int)strcspn(text, "\n"), text);
        return STATUS_UNAVAILABLE;
    }
    (void)PQsetNoticeReceiver(db->connection, receive_notice, db);
    for (size_t i = 0; i < db->statement_count; i++) {
        enum status status = prepare(db, &db->statements[i], fault);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

enum status db_connect(const char *conninfo, const struct db_statement *statements,
    size_t statement_count, struct db **db_out, struct fault *fault)
{
    ensure(conninfo != NULL);
    ensure(statements != NULL || statement_count == 0);
    ensure(db_out != NULL);
    size_t conninfo_size = strlen(conninfo) + 1;
    /* start-up: one connection for the life of a worker */
    struct db *db = calloc(1, sizeof(*db) + conninfo_size);
    if (db == NULL) {
        FAULT(fault, "db", "", "no memory for a connection");
        return STATUS_INTERNAL;
    }
    db->statements = statements;
    db->statement_count = statement_count;
    memcpy(db->conninfo, conninfo, conninfo_size);
    enum status status = open_connection(db, fault);
    if (status != STATUS_OK) {
        db_close(db);
        return status;
    }
    *db_out = db;
    return STATUS_OK;
}

void db_close(struct db *db)
{
    if (db != NULL) {
        PQfinish(db->connection);
        free(db);
    }
}

bool db_alive(struct db *db)
{
    ensure(db != NULL);
    /* Reads what came unasked; PQisBusy() is the call that hands it to receive_notice(). */
    bool open = PQconsumeInput(db->connection) == 1 && PQisBusy(db->connection) == 0;
    return open && !db->farewell && PQstatus(db->connection) == CONNECTION_OK;
}

enum status db_ensure(struct db *db, struct fault *fault)
{
    ensure(db != NULL);
    ensure(!db->in_transaction && !db->streaming);
    if (db_alive(db)) {
        return STATUS_OK;
    }
    PQfinish(db->connection);
    enum status status = open_connection(db, fault);
    if (status != STATUS_OK) {
        /* Half prepared is not connected: the next db_ensure() starts again. */
        PQfinish(db->connection);
        db->connection = NULL;
    }
    return status;
}
