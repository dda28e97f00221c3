/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/base/amount.h"
#include "ledger/grants/lines.h"
#include "tests/ledger/grants/fixture.h"

#define YEARS(...)                                                                                 \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }

/* What is given of each line, the sum, and which line comes next; worked out by hand. */
static const struct {
    bool year_by_year;
    struct content_amount lines[3];
    size_t line_count;
    struct content_amount given[3];
    size_t given_count;
    bool is_given[3];
    int64_t given_ore;
    size_t next;
} rows[] = {
    /* one commitment: every line is given with the award */
    {false, YEARS({2017, 25}, {2018, 50}), 2, YEARS({0, 0}), 0, {true, true}, 75, LINES_NONE},
    /* opkval-2017: the line of 2017 with the award, that of 2018 waits, then it is given */
    {true, YEARS({2017, 25}, {2018, 50}), 2, YEARS({2017, 25}), 1, {true, false}, 25, 1},
    {true, YEARS({2017, 25}, {2018, 50}), 2, YEARS({2017, 25}, {2018, 50}), 2, {true, true}, 75,
        LINES_NONE},
    /* one øre less than the line, one more */
    {true, YEARS({2017, 25}, {2018, 50}), 2, YEARS({2017, 25}, {2018, 49}), 2, {true, false}, 25,
        1},
    {true, YEARS({2017, 25}, {2018, 50}), 2, YEARS({2017, 25}, {2018, 51}), 2, {true, true}, 75,
        LINES_NONE},
    /* raised after it was given, and given anew */
    {true, YEARS({2018, 90}), 1, YEARS({2018, 50}), 1, {false}, 0, 0},
    {true, YEARS({2018, 90}), 1, YEARS({2018, 50}, {2018, 90}), 2, {true}, 90, LINES_NONE},
    /* the earliest comes first, in whatever order the lines stand */
    {true, YEARS({2019, 1}, {2018, 2}, {2017, 3}), 3, YEARS({2017, 3}), 1, {false, false, true}, 3,
        1},
    /* what was given for another year gives nothing; no lines, nothing waits */
    {true, YEARS({2018, 50}), 1, YEARS({2017, 50}), 1, {false}, 0, 0},
    {true, YEARS({0, 0}), 0, YEARS({0, 0}), 0, {false}, 0, LINES_NONE},
};

START_TEST(gives_each_row)
{
    const struct lines_input input = {
        .year_by_year = rows[_i].year_by_year,
        .lines = rows[_i].lines,
        .line_count = rows[_i].line_count,
        .given = rows[_i].given,
        .given_count = rows[_i].given_count,
    };
    struct lines lines = lines_compute(&input);
    for (size_t i = 0; i < rows[_i].line_count; i++) {
        ck_assert_int_eq(lines.given[i], rows[_i].is_given[i]);
    }
    ck_assert_int_eq(lines.given_ore, rows[_i].given_ore);
    ck_assert_uint_eq(lines.next, rows[_i].next);
}
END_TEST

static const char *const refused[] = {
    "{}",
    "{\"year_by_year\":true,\"given\":[]}",
    "{\"year_by_year\":true,\"lines\":{},\"given\":[]}",
    "{\"year_by_year\":true,\"lines\":[]}",
    "{\"year_by_year\":true,\"lines\":[{\"year\":2017}],\"given\":[]}",
    "{\"year_by_year\":true,\"lines\":[{\"year\":-1,\"amount_ore\":1}],\"given\":[]}",
    "{\"year_by_year\":true,\"lines\":[{\"year\":2017,\"amount_ore\":-1}],\"given\":[]}",
    "{\"year_by_year\":true,\"lines\":[{\"year\":2017,\"amount_ore\":1000000000000001}],\"given\":[]}",
};

static const struct json *parsed(const char *text)
{
    const struct json *json = NULL;
    struct json_error error;
    ck_assert_int_eq(json_parse(fixture_arena, span_from(text), &json, &error), STATUS_OK);
    return json;
}

START_TEST(refuses_what_the_database_does_not_give)
{
    struct lines_input input = {.line_count = 7};
    ck_assert_int_eq(lines_read(fixture_arena, parsed(refused[_i]), &input), STATUS_INVALID);
    ck_assert_uint_eq(input.line_count, 7);
}
END_TEST

START_TEST(stops_at_an_exhausted_arena)
{
    const struct json *json = parsed("{\"year_by_year\":true,\"lines\":[],\"given\":[]}");
    struct lines_input input = {.line_count = 7};
    while (arena_alloc(fixture_arena, 1) != NULL) {
    }
    ck_assert_int_eq(lines_read(fixture_arena, json, &input), STATUS_LIMIT);
    ck_assert_uint_eq(input.line_count, 7);
}
END_TEST

static const struct {
    const char *input;
    const char *written;
} texts[] = {
    {"{\"year_by_year\":true,\"lines\":[{\"year\":2017,\"amount_ore\":25},"
     "{\"year\":2018,\"amount_ore\":50}],\"given\":[{\"year\":2017,\"amount_ore\":25}]}",
        "{\"rule_version\":1,\"lines\":[{\"year\":2017,\"amount_ore\":25,\"given\":true},"
        "{\"year\":2018,\"amount_ore\":50,\"given\":false}],\"given_ore\":25,\"all_given\":false,"
        "\"next\":{\"year\":2018,\"amount_ore\":50}}"},
    {"{\"year_by_year\":false,\"lines\":[{\"year\":2017,\"amount_ore\":25}],\"given\":[]}",
        "{\"rule_version\":1,\"lines\":[{\"year\":2017,\"amount_ore\":25,\"given\":true}],"
        "\"given_ore\":25,\"all_given\":true,\"next\":null}"},
};

START_TEST(reads_and_writes_as_the_database_does)
{
    struct lines_input input = {.line_count = 0};
    struct buffer buffer;
    struct json_writer writer;
    ck_assert_int_eq(lines_read(fixture_arena, parsed(texts[_i].input), &input), STATUS_OK);
    struct lines lines = lines_compute(&input);
    buffer_init(&buffer, FIXTURE_FILE);
    json_writer_init(&writer, &buffer);
    lines_put(&input, &lines, &writer, NULL);
    ck_assert(span_is(buffer_span(&buffer), texts[_i].written));
    buffer_free(&buffer);
}
END_TEST

int main(void)
{
    TCase *lines = tcase_create("lines");
    tcase_add_checked_fixture(lines, fixture_setup, fixture_teardown);
    tcase_add_loop_test(lines, gives_each_row, 0, (int)COUNT_OF(rows));
    tcase_add_loop_test(lines, refuses_what_the_database_does_not_give, 0, (int)COUNT_OF(refused));
    tcase_add_test(lines, stops_at_an_exhausted_arena);
    tcase_add_loop_test(lines, reads_and_writes_as_the_database_does, 0, (int)COUNT_OF(texts));
    return harness_run("ledger/grants/lines", lines);
}
