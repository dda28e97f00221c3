/* SPDX-License-Identifier: EUPL-1.2 */
/* The verifier over logs that were signed although their entries are not in order. */
#include "tests/ledger/verify/world.h"

START_TEST(a_forged_entry_is_not_attested)
{
    size_t last = ENTRIES - 1;
    struct span kept = log_made.leaves[last];
    leaf_replace(last, "\\\"params\\\":{}", "\\\"params\\\":{\\\"x\\\":1}");
    resign();
    expect_one(CAUSE_ATTEST, last);
    ck_assert(report_says("the portal host's signature over its request is wrong"));
    log_made.leaves[last] = kept;
    leaf_replace(last, "\"kind\":\"close_call\"", "\"kind\":\"submit\"");
    resign();
    expect_one(CAUSE_ATTEST, last);
    ck_assert(report_says("its request is another act's or another person's"));
    log_made.leaves[last] = kept;
    leaf_replace(last, "\"attest\":\"", "\"attest\":\"00000000");
    resign();
    expect_one(CAUSE_ATTEST, last);
    log_made.leaves[last] = kept;
    leaf_replace(
        last, "{\"system\":\"tilsagn-sequencer\"}", "{\"operator\":\"root\",\"host\":\"h\"}");
    resign();
    expect_one(CAUSE_ATTEST, last);
    log_made.leaves[last] = kept;
    leaf_replace(last, "\"request\":\"{\\\"v\\\":1", "\"request\":\"{\\\"v\\\":2");
    resign();
    expect_one(CAUSE_ATTEST, last);
    ck_assert(report_says("its request has another form"));
    /* Nobody's key is known. */
    log_made.leaves[last] = kept;
    log_folder_put(&log_made, "no-keys", SPAN("# nobody\n\n"));
    options.attest = arena_printf(arena, "%s/no-keys", log_made.path);
    resign();
    ck_assert_int_eq(verify_now(&found), CAUSE_ATTEST);
    ck_assert_uint_eq(found.count, FINDINGS_MAX);
    ck_assert_uint_eq(found.more, ENTRIES - FINDINGS_MAX);
    ck_assert(report_says("402 further findings are not listed"));
}
END_TEST

/* What was verified before is held by its root: signatures below it are not asked again, and a log
 * that does not begin with it is found. */
START_TEST(what_was_verified_before_is_not_asked_again)
{
    log_folder_publish(&log_made, AT_S + ENTRIES);
    struct span before = log_folder_get(&log_made, "checkpoint");
    leaf_replace(300, "\\\"params\\\":{}", "\\\"params\\\":{\\\"x\\\":1}");
    resign();
    log_folder_sign(&log_made, 300, AT_S + 300);
    log_folder_sign(&log_made, 301, AT_S + 301);
    options.threads = 3;
    ck_assert_int_eq(verify_now(&found), CAUSE_ATTEST);
    options.verified = arena_printf(arena, "%s/checkpoints/300", log_made.path);
    ck_assert_int_eq(verify_now(&found), CAUSE_ATTEST);
    ck_assert_uint_eq(found.kept[0].index, 300);
    options.verified = arena_printf(arena, "%s/checkpoints/301", log_made.path);
    ck_assert_int_eq(verify_now(&found), CAUSE_CHAIN); /* its successor still names another */
    ck_assert_uint_eq(found.count, 1);
    ck_assert(report_says("not shown: the portal hosts' signatures on what the checkpoint of"));
    log_folder_put(&log_made, "kept", before);
    options.verified = arena_printf(arena, "%s/kept", log_made.path);
    ck_assert_int_eq(verify_now(&found), CAUSE_CHAIN);
    ck_assert(report_says("do not lead to the root that was signed for size 602"));
    options.verified = arena_printf(arena, "%s/no-such", log_made.path);
    ck_assert_int_eq(verify_now(&found), CAUSE_ATTEST);
    ck_assert(report_says("no-such cannot be read"));
}
END_TEST

START_TEST(a_decision_that_no_rule_makes_is_named)
{
    (void)log_folder_add(
        &log_made, &(struct log_entry){"grant:301", 1, NULL, "approve_instalment", NULL, 7});
    resign();
    expect_one(CAUSE_DECISION, ENTRIES);
    ck_assert(report_says("decision: entry 602 (grant:301 version 1): amount_ore: 0 is stored"));
    /* Closed with money left on it. */
    (void)log_folder_add(
        &log_made, &(struct log_entry){"grant:1", 4, &log_made.leaves[4], "close_grant", NULL, 7});
    resign();
    ck_assert_int_eq(verify_now(&found), CAUSE_DECISION);
    ck_assert_uint_eq(found.count, 2);
    ck_assert(report_says("committed after closing: 100 is stored, the rule gives 0"));
}
END_TEST

