/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "fcgi/log_files.h"
#include "tests/harness.h"
#include "tests/ledger/operator/folder.h"

#define HEX  "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define ROOT "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define SIGN "\n\xE2\x80\x94 log.example AAAAAAAA\n"

static const struct {
    const char *name;
    enum log_file kind;
} rows[] = {
    {"", LOG_FILE_NONE},
    {"checkpoint", LOG_FILE_LIVE},
    {"log.vkey", LOG_FILE_LIVE},
    {"log.former.vkeys", LOG_FILE_LIVE},
    {"attest.vkeys", LOG_FILE_LIVE},
    {"checkpoints/0", LOG_FILE_LIVE},
    {"checkpoints/123456789012345678", LOG_FILE_LIVE},
    {"checkpoints/9223372036854775808", LOG_FILE_NONE},
    {"checkpoints/01", LOG_FILE_NONE},
    {"checkpoints/", LOG_FILE_NONE},
    {"checkpoints/1/../../x", LOG_FILE_NONE},
    {"tile/0/000", LOG_FILE_FIXED},
    {"tile/1/x001/234.p/5", LOG_FILE_FIXED},
    {"tile/entries/x001/x234/067", LOG_FILE_FIXED},
    {"tile/entries/000.p/0", LOG_FILE_NONE},
    {"tile/entries/../../log.vkey", LOG_FILE_NONE},
    {"tile/0/00", LOG_FILE_NONE},
    {"numbers/x001/234", LOG_FILE_LIVE},
    {"numbers/000.p/5", LOG_FILE_NONE},
    {"numbers/../signer/head", LOG_FILE_NONE},
    {"numbers/", LOG_FILE_NONE},
    {"numbers/" HEX HEX HEX, LOG_FILE_NONE},
    {"documents/" HEX, LOG_FILE_FIXED},
    {"documents/" HEX "0", LOG_FILE_NONE},
    {"documents/..", LOG_FILE_NONE},
    {"../tlog/checkpoint", LOG_FILE_NONE},
    {"/etc/passwd", LOG_FILE_NONE},
    {"checkpoint\n", LOG_FILE_NONE},
    {"former/1/checkpoint", LOG_FILE_NONE},
};

START_TEST(tells_what_a_name_is)
{
    ck_assert_msg(log_file_of(span_from(rows[_i].name)) == rows[_i].kind, "%s", rows[_i].name);
}
END_TEST

static char told[65536];

static void setup(void)
{
    folder_begin();
    told[0] = '\0';
}

static enum status take(void *context, struct span bytes)
{
    size_t len = strlen(told);
    (void)context;
    ck_assert_uint_lt(len + bytes.len, sizeof(told));
    memcpy(told + len, bytes.data, bytes.len);
    told[len + bytes.len] = '\0';
    return STATUS_OK;
}

static enum status refuse(void *context, struct span bytes)
{
    (void)bytes;
    ++*(int *)context;
    return STATUS_LIMIT;
}

/* 513 entries: two whole tiles, one of a single entry, and what lies above them. */
static void fill(void)
{
    folder_put("checkpoint", "log.example\n513\n" ROOT "\n" SIGN);
    folder_put("log.vkey", "x");
    folder_put("attest.vkeys", "x");
    folder_put("documents", NULL);
    folder_put("documents/" HEX, "x");
    folder_put("documents/.new", "x");
    folder_put("checkpoints", NULL);
    folder_put("checkpoints/300", "x");
    folder_put("checkpoints/512", "x");
    folder_put("checkpoints/513", "x");
    folder_put("checkpoints/600", "x");
    folder_put("checkpoints/.512.new", "x");
}

#define KEYS_AND_DOCUMENTS "log.vkey\nattest.vkeys\ndocuments/" HEX "\n"

static void lists(uint64_t from, const char *expected)
{
    struct fault fault = {.file = NULL};
    told[0] = '\0';
    ck_assert_int_eq(
        log_files_list(folder, from, (struct log_file_sink){.put = take}, &fault), STATUS_OK);
    ck_assert_str_eq(told, expected);
}

START_TEST(lists_what_a_copy_lacks)
{
    fill();
    lists(512, KEYS_AND_DOCUMENTS "tile/0/002.p/1\ntile/entries/002.p/1\nnumbers/002\n"
                                  "checkpoints/512\ncheckpoints/513\n");
    lists(511, KEYS_AND_DOCUMENTS "tile/0/001\ntile/entries/001\nnumbers/001\n"
                                  "tile/0/002.p/1\ntile/entries/002.p/1\nnumbers/002\n"
                                  "tile/1/000.p/2\ncheckpoints/512\ncheckpoints/513\n");
    lists(513, KEYS_AND_DOCUMENTS "checkpoints/513\n");
    lists(9999, KEYS_AND_DOCUMENTS "checkpoints/513\n");
}
END_TEST

START_TEST(lists_everything_from_nothing)
{
    fill();
    folder_put("log.former.vkeys", "x");
    ck_assert_int_eq(
        log_files_list(folder, 0, (struct log_file_sink){.put = take}, NULL), STATUS_OK);
    ck_assert_ptr_nonnull(strstr(told, "log.former.vkeys\n"));
    ck_assert_ptr_nonnull(strstr(told, "tile/entries/000\nnumbers/000\ntile/0/001\n"));
    ck_assert_ptr_nonnull(strstr(told, "checkpoints/300\n"));
    ck_assert_str_eq(told + strlen(told) - strlen("\ncheckpoints/513\n"), "\ncheckpoints/513\n");
    ck_assert_ptr_null(strstr(told, "checkpoints/600"));
    ck_assert_ptr_null(strstr(told, "new"));
}
END_TEST

START_TEST(refuses_a_folder_that_shows_nothing)
{
    struct fault fault = {.file = NULL};
    struct log_file_sink sink = {.put = take};
    ck_assert_int_eq(log_files_list(folder, 0, sink, &fault), STATUS_UNAVAILABLE);
    ck_assert_ptr_nonnull(strstr(fault.text, "no checkpoint yet"));
    folder_put("checkpoint", "no checkpoint\n");
    ck_assert_int_eq(log_files_list(folder, 0, sink, &fault), STATUS_UNAVAILABLE);
    ck_assert_str_eq(told, "");
}
END_TEST

START_TEST(stops_when_nobody_takes_it)
{
    int times = 0;
    fill();
    struct log_file_sink sink = {.put = refuse, .context = &times};
    ck_assert_int_eq(log_files_list(folder, 0, sink, NULL), STATUS_LIMIT);
    ck_assert_int_eq(times, 1);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("log_files");
    tcase_add_checked_fixture(tests, setup, folder_end);
    tcase_add_loop_test(tests, tells_what_a_name_is, 0, (int)COUNT_OF(rows));
    tcase_add_test(tests, lists_what_a_copy_lacks);
    tcase_add_test(tests, lists_everything_from_nothing);
    tcase_add_test(tests, refuses_a_folder_that_shows_nothing);
    tcase_add_test(tests, stops_when_nobody_takes_it);
    return harness_run("fcgi/log_files", tests);
}
