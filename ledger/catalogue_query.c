/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/catalogue_query.h"

#include <stdbool.h>

#define SHOWN 12 /* digits of a hash */

enum status catalogue_ask(struct db *db, const struct db_statement *statements, struct arena *arena,
    struct catalogue *catalogue_out, struct fault *fault)
{
    struct db_row row;
    *catalogue_out = (struct catalogue){.installed = {NULL, 0}};
    enum status status = db_one(db, &statements[0], DB_NO_VALUES, arena, &row, fault);
    if (status == STATUS_OK) {
        status = db_one(db, &statements[1], DB_NO_VALUES, arena, &row, fault);
    }
    if (status != STATUS_OK) {
        return status; /* uncovered: the database is lost between two questions */
    }
    catalogue_out->planted = row_text(&row, 0);
    if (catalogue_out->planted.len > 0) {
        return STATUS_OK; /* which could answer the next question, or make it fail */
    }
    status = db_one(db, &statements[2], DB_NO_VALUES, arena, &row, fault);
    if (status == STATUS_OK) {
        catalogue_out->installed = row_text(&row, 0);
        catalogue_out->strange = row_text(&row, 1);
    }
    return status;
}

bool catalogue_is(const struct catalogue *catalogue, struct span recorded, struct fault *fault)
{
    if (catalogue->planted.len > 0) {
        FAULT(fault, "catalogue", "",
            "nothing that this database says of itself can be believed, as pg_catalog holds what "
            "PostgreSQL did not bring: %.*s",
            (int)catalogue->planted.len, catalogue->planted.data);
        return false;
    }
    if (!span_equal(catalogue->installed, recorded)) {
        FAULT(fault, "catalogue", "",
            "installed %.*s…, recorded at the last deployment %.*s…%s%.*s", SHOWN,
            catalogue->installed.data, SHOWN, recorded.data,
            catalogue->strange.len > 0 ? "; strange here: " : "", (int)catalogue->strange.len,
            catalogue->strange.data);
        return false;
    }
    return true;
}