/* The inputs of an allocation lie beside the log, in documents/ by their hash; nothing is accused
 * without them. */
START_TEST(an_allocation_without_its_inputs_is_not_made_again)
{
    (void)log_folder_add(
        &log_made, &(struct log_entry){"grant:301", 1, NULL, "propose_allocation", NULL, 7});
    leaf_replace(ENTRIES, "{\"verdict\": \"good\"}",
        "{\"input_sha256\":\"00000000000000000000000000000000"
        "00000000000000000000000000000000\"}");
    resign();
    ck_assert_int_eq(verify_now(&found), 0);
    ck_assert(report_says("some decisions were not made again"));
}
END_TEST

/* What was decided from a forged proposal follows from it, and is not accused. */
START_TEST(a_decision_from_a_forged_entry_is_folded)
{
    (void)log_folder_add(
        &log_made, &(struct log_entry){"grant:301", 1, NULL, "propose_award", NULL, 7});
    leaf_replace(ENTRIES, "\\\"params\\\":{}", "\\\"params\\\":{\\\"amount_ore\\\":5}");
    (void)log_folder_add(&log_made, &(struct log_entry){"grant:301", 2, &log_made.leaves[ENTRIES],
                                        "approve_instalment", NULL, 7});
    resign();
    expect_one(CAUSE_ATTEST, ENTRIES);
    ck_assert_uint_eq(found.kept[0].consequences, 1);
    ck_assert(report_says("amount_ore: 0 is stored, the rule gives 5"));
    ck_assert(report_says("some decisions were not made again"));
}
END_TEST

/* At the end of the log: an instalment approved that no proposal bears out. */
static void add_decision(const char *stream, int64_t version, const struct span *prev, bool of_call)
{
    size_t index = log_made.count;
    (void)log_folder_add(
        &log_made, &(struct log_entry){stream, version, prev, "approve_instalment", NULL, 7});
    if (of_call) {
        leaf_replace(index, "\"call\":null", "\"call\":\"c\"");
    }
}

START_TEST(a_decision_behind_a_lost_proposal_is_folded)
{
    const struct span *proposal = log_folder_add(
        &log_made, &(struct log_entry){"grant:301", 1, NULL, "propose_award", NULL, 7});
    const struct span *scored = log_folder_add(
        &log_made, &(struct log_entry){"grant:301", 2, proposal, "made_up", NULL, 7});
    add_decision("grant:301", 3, scored, false);
    log_made.leaves[ENTRIES] = SPAN("not JSON");
    resign();
    expect_one(CAUSE_FORM, ENTRIES);
    ck_assert_uint_eq(found.kept[0].consequences, 2);
    ck_assert(report_says("follows from it: entry 603: version 2 where 1 comes next"));
}
END_TEST

/* What a call says is decided by in its cases: nothing was heard of it since, or it goes on with
 * one missing. */
START_TEST(a_decision_behind_a_lost_entry_of_its_call_is_folded)
{
    const struct span *closed = log_folder_add(
        &log_made, &(struct log_entry){"call:c", 2, &log_made.leaves[1], "close_call", NULL, 0});
    add_decision("grant:301", 1, NULL, true);
    (void)log_folder_add(&log_made, &(struct log_entry){"call:c", 3, closed, "made_up", NULL, 7});
    add_decision("grant:302", 1, NULL, true);
    log_made.leaves[ENTRIES] = SPAN("not JSON");
    resign();
    expect_one(CAUSE_FORM, ENTRIES);
    ck_assert_uint_eq(found.kept[0].consequences, 3);
    /* Another grant's money is not sure either. */
    (void)log_folder_add(
        &log_made, &(struct log_entry){"grant:1", 4, &log_made.leaves[4], "close_grant", NULL, 7});
    resign();
    expect_one(CAUSE_FORM, ENTRIES);
    ck_assert_uint_eq(found.kept[0].consequences, 4);
}
END_TEST

START_TEST(a_decision_behind_a_changed_entry_of_its_call_is_folded)
{
    add_decision("grant:301", 1, NULL, true);
    resign();
    struct span kept = log_folder_get(&log_made, "tile/0/000");
    leaf_replace(1, "\"verdict\": \"good\"", "\"verdict\": \"evil\"");
    log_folder_write(&log_made);
    log_folder_put(&log_made, "tile/0/000", kept);
    ck_assert_int_eq(verify_now(&found), CAUSE_CHANGED);
    ck_assert_uint_eq(found.kept[0].index, 1);
    ck_assert(!report_says("decision: "));
}
END_TEST

