/* SPDX-License-Identifier: EUPL-1.2 */
/* Drafts and files against the real functions, a published call and enrolled people. */
#include <string.h>

#include "ledger/drafts.h"
#include "ledger/files.h"
#include "ledger/reads.h"
#include "ledger/statements_drafts.h"
#include "tests/harness.h"
#include "tests/support/world.h"

#define EMPTY                                                                                      \
    "{\"v\":1,\"title\":\"T\",\"description\":\"\",\"parties\":[],\"unit_hours\":[],"              \
    "\"applied_ore\":0,\"budget\":[],\"answers\":[]}"

static struct arena *arena;
static struct service *service;
static struct fault fault;

static void setup(void)
{
    arena = arena_create((size_t)4 * 1024 * 1024);
    ck_assert_ptr_nonnull(arena);
    fault_clear(&fault);
    service = draft_service(NULL);
}

static void teardown(void)
{
    service_close(service);
    arena_destroy(arena);
}

START_TEST(refuses_and_leaves_the_output_alone)
{
    struct span draft = SPAN("untouched");
    int64_t applicant = person("TILSAGN_APPLICANT");
    ck_assert_int_eq(
        draft_create(service, arena, applicant, SPAN("nothing"), &draft, &fault), STATUS_NOT_FOUND);
    ck_assert_int_eq(draft_create(service, arena, person("TILSAGN_MANAGEMENT"), SPAN("fsm2-2019"),
                         &draft, &fault),
        STATUS_DENIED);
    struct draft_version of = draft_created(service, arena);
    ck_assert_int_eq(draft_save(service, arena, &of, SPAN("{}"), &draft, &fault), STATUS_INVALID);
    of.if_version = 7;
    ck_assert_int_eq(draft_save(service, arena, &of, SPAN(EMPTY), &draft, &fault), STATUS_CONFLICT);
    ck_assert_str_eq(fault.code, "LG503");
    ck_assert_int_eq(
        draft_detach(service, arena, &of, SPAN("form"), &draft, &fault), STATUS_CONFLICT);
    ck_assert(span_is(draft, "untouched"));
}
END_TEST

START_TEST(every_change_is_a_version)
{
    struct span draft;
    struct draft_version of = draft_created(service, arena);
    ck_assert_int_eq(draft_save(service, arena, &of, SPAN(EMPTY), &draft, &fault), STATUS_OK);
    of.if_version = (int32_t)number(arena, draft, "version");
    ck_assert_int_eq(of.if_version, 2);
    struct draft_attachment form = {
        .slot = SPAN("form"),
        .file_name = SPAN("form.pdf"),
        .media_type = SPAN("application/pdf"),
        .bytes = SPAN("%PDF-1.7 form"),
    };
    ck_assert_int_eq(draft_attach(service, arena, &of, &form, &draft, &fault), STATUS_OK);
    of.if_version = (int32_t)number(arena, draft, "version");
    ck_assert_int_eq(draft_detach(service, arena, &of, SPAN("form"), &draft, &fault), STATUS_OK);
    ck_assert_int_eq(number(arena, draft, "version"), 4);
}
END_TEST

START_TEST(a_unit_shares_its_draft)
{
    struct span draft = SPAN("untouched");
    struct draft_version of = draft_created(service, arena);
    struct draft_version others = of;
    others.person = person("TILSAGN_MANAGEMENT");
    ck_assert_int_eq(draft_share(service, arena, &others, true, &draft, &fault), STATUS_DENIED);
    others = of;
    others.application = 999999;
    ck_assert_int_eq(draft_share(service, arena, &others, true, &draft, &fault), STATUS_NOT_FOUND);
    ck_assert_int_eq(draft_share(service, arena, &of, false, &draft, &fault), STATUS_CONFLICT);
    ck_assert(span_is(draft, "untouched"));
    ck_assert_int_eq(draft_share(service, arena, &of, true, &draft, &fault), STATUS_OK);
    ck_assert_int_eq(number(arena, draft, "version"), 1);
}
END_TEST

/* The number of files that the applicant's organisation sees under this hash: 0 or 1. */
static bool stored(struct span bytes)
{
    struct digest sha256 = digest_of(bytes);
    char hex[DIGEST_HEX_LEN + 1];
    digest_hex(&sha256, hex);
    struct span piece;
    const struct service_reader reader = {
        .role = SPAN("applicant"),
        .certificate_hex = span_from(hex),
        .request_id = SPAN("0123456789abcdef0123456789abcdef"),
        .method = "GET",
        .pattern = "/files/{sha256}",
    };
    service_reads_as(service, &reader);
    ck_assert_int_eq(service_begin(service, person("TILSAGN_APPLICANT"), &fault), STATUS_OK);
    enum status status = read_file_chunk(service, arena, span_from(hex), 0, &piece, &fault);
    service_rollback(service);
    return status == STATUS_OK && span_starts_with(bytes, piece);
}

