/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A database that was restored to an earlier state, beside the log that it had already signed: what
 * was lost comes back byte for byte, or nothing does.
 */
/* nftw() is of the X/Open extension. */
#define _XOPEN_SOURCE 700 // NOLINT(bugprone-reserved-identifier)

#include "tests/ledger/operator/replay_world.h"

START_TEST(a_lost_tail_comes_back_as_it_was)
{
    doctor_says("warning no checkpoint is published: ");
    propose("bootstrap", ADMINISTRATORS);
    append(2);
    TURN_IS_GOOD();
    append(1); /* waits in the backup, and is logged after it */
    backup();
    TURN_IS_GOOD();
    append(300);
    TURN_IS_GOOD();
    propose("appropriation load", APPROPRIATION("2019"));
    keep(APPROPRIATION("2019"));
    append(2);
    MUST("deployment record v1");
    TURN_IS_GOOD();
    struct span before = state();
    uint64_t size = tlog.size;
    restore();
    ck_assert_int_eq(turn(), STATUS_CONFLICT);
    ck_assert_ptr_nonnull(strstr(fault.text, "entries 3 to "));
    doctor_says(
        "BROKEN  entries 3 to 307 were signed and published, and the database has them no longer");

    ck_assert_int_eq(line(replay("")), OUTCOME_REFUSED);
    ck_assert_msg(strstr(said(&run.problem),
                      "it names a file that is neither in the database nor beside the log")
                      != NULL,
        "%s", said(&run.problem));
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "(propose, "));
    const char *given = arena_printf(run.arena, "--files %s ", documents);
    struct span was = state();
    MUST(replay(arena_printf(run.arena, "--dry-run %s", given)));
    ck_assert_ptr_nonnull(strstr(said(&run.out), "waits to be logged\n"));
    ck_assert_ptr_nonnull(strstr(said(&run.out), "can be put back; nothing was changed"));
    ck_assert(span_equal(state(), was));
    MUST(replay(given));
    ck_assert_ptr_nonnull(strstr(said(&run.out), " entries are back in their places"));
    ck_assert(span_equal(state(), before));
    checks_hold();

    TURN_IS_GOOD();
    ck_assert_uint_eq(tlog.size, size);
    append(2);
    propose("appropriation load", APPROPRIATION("2020"));
    TURN_IS_GOOD();
    ck_assert_uint_eq(tlog.size, size + 3);
    ck_assert_int_eq(verified(), 0);
    checks_hold();
    doctor_says("ok      the published log (311 entries) is the database's\n");
    MUST(replay(""));
    ck_assert_ptr_nonnull(strstr(said(&run.out), "nothing that this folder shows is missing\n"));
}
END_TEST

static void refused(const char *command, const char *because)
{
    ck_assert_int_eq(line(command), OUTCOME_REFUSED);
    ck_assert_msg(strstr(said(&run.problem), because) != NULL, "%s", said(&run.problem));
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "nothing was changed\n"));
}

/* A file of the folder, put as it was afterwards. */
static void with_file(const char *name, const char *text, const char *because)
{
    const char *path = arena_printf(run.arena, "%s/%s", files, name);
    const char *aside = arena_printf(run.arena, "%s/aside", folder);
    bool had = rename(path, aside) == 0;
    if (text != NULL) {
        ck_assert_int_eq(durable_write(path, span_from(text), 0644, &fault), STATUS_OK);
    }
    refused(replay(""), because);
    (void)remove(path);
    ck_assert(!had || rename(aside, path) == 0);
}

/* The folder's files as they are named now. */
static const char *bundle(void)
{
    return arena_printf(run.arena, "tile/entries/%03u.p/%u", (unsigned)(tlog.size / 256),
        (unsigned)(tlog.size % 256));
}

