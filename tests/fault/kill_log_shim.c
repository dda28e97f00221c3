/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * kill_log_shim.c - the points at which the sequencer and the signer are killed; kill_shim.h says
 * how.
 *
 *   batch_read      the sequencer took entries off the queue, nothing of them is written
 *   rows_written    the log's rows are written, nothing is committed
 *   before_commit, after_commit
 *   before_hashing  what is new is about to be hashed again as it is stored
 *   before_asking   the signer is about to be asked
 *   signed          the signature is there and not yet stored in the database
 *   stored          it is stored and nothing is published
 *   before_tile     a tile or a bundle is written under another name
 *   before_publish, after_publish   the same of the checkpoint, which comes last
 *   before_head, after_head         the signer remembers the new head, and has not yet signed it
 *   before_answer   it has signed and not yet answered
 *
 * At those where the database is asked or has answered, a file with ".backend" behind its name ends
 * PostgreSQL's process of this connection instead; all others end with it, and the server recovers.
 */
#define _GNU_SOURCE /* RTLD_NEXT */
#include <sys/socket.h>

#include <libpq-fe.h>

#include "tests/fault/kill_shim.h"

static bool logged;   /* rows of the log were written in the open transaction */
static bool hashed;   /* since the last rows: a signature comes next */
static bool answered; /* the signer's head was written, its answer is still to come */

static void at(PGconn *connection, const char *point)
{
    char backend[64];
    int len = snprintf(backend, sizeof backend, "%s.backend", point);
    die_at(point);
    if (len > 0 && (size_t)len < sizeof backend && armed(backend)) {
        (void)kill(PQbackendPID(connection), SIGKILL);
    }
}

PGresult *PQexec(PGconn *connection, const char *query)
{
    NEXT(PQexec)
    bool commits = logged && strcmp(query, "COMMIT") == 0;
    if (commits) {
        at(connection, "before_commit");
    }
    PGresult *result = next(connection, query);
    if (commits) {
        logged = false;
        at(connection, "after_commit");
    }
    return result;
}

PGresult *PQexecPrepared(PGconn *connection, const char *statement, int count,
    const char *const *values, const int *lengths, const int *formats, int format)
{
    NEXT(PQexecPrepared)
    bool puts = strcmp(statement, "log_put") == 0;
    bool keeps = strcmp(statement, "log_put_checkpoint") == 0;
    if (puts) {
        at(connection, "batch_read");
    }
    if (keeps) {
        hashed = false;
        at(connection, "signed");
    }
    PGresult *result = next(connection, statement, count, values, lengths, formats, format);
    if (puts) {
        logged = true;
        at(connection, "rows_written");
    }
    if (keeps) {
        at(connection, "stored");
    }
    return result;
}

int PQsendQueryPrepared(PGconn *connection, const char *statement, int count,
    const char *const *values, const int *lengths, const int *formats, int format)
{
    NEXT(PQsendQueryPrepared)
    if (strcmp(statement, "log_leaves") == 0) {
        hashed = true;
        at(connection, "before_hashing");
    }
    return next(connection, statement, count, values, lengths, formats, format);
}

/* The sequencer's question to the signer, and the signer's answer; no other socket is of interest.
 */
ssize_t send(int fd, const void *bytes, size_t len, int flags)
{
    NEXT(send)
    if (hashed && len > 4 && ((const char *)bytes)[4] == 'C') {
        die_at("before_asking");
    }
    if (answered) {
        answered = false;
        die_at("before_answer");
    }
    return next(fd, bytes, len, flags);
}

static bool ends(const char *path, const char *end)
{
    size_t len = strlen(path);
    return len >= strlen(end) && strcmp(path + len - strlen(end), end) == 0;
}

int rename(const char *from, const char *to)
{
    NEXT(rename)
    bool tile = strstr(to, "/tile/") != NULL;
    bool checkpoint = ends(to, "/checkpoint");
    bool head = ends(to, "/head");
    if (tile) {
        die_at("before_tile");
    }
    if (checkpoint || head) {
        die_at(head ? "before_head" : "before_publish");
    }
    int done = next(from, to);
    if (checkpoint || head) {
        die_at(head ? "after_head" : "after_publish");
    }
    answered = answered || head;
    return done;
}
