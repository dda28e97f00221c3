/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/signing.h"

#include "ledger/service_inside.h"

static const struct db_statement *statement_of(const struct service *service, int other)
{
    const struct db_statement *statement =
        service_find(service, other_statements[other].statement.name);
    ensure(statement != NULL); /* only the pools of persons ask */
    return statement;
}

struct keeping {
    struct arena *arena;
    struct span request;
    int64_t pending;
};

static enum status keep(struct service *service, void *context, struct fault *fault)
{
    struct keeping *keeping = context;
    struct db_row row;
    enum status status = db_one(service->db, statement_of(service, OTHER_KEEP_REQUEST),
        DB_VALUES(db_text(keeping->request)), keeping->arena, &row, fault);
    if (status == STATUS_OK) {
        keeping->pending = row_int8(&row, 0);
    }
    return status;
}

enum status signing_keep(struct service *service, struct arena *arena, int64_t person,
    struct span request, int64_t *pending_out, struct fault *fault)
{
    ensure(service != NULL && pending_out != NULL);
    struct keeping keeping = {.arena = arena, .request = request, .pending = 0};
    enum status status = service_transaction(service, person, keep, &keeping, fault);
    if (status == STATUS_OK) {
        *pending_out = keeping.pending;
    }
    return status;
}

struct proving {
    struct arena *arena;
    struct span signature;
    const struct evidence *evidence;
};

static struct span digest_span(const struct digest *digest)
{
    return (struct span){.data = (const char *)digest->bytes, .len = DIGEST_LEN};
}

static enum status prove(struct service *service, void *context, struct fault *fault)
{
    const struct proving *proving = context;
    const struct db_statement *statement = statement_of(service, OTHER_PUT_EVIDENCE);
    struct digest digest = digest_of(proving->evidence->bytes);
    struct db_value kind = db_text(span_from(proving->evidence->kind));
    struct db_row row;
    enum status status = db_one(service->db, statement,
        DB_VALUES(db_bytes(proving->signature), kind, db_bytes(digest_span(&digest)), db_null()),
        proving->arena, &row, fault);
    if (status != STATUS_OK || row_bool(&row, 0)) {
        return status;
    }
    return db_one(service->db, statement,
        DB_VALUES(db_bytes(proving->signature), kind, db_bytes(digest_span(&digest)),
            db_bytes(proving->evidence->bytes)),
        proving->arena, &row, fault);
}

enum status signing_evidence(struct service *service, struct arena *arena, int64_t person,
    const struct digest *signature, const struct evidence *evidence, struct fault *fault)
{
    ensure(service != NULL && evidence != NULL);
    struct proving proving = {
        .arena = arena, .signature = digest_span(signature), .evidence = evidence};
    return service_transaction(service, person, prove, &proving, fault);
}
