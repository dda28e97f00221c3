/* SPDX-License-Identifier: EUPL-1.2 */
/* Policies: who counts, and when they are enough. */
#include <string.h>

#include "ledger/log/policy.h"
#include "tests/harness.h"

/* Published keys of witnesses and of a log, as in tests/vectors/cosignature-real. */
#define W1                                                                                         \
    "witness.navigli.sunlight.geomys.org+a3e00fe2+BNy/co4C1Hn1p+INwJrfUlgz7W55dSZReusH/GhUhJ/G"
#define W2 "witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv"
#define W3                                                                                         \
    "staging.witness.transparency.goog/ring-any-bells+2e1a8dc9+BG5JTpLc3FJtwzgh1Uv+Qelz9qeOH2bfWjS1s0s+y4rL"
#define LOG                                                                                        \
    "log2025-alpha3.rekor.sigstage.dev+d3d3a70c+AZQ93VXPMmj9uZj7U/7CefQ9yy8RgYFv6mKzOseipjqp"

#define WITNESSES "witness a " W1 " https://a.example/\nwitness b " W2 "\nwitness c " W3 "\n"

static const struct {
    const char *text;
    uint64_t met; /* bit n: the witnesses of the number n (a = 1, b = 2, c = 4) are a quorum */
} good[] = {
    {"quorum none\n", 0xFF},
    {"# nobody yet\n\n \t\nlog " LOG "\nquorum none\n", 0xFF},
    {WITNESSES "quorum a\n", 0xAA},
    {WITNESSES "group g any a b c\nquorum g\n", 0xFE},
    {WITNESSES "group g all a b c\nquorum g\n", 0x80},
    {WITNESSES "group g 2 a b c\nquorum g\n", 0xE8},
    {WITNESSES "group g 2 a b\ngroup h any g c\nquorum h\n", 0xF8},
    {WITNESSES "\tgroup  g\t2 a b \ngroup h all g c\n quorum h\n", 0x80},
};

START_TEST(quorums_are_met_by_whom_they_name)
{
    struct policy policy;
    unsigned line = 0;
    ck_assert_int_eq(policy_parse(span_from(good[_i].text), &policy, &line), STATUS_OK);
    for (uint64_t cosigned = 0; cosigned < 8; cosigned++) {
        ck_assert_int_eq(policy_met(&policy, cosigned), good[_i].met >> cosigned & 1U);
    }
}
END_TEST

START_TEST(keys_and_addresses_are_kept)
{
    struct policy policy;
    unsigned line = 0;
    ck_assert_int_eq(
        policy_parse(
            SPAN("log " LOG " https://l.example/\n" WITNESSES "quorum none\n"), &policy, &line),
        STATUS_OK);
    ck_assert_uint_eq(policy.log_count, 1);
    ck_assert(span_is(policy.logs[0].name, "log2025-alpha3.rekor.sigstage.dev"));
    ck_assert_uint_eq(policy.witness_count, 3);
    ck_assert(span_is(policy.witnesses[0].url, "https://a.example/"));
    ck_assert_uint_eq(policy.witnesses[1].url.len, 0);
    ck_assert(span_is(policy.witnesses[1].key.name, "witness.stagemole.eu"));
}
END_TEST

static const struct {
    const char *text;
    unsigned line;
} bad[] = {
    {"", 0},
    {"quorum none", 0},
    {"log " LOG "\n", 1},
    {"quorum none\nquorum none\n", 2},
    {"quorum\n", 1},
    {"quorum nobody\n", 1},
    {"quorum none at all\n", 1},
    {"something else\n", 1},
    {"log\n", 1},
    {"log " W1 "\n", 1},
    {"log " LOG " https://l.example/ more\n", 1},
    {"log " LOG "\nlog " LOG "\n", 2},
    {"witness a\n", 1},
    {"witness a " LOG "\n", 1},
    {"witness a " W1 " u more\n", 1},
    {"witness none " W1 "\n", 1},
    {"witness a " W1 "\nwitness b " W1 "\n", 2},
    {"witness a " W1 "\nwitness a " W2 "\n", 2},
    {"group\n", 1},
    {"group g all\n", 1},
    {"group g all x\n", 1},
    {WITNESSES "group g 0 a\n", 4},
    {WITNESSES "group g 3 a b\n", 4},
    {WITNESSES "group g some a b\n", 4},
    {WITNESSES "group g all a a\n", 4},
    {WITNESSES "group g all a\ngroup h all a b\n", 5},
    {WITNESSES "group g all a\ngroup g all b\n", 5},
    {"quorum none\x01\n", 1},
    {"quorum none\r\n", 1},
};

