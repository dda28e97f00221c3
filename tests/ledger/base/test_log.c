/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ledger/base/log.h"
#include "tests/harness.h"

static FILE *captured;
static char text[20000];
static struct arena *arena;
static const struct json *json;

static void setup(void)
{
    captured = tmpfile();
    ck_assert_ptr_nonnull(captured);
    ck_assert_int_ge(dup2(fileno(captured), STDERR_FILENO), 0);
    arena = arena_create(256 * 1024);
}

static void teardown(void)
{
    arena_destroy(arena);
    (void)fclose(captured);
}

/* The line written so far, without its prefix, in `json`. */
static void read_line(const char *prefix)
{
    rewind(captured);
    size_t len = fread(text, 1, sizeof(text), captured);
    ck_assert_uint_gt(len, 4);
    ck_assert_mem_eq(text, prefix, 3);
    ck_assert_int_eq(text[len - 1], '\n');
    struct span line = {.data = text + 3, .len = len - 3};
    ck_assert_int_eq(json_parse(arena, line, &json, NULL), STATUS_OK);
}

START_TEST(a_line_too_long_is_replaced)
{
    struct log_line line;
    char value[1000];
    memset(value, 'x', sizeof(value));
    log_begin(&line, LOG_LEVEL_INFO, "test");
    for (int i = 0; i < 20; i++) {
        log_text(&line, "k", (struct span){.data = value, .len = sizeof(value)});
    }
    log_end(&line);
    read_line("<3>");
    ck_assert(span_is(json_text(json, "event"), "log_line_lost"));
}
END_TEST

START_TEST(long_values_are_cut_between_code_points)
{
    struct log_line line;
    char value[1200];
    for (size_t i = 0; i < sizeof(value); i++) {
        value[i] = i == 0 ? 'x' : "æ"[(i - 1) % 2];
    }
    log_begin(&line, LOG_LEVEL_INFO, "test");
    log_text(&line, "k", (struct span){.data = value, .len = sizeof(value)});
    log_end(&line);
    read_line("<6>");
    ck_assert_uint_eq(json_text(json, "k").len, 1023);
}
END_TEST

START_TEST(bytes_that_are_not_utf8_are_replaced)
{
    struct log_line line;
    log_begin(&line, LOG_LEVEL_INFO, "test");
    log_text(&line, "k", SPAN("a\xC3z"));
    log_end(&line);
    read_line("<6>");
    ck_assert(span_is(json_text(json, "k"), "a?z"));
}
END_TEST

static const struct {
    enum log_level level;
    const char *prefix;
    const char *name;
} levels[] = {{LOG_LEVEL_ERROR, "<3>", "error"}, {LOG_LEVEL_WARNING, "<4>", "warning"},
    {LOG_LEVEL_NOTICE, "<5>", "notice"}, {LOG_LEVEL_INFO, "<6>", "info"}};

START_TEST(each_level_has_its_priority)
{
    struct log_line line;
    log_program("tilsagn-test");
    log_begin(&line, levels[_i].level, "started");
    log_text(&line, "line\nbreak", SPAN("{\"x\":\n1}"));
    log_int(&line, "pid", 42);
    log_end(&line);
    read_line(levels[_i].prefix);
    ck_assert(span_is(json_text(json, "level"), levels[_i].name));
    ck_assert(span_is(json_text(json, "program"), "tilsagn-test"));
    ck_assert(span_is(json_text(json, "event"), "started"));
    ck_assert(span_is(json_text(json, "line\nbreak"), "{\"x\":\n1}"));
    ck_assert_int_eq(json_int(json, "pid"), 42);
    ck_assert_uint_eq(json_text(json, "ts").len, strlen("2019-10-24T10:00:00.000000Z"));
    ck_assert_ptr_eq(strchr(text, '\n'), strrchr(text, '\n'));
}
END_TEST

START_TEST(a_fault_is_written_without_its_detail)
{
    struct log_line line;
    struct fault fault;
    fault_clear(&fault);
    log_begin(&line, LOG_LEVEL_ERROR, "test");
    log_fault(&line, NULL);
    log_fault(&line, &fault);
    FAULT(&fault, "db", "40001", "lost a race");
    (void)snprintf(fault.detail, sizeof(fault.detail), "{\"name\":\"secret\"}");
    log_fault(&line, &fault);
    log_end(&line);
    read_line("<3>");
    ck_assert(span_is(json_text(json, "fault_module"), "db"));
    ck_assert(span_is(json_text(json, "fault_code"), "40001"));
    ck_assert(span_is(json_text(json, "fault_text"), "lost a race"));
    ck_assert_int_gt(json_int(json, "fault_line"), 0);
    ck_assert_ptr_null(strstr(text, "secret"));
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("log");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, a_line_too_long_is_replaced);
    tcase_add_test(cases, long_values_are_cut_between_code_points);
    tcase_add_test(cases, bytes_that_are_not_utf8_are_replaced);
    tcase_add_loop_test(cases, each_level_has_its_priority, 0, (int)COUNT_OF(levels));
    tcase_add_test(cases, a_fault_is_written_without_its_detail);
    return harness_run("ledger/base/log", cases);
}