START_TEST(what_is_not_the_signed_log_is_refused)
{
    backup();
    append(1);
    TURN_IS_GOOD();
    const char *newest = bundle();
    ck_assert(there(newest));
    const char *numbers = arena_printf(run.arena, "numbers/%03u", (unsigned)(tlog.size / 256));
    const char *head = arena_printf(run.arena, "checkpoints/%u", (unsigned)tlog.size);
    restore();
    ck_assert(line("log replay") == OUTCOME_USAGE && line("log replay --files") == OUTCOME_USAGE);
    ck_assert_int_eq(line("log replay --now x"), OUTCOME_USAGE);
    with_file("checkpoint", NULL, "checkpoint: No such file");
    with_file("checkpoint", "x", "checkpoint is not signed by a key that this database knows");
    with_file(head, "x", "is not signed by the log's key");
    with_file(newest, NULL, "No such file");
    with_file(newest, "\001", "is cut short");
    with_file(newest, "", "is cut short");
    with_file(numbers, NULL, "No such file");
    with_file(numbers, "", "its number does not stand beside the log");
    with_file(numbers, "x\n", "is no list of numbers");
    const char *folders = arena_printf(run.arena, "%s/checkpoints", files);
    const char *aside = arena_printf(run.arena, "%s/aside", folder);
    ck_assert_int_eq(rename(folders, aside), 0);
    refused(replay(""), "checkpoints: No such file");
    ck_assert_int_eq(rename(aside, folders), 0);
    run.settings.superuser = "host=/nowhere";
    ck_assert_int_eq(line(replay("")), OUTCOME_UNAVAILABLE);
    run.settings.superuser = arena_text(run.arena, span_from(ledger_conninfo("postgres")));
    run.settings_known = false;
    ck_assert_int_eq(line(replay("")), OUTCOME_REFUSED);
    run.settings_known = true;
    MUST(replay(""));
    TURN_IS_GOOD();
}
END_TEST

/* As a log of many years has them; these are above what the folder shows, so none is read. */
static void heads_put(bool there_now)
{
    for (unsigned i = 0; i < 1001; i++) {
        const char *path = arena_printf(run.arena, "%s/checkpoints/%u", files, 1000000 + i);
        FILE *file = there_now ? fopen(path, "wbe") : NULL;
        ck_assert(there_now ? file != NULL && fclose(file) == 0 : remove(path) == 0);
    }
}

START_TEST(a_folder_of_many_heads_is_read)
{
    TURN_IS_GOOD();
    backup();
    append(1);
    TURN_IS_GOOD();
    restore();
    heads_put(true);
    MUST(replay(""));
    heads_put(false);
    TURN_IS_GOOD();
}
END_TEST

/* A digit of the last entry's nonce, which its form and its attest bear, set; returns what stood
 * there. */
static char nonce_set(char digit)
{
    FILE *file = fopen(arena_printf(run.arena, "%s/%s", files, bundle()), "r+be");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fseek(file, -(long)sizeof("0\",\"postings\":[]}") + 1, SEEK_END), 0);
    int was = fgetc(file);
    ck_assert_int_eq(fseek(file, -1, SEEK_CUR), 0);
    ck_assert_int_ne(fputc(digit != '\0' ? digit : was == '0' ? '1' : '0', file), EOF);
    ck_assert_int_eq(fclose(file), 0);
    return (char)was;
}

START_TEST(a_changed_entry_is_not_put_back)
{
    append(1);
    TURN_IS_GOOD();
    backup();
    append(1);
    TURN_IS_GOOD();
    restore();
    ck_assert_int_eq(turn(), STATUS_CONFLICT);
    tlog.size++; /* as it was signed: the bundle's name */
    char was = nonce_set('\0');
    refused(replay(""), "are not those of its checkpoint");
    (void)nonce_set('x');
    refused(replay(""), "is none of a ledger: ");
    (void)nonce_set(was);
    MUST(replay(""));
    TURN_IS_GOOD();
}
END_TEST

START_TEST(doctor_explains_what_is_wrong_with_the_log)
{
    const char *path = arena_printf(run.arena, "%s/checkpoint", files);
    const char *aside = arena_printf(run.arena, "%s/aside", folder);
    ck_assert_int_eq(rename(path, aside), 0);
    ck_assert_int_eq(durable_write(path, SPAN("x"), 0644, &fault), STATUS_OK);
    doctor_says("checkpoint is no checkpoint: restore it from a copy\n");
    ck_assert_int_eq(rename(aside, path), 0);
    backup();
    database_script("set session_replication_role = replica;"
                    "alter table ledger.log_leaf disable trigger all;"
                    "update ledger.log_leaf set leaf_hash = sha256('x') where leaf_index = 300;"
                    "alter table ledger.log_quarantine disable trigger all;"
                    "insert into ledger.log_quarantine select entry, 1, 'not_attested', at"
                    " from ledger.entry order by entry limit 1");
    doctor_says("entries are not those that were published: ");
    doctor_says("BROKEN  1 entries were kept out of the log");
    refused(replay(""), "entry 300 of the database's log is not the signed one");
    database_script("insert into ledger.log_queue (entry) select entry from ledger.entry limit 1;"
                    "select testing.run_from(clock_timestamp() + interval '1 day')");
    doctor_says("and a receipt promises a minute: is tilsagn-sequencer running?");
    restore();
}
END_TEST

