/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/operator/acting.h"

#include <pwd.h>
#include <unistd.h>

#include "ledger/operator/statements.h"

#define HOST_LEN_MAX 255

enum outcome acting_open(struct operator_run *op, struct service **service_out)
{
    if (!operator_settings(op)) {
        return OUTCOME_REFUSED;
    }
    struct service_config config = {
        .audience = AUDIENCE_OPERATOR,
        .database = op->settings.database,
        .attest = op->settings.attest,
        .more = statements_operator,
        .more_count = OPERATOR_COUNT,
    };
    enum status status = service_open(&config, service_out, &op->fault);
    return status == STATUS_OK ? OUTCOME_OK : operator_failed(op, status, "database");
}

struct question {
    struct operator_run *op;
    size_t statement;
    struct db_values values;
    struct span answer;
};

static enum status ask_in_transaction(struct service *service, void *context, struct fault *fault)
{
    struct question *question = context;
    struct db_row row;
    enum status status =
        db_one(service_db(service), service_statement(service, question->statement),
            question->values, question->op->arena, &row, fault);
    if (status == STATUS_OK) {
        question->answer = row_text(&row, 0);
    }
    return status;
}

enum status acting_store(struct operator_run *op, struct service *service, struct span document)
{
    struct question question = {.op = op, .statement = OPERATOR_PUT_DOCUMENT};
    question.values = DB_VALUES(db_bytes(document));
    return service_transaction(service, 0, ask_in_transaction, &question, &op->fault);
}

static enum status catalogue_in_transaction(
    struct service *service, void *context, struct fault *fault)
{
    struct question *question = context;
    struct catalogue catalogue;
    enum status status = catalogue_ask(service_db(service),
        service_statement(service, OPERATOR_CATALOGUE), question->op->arena, &catalogue, fault);
    if (status == STATUS_OK && !catalogue_is(&catalogue, catalogue.installed, fault)) {
        return STATUS_CONFLICT;
    }
    question->answer = catalogue.installed;
    return status;
}

enum status acting_catalogue(
    struct operator_run *op, struct service *service, struct span *hash_out)
{
    struct question question = {.op = op};
    enum status status =
        service_transaction(service, 0, catalogue_in_transaction, &question, &op->fault);
    if (status == STATUS_OK) {
        *hash_out = question.answer;
    }
    return status;
}

/* The system's name for the user; the number when it has none. */
static struct span user_name(struct arena *arena)
{
    const struct passwd *entry = getpwuid(getuid()); /* NOLINT(concurrency-mt-unsafe): one thread */
    if (entry != NULL && entry->pw_name != NULL) {
        return arena_copy(arena, span_from(entry->pw_name));
    }
    return arena_format(arena, "uid-%lu", /* uncovered: who runs the tests has a name */
        (unsigned long)getuid());         /* uncovered: likewise */
}

static enum status call_begin(
    struct operator_run *op, const char *act, struct span params, struct act_call *call_out)
{
    char host[HOST_LEN_MAX + 1] = "";
    if (gethostname(host, sizeof(host) - 1) != 0) {
        FAULT(&op->fault, "operator", "", "this host has no name"); /* uncovered: it has */
        return STATUS_INTERNAL;                                     /* uncovered: likewise */
    }
    *call_out = (struct act_call){
        .act = act,
        .operator_user = user_name(op->arena),
        .operator_host = arena_copy(op->arena, span_from(host)),
        .received_us = -1,
        .duration_us = -1,
        .params = params,
    };
    return STATUS_OK;
}

enum status acting_perform(struct operator_run *op, struct service *service, const char *act,
    struct span params, struct span key, struct act_reply *reply_out)
{
    struct digest idem = act_idem(SPAN("operator"), span_from(act), key);
    struct act_call call;
    enum status status = call_begin(op, act, params, &call);
    if (status != STATUS_OK) {
        return status; /* uncovered: this host has a name */
    }
    call.idem = key.len > 0 ? &idem : NULL;
    return act_transaction(service, op->arena, &call, reply_out, &op->fault);
}

enum status acting_attest(struct operator_run *op, struct service *service, const char *act,
    struct span params, struct span *request_out, struct span *attest_out)
{
    struct act_call call;
    enum status status = call_begin(op, act, params, &call);
    return status == STATUS_OK
               ? act_attest(service, op->arena, &call, request_out, attest_out, &op->fault)
               : status;
}
