/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/enrolment.h"

#include "ledger/service_inside.h"

/* One text, never null. */
static enum status text_of(struct service *service, struct arena *arena, size_t which,
    struct db_values values, struct span *text_out, struct fault *fault)
{
    const char *name = other_statements[which].statement.name;
    const struct db_statement *statement = service_find(service, name);
    struct db_row row;
    if (statement == NULL) {
        FAULT(fault, "enrolment", "", "%s: not for this audience", name);
        return STATUS_INVALID;
    }
    enum status status = db_one(service->db, statement, values, arena, &row, fault);
    if (status == STATUS_OK) {
        *text_out = row_text(&row, 0);
    }
    return status;
}

struct asking {
    struct arena *arena;
    const struct access_asking *asking;
    struct span answer;
};

static enum status ask(struct service *service, void *context, struct fault *fault)
{
    struct asking *wanted = context;
    const struct access_asking *asking = wanted->asking;
    struct db_values values = DB_VALUES(db_text(asking->profile), db_text(asking->serial_number),
        db_text(asking->cvr), db_text(asking->certificate_hex), db_text(asking->name),
        asking->unit.len > 0 ? db_text(asking->unit) : db_null());
    return text_of(service, wanted->arena, OTHER_REQUEST_ACCESS, values, &wanted->answer, fault);
}

enum status access_request(struct service *service, struct arena *arena,
    const struct access_asking *asking, struct span *answer_out, struct fault *fault)
{
    ensure(asking != NULL && answer_out != NULL);
    struct asking wanted = {.arena = arena, .asking = asking};
    enum status status = service_transaction(service, 0, ask, &wanted, fault);
    if (status == STATUS_OK) {
        *answer_out = wanted.answer;
    }
    return status;
}

enum status access_proof(struct service *service, struct arena *arena, int64_t request,
    struct span proof, struct span *answer_out, struct fault *fault)
{
    ensure(answer_out != NULL);
    struct db_values values = DB_VALUES(db_int8(request), db_text(proof));
    return text_of(service, arena, OTHER_PUT_PROOF, values, answer_out, fault);
}

enum status register_keep(struct service *service, struct arena *arena, struct span document,
    struct span *sha256_out, struct fault *fault)
{
    ensure(sha256_out != NULL);
    struct db_values values = DB_VALUES(db_bytes(document));
    return text_of(service, arena, OTHER_PUT_REGISTER, values, sha256_out, fault);
}
