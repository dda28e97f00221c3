/* SPDX-License-Identifier: EUPL-1.2 */
/* Codes in the reader's language; that no act or look is without words is asked by tests/sql. */
#include <stdio.h>

#include "fcgi/words.h"
#include "tests/harness.h"

static const struct catalogue none;

static const struct {
    struct span (*say)(const struct catalogue *catalogue, struct span code);
    const char *code;
    const char *words;
} codes[] = {
    {words_act, "submit", "Send the application"},
    {words_act, "begin_log", "Begin the log anew under another name"},
    {words_act, "act_of_tomorrow", "act_of_tomorrow"},
    {words_entry, "submit", "Application sent"},
    {words_entry, "repay", "repay"}, /* a step that leaves no entry of that name */
    {words_entry, "act_of_tomorrow", "act_of_tomorrow"},
    {words_look, "agency_application", "the application"},
    {words_look, "page_of_tomorrow", "page_of_tomorrow"},
    {words_obstacle, "dispute", "the yearly statement is disputed"},
    {words_obstacle, "reason_of_tomorrow", "reason_of_tomorrow"},
};

START_TEST(says_a_code_in_words)
{
    struct span words = codes[_i].say(&none, span_from(codes[_i].code));
    ck_assert_msg(
        span_is(words, codes[_i].words), "%s: %.*s", codes[_i].code, (int)words.len, words.data);
}
END_TEST

static const struct {
    const char *code;
    const char *detail;
    const char *words; /* "": nothing is said */
} refusals[] = {
    {"LG502", "{\"state\":\"awarded\",\"needed\":\"dispute\"}", "the yearly statement is disputed"},
    {"LG502", "{\"state\":\"proposed\",\"needed\":\"decide_claim\"}",
        "Decide on a repayment claim"},
    {"LG502", "{\"state\":\"x\",\"needed\":\"before the deadline\"}", ""},
    {"LG502", "{\"state\":\"x\"}", ""},
    {"LG502", "[]", ""},
    {"LG502", "", ""},
    {"LG503", "{\"needed\":\"dispute\"}", ""},
};

START_TEST(says_what_a_refused_act_waits_for)
{
    struct exchange x = {.arena = arena_create((size_t)64 * 1024), .catalogue = &none};
    ck_assert_ptr_nonnull(x.arena);
    (void)snprintf(x.fault.code, sizeof x.fault.code, "%s", refusals[_i].code);
    (void)snprintf(x.fault.detail, sizeof x.fault.detail, "%s", refusals[_i].detail);
    struct span words = words_needed(&x);
    ck_assert_msg(span_is(words, refusals[_i].words), "%.*s", (int)words.len, words.data);
    arena_destroy(x.arena);
}
END_TEST

int main(void)
{
    TCase *words = tcase_create("words");
    tcase_add_loop_test(words, says_a_code_in_words, 0, (int)COUNT_OF(codes));
    tcase_add_loop_test(words, says_what_a_refused_act_waits_for, 0, (int)COUNT_OF(refusals));
    return harness_run("fcgi/words", words);
}
