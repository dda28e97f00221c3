/* SPDX-License-Identifier: EUPL-1.2 */
/* statements_drafts.h - the statements behind drafts.h and files.h; for service_config.more. */
#ifndef LEDGER_STATEMENTS_DRAFTS_H
#define LEDGER_STATEMENTS_DRAFTS_H

#include "ledger/db/db.h"

enum draft_statement {
    DRAFT_CREATE,
    DRAFT_SAVE,
    DRAFT_ATTACH,
    DRAFT_DETACH,
    DRAFT_SHARE,
    DRAFT_SAVE_VOUCHER,
    DRAFT_DROP_VOUCHER,
    FILE_BEGIN,
    FILE_PUT_CHUNK,
    FILE_FINISH,
    FILE_SCANNED,
    DRAFT_STATEMENT_COUNT,
};

/* What the grantee and submit pools pass as service_config.more. */
extern const struct db_statement draft_statements[DRAFT_STATEMENT_COUNT];

#endif
