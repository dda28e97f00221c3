/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/web/translate.h"
#include "tests/harness.h"

static const struct {
    const char *cookie;
    const char *accept;
    enum language language;
} rows[] = {
    {NULL, "", LANGUAGE_DA},
    {NULL, "de", LANGUAGE_DA},
    {NULL, "en", LANGUAGE_EN},
    {NULL, "EN-gb", LANGUAGE_EN},
    {NULL, "en-GB,en;q=0.9,da;q=0.8", LANGUAGE_EN},
    {NULL, "de, da;q=0.7, en;q=0.3", LANGUAGE_DA},
    {NULL, "da;q=0.3, en;q=0.31", LANGUAGE_EN},
    {NULL, "en;q=0", LANGUAGE_DA},
    {NULL, "en;q=x, da;q=0.5", LANGUAGE_DA},
    {NULL, "en;q=9", LANGUAGE_EN},
    {NULL, ",;,-;q", LANGUAGE_DA},
    {NULL, "engelsk", LANGUAGE_DA},
    {"en", "da", LANGUAGE_EN},
    {"da", "en", LANGUAGE_DA},
    {"xx", "en", LANGUAGE_EN},
};

START_TEST(cookie_then_header_then_danish)
{
    struct http_pair cookie = {.name = SPAN("language"), .value = span_from(rows[_i].cookie)};
    struct http_request request = {.accept_language = span_from(rows[_i].accept)};
    request.cookies =
        (struct http_pairs){.items = &cookie, .count = rows[_i].cookie == NULL ? 0 : 1};
    ck_assert_int_eq(language_choose(&request, LANGUAGE_DA), rows[_i].language);
}
END_TEST

START_TEST(codes)
{
    enum language language = LANGUAGE_EN;
    ck_assert_str_eq(language_code(LANGUAGE_DA), "da");
    ck_assert_int_eq(language_from_code(SPAN("da"), &language), STATUS_OK);
    ck_assert_int_eq(language, LANGUAGE_DA);
    ck_assert_int_eq(language_from_code(SPAN("DA"), &language), STATUS_NOT_FOUND);
    ck_assert_int_eq(language, LANGUAGE_DA);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("language");
    tcase_add_loop_test(tests, cookie_then_header_then_danish, 0, (int)COUNT_OF(rows));
    tcase_add_test(tests, codes);
    return harness_run("fcgi/web/language", tests);
}
