/* SPDX-License-Identifier: EUPL-1.2 */
/* The violations of a problem: pointers, messages, limits. */
#include <string.h>

#include "fcgi/api/violation_list.h"
#include "tests/harness.h"

static struct arena *arena;
static struct violation_list list;
static const struct catalogue catalogue;

static void set_up(void)
{
    arena = arena_create(1 << 20);
    ck_assert_int_eq(violation_list_begin(&list, arena, &catalogue), STATUS_OK);
}

static void tear_down(void)
{
    arena_destroy(arena);
}

START_TEST(needs_memory)
{
    struct arena *small = arena_create(1);
    struct violation_list other = {.count = 7};
    ck_assert_int_eq(violation_list_begin(&other, small, &catalogue), STATUS_LIMIT);
    ck_assert_uint_eq(other.count, 7);
    arena_destroy(small);
}
END_TEST

START_TEST(is_an_array_even_when_empty)
{
    ck_assert(span_is(violation_list_end(&list), "[]"));
}
END_TEST

START_TEST(names_the_place)
{
    violation_list_add_field(&list, SPAN("budget.2.category"), SPAN("not_eligible"), 0);
    violation_list_add_field(&list, SPAN(""), SPAN("missing"), 0);
    violation_list_note(&list, SPAN("/a~1b"), "unknown");
    ck_assert_uint_eq(list.count, 3);
    ck_assert(span_is(violation_list_end(&list),
        "[{\"pointer\":\"/budget/2/category\",\"code\":\"not_eligible\","
        "\"message\":\"This category is not eligible in this call.\"},"
        "{\"pointer\":\"\",\"code\":\"missing\",\"message\":\"This is missing.\"},"
        "{\"pointer\":\"/a~1b\",\"code\":\"unknown\",\"message\":\"This is not known here.\"}]"));
}
END_TEST

START_TEST(takes_an_act_s_list)
{
    const struct json *items = NULL;
    struct json_error error;
    ck_assert_int_eq(
        json_parse(arena,
            SPAN("[{\"field\":\"title\",\"code\":\"never_heard_of\"},"
                 "{\"field\":\"answers.0.text\",\"code\":\"personal_number\",\"place\":17},"
                 "{\"field\":\"report\",\"code\":\"number_in_file\",\"page\":2,\"line\":7,"
                 "\"date\":\"010190\"}]"),
            &items, &error),
        STATUS_OK);
    violation_list_add_all(&list, NULL);
    violation_list_add_all(&list, items);
    ck_assert(span_is(violation_list_end(&list),
        "[{\"pointer\":\"/title\",\"code\":\"never_heard_of\","
        "\"message\":\"This breaks a rule of the call.\"},"
        "{\"pointer\":\"/answers/0/text\",\"code\":\"personal_number\","
        "\"message\":\"This holds what looks like a CPR number, beginning at the character named "
        "by place. Take it out.\",\"place\":17},"
        "{\"pointer\":\"/report\",\"code\":\"number_in_file\","
        "\"message\":\"The file holds what looks like a CPR number; page, line and date say where. "
        "Take it out.\",\"page\":2,\"line\":7,\"date\":\"010190\"}]"));
}
END_TEST

START_TEST(leaves_out_what_is_too_much)
{
    for (int i = 0; i < VIOLATIONS_MAX + 10; i++) {
        violation_list_add(&list, SPAN("/x"), SPAN("missing"));
    }
    ck_assert_uint_eq(list.count, VIOLATIONS_MAX + 10);
    struct span text = violation_list_end(&list);
    const struct json *parsed = NULL;
    struct json_error error;
    ck_assert_int_eq(json_parse(arena, text, &parsed, &error), STATUS_OK);
    ck_assert_uint_eq(parsed->count, VIOLATIONS_MAX);
}
END_TEST

START_TEST(points_at_the_root_when_the_field_is_too_long)
{
    char field[400];
    memset(field, 'a', sizeof field);
    violation_list_add_field(
        &list, (struct span){.data = field, .len = sizeof field}, SPAN("missing"), 0);
    ck_assert(span_is(violation_list_end(&list),
        "[{\"pointer\":\"\",\"code\":\"missing\",\"message\":\"This is missing.\"}]"));
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("violation_list");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, needs_memory);
    tcase_add_test(cases, is_an_array_even_when_empty);
    tcase_add_test(cases, names_the_place);
    tcase_add_test(cases, takes_an_act_s_list);
    tcase_add_test(cases, leaves_out_what_is_too_much);
    tcase_add_test(cases, points_at_the_root_when_the_field_is_too_long);
    return harness_run("fcgi/api/violation_list", cases);
}
