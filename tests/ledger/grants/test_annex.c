/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/annex.h"
#include "tests/ledger/grants/fixture.h"

static const struct {
    const char *file;
    const char *call;
    enum call_annex_value value;
    size_t rows;
    int64_t first;
} files[] = {
    {"annexes/fsm2-2019.caps.json", "fsm2-2019", CALL_ANNEX_ORE, 2, KR(2500000)},
    {"annexes/fsm2-2019.frontrunner.json", "fsm2-2019", CALL_ANNEX_NONE, 1, 0},
    {"annexes/ressource-2019.caps.json", "ressource-2019", CALL_ANNEX_ORE, 2, KR(1800000)},
    {"annexes/opkval-2017.target_groups.json", "opkval-2017", CALL_ANNEX_COUNT, 2, 1400},
};

static struct annex read_annex(struct span text)
{
    struct annex annex = {.row_count = 0};
    struct call_error error = {.line = 0, .reason = ""};
    enum status status = annex_parse(fixture_arena, text, &annex, &error);
    ck_assert_msg(status == STATUS_OK, "line %u: %s", error.line, error.reason);
    return annex;
}

START_TEST(reads_what_is_shipped)
{
    struct annex annex = read_annex(fixture_file(files[_i].file));
    ck_assert(annex.invented);
    ck_assert(span_starts_with(annex.note.da, SPAN("OPDIGTET")));
    ck_assert(span_starts_with(annex.note.en, SPAN("INVENTED")));
    ck_assert_uint_eq(annex.value, files[_i].value);
    ck_assert_uint_eq(annex.row_count, files[_i].rows);
    ck_assert_int_eq(annex.rows[0].value, files[_i].first);
    ck_assert_int_eq(annex_fits(&annex, fixture_call(files[_i].call)), STATUS_OK);
    ck_assert_int_eq(annex_fits(&annex, fixture_call("rehab-2016")), STATUS_NOT_FOUND);
    ck_assert_ptr_eq(annex_find(&annex, annex.rows[0].cvr), &annex.rows[0]);
    ck_assert_ptr_null(annex_find(&annex, SPAN("10000099")));
}
END_TEST

static const struct {
    const char *file;
    const char *old;
    const char *new;
    const char *reason;
} faults[] = {
    {"annexes/fsm2-2019.caps.json", "{\n", "", ""},
    {"annexes/fsm2-2019.caps.json", "\"v\": 1", "\"v\": 3", "not a whole number"},
    {"annexes/fsm2-2019.caps.json", "\"invented\": true", "\"invented\": 1", "neither true"},
    {"annexes/fsm2-2019.caps.json", "\"rows\"", "\"row\"", "unknown field: row"},
    {"annexes/fsm2-2019.caps.json", "\"value\": \"ore\"", "\"value\": \"kr\"", "not one of"},
    {"annexes/fsm2-2019.caps.json", "\"10000001\"", "\"1000000\"", "not a CVR: 1000000"},
    {"annexes/fsm2-2019.caps.json", "\"10000001\"", "\"10000003\"", "rows not ascending"},
    {"annexes/fsm2-2019.caps.json", "\"10000001\"", "\"10000002\"", "rows not ascending"},
    {"annexes/fsm2-2019.caps.json", "250000000", "-1", "not a whole number"},
    {"annexes/fsm2-2019.caps.json", "250000000", "null", "not a whole number"},
    {"annexes/fsm2-2019.frontrunner.json", "\"value\": null", "\"value\": 1", "a list of CVRs"},
    {"annexes/fsm2-2019.frontrunner.json", "{\"cvr\": \"10000002\", \"value\": null}", "",
        "rows is no list"},
    {"annexes/fsm2-2019.frontrunner.json", "{\"cvr\": \"10000002\", \"value\": null}", "1",
        "not an object"},
};

START_TEST(refuses_each_fault)
{
    struct annex annex = {.row_count = 99};
    struct call_error error = {.line = 0, .reason = NULL};
    struct span text =
        fixture_change(fixture_file(faults[_i].file), faults[_i].old, faults[_i].new, NULL);
    ck_assert_int_eq(annex_parse(fixture_arena, text, &annex, &error), STATUS_INVALID);
    ck_assert_uint_eq(annex.row_count, 99);
    ck_assert_msg(strncmp(error.reason, faults[_i].reason, strlen(faults[_i].reason)) == 0,
        "line %u: %s", error.line, error.reason);
}
END_TEST

START_TEST(refuses_what_is_too_large)
{
    char *text = calloc(1, ANNEX_TEXT_MAX + 1);
    ck_assert_ptr_nonnull(text);
    struct annex annex;
    struct call_error error;
    struct span span = {.data = text, .len = ANNEX_TEXT_MAX + 1};
    ck_assert_int_eq(annex_parse(fixture_arena, span, &annex, &error), STATUS_LIMIT);
    free(text);
}
END_TEST

START_TEST(survives_every_exhausted_arena)
{
    struct span text = fixture_file("annexes/fsm2-2019.caps.json");
    enum status status = STATUS_LIMIT;
    for (size_t limit = 16; status != STATUS_OK; limit += 16) {
        struct arena *arena = arena_create(limit);
        struct annex annex;
        struct call_error error;
        status = annex_parse(arena, text, &annex, &error);
        ck_assert(status == STATUS_OK || status == STATUS_LIMIT);
        arena_destroy(arena);
    }
}
END_TEST

int main(void)
{
    TCase *annex = fixture_case("annex");
    tcase_add_loop_test(annex, reads_what_is_shipped, 0, (int)COUNT_OF(files));
    tcase_add_loop_test(annex, refuses_each_fault, 0, (int)COUNT_OF(faults));
    tcase_add_test(annex, refuses_what_is_too_large);
    tcase_add_test(annex, survives_every_exhausted_arena);
    return harness_run("ledger/grants/annex", annex);
}
