/* SPDX-License-Identifier: EUPL-1.2 */
/* What stands beside the acts of enrolment, against the real functions and enrolled people. */
#include <string.h>

#include "ledger/base/json.h"
#include "ledger/enrolment.h"
#include "tests/harness.h"
#include "tests/support/world.h"

#define CERTIFICATE "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static struct arena *arena;
static struct service *service;
static struct fault fault;

static void setup(void)
{
    arena = arena_create((size_t)1024 * 1024);
    ck_assert_ptr_nonnull(arena);
    fault_clear(&fault);
    service = ledger_service(AUDIENCE_GRANTEE);
}

static void teardown(void)
{
    service_close(service);
    arena_destroy(arena);
}

static struct access_asking colleague(void)
{
    return (struct access_asking){
        .profile = SPAN("oces3-employee"),
        .serial_number = SPAN("UI:DK-E:G:00000000-0000-0000-0000-000000000077"),
        .cvr = SPAN("20000001"),
        .certificate_hex = SPAN(CERTIFICATE),
        .name = SPAN("Ny Kollega"),
    };
}

static const struct json *parsed(struct span answer)
{
    const struct json *json = NULL;
    ck_assert_int_eq(json_parse(arena, answer, &json, NULL), STATUS_OK);
    return json;
}

START_TEST(refuses_and_leaves_the_answer_alone)
{
    struct span answer = SPAN("untouched");
    struct access_asking asking = colleague();
    asking.cvr = SPAN("29189847");
    ck_assert_int_eq(access_request(service, arena, &asking, &answer, &fault), STATUS_NOT_FOUND);
    asking = colleague();
    asking.name = SPAN("");
    ck_assert_int_eq(access_request(service, arena, &asking, &answer, &fault), STATUS_INVALID);
    asking = colleague();
    asking.serial_number = SPAN("UI:applicant-1");
    ck_assert_int_eq(access_request(service, arena, &asking, &answer, &fault), STATUS_CONFLICT);
    ck_assert_str_eq(fault.code, "LG502");
    ck_assert_int_eq(service_begin(service, person("TILSAGN_APPLICANT"), &fault), STATUS_OK);
    ck_assert_int_eq(access_proof(service, arena, 1, SPAN("4711"), &answer, &fault), STATUS_DENIED);
    service_rollback(service);
    ck_assert_int_eq(service_begin(service, person("TILSAGN_MANAGEMENT"), &fault), STATUS_OK);
    ck_assert_int_eq(
        register_keep(service, arena, SPAN("{}"), &answer, &fault), STATUS_INVALID); /* agency */
    service_rollback(service);
    ck_assert(span_is(answer, "untouched"));
}
END_TEST

START_TEST(a_colleague_asks_and_a_manager_knows_them)
{
    struct span answer;
    struct access_asking asking = colleague();
    asking.unit = SPAN("Jobcenter");
    ck_assert_msg(
        access_request(service, arena, &asking, &answer, &fault) == STATUS_OK, "%s", fault.text);
    int64_t request = json_int(parsed(answer), "request");
    ck_assert(json_bool(parsed(answer), "created"));
    ck_assert_int_eq(access_request(service, arena, &asking, &answer, &fault), STATUS_OK);
    ck_assert_int_eq(json_int(parsed(answer), "request"), request);
    ck_assert(!json_bool(parsed(answer), "created"));
    ck_assert_int_eq(service_begin(service, person("TILSAGN_MANAGEMENT"), &fault), STATUS_OK);
    ck_assert_int_eq(
        access_proof(service, arena, request, SPAN("4711"), &answer, &fault), STATUS_OK);
    ck_assert_uint_eq(json_text(parsed(answer), "name").len, 64);
    ck_assert_uint_eq(json_text(parsed(answer), "proof").len, 64);
    service_rollback(service);
}
END_TEST

START_TEST(one_organisation_asks_so_often_an_hour)
{
    struct span answer;
    enum status status = STATUS_OK;
    for (int i = 0; i < 12 && status == STATUS_OK; i++) {
        struct access_asking asking = colleague();
        asking.cvr = SPAN("30000001");
        asking.serial_number = arena_format(arena, "rush-%d", i);
        asking.certificate_hex = arena_format(arena, "%064d", i);
        status = access_request(service, arena, &asking, &answer, &fault);
    }
    ck_assert_int_eq(status, STATUS_DENIED);
    ck_assert_str_eq(fault.code, "LG406");
}
END_TEST

START_TEST(an_administrator_keeps_a_document)
{
    struct span sha256 = SPAN("untouched");
    struct service *agency = ledger_service(AUDIENCE_AGENCY);
    ck_assert_int_eq(service_begin(agency, person("TILSAGN_APPLICANT"), &fault), STATUS_OK);
    ck_assert_int_eq(register_keep(agency, arena, SPAN("{}"), &sha256, &fault), STATUS_DENIED);
    service_rollback(agency);
    ck_assert_int_eq(service_begin(agency, person("TILSAGN_ADMINISTRATOR"), &fault), STATUS_OK);
    ck_assert_int_eq(register_keep(agency, arena, SPAN(""), &sha256, &fault), STATUS_LIMIT);
    service_rollback(agency);
    ck_assert(span_is(sha256, "untouched"));
    ck_assert_int_eq(service_begin(agency, person("TILSAGN_ADMINISTRATOR"), &fault), STATUS_OK);
    ck_assert_int_eq(register_keep(agency, arena, SPAN("{}"), &sha256, &fault), STATUS_OK);
    ck_assert(span_is(sha256, "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"));
    service_rollback(agency);
    service_close(agency);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("enrolment");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, refuses_and_leaves_the_answer_alone);
    tcase_add_test(tests, a_colleague_asks_and_a_manager_knows_them);
    tcase_add_test(tests, one_organisation_asks_so_often_an_hour);
    tcase_add_test(tests, an_administrator_keeps_a_document);
    return harness_run("ledger/enrolment", tests);
}