/* A gap is no excuse for what it cannot have caused. */
START_TEST(a_stream_that_was_heard_since_has_causes_of_its_own)
{
    log_made.leaves[300] = SPAN("not JSON"); /* grant:100's; grant:150 begins behind it */
    (void)memmove(
        &log_made.leaves[453], &log_made.leaves[454], (ENTRIES - 454) * sizeof(log_made.leaves[0]));
    log_made.count--;
    (void)log_folder_add(
        &log_made, &(struct log_entry){"call:c", 2, &log_made.leaves[1], "made_up", NULL, 7});
    add_decision("grant:301", 1, NULL, true);
    resign();
    ck_assert_int_eq(verify_now(&found), CAUSE_FORM);
    ck_assert_uint_eq(found.count, 3);
    ck_assert_uint_eq(found.kept[0].consequences, 1);
    ck_assert(found.kept[1].cause == CAUSE_CHAIN && found.kept[1].index == 453);
    ck_assert(found.kept[2].cause == CAUSE_DECISION && found.kept[2].index == ENTRIES);
}
END_TEST

/* A bad entry whose successor does not name it either is one thing. */
START_TEST(a_forged_entry_takes_the_blame_for_its_successor)
{
    leaf_replace(3, "\\\"params\\\":{}", "\\\"params\\\":{\\\"x\\\":1}");
    resign();
    expect_one(CAUSE_ATTEST, 3);
    ck_assert_uint_eq(found.kept[0].consequences, 1);
    ck_assert(report_says("follows from it: entry 4: its previous entry is not the one named"));
}
END_TEST

START_TEST(deleted_and_inserted_entries_break_chains)
{
    /* The middle entry of grant:100 (entries 299, 300, 301). */
    struct span kept = log_made.leaves[300];
    (void)memmove(
        &log_made.leaves[300], &log_made.leaves[301], (ENTRIES - 301) * sizeof(log_made.leaves[0]));
    log_made.count--;
    resign();
    expect_one(CAUSE_CHAIN, 300);
    ck_assert(report_says("entry 300 (grant:100 version 3): version 3 where 2 comes next"));
    /* Put back twice. */
    (void)memmove(
        &log_made.leaves[302], &log_made.leaves[300], (ENTRIES - 301) * sizeof(log_made.leaves[0]));
    log_made.leaves[300] = kept;
    log_made.leaves[301] = kept;
    log_made.count += 2;
    resign();
    ck_assert_int_eq(verify_now(&found), CAUSE_CHAIN);
    ck_assert_uint_eq(found.kept[0].index, 301);
}
END_TEST

START_TEST(a_stream_does_not_go_back_in_time)
{
    log_made.at_us -= 10 * INT64_C(1000000);
    (void)log_folder_add(&log_made,
        &(struct log_entry){"grant:200", 4, &log_made.leaves[ENTRIES - 1], "made_up", NULL, 0});
    resign();
    expect_one(CAUSE_CHAIN, ENTRIES);
    ck_assert(report_says("its time lies before that of the stream's previous entry"));
}
END_TEST

START_TEST(an_account_below_zero_is_named_once)
{
    for (int i = 1; i <= 2; i++) {
        (void)log_folder_add(
            &log_made, &(struct log_entry){arena_printf(arena, "grant:30%d", i), 1, NULL, "posted",
                           "{\"account\":\"grant:1:payable\",\"amount\":-5},"
                           "{\"account\":\"grant:1:paid\",\"amount\":5}",
                           7});
    }
    resign();
    expect_one(CAUSE_BALANCE, ENTRIES);
    ck_assert(report_says("grant:1:payable stands at -5 øre"));
    ck_assert_uint_eq(found.kept[0].consequences, 1);
    (void)log_folder_add(
        &log_made, &(struct log_entry){"grant:303", 1, NULL, "posted",
                       "{\"account\":\"appropriation:17:source\",\"amount\":1000001},"
                       "{\"account\":\"call:c:available\",\"amount\":-1000001}",
                       7});
    resign();
    ck_assert_int_eq(verify_now(&found), CAUSE_BALANCE);
    ck_assert_uint_eq(found.count, 2); /* the second account of an entry is folded */
}
END_TEST

START_TEST(balances_beyond_any_are_said)
{
    for (int i = 1; i <= 5; i++) {
        (void)log_folder_add(&log_made,
            &(struct log_entry){arena_printf(arena, "grant:30%d", i), 1, NULL, "posted",
                "{\"account\":\"appropriation:x:source\",\"amount\":-999999999999999999},"
                "{\"account\":\"call:x:available\",\"amount\":999999999999999999}",
                7});
    }
    resign();
    ck_assert_int_eq(verify_now(&found), CAUSE_BALANCE);
    ck_assert_uint_eq(found.kept[0].index, ENTRIES + 4);
}
END_TEST

