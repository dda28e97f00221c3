/* SPDX-License-Identifier: EUPL-1.2 */
/* Everything handed over in a folder, and read into an empty database. */
/* nftw() is of the X/Open extension. */
#define _XOPEN_SOURCE 700 // NOLINT(bugprone-reserved-identifier)

#include <errno.h>
#include <sys/resource.h>

#include "ledger/operator/files.h"
#include "tests/ledger/operator/hand_over_world.h"

START_TEST(everything_comes_back)
{
    heir_keep();
    heir_make();
    propose("bootstrap", ADMINISTRATORS);
    propose("appropriation load", APPROPRIATION("2019"));
    append(300); /* more than a tile */
    TURN_IS_GOOD();
    append(2); /* wait to be logged */
    /* The same bytes are two organisations' file; and a document that lies beside the log. */
    database_script("insert into store.upload (organisation, person, size, media_type, began)"
                    " select '10000009', 1, u.size, u.media_type, u.began from store.upload u"
                    " where u.upload = 1;"
                    "insert into store.chunk select max(u.upload), 0, c.bytes from store.upload u,"
                    " store.chunk c where c.upload = 1 group by c.bytes;"
                    "insert into store.file select f.sha256, '10000009', (select max(upload)"
                    " from store.upload), f.size, f.media_type, f.chunks, f.at"
                    " from store.file f where f.upload = 1");
    (void)mkdir(arena_printf(run.arena, "%s/documents", files), 0755);
    ck_assert_int_eq(durable_write(arena_printf(run.arena, "%s/documents/d0c", files),
                         SPAN("document"), 0644, &fault),
        STATUS_OK);
    run.settings.stamp_source = "http://localhost/";
    run.settings.stamp_trust = arena_printf(run.arena, "%s/stamping.pem", folder);
    run.settings.profile_count = 0;
    run.settings.crl_sources[0] = "http://localhost/list";
    run.settings.crl_source_count = 1;
    ck_assert_int_eq(
        durable_write(run.settings.stamp_trust, SPAN("none"), 0644, &fault), STATUS_OK);
    struct span before = state();
    DOES("");
    ck_assert_int_gt(told, 100);
    ck_assert_msg(
        strstr(said(&run.out), " a log of 302 entries with root ") != NULL, "%s", said(&run.out));
    const char *sum = strstr(said(&run.out), "SHA-256 of manifest.csv: ");
    ck_assert_ptr_nonnull(sum);
    struct stat made;
    ck_assert_int_eq(stat(handed, &made), 0);
    ck_assert_uint_eq(made.st_mode & 0777U, 0700U);
    DOES("--check ");
    ck_assert(strncmp(strstr(said(&run.out), "SHA-256"), sum, 80) == 0);
    ck_assert_ptr_nonnull(strstr(text_of("description/description.txt").data, "Not handed over: "));
    ck_assert_ptr_nonnull(
        strstr(text_of("configuration/operator.conf").data, "crl_source = http://localhost/list"));
    ck_assert_ptr_nonnull(strstr(text_of("files/index.csv").data, "appropriation 17.46.64.20"));

    ck_assert_msg(reads() == OUTCOME_OK, "%s", said(&run.problem));
    ck_assert_ptr_nonnull(strstr(said(&run.out), "read in: "));
    /* Where it was read in, all goes on as if it were here. */
    run.settings.superuser = heir;
    checks_hold();
    run.settings.superuser = giver;
    away();
    beside("drop database ledger with (force)");
    beside("alter database heir rename to ledger");
    back();
    ck_assert(span_equal(state(), before));
    TURN_IS_GOOD();
    ck_assert_uint_eq(tlog.size, 304);
    append(1);
    TURN_IS_GOOD();
    ck_assert_int_eq(verified(), 0);
    checks_hold();
    refuses(does(""), "is not empty: give a folder that is empty or not there yet");
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "nothing was handed over"));
    refuses((run.settings.superuser = giver, does("--read ")), "the database is not empty: ");
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "nothing was read in"));
}
END_TEST

