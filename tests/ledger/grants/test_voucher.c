/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/base/amount.h"
#include "ledger/grants/voucher.h"
#include "tests/ledger/grants/fixture.h"

#define RULE "{\"always_from_ore\":50000000,\"draws\":3,\"days\":14}"
/* 550,000 kr. on a large line, 300,000 on four others: a point every 100,000. */
#define LINES                                                                                      \
    "[{\"line\":1,\"ore\":55000000,\"before\":false},{\"line\":2,\"ore\":15000000,\"before\":"     \
    "false},{\"line\":3,\"ore\":9000000,\"before\":false},{\"line\":4,\"ore\":4000000,\"before\":" \
    "false},{\"line\":5,\"ore\":2000000,\"before\":BEFORE}]"

static const struct json *json_of(const char *text)
{
    const struct json *json = NULL;
    ck_assert_int_eq(json_parse(fixture_arena, span_from(text), &json, NULL), STATUS_OK);
    return json;
}

static const char *replaced(const char *text, const char *word, const char *by)
{
    const char *at = strstr(text, word);
    return at == NULL ? text
                      : arena_printf(
                          fixture_arena, "%.*s%s%s", (int)(at - text), text, by, at + strlen(word));
}

static struct digest seed_of(uint64_t first)
{
    struct digest seed = {.bytes = {0}};
    for (size_t i = 0; i < 8; i++) {
        seed.bytes[i] = (uint8_t)(first >> (8 * (7 - i)));
    }
    return seed;
}

static const char *drawn(const char *rule_text, const char *lines_text, uint64_t first)
{
    struct voucher_rule rule;
    struct voucher_line *lines = NULL;
    size_t count = 0;
    char *out = arena_alloc(fixture_arena, 200);
    struct digest seed = seed_of(first);
    ck_assert_int_eq(voucher_rule_read(json_of(rule_text), &rule), STATUS_OK);
    ck_assert_int_eq(
        voucher_lines_read(fixture_arena, json_of(lines_text), &lines, &count), STATUS_OK);
    voucher_draw(&rule, lines, count, &seed);
    out[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        if (lines[i].why != VOUCHER_NOT) {
            (void)snprintf(out + strlen(out), 200 - strlen(out), "%s%d%c",
                out[0] == '\0' ? "" : " ", (int)lines[i].line, " bld"[lines[i].why]);
        }
    }
    return out;
}

/* As in tests/sql/225_vouchers, worked out by hand: line 2 ends at 150,000, 3 at 240,000, 4 at
 * 280,000. */
static const struct {
    uint64_t first;
    const char *drawn;
} rows[] = {
    {0, "1l 2d 3d"},
    {3999999, "1l 2d 3d"},
    {4000000, "1l 2d 4d"},
    {4999999, "1l 2d 4d"},
    {5000000, "1l 2d 3d 4d"},
    {8000000, "1l 2d 3d 5d"},
    {9999999, "1l 2d 3d 5d"},
    {10000000, "1l 2d 3d"},
    {UINT64_C(1) << 63, "1l 2d 3d"},
};

START_TEST(draws_each_row)
{
    ck_assert_str_eq(
        drawn(RULE, replaced(LINES, "BEFORE", "false"), rows[_i].first), rows[_i].drawn);
}
END_TEST

START_TEST(takes_what_is_taken_anyway)
{
    ck_assert_str_eq(drawn(RULE, replaced(LINES, "BEFORE", "true"), 0), "1l 2d 3d 5b");
    ck_assert_str_eq(drawn("{\"always_from_ore\":1,\"draws\":1,\"days\":1}",
                         replaced(LINES, "BEFORE", "true"), 7),
        "1l 2l 3l 4l 5b");
    ck_assert_str_eq(drawn(RULE, "[]", 7), "");
}
END_TEST

static const char *const bad_rules[] = {"{}", "[]",
    "{\"always_from_ore\":0,\"draws\":3,\"days\":1}",
    "{\"always_from_ore\":1,\"draws\":0,\"days\":1}",
    "{\"always_from_ore\":1,\"draws\":51,\"days\":1}",
    "{\"always_from_ore\":1,\"draws\":1,\"days\":366}", "{\"always_from_ore\":1,\"draws\":1}"};
