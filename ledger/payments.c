/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/payments.h"

#include "ledger/service_inside.h"

struct keeping {
    struct arena *arena;
    const struct payment_bytes *file;
    struct span sha256;
};

static enum status keep(struct service *service, void *context, struct fault *fault)
{
    struct keeping *keeping = context;
    struct db_row row;
    const struct db_statement *statement =
        service_find(service, other_statements[OTHER_PUT_PAYMENT].statement.name);
    if (statement == NULL) {
        FAULT(fault, "payments", "", "no payment files for this audience");
        return STATUS_INVALID;
    }
    struct db_values values =
        DB_VALUES(db_bytes(keeping->file->bytes), db_text(span_from(keeping->file->media_type)));
    enum status status = db_one(service->db, statement, values, keeping->arena, &row, fault);
    if (status == STATUS_OK) {
        keeping->sha256 = row_text(&row, 0);
    }
    return status;
}

enum status payment_keep(struct service *service, struct arena *arena, int64_t person,
    const struct payment_bytes *file, struct span *sha256_out, struct fault *fault)
{
    ensure(file != NULL && sha256_out != NULL);
    struct keeping keeping = {.arena = arena, .file = file};
    enum status status = service_transaction(service, person, keep, &keeping, fault);
    if (status == STATUS_OK) {
        *sha256_out = keeping.sha256;
    }
    return status;
}
