/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <string.h>

#include "ledger/db/internal.h"

#define CODE_CONNECTION_FAILURE "08006"

static const struct {
    const char *prefix; /* the first match counts */
    enum status status;
} meanings[] = {
    {"40001", STATUS_RETRY},       /* serialization_failure */
    {"40P01", STATUS_RETRY},       /* deadlock_detected */
    {"08", STATUS_UNAVAILABLE},    /* connection exceptions */
    {"57P0", STATUS_UNAVAILABLE},  /* the server shuts down, crashed or starts */
    {"53300", STATUS_UNAVAILABLE}, /* too_many_connections */
    {"55P03", STATUS_UNAVAILABLE}, /* lock_not_available */
    {"42501", STATUS_DENIED},      /* insufficient_privilege */
    {"LG1", STATUS_INVALID},       /* LGnnn are raised by our own acts */
    {"LG2", STATUS_LIMIT},
    {"LG3", STATUS_NOT_FOUND},
    {"LG4", STATUS_DENIED},
    {"LG5", STATUS_CONFLICT},
    {"LG6", STATUS_UNAVAILABLE},
};

enum status db_status_of(const char *sqlstate)
{
    if (sqlstate == NULL || sqlstate[0] == '\0') {
        return STATUS_UNAVAILABLE;
    }
    for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++) {
        if (strncmp(sqlstate, meanings[i].prefix, strlen(meanings[i].prefix)) == 0) {
            return meanings[i].status;
        }
    }
    return STATUS_INTERNAL;
}

/* Length of the first line: libpq's own messages go on with advice for a terminal. */
static int first_line(const char *text)
{
    return (int)strcspn(text, "\n");
}

enum status db_failed(struct db *db, const PGresult *result, struct fault *fault)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
    if (sqlstate == NULL && PQstatus(db->connection) == CONNECTION_OK) {
        /* libpq itself refused: out of memory, or a call out of turn. */
        const char *text = PQerrorMessage(db->connection);
        FAULT(fault, "db", "", "libpq: %.*s", first_line(text), text);
        return STATUS_INTERNAL;
    }
    if (primary == NULL) {
        primary = PQerrorMessage(db->connection);
    }
    const char *code = sqlstate == NULL ? CODE_CONNECTION_FAILURE : sqlstate;
    bool first = fault != NULL && fault->file == NULL;
    FAULT(fault, "db", code, "%.*s", first_line(primary), primary);
    if (first && detail != NULL) {
        (void)snprintf(fault->detail, sizeof(fault->detail), "%s", detail);
    }
    return db_status_of(sqlstate);
}
