/* SPDX-License-Identifier: EUPL-1.2 */
/* A person's second factor and what waits for a signature, against the real functions. */
#include <stdio.h>
#include <string.h>

#include "ledger/factor.h"
#include "ledger/signing.h"
#include "tests/harness.h"
#include "tests/support/world.h"

#define SEALED   "sssssssssssssssssssssssssssssssssssssssssssssssssssss"
#define HEX32    "0123456789abcdef0123456789abcdef"
#define WAIT_MAX 50 /* requests that wait for one person */

static struct arena *arena;
static struct service *service;
static struct fault fault;

static void setup(void)
{
    arena = arena_create((size_t)4 * 1024 * 1024);
    ck_assert_ptr_nonnull(arena);
    fault_clear(&fault);
    service = ledger_service(AUDIENCE_GRANTEE);
}

static void teardown(void)
{
    service_close(service);
    arena_destroy(arena);
}

START_TEST(who_has_none_is_told_so)
{
    int64_t applicant = person("TILSAGN_APPLICANT");
    struct factor factor = {.proposal = -1};
    bool locked = true;
    ck_assert_int_eq(factor_read(service, arena, applicant, &factor, &fault), STATUS_NOT_FOUND);
    ck_assert_int_eq(factor.proposal, -1);
    ck_assert_int_eq(
        factor_begin(service, arena, applicant, SPAN(SEALED), &fault), STATUS_CONFLICT);
    ck_assert_str_eq(fault.code, "LG502");
    ck_assert_int_eq(factor_wrong(service, arena, applicant, &locked, &fault), STATUS_OK);
    ck_assert(!locked);
}
END_TEST

START_TEST(another_pools_person_is_refused)
{
    int64_t other = person("TILSAGN_ADMINISTRATOR");
    struct factor factor;
    bool locked = true;
    int64_t pending = -1;
    struct digest signature = digest_of(SPAN("signature"));
    struct evidence evidence = {.kind = "crl", .bytes = SPAN("list")};
    ck_assert_int_eq(factor_read(service, arena, other, &factor, &fault), STATUS_DENIED);
    ck_assert_str_eq(fault.code, "LG405");
    ck_assert_int_eq(factor_begin(service, arena, other, SPAN(SEALED), &fault), STATUS_DENIED);
    ck_assert_int_eq(factor_wrong(service, arena, other, &locked, &fault), STATUS_DENIED);
    ck_assert(locked);
    ck_assert_int_eq(
        signing_keep(service, arena, other, SPAN("{}"), &pending, &fault), STATUS_DENIED);
    ck_assert_int_eq(pending, -1);
    ck_assert_int_eq(
        signing_evidence(service, arena, other, &signature, &evidence, &fault), STATUS_DENIED);
}
END_TEST

START_TEST(five_wrong_codes_lock_it)
{
    int64_t manager = person("TILSAGN_MANAGEMENT");
    struct factor factor;
    bool locked = true;
    ck_assert_int_eq(factor_read(service, arena, manager, &factor, &fault), STATUS_OK);
    ck_assert_int_gt(factor.proposal, 0);
    ck_assert(factor.active && !factor.locked);
    ck_assert(span_is(factor.sealed, SEALED));
    ck_assert_int_ge(factor.drift, -10);
    ck_assert_int_le(factor.drift, 10);
    for (int wrong = 1; wrong <= 5; wrong++) {
        ck_assert_int_eq(factor_wrong(service, arena, manager, &locked, &fault), STATUS_OK);
        ck_assert_int_eq(locked, wrong == 5);
    }
    ck_assert_int_eq(factor_read(service, arena, manager, &factor, &fault), STATUS_OK);
    ck_assert(factor.locked);
}
END_TEST

/* As act_write() writes it; `idem` is 64 digits in quotes, or null. */
static struct span waiting(int64_t who, const char *idem)
{
    char *text = arena_alloc(arena, 1024);
    ck_assert_ptr_nonnull(text);
    int len = snprintf(text, 1024,
        "{\"v\":1,\"act\":\"sign_off\",\"audience\":\"grantee\",\"request_id\":\"" HEX32
        "\",\"person\":%lld,\"role\":\"management\",\"certificate\":\"" HEX32 HEX32
        "\",\"actor\":null,\"received_us\":null,\"duration_us\":null,\"idem\":%s,"
        "\"second_factor\":{\"signature\":true},\"params\":{}}",
        (long long)who, idem);
    return (struct span){.data = text, .len = (size_t)len};
}

START_TEST(so_many_requests_wait)
{
    int64_t manager = person("TILSAGN_MANAGEMENT");
    int64_t pending = -1;
    ck_assert_int_eq(
        signing_keep(service, arena, manager, waiting(manager, "null"), &pending, &fault),
        STATUS_INVALID);
    ck_assert_str_eq(fault.code, "LG101");
    struct span request = waiting(manager, "\"" HEX32 HEX32 "\"");
    for (int i = 0; i < WAIT_MAX; i++) {
        int64_t before = pending;
        ck_assert_int_eq(
            signing_keep(service, arena, manager, request, &pending, &fault), STATUS_OK);
        ck_assert_int_gt(pending, before);
    }
    ck_assert_int_eq(
        signing_keep(service, arena, manager, request, &pending, &fault), STATUS_DENIED);
    ck_assert_str_eq(fault.code, "LG406");
}
END_TEST

START_TEST(evidence_is_kept_once)
{
    int64_t manager = person("TILSAGN_MANAGEMENT");
    struct digest signature = digest_of(SPAN("signature"));
    struct evidence evidence = {.kind = "crl", .bytes = SPAN("a list")};
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(
            signing_evidence(service, arena, manager, &signature, &evidence, &fault), STATUS_OK);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("factor");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, who_has_none_is_told_so);
    tcase_add_test(tests, another_pools_person_is_refused);
    tcase_add_test(tests, five_wrong_codes_lock_it);
    tcase_add_test(tests, so_many_requests_wait);
    tcase_add_test(tests, evidence_is_kept_once);
    return harness_run("ledger/factor", tests);
}