START_TEST(only_a_folder_of_ones_own_is_taken)
{
    append(1);
    TURN_IS_GOOD();
    ck_assert_int_eq(mkdir(handed, 0750), 0);
    refuses(does(""), "is not a folder that only you may look into");
    ck_assert_int_eq(remove(handed), 0);
    ck_assert_int_eq(durable_write(handed, SPAN("a file"), 0600, &fault), STATUS_OK);
    refuses(does(""), "is not a folder that only you may look into");
    ck_assert_int_eq(remove(handed), 0);
    ck_assert_int_eq(
        line(arena_printf(run.arena, "hand-over %s/no/such", folder)), OUTCOME_UNAVAILABLE);
    ck_assert_int_eq(mkdir(handed, 0700), 0);
    DOES("");
    ck_assert_int_eq(line("hand-over"), OUTCOME_USAGE);
    ck_assert_int_eq(line("hand-over --all x"), OUTCOME_USAGE);
    ck_assert_int_eq(line("hand-over x y"), OUTCOME_USAGE);
    run.settings.log = NULL;
    refuses(does(""), "operator.conf does not say where the log's files are");
    run.settings.log = files;
    run.settings.superuser = "host=/nowhere";
    ck_assert_int_eq(does(""), OUTCOME_UNAVAILABLE);
    run.settings_known = false;
    ck_assert_int_eq(does("--read "), OUTCOME_REFUSED);
}
END_TEST

/* A file of the log, put as it was afterwards. */
static void with_log_file(const char *name, const char *text, const char *because)
{
    const char *path = arena_printf(run.arena, "%s/%s", files, name);
    const char *aside = arena_printf(run.arena, "%s/aside", folder);
    ck_assert_int_eq(rename(path, aside), 0);
    if (text != NULL) {
        ck_assert_int_eq(durable_write(path, span_from(text), 0644, &fault), STATUS_OK);
    }
    clear_away();
    ck_assert_int_ne(does(""), OUTCOME_OK);
    ck_assert_msg(strstr(said(&run.problem), because) != NULL, "%s", said(&run.problem));
    ck_assert_int_ne(access(below("manifest.csv"), F_OK), 0);
    refuses(does("--check "), "this is no hand-over, or one that was not finished");
    (void)remove(path);
    ck_assert_int_eq(rename(aside, path), 0);
}

/* The first bit of every file; twice, and nothing has changed. */
static void bytes_flip(void)
{
    database_script("alter table store.chunk disable trigger finished_rows;"
                    "update store.chunk set bytes = set_byte(bytes, 0, get_byte(bytes, 0) # 1);"
                    "alter table store.chunk enable always trigger finished_rows");
}

