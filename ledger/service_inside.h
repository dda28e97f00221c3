/* SPDX-License-Identifier: EUPL-1.2 */
/* service_inside.h - what acts.c, reads.c and receipt.c see of a service. */
#ifndef LEDGER_SERVICE_INSIDE_H
#define LEDGER_SERVICE_INSIDE_H

#include "ledger/attest_client.h"
#include "ledger/log/note.h"
#include "ledger/service.h"
#include "ledger/statements.h"

/* Role (40), certificate (64), request (32), method and pattern (200), what stands between them. */
#define SERVICE_READER_MAX 341

struct service {
    enum audience audience;
    struct db *db;
    bool attests; /* an attest process is configured */
    struct attest_client attest;
    const char *scanner;             /* NULL: none is configured */
    int64_t scanner_from_ms;         /* it did not answer: not asked before that */
    char reader[SERVICE_READER_MAX]; /* setting tilsagn.reader; "" while nobody asks */
    size_t more_at;                  /* where the program's own statements begin */
    size_t more_count;
    size_t statement_count;
    struct db_statement statements[]; /* as prepared: acts, reads, others, the program's own */
};

/* The statement of this name; NULL when this audience has none. */
const struct db_statement *service_find(const struct service *service, const char *name);

/* Asks the attest process; STATUS_UNAVAILABLE without one. As attest_ask() otherwise. */
MUST_CHECK enum status service_ask(struct service *service, struct arena *arena, char type,
    struct span content, struct span *answer_out, struct fault *fault);

#endif
