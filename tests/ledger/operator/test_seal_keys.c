/* SPDX-License-Identifier: EUPL-1.2 */
/* A key of seeds is replaced while seeds rest in the real table. */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "auth/seal.h"
#include "auth/totp.h"
#include "ledger/operator/statements.h"
#include "tests/ledger/operator/folder.h"
#include "tests/ledger/operator/run.h"
#include "tests/support/database.h"
#include "tests/support/ledger.h"

#define KEY   "0000000a 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n"
#define OTHER "0000000b ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n"
#define SEEDS 3

static struct db *db;
static struct fault fault;

/* Seeds of persons 11, 12 … in enrolments 1, 2 …, closed with the first key of the file. */
static void seeds_put(const char *name, int64_t first, int64_t count)
{
    struct seal_keys *keys = NULL;
    ck_assert_int_eq(seal_keys_read(folder_path(name), &keys, &fault), STATUS_OK);
    for (int64_t i = first; i < first + count; i++) {
        struct buffer sealed;
        struct buffer hex;
        buffer_init(&sealed, 256);
        buffer_init(&hex, 1024);
        seal_put(&sealed, keys, TOTP_SEAL_PURPOSE, 10 + i, SPAN("twenty bytes of seed"));
        hex_put(&hex, buffer_span(&sealed));
        /* The rows around them are what other tests are about. */
        database_script(arena_printf(run.arena,
            "set session_replication_role = replica;"
            "insert into identity.factor_proposal (proposal, person, change, human, at, entry)"
            " overriding system value values (%" PRId64 ", %" PRId64 ", 'enrol', 1, now(), %" PRId64
            ") on conflict do nothing;"
            "insert into identity.factor_secret (proposal, sealed) values (%" PRId64 ", '\\x%.*s')",
            i, 10 + i, 1000 + i, i, (int)hex.len, hex.data));
        buffer_free(&hex);
        buffer_free(&sealed);
    }
    seal_keys_free(keys);
}

static void set_up(void)
{
    run_begin();
    folder_begin();
    fault_clear(&fault);
    run.settings_known = true;
    run.settings.superuser = arena_text(run.arena, span_from(ledger_conninfo("postgres")));
    db = database_open(NULL, statements_admin, ADMIN_COUNT);
    database_script("set session_replication_role = replica;"
                    "delete from identity.factor_secret");
    folder_put("keys", KEY);
    folder_put("others", OTHER);
    ck_assert_int_eq(chmod(folder_path("keys"), 0400), 0);
    ck_assert_int_eq(chmod(folder_path("others"), 0400), 0);
}

static void tear_down(void)
{
    db_close(db);
    folder_end();
    run_end();
}

static void says(const char *command, enum outcome expected, const char *text)
{
    buffer_clear(&run.out);
    buffer_clear(&run.problem);
    fault_clear(&run.fault);
    enum outcome outcome = run_line(arena_printf(run.arena, "%s %s", command, folder_path("keys")));
    ck_assert_msg(outcome == expected, "%s%s", said(&run.out), said(&run.problem));
    ck_assert_msg(strstr(said(outcome == OUTCOME_OK ? &run.out : &run.problem), text) != NULL,
        "%s%s", said(&run.out), said(&run.problem));
}

/* How many of the seeds open with the key file as it is now. */
static int open_now(const char *name)
{
    struct seal_keys *keys = NULL;
    struct db_row row;
    int good = 0;
    ck_assert_int_eq(seal_keys_read(folder_path(name), &keys, &fault), STATUS_OK);
    for (int64_t after = 0; db_maybe(db, &statements_admin[ADMIN_SEALED], DB_VALUES(db_int8(after)),
                                run.arena, &row, &fault)
                            == STATUS_OK;
         after = row_int8(&row, 0)) {
        struct totp_seed seed;
        enum status status = seal_open(keys, TOTP_SEAL_PURPOSE, row_int8(&row, 1),
            row_bytes(&row, 2), seed.bytes, sizeof(seed.bytes));
        good += status == STATUS_OK && memcmp(seed.bytes, "twenty bytes of seed", 20) == 0 ? 1 : 0;
    }
    seal_keys_free(keys);
    return good;
}

