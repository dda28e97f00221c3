/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Witnesses of the log, beside a real database, attest process and signer: two processes with keys
 * of their own, stopped, slow, behind, with a wrong clock, and one that lies. The log goes on. Each
 * test goes on where the one before it ended.
 */
/* nftw() is of the X/Open extension. */
#define _XOPEN_SOURCE 700 // NOLINT(bugprone-reserved-identifier)

#include <fcntl.h>
#include <poll.h>

#include "ledger/proof.h"
#include "ledger/reads.h"
#include "tests/ledger/sequencer/witness_world.h"

static void begin(void)
{
    setup();
    fault_clear(&fault);
    ck_assert_msg(
        cosigning_open(&cosigning, policy_file(BOTH), &fault) == STATUS_OK, "%s", fault.text);
    tlog.cosigning = &cosigning;
}

static void end(void)
{
    witness_end(0);
    witness_end(1);
    teardown();
    cosigning_close(&cosigning);
}

/* Forgets that some are to be left alone for a while. */
static enum status turn_now(void)
{
    cosigning.witnesses[0].not_before_ms = 0;
    cosigning.witnesses[1].not_before_ms = 0;
    return turn();
}

#define TURN_NOW_IS_GOOD() ck_assert_msg(turn_now() == STATUS_OK, "%s", fault.text)

START_TEST(two_witnesses_cosign)
{
    witness_begin(0, false);
    witness_begin(1, false);
    TURN_IS_GOOD(); /* an empty log: nobody is asked */
    append(3);
    TURN_IS_GOOD();
    ck_assert_int_eq(published, 3);
    ck_assert_int_eq(cosigned(), 2);
    ck_assert_int_eq(verified(), 0);
    ck_assert(there("checkpoints/3"));
    must("count(*) = 1 from ledger.checkpoint_quorum where size = 3");
    must("count(*) = 2 from ledger.witness_event where state = 'cosigned'");
    must("count(*) = 1 from ledger.log_key where key_name = 'test.tilsagn.example'");
    append(2);
    TURN_IS_GOOD();
    ck_assert_int_eq(cosigned(), 2);
    must("count(*) = 2 from ledger.witness_event"); /* nothing has changed */
    must("count(*) = 1 from ledger.witness_policy");
    TURN_IS_GOOD();
    ck_assert(!cosigning.missing);
    cosigning.witnesses[1].cosigned = 0; /* asked again: the quorum is kept once */
    TURN_NOW_IS_GOOD();
    must("count(*) = 1 from ledger.checkpoint_quorum where size = 5");
}
END_TEST

/* What the second says, and what is told of it. */
static const struct {
    const char *answer;
    const char *state;
} lies[] = {
    {"409\n999\n", "ahead"},
    {"409\n5\n", "unreadable"}, /* it was asked from 5 on, and has no reason to refuse that */
    {"409\n4\n", "unreadable"}, /* likewise, asked again from 4 on */
    {"409\n999\n", "ahead"},
    {"409\nfive\n", "unreadable"},
    {"422\n", "inconsistent"},
    {"403\n", "no_signature"},
    {"404\n", "unknown_log"},
    {"400\n", "malformed"},
    {"500\n", "unreadable"},
    {"200\n", "wrong_signature"},
    {"200\nno line of a signature\n", "wrong_signature"},
};

START_TEST(one_is_stopped_and_one_lies_and_the_log_goes_on)
{
    witness_begin(1, true);
    for (size_t i = 0; i < COUNT_OF(lies); i++) {
        lie(lies[i].answer);
        cosigning.witnesses[1].old_size = 5;
        append(1);
        TURN_NOW_IS_GOOD();
        ck_assert_int_eq(published, 6 + (int64_t)i);
        ck_assert_int_eq(cosigned(), 0);
        last_state("two.test/w", lies[i].state);
    }
    last_state("one.test/w", "silent");
    must("bool_and(told = 999) from ledger.witness_event where state = 'ahead'");
    must("max(size) = 5 from ledger.checkpoint_quorum");
    ck_assert(cosigning.missing);
    ck_assert_int_eq(verified(), 0);
    /* One that fails is left alone for a while. */
    ck_assert_int_gt(cosigning.witnesses[0].pause_ms, 1000);
    append(1);
    TURN_IS_GOOD();
    ck_assert_int_eq(cosigned(), 0);
}
END_TEST

