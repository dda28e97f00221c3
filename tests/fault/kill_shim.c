/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * kill_shim.c - the points at which a worker of the portal is killed; kill_shim.h says how.
 *
 *   before_begin  the first transaction of a request is about to begin
 *   after_act     act.submit() has answered, nothing is committed
 *   after_commit  the commit after act.submit() is known to the worker, the client knows nothing
 *   half_reply    half of the answer to the client has left
 */
#define _GNU_SOURCE /* RTLD_NEXT */
#include "tests/fault/kill_shim.h"

#include <fcgiapp.h>
#include <libpq-fe.h>

/* Only what serves a request is to be interrupted: the sequencer begins transactions too. */
static bool serving;
static bool submitted; /* act.submit() ran in the open transaction */
static bool committed; /* and was committed; the answer is still to come */

PGresult *PQexec(PGconn *connection, const char *query)
{
    NEXT(PQexec)
    bool begins = strncmp(query, "BEGIN", strlen("BEGIN")) == 0;
    bool commits = strcmp(query, "COMMIT") == 0;
    if (begins) {
        submitted = false;
        if (serving) {
            die_at("before_begin");
        }
    }
    PGresult *result = next(connection, query);
    if (commits && submitted) {
        committed = true;
        die_at("after_commit");
    }
    return result;
}

PGresult *PQexecPrepared(PGconn *connection, const char *statement, int count,
    const char *const *values, const int *lengths, const int *formats, int format)
{
    NEXT(PQexecPrepared)
    PGresult *result = next(connection, statement, count, values, lengths, formats, format);
    if (strcmp(statement, "act_submit") == 0) {
        submitted = true;
        die_at("after_act");
    }
    return result;
}

int FCGX_Accept_r(FCGX_Request *request)
{
    NEXT(FCGX_Accept_r)
    serving = false;
    int status = next(request);
    serving = status == 0;
    return status;
}

int FCGX_PutStr(const char *bytes, int len, FCGX_Stream *stream)
{
    NEXT(FCGX_PutStr)
    if (!committed || len < 2) {
        return next(bytes, len, stream);
    }
    int half = next(bytes, len / 2, stream);
    (void)FCGX_FFlush(stream);
    die_at("half_reply");
    int rest = next(bytes + half, len - half, stream);
    return rest < 0 ? rest : half + rest;
}
