/* SPDX-License-Identifier: EUPL-1.2 */
/* A log that goes on from what was left of another: told first, never called whole. */
#include "tests/ledger/verify/begun.h"

START_TEST(it_is_told_first_and_never_called_whole)
{
    begin(&plain, LATER_S);
    sign_later();
    options.every_checkpoint = true;
    ck_assert_int_eq(verify_now(&found), ANEW_EXIT);
    ck_assert_uint_eq(found.count, 0);
    ck_assert_msg(memcmp(report.data,
                      "DISCONTINUITY: entries 600 to 606 of the log log.test/before "
                      "were signed and are lost for good. ",
                      90)
                      == 0,
        "%.*s", (int)report.len, report.data);
    ck_assert_msg(
        report_says("; 4 more that had not been logged follow them. The root that was signed, "
                    "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=, was shown with the log's "
                    "signature. Two administrators confirmed it. The reason given: It burnt.\n"),
        "%.*s", (int)report.len, report.data);
    ck_assert(!report_says("not shown: who confirmed"));
    ck_assert(report_says("\nNOT WHOLE: what is here verifies, and entries are lost\n"));
    ck_assert(!report_says("\nverified\n") && !report_says("it has not all been logged again"));
    options.json = true;
    ck_assert_int_eq(verify_now(&found), ANEW_EXIT);
    ck_assert(
        report_says("{\"verified\":false,\"discontinuities\":[{\"former\":\"log.test/before\""));
    ck_assert(report_says(
        "\"signed_size\":607,\"signed_root\":\"" SIGNED "\",\"head\":\"signed\",\"left_size\":600,"
        "\"waiting\":4,\"confirmed\":2,\"reason\":\"It burnt.\"}]"));
}
END_TEST

/* The time rule is left out for what the beginning counts, and for nothing that comes later. */
START_TEST(nothing_is_dated_back_behind_a_beginning)
{
    begin(&plain, LATER_S);
    log_made.at_us = AT_S * MOMENT_SECOND_US;
    (void)log_folder_add(&log_made, &(struct log_entry){"grant:999", 1, NULL, "made_up", NULL, 8});
    sign_later();
    expect_one(CAUSE_TIME, ENTRIES + 3);
    ck_assert(report_says("DISCONTINUITY: "));
}
END_TEST

/* However many a beginning says that waited: what is younger than it ends them. */
START_TEST(nothing_waited_behind_what_is_younger)
{
    struct said many = plain;
    many.waiting = 1000;
    begin(&many, LATER_S);
    log_made.at_us = (LATER_S + 1) * MOMENT_SECOND_US;
    (void)log_folder_add(&log_made, &(struct log_entry){"grant:998", 1, NULL, "made_up", NULL, 8});
    log_made.at_us = AT_S * MOMENT_SECOND_US;
    (void)log_folder_add(&log_made, &(struct log_entry){"grant:999", 1, NULL, "made_up", NULL, 8});
    sign_later();
    expect_one(CAUSE_TIME, ENTRIES + 4);
}
END_TEST

/* A superuser who changed the database's functions has no administrators' entries to show. */
static const struct {
    const char *role;
    const char *proposal;
    int64_t person;
    int64_t late_s;
    const char *because;
} alone[] = {
    {"administrator", PROPOSAL, 21, 0, "one administrator alone confirmed the proposal " PROPOSAL},
    {"administrator", SIGNED, 22, 0, "one administrator alone confirmed"},
    {"officer", PROPOSAL, 22, 0, "one administrator alone confirmed"},
    {"administrator", PROPOSAL, 22, LATER_S + 1, "one administrator alone confirmed"},
    {NULL, NULL, 0, 0, "nobody confirmed"},
};

