/* SPDX-License-Identifier: EUPL-1.2 */
/* config.h - the sequencer's configuration file: "key = value" lines. */
#ifndef LEDGER_SEQUENCER_CONFIG_H
#define LEDGER_SEQUENCER_CONFIG_H

#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define SEQUENCER_INTERVAL_MS 1000 /* unless the file says otherwise; 10 to 60000 */

/* Texts live in the arena. */
struct sequencer_config {
    const char *database; /* libpq conninfo */
    const char *attest;   /* the socket for the system */
    const char *signer;   /* the signer's socket; NULL: entries wait in the queue */
    const char *log;      /* folder of the log's files; NULL: likewise */
    const char *policy;   /* file of the witnesses; NULL: none is asked */
    int32_t standbys;    /* that must hold what is signed; 0 to TLOG_STANDBYS_MAX, 0 unless given */
    const char *failed;  /* nginx's log of failed submissions; NULL: none are noted */
    const char *scanner; /* socket of tilsagn-scanner; NULL: unscanned files stay so */
    int64_t interval_ms;
};

/*
 * database and attest are required; signer and log, both or neither, policy and standbys
 * (only with a log), failed, scanner and interval_ms are not; no other key, none twice.
 * STATUS_NOT_FOUND when the file cannot be read, STATUS_INVALID with the line in fault.text.
 */
MUST_CHECK enum status sequencer_config_read(struct arena *arena, const char *path,
    struct sequencer_config *config_out, struct fault *fault);
MUST_CHECK enum status sequencer_config_parse(struct arena *arena, struct span text,
    struct sequencer_config *config_out, struct fault *fault);

#endif