START_TEST(a_log_that_is_not_the_databases_is_not_handed_over)
{
    run.settings.log = documents;
    refuses(does(""), "shows no checkpoint of what the database holds");
    run.settings.log = files;
    append(2);
    TURN_IS_GOOD();
    unsigned at = (unsigned)((tlog.size - 1) / TILE_WIDTH);
    const char *last =
        arena_printf(run.arena, "%03u.p/%u", at, (unsigned)((tlog.size - 1) % TILE_WIDTH) + 1);
    const char *hashes = arena_printf(run.arena, "tile/0/%s", last);
    const char *entries = arena_printf(run.arena, "tile/entries/%s", last);
    const char *numbers = arena_printf(run.arena, "numbers/%03u", at);
    const char *head = arena_printf(run.arena, "checkpoints/%u", (unsigned)tlog.size);
    const char *size = arena_printf(run.arena, "\n%u\n", (unsigned)tlog.size);
    struct span note;
    ck_assert_int_eq(
        file_read(run.arena, arena_printf(run.arena, "%s/%s", files, head), &note, &fault),
        STATUS_OK);
    with_log_file(hashes, NULL, "No such file");
    with_log_file(hashes, "short", "of the log is cut short");
    with_log_file(entries, "\001", "of the log is cut short");
    with_log_file(numbers, "1\n", "of the log is cut short");
    with_log_file(numbers, NULL, "No such file");
    with_log_file("log.vkey", NULL, "No such file");
    with_log_file("attest.vkeys", NULL, "No such file");
    with_log_file(head, "x", "is no checkpoint");
    with_log_file(head, swapped(note, size, "\n1\n"), "is no checkpoint");
    const char *root = strchr(strchr(note.data, '\n') + 1, '\n') + 1;
    const char old[] = {root[0], root[1], root[2], '\0'};
    with_log_file(head, swapped(note, old, root[0] == 'A' ? "BAA" : "AAA"),
        "are not those of the log's checkpoint");
    with_log_file("documents", "x", "documents: Not a directory");
    const char *profile = arena_printf(run.arena, "%s/a profile", folder);
    ck_assert_int_eq(durable_write(profile, SPAN("x"), 0644, &fault), STATUS_OK);
    run.settings.profiles[0] = profile;
    run.settings.profile_count = 1;
    clear_away();
    refuses(does(""), "cannot be handed over under its name");
    run.settings.profiles[0] = "nowhere";
    clear_away();
    ck_assert_int_ne(does(""), OUTCOME_OK);
    run.settings.profile_count = 0;
    /* A store whose bytes are others. */
    bytes_flip();
    clear_away();
    refuses(does(""), "is another than its name says");
    bytes_flip();
}
END_TEST

/* A disk that takes no more than so much of a file. */
START_TEST(a_full_disk_leaves_no_hand_over)
{
    static const rlim_t lens[] = {100, 6000};
    append(1);
    TURN_IS_GOOD();
    (void)signal(SIGXFSZ, SIG_IGN);
    for (size_t i = 0; i < COUNT_OF(lens); i++) {
        struct rlimit limit = {.rlim_cur = lens[i], .rlim_max = RLIM_INFINITY};
        ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
        enum outcome outcome = does("");
        limit.rlim_cur = RLIM_INFINITY;
        ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
        ck_assert_int_eq(outcome, OUTCOME_UNAVAILABLE);
        ck_assert_ptr_nonnull(strstr(said(&run.problem), "File too large"));
        refuses(does("--check "), "one that was not finished");
        clear_away();
    }
}
END_TEST

/* The log goes on while its database is copied: what is handed over ends where the snapshot does.
 */
START_TEST(a_log_that_is_ahead_is_cut_back)
{
    append(3);
    TURN_IS_GOOD();
    uint64_t size = tlog.size;
    uint64_t width = (size - 1) % TILE_WIDTH + 1;
    unsigned at = (unsigned)((size - 1) / TILE_WIDTH);
    backup();
    append(300);
    TURN_IS_GOOD();
    restore();
    DOES("");
    ck_assert_ptr_nonnull(
        strstr(said(&run.out), arena_printf(run.arena, " a log of %u entries ", (unsigned)size)));
    ck_assert_uint_eq(
        text_of(arena_printf(run.arena, "log/tile/0/%03u.p/%u", at, (unsigned)width)).len,
        width * DIGEST_LEN);
    ck_assert_int_ne(
        access(below(arena_printf(run.arena, "log/checkpoints/%u", (unsigned)size + 300)), F_OK),
        0);
    (void)snprintf(files, sizeof(files), "%s/handed/log", folder);
    tlog.size = size;
    ck_assert_int_eq(verified(), 0);
    (void)snprintf(files, sizeof(files), "%s/files", folder);
}
END_TEST