static const struct {
    size_t size; /* of an earlier checkpoint */
    int64_t cosigned_s;
    int64_t last_s;
    bool every;
    int cause;
    uint64_t index;
} times[] = {
    {300, AT_S + 300, AT_S + 602, false, 0, 0},
    {300, AT_S + 299, AT_S + 602, false, 0, 0}, /* entry 299 was at 299 s exactly */
    {300, AT_S + 298, AT_S + 602, false, CAUSE_TIME, 299},
    {300, AT_S + 360, AT_S + 662, false, 0, 0}, /* entry 300, at 300 s, comes a minute later */
    {300, AT_S + 361, AT_S + 662, false, CAUSE_TIME, 300},
    {300, AT_S + 300, AT_S + 9000, false, 0, 0}, /* there may be others in between */
    {600, AT_S + 60, AT_S + 602, true, CAUSE_TIME, 61},
    {600, AT_S + 600, AT_S + 602, true, CAUSE_TIME, 0}, /* covered 600 s later */
};

START_TEST(times_fit_the_cosignatures_around)
{
    log_folder_sign(&log_made, times[_i].size, times[_i].cosigned_s);
    log_folder_publish(&log_made, times[_i].last_s);
    options.every_checkpoint = times[_i].every;
    int code = verify_now(&found);
    ck_assert_msg(code == times[_i].cause, "%.*s", (int)report.len, report.data);
    ck_assert(code == 0 || found.kept[0].index == times[_i].index);
}
END_TEST

START_TEST(an_unreadable_entry_takes_the_blame_for_its_stream)
{
    log_made.leaves[300] = SPAN("not JSON");
    resign();
    expect_one(CAUSE_FORM, 300);
    ck_assert_uint_eq(found.kept[0].consequences, 1); /* version 3 of grant:100 */
    ck_assert(report_says("form: entry 300: no entry that the ledger writes"));
    options.json = true;
    ck_assert_int_eq(verify_now(&found), CAUSE_FORM);
    ck_assert(report_says("\"cause\":\"form\",\"entry\":300,\"stream\":\"\""));
}
END_TEST

START_TEST(folders_without_what_is_needed_are_refused)
{
    static struct trust trust;
    static struct findings findings;
    struct heads heads;
    struct fault fault;
    fault_clear(&fault);
    ck_assert_int_eq(trust_read(arena, &options, &trust, &fault), STATUS_OK);
    ck_assert_int_eq(heads_read(&options, &trust, &heads, &findings), STATUS_NOT_FOUND);
    options.log_key = "no key";
    ck_assert_int_eq(trust_read(arena, &options, &trust, &fault), STATUS_INVALID);
    options.log_key = NULL;
    options.attest = options.policy;
    ck_assert_int_eq(trust_read(arena, &options, &trust, &fault), STATUS_INVALID);
    options.attest = "/nowhere";
    ck_assert_int_eq(trust_read(arena, &options, &trust, &fault), STATUS_NOT_FOUND);
    options.attest = NULL;
    options.policy = arena_printf(arena, "%s/log.vkey", log_made.path);
    ck_assert_int_eq(trust_read(arena, &options, &trust, &fault), STATUS_INVALID);
    options.folder = "/nowhere";
    ck_assert_int_eq(trust_read(arena, &options, &trust, &fault), STATUS_NOT_FOUND);
}
END_TEST

int main(void)
{
    TCase *verify = tcase_create("entries");
    tcase_set_timeout(verify, 60);
    tcase_add_checked_fixture(verify, setup, teardown);
    tcase_add_test(verify, a_forged_entry_is_not_attested);
    tcase_add_test(verify, what_was_verified_before_is_not_asked_again);
    tcase_add_test(verify, a_decision_that_no_rule_makes_is_named);
    tcase_add_test(verify, an_allocation_without_its_inputs_is_not_made_again);
    tcase_add_test(verify, a_decision_from_a_forged_entry_is_folded);
    tcase_add_test(verify, a_forged_entry_takes_the_blame_for_its_successor);
    tcase_add_test(verify, a_decision_behind_a_lost_proposal_is_folded);
    tcase_add_test(verify, a_decision_behind_a_lost_entry_of_its_call_is_folded);
    tcase_add_test(verify, a_decision_behind_a_changed_entry_of_its_call_is_folded);
    tcase_add_test(verify, a_stream_that_was_heard_since_has_causes_of_its_own);
    tcase_add_test(verify, deleted_and_inserted_entries_break_chains);
    tcase_add_test(verify, a_stream_does_not_go_back_in_time);
    tcase_add_test(verify, an_account_below_zero_is_named_once);
    tcase_add_test(verify, balances_beyond_any_are_said);
    tcase_add_loop_test(verify, times_fit_the_cosignatures_around, 0, (int)COUNT_OF(times));
    tcase_add_test(verify, an_unreadable_entry_takes_the_blame_for_its_stream);
    tcase_add_test(verify, folders_without_what_is_needed_are_refused);
    return harness_run("ledger/verify/entries", verify);
}