/* The right name and key over something else. */
START_TEST(a_signature_over_something_else_does_not_count)
{
    struct buffer answer;
    struct ed25519_key *key = witness_key(1);
    buffer_init(&answer, 1024);
    buffer_puts(&answer, "200\n");
    cosignature_put(&answer, SPAN("test.tilsagn.example\n17\nAAAA\n"), span_from(names[1]), key,
        (int64_t)time(NULL));
    buffer_putc(&answer, '\0');
    ed25519_free(key);
    lie(answer.data);
    buffer_free(&answer);
    witness_begin(1, true);
    TURN_NOW_IS_GOOD();
    last_state("two.test/w", "wrong_signature");
    must("not exists (select from ledger.checkpoint_signature where size > 5"
         " and key_name <> 'test.tilsagn.example')");
}
END_TEST

START_TEST(they_come_back_and_the_published_head_is_cosigned)
{
    witness_begin(0, false);
    witness_begin(1, false);
    published = 0;
    cosigning.missing = true;
    TURN_NOW_IS_GOOD(); /* nothing new but the cosignatures */
    ck_assert_int_eq(published, 18);
    ck_assert_int_eq(cosigned(), 2);
    ck_assert(!cosigning.missing);
    last_state("two.test/w", "cosigned");
    must("max(size) = 18 from ledger.checkpoint_quorum");
}
END_TEST

START_TEST(one_that_does_not_answer_in_time_is_left_out)
{
    witness_begin(0, false);
    witness_begin(1, false);
    cosigning.wait_ms = 300;
    (void)kill(witnesses[0], SIGSTOP);
    append(1);
    TURN_NOW_IS_GOOD();
    ck_assert_int_eq(cosigned(), 1);
    last_state("one.test/w", "silent");
    (void)kill(witnesses[0], SIGCONT);
    cosigning.wait_ms = 5000;
    TURN_NOW_IS_GOOD();
    ck_assert_int_eq(cosigned(), 2);
}
END_TEST

START_TEST(one_with_a_wrong_clock_does_not_count)
{
    clock_off_s = -3600;
    witness_begin(0, false);
    clock_off_s = 0;
    witness_begin(1, false);
    append(1);
    TURN_NOW_IS_GOOD();
    ck_assert_int_eq(cosigned(), 1);
    last_state("one.test/w", "wrong_time");
}
END_TEST

START_TEST(one_with_a_slow_clock_counts_later) /* when it has come to the newest entry */
{
    clock_off_s = -3;
    witness_begin(0, false);
    clock_off_s = 0;
    witness_begin(1, false);
    append(1);
    TURN_NOW_IS_GOOD();
    ck_assert_int_eq(cosigned(), 1);
    last_state("one.test/w", "wrong_time");
    (void)sleep(4);
    TURN_NOW_IS_GOOD();
    ck_assert_int_eq(cosigned(), 2);
}
END_TEST

START_TEST(one_that_knows_less_is_asked_from_there)
{
    char path[512];
    char hex[DIGEST_HEX_LEN + 1];
    char where[128];
    struct digest digest = digest_of(SPAN("test.tilsagn.example"));
    digest_hex(&digest, hex);
    witness_folder(0, where);
    (void)snprintf(path, sizeof(path), "%s/%s", where, hex);
    ck_assert_int_eq(unlink(path), 0); /* begins anew, at 0 */
    witness_begin(0, false);
    witness_begin(1, false);
    TURN_NOW_IS_GOOD();
    ck_assert_int_eq(cosigned(), 2);
    last_state("one.test/w", "cosigned");
}
END_TEST

/* A quorum that has seen another log; the first when 21 is signed, the others about 21. */
static const struct {
    const char *answer;
    const char *state;
    const char *text;
} denials[] = {
    {"422\n", "inconsistent", "the first 20 entries are not those that witnesses have cosigned"},
    {"409\n21\n", "other_root", "the first 21 entries are not those that witnesses"},
    {"409\n999\n", "ahead", "witnesses have cosigned size 999, this log was signed up to 21"},
};

