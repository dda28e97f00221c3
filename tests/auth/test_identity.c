/* SPDX-License-Identifier: EUPL-1.2 */
#include "auth/identity.h"
#include "tests/harness.h"
#include "tests/support/database.h"
#include "tests/support/ledger.h"

static struct arena *arena;
static struct service *service;
static struct fault fault;

static void setup(void)
{
    arena = arena_create(1024 * 1024);
    ck_assert_ptr_nonnull(arena);
    struct service *operator_service = ledger_service(AUDIENCE_OPERATOR);
    (void)ledger_bootstrap(operator_service, arena);
    service_close(operator_service);
    service = ledger_service(AUDIENCE_AGENCY);
    fault_clear(&fault);
}

static void teardown(void)
{
    service_close(service);
    arena_destroy(arena);
}

static struct credential administrator(void)
{
    return (struct credential){
        .profile = SPAN("oces3-employee"),
        .serial_number = SPAN(ADMINISTRATOR_1),
        .organisation = SPAN("10000009"),
        .certificate_hex = SPAN("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"),
    };
}

START_TEST(finds_the_enrolled_person)
{
    struct credential credential = administrator();
    struct identity identity;
    enum auth_reason reason = AUTH_INTERNAL;
    ck_assert_msg(
        identity_find(service, arena, &credential, &identity, &reason, &fault) == STATUS_OK, "%s",
        fault.text);
    ck_assert_int_eq(reason, AUTH_OK);
    ck_assert_int_gt(identity.person, 0);
    ck_assert_int_gt(identity.human, 0);
    ck_assert(span_is(identity.display_name, "Anna"));
    ck_assert(span_is(identity.organisation, "10000009"));
    ck_assert(span_is(identity.organisation_name, "Styrelsen"));
    ck_assert(span_is(identity.organisation_kind, "agency"));
    ck_assert_uint_eq(identity.role_count, 1);
    ck_assert(identity_holds(&identity, "administrator"));
    ck_assert(!identity_holds(&identity, "officer"));
    ck_assert(span_equal(identity.certificate_hex, credential.certificate_hex));
}
END_TEST

static enum auth_reason reason_for(const struct credential *credential)
{
    struct identity identity = {.person = -7};
    enum auth_reason reason = AUTH_OK;
    ck_assert_int_eq(
        identity_find(service, arena, credential, &identity, &reason, &fault), STATUS_DENIED);
    ck_assert_int_eq(identity.person, -7);
    return reason;
}

START_TEST(knows_nobody_else)
{
    struct credential credential = administrator();
    credential.serial_number = SPAN("UI:DK-E:G:99999999-0000-0000-0000-000000000001");
    ck_assert_int_eq(reason_for(&credential), AUTH_UNKNOWN_PERSON); /* A26 */
    credential = administrator();
    credential.profile = SPAN("oces2-employee");
    ck_assert_int_eq(reason_for(&credential), AUTH_UNKNOWN_PERSON);
    credential.organisation = SPAN("29189847");
    ck_assert_int_eq(reason_for(&credential), AUTH_UNKNOWN_ORGANISATION); /* A29 */
    credential = administrator();
    credential.organisation = SPAN("10000001");
    ck_assert_int_eq(reason_for(&credential), AUTH_OTHER_ORGANISATION); /* A30 */
}
END_TEST

START_TEST(passes_on_a_failing_database)
{
    struct credential credential = administrator();
    struct identity identity = {.person = -7};
    enum auth_reason reason = AUTH_OK;
    credential.serial_number = SPAN("\xFF");
    ck_assert_int_eq(
        identity_find(service, arena, &credential, &identity, &reason, &fault), STATUS_INVALID);
    ck_assert_int_eq(reason, AUTH_INTERNAL);
    ck_assert_int_eq(identity.person, -7);
}
END_TEST

/* A28 and a blocked person; the act that blocks comes with the enrolment pages. */
START_TEST(lets_nobody_in_who_is_blocked)
{
    struct credential credential = administrator();
    credential.serial_number = SPAN(ADMINISTRATOR_2);
    database_script("insert into identity.block_change (certificate, blocked, entry) select "
                    "repeat('b', 64), true, min(entry) from ledger.entry");
    struct identity identity;
    enum auth_reason reason;
    ck_assert_int_eq(
        identity_find(service, arena, &credential, &identity, &reason, &fault), STATUS_OK);
    credential.certificate_hex =
        SPAN("bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb");
    ck_assert_int_eq(reason_for(&credential), AUTH_BLOCKED);
    database_script("insert into identity.block_change (person, blocked, entry) select person, "
                    "true, entry from identity.person where serial_number = '" ADMINISTRATOR_2 "'");
    credential.certificate_hex = administrator().certificate_hex;
    ck_assert_int_eq(reason_for(&credential), AUTH_BLOCKED);
}
END_TEST

#define NINE_ROLES "\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\""

/* Last, because it replaces the function. */
START_TEST(takes_no_document_that_does_not_fit)
{
    static const char *const documents[] = {
        ("no document"),
        ("{}"),
        ("{\"person\":1,\"human\":1}"),
        ("{\"person\":1,\"human\":1,\"organisation\":{\"cvr\":\"1\"},\"roles\":[" NINE_ROLES "]}"),
        ("{\"person\":1,\"human\":1,\"organisation\":{\"cvr\":\"1\"},\"roles\":[1]}"),
    };
    struct credential credential = administrator();
    for (size_t i = 0; i < COUNT_OF(documents); i++) {
        database_script(arena_printf(arena,
            "create or replace function read.identify(p_profile text, p_serial_number text, "
            "p_certificate_sha256 text, p_cvr text) returns text language sql as 'select ''%s''::text'",
            documents[i]));
        struct identity identity = {.person = -7};
        enum auth_reason reason = AUTH_OK;
        ck_assert_int_eq(identity_find(service, arena, &credential, &identity, &reason, &fault),
            STATUS_INTERNAL);
        ck_assert_int_eq(reason, AUTH_INTERNAL);
        ck_assert_int_eq(identity.person, -7);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("identity");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, finds_the_enrolled_person);
    tcase_add_test(tests, knows_nobody_else);
    tcase_add_test(tests, passes_on_a_failing_database);
    tcase_add_test(tests, lets_nobody_in_who_is_blocked);
    tcase_add_test(tests, takes_no_document_that_does_not_fit);
    return harness_run("auth/identity", tests);
}