START_TEST(the_manifest_finds_what_is_changed)
{
    static const char *const kinds[] = {"state.csv", "README.da.txt", "tables/ledger.entry.csv",
        "description/columns.csv", "files/index.csv", "log/checkpoint", "log/tile/0/000",
        "configuration/trust.pem"};
    append(2);
    TURN_IS_GOOD();
    /* A folder of the log that cannot be read is not an empty one. */
    const char *unread = arena_printf(run.arena, "%s/documents", files);
    const char *aside = arena_printf(run.arena, "%s/aside", folder);
    bool was_there = rename(unread, aside) == 0;
    ck_assert_int_eq(symlink("documents", unread), 0);
    refuses(does(""), "documents: Too many levels of symbolic links");
    ck_assert_int_eq(remove(unread), 0);
    ck_assert(!was_there || rename(aside, unread) == 0);
    (void)nftw(handed, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    /* A document that is being written is none yet. */
    ck_assert(mkdir(unread, 0700) == 0 || errno == EEXIST);
    const char *half = arena_printf(run.arena, "%s/0123.part", unread);
    FILE *begun = fopen(half, "wb");
    ck_assert(begun != NULL && fclose(begun) == 0);
    DOES("");
    ck_assert_int_ne(access(below("log/documents/0123.part"), F_OK), 0);
    ck_assert_int_eq(remove(half), 0);
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        FILE *file = fopen(below(kinds[i]), "r+b");
        ck_assert_ptr_nonnull(file);
        int was = fgetc(file);
        rewind(file);
        ck_assert_int_ne(fputc(was ^ 1, file), EOF);
        ck_assert_int_eq(fclose(file), 0);
        refuses(does("--check "), arena_printf(run.arena, "%s is another than", kinds[i]));
        file = fopen(below(kinds[i]), "r+b");
        ck_assert_ptr_nonnull(file);
        ck_assert_int_ne(fputc(was, file), EOF);
        ck_assert_int_eq(fclose(file), 0);
    }
    put_text("tables/more.csv", "x");
    refuses(does("--check "), "something was added");
    ck_assert_int_eq(remove(below("tables/more.csv")), 0);
    ck_assert_int_eq(symlink("state.csv", below("tables/link")), 0);
    refuses(does("--check "), "something was added");
    ck_assert_int_eq(remove(below("tables/link")), 0);
    links_and_pipes(aside);
    const char *deep = below("d");
    for (int i = 0; i < 14; i++) {
        ck_assert_int_eq(mkdir(deep, 0700), 0);
        deep = arena_printf(run.arena, "%s/d", deep);
    }
    refuses(does("--check "), "something was added");
    (void)nftw(below("d"), remove_one, 16, FTW_DEPTH | FTW_PHYS);
    DOES("--check ");

    struct span manifest = text_of("manifest.csv");
    ck_assert_int_eq(remove(below("state.csv")), 0);
    refuses(does("--check "), "state.csv is missing");
    put_text("manifest.csv", swapped(manifest, "path,", "way,"));
    refuses(does("--check "), "is no manifest, or is cut short");
    put_text("manifest.csv", "");
    refuses(does("--check "), "is no manifest, or is cut short");
    put_text("manifest.csv", arena_printf(run.arena, "%.*s", (int)manifest.len - 1, manifest.data));
    refuses(does("--check "), "state.csv is missing");
    put_text("manifest.csv", "path,bytes,sha256\n../x,1,00\n");
    refuses(does("--check "), "has a line that is none of a manifest");
    put_text("manifest.csv", "path,bytes,sha256\nlog/log.vkey,1,00");
    refuses(does("--check "), "is cut short");
}
END_TEST

static void read_refuses(const char *because)
{
    refuses(reads(), because);
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "nothing was read in"));
}

/* A folder whose manifest fits, and which is no hand-over of this schema or of this log. */
static void forged(const char *name, const char *from, const char *to, const char *because)
{
    struct span manifest = text_of("manifest.csv");
    struct span text = text_of(name);
    forge(name, swapped(text, from, to));
    read_refuses(because);
    put_text(name, text.data);
    put_text("manifest.csv", manifest.data);
}

