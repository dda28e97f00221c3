/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "ledger/base/json.h"
#include "tests/harness.h"

static struct arena *arena;
static const struct json *json;

static void setup(void)
{
    arena = arena_create(64 * 1024);
    struct span text = SPAN("{\"t\":\"x\",\"n\":7,\"b\":true,\"l\":[1,2],\"e\":[],\"z\":null,"
                            "\"o\":{\"p\":{\"q\":\"deep\"}}}");
    ck_assert_int_eq(json_parse(arena, text, &json, NULL), STATUS_OK);
}

static void teardown(void)
{
    arena_destroy(arena);
}

START_TEST(absent_and_other_kinds_give_the_default)
{
    ck_assert_ptr_null(json_get(NULL, "t"));
    ck_assert_ptr_null(json_get(json_get(json, "l"), "t"));
    ck_assert_ptr_null(json_get(json, "absent"));
    ck_assert_ptr_null(json_get(json, "o.p"));
    ck_assert_ptr_null(json_at(json, "o.absent.q"));
    ck_assert_ptr_null(json_at(json, "t.p"));
    ck_assert_ptr_null(json_at(json, "o."));
    ck_assert_ptr_null(json_text(json, "n").data);
    ck_assert_ptr_null(json_text(NULL, "n").data);
    ck_assert_int_eq(json_int(json, "t"), 0);
    ck_assert(!json_bool(json, "n"));
    ck_assert(!json_bool(json, "absent"));
    ck_assert_ptr_null(json_list(json, "o"));
    ck_assert_ptr_null(json_list(json, "e"));
}
END_TEST

START_TEST(strict_readers_say_absent_or_invalid)
{
    struct span text = SPAN("before");
    int64_t value = -1;
    bool flag = true;
    ck_assert_int_eq(json_read_text(json, "absent", &text), STATUS_NOT_FOUND);
    ck_assert_int_eq(json_read_text(json, "n", &text), STATUS_INVALID);
    ck_assert_int_eq(json_read_text(json, "z", &text), STATUS_INVALID);
    ck_assert_int_eq(json_read_int(json, "absent", &value), STATUS_NOT_FOUND);
    ck_assert_int_eq(json_read_int(json, "t", &value), STATUS_INVALID);
    ck_assert_int_eq(json_read_bool(NULL, "b", &flag), STATUS_NOT_FOUND);
    ck_assert_int_eq(json_read_bool(json, "n", &flag), STATUS_INVALID);
    ck_assert(span_is(text, "before"));
    ck_assert_int_eq(value, -1);
    ck_assert(flag);
}
END_TEST

START_TEST(reads_what_is_there)
{
    struct span text = SPAN("");
    int64_t value = 0;
    bool flag = false;
    ck_assert_int_eq(json_read_text(json, "t", &text), STATUS_OK);
    ck_assert_int_eq(json_read_int(json, "n", &value), STATUS_OK);
    ck_assert_int_eq(json_read_bool(json, "b", &flag), STATUS_OK);
    ck_assert(span_is(text, "x"));
    ck_assert_int_eq(value, 7);
    ck_assert(flag);
    ck_assert(span_is(json_text(json, "o.p.q"), "deep"));
    ck_assert_int_eq(json_int(json, "n"), 7);
    ck_assert(json_bool(json, "b"));
    ck_assert_int_eq(json_list(json, "l")->next->integer, 2);
    ck_assert_ptr_eq(json_at(json, ""), json);
}
END_TEST

START_TEST(finds_the_first_unknown_member)
{
    static const char *const some[] = {"t", "n", "b", NULL};
    static const char *const all[] = {"o", "z", "e", "l", "t", "n", "b", NULL};
    ck_assert(span_is(json_unknown_member(json, some)->key, "l"));
    ck_assert_ptr_null(json_unknown_member(json, all));
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("json_read");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, absent_and_other_kinds_give_the_default);
    tcase_add_test(cases, strict_readers_say_absent_or_invalid);
    tcase_add_test(cases, reads_what_is_there);
    tcase_add_test(cases, finds_the_first_unknown_member);
    return harness_run("ledger/base/json_read", cases);
}
