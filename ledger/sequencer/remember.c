/* SPDX-License-Identifier: EUPL-1.2 */
/* What database and folder remember of the log, beside the signer. */
#include <string.h>

#include "ledger/sequencer/statements.h"
#include "ledger/sequencer/tlog.h"

static enum status stored_read(struct tlog *tlog, struct log_head *head_out, struct fault *fault)
{
    struct db_row row;
    enum status status =
        db_maybe(service_db(tlog->service), service_statement(tlog->service, LOG_LAST_CHECKPOINT),
            DB_NO_VALUES, tlog->arena, &row, fault);
    if (status == STATUS_OK) {
        head_out->size = (uint64_t)row_int8(&row, 0);
        (void)memcpy(head_out->root.bytes, row_bytes(&row, 1).data, DIGEST_LEN);
    }
    return status;
}

enum status tlog_remember(struct tlog *tlog, struct fault *fault)
{
    struct log_head head;
    bool former = false;
    (void)memset(&head, 0, sizeof(head));
    enum status status = stored_read(tlog, &head, fault);
    if (status == STATUS_OK) {
        status = tlog_holds(tlog, &head, "stored as signed", fault);
    } else if (status == STATUS_NOT_FOUND) {
        status = STATUS_OK; /* nothing has been signed yet, as far as the database knows */
        fault_clear(fault);
    }
    if (status == STATUS_OK) {
        enum status shown = tlog_published(tlog, &head, &former);
        if (shown == STATUS_CONFLICT) {
            FAULT(fault, "log", "",
                "%s shows another log: what was signed under one name is not written over under "
                "another. Move it to a folder of that log's name, and give this one an empty folder",
                tlog->folder);
            status = STATUS_CONFLICT;
        } else if (shown == STATUS_OK) {
            status = tlog_holds(tlog, &head, "published", fault);
        }
    }
    tlog->remembered = status == STATUS_OK;
    return status;
}
