/* SPDX-License-Identifier: EUPL-1.2 */
/* Documents without their clock, and nothing else changed. */
#include "fcgi/api/timeless.h"
#include "tests/harness.h"

static const struct row {
    const char *document;
    const char *kept;
} rows[] = {
    /* what is no object stays */
    {"", ""},
    {"[]", "[]"},
    {"null", "null"},
    {"{", "{"},
    /* objects */
    {"{}", "{}"},
    {"{\"now\":\"2019\"}", "{}"},
    {"{\"now\":\"2019\",\"now_us\":1}", "{}"},
    {"{\"now\" : \"2019\", \"now_us\" : 1, \"calls\" : []}", "{\"calls\" : []}"},
    {"{\"call\": 1, \"now\": \"x\", \"b\": 2, \"now_us\": 1}", "{\"call\": 1,\"b\": 2}"},
    {" {\"a\":1} \n", "{\"a\":1}"},
    /* only its own members, and only whole names */
    {"{\"a\":{\"now\":1,\"now_us\":2},\"b\":[{\"now\":3}]}",
        "{\"a\":{\"now\":1,\"now_us\":2},\"b\":[{\"now\":3}]}"},
    {"{\"nowhere\":1,\"now_us_too\":2}", "{\"nowhere\":1,\"now_us_too\":2}"},
    /* brackets, commas and quotes in texts */
    {"{\"now\":\"},{\\\"\\\\\",\"t\":\"a,}]\\\"\",\"u\":[\"{\",\"\\\\\"]}",
        "{\"t\":\"a,}]\\\"\",\"u\":[\"{\",\"\\\\\"]}"},
    {"{\"a\":\"\xC3\xA6\",\"now\":null}", "{\"a\":\"\xC3\xA6\"}"},
    /* cut off: still no reading beyond the end */
    {"{\"a\":\"x}", "{\"a\":\"x}}"},
    {"{\"a\":\"x\\}", "{\"a\":\"x\\}}"},
    {"{\"a\":[}", "{\"a\":[}}"},
};

START_TEST(keeps_the_rest)
{
    struct arena *arena = arena_create(4096);
    struct span kept = timeless(arena, span_from(rows[_i].document));
    ck_assert_msg(
        span_is(kept, rows[_i].kept), "%s: %.*s", rows[_i].document, (int)kept.len, kept.data);
    arena_destroy(arena);
}
END_TEST

START_TEST(needs_memory)
{
    struct arena *arena = arena_create(8);
    struct span kept = timeless(arena, SPAN("{\"calls\":[1,2,3]}"));
    ck_assert_ptr_null(kept.data);
    arena_destroy(arena);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("timeless");
    tcase_add_loop_test(cases, keeps_the_rest, 0, (int)COUNT_OF(rows));
    tcase_add_test(cases, needs_memory);
    return harness_run("fcgi/api/timeless", cases);
}
