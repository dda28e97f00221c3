/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "ledger/base/span.h"
#include "tests/harness.h"

static const struct span nothing = {.data = NULL, .len = 0};

START_TEST(null_and_empty_are_equal)
{
    ck_assert(span_equal(nothing, SPAN("")));
    ck_assert(span_equal(nothing, span_from(NULL)));
    ck_assert(span_is(nothing, ""));
    ck_assert(span_is(nothing, NULL));
    ck_assert(span_starts_with(nothing, nothing));
    ck_assert_uint_eq(span_trim(nothing).len, 0);
}
END_TEST

START_TEST(compares_bytes_and_length)
{
    ck_assert(span_equal(SPAN("a\0b"), SPAN("a\0b")));
    ck_assert(!span_equal(SPAN("a\0b"), SPAN("a\0c")));
    ck_assert(!span_is(SPAN("a\0b"), "a"));
    ck_assert(span_is(SPAN("Ærø"), "Ærø"));
    ck_assert(span_starts_with(SPAN("/agency/x"), SPAN("/agency/")));
    ck_assert(!span_starts_with(SPAN("/agency"), SPAN("/agency/")));
    ck_assert(!span_starts_with(SPAN("/grantee"), SPAN("/agency")));
    ck_assert(span_starts_with(SPAN("x"), nothing));
}
END_TEST

static const struct {
    const char *text;
    const char *trimmed;
} trims[] = {{"", ""}, {" \t\r\n", ""}, {"a", "a"}, {" a b\r\n", "a b"}, {"\v", "\v"}};

START_TEST(trims_each_row)
{
    ck_assert(span_is(span_trim(span_from(trims[_i].text)), trims[_i].trimmed));
}
END_TEST

/* The parts are shown with "|" behind each. */
static const struct {
    const char *text;
    const char *parts;
} splits[] = {{NULL, ""}, {"", ""}, {"a", "a|"}, {",", "||"}, {"a,", "a||"}, {",a", "|a|"},
    {"a,b,,c", "a|b||c|"}, {",,", "|||"}};

START_TEST(splits_each_row)
{
    char seen[32] = "";
    struct span rest = span_from(splits[_i].text);
    struct span part = nothing;
    while (span_split(&rest, ',', &part)) {
        ck_assert_uint_lt(strlen(seen) + part.len + 2, sizeof(seen));
        size_t len = strlen(seen);
        memcpy(seen + len, part.data, part.len);
        memcpy(seen + len + part.len, "|", 2);
    }
    ck_assert_str_eq(seen, splits[_i].parts);
    ck_assert_ptr_null(rest.data);
    ck_assert(!span_split(&rest, ',', &part));
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("span");
    tcase_add_test(cases, null_and_empty_are_equal);
    tcase_add_test(cases, compares_bytes_and_length);
    tcase_add_loop_test(cases, trims_each_row, 0, (int)COUNT_OF(trims));
    tcase_add_loop_test(cases, splits_each_row, 0, (int)COUNT_OF(splits));
    return harness_run("ledger/base/span", cases);
}