START_TEST(other_policies_name_their_line)
{
    struct policy policy = {.quorum = 77};
    unsigned line = 99;
    ck_assert_int_eq(policy_parse(span_from(bad[_i].text), &policy, &line), STATUS_INVALID);
    ck_assert_uint_eq(line, bad[_i].line);
    ck_assert_int_eq(policy.quorum, 77);
}
END_TEST

/* `count` lines "<word> <name or nothing> <key>" with keys of our own. */
static void put_keys(
    struct buffer *text, const char *word, bool named, uint8_t algorithm, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        struct note_verifier key = {.name = SPAN("k"), .public_key = {(uint8_t)i, 1}};
        note_key_id_of(key.name, algorithm, key.public_key, key.key_id);
        buffer_printf(text, named ? "%s n%u " : "%s ", word, i);
        note_put_key(text, &key, algorithm);
        buffer_putc(text, '\n');
    }
}

START_TEST(limits_are_kept)
{
    static struct policy policy;
    struct buffer text;
    buffer_init(&text, 2 * POLICY_LEN_MAX);
    unsigned line = 0;
    put_keys(&text, "log", false, 1, POLICY_LOGS_MAX);
    put_keys(&text, "witness", true, 4, POLICY_WITNESSES_MAX);
    for (unsigned i = 0; i < POLICY_NAMES_MAX - POLICY_WITNESSES_MAX; i++) {
        buffer_printf(&text, "group g%u any n%u\n", i, i);
    }
    size_t len = text.len;
    buffer_puts(&text, "quorum g31\n");
    ck_assert_int_eq(policy_parse(buffer_span(&text), &policy, &line), STATUS_OK);
    ck_assert(policy_met(&policy, UINT64_C(1) << 31U));
    ck_assert(!policy_met(&policy, UINT64_C(1) << 30U));
    text.len = len;
    buffer_puts(&text, "group one_more any g0\n");
    ck_assert_int_eq(policy_parse(buffer_span(&text), &policy, &line), STATUS_LIMIT);
    ck_assert_uint_eq(line, 97);
    buffer_clear(&text);
    put_keys(&text, "log", false, 1, POLICY_LOGS_MAX + 1);
    ck_assert_int_eq(policy_parse(buffer_span(&text), &policy, &line), STATUS_LIMIT);
    buffer_clear(&text);
    put_keys(&text, "witness", true, 4, POLICY_WITNESSES_MAX + 1);
    ck_assert_int_eq(policy_parse(buffer_span(&text), &policy, &line), STATUS_LIMIT);
    while (text.len <= POLICY_LEN_MAX) {
        buffer_puts(&text, "# long\n");
    }
    ck_assert_int_eq(policy_parse(buffer_span(&text), &policy, &line), STATUS_LIMIT);
    ck_assert_uint_eq(line, 0);
    buffer_free(&text);
}
END_TEST

int main(void)
{
    TCase *policy = tcase_create("policy");
    tcase_add_test(policy, limits_are_kept);
    tcase_add_loop_test(policy, quorums_are_met_by_whom_they_name, 0, (int)COUNT_OF(good));
    tcase_add_test(policy, keys_and_addresses_are_kept);
    tcase_add_loop_test(policy, other_policies_name_their_line, 0, (int)COUNT_OF(bad));
    return harness_run("ledger/log/policy", policy);
}
