/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include <time.h>

#include "ledger/base/json.h"
#include "ledger/sessions.h"
#include "tests/harness.h"
#include "tests/support/database.h"
#include "tests/support/ledger.h"

static struct arena *arena;
static struct service *service;
static struct fault fault;
static struct login anna = {.person = 1};

static void setup(void)
{
    arena = arena_create(4 * 1024 * 1024);
    struct service *operator_service = ledger_service(AUDIENCE_OPERATOR);
    (void)ledger_bootstrap(operator_service, arena);
    service_close(operator_service);
    service = ledger_service(AUDIENCE_AGENCY);
    fault_clear(&fault);
    database_script("delete from session.login; delete from session.kept");
    anna.id = digest_of(SPAN("cookie"));
    anna.certificate = digest_of(SPAN("certificate"));
}

static void teardown(void)
{
    service_close(service);
    arena_destroy(arena);
}

static const struct json *parsed(struct span text)
{
    const struct json *json = NULL;
    ck_assert_int_eq(json_parse(arena, text, &json, NULL), STATUS_OK);
    return json;
}

static void open_login(void)
{
    struct span text;
    ck_assert_msg(
        login_open(service, arena, &anna, NULL, &text, &fault) == STATUS_OK, "%s", fault.text);
    ck_assert(span_is(json_text(parsed(text), "state"), "live"));
}

static bool is_live(void)
{
    struct span text;
    ck_assert_int_eq(login_use(service, arena, &anna, &text, &fault), STATUS_OK);
    return span_is(json_text(parsed(text), "state"), "live");
}

/* A31: a renewed certificate is the same person, and is told apart. */
START_TEST(meets_each_certificate_once)
{
    const struct {
        const char *certificate;
        enum sighting sighting;
    } rows[] = {
        {"one", SIGHTING_FIRST},
        {"one", SIGHTING_KNOWN},
        {"two", SIGHTING_RENEWED},
        {"two", SIGHTING_KNOWN},
        {"one", SIGHTING_KNOWN},
    };
    database_script("delete from identity.seen");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct seen_certificate certificate = {
            .sha256 = digest_of(span_from(rows[i].certificate)), .serial = SPAN("0A1B")};
        enum sighting sighting = SIGHTING_KNOWN;
        ck_assert_msg(login_sighting(service, arena, anna.person, &certificate, &sighting, &fault)
                          == STATUS_OK,
            "%s", fault.text);
        ck_assert_int_eq(sighting, rows[i].sighting);
    }
    struct seen_certificate certificate = {.sha256 = digest_of(SPAN("three"))};
    enum sighting sighting = SIGHTING_RENEWED;
    ck_assert_int_eq(
        login_sighting(service, arena, 0, &certificate, &sighting, &fault), STATUS_DENIED);
    ck_assert_int_eq(sighting, SIGHTING_RENEWED);
}
END_TEST

START_TEST(the_public_pool_has_no_logins)
{
    struct service *public_service = ledger_service(AUDIENCE_PUBLIC);
    struct span text = SPAN("untouched");
    ck_assert_int_eq(login_use(public_service, arena, &anna, &text, &fault), STATUS_INVALID);
    ck_assert(span_is(text, "untouched"));
    service_close(public_service);
}
END_TEST

START_TEST(what_needs_a_login_is_refused_without_one)
{
    struct span text = SPAN("untouched");
    ck_assert_int_eq(login_mine(service, arena, &anna, &text, &fault), STATUS_DENIED);
    ck_assert_int_eq(login_close_all(service, arena, &anna, &fault), STATUS_DENIED);
    ck_assert_int_eq(kept_find(service, arena, &anna, 1, &text, &fault), STATUS_DENIED);
    ck_assert_int_eq(kept_drop(service, arena, &anna, 1, &fault), STATUS_DENIED);
    struct buffer file;
    buffer_init(&file, 10);
    ck_assert_int_eq(kept_file(service, &anna, 1, &file, &fault), STATUS_DENIED);
    buffer_free(&file);
    ck_assert(span_is(text, "untouched"));
    ck_assert_int_eq(login_close(service, arena, &anna, &fault), STATUS_OK); /* as it is */
}
END_TEST