START_TEST(a_quorum_that_has_seen_another_log_stops_it)
{
    witness_begin(1, true);
    cosigning_close(&cosigning);
    ck_assert_int_eq(cosigning_open(&cosigning, policy_file("quorum two\n"), &fault), STATUS_OK);
    cosigning.witnesses[1].cosigned = 20;
    append(1);
    published = 0;
    for (size_t i = 0; i < COUNT_OF(denials); i++) {
        lie(denials[i].answer);
        fault_clear(&fault);
        ck_assert_int_eq(turn_now(), STATUS_CONFLICT);
        ck_assert_msg(strstr(fault.text, denials[i].text) != NULL, "%s", fault.text);
        last_state("two.test/w", denials[i].state);
        must("max(size) = 21 from ledger.checkpoint");
        ck_assert_int_eq(turn(), STATUS_CONFLICT); /* also while it is left alone */
    }
    ck_assert_int_eq(published, 0);
    lie("500\n");
    TURN_NOW_IS_GOOD();
    ck_assert_int_eq(published, 21);
    must("count(*) = 2 from ledger.witness_policy");
}
END_TEST

START_TEST(another_root_of_the_size_is_told)
{
    witness_begin(1, true);
    lie("409\n21\n");
    cosigning.witnesses[1].old_size = 21;
    TURN_NOW_IS_GOOD();
    cosigning.witnesses[1].old_size = 21;
    TURN_NOW_IS_GOOD();
    last_state("two.test/w", "other_root");
}
END_TEST

START_TEST(policies_are_refused_with_their_line)
{
    char text[3000] = "witness one ";
    cosigning_close(&cosigning);
    ck_assert_int_eq(cosigning_open(&cosigning, "/nowhere/policy", &fault), STATUS_NOT_FOUND);
    cosigning_close(&cosigning);
    ck_assert_int_eq(cosigning_open(&cosigning, folder, &fault), STATUS_NOT_FOUND);
    cosigning_close(&cosigning);
    static char lines[POLICY_LEN_MAX + 1];
    (void)memset(lines, '\n', sizeof(lines));
    const char *long_one = policy_file(BOTH);
    ck_assert_int_eq(
        durable_write(long_one, (struct span){.data = lines, .len = sizeof(lines)}, 0644, &fault),
        STATUS_OK);
    ck_assert_int_eq(cosigning_open(&cosigning, long_one, &fault), STATUS_LIMIT);
    cosigning_close(&cosigning);
    fault_clear(&fault);
    ck_assert_int_eq(
        cosigning_open(&cosigning, policy_file("quorum three\n"), &fault), STATUS_INVALID);
    ck_assert_ptr_nonnull(strstr(fault.text, "line 4"));
    cosigning_close(&cosigning);
    const char *path = policy_file("quorum none\n");
    (void)snprintf(text, sizeof(text), "witness one %s http://%01100d/\nquorum one\n", vkeys[0], 0);
    ck_assert_int_eq(durable_write(path, span_from(text), 0644, &fault), STATUS_OK);
    ck_assert_int_eq(cosigning_open(&cosigning, path, &fault), STATUS_LIMIT);
    cosigning_close(&cosigning);
    /* Another log's policy: nothing is signed until the operator has mended it. */
    (void)snprintf(text, sizeof(text),
        "log log2025-alpha3.rekor.sigstage.dev+d3d3a70c+AZQ93VXPMmj9uZj7U/7CefQ9yy8RgYFv6mKzOseipjqp\n"
        "quorum none\n");
    ck_assert_int_eq(durable_write(path, span_from(text), 0644, &fault), STATUS_OK);
    ck_assert_int_eq(cosigning_open(&cosigning, path, &fault), STATUS_OK);
    append(1);
    ck_assert_int_eq(turn_now(), STATUS_CONFLICT);
    ck_assert_ptr_nonnull(strstr(fault.text, "another log's"));
    /* No quorum is asked for, so none is missing. */
    cosigning_close(&cosigning);
    ck_assert_int_eq(durable_write(path, SPAN("quorum none\n"), 0644, &fault), STATUS_OK);
    ck_assert_int_eq(cosigning_open(&cosigning, path, &fault), STATUS_OK);
    TURN_IS_GOOD();
    ck_assert(!cosigning.missing);
    ck_assert_int_eq(published, 22);
}
END_TEST

