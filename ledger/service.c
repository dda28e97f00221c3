/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/service.h"

#include <string.h>

#include "ledger/service_inside.h"
#include "ledger/statements_session.h"

const char *audience_name(enum audience audience)
{
    switch (audience) {
    case AUDIENCE_GRANTEE:
        return "grantee";
    case AUDIENCE_AGENCY:
        return "agency";
    case AUDIENCE_PUBLIC:
        return "public";
    case AUDIENCE_OPERATOR:
        return "operator";
    case AUDIENCE_SYSTEM:
        return "system";
    }
    ensure(false); /* uncovered: every audience returns above */
    return NULL;
}

/* Adds those of the audience; a table per program, so that no pool prepares another one's acts. */
static void take(struct service *service, const struct audience_statement *table, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if ((table[i].audiences & AUDIENCE_SET(service->audience)) != 0) {
            service->statements[service->statement_count++] = table[i].statement;
        }
    }
}

static struct service *service_new(const struct service_config *config)
{
    size_t room = act_statement_count + READ_COUNT + OTHER_COUNT + SESSION_STATEMENT_COUNT
                  + config->more_count;
    struct service *service =
        calloc(1, sizeof(*service) + room * sizeof(service->statements[0])); /* start-up */
    if (service == NULL) {
        return NULL; /* uncovered: no memory at start-up */
    }
    service->audience = config->audience;
    service->attests = config->attest != NULL;
    attest_client_init(&service->attest, config->attest);
    service->scanner = config->scanner;
    take(service, act_statements, act_statement_count);
    take(service, read_statements, READ_COUNT);
    take(service, other_statements, OTHER_COUNT);
    take(service, session_statements, SESSION_STATEMENT_COUNT);
    service->more_at = service->statement_count;
    service->more_count = config->more_count;
    for (size_t i = 0; i < config->more_count; i++) {
        service->statements[service->statement_count++] = config->more[i];
    }
    return service;
}

enum status service_open(
    const struct service_config *config, struct service **service_out, struct fault *fault)
{
    ensure(config != NULL && service_out != NULL);
    struct service *service = service_new(config);
    if (service == NULL) {
        return STATUS_INTERNAL; /* uncovered: no memory at start-up */
    }
    enum status status = db_connect(
        config->database, service->statements, service->statement_count, &service->db, fault);
    if (status != STATUS_OK) {
        service_close(service);
        return status;
    }
    *service_out = service;
    return STATUS_OK;
}

void service_close(struct service *service)
{
    if (service == NULL) {
        return;
    }
    db_close(service->db);
    attest_client_close(&service->attest);
    free(service);
}

enum status service_ensure(struct service *service, struct fault *fault)
{
    service->reader[0] = '\0';
    return db_ensure(service->db, fault);
}

struct db *service_db(struct service *service)
{
    return service->db;
}

enum audience service_audience(const struct service *service)
{
    return service->audience;
}

const struct db_statement *service_statement(const struct service *service, size_t index)
{
    ensure(index < service->more_count);
    return &service->statements[service->more_at + index];
}

const struct db_statement *service_find(const struct service *service, const char *name)
{
    for (size_t i = 0; i < service->more_at; i++) {
        if (strcmp(service->statements[i].name, name) == 0) {
            return &service->statements[i];
        }
    }
    return NULL;
}

enum status service_ask(struct service *service, struct arena *arena, char type,
    struct span content, struct span *answer_out, struct fault *fault)
{
    if (!service->attests) {
        FAULT(fault, "service", "", "no attest process is configured");
        return STATUS_UNAVAILABLE;
    }
    return attest_ask(&service->attest, arena, type, content, answer_out, fault);
}

void service_reads_as(struct service *service, const struct service_reader *reader)
{
    /* A pattern too long would be cut off, and the log says where, not word for word. */
    (void)snprintf(service->reader, sizeof(service->reader), "%.*s %.*s %.*s %s %s",
        reader->role.len > 0 ? (int)reader->role.len : 1,
        reader->role.len > 0 ? reader->role.data : "-", (int)reader->certificate_hex.len,
        reader->certificate_hex.data, (int)reader->request_id.len, reader->request_id.data,
        reader->method, reader->pattern);
}

/* Row-level security goes by this setting; without it nobody sees anything that is not public. */
static enum status person_set(struct service *service, int64_t person, struct fault *fault)
{
    if (person == 0) {
        return STATUS_OK;
    }
    char digits[24];
    int len = snprintf(digits, sizeof(digits), "%lld", (long long)person);
    ensure(len > 0 && (size_t)len < sizeof(digits));
    struct span text = {.data = digits, .len = (size_t)len};
    enum status status = db_set_local(service->db, "tilsagn.person", text, fault);
    if (status != STATUS_OK || service->reader[0] == '\0') {
        return status;
    }
    return db_set_local(service->db, "tilsagn.reader", span_from(service->reader), fault);
}

/* `begun` is how the transaction began. */
static enum status begin_as(
    struct service *service, int64_t person, enum status begun, struct fault *fault)
{
    if (begun != STATUS_OK) {
        return begun;
    }
    enum status status = person_set(service, person, fault);
    if (status != STATUS_OK) {
        db_rollback(service->db); /* uncovered: lost between two statements */
    }
    return status;
}

enum status service_begin(struct service *service, int64_t person, struct fault *fault)
{
    return begin_as(service, person, db_begin(service->db, fault), fault);
}

enum status service_begin_snapshot(struct service *service, int64_t person, struct fault *fault)
{
    return begin_as(service, person, db_begin_snapshot(service->db, fault), fault);
}

enum status service_commit(struct service *service, struct fault *fault)
{
    return db_commit(service->db, fault);
}

void service_rollback(struct service *service)
{
    db_rollback(service->db);
}

struct transaction {
    struct service *service;
    int64_t person;
    enum status (*body)(struct service *service, void *context, struct fault *fault);
    void *context;
    struct fault *fault;
};

static enum status transaction_body(struct db *db, void *context)
{
    const struct transaction *transaction = context;
    (void)db; /* the service's own */
    enum status status = person_set(transaction->service, transaction->person, transaction->fault);
    if (status != STATUS_OK) {
        return status; /* uncovered: lost between two statements */
    }
    return transaction->body(transaction->service, transaction->context, transaction->fault);
}

enum status service_transaction(struct service *service, int64_t person,
    enum status (*body)(struct service *service, void *context, struct fault *fault), void *context,
    struct fault *fault)
{
    struct transaction transaction = {service, person, body, context, fault};
    return db_transaction(service->db, transaction_body, &transaction, fault);
}