/* A line that nobody asks for: no file is left behind. What is kept stands in
 * tests/sql/225_vouchers. */
START_TEST(a_voucher_is_for_a_line_that_is_asked_for)
{
    const struct digest sha256 = digest_of(SPAN("%PDF-1.7 voucher"));
    struct draft_voucher voucher = {
        .person = person("TILSAGN_APPLICANT"),
        .application = 999999,
        .line = 1,
        .note = SPAN("Faktura"),
        .file_name = SPAN("faktura.pdf"),
        .bytes = SPAN("%PDF-1.7 voucher"),
    };
    ck_assert_int_eq(draft_save_voucher(service, arena, &voucher, &fault), STATUS_NOT_FOUND);
    ck_assert(!stored(voucher.bytes));
    voucher.bytes = SPAN("");
    ck_assert_int_eq(draft_save_voucher(service, arena, &voucher, &fault), STATUS_NOT_FOUND);
    ck_assert_int_eq(
        draft_drop_voucher(service, arena, &voucher, &sha256, &fault), STATUS_NOT_FOUND);
    voucher.person = person("TILSAGN_MANAGEMENT");
    ck_assert_int_eq(draft_save_voucher(service, arena, &voucher, &fault), STATUS_DENIED);
}
END_TEST

START_TEST(a_refused_attachment_keeps_no_file)
{
    struct span draft = SPAN("untouched");
    struct draft_version of = draft_created(service, arena);
    struct draft_attachment wrong = {
        .slot = SPAN("poster"),
        .file_name = SPAN("poster.pdf"),
        .media_type = SPAN("application/pdf"),
        .bytes = SPAN("%PDF-1.7 poster"),
    };
    ck_assert_int_eq(draft_attach(service, arena, &of, &wrong, &draft, &fault), STATUS_INVALID);
    ck_assert(!stored(wrong.bytes));
    wrong.slot = SPAN("form");
    of.if_version = 9;
    ck_assert_int_eq(draft_attach(service, arena, &of, &wrong, &draft, &fault), STATUS_CONFLICT);
    ck_assert(!stored(wrong.bytes));
    wrong.bytes = SPAN("");
    ck_assert_int_eq(draft_attach(service, arena, &of, &wrong, &draft, &fault), STATUS_LIMIT);
    ck_assert(span_is(draft, "untouched"));
}
END_TEST

START_TEST(keeps_a_file_of_several_pieces)
{
    enum { LEN = 600000 };
    char *bytes = arena_alloc(arena, LEN);
    ck_assert_ptr_nonnull(bytes);
    memset(bytes, 'x', LEN);
    memcpy(bytes, "PK\x03\x04", 4);
    struct span file = {.data = bytes, .len = LEN};
    struct span draft;
    struct draft_version of = draft_created(service, arena);
    struct draft_attachment budget = {
        .slot = SPAN("budget"),
        .file_name = SPAN("budget.xlsx"),
        .media_type = SPAN("application/zip"),
        .bytes = file,
    };
    ck_assert_int_eq(draft_attach(service, arena, &of, &budget, &draft, &fault), STATUS_OK);
    ck_assert(stored(file));
}
END_TEST

START_TEST(nobody_keeps_no_file)
{
    struct span draft = SPAN("untouched");
    struct draft_version of = draft_created(service, arena);
    struct draft_attachment form = {
        .slot = SPAN("form"),
        .file_name = SPAN("form.pdf"),
        .media_type = SPAN("application/pdf"),
        .bytes = SPAN("%PDF-1.7 form"),
    };
    of.person = 0; /* nobody: the store refuses before anything is kept */
    ck_assert_int_eq(draft_attach(service, arena, &of, &form, &draft, &fault), STATUS_DENIED);
    ck_assert(span_is(draft, "untouched"));
}
END_TEST

int main(void)
{
    TCase *drafts = tcase_create("drafts");
    tcase_add_checked_fixture(drafts, setup, teardown);
    tcase_add_test(drafts, refuses_and_leaves_the_output_alone);
    tcase_add_test(drafts, every_change_is_a_version);
    tcase_add_test(drafts, a_unit_shares_its_draft);
    tcase_add_test(drafts, a_voucher_is_for_a_line_that_is_asked_for);
    tcase_add_test(drafts, a_refused_attachment_keeps_no_file);
    tcase_add_test(drafts, keeps_a_file_of_several_pieces);
    tcase_add_test(drafts, nobody_keeps_no_file);
    return harness_run("ledger/drafts", drafts);
}
