/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/ledger.h"

#include <stdio.h>

#include <check.h>

#define PERSON(serial, name)                                                                       \
    "{\"profile\":\"oces3-employee\",\"serial_number\":\"" serial "\",\"organisation\":"           \
    "\"10000009\",\"organisation_name\":\"Styrelsen\",\"name\":\"" name "\",\"proof\":\"" name     \
    "\"}"
#define DOCUMENT                                                                                   \
    "{\"v\":1,\"administrators\":[" PERSON(ADMINISTRATOR_1, "Anna") "," PERSON(                    \
        ADMINISTRATOR_2, "Bo") "]}"

static const struct db_statement put_document = {
    .name = "put_document",
    .text = "SELECT store.put_document($1) AS sha256",
    .params = {DB_BYTEA},
    .param_count = 1,
    .columns = {{"sha256", DB_TEXT}},
    .column_count = 1,
};

static char *next_text(void)
{
    static char texts[4][256];
    static size_t turn;
    turn = (turn + 1) % 4;
    return texts[turn];
}

static const char *environment(const char *name)
{
    const char *value = getenv(name); /* NOLINT(concurrency-mt-unsafe): one thread */
    ck_assert_msg(value != NULL, "%s is not set: run by tests/support/ledger.sh", name);
    return value;
}

const char *ledger_conninfo(const char *user)
{
    char *text = next_text();
    (void)snprintf(text, 256, "%s user=%s", environment("TILSAGN_DATABASE"), user);
    return text;
}

const char *ledger_socket(enum audience audience)
{
    char *text = next_text();
    (void)snprintf(text, 256, "%s/%s", environment("TILSAGN_ATTEST"), audience_name(audience));
    return text;
}

struct service *ledger_service(enum audience audience)
{
    const char *user = audience == AUDIENCE_SYSTEM ? "sequencer" : audience_name(audience);
    char role[64];
    (void)snprintf(role, sizeof(role), "tilsagn_%s", user);
    struct service_config config = {
        .audience = audience,
        .database = ledger_conninfo(role),
        .attest = audience == AUDIENCE_PUBLIC ? NULL : ledger_socket(audience),
        .more = audience == AUDIENCE_OPERATOR ? &put_document : NULL,
        .more_count = audience == AUDIENCE_OPERATOR ? 1 : 0,
    };
    struct service *service = NULL;
    struct fault fault;
    fault_clear(&fault);
    ck_assert_msg(service_open(&config, &service, &fault) == STATUS_OK, "%s", fault.text);
    return service;
}

static enum status put(struct service *service, void *context, struct fault *fault)
{
    struct arena *arena = context;
    struct db_row row;
    return db_one(service_db(service), service_statement(service, 0),
        DB_VALUES(db_bytes(SPAN(DOCUMENT))), arena, &row, fault);
}

struct act_reply ledger_bootstrap(struct service *operator_service, struct arena *arena)
{
    struct fault fault;
    fault_clear(&fault);
    ck_assert_msg(service_transaction(operator_service, 0, put, arena, &fault) == STATUS_OK, "%s",
        fault.text);
    struct digest sha256 = digest_of(SPAN(DOCUMENT));
    char hex[DIGEST_HEX_LEN + 1];
    digest_hex(&sha256, hex);
    struct digest idem = act_idem(SPAN("operator"), SPAN("bootstrap"), SPAN("1"));
    struct act_call call = {
        .act = "bootstrap",
        .operator_user = SPAN("tester"),
        .operator_host = SPAN("test"),
        .received_us = -1,
        .duration_us = -1,
        .idem = &idem,
        .params = arena_format(arena, "{\"sha256\":\"%s\"}", hex),
    };
    struct act_reply reply;
    ck_assert_msg(act_transaction(operator_service, arena, &call, &reply, &fault) == STATUS_OK,
        "%s %s", fault.code, fault.text);
    return reply;
}