START_TEST(two_administrators_confirmed_it)
{
    log_made.count -= alone[_i].role == NULL ? 2 : 1;
    struct said said = plain;
    said.waiting = log_made.count - said.left;
    if (alone[_i].late_s == 0 && alone[_i].role != NULL) {
        confirm(alone[_i].person, alone[_i].role, alone[_i].proposal);
        said.waiting++;
    }
    begin(&said, LATER_S);
    if (alone[_i].late_s > 0) {
        log_made.at_us = alone[_i].late_s * MOMENT_SECOND_US;
        confirm(alone[_i].person, alone[_i].role, alone[_i].proposal);
    }
    sign_later();
    expect_one(CAUSE_FORM, 0);
    ck_assert(report_says("form: entry 0: the log was begun anew, and "));
    ck_assert_msg(report_says(alone[_i].because), "%.*s", (int)report.len, report.data);
    ck_assert(report_says("\nNOT VERIFIED\n"));
}
END_TEST

START_TEST(its_head_may_have_been_unsigned)
{
    begin(&plain, LATER_S);
    leaf_replace(0, "\"head\":\"signed\"", "\"head\":\"unsigned\"");
    sign_later();
    ck_assert_int_eq(verify_now(&found), ANEW_EXIT);
    ck_assert(report_says(", is the operator's word: no signature over it is recorded. Two"));
    options.json = true;
    ck_assert_int_eq(verify_now(&found), ANEW_EXIT);
    ck_assert(report_says("\"head\":\"unsigned\""));
}
END_TEST

START_TEST(nothing_is_put_among_what_was_left)
{
    begin(&plain, LATER_S);
    log_made.at_us = (LATER_S + 1) * MOMENT_SECOND_US;
    (void)log_folder_add(&log_made, &(struct log_entry){"grant:999", 1, NULL, "made_up", NULL, 8});
    struct span swapped = log_made.leaves[ENTRIES + 3];
    log_made.leaves[ENTRIES + 3] = log_made.leaves[ENTRIES + 2];
    log_made.leaves[ENTRIES + 2] = swapped;
    log_folder_write(&log_made);
    log_folder_publish(&log_made, LATER_S + 10);
    ck_assert_int_eq(verify_now(&found), ANEW_EXIT); /* it stands among what waited */

    log_made.leaves[ENTRIES + 2] = log_made.leaves[ENTRIES - 2];
    log_made.leaves[ENTRIES - 2] = swapped;
    log_folder_write(&log_made);
    log_folder_publish(&log_made, LATER_S + 10);
    ck_assert_int_ne(verify_now(&found), ANEW_EXIT);
    ck_assert(report_says("entries 1 to 600 are not what was left of the log before"));
}
END_TEST

/* A draw of before is from a root of the former log, a later one from one of this log. */
START_TEST(vouchers_are_drawn_from_the_log_of_their_time)
{
    struct digest asked = ask_for("grant:901", DRAW_RULE);
    struct digest later = ask_for("grant:902", DRAW_RULE);
    struct said_drawn drawn = {.leaf = asked,
        .root = root_of(0, ENTRIES + 3),
        .size = "605",
        .rule = DRAW_RULE,
        .lines = DRAW_LINES,
        .sample = DRAW_TAKES};
    struct span requests[2] = {log_made.leaves[ENTRIES + 2], log_made.leaves[ENTRIES + 3]};
    draw("grant:901", &requests[0], &drawn);
    struct said said = plain;
    said.left = log_made.count - 1;
    said.waiting = 1;
    begin(&said, LATER_S);
    drawn.leaf = later;
    drawn.root = root_of(0, ENTRIES + 6);
    drawn.size = "608";
    draw("grant:902", &requests[1], &drawn);
    sign_later();
    ck_assert_msg(verify_now(&found) == ANEW_EXIT, "%.*s", (int)report.len, report.data);
    ck_assert(report_says("decisions made again: 2, not: 0"));

    /* The same draw from a root of the former log, which it cannot have seen. */
    log_made.count--;
    drawn.root = root_of(1, ENTRIES + 5);
    drawn.size = "607";
    draw("grant:902", &requests[1], &drawn);
    sign_later();
    expect_one(CAUSE_DECISION, ENTRIES + 6);
    ck_assert(report_says("root: not the log's at that size"));
}
END_TEST

