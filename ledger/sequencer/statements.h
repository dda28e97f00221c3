/* SPDX-License-Identifier: EUPL-1.2 */
/* statements.h - every SQL text of the sequencer's log; sql/functions/ledger/60_log.sql and
 * 61_witness.sql, 62_replication.sql, grants/6_failed.sql and store/40_scan.sql. */
#ifndef LEDGER_SEQUENCER_STATEMENTS_H
#define LEDGER_SEQUENCER_STATEMENTS_H

#include "ledger/catalogue_query.h"
#include "ledger/db/db.h"

enum {
    LOG_ORIGIN,
    LOG_SIZE,
    LOG_TAKE,
    LOG_PUT,
    LOG_PUT_HASH,
    LOG_TILE,
    LOG_LEAVES,
    LOG_KEEP_OUT,
    LOG_ATTEST_KEYS,
    LOG_PUT_CHECKPOINT,
    LOG_LAST_CHECKPOINT,
    LOG_CATALOGUE,
    LOG_DEPLOYMENT = LOG_CATALOGUE + CATALOGUE_STATEMENTS,
    LOG_SIGNATURES,
    LOG_COSIGNED,
    LOG_PUT_KEY,
    LOG_KEYS,
    LOG_PUT_POLICY,
    LOG_PUT_WITNESS,
    LOG_PUT_QUORUM,
    LOG_DOCUMENTS,
    LOG_NUMBERS,
    LOG_NOTE_FAILED,
    LOG_POSITION,
    LOG_STANDBYS,
    LOG_PUT_REPLICATION,
    LOG_UNSCANNED,
    LOG_UNSCANNED_CHUNK,
    LOG_SCANNED_LATER,
    LOG_STATEMENTS
};

extern const struct db_statement sequencer_statements[LOG_STATEMENTS];

#endif
