/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "fcgi/config.h"
#include "tests/harness.h"

#define PUBLIC                                                                                     \
    "database = host=/run dbname=tilsagn\npeer_uid = 33\norigin = https://localhost:8443\n"        \
    "public_origin = https://localhost:8444\npo_dir = /po\nassets_dir = /assets\n"                 \
    "language_default = da\ndemo = 1\n"
#define PERSONS                                                                                    \
    "attest = /a\nscanner = /x\ntrust = /t\ncrl = /c\nprofile = /p\nseal = /s\nlists = /l\n"
#define LOG "log = /g\n"

static struct arena *arena;

static void setup(void)
{
    arena = arena_create(256 * 1024);
}

static void teardown(void)
{
    arena_destroy(arena);
}

static const struct {
    const char *text;
    enum pool pool;
    const char *fault; /* NULL: accepted */
} rows[] = {
    {"", POOL_PUBLIC, "f: the key database is missing"},
    {"database\n", POOL_PUBLIC, "f:1: write key = value"},
    {"\n# x\nnew = 1\n", POOL_PUBLIC, "f:3: unknown key"},
    {"database = a\ndatabase = b\n", POOL_PUBLIC, "f:2: the key comes too often"},
    {"profile = /1\nprofile = /2\nprofile = /3\nprofile = /4\nprofile = /5\nprofile = /6\n"
     "profile = /7\nprofile = /8\nprofile = /9\n",
        POOL_GRANTEE, "f:9: the key comes too often"},
    {"database =\n", POOL_PUBLIC, "f:1: empty value"},
    {PUBLIC, POOL_GRANTEE, "f: the key attest is missing"},
    {PUBLIC, POOL_PUBLIC, NULL},
    {PUBLIC PERSONS, POOL_GRANTEE, NULL},
    {PUBLIC PERSONS, POOL_SUBMIT, NULL},
    {PUBLIC PERSONS, POOL_AGENCY, "f: the key log is missing"},
    {PUBLIC PERSONS LOG, POOL_AGENCY, NULL},
    {PUBLIC PERSONS LOG "profile = /q\n", POOL_AGENCY, NULL},
};

START_TEST(accepts_or_refuses_each_row)
{
    struct config config = {.demo = false, .peer_uid = 99};
    struct fault fault = {.file = NULL};
    enum status status =
        config_parse(arena, span_from(rows[_i].text), "f", rows[_i].pool, &config, &fault);
    if (rows[_i].fault != NULL) {
        ck_assert_int_eq(status, STATUS_INVALID);
        ck_assert_str_eq(fault.text, rows[_i].fault);
        ck_assert_uint_eq(config.peer_uid, 99);
        return;
    }
    ck_assert_int_eq(status, STATUS_OK);
    ck_assert_uint_eq(config.peer_uid, 33);
    ck_assert_str_eq(config.database, "host=/run dbname=tilsagn");
    ck_assert(span_is(config.origin, "https://localhost:8443") && config.demo);
    ck_assert_int_eq(config.language_default, LANGUAGE_DA);
}
END_TEST

/* One value of the good file replaced. */
static const struct {
    const char *from;
    const char *to;
    const char *fault;
} values[] = {
    {"origin = https://localhost:8443", "origin = http://localhost", "f: an origin is"},
    {"origin = https://localhost:8443", "origin = https://localhost/", "f: an origin is"},
    {"peer_uid = 33", "peer_uid = www", "f: peer_uid is a number"},
    {"peer_uid = 33", "peer_uid = 4294967296", "f: peer_uid is a number"},
    {"language_default = da", "language_default = de", "f: language_default is da or en"},
    {"demo = 1", "demo = yes", "f: demo is 0 or 1"},
};

START_TEST(refuses_each_bad_value)
{
    char text[1024] = PUBLIC;
    char *at = strstr(text, values[_i].from);
    ck_assert_ptr_nonnull(at);
    char rest[1024];
    (void)snprintf(rest, sizeof(rest), "%s", at + strlen(values[_i].from));
    (void)snprintf(at, sizeof(text) - (size_t)(at - text), "%s%s", values[_i].to, rest);
    struct config config;
    struct fault fault = {.file = NULL};
    ck_assert_int_eq(
        config_parse(arena, span_from(text), "f", POOL_PUBLIC, &config, &fault), STATUS_INVALID);
    ck_assert_msg(
        strncmp(fault.text, values[_i].fault, strlen(values[_i].fault)) == 0, "%s", fault.text);
}
END_TEST

START_TEST(pools_have_audiences_and_names)
{
    struct config config;
    struct fault fault = {.file = NULL};
    const enum route_audience audiences[] = {
        [POOL_GRANTEE] = ROUTE_GRANTEE,
        [POOL_SUBMIT] = ROUTE_GRANTEE,
        [POOL_AGENCY] = ROUTE_AGENCY,
        [POOL_PUBLIC] = ROUTE_PUBLIC,
    };
    for (unsigned i = 0; i < COUNT_OF(audiences); i++) {
        enum pool pool = POOL_PUBLIC;
        ck_assert_int_eq(pool_from_name(span_from(pool_name((enum pool)i)), &pool), STATUS_OK);
        ck_assert_int_eq(pool, i);
        ck_assert_int_eq(
            config_parse(arena, SPAN(PUBLIC PERSONS LOG), "f", pool, &config, &fault), STATUS_OK);
        ck_assert_int_eq(config.audience, audiences[i]);
    }
    enum pool pool = POOL_AGENCY;
    ck_assert_int_eq(pool_from_name(SPAN("other"), &pool), STATUS_NOT_FOUND);
    ck_assert_int_eq(pool, POOL_AGENCY);
}
END_TEST

START_TEST(a_file_that_is_not_there)
{
    struct config config;
    struct fault fault = {.file = NULL};
    ck_assert_int_eq(
        config_read(arena, "/nonexistent", POOL_PUBLIC, &config, &fault), STATUS_NOT_FOUND);
    ck_assert_str_eq(fault.text, "/nonexistent: cannot be read");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("config");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, accepts_or_refuses_each_row, 0, (int)COUNT_OF(rows));
    tcase_add_loop_test(tests, refuses_each_bad_value, 0, (int)COUNT_OF(values));
    tcase_add_test(tests, pools_have_audiences_and_names);
    tcase_add_test(tests, a_file_that_is_not_there);
    return harness_run("fcgi/config", tests);
}
