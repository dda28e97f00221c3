/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "fcgi/web/pasted.h"
#include "tests/harness.h"

enum { ARENA_LEN = 4096 };

static const struct {
    struct span text;
    enum status status;
    const char *clean;
} rows[] = {
    {{"", 0}, STATUS_OK, ""},
    {{"a\0b", 3}, STATUS_INVALID, NULL},
    {{"\xC3", 1}, STATUS_INVALID, NULL},
    {{"\xED\xA0\x80", 3}, STATUS_INVALID, NULL},
    {{"bl\xC3\xA5", 4}, STATUS_OK, "bl\xC3\xA5"},
    {{"bla\xCC\x8A", 5}, STATUS_OK, "bl\xC3\xA5"},               /* å in two pieces */
    {{"\xE2\x84\xAB", 3}, STATUS_OK, "\xC3\x85"},                /* the sign of the ångström */
    {{"1\r\n2\r3\n4\f5\v6", 12}, STATUS_OK, "1\n2\n3\n4\n5\n6"}, /* every way to end a line */
    {{"a\r", 2}, STATUS_OK, "a\n"},
    {{"a\tb", 3}, STATUS_OK, "a\tb"},
    {{"\x01"
      "a\x1B"
      "b\x7F",
         5},
        STATUS_OK, "ab"},
    {{"\xC2\x85x\xC2\xA0y", 6}, STATUS_OK, "x\xC2\xA0y"}, /* C1 goes, a hard space stays */
    {{"\xEF\xBB\xBFtext", 7}, STATUS_OK, "text"},
    {{"a\xE2\x80\xAE"
      "b\xE2\x81\xA6"
      "c",
         9},
        STATUS_OK, "abc"},                            /* direction overrides */
    {{"\xE2\x80\x93", 3}, STATUS_OK, "\xE2\x80\x93"}, /* a dash beside them stays */
    {{"\x01\x02", 2}, STATUS_OK, ""},
};

START_TEST(cleans_or_refuses_each_row)
{
    struct arena *arena = arena_create(ARENA_LEN);
    struct span clean = {.data = "untouched", .len = strlen("untouched")};
    ck_assert_int_eq(pasted_clean(arena, rows[_i].text, &clean), rows[_i].status);
    ck_assert(span_is(clean, rows[_i].clean == NULL ? "untouched" : rows[_i].clean));
    arena_destroy(arena);
}
END_TEST

START_TEST(says_when_the_arena_is_full)
{
    struct arena *arena = arena_create(8);
    struct span clean = SPAN("untouched");
    ck_assert_int_eq(pasted_clean(arena, SPAN("123456789"), &clean), STATUS_LIMIT);
    ck_assert(span_is(clean, "untouched"));
    arena_destroy(arena);
}
END_TEST

int main(void)
{
    TCase *clean = tcase_create("pasted_clean");
    tcase_add_loop_test(clean, cleans_or_refuses_each_row, 0, (int)COUNT_OF(rows));
    tcase_add_test(clean, says_when_the_arena_is_full);
    return harness_run("fcgi/web/pasted", clean);
}
