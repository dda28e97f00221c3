/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A database that was restored to an earlier state, and nothing beside it: the log goes on under
 * the next name, by two administrators and the superuser, and is never called whole again.
 */
/* nftw() is of the X/Open extension. */
#define _XOPEN_SOURCE 700 // NOLINT(bugprone-reserved-identifier)

#include "ledger/verify/anew.h"
#include "tests/ledger/operator/replay_world.h"

static void refused(const char *command, const char *because)
{
    ck_assert_int_eq(line(command), OUTCOME_REFUSED);
    ck_assert_msg(strstr(said(&run.problem), because) != NULL, "%s", said(&run.problem));
}

/* The proposal that was just printed, confirmed by an administrator. */
static void confirm(int64_t person, const char *proposal, const char *sha256)
{
    struct service *agency = ledger_service(AUDIENCE_AGENCY);
    struct act_reply reply;
    struct act_call call = {
        .act = "confirm",
        .person = person,
        .role = SPAN("administrator"),
        .certificate_hex = span_from(sha256), /* any 64 digits */
        .received_us = -1,
        .duration_us = -1,
        .params = arena_format(run.arena, "{\"proposal\":%s,\"sha256\":\"%s\"}", proposal, sha256),
    };
    fault_clear(&fault);
    ck_assert_msg(act_transaction(agency, run.arena, &call, &reply, &fault) == STATUS_OK, "%s %s",
        fault.text, fault.detail);
    service_close(agency);
}

/* A word of what was printed, from 0. */
static const char *word(unsigned n)
{
    struct span rest = buffer_span(&run.out);
    struct span one = {.data = NULL, .len = 0};
    for (unsigned i = 0; i <= n; i++) {
        ck_assert(span_split(&rest, ' ', &one));
    }
    struct span cut = one;
    (void)span_split(&one, '\n', &cut);
    return arena_text(run.arena, cut);
}

static void put(const char *name, const char *text)
{
    ck_assert_int_eq(durable_write(arena_printf(run.arena, "%s/%s", folder, name), span_from(text),
                         0644, &fault),
        STATUS_OK);
}

static const char *propose_anew(const char *head)
{
    return arena_printf(run.arena, "log propose-anew %s fire", head);
}

