/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include <time.h>

#include <openssl/rand.h>

#include "ledger/db/internal.h"

#define RETRIES_MAX    5
#define FIRST_PAUSE_US 4000 /* doubles with each retry, and varies by half of it */

static enum status begin(struct db *db, const char *text, struct fault *fault)
{
    ensure(db != NULL);
    ensure(!db->in_transaction && !db->streaming);
    PGresult *result = PQexec(db->connection, text);
    enum status status = STATUS_OK;
    if (PQresultStatus(result) == PGRES_COMMAND_OK) {
        db->in_transaction = true;
    } else {
        status = db_failed(db, result, fault);
    }
    PQclear(result);
    return status;
}

enum status db_begin(struct db *db, struct fault *fault)
{
    return begin(db, db_text_begin, fault);
}

enum status db_begin_snapshot(struct db *db, struct fault *fault)
{
    return begin(db, db_text_snapshot, fault);
}

/* After an answer to COMMIT that is not an error. */
static enum status judge_commit(const struct db *db, PGresult *result, struct fault *fault)
{
    if (strcmp(PQcmdStatus(result), db_text_commit) != 0) {
        FAULT(fault, "db", "", "rolled back: a statement of the transaction had failed");
        return STATUS_INTERNAL;
    }
    if (db->unreplicated) {
        FAULT(fault, "db", "", "outcome unknown: committed here, not confirmed by the standby");
        return STATUS_UNAVAILABLE;
    }
    return STATUS_OK;
}

enum status db_commit(struct db *db, struct fault *fault)
{
    ensure(db != NULL);
    ensure(db->in_transaction && !db->streaming);
    db->in_transaction = false;
    db->unreplicated = false;
    PGresult *result = PQexec(db->connection, db_text_commit);
    enum status status = STATUS_OK;
    if (PQresultStatus(result) == PGRES_COMMAND_OK) {
        status = judge_commit(db, result, fault);
    } else if (PQstatus(db->connection) != CONNECTION_OK) {
        struct fault cause;
        fault_clear(&cause);
        (void)db_failed(db, result, &cause);
        FAULT(fault, "db", cause.code, "outcome unknown: connection lost during commit");
        status = STATUS_UNAVAILABLE;
    } else {
        status = db_failed(db, result, fault);
    }
    PQclear(result);
    return status;
}

void db_rollback(struct db *db)
{
    ensure(db != NULL);
    ensure(db->in_transaction && !db->streaming);
    db->in_transaction = false;
    PQclear(PQexec(db->connection, db_text_rollback));
    if (PQtransactionStatus(db->connection) != PQTRANS_IDLE) {
        PQfinish(db->connection);
        db->connection = NULL;
    }
}

static enum status run_once(struct db *db, enum status (*body)(struct db *db, void *context),
    void *context, struct fault *fault)
{
    enum status status = db_begin(db, fault);
    if (status != STATUS_OK) {
        return status;
    }
    status = body(db, context);
    if (status == STATUS_OK) {
        return db_commit(db, fault);
    }
    db_rollback(db);
    return status;
}

/* Two that collided must not meet again, so the length is random. */
static void pause_before_retry(unsigned retry)
{
    uint16_t random = 0;
    ensure(RAND_bytes((unsigned char *)&random, (int)sizeof(random)) == 1);
    int64_t mean_us = FIRST_PAUSE_US << retry;
    int64_t pause_us = mean_us / 2 + mean_us * random / UINT16_MAX;
    struct timespec pause = {.tv_nsec = pause_us * 1000};
    (void)nanosleep(&pause, NULL);
}

enum status db_transaction(struct db *db, enum status (*body)(struct db *db, void *context),
    void *context, struct fault *fault)
{
    ensure(body != NULL);
    for (unsigned retry = 0;; retry++) {
        if (fault != NULL) {
            fault_clear(fault);
        }
        enum status status = run_once(db, body, context, fault);
        if (status != STATUS_RETRY) {
            return status;
        }
        if (retry == RETRIES_MAX) {
            FAULT(fault, "db", "", "lost the race %d times", RETRIES_MAX + 1);
            return STATUS_UNAVAILABLE;
        }
        pause_before_retry(retry);
    }
}

enum status db_set_local(struct db *db, const char *name, struct span value, struct fault *fault)
{
    ensure(db != NULL);
    ensure(name != NULL);
    /* Outside a transaction the setting would be gone at once, and nobody would notice. */
    ensure(db->in_transaction && !db->streaming);
    struct db_wire wire;
    struct db_values values = DB_VALUES(db_text(span_from(name)), db_text(value));
    enum status status = db_encode(&db_statement_set_local, values, &wire, fault);
    if (status != STATUS_OK) {
        return status;
    }
    const Oid types[] = {db_oid(DB_TEXT), db_oid(DB_TEXT)};
    PGresult *result = PQexecParams(db->connection, db_statement_set_local.text, 2, types,
        wire.items, wire.lengths, wire.formats, 0);
    if (PQresultStatus(result) != PGRES_TUPLES_OK) {
        status = db_failed(db, result, fault);
    }
    PQclear(result);
    return status;
}
