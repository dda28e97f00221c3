/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/factor.h"

#include "ledger/service_inside.h"

/* One question in a transaction of its own. */
struct asking {
    struct arena *arena;
    const struct db_statement *statement;
    struct db_values values;
    struct db_row row;
};

static enum status ask(struct service *service, void *context, struct fault *fault)
{
    struct asking *asking = context;
    return db_maybe(
        service->db, asking->statement, asking->values, asking->arena, &asking->row, fault);
}

static enum status ask_alone(
    struct service *service, int64_t person, int other, struct asking *asking, struct fault *fault)
{
    asking->statement = service_find(service, other_statements[other].statement.name);
    ensure(asking->statement != NULL); /* only the pools of persons ask */
    return service_transaction(service, person, ask, asking, fault);
}

enum status factor_read(struct service *service, struct arena *arena, int64_t person,
    struct factor *factor_out, struct fault *fault)
{
    ensure(service != NULL && factor_out != NULL);
    struct asking asking = {.arena = arena, .values = DB_NO_VALUES};
    enum status status = ask_alone(service, person, OTHER_FACTOR, &asking, fault);
    if (status != STATUS_OK) {
        return status;
    }
    *factor_out = (struct factor){
        .proposal = row_int8(&asking.row, 0),
        .active = span_is(row_text(&asking.row, 1), "active"),
        .sealed = row_bytes_or_null(&asking.row, 2),
        .locked = row_bool(&asking.row, 4),
    };
    int32_t drift = 0;
    (void)row_int4_or_null(&asking.row, 3, &drift);
    factor_out->drift = drift;
    return STATUS_OK;
}

enum status factor_begin(struct service *service, struct arena *arena, int64_t person,
    struct span sealed, struct fault *fault)
{
    struct asking asking = {.arena = arena, .values = DB_VALUES(db_bytes(sealed))};
    return ask_alone(service, person, OTHER_FACTOR_BEGIN, &asking, fault);
}

enum status factor_wrong(struct service *service, struct arena *arena, int64_t person,
    bool *locked_out, struct fault *fault)
{
    ensure(locked_out != NULL);
    struct asking asking = {.arena = arena, .values = DB_NO_VALUES};
    enum status status = ask_alone(service, person, OTHER_FACTOR_WRONG, &asking, fault);
    if (status == STATUS_OK) {
        *locked_out = row_bool(&asking.row, 0);
    }
    return status;
}