/* What is no head, or none that anything is missing of. */
static void heads_are_asked(void)
{
    const char *wrong = arena_printf(run.arena, "%s/wrong", folder);
    ck_assert_int_eq(line("log propose-anew x"), OUTCOME_USAGE);
    refused(propose_anew("/nowhere/head"), "/nowhere/head: No such file");
    put("wrong", "x");
    refused(propose_anew(wrong), "is neither a checkpoint nor the signer's head");
    put("wrong", "other.example\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
    refused(propose_anew(wrong), "it is a head of the log other.example; the database's is test.");
    put("wrong", "test.tilsagn.example\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
    refused(propose_anew(wrong), ": nothing is missing. A log that was changed does not");
    put("wrong",
        "test.tilsagn.example\n999999\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n"
        "— test.tilsagn.example AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        "AAAAAAAAAAAAAAAAAAAAAA==\n");
    refused(propose_anew(wrong), "is not signed by a key that the database knows of the log test.");
    ck_assert_int_eq(
        line(arena_printf(run.arena, "log propose-anew %s %c", head_path, 1)), OUTCOME_REFUSED);
    refused(arena_printf(run.arena, "log propose-anew %s %c", head_path, 0xff),
        "REASON is no text, or too long");
    run.settings.superuser = "host=/nowhere";
    ck_assert_int_eq(line(propose_anew(head_path)), OUTCOME_UNAVAILABLE);
    run.settings.superuser = arena_text(run.arena, span_from(ledger_conninfo("postgres")));
    run.settings_known = false;
    ck_assert_int_eq(line(propose_anew(head_path)), OUTCOME_REFUSED);
    ck_assert_int_eq(line("log begin-anew 1"), OUTCOME_REFUSED);
    run.settings_known = true;
}

/* Signer and sequencer under the new name, while the folder shows what was before. */
static void next_name(const char *aside)
{
    ck_assert_int_eq(turn(), STATUS_CONFLICT); /* the signer has signed more, elsewhere */
    signer_stop();
    signer_origin = "test.tilsagn.example/2";
    (void)snprintf(head_path, sizeof(head_path), "%s/head.2", folder);
    signer_start();
    away();
    back();
    ck_assert_int_eq(turn(), STATUS_CONFLICT);
    ck_assert_msg(strstr(fault.text, "shows another log: ") != NULL, "%s", fault.text);
    doctor_says("shows the log test.tilsagn.example, and the database's is test.tilsagn.example/2");
    ck_assert_int_eq(rename(files, aside), 0);
    ck_assert_int_eq(mkdir(files, 0755), 0);
}

static void unanswered(const char *begin)
{
    /* The server is gone before it answers the commit. */
    database_script("create function public.lost() returns trigger language plpgsql as"
                    " $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$;"
                    "create constraint trigger lost after insert on ledger.former_log"
                    " deferrable initially deferred for each row execute function public.lost()");
    ck_assert_int_eq(line(begin), OUTCOME_UNAVAILABLE);
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "whether it was done is not known. tilsagn "));
    ck_assert_ptr_null(strstr(said(&run.problem), "nothing was changed"));
    database_script("drop trigger lost on ledger.former_log; drop function public.lost()");
}

/* The former log's own folder: all that was signed, of it six entries lost, two of which had
 * waited. */
static void former_is_held(const char *aside, uint64_t left)
{
    static struct former former;
    ck_assert_int_eq(verified_with(&former, aside), ANEW_EXIT);
    ck_assert_uint_eq(former.compared, left);
    ck_assert_uint_eq(former.held, 6);
    ck_assert_uint_eq(former.again, 2);
    former_close(&former);
}

START_TEST(a_log_begins_anew_and_says_so_for_ever)
{
    propose("bootstrap", ADMINISTRATORS);
    append(300);
    MUST("deployment record v1");
    TURN_IS_GOOD();
    append(2); /* wait in the backup */
    backup();
    TURN_IS_GOOD();
    append(4);
    TURN_IS_GOOD();
    ck_assert_int_eq(verified(), 0);
    uint64_t was = tlog.size;
    restore();
    ck_assert_int_eq(turn(), STATUS_CONFLICT);
    heads_are_asked();

    MUST(propose_anew(head_path));
    ck_assert_ptr_nonnull(
        strstr(said(&run.out), "HEAD has no signature, and the document says so"));
    MUST(propose_anew(arena_printf(run.arena, "%s/checkpoint", files)));
    ck_assert_ptr_null(strstr(said(&run.out), "HEAD has no signature"));
    const char *number = word(1);
    const char *sha256 = word(2);
    ck_assert_ptr_nonnull(strstr(said(&run.out), "would be given up for good; "));
    const char *begin = arena_printf(run.arena, "log begin-anew %s", number);
    const char *dry = arena_printf(run.arena, "log begin-anew --dry-run %s", number);
    ck_assert_int_eq(line("log begin-anew"), OUTCOME_USAGE);
    ck_assert_int_eq(line("log begin-anew x"), OUTCOME_USAGE);
    confirm(1, number, sha256);
    refused(begin, "two administrators confirm it first");
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "nothing was changed\n"));
    confirm(2, number, sha256);
    struct span before = state();
    MUST(dry);
    ck_assert_ptr_nonnull(strstr(said(&run.out), "Without --dry-run it is, and cannot be undone"));
    ck_assert(span_equal(state(), before));
    uint64_t left = was - 6;
    unanswered(begin);
    ck_assert(span_equal(state(), before));
    MUST(begin);
    ck_assert_ptr_nonnull(strstr(said(&run.out), "this cannot be undone. Now, "));
    refused(begin, "this is not what the log has lost");

    const char *aside = arena_printf(run.arena, "%s/former", folder);
    next_name(aside);
    TURN_IS_GOOD();
    /* The beginning, what was left, two that waited, two proposals and the confirmations. */
    ck_assert_uint_eq(tlog.size, 1 + left + 2 + 4);
    former_is_held(aside, left);
    checks_hold();
    doctor_says("warning the record is not whole: entries ");

    /* It goes on, attested under the former name and under the next, and is put back like any. */
    append(2);
    TURN_IS_GOOD();
    backup();
    append(2);
    TURN_IS_GOOD();
    ck_assert_int_eq(kept_out, 0);
    restore();
    ck_assert_int_eq(turn(), STATUS_CONFLICT);
    MUST(replay(""));
    TURN_IS_GOOD();
    ck_assert_uint_eq(tlog.size, left + 11);
    ck_assert_int_eq(verified(), ANEW_EXIT);
    checks_hold();
}
END_TEST

int main(void)
{
    if (!world_open()) {
        return EXIT_FAILURE;
    }
    TCase *tests = tcase_create("log_anew");
    tcase_add_checked_fixture(tests, operator_setup, operator_teardown);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, a_log_begins_anew_and_says_so_for_ever);
    int code = harness_run("ledger/operator/log_anew", tests);
    world_close();
    return code;
}
