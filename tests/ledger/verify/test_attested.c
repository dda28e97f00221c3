/* SPDX-License-Identifier: EUPL-1.2 */
/* Entries of a signed log that say otherwise than a portal host attested, or lack a signature. */
#include "tests/ledger/verify/world.h"

#define HEX64                "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define CAME                 "2019-12-02T08:59:59.000000Z\",\"began\":\"2019-12-02T08:59:58.999999Z"
#define NINE_SECONDS_EARLIER "2019-12-02T08:59:50.000000Z\",\"began\":\"2019-12-02T08:59:49.999999Z"

/* Adds an entry that somebody who has the database makes to say otherwise than was attested. */
static void add_forged(
    const char *stream, int64_t person, const char *from, const char *to, const char *kind)
{
    size_t index = log_made.count;
    (void)log_folder_add(&log_made, &(struct log_entry){stream, 1, NULL, kind, NULL, person});
    leaf_replace(index, from, to);
}

static const struct {
    int64_t person;
    bool seals;
    const char *from;
    const char *to;
    const char *says;
} claims[] = {
    {7, false, CAME, NINE_SECONDS_EARLIER, "its request came at another instant than it says"},
    {7, false, "\"" CAME "\"", "null,\"began\":null", "says other things"},
    {7, false, "08:59:58.999999Z", "08:59:57.999999Z", "says other things"},
    {7, false, "\"2019-12-02T08:59:58.999999Z\"", "null", "says other things"},
    {7, false, "\"role\":\"officer\"", "\"role\":\"finance\"", "says other things"},
    {7, false, "\"person\":7", "\"person\":8", "says other things"},
    {7, false, "\"idem\":null,\"nonce\"", "\"idem\":\"" HEX64 "\",\"nonce\"", "says other things"},
    {7, false, "\"signature\":null", "\"signature\":\"" HEX64 "\"", "says other things"},
    {7, true, "\"signature\":\"" HEX64 "\"", "\"signature\":null", "says other things"},
    {0, false, "{\"system\":\"tilsagn-sequencer\"}", "{\"system\":\"x\"}", "says other things"},
    {0, false, "\"received\":null", "\"received\":\"2019-12-02T08:59:59.000000Z\"",
        "says other things"},
    {0, false, "\"began\":null", "\"began\":\"2019-12-02T08:59:59.000000Z\"", "says other things"},
};

START_TEST(an_entry_says_what_was_attested_and_nothing_else)
{
    log_made.signature = claims[_i].seals ? HEX64 : NULL;
    add_forged("grant:301", claims[_i].person, "", "", "made_up");
    resign();
    ck_assert_int_eq(verify_now(&found), 0);
    add_forged("grant:302", claims[_i].person, claims[_i].from, claims[_i].to, "made_up");
    resign();
    expect_one(CAUSE_ATTEST, ENTRIES + 1);
    ck_assert(report_says(claims[_i].says));
}
END_TEST

START_TEST(an_act_that_needs_a_signature_has_one)
{
    log_made.signature = HEX64;
    add_forged("grant:301", 7, "", "", "request_amendment");
    resign();
    ck_assert_int_eq(verify_now(&found), 0);
    log_made.signature = NULL;
    add_forged("grant:302", 7, "", "", "request_amendment");
    resign();
    expect_one(CAUSE_FORM, ENTRIES + 1);
    ck_assert(report_says("its act needs the person's own signature, and has none"));
}
END_TEST

/* A portal host whose clock is ahead: the request came when it was recorded. */
START_TEST(a_request_comes_no_later_than_it_is_recorded)
{
    log_made.at_us = (AT_S - 2) * INT64_C(1000000);
    add_forged("grant:301", 7, CAME,
        "2019-12-02T08:59:58.000000Z\",\"began\":\"2019-12-02T08:59:57.999999Z", "made_up");
    resign();
    ck_assert_int_eq(verify_now(&found), 0);
    log_made.at_us = (AT_S - 2) * INT64_C(1000000);
    add_forged("grant:302", 7, CAME,
        "2019-12-02T08:59:57.999999Z\",\"began\":\"2019-12-02T08:59:57.999998Z", "made_up");
    resign();
    expect_one(CAUSE_ATTEST, ENTRIES + 1);
}
END_TEST

START_TEST(a_key_that_no_deployment_recorded_is_named_once)
{
    /* Before the first deployment nothing is asked, nor of that one itself. */
    const struct span *first = deploy(1, NULL, "false", log_made.witness_key);
    resign();
    ck_assert_int_eq(verify_now(&found), 0);
    add_forged("grant:301", 7, "", "", "made_up");
    (void)deploy(2, first, "false", log_made.attest_key);
    resign();
    expect_one(CAUSE_ATTEST, ENTRIES + 1);
    ck_assert(report_says("it is attested by a key that no deployment before it recorded"));
    ck_assert_uint_eq(found.kept[0].consequences, 1); /* the deployment that records its own key */
    add_forged("grant:302", 7, "", "", "made_up");
    resign();
    expect_one(CAUSE_ATTEST, ENTRIES + 1);
    ck_assert_uint_eq(found.kept[0].consequences, 1);
}
END_TEST

START_TEST(a_key_whose_deployment_is_lost_is_not_named)
{
    const struct span *first = deploy(1, NULL, "false", log_made.witness_key);
    (void)deploy(2, first, "false", log_made.attest_key);
    add_forged("grant:301", 7, "", "", "made_up");
    log_made.leaves[ENTRIES + 1] = SPAN("not JSON");
    resign();
    expect_one(CAUSE_FORM, ENTRIES + 1);
    ck_assert_uint_eq(found.kept[0].consequences, 1);
}
END_TEST

/* The clock of a demonstration moves; its deployments say that it does. */
START_TEST(with_a_simulated_clock_it_is_not_judged_when_a_request_came)
{
    const struct span *first = deploy(1, NULL, "true", log_made.attest_key);
    add_forged("grant:301", 7, CAME, NINE_SECONDS_EARLIER, "made_up");
    resign();
    ck_assert_int_eq(verify_now(&found), 0);
    ck_assert(report_says("not shown: when requests came: deployments of this log say that its "
                          "clock was simulated"));
    (void)deploy(2, first, "false", log_made.attest_key);
    add_forged("grant:302", 7, CAME, NINE_SECONDS_EARLIER, "made_up");
    resign();
    expect_one(CAUSE_ATTEST, ENTRIES + 3);
}
END_TEST

int main(void)
{
    TCase *verify = tcase_create("attested");
    tcase_set_timeout(verify, 60);
    tcase_add_checked_fixture(verify, setup, teardown);
    tcase_add_loop_test(
        verify, an_entry_says_what_was_attested_and_nothing_else, 0, (int)COUNT_OF(claims));
    tcase_add_test(verify, an_act_that_needs_a_signature_has_one);
    tcase_add_test(verify, a_request_comes_no_later_than_it_is_recorded);
    tcase_add_test(verify, a_key_that_no_deployment_recorded_is_named_once);
    tcase_add_test(verify, a_key_whose_deployment_is_lost_is_not_named);
    tcase_add_test(verify, with_a_simulated_clock_it_is_not_judged_when_a_request_came);
    return harness_run("ledger/verify/attested", verify);
}