START_TEST(every_seed_gets_the_new_key)
{
    seeds_put("keys", 1, SEEDS);
    seeds_put("others", SEEDS + 1, 1);
    says("seal rotate", OUTCOME_OK,
        "3 seeds closed anew, 0 were already, 1 belong to keys of other files");
    ck_assert_int_eq(open_now("keys"), SEEDS);
    says("seal finish", OUTCOME_OK,
        "0 seeds closed anew, 3 were already, 1 belong to keys of other files");
    ck_assert_int_eq(open_now("keys"), SEEDS);
    ck_assert_int_eq(open_now("others"), 1);
    struct stat file;
    ck_assert_int_eq(stat(folder_path("keys"), &file), 0);
    ck_assert_uint_eq(file.st_mode & 0777U, 0400);
    ck_assert_int_eq(file.st_size, strlen(KEY));
    says("seal finish", OUTCOME_OK, "0 seeds closed anew");
}
END_TEST

START_TEST(a_rotation_goes_on_where_it_stopped)
{
    folder_put("keys", OTHER KEY); /* as when the database was away behind the first step */
    folder_put("former", KEY);
    ck_assert_int_eq(chmod(folder_path("keys"), 0400), 0);
    ck_assert_int_eq(chmod(folder_path("former"), 0400), 0);
    seeds_put("former", 1, SEEDS);
    says("seal finish", OUTCOME_OK, "3 seeds closed anew");
    ck_assert_int_eq(open_now("keys"), SEEDS);
    ck_assert_int_eq(open_now("former"), 0);
}
END_TEST

START_TEST(a_seed_that_does_not_open_stops_it)
{
    seeds_put("keys", 1, SEEDS);
    database_script("update identity.factor_secret s set sealed = o.sealed "
                    "from identity.factor_secret o where s.proposal = 2 and o.proposal = 3");
    says("seal rotate", OUTCOME_REFUSED, "the seed of enrolment 2 does not open");
    ck_assert_int_eq(open_now("keys"), SEEDS - 1);
    says("seal finish", OUTCOME_REFUSED, "the seed of enrolment 2 does not open");
}
END_TEST

START_TEST(what_is_wrong_is_named)
{
    char lines[1024] = "";
    for (int i = 0; i < SEAL_KEYS_MAX; i++) {
        (void)snprintf(
            lines + strlen(lines), sizeof(lines) - strlen(lines), "0000001%d%s", i, &KEY[8]);
    }
    ck_assert_int_eq(run_line("seal rotate"), OUTCOME_USAGE);
    ck_assert_int_eq(run_line("seal finish a b"), OUTCOME_USAGE);
    ck_assert_int_eq(run_line("seal rotate /nowhere/keys"), OUTCOME_UNAVAILABLE);
    folder_put("keys", lines);
    ck_assert_int_eq(chmod(folder_path("keys"), 0400), 0);
    says("seal rotate", OUTCOME_REFUSED, "has 8 keys already");
    ck_assert_int_eq(chmod(folder_path("keys"), 0444), 0);
    says("seal rotate", OUTCOME_REFUSED, "can be used by others");
    ck_assert_int_eq(chmod(folder_path("keys"), 0400), 0);
    run.settings.superuser = "host=/nowhere";
    says("seal finish", OUTCOME_UNAVAILABLE, "seal finish: ");
    run.settings_known = false;
    says("seal finish", OUTCOME_REFUSED, "--state DIR");
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("seal_keys");
    tcase_set_timeout(cases, 60);
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, every_seed_gets_the_new_key);
    tcase_add_test(cases, a_rotation_goes_on_where_it_stopped);
    tcase_add_test(cases, a_seed_that_does_not_open_stops_it);
    tcase_add_test(cases, what_is_wrong_is_named);
    return harness_run("ledger/operator/seal_keys", cases);
}
