/* SPDX-License-Identifier: EUPL-1.2 */
/* What a witness's answer means; asked from 7 on for 9 at NOW. */
#include <string.h>

#include "ledger/log/cosignature.h"
#include "ledger/sequencer/post.h"
#include "ledger/sequencer/witness_answer.h"
#include "tests/harness.h"

#define NOW  INT64_C(1571904000)
#define BODY "log.test/a\n9\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"

static const struct {
    int code;
    const char *answer;
    enum witness_state state;
    uint64_t told;
    uint64_t old_size;
} rows[] = {
    {0, "", WITNESS_SILENT, 0, 7},
    {400, "", WITNESS_MALFORMED, 0, 7},
    {403, "", WITNESS_NO_SIGNATURE, 0, 7},
    {404, "", WITNESS_UNKNOWN_LOG, 0, 7},
    {422, "", WITNESS_INCONSISTENT, 7, 7},
    {422, "", WITNESS_UNREADABLE, 0, 0}, /* no log is inconsistent with the empty one */
    {500, "", WITNESS_UNREADABLE, 0, 7},
    {301, "", WITNESS_UNREADABLE, 0, 7},
    {409, "", WITNESS_UNREADABLE, 0, 7},
    {409, "8", WITNESS_UNREADABLE, 0, 7},
    {409, "8\n9\n", WITNESS_UNREADABLE, 0, 7},
    {409, "-1\n", WITNESS_UNREADABLE, 0, 7},
    {409, "7\n", WITNESS_UNREADABLE, 7, 7}, /* that is where we began */
    {409, "8\n", WITNESS_ELSEWHERE, 8, 7},
    {409, "0\n", WITNESS_ELSEWHERE, 0, 7},
    {409, "9\n", WITNESS_ELSEWHERE, 9, 7},
    {409, "9\n", WITNESS_OTHER_ROOT, 9, 9},
    {409, "10\n", WITNESS_AHEAD, 10, 7},
    {200, "", WITNESS_WRONG_SIGNATURE, 0, 7},
    {200, "— w.test/1 AAAA\n", WITNESS_WRONG_SIGNATURE, 0, 7},
};

static struct ed25519_key *key;
static struct note_verifier witness;

static void setup(void)
{
    uint8_t secret[ED25519_SECRET_LEN] = {5};
    ck_assert_int_eq(ed25519_from_secret(secret, &key), STATUS_OK);
    cosigner_of(SPAN("w.test/1"), key, &witness);
}

static void teardown(void)
{
    ed25519_free(key);
}

static struct witness_said judge(int code, struct span answer, uint64_t old_size)
{
    struct witness_question question = {
        .body = SPAN(BODY), .key = &witness, .old_size = old_size, .size = 9, .now_s = NOW};
    struct witness_said said;
    witness_answer_judge(&question, code, answer, &said);
    return said;
}

START_TEST(each_answer_has_its_meaning)
{
    struct witness_said said = judge(rows[_i].code, span_from(rows[_i].answer), rows[_i].old_size);
    ck_assert_str_eq(witness_state_name(said.state), witness_state_name(rows[_i].state));
    ck_assert_uint_eq(said.told, rows[_i].told);
    ck_assert_uint_eq(said.line.len, 0);
}
END_TEST

/* A minute to either side is now; what other keys add does not concern us. */
START_TEST(a_cosignature_counts_when_it_is_made_now)
{
    static const struct {
        int64_t off_s;
        enum witness_state state;
    } times[] = {{0, WITNESS_COSIGNED}, {60, WITNESS_COSIGNED}, {-60, WITNESS_COSIGNED},
        {61, WITNESS_WRONG_TIME}, {-61, WITNESS_WRONG_TIME}};
    for (size_t i = 0; i < COUNT_OF(times); i++) {
        struct buffer answer;
        buffer_init(&answer, 4096);
        buffer_puts(&answer, "— other.test/2 AAAAAAAA\n");
        size_t begin = answer.len;
        cosignature_put(&answer, SPAN(BODY), witness.name, key, NOW + times[i].off_s);
        struct witness_said said = judge(200, buffer_span(&answer), 7);
        ck_assert_int_eq(said.state, times[i].state);
        if (said.state == WITNESS_COSIGNED) {
            ck_assert(
                span_equal(said.line, (struct span){answer.data + begin, answer.len - begin - 1}));
        }
        buffer_free(&answer);
    }
}
END_TEST

/* The verifier counts an entry as wrong that was recorded behind the first cosignature over it. */
START_TEST(a_cosignature_before_an_entry_does_not_count)
{
    static const struct {
        int64_t newest_s;
        enum witness_state state;
    } times[] = {{NOW - 5, WITNESS_COSIGNED}, {NOW - 4, WITNESS_WRONG_TIME}};
    struct buffer answer;
    buffer_init(&answer, 4096);
    cosignature_put(&answer, SPAN(BODY), witness.name, key, NOW - 5);
    for (size_t i = 0; i < COUNT_OF(times); i++) {
        struct witness_question question = {.body = SPAN(BODY),
            .key = &witness,
            .old_size = 7,
            .size = 9,
            .now_s = NOW,
            .newest_s = times[i].newest_s};
        struct witness_said said;
        witness_answer_judge(&question, 200, buffer_span(&answer), &said);
        ck_assert_int_eq(said.state, times[i].state);
    }
    buffer_free(&answer);
}
END_TEST

START_TEST(an_address_that_is_none_has_no_answer)
{
    struct post post = {.url = "file:///etc/hostname", .body = SPAN("x"), .code = 7};
    buffer_init(&post.answer, POST_ANSWER_LEN_MAX);
    ck_assert_int_eq(post_all(&post, 1, 1000), STATUS_OK);
    ck_assert_int_eq(post.code, 0);
    ck_assert_uint_eq(post.answer.len, 0);
    buffer_free(&post.answer);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("witness_answer");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, each_answer_has_its_meaning, 0, (int)COUNT_OF(rows));
    tcase_add_test(tests, a_cosignature_counts_when_it_is_made_now);
    tcase_add_test(tests, a_cosignature_before_an_entry_does_not_count);
    tcase_add_test(tests, an_address_that_is_none_has_no_answer);
    return harness_run("ledger/sequencer/witness_answer", tests);
}
