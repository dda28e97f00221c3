/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/sequencer/catalogue.h"

#include "ledger/sequencer/statements.h"

enum status catalogue_look(
    struct service *service, struct arena *arena, bool *changed_out, struct fault *fault)
{
    struct db_row row;
    enum status status = db_one(service_db(service), service_statement(service, LOG_CATALOGUE),
        DB_NO_VALUES, arena, &row, fault);
    if (status != STATUS_OK) {
        return status; /* uncovered: the database is lost between two questions */
    }
    struct span recorded = row_text_or_null(&row, 0);
    struct span installed = row_text(&row, 1);
    *changed_out = recorded.data != NULL && !span_equal(recorded, installed);
    if (*changed_out) {
        FAULT(fault, "catalogue", "", "installed %.*s, recorded at the last deployment %.*s",
            (int)installed.len, installed.data, (int)recorded.len, recorded.data);
    }
    return STATUS_OK;
}
