/* SPDX-License-Identifier: EUPL-1.2 */
/* statements_session.h - the SQL texts of logins and kept forms; for ledger/sessions.c. */
#ifndef LEDGER_STATEMENTS_SESSION_H
#define LEDGER_STATEMENTS_SESSION_H

#include "ledger/statements.h"

enum session_statement {
    SESSION_USE,       /* id, certificate */
    SESSION_SIGHTING,  /* certificate */
    SESSION_OPEN,      /* id, certificate, id that it replaces or null */
    SESSION_CLOSE,     /* id */
    SESSION_CLOSE_ALL, /* id */
    SESSION_MINE,      /* id */
    SESSION_KEPT,      /* id, kept */
    SESSION_DROP_KEPT, /* id, kept */
    SESSION_KEEP,
    SESSION_NOTE_PRESS,
    SESSION_KEEP_CHUNK,
    SESSION_KEPT_CHUNK,
};

#define SESSION_STATEMENT_COUNT (SESSION_KEPT_CHUNK + 1)

extern const struct audience_statement session_statements[SESSION_STATEMENT_COUNT];

#endif
