/* SPDX-License-Identifier: EUPL-1.2 */
/* Files: what they are, kept, and looked into by the real tilsagn-scanner. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ledger/db/db.h"
#include "ledger/drafts.h"
#include "ledger/files.h"
#include "ledger/statements_drafts.h"
#include "tests/harness.h"
#include "tests/support/world.h"

static struct arena *arena;
static struct service *service;
static struct fault fault;

static void open_with_scanner(const char *path)
{
    service_close(service);
    service = draft_service(path);
}

static void setup(void)
{
    arena = arena_create((size_t)4 * 1024 * 1024);
    ck_assert_ptr_nonnull(arena);
    fault_clear(&fault);
    open_with_scanner(NULL);
}

static void teardown(void)
{
    service_close(service);
    arena_destroy(arena);
}

#define PDF_OF(text)                                                                               \
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]"       \
    "/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<<"  \
    "/F 4 0 R>>>>/Contents 5 0 R>>endobj\n4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"  \
    "endobj\n5 0 obj<</Length 99>>stream\nBT /F 12 Tf 72 700 Td (" text                            \
    ") Tj ET\nendstream endobj\n"                                                                  \
    "trailer<</Root 1 0 R/Size 6>>\n%%EOF\n"

static char scanner_path[200];
static pid_t scanner;

/* The service knows where; whether anybody is there, it finds when it asks. */
static void expect_scanner(void)
{
    (void)snprintf(
        scanner_path, sizeof(scanner_path), "%s.scanner", ledger_socket(AUDIENCE_GRANTEE));
    open_with_scanner(scanner_path);
}

static void start_scanner(void)
{
    char uid[16];
    (void)snprintf(uid, sizeof(uid), "%u", (unsigned)getuid());
    scanner = fork();
    if (scanner == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* of a test that fails */
        (void)execl(SCANNER, SCANNER, "--listen", scanner_path, "--uid", uid, (char *)NULL);
        _exit(127);
    }
    const struct timespec pause = {.tv_nsec = 20000000};
    for (int i = 0; i < 500 && access(scanner_path, F_OK) != 0; i++) {
        (void)nanosleep(&pause, NULL);
    }
}

static void stop_scanner(void)
{
    (void)kill(scanner, SIGTERM);
    ck_assert_int_eq(waitpid(scanner, NULL, 0), scanner);
}

/* What the database keeps of it: "nothing", …, or "" for a file that nobody looked at. */
static void noted(struct span bytes, const char *outcome)
{
    struct digest sha256 = digest_of(bytes);
    char hex[DIGEST_HEX_LEN + 1];
    char text[512];
    struct db *db = NULL;
    digest_hex(&sha256, hex);
    (void)snprintf(text, sizeof(text),
        "do $$ begin if coalesce((select coalesce(s.outcome, '') from store.file f left join "
        "store.scan s using (upload) where f.sha256 = '\\x%s'), 'absent') <> '%s' then raise "
        "'another'; end if; end $$",
        hex, outcome);
    ck_assert_int_eq(db_connect(ledger_conninfo("postgres"), NULL, 0, &db, &fault), STATUS_OK);
    ck_assert_msg(db_script(db, text, &fault) == STATUS_OK, "%s: %s", outcome, fault.text);
    db_close(db);
}

START_TEST(a_file_with_a_number_is_refused_and_the_draft_stays)
{
    struct span draft = SPAN("untouched");
    struct draft_version of = draft_created(service, arena);
    struct digest sha256;
    struct draft_attachment form = {
        .slot = SPAN("form"),
        .file_name = SPAN("form.pdf"),
        .media_type = SPAN("application/pdf"),
        .bytes = SPAN(PDF_OF("Jens Jensen 010190-1234")),
    };
    expect_scanner();
    start_scanner();
    ck_assert_int_eq(draft_attach(service, arena, &of, &form, &draft, &fault), STATUS_INVALID);
    ck_assert_str_eq(fault.code, "LG102");
    ck_assert_str_eq(fault.detail,
        "{\"violations\":[{\"field\":\"attachments.form\",\"code\":\"number_in_file\",\"page\":1,"
        "\"line\":1,\"date\":\"010190\"}]}");
    noted(form.bytes, "absent");
    ck_assert(span_is(draft, "untouched"));
    fault_clear(&fault);
    struct kept_file file = {.person = of.person, .field = SPAN("file"), .bytes = form.bytes};
    ck_assert_int_eq(file_keep(service, arena, &file, &sha256, &fault), STATUS_INVALID);
    ck_assert_ptr_nonnull(strstr(fault.detail, "{\"field\":\"file\""));
    fault_clear(&fault);
    /* a slot that no answer has room for is refused all the same */
    size_t len = sizeof(fault.detail);
    form.slot = (struct span){.data = memset(arena_alloc(arena, len), 'x', len), .len = len};
    ck_assert_int_eq(draft_attach(service, arena, &of, &form, &draft, &fault), STATUS_INVALID);
    ck_assert_str_eq(fault.detail, "");
    fault_clear(&fault);
    form.slot = SPAN("form");
    form.bytes = SPAN(PDF_OF("Jens Jensen 12.34.56.78.90"));
    ck_assert_int_eq(draft_attach(service, arena, &of, &form, &draft, &fault), STATUS_OK);
    noted(form.bytes, "nothing");
    stop_scanner();
}
END_TEST