static const char *const bad_lines[] = {"{}", "[1]", "[{\"line\":1,\"ore\":0,\"before\":false}]",
    "[{\"line\":0,\"ore\":1,\"before\":false}]", "[{\"line\":1,\"ore\":1}]",
    "[{\"line\":2,\"ore\":1,\"before\":false},{\"line\":2,\"ore\":1,\"before\":false}]"};

START_TEST(refuses_what_is_none)
{
    struct voucher_rule rule = {.draws = 7};
    struct voucher_line *lines = NULL;
    size_t count = 7;
    for (size_t i = 0; i < COUNT_OF(bad_rules); i++) {
        ck_assert_int_eq(voucher_rule_read(json_of(bad_rules[i]), &rule), STATUS_INVALID);
    }
    for (size_t i = 0; i < COUNT_OF(bad_lines); i++) {
        ck_assert_int_eq(voucher_lines_read(fixture_arena, json_of(bad_lines[i]), &lines, &count),
            STATUS_INVALID);
    }
    ck_assert_int_eq(voucher_lines_read(fixture_arena, NULL, &lines, &count), STATUS_INVALID);
    ck_assert_int_eq(rule.draws, 7);
    ck_assert_uint_eq(count, 7);
    ck_assert_ptr_null(lines);
}
END_TEST

START_TEST(needs_memory)
{
    struct voucher_line *lines = NULL;
    size_t count = 0;
    const struct json *list = json_of(replaced(LINES, "BEFORE", "true"));
    struct arena *small = arena_create(64);
    while (arena_alloc(small, 1) != NULL) {
    }
    ck_assert_int_eq(voucher_lines_read(small, list, &lines, &count), STATUS_LIMIT);
    arena_destroy(small);
}
END_TEST

/* The draw of an entry is made again from what the entry says. */
START_TEST(finds_what_is_not_so)
{
    char leaf[DIGEST_HEX_LEN + 1];
    char root[DIGEST_HEX_LEN + 1];
    char seed[DIGEST_HEX_LEN + 1];
    struct digest parts[2] = {digest_of(SPAN("leaf")), digest_of(SPAN("root"))};
    struct digest made = voucher_seed(&parts[0], &parts[1]);
    digest_hex(&parts[0], leaf);
    digest_hex(&parts[1], root);
    digest_hex(&made, seed);
    const char *entry = arena_printf(fixture_arena,
        "{\"leaf\":\"%s\",\"root\":\"%s\",\"seed\":\"%s\",\"rule\":" RULE
        ",\"lines\":[{\"line\":4,\"ore\":5,\"before\":false}],"
        "\"sample\":[{\"line\":4,\"ore\":5,\"why\":\"drawn\"}]}",
        leaf, root, seed);
    ck_assert_ptr_null(voucher_fault(fixture_arena, json_of(entry)));
    ck_assert_str_eq(voucher_fault(fixture_arena, json_of(replaced(entry, root, leaf))),
        "seed: not the hash of the request's leaf and the head's root");
    ck_assert_str_eq(voucher_fault(fixture_arena, json_of(replaced(entry, "drawn", "large"))),
        "sample: the rule draws other lines");
    ck_assert_str_eq(voucher_fault(fixture_arena, json_of(replaced(entry, seed, "x"))),
        "its inputs cannot be read");
    ck_assert_str_eq(
        voucher_fault(fixture_arena, json_of(replaced(entry, "\"line\":4", "\"line\":0"))),
        "its inputs cannot be read");
}
END_TEST

int main(void)
{
    TCase *voucher = fixture_case("voucher");
    tcase_add_loop_test(voucher, draws_each_row, 0, (int)COUNT_OF(rows));
    tcase_add_test(voucher, takes_what_is_taken_anyway);
    tcase_add_test(voucher, refuses_what_is_none);
    tcase_add_test(voucher, needs_memory);
    tcase_add_test(voucher, finds_what_is_not_so);
    return harness_run("ledger/grants/voucher", voucher);
}