START_TEST(what_was_recorded_in_its_place_is_not_written_over)
{
    TURN_IS_GOOD();
    backup();
    append(2);
    TURN_IS_GOOD();
    restore();
    append(1);
    struct span was = state();
    refused(replay(""), "something else was recorded in its place meanwhile");
    ck_assert(span_equal(state(), was));
    restore();
    propose("appropriation load", APPROPRIATION("2031"));
    refused(replay(""), "was given to another entry meanwhile");
    restore();
    MUST(replay(""));
    TURN_IS_GOOD();
}
END_TEST

/* The database knows the host's key no longer, or never did. */
START_TEST(an_entry_of_an_unknown_host_is_not_put_back)
{
    TURN_IS_GOOD();
    backup();
    append(1);
    TURN_IS_GOOD();
    restore();
    database_script(
        "set session_replication_role = replica;"
        "alter table ledger.attest_key disable trigger all;"
        "create table public.kept as table ledger.attest_key; delete from ledger.attest_key");
    refused(replay(""), "no portal host that the database knows attested entry ");
    restore();
    MUST(replay(""));
    TURN_IS_GOOD();
}
END_TEST

/* As an act that a person signs: the leaf names the file, which the database alone holds. */
START_TEST(what_a_person_signed_comes_back_with_the_signature)
{
    TURN_IS_GOOD();
    database_script(
        "create or replace function act.close_call(p_request text, p_attest text, p_signature bytea)"
        " returns setof ledger.act_reply language plpgsql security definer"
        " set search_path = pg_catalog, pg_temp as $$"
        " declare v ledger.act_context; begin"
        " v := ledger.begin_act('close_call', p_request, p_attest, array['system']); v.signs := true;"
        " return next ledger.append(v, 'system', '{}', p_signature =>"
        " coalesce(p_signature, convert_to('signed by a person', 'UTF8'))); end $$");
    backup();
    append(2);
    TURN_IS_GOOD();
    struct span before = state();
    restore();
    refused(replay(""), "the person's signature is not there");
    keep("signed by a person");
    MUST(replay(arena_printf(run.arena, "--files %s ", documents)));
    ck_assert(span_equal(state(), before));
    TURN_IS_GOOD();
}
END_TEST

/* Names stand outside the log, under a salt that nothing signed: what says them cannot come back.
 */
START_TEST(what_no_leaf_holds_is_refused)
{
    TURN_IS_GOOD();
    backup();
    database_script(
        "create or replace function act.close_call(p_request text, p_attest text, p_signature bytea)"
        " returns setof ledger.act_reply language plpgsql security definer as $$"
        " declare v ledger.act_context; begin"
        " v := ledger.begin_act('close_call', p_request, p_attest, array['system']);"
        " return next ledger.append(v, 'system',"
        " jsonb_build_object('name', encode(pgcrypto.gen_random_bytes(8), 'hex'))); end $$");
    append(1);
    TURN_IS_GOOD();
    beside("drop database former");
    backup();
    append(1);
    TURN_IS_GOOD();
    restore();
    struct span was = state();
    refused(replay(""), "comes out otherwise: made again it says result {\"name\": ");
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "cannot be put back\n"));
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "comes from a later backup alone"));
    ck_assert(span_equal(state(), was));
}
END_TEST

int main(void)
{
    if (!world_open()) {
        return EXIT_FAILURE;
    }
    TCase *tests = tcase_create("log_replay");
    tcase_add_checked_fixture(tests, operator_setup, operator_teardown);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, a_lost_tail_comes_back_as_it_was);
    tcase_add_test(tests, what_is_not_the_signed_log_is_refused);
    tcase_add_test(tests, a_folder_of_many_heads_is_read);
    tcase_add_test(tests, a_changed_entry_is_not_put_back);
    tcase_add_test(tests, doctor_explains_what_is_wrong_with_the_log);
    tcase_add_test(tests, what_was_recorded_in_its_place_is_not_written_over);
    tcase_add_test(tests, an_entry_of_an_unknown_host_is_not_put_back);
    tcase_add_test(tests, what_a_person_signed_comes_back_with_the_signature);
    tcase_add_test(tests, what_no_leaf_holds_is_refused);
    int code = harness_run("ledger/operator/log_replay", tests);
    world_close();
    return code;
}
