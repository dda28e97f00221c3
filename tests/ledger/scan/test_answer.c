/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "ledger/scan/answer.h"
#include "tests/harness.h"

START_TEST(comes_back_as_it_was_said)
{
    struct scan said = {.outcome = SCAN_FOUND,
        .count = 3,
        .places = {{2, 7, "010190"}, {0, 1, "311299"}, {999999999, 999999999, "290200"}}};
    struct scan read = {.outcome = SCAN_OUTCOMES};
    struct buffer out;
    buffer_init(&out, SCAN_ANSWER_MAX);
    scan_answer_put(&out, &said);
    ck_assert(
        span_is(buffer_span(&out), "found\n2 7 010190\n0 1 311299\n999999999 999999999 290200\n"));
    ck_assert_int_eq(scan_answer_read(buffer_span(&out), &read), STATUS_OK);
    ck_assert_int_eq(read.outcome, SCAN_FOUND);
    ck_assert_uint_eq(read.count, 3);
    ck_assert_int_eq(read.places[2].line, 999999999);
    ck_assert_str_eq(read.places[1].date, "311299");
    for (unsigned i = 0; i < SCAN_OUTCOMES; i++) {
        buffer_clear(&out);
        said = (struct scan){.outcome = (enum scan_outcome)i};
        scan_answer_put(&out, &said);
        ck_assert_int_eq(scan_answer_read(buffer_span(&out), &read),
            i == SCAN_FOUND ? STATUS_INVALID : STATUS_OK);
        ck_assert_int_eq(read.outcome, i == SCAN_FOUND ? SCAN_NOTHING : (enum scan_outcome)i);
    }
    buffer_free(&out);
}
END_TEST

static const char *const wrong[] = {
    "",
    "\n",
    "nothing",
    "nothing\n1 1 010190\n",
    "clean\n",
    "found\n1 1 01019\n",
    "found\n1 1 0101901\n",
    "found\n1 1 01a190\n",
    "found\n1 -1 010190\n",
    "found\n1 1\n",
    "found\n1\n",
    "found\n 1 010190\n",
    "found\n1234567890 1 010190\n",
    "found\n1 1 010190\n\n",
    "found\n1 1 010190\n1 2 010190\n1 3 010190\n1 4 010190\n",
    "found\n1 1 010190\n<script>\n",
};

START_TEST(refuses_what_is_no_answer)
{
    struct scan scan = {.outcome = SCAN_OUTCOMES};
    ck_assert_int_eq(scan_answer_read(span_from(wrong[_i]), &scan), STATUS_INVALID);
    ck_assert_int_eq(scan.outcome, SCAN_OUTCOMES);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("answer");
    tcase_add_test(cases, comes_back_as_it_was_said);
    tcase_add_loop_test(cases, refuses_what_is_no_answer, 0, (int)COUNT_OF(wrong));
    return harness_run("ledger/scan/answer", cases);
}
