/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "auth/decisions.h"
#include "tests/harness.h"

#define NOW INT64_C(1700000000)

static struct decisions *decisions;

static void setup(void)
{
    decisions = decisions_create();
    ck_assert_ptr_nonnull(decisions);
}

static void teardown(void)
{
    decisions_destroy(decisions);
    decisions_destroy(NULL);
}

static struct digest digest(uint8_t first, uint8_t last)
{
    struct digest digest = {.bytes = {first}};
    digest.bytes[DIGEST_LEN - 1] = last;
    return digest;
}

static struct decision decision(const char *serial_number)
{
    return (struct decision){
        .certificate = digest(7, 7),
        .texts = {SPAN("profile"), span_from(serial_number), SPAN("10000001"), SPAN("CN"),
            SPAN("O")},
    };
}

static bool found(struct digest asked, int64_t now_s, const char *serial_number)
{
    struct decision out = {.texts = {SPAN("untouched")}};
    if (!decisions_find(decisions, &asked, now_s, &out)) {
        ck_assert(span_is(out.texts[DECISION_PROFILE], "untouched"));
        return false;
    }
    ck_assert(span_is(out.texts[DECISION_PROFILE], "profile"));
    ck_assert(span_is(out.texts[DECISION_SERIAL_NUMBER], serial_number));
    ck_assert(span_is(out.texts[DECISION_ORGANISATION], "10000001"));
    ck_assert(span_is(out.texts[DECISION_COMMON_NAME], "CN"));
    ck_assert(span_is(out.texts[DECISION_ORGANISATION_NAME], "O"));
    ck_assert_int_eq(out.certificate.bytes[0], 7);
    return true;
}

START_TEST(remembers_for_less_than_a_minute)
{
    struct digest asked = digest(1, 1);
    struct decision good = decision("A");
    ck_assert(!found(asked, NOW, "A"));
    decisions_put(decisions, &asked, &good, NOW);
    ck_assert(found(asked, NOW, "A"));
    ck_assert(found(asked, NOW + DECISION_LASTS_S - 1, "A"));
    ck_assert(!found(asked, NOW + DECISION_LASTS_S, "A"));
    ck_assert(!found(asked, NOW - 1, "A")); /* the clock was set back */
    ck_assert(!found(digest(1, 2), NOW, "A"));
    ck_assert(!found(digest(0, 0), NOW, "A"));
}
END_TEST

START_TEST(keeps_a_bounded_number)
{
    struct decision good = decision("A");
    struct decision other = decision("B");
    struct digest asked = digest(1, 1);
    struct digest collides = digest(1, 2);
    decisions_put(decisions, &asked, &good, NOW);
    decisions_put(decisions, &collides, &other, NOW);
    ck_assert(found(collides, NOW, "B"));
    ck_assert(!found(asked, NOW, "A"));
}
END_TEST

START_TEST(forgets_all)
{
    struct decision good = decision("A");
    for (int i = 0; i < 256; i++) {
        struct digest asked = digest((uint8_t)i, 0);
        decisions_put(decisions, &asked, &good, NOW);
        ck_assert(found(asked, NOW, "A"));
    }
    decisions_forget(decisions);
    for (int i = 0; i < 256; i++) {
        ck_assert(!found(digest((uint8_t)i, 0), NOW, "A"));
    }
}
END_TEST

START_TEST(takes_no_text_cut_off)
{
    static char longest[DECISION_TEXT_MAX + 2];
    (void)memset(longest, 'x', DECISION_TEXT_MAX);
    struct digest asked = digest(1, 1);
    struct decision good = decision(longest);
    decisions_put(decisions, &asked, &good, NOW);
    ck_assert(found(asked, NOW, longest));
    longest[DECISION_TEXT_MAX] = 'x';
    struct decision over = decision(longest);
    decisions_put(decisions, &asked, &over, NOW);
    ck_assert(!found(asked, NOW, longest)); /* and the one before is gone too */
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("decisions");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, remembers_for_less_than_a_minute);
    tcase_add_test(tests, keeps_a_bounded_number);
    tcase_add_test(tests, forgets_all);
    tcase_add_test(tests, takes_no_text_cut_off);
    return harness_run("auth/decisions", tests);
}