START_TEST(a_file_is_kept_while_the_scanner_is_away)
{
    struct span draft;
    struct draft_version of = draft_created(service, arena);
    struct draft_attachment form = {
        .slot = SPAN("form"),
        .file_name = SPAN("form.pdf"),
        .media_type = SPAN("application/pdf"),
        .bytes = SPAN(PDF_OF("Mens ingen ser det: 010190-1234")),
    };
    expect_scanner();
    ck_assert_int_eq(draft_attach(service, arena, &of, &form, &draft, &fault), STATUS_OK);
    noted(form.bytes, "");
    /* and is left alone for a while, so that nobody waits for it again and again */
    struct digest sha256;
    start_scanner();
    struct kept_file file = {.person = of.person, .field = SPAN("report"), .bytes = form.bytes};
    ck_assert_int_eq(file_keep(service, arena, &file, &sha256, &fault), STATUS_OK);
    noted(form.bytes, "");
    stop_scanner();
}
END_TEST

static const struct {
    struct span bytes;
    const char *media_type;
} types[] = {
    {{"", 0}, NULL},
    {{"%PDF", 4}, NULL},
    {{"%PDF-1.4", 8}, "application/pdf"},
    {{"PK\x03\x04...", 7}, "application/zip"},
    {{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8}, "application/x-ole-storage"},
    {{"<html>", 6}, NULL},
};

START_TEST(knows_a_file_by_its_first_bytes)
{
    const char *found = file_media_type(types[_i].bytes);
    if (types[_i].media_type == NULL) {
        ck_assert_ptr_null(found);
    } else {
        ck_assert_str_eq(found, types[_i].media_type);
    }
}
END_TEST

/* What an officer's computer would run, or open with another program, is not taken for a PDF. */
static const struct {
    struct span bytes;
    const char *name;
    bool fits;
} names[] = {
    {{"%PDF-1.4", 8}, "form.pdf", true},
    {{"%PDF-1.4", 8}, "Budget 2020.v2.PDF", true},
    {{"%PDF-1.4", 8}, "form.hta", false},
    {{"%PDF-1.4", 8}, "form.pdf.exe", false},
    {{"%PDF-1.4", 8}, "form.docx", false},
    {{"%PDF-1.4", 8}, ".pdf", false},
    {{"%PDF-1.4", 8}, "pdf", false},
    {{"%PDF-1.4", 8}, "", false},
    {{"PK\x03\x04...", 7}, "a.docx", true},
    {{"PK\x03\x04...", 7}, "a.xlsx", true},
    {{"PK\x03\x04...", 7}, "a.odt", true},
    {{"PK\x03\x04...", 7}, "a.ods", true},
    {{"PK\x03\x04...", 7}, "a.jar", false},
    {{"PK\x03\x04...", 7}, "a.docm", false},
    {{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8}, "a.xls", true},
    {{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8}, "a.doc", true},
    {{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8}, "a.msi", false},
    {{"<html>", 6}, "a.pdf", false},
};

START_TEST(a_name_ends_as_the_content_is)
{
    ck_assert_int_eq(file_name_fits(names[_i].bytes, span_from(names[_i].name)), names[_i].fits);
}
END_TEST

START_TEST(keeps_a_file_by_itself)
{
    struct digest sha256 = {{0}};
    struct span report = SPAN("%PDF-1.7 kept by itself");
    int64_t applicant = person("TILSAGN_APPLICANT");
    struct kept_file file = {.person = applicant, .field = SPAN("report"), .bytes = report};
    ck_assert_int_eq(file_keep(service, arena, &file, &sha256, &fault), STATUS_OK);
    struct digest wanted = digest_of(report);
    ck_assert_mem_eq(sha256.bytes, wanted.bytes, DIGEST_LEN);
    struct digest untouched = sha256;
    file.bytes = SPAN("");
    ck_assert_int_eq(file_keep(service, arena, &file, &sha256, &fault), STATUS_LIMIT);
    file = (struct kept_file){.person = 0, .field = SPAN("report"), .bytes = report};
    ck_assert_int_eq(file_keep(service, arena, &file, &sha256, &fault), STATUS_DENIED);
    ck_assert_mem_eq(sha256.bytes, untouched.bytes, DIGEST_LEN);
}
END_TEST

int main(void)
{
    TCase *files = tcase_create("files");
    tcase_add_checked_fixture(files, setup, teardown);
    tcase_add_test(files, a_file_with_a_number_is_refused_and_the_draft_stays);
    tcase_add_test(files, a_file_is_kept_while_the_scanner_is_away);
    tcase_add_test(files, keeps_a_file_by_itself);
    tcase_add_loop_test(files, knows_a_file_by_its_first_bytes, 0, (int)COUNT_OF(types));
    tcase_add_loop_test(files, a_name_ends_as_the_content_is, 0, (int)COUNT_OF(names));
    return harness_run("ledger/files", files);
}
