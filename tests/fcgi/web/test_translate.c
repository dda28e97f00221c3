/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "fcgi/web/translate.h"
#include "tests/harness.h"

#define HEADER "Plural-Forms: nplurals=2; plural=(n != 1);\n"

/* A .mo file of at most four entries, ids in ascending order; "\1" stands for NUL. */
struct mo {
    unsigned char bytes[1024];
    size_t len;
};

static void put_u32(unsigned char *at, size_t value)
{
    for (size_t i = 0; i < 4; i++) {
        at[i] = (unsigned char)(value >> (8 * i) & 255);
    }
}

static struct mo make(const char *const *texts, size_t count)
{
    struct mo mo = {.len = 28 + count * 16};
    put_u32(mo.bytes, 0x950412de);
    put_u32(mo.bytes + 8, count);
    put_u32(mo.bytes + 12, 28);
    put_u32(mo.bytes + 16, 28 + count * 8);
    for (size_t table = 0; table < 2; table++) {
        for (size_t i = 0; i < count; i++) {
            const char *text = texts[i * 2 + table];
            unsigned char *entry = mo.bytes + 28 + table * count * 8 + i * 8;
            size_t len = strlen(text);
            put_u32(entry, len);
            put_u32(entry + 4, mo.len);
            for (size_t j = 0; j <= len; j++) {
                mo.bytes[mo.len++] = text[j] == '\1' ? '\0' : (unsigned char)text[j];
            }
        }
    }
    return mo;
}

static const char *const danish[] = {"", HEADER, "%s call\1%s calls", "%s pulje\1%s puljer",
    "Applicant", "Ans\xc3\xb8ger", "Empty", ""};

static struct mo good(void)
{
    return make(danish, 4);
}

static enum status parse(const struct mo *mo, struct catalogue *catalogue)
{
    return catalogue_parse(
        (struct span){.data = (const char *)mo->bytes, .len = mo->len}, LANGUAGE_DA, catalogue);
}

/* One 32-bit word of the good file replaced. */
static const struct {
    size_t offset;
    size_t value;
} damages[] = {
    {0, 0xde120495},             /* big-endian */
    {0, 0},                      /* no .mo */
    {4, 1},                      /* a later revision */
    {8, 5},                      /* one entry more than there is */
    {8, 0xffffffff},             /* table size overflows */
    {12, 0xfffffff0},            /* originals beyond the end */
    {16, 2000},                  /* translations beyond the end */
    {28 + 8, 0xffffff},          /* a length beyond the end */
    {28 + 8, 3},                 /* a text without its NUL */
    {28 + 12, 0xffffffff},       /* an offset beyond the end */
    {28 + 4 * 8 + 4, 0xfffffff}, /* of a translation */
};

START_TEST(a_damaged_file_is_refused)
{
    struct mo mo = good();
    struct catalogue catalogue = {.count = 77};
    put_u32(mo.bytes + damages[_i].offset, damages[_i].value);
    ck_assert_int_eq(parse(&mo, &catalogue), STATUS_INVALID);
    ck_assert_uint_eq(catalogue.count, 77);
}
END_TEST

START_TEST(every_truncation_is_refused)
{
    struct mo mo = good();
    struct catalogue catalogue = {.count = 77};
    for (size_t len = mo.len; len > 0; len--) {
        mo.len = len - 1;
        ck_assert_int_eq(parse(&mo, &catalogue), STATUS_INVALID);
    }
    ck_assert_uint_eq(catalogue.count, 77);
}
END_TEST

START_TEST(ids_ascend_and_the_formula_is_ours)
{
    static const char *const twice[] = {"", HEADER, "A", "1", "A", "2"};
    static const char *const descending[] = {"", HEADER, "B", "1", "A", "2"};
    static const char *const formula[] = {"", "Plural-Forms: nplurals=3; plural=n\n"};
    static const char *const headless[] = {"A", "1"};
    struct catalogue catalogue;
    struct mo mo = make(twice, 3);
    ck_assert_int_eq(parse(&mo, &catalogue), STATUS_INVALID);
    mo = make(descending, 3);
    ck_assert_int_eq(parse(&mo, &catalogue), STATUS_INVALID);
    mo = make(formula, 1);
    ck_assert_int_eq(parse(&mo, &catalogue), STATUS_INVALID);
    mo = make(headless, 1);
    ck_assert_int_eq(parse(&mo, &catalogue), STATUS_INVALID);
    mo = make(headless, 0);
    ck_assert_int_eq(parse(&mo, &catalogue), STATUS_OK);
    ck_assert_str_eq(tr(&catalogue, "A"), "A");
}
END_TEST

START_TEST(texts_are_found_or_stand_for_themselves)
{
    struct mo mo = good();
    struct catalogue catalogue;
    ck_assert_int_eq(parse(&mo, &catalogue), STATUS_OK);
    ck_assert_str_eq(tr(&catalogue, "Applicant"), "Ans\xc3\xb8ger");
    ck_assert_str_eq(tr(&catalogue, "Unknown"), "Unknown");
    ck_assert_str_eq(tr(&catalogue, "Empty"), "Empty"); /* untranslated */
    ck_assert_str_eq(tr(&catalogue, ""), "");           /* never the header */
    ck_assert_str_eq(tr_plural(&catalogue, "%s call", "%s calls", 1), "%s pulje");
    ck_assert_str_eq(tr_plural(&catalogue, "%s call", "%s calls", 0), "%s puljer");
    ck_assert_str_eq(tr_plural(&catalogue, "%s call", "%s calls", 2), "%s puljer");
    ck_assert_str_eq(tr_plural(&catalogue, "%s x", "%s xs", 1), "%s x");
    ck_assert_str_eq(tr_plural(&catalogue, "%s x", "%s xs", 2), "%s xs");
    ck_assert_str_eq(tr_plural(&catalogue, "Applicant", "Applicants", 2), "Applicants");
}
END_TEST

START_TEST(an_empty_catalogue_is_english)
{
    const struct catalogue none = {.language = LANGUAGE_EN};
    ck_assert_str_eq(tr(&none, "Applicant"), "Applicant");
    ck_assert_str_eq(tr_plural(&none, "day", "days", 2), "days");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("translate");
    tcase_add_loop_test(tests, a_damaged_file_is_refused, 0, (int)COUNT_OF(damages));
    tcase_add_test(tests, every_truncation_is_refused);
    tcase_add_test(tests, ids_ascend_and_the_formula_is_ours);
    tcase_add_test(tests, texts_are_found_or_stand_for_themselves);
    tcase_add_test(tests, an_empty_catalogue_is_english);
    return harness_run("fcgi/web/translate", tests);
}
