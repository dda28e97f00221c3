/* SPDX-License-Identifier: EUPL-1.2 */
/* statements.h - every SQL text of the operator's program. */
#ifndef LEDGER_OPERATOR_STATEMENTS_H
#define LEDGER_OPERATOR_STATEMENTS_H

#include "ledger/base/arena.h"
#include "ledger/base/span.h"
#include "ledger/catalogue_query.h"
#include "ledger/db/db.h"

/* For an empty database: it names nothing of ours. */
enum { BARE_LOOK, BARE_COUNT };
extern const struct db_statement statements_bare[BARE_COUNT];

/* Once the first migration is in; the second one needs the table of entries too. */
enum { MIGRATED_LIST, MIGRATED_ENTRIES, MIGRATED_COUNT };
extern const struct db_statement statements_migrated[MIGRATED_COUNT];

/* The superuser's, at installation and when a key is replaced. */
enum { ADMIN_ATTEST_KEY, ADMIN_SEALED, ADMIN_SEAL, ADMIN_COUNT };
extern const struct db_statement statements_admin[ADMIN_COUNT];

/* The operator's own, beside those of ledger/service.h. */
enum {
    OPERATOR_PUT_DOCUMENT,
    OPERATOR_CATALOGUE,
    OPERATOR_COUNT = OPERATOR_CATALOGUE + CATALOGUE_STATEMENTS
};
extern const struct db_statement statements_operator[OPERATOR_COUNT];

/* Time stamps, as the operator. */
enum { STAMP_NEXT, STAMP_PUT, STAMP_COUNT };
extern const struct db_statement statements_stamp[STAMP_COUNT];

/* Only where the simulated clock is installed. */
enum { CLOCK_NOW, CLOCK_RUN_FROM, CLOCK_FREEZE, CLOCK_COUNT };
extern const struct db_statement statements_clock[CLOCK_COUNT];

/* The superuser's questions for doctor. */
enum {
    DOCTOR_SERVER,
    DOCTOR_CATALOGUE,
    DOCTOR_RECORDED = DOCTOR_CATALOGUE + CATALOGUE_STATEMENTS,
    DOCTOR_QUEUE,
    DOCTOR_WITNESSES,
    DOCTOR_STANDBYS,
    DOCTOR_LOG,
    DOCTOR_ROOT,
    DOCTOR_FORMER,
    DOCTOR_DISPUTES,
    DOCTOR_COUNT
};
extern const struct db_statement statements_doctor[DOCTOR_COUNT];

/* Every decision with what it needs; the superuser's, as no role may read all of it. */
enum { RECOMPUTE_DOCUMENTS, RECOMPUTE_LEAVES, RECOMPUTE_COUNT };
extern const struct db_statement statements_recompute[RECOMPUTE_COUNT];

/* A lost tail of the log; sql/functions/ledger/70_replay.sql. */
enum {
    REPLAY_LOG,
    REPLAY_KEYS,
    REPLAY_ATTEST_KEYS,
    REPLAY_HASHES,
    REPLAY_BEGIN,
    REPLAY_ADD,
    REPLAY_NEEDS,
    REPLAY_DOCUMENT,
    REPLAY_SIGNATURE,
    REPLAY_MAKE,
    REPLAY_END,
    REPLAY_SETTLE,
    REPLAY_CHECKPOINT,
    REPLAY_COUNT
};
extern const struct db_statement statements_replay[REPLAY_COUNT];

/* A log that is begun anew; sql/functions/ledger/75_new_origin.sql. */
enum { ANEW_LOG, ANEW_BEGIN, ANEW_COUNT };
extern const struct db_statement statements_anew[ANEW_COUNT];

/* For the deployment's transaction: bodies are parsed when first run, so files need no order. */
extern const char statement_bodies_unchecked[];

/* Records an applied migration; `name` is a file name of ours, `hex` its SHA-256. NULL: arena full.
 */
const char *statement_migration_record(
    struct arena *arena, const char *name, unsigned number, const char *hex);

/* The one query of a file of sql/checks/ as (failures int8, first text or NULL). NULL: arena full.
 */
const char *statement_check(struct arena *arena, struct span query);

#endif