START_TEST(a_login_is_opened_listed_and_closed)
{
    open_login();
    ck_assert(is_live());
    struct span text;
    ck_assert_int_eq(login_mine(service, arena, &anna, &text, &fault), STATUS_OK);
    const struct json *mine = parsed(text);
    ck_assert_uint_eq(json_get(mine, "logins")->count, 1);
    ck_assert(json_bool(json_list(mine, "logins"), "this"));
    ck_assert_uint_eq(json_get(mine, "kept")->count, 0);
    ck_assert_int_eq(login_close(service, arena, &anna, &fault), STATUS_OK);
    ck_assert(!is_live());
    open_login();
    struct digest before = anna.id;
    anna.id = digest_of(SPAN("the next cookie"));
    ck_assert_int_eq(login_open(service, arena, &anna, &before, &text, &fault), STATUS_OK);
    anna.id = before;
    ck_assert(!is_live());
    anna.id = digest_of(SPAN("the next cookie"));
    ck_assert(is_live());
    ck_assert_int_eq(login_close_all(service, arena, &anna, &fault), STATUS_OK);
    ck_assert(!is_live());
}
END_TEST

static struct kept_form form(struct span file_name, struct span bytes)
{
    return (struct kept_form){.path = SPAN("/applications/7"),
        .received_us = (int64_t)time(NULL) * 1000000,
        .duration_us = 12000,
        .page = SPAN("/applications/7"),
        .button = SPAN("Save draft"),
        .fields = SPAN("title=x"),
        .file_name = file_name,
        .bytes = bytes};
}

START_TEST(a_form_is_kept_until_it_is_dropped)
{
    struct kept_form kept = form((struct span){.data = NULL, .len = 0}, SPAN(""));
    int64_t id = 0;
    ck_assert_int_eq(kept_put(service, arena, anna.person, &kept, &id, &fault), STATUS_OK);
    open_login();
    struct span text;
    ck_assert_int_eq(kept_find(service, arena, &anna, id, &text, &fault), STATUS_OK);
    const struct json *document = parsed(text);
    ck_assert(span_is(json_text(document, "fields"), "title=x"));
    ck_assert(span_is(json_text(document, "button"), "Save draft"));
    ck_assert_int_eq(json_int(document, "bytes"), 0);
    struct buffer file;
    buffer_init(&file, 10);
    ck_assert_int_eq(kept_file(service, &anna, id, &file, &fault), STATUS_OK);
    ck_assert_uint_eq(file.len, 0);
    buffer_free(&file);
    ck_assert_int_eq(kept_drop(service, arena, &anna, id, &fault), STATUS_OK);
    ck_assert_int_eq(kept_find(service, arena, &anna, id, &text, &fault), STATUS_NOT_FOUND);
}
END_TEST

START_TEST(a_file_comes_back_whole)
{
    enum { FILE_LEN = 262144 * 2 + 3 };
    char *bytes = malloc(FILE_LEN);
    ck_assert_ptr_nonnull(bytes);
    for (size_t i = 0; i < FILE_LEN; i++) {
        bytes[i] = (char)(i * 31);
    }
    struct kept_form kept = form(SPAN("skema.pdf"), (struct span){.data = bytes, .len = FILE_LEN});
    int64_t id = 0;
    ck_assert_int_eq(kept_put(service, arena, anna.person, &kept, &id, &fault), STATUS_OK);
    open_login();
    struct buffer file;
    buffer_init(&file, FILE_LEN);
    ck_assert_int_eq(kept_file(service, &anna, id, &file, &fault), STATUS_OK);
    ck_assert_uint_eq(file.len, FILE_LEN);
    ck_assert_int_eq(memcmp(file.data, bytes, FILE_LEN), 0);
    buffer_free(&file);
    buffer_init(&file, FILE_LEN - 1);
    ck_assert_int_eq(kept_file(service, &anna, id, &file, &fault), STATUS_LIMIT);
    buffer_free(&file);
    free(bytes);
}
END_TEST

START_TEST(what_does_not_fit_is_not_kept)
{
    int64_t id = -7;
    struct kept_form kept = form(SPAN("x.pdf"), SPAN("x"));
    kept.bytes.len = KEPT_FILE_MAX + 1;
    ck_assert_int_eq(kept_put(service, arena, anna.person, &kept, &id, &fault), STATUS_LIMIT);
    kept = form(SPAN("x.pdf"), SPAN("x"));
    ck_assert_int_eq(kept_put(service, arena, 0, &kept, &id, &fault), STATUS_DENIED);
    ck_assert_int_eq(id, -7);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("sessions");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, meets_each_certificate_once);
    tcase_add_test(tests, the_public_pool_has_no_logins);
    tcase_add_test(tests, what_needs_a_login_is_refused_without_one);
    tcase_add_test(tests, a_login_is_opened_listed_and_closed);
    tcase_add_test(tests, a_form_is_kept_until_it_is_dropped);
    tcase_add_test(tests, a_file_comes_back_whole);
    tcase_add_test(tests, what_does_not_fit_is_not_kept);
    return harness_run("ledger/sessions", tests);
}