START_TEST(another_root_than_was_left_is_found)
{
    struct said other = plain;
    begin(&other, LATER_S);
    struct digest root = root_of(1, plain.left);
    char hex[DIGEST_HEX_LEN + 1];
    digest_hex(&root, hex);
    leaf_replace(0, hex, "0000000000000000000000000000000000000000000000000000000000000000");
    sign_later();
    ck_assert_int_eq(verify_now(&found), CAUSE_ROOT);
    ck_assert(report_says("root: entries 1 to 600 are not what was left of the log before"));
    ck_assert(report_says("\nNOT VERIFIED\n"));
}
END_TEST

START_TEST(it_may_not_all_be_logged_again_yet)
{
    begin(&plain, LATER_S);
    log_made.count = 300;
    sign_later();
    ck_assert_int_eq(verify_now(&found), ANEW_EXIT);
    ck_assert(report_says("it has not all been logged again yet"));
    ck_assert(report_says("Nobody confirmed it. The reason"));
    ck_assert(report_says("not shown: who confirmed that the log was begun anew"));
}
END_TEST

/* The newest first; what the older one says of more than was left of its log is not asked. */
START_TEST(it_may_happen_again)
{
    const struct said first = {"log.test/2", "log.test/1", 100, 0, NULL};
    begin(&first, LATER_S);
    const struct said second = {LOG_FOLDER_ORIGIN, "log.test/2", 300, 305, NULL};
    begin(&second, LATER_S + 1);
    sign_later();
    ck_assert_int_eq(verify_now(&found), ANEW_EXIT);
    ck_assert(
        report_says("of the log log.test/2 were") && report_says("of the log log.test/1 were"));
    leaf_replace(1, "\"origin\":\"log.test/2\"", "\"origin\":\"log.test/7\"");
    sign_later();
    ck_assert_int_ne(verify_now(&found), ANEW_EXIT);
    ck_assert(report_says("it is the beginning of another log"));
}
END_TEST

START_TEST(less_may_be_left_than_a_former_beginning_says)
{
    const struct said first = {"log.test/2", "log.test/1", 500, 0, NULL};
    begin(&first, LATER_S);
    const struct said second = {LOG_FOLDER_ORIGIN, "log.test/2", 300, 305, NULL};
    begin(&second, LATER_S + 1);
    sign_later();
    ck_assert_int_eq(verify_now(&found), ANEW_EXIT);
}
END_TEST

static const struct {
    struct said said;
    const char *from;
    const char *to;
    const char *because;
} wrong[] = {
    {{"log.test/another", "b", 600, 2, NULL}, "x", NULL, "it is the beginning of another log"},
    {{LOG_FOLDER_ORIGIN, "b", 600, 2, ""}, "x", NULL, "it does not say what was lost"},
    {{LOG_FOLDER_ORIGIN, "", 600, 2, NULL}, "x", NULL, "it does not say what was lost"},
    {{LOG_FOLDER_ORIGIN, "b", 600, 2, NULL}, "\"signed_size\":607", "\"signed_size\":600",
        "it does not say what was lost"},
    {{LOG_FOLDER_ORIGIN, "b", 600, 2, NULL}, "\"signed_size\":607", "\"signed_size\":\"607\"",
        "it does not say what was lost"},
    {{LOG_FOLDER_ORIGIN, "b", 600, 2, NULL}, "\"waiting\":2", "\"waiting\":99999999999",
        "it does not say what was lost"},
    {{LOG_FOLDER_ORIGIN, "b", 600, 2, NULL}, "\"signed_root\":\"", "\"signed_root\":\"x",
        "it does not say what was lost"},
    {{LOG_FOLDER_ORIGIN, "b", 600, 2, NULL}, "\"head\":\"signed\"", "\"head\":\"seen\"",
        "it does not say what was lost"},
    {{LOG_FOLDER_ORIGIN, "b", 600, 2, NULL}, "\"sha256\":\"", "\"sha256\":\"x",
        "it does not say what was lost"},
    {{LOG_FOLDER_ORIGIN, "b", 600, 2, NULL}, "\"left_root\":\"", "\"left_root\":\"x",
        "it does not say what was lost"},
    {{LOG_FOLDER_ORIGIN, "b", 600, 2, NULL}, "\"stream\":\"log:604\"", "\"stream\":\"grant:604\"",
        "it does not say what was lost"},
};

