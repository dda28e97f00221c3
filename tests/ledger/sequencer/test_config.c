/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>
#include <unistd.h>

#include "ledger/sequencer/config.h"
#include "tests/harness.h"

#define GOOD "# comment\n\ndatabase = host=/run/pg dbname=tilsagn\nattest = /run/system.sock\n"

static const struct {
    const char *text;
    const char *fault; /* NULL: accepted */
    int64_t interval_ms;
} rows[] = {
    {GOOD, NULL, SEQUENCER_INTERVAL_MS},
    {GOOD "interval_ms = 10", NULL, 10},
    {GOOD "interval_ms = 60000\n", NULL, 60000},
    {"", "database", 0},
    {"database = x\n", "attest", 0},
    {GOOD "interval_ms = 9\n", "line 5", 0},
    {GOOD "interval_ms = 60001\n", "line 5", 0},
    {GOOD "interval_ms = 1000000\n", "line 5", 0},
    {GOOD "interval_ms = ten\n", "line 5", 0},
    {GOOD "interval_ms =\n", "line 5", 0},
    {GOOD "interval_ms = 10\ninterval_ms = 10\n", "line 6", 0},
    {GOOD "signer = s\nlog = l\n", NULL, SEQUENCER_INTERVAL_MS},
    {GOOD "signer = s\nlog = l\npolicy = p\n", NULL, SEQUENCER_INTERVAL_MS},
    {GOOD "policy = p\n", "without a log", 0},
    {GOOD "signer = s\nlog = l\nstandbys = 8\n", NULL, SEQUENCER_INTERVAL_MS},
    {GOOD "standbys = 0\n", "without a log", 0},
    {GOOD "standbys = 9\n", "line 5", 0},
    {GOOD "standbys = /\n", "line 5", 0},
    {GOOD "standbys = 10\n", "line 5", 0},
    {GOOD "standbys = 1\nstandbys = 1\n", "line 6", 0},
    {GOOD "scanner = s\n", NULL, SEQUENCER_INTERVAL_MS},
    {GOOD "failed = f\n", NULL, SEQUENCER_INTERVAL_MS},
    {GOOD "failed = f\nfailed = f\n", "line 6", 0},
    {GOOD "signer = s\n", "\"log\" is missing", 0},
    {GOOD "log = l\n", "\"signer\" is missing", 0},
    {GOOD "attest = x\n", "line 5", 0},
    {GOOD "colour = red\n", "line 5", 0},
    {GOOD "colour\n", "line 5", 0},
    {"database =\n", "line 1", 0},
};

START_TEST(accepts_or_names_the_line)
{
    struct arena *arena = arena_create(65536);
    struct sequencer_config config = {.interval_ms = -7};
    struct fault fault;
    fault_clear(&fault);
    enum status status = sequencer_config_parse(arena, span_from(rows[_i].text), &config, &fault);
    if (rows[_i].fault == NULL) {
        ck_assert_int_eq(status, STATUS_OK);
        ck_assert_str_eq(config.database, "host=/run/pg dbname=tilsagn");
        ck_assert_str_eq(config.attest, "/run/system.sock");
        ck_assert_int_eq(config.interval_ms, rows[_i].interval_ms);
        ck_assert_int_eq(config.standbys, strstr(rows[_i].text, "standbys") != NULL ? 8 : 0);
    } else {
        ck_assert_int_eq(status, STATUS_INVALID);
        ck_assert_ptr_nonnull(strstr(fault.text, rows[_i].fault));
        ck_assert_int_eq(config.interval_ms, -7);
    }
    arena_destroy(arena);
}
END_TEST

START_TEST(reads_a_file_or_says_that_it_cannot)
{
    struct arena *arena = arena_create(65536);
    struct sequencer_config config;
    char path[] = "/tmp/tilsagn-config-XXXXXX";
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, GOOD, strlen(GOOD)), (ssize_t)strlen(GOOD));
    ck_assert_int_eq(sequencer_config_read(arena, path, &config, NULL), STATUS_OK);
    static char large[9000];
    ck_assert_int_eq(write(fd, large, sizeof(large)), (ssize_t)sizeof(large));
    ck_assert_int_eq(sequencer_config_read(arena, path, &config, NULL), STATUS_NOT_FOUND);
    ck_assert_int_eq(close(fd), 0);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(sequencer_config_read(arena, path, &config, NULL), STATUS_NOT_FOUND);
    struct arena *small = arena_create(8);
    ck_assert_int_eq(sequencer_config_parse(small, SPAN(GOOD), &config, NULL), STATUS_INVALID);
    arena_destroy(small);
    arena_destroy(arena);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("config");
    tcase_add_loop_test(tests, accepts_or_names_the_line, 0, (int)COUNT_OF(rows));
    tcase_add_test(tests, reads_a_file_or_says_that_it_cannot);
    return harness_run("ledger/sequencer/config", tests);
}
