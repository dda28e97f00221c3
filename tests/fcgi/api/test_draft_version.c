/* SPDX-License-Identifier: EUPL-1.2 */
/* Which If-Match names a version of a draft. */
#include "fcgi/api/draft_version.h"
#include "tests/harness.h"

static const struct row {
    const char *if_match;
    int32_t version; /* 0: refused */
} rows[] = {
    {"", 0},
    {"3", 0},
    {"*", 0},
    {"\"\"", 0},
    {"\"0\"", 0},
    {"\"03\"", 0},
    {"\"-3\"", 0},
    {"\"x\"", 0},
    {"\"3x\"", 0},
    {"\"3", 0},
    {"W/\"3\"", 0},
    {"\"3\", \"4\"", 0},
    {"\"3-a\", \"4-b\"", 0},
    {"\"1234567890\"", 0},
    {"\"3\"", 3},
    {" \"3\" ", 3},
    {"\"3-0123456789abcdef\"", 3},
    {"\"999999999\"", 999999999},
};

START_TEST(parses)
{
    int32_t version = -1;
    enum status status = draft_version_parse(span_from(rows[_i].if_match), &version);
    ck_assert_int_eq(status, rows[_i].version == 0 ? STATUS_INVALID : STATUS_OK);
    ck_assert_int_eq(version, rows[_i].version == 0 ? -1 : rows[_i].version);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("draft_version");
    tcase_add_loop_test(cases, parses, 0, (int)COUNT_OF(rows));
    return harness_run("fcgi/api/draft_version", cases);
}
