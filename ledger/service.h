/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * service.h - one program's way to the ledger: its database connection with the statements of its
 * audience, and the attest process. One per process; not a pool, not thread-safe.
 */
#ifndef LEDGER_SERVICE_H
#define LEDGER_SERVICE_H

#include <stddef.h>
#include <stdint.h>

#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/db/db.h"

/* Who a program speaks for; decides which acts and reads it prepares. */
enum audience {
    AUDIENCE_GRANTEE,
    AUDIENCE_AGENCY,
    AUDIENCE_PUBLIC,
    AUDIENCE_OPERATOR,
    AUDIENCE_SYSTEM,
};

/* "grantee", "agency", "public", "operator", "system"; static. */
const char *audience_name(enum audience audience);

/* All must outlive the service. */
struct service_config {
    enum audience audience;
    const char *database;            /* libpq conninfo; peer authentication, no password */
    const char *attest;              /* socket of this audience; NULL: no acts, no receipts */
    const char *scanner;             /* socket of tilsagn-scanner; NULL: files are kept unscanned */
    const struct db_statement *more; /* the program's own statements; may be NULL */
    size_t more_count;
};

struct service;

/*
 * Connects, prepares and compares every statement of the audience. The attest process is not asked
 * until an act needs it. Statuses as db_connect(). service_close() frees *service_out.
 */
MUST_CHECK enum status service_open(
    const struct service_config *config, struct service **service_out, struct fault *fault);

/* Accepts NULL. */
void service_close(struct service *service);

/* For the top of a program's loop: connects again when the connection was lost. */
MUST_CHECK enum status service_ensure(struct service *service, struct fault *fault);

struct db *service_db(struct service *service);
enum audience service_audience(const struct service *service);

/* The prepared form of config.more[index]. */
const struct db_statement *service_statement(const struct service *service, size_t index);

/* Who asks, beside the person: what the database's log of reads writes of them. */
struct service_reader {
    struct span role;            /* "" without one */
    struct span certificate_hex; /* SHA-256, 64 digits */
    struct span request_id;      /* 32 digits */
    const char *method;
    const char *pattern; /* of page or resource */
};

/*
 * Every transaction of a person says so from here on, until service_ensure(). Copied. A case that
 * is read without it is not answered: the database raises and the read comes back STATUS_INTERNAL.
 */
void service_reads_as(struct service *service, const struct service_reader *reader);

/*
 * Begins a transaction in the name of `person` (0: nobody is known), which row-level security goes
 * by. End it with service_commit() or service_rollback().
 */
MUST_CHECK enum status service_begin(struct service *service, int64_t person, struct fault *fault);

/* The same, read-only and of one instant: for what goes out over some time. */
MUST_CHECK enum status service_begin_snapshot(
    struct service *service, int64_t person, struct fault *fault);
MUST_CHECK enum status service_commit(struct service *service, struct fault *fault);
void service_rollback(struct service *service);

/*
 * Runs `body` between the two, again after a lost race; statuses and rules as db_transaction().
 */
MUST_CHECK enum status service_transaction(struct service *service, int64_t person,
    enum status (*body)(struct service *service, void *context, struct fault *fault), void *context,
    struct fault *fault);

#endif
