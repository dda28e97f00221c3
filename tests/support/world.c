/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/world.h"

#include <stdlib.h>

#include "ledger/base/json.h"
#include "ledger/statements_drafts.h"
#include "tests/harness.h"

int64_t person(const char *variable)
{
    const char *text = getenv(variable);
    ck_assert_ptr_nonnull(text);
    return strtoll(text, NULL, 10);
}

struct service *draft_service(const char *scanner)
{
    struct service *service = NULL;
    struct fault fault;
    struct service_config config = {
        .audience = AUDIENCE_GRANTEE,
        .database = ledger_conninfo("tilsagn_grantee"),
        .attest = ledger_socket(AUDIENCE_GRANTEE),
        .scanner = scanner,
        .more = draft_statements,
        .more_count = DRAFT_STATEMENT_COUNT,
    };
    fault_clear(&fault);
    ck_assert_int_eq(service_open(&config, &service, &fault), STATUS_OK);
    return service;
}

int64_t number(struct arena *arena, struct span object, const char *name)
{
    const struct json *json = NULL;
    ck_assert_int_eq(json_parse(arena, object, &json, NULL), STATUS_OK);
    return json_int(json, name);
}

struct draft_version draft_created(struct service *service, struct arena *arena)
{
    struct span draft;
    struct fault fault;
    int64_t applicant = person("TILSAGN_APPLICANT");
    fault_clear(&fault);
    ck_assert_int_eq(
        draft_create(service, arena, applicant, SPAN("fsm2-2019"), &draft, &fault), STATUS_OK);
    return (struct draft_version){
        .person = applicant, .application = number(arena, draft, "application"), .if_version = 1};
}