/* Anybody makes a proof out of what the database shows to everybody. */
START_TEST(the_public_pool_proves_an_entry)
{
    struct service_config config = {
        .audience = AUDIENCE_PUBLIC, .database = ledger_conninfo("tilsagn_public")};
    struct service *public = NULL;
    const struct json *doc = NULL;
    struct span text;
    struct tlog_proof proof;
    struct checkpoint head;
    struct digest leaf;
    struct digest root;
    must("count(*) = 22 from ledger.log_leaf");
    fault_clear(&fault);
    ck_assert_msg(service_open(&config, &public, &fault) == STATUS_OK, "%s", fault.text);
    struct read_question question = {
        .what = READ_RECEIPT_PLACE, .values = DB_VALUES(db_int8(3)), .person = 0};
    ck_assert_int_eq(read_alone(public, arena, &question, &text, &fault), STATUS_OK);
    ck_assert_int_eq(json_parse(arena, text, &doc, NULL), STATUS_OK);
    ck_assert_int_eq(
        proof_of_place(public, 0, arena, json_get(doc, "place"), &proof, &fault), STATUS_OK);
    ck_assert_int_eq(digest_from_hex(json_text(doc, "taken"), &leaf), STATUS_OK);
    TURN_IS_GOOD(); /* so that the log's key is known here */
    ck_assert_int_eq(tlog_proof_check(&proof, &leaf, &tlog.log, &head), STATUS_OK);
    ck_assert_int_eq(proof_root(public, arena, head.size, &root, &fault), STATUS_OK);
    ck_assert_mem_eq(root.bytes, head.root.bytes, DIGEST_LEN);
    leaf.bytes[0] ^= 1;
    ck_assert_int_eq(tlog_proof_check(&proof, &leaf, &tlog.log, &head), STATUS_DENIED);
    ck_assert_int_eq(proof_of_place(public, 0, arena, NULL, &proof, &fault), STATUS_NOT_FOUND);
    ck_assert_int_eq(proof_root(public, arena, 1000, &root, &fault), STATUS_NOT_FOUND);
    service_close(public);
}
END_TEST

/* The witnesses know the former key alone, as nobody told them yet. */
START_TEST(a_new_key_comes_first_and_what_was_cosigned_stays)
{
    witness_begin(0, false);
    witness_begin(1, false);
    append(1);
    TURN_NOW_IS_GOOD();
    ck_assert_int_eq(cosigned(), 2);
    signer_stop();
    tlog_close(&tlog);
    signer_secret = 8;
    signer_start();
    open_again();
    tlog.cosigning = &cosigning;
    cosigning.witnesses[0].cosigned = 0; /* asked again, but not before the new key has signed */
    TURN_NOW_IS_GOOD();
    last_state("one.test/w", "no_signature");
    new_key_alone_is_shown();
    ck_assert_int_eq(cosigned(), 2);
    cosigning_close(&cosigning);
    ck_assert_int_eq(cosigning_open(&cosigning, policy_of("", BOTH), &fault), STATUS_OK);
    published = 0;
    TURN_IS_GOOD(); /* the sequencer was started again, and asks both */
    last_state("two.test/w", "no_signature");
    new_key_alone_is_shown();
    ck_assert_int_eq(cosigned(), 2);
    ck_assert_int_eq(verified(), 0);
    must("count(*) = 2 from ledger.checkpoint_signature where size = 23"
         " and key_name = 'test.tilsagn.example'");
    witness_end(0);
    witness_end(1);
}
END_TEST

int main(void)
{
    if (!witness_world_open()) {
        return EXIT_FAILURE;
    }
    TCase *tests = tcase_create("witnesses");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, two_witnesses_cosign);
    tcase_add_test(tests, one_is_stopped_and_one_lies_and_the_log_goes_on);
    tcase_add_test(tests, a_signature_over_something_else_does_not_count);
    tcase_add_test(tests, they_come_back_and_the_published_head_is_cosigned);
    tcase_add_test(tests, one_that_does_not_answer_in_time_is_left_out);
    tcase_add_test(tests, one_with_a_wrong_clock_does_not_count);
    tcase_add_test(tests, one_that_knows_less_is_asked_from_there);
    tcase_add_test(tests, a_quorum_that_has_seen_another_log_stops_it);
    tcase_add_test(tests, another_root_of_the_size_is_told);
    tcase_add_test(tests, policies_are_refused_with_their_line);
    tcase_add_test(tests, the_public_pool_proves_an_entry);
    tcase_add_test(tests, a_new_key_comes_first_and_what_was_cosigned_stays);
    tcase_add_test(tests, one_with_a_slow_clock_counts_later);
    int code = harness_run("ledger/sequencer/witnesses", tests);
    world_close();
    return code;
}