START_TEST(a_beginning_says_all_of_it)
{
    begin(&wrong[_i].said, LATER_S);
    if (wrong[_i].to != NULL) {
        leaf_replace(0, wrong[_i].from, wrong[_i].to);
    }
    log_folder_write(&log_made);
    log_folder_publish(&log_made, LATER_S + 10);
    ck_assert_int_eq(verify_now(&found), CAUSE_FORM);
    ck_assert_msg(report_says(wrong[_i].because), "%.*s", (int)report.len, report.data);
    ck_assert(!report_says("DISCONTINUITY"));
}
END_TEST

/* Up to the next deployment nothing is asked of who attested; then it is. */
START_TEST(what_recorded_a_key_may_be_what_was_lost)
{
    static const struct said one_more = {
        LOG_FOLDER_ORIGIN, "log.test/before", ENTRIES - 2, 5, NULL};
    (void)deploy(1, NULL, "false", log_made.witness_key);
    begin(&one_more, LATER_S);
    const struct span *last = &log_made.leaves[log_made.count - 1];
    last = log_folder_add(&log_made, &(struct log_entry){"system", 2, last, "made_up", NULL, 0});
    sign_later();
    ck_assert_int_eq(verify_now(&found), ANEW_EXIT);
    ck_assert_uint_eq(found.count, 0);
    last = deploy(3, last, "false", log_made.witness_key);
    (void)log_folder_add(&log_made, &(struct log_entry){"system", 4, last, "made_up", NULL, 0});
    sign_later();
    expect_one(CAUSE_ATTEST, log_made.count - 1);
    ck_assert(report_says("it is attested by a key that no deployment before it recorded"));
}
END_TEST

START_TEST(a_log_that_goes_on_does_not_begin)
{
    begin(&plain, LATER_S);
    struct span moved = log_made.leaves[0];
    log_made.leaves[0] = log_made.leaves[1];
    log_made.leaves[1] = moved;
    log_folder_write(&log_made);
    log_folder_publish(&log_made, LATER_S + 10);
    ck_assert_int_eq(verify_now(&found), CAUSE_FORM);
    ck_assert(report_says("a log is begun anew where it only goes on"));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("anew");
    tcase_add_checked_fixture(tests, setup_confirmed, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, it_is_told_first_and_never_called_whole);
    tcase_add_test(tests, nothing_is_dated_back_behind_a_beginning);
    tcase_add_test(tests, nothing_waited_behind_what_is_younger);
    tcase_add_loop_test(tests, two_administrators_confirmed_it, 0, (int)COUNT_OF(alone));
    tcase_add_test(tests, its_head_may_have_been_unsigned);
    tcase_add_test(tests, nothing_is_put_among_what_was_left);
    tcase_add_test(tests, vouchers_are_drawn_from_the_log_of_their_time);
    tcase_add_test(tests, another_root_than_was_left_is_found);
    tcase_add_test(tests, it_may_not_all_be_logged_again_yet);
    tcase_add_test(tests, it_may_happen_again);
    tcase_add_test(tests, less_may_be_left_than_a_former_beginning_says);
    tcase_add_loop_test(tests, a_beginning_says_all_of_it, 0, (int)COUNT_OF(wrong));
    tcase_add_test(tests, what_recorded_a_key_may_be_what_was_lost);
    tcase_add_test(tests, a_log_that_goes_on_does_not_begin);
    return harness_run("ledger/verify/anew", tests);
}