START_TEST(what_does_not_hold_is_not_read_in)
{
    heir_make();
    /* Names were erased from a document since. */
    database_script("insert into store.redacted (upload, sha256, entry)"
                    " select 2, sha256(set_byte(c.bytes, 0, 32)), 1 from store.chunk c"
                    " where c.upload = 2;"
                    "update store.chunk set bytes = set_byte(bytes, 0, 32) where upload = 2");
    TURN_IS_GOOD();
    DOES("");
    const char *size = arena_printf(run.arena, "\n%u\n", (unsigned)tlog.size);
    forged("state.csv", "encoding,UTF8", "encoding,LATIN1", "another schema than what was handed");
    forged("tables/identity.person.csv", "\n1,1,", "\n1,7,", "identity.person: person_human_fkey");
    forged("tables/rights.act.csv", "Enrols", "Enters", "table rights.act holds other rows");
    forged("tables/meta.setting.csv", "value\n", "worth\n", "column name mismatch");
    forged("files/uploads.csv", "\n1,files", "\n1,../files", "files/uploads.csv: 1,../files");
    forged("files/uploads.csv", "\n1,", "\nI,", "files/uploads.csv: I,files/");
    forged("log/checkpoint", size, "\n2\n", "are not those of the log's checkpoint");
    forged("log/checkpoint", "\n\n", "\n", "log/checkpoint is no checkpoint");
    /* The bytes of a file; the name says which file that was. */
    struct span uploads = text_of("files/uploads.csv");
    const char *path = strstr(uploads.data, "\n1,") + 3;
    const char *name = arena_printf(run.arena, "%.*s", (int)strcspn(path, "\n"), path);
    forged(name, "{", "[", " is another one");

    struct span manifest = text_of("manifest.csv");
    const char *line_of = strstr(manifest.data, "\ntables/ledger.posting.csv");
    put_text("manifest.csv", arena_printf(run.arena, "%.*s%s", (int)(line_of - manifest.data),
                                 manifest.data, strchr(line_of + 1, '\n')));
    ck_assert_int_eq(
        rename(below("tables/ledger.posting.csv"), arena_printf(run.arena, "%s/aside", folder)), 0);
    read_refuses("tables/ledger.posting.csv is not in the hand-over");
    ck_assert_int_eq(
        rename(arena_printf(run.arena, "%s/aside", folder), below("tables/ledger.posting.csv")), 0);
    put_text("manifest.csv", manifest.data);

    /* Left out of folder and manifest. */
    const char *left_out[] = {"state.csv", "files/uploads.csv", name};
    for (size_t i = 0; i < COUNT_OF(left_out); i++) {
        line_of = strstr(manifest.data, arena_printf(run.arena, "\n%s,", left_out[i]));
        put_text("manifest.csv", arena_printf(run.arena, "%.*s%s", (int)(line_of - manifest.data),
                                     manifest.data, strchr(line_of + 1, '\n')));
        ck_assert_int_eq(
            rename(below(left_out[i]), arena_printf(run.arena, "%s/aside", folder)), 0);
        read_refuses("is not in the hand-over");
        ck_assert_int_eq(
            rename(arena_printf(run.arena, "%s/aside", folder), below(left_out[i])), 0);
    }
    put_text("manifest.csv", manifest.data);
    say_to(heir, "create view audit.more as select 1 as one");
    read_refuses("another schema than what was handed over: catalogue is ");
    say_to(heir, "drop view audit.more");
    ck_assert_msg(reads() == OUTCOME_OK, "%s", said(&run.problem));
    read_refuses("the database is not empty: ");
}
END_TEST

int main(void)
{
    if (!world_open()) {
        return EXIT_FAILURE;
    }
    TCase *tests = tcase_create("hand_over");
    tcase_add_checked_fixture(tests, hand_over_setup, hand_over_teardown);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, everything_comes_back);
    tcase_add_test(tests, only_a_folder_of_ones_own_is_taken);
    tcase_add_test(tests, a_log_that_is_not_the_databases_is_not_handed_over);
    tcase_add_test(tests, a_full_disk_leaves_no_hand_over);
    tcase_add_test(tests, the_manifest_finds_what_is_changed);
    tcase_add_test(tests, what_does_not_hold_is_not_read_in);
    tcase_add_test(tests, a_log_that_is_ahead_is_cut_back); /* the last: it stays ahead */
    int code = harness_run("ledger/operator/hand_over", tests);
    world_close();
    return code;
}
