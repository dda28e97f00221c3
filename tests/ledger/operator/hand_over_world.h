/* SPDX-License-Identifier: EUPL-1.2 */
/* hand_over_world.h - a ledger with a signed log, a folder to hand it over in, and an empty heir.
 */
#ifndef TESTS_LEDGER_OPERATOR_HAND_OVER_WORLD_H
#define TESTS_LEDGER_OPERATOR_HAND_OVER_WORLD_H

#include "tests/ledger/operator/replay_world.h"

static char handed[160];
static const char *giver;
static const char *heir;

static const char *below(const char *name)
{
    return arena_printf(run.arena, "%s/%s", handed, name);
}

static void say_to(const char *conninfo, const char *text)
{
    struct db *db = NULL;
    fault_clear(&fault);
    ck_assert_msg(db_connect(conninfo, NULL, 0, &db, &fault) == STATUS_OK, "%s", fault.text);
    ck_assert_msg(db_script(db, text, &fault) == STATUS_OK, "%s", fault.text);
    db_close(db);
}

/* As migrated and never used, before the first test: its attest key is of this host, not of the
 * schema. */
static void heir_keep(void)
{
    const char *pristine = arena_printf(run.arena, "%s dbname=pristine", giver);
    away();
    beside("create database pristine template ledger");
    say_to(pristine, "alter table ledger.attest_key disable trigger user;"
                     "delete from ledger.attest_key;"
                     "alter table ledger.attest_key enable always trigger append_only_rows,"
                     " enable always trigger append_only_statements,"
                     " enable always trigger append_only_truncate");
    back();
}

static void heir_make(void)
{
    beside("drop database if exists heir");
    beside("create database heir template pristine");
    say_to(heir,
        "revoke all on database heir from public;"
        "grant connect on database heir to tilsagn_grantee, tilsagn_agency, tilsagn_public,"
        " tilsagn_sequencer, tilsagn_operator");
}

static int64_t told;

static void on_progress(const char *text)
{
    ck_assert_ptr_nonnull(text);
    told++;
}

static void hand_over_setup(void)
{
    operator_setup();
    (void)snprintf(handed, sizeof(handed), "%s/handed", folder);
    giver = run.settings.superuser;
    heir = arena_printf(run.arena, "%s dbname=heir", giver);
    run.settings.trust = arena_printf(run.arena, "%s/trust.pem", folder);
    ck_assert_int_eq(
        durable_write(run.settings.trust, SPAN("no certificate"), 0644, &fault), STATUS_OK);
    run.settings.profiles[0] = run.settings.trust;
    run.progress = on_progress;
    told = 0;
}

static void hand_over_teardown(void)
{
    (void)nftw(handed, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    operator_teardown();
}

static void clear_away(void)
{
    (void)nftw(handed, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static enum outcome does(const char *options)
{
    return line(arena_printf(run.arena, "hand-over %s%s", options, handed));
}

static enum outcome reads(void)
{
    run.settings.superuser = heir;
    enum outcome outcome = does("--read ");
    run.settings.superuser = giver;
    return outcome;
}

#define DOES(options)                                                                              \
    ck_assert_msg(does(options) == OUTCOME_OK, "%s%s", said(&run.out), said(&run.problem))

static void refuses(enum outcome outcome, const char *because)
{
    ck_assert_int_eq(outcome, OUTCOME_REFUSED);
    ck_assert_msg(strstr(said(&run.problem), because) != NULL, "%s", said(&run.problem));
}

static struct span text_of(const char *name)
{
    struct span text;
    ck_assert_msg(file_read(run.arena, below(name), &text, &fault) == STATUS_OK, "%s", fault.text);
    return text;
}

static void put_text(const char *name, const char *text)
{
    ck_assert_int_eq(durable_write(below(name), span_from(text), 0600, &fault), STATUS_OK);
}

/* The text before, and after, the first `from`. */
static const char *swapped(struct span text, const char *from, const char *to)
{
    const char *at = strstr(text.data, from);
    ck_assert_msg(at != NULL, "%s", from);
    return arena_printf(
        run.arena, "%.*s%s%s", (int)(at - text.data), text.data, to, at + strlen(from));
}

/* Another text of a file, with a manifest that says so: as whoever made the folder could. */
static void forge(const char *name, const char *text)
{
    char hex[DIGEST_HEX_LEN + 1];
    struct digest digest = digest_of(span_from(text));
    struct span manifest = text_of("manifest.csv");
    const char *begin = strstr(manifest.data, arena_printf(run.arena, "\n%s,", name));
    ck_assert_ptr_nonnull(begin);
    const char *end = strchr(begin + 1, '\n');
    digest_hex(&digest, hex);
    put_text(name, text);
    put_text(
        "manifest.csv", arena_printf(run.arena, "%.*s\n%s,%zu,%s%s", (int)(begin - manifest.data),
                            manifest.data, name, strlen(text), hex, end));
}

/* What stands for a file and is none, or stands beside them. */
static inline void links_and_pipes(const char *aside)
{
    /* As many as the manifest names, and one of them a link to what it should be. */
    ck_assert_int_eq(rename(below("state.csv"), aside), 0);
    ck_assert_int_eq(symlink("../aside", below("state.csv")), 0);
    refuses(does("--check "), "state.csv is missing, or is no file that can be read");
    ck_assert_int_eq(remove(below("state.csv")), 0);
    ck_assert_int_eq(mkfifo(below("state.csv"), 0600), 0); /* nobody waits for its other end */
    refuses(does("--check "), "state.csv is missing, or is no file that can be read");
    ck_assert_int_eq(remove(below("state.csv")), 0);
    ck_assert_int_eq(rename(aside, below("state.csv")), 0);
    /* The manifest names one of them twice, and a pipe makes up the number. */
    struct span whole = text_of("manifest.csv");
    const char *named = strstr(whole.data, "\nconfiguration/trust.pem");
    size_t named_len = strcspn(named + 1, "\n") + 1;
    put_text("manifest.csv", arena_printf(run.arena, "%.*s%.*s\n", (int)whole.len - 1, whole.data,
                                 (int)named_len, named));
    ck_assert_int_eq(mkfifo(below("tables/pipe"), 0600), 0);
    refuses(does("--check "), "is neither file nor folder");
    ck_assert_int_eq(remove(below("tables/pipe")), 0);
    put_text("manifest.csv", whole.data);
}

#endif
