/* SPDX-License-Identifier: EUPL-1.2 */
/* Payment files and bank statements against the real store and enrolled people. */
#include <string.h>

#include "ledger/base/digest.h"
#include "ledger/payments.h"
#include "tests/harness.h"
#include "tests/support/world.h"

#define FILE_MAX ((size_t)4 * 1024 * 1024)

static struct arena *arena;
static struct service *service;
static struct fault fault;

static void setup(void)
{
    arena = arena_create(FILE_MAX + (size_t)1024 * 1024);
    ck_assert_ptr_nonnull(arena);
    fault_clear(&fault);
    service = ledger_service(AUDIENCE_AGENCY);
}

static void teardown(void)
{
    service_close(service);
    arena_destroy(arena);
}

static struct span filled(size_t len)
{
    char *bytes = arena_alloc(arena, len + 1);
    ck_assert_ptr_nonnull(bytes);
    memset(bytes, 'x', len);
    return (struct span){.data = bytes, .len = len};
}

static const struct {
    const char *who;
    size_t len;
    const char *media_type;
    enum status status;
    const char *code;
} refused[] = {
    {"TILSAGN_FINANCE", 0, "text/csv", STATUS_LIMIT, "LG201"},
    {"TILSAGN_FINANCE", FILE_MAX + 1, "text/csv", STATUS_LIMIT, "LG201"},
    {"TILSAGN_FINANCE", 1, "text/html", STATUS_INVALID, "LG101"},
    {"TILSAGN_ADMINISTRATOR", 1, "text/csv", STATUS_DENIED, "LG401"},
};

START_TEST(refuses_and_leaves_the_output_alone)
{
    struct span sha256 = SPAN("untouched");
    const struct payment_bytes file = {
        .bytes = filled(refused[_i].len), .media_type = refused[_i].media_type};
    ck_assert_int_eq(payment_keep(service, arena, person(refused[_i].who), &file, &sha256, &fault),
        refused[_i].status);
    ck_assert_str_eq(fault.code, refused[_i].code);
    ck_assert(span_is(sha256, "untouched"));
}
END_TEST

START_TEST(only_the_agency_keeps_them)
{
    struct service *grantee = ledger_service(AUDIENCE_GRANTEE);
    struct span sha256 = SPAN("untouched");
    const struct payment_bytes file = {.bytes = SPAN("x"), .media_type = "text/csv"};
    ck_assert_int_eq(
        payment_keep(grantee, arena, person("TILSAGN_APPLICANT"), &file, &sha256, &fault),
        STATUS_INVALID);
    ck_assert_str_eq(fault.text, "no payment files for this audience");
    ck_assert(span_is(sha256, "untouched"));
    service_close(grantee);
}
END_TEST

/* The same bytes are one file; 1 byte and 4 MiB are the bounds. */
START_TEST(keeps_bytes_by_their_hash)
{
    int64_t finance = person("TILSAGN_FINANCE");
    const struct payment_bytes files[] = {
        {.bytes = SPAN("<Document/>"), .media_type = "application/xml"},
        {.bytes = SPAN("<Document/>"), .media_type = "application/xml"},
        {.bytes = SPAN(";"), .media_type = "text/csv"},
        {.bytes = filled(FILE_MAX), .media_type = "text/csv"},
    };
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct span sha256 = SPAN("");
        ck_assert_int_eq(
            payment_keep(service, arena, finance, &files[i], &sha256, &fault), STATUS_OK);
        struct digest wanted = digest_of(files[i].bytes);
        char hex[DIGEST_HEX_LEN + 1];
        digest_hex(&wanted, hex);
        ck_assert(span_is(sha256, hex));
    }
}
END_TEST

int main(void)
{
    TCase *payments = tcase_create("payments");
    tcase_add_checked_fixture(payments, setup, teardown);
    tcase_add_loop_test(payments, refuses_and_leaves_the_output_alone, 0, (int)COUNT_OF(refused));
    tcase_add_test(payments, only_the_agency_keeps_them);
    tcase_add_test(payments, keeps_bytes_by_their_hash);
    return harness_run("ledger/payments", payments);
}
