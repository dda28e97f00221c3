/* SPDX-License-Identifier: EUPL-1.2 */
/* The folder of the log that another goes on from: verified by itself, and held against what is
 * said of it. */
#define GRANTS 100
#include "tests/ledger/verify/begun.h"

#define LOST 7 /* entries that were signed and are lost; two of them had waited in the database */

static struct log_folder former_made;

/* Its root for the first `size` entries, hex. */
static const char *former_root(size_t size)
{
    char hex[DIGEST_HEX_LEN + 1];
    struct merkle_frontier tree = {.size = 0};
    for (size_t i = 0; i < size; i++) {
        struct digest hash = merkle_leaf_hash(former_made.leaves[i]);
        merkle_append(&tree, &hash, NULL, NULL);
    }
    struct digest root = merkle_root(&tree);
    digest_hex(&root, hex);
    return arena_printf(arena, "%s", hex);
}

static void remove_file(const struct log_folder *log, const char *name)
{
    log_folder_put(log, name, (struct span){.data = NULL, .len = 0});
}

static void former_publish(void)
{
    log_folder_write(&former_made);
    log_folder_publish(&former_made, AT_S + ENTRIES);
}

/* The first `shared` entries of the log, and others until it has `size`. */
static void former_fill(const char *origin, size_t shared, size_t size)
{
    former_made.origin = origin;
    (void)memcpy(former_made.leaves, log_made.leaves, shared * sizeof(log_made.leaves[0]));
    former_made.count = shared;
    while (former_made.count < size) {
        char *stream = arena_printf(arena, "organisation:9%zu", former_made.count);
        (void)log_folder_add(
            &former_made, &(struct log_entry){stream, 1, NULL, "made_up", NULL, 8});
    }
    former_publish();
}

/* The log goes on as plain says; the former one had ENTRIES of its entries and five more. */
static void setup_former(void)
{
    setup_confirmed();
    log_folder_open(&former_made);
    former_fill(plain.former, ENTRIES, plain.left + LOST);
    begin(&plain, LATER_S);
    leaf_replace(0, SIGNED, former_root(plain.left + LOST));
    sign_later();
    options.former = former_made.path;
}

static void teardown_former(void)
{
    log_folder_close(&former_made);
    teardown();
}

static void expect_former(uint64_t index, const char *text)
{
    int code = verify_now(&found);
    ck_assert_msg(code == CAUSE_FORMER && found.kept[0].index == index && report_says(text),
        "exit %d:\n%.*s", code, (int)report.len, report.data);
}

START_TEST(a_whole_folder_is_what_is_said)
{
    ck_assert_msg(verify_now(&found) == ANEW_EXIT, "%.*s", (int)report.len, report.data);
    ck_assert_uint_eq(found.count, 0);
    ck_assert(report_says("\nformer log: log.test/before\nformer entries: 307, checkpoints: 2, of "
                          "them cosigned: 2\n"));
    ck_assert_msg(
        report_says("\nformer log compared: 300 of the 300 entries that were left. Of the 7 that "
                    "were lost its folder has 7; of 7 of them 2 had waited and stand in this log "
                    "again\nNOT WHOLE: "),
        "%.*s", (int)report.len, report.data);
    ck_assert(report_says("former not shown: the log's key came from the folder itself; give "
                          "--former-key\n"));
    ck_assert(!report_says("give --former with its folder") && !report_says("ends before it"));

    struct span key = log_folder_get(&former_made, "log.vkey");
    options.former_key = arena_printf(arena, "%.*s", (int)key.len, key.data);
    options.json = true;
    ck_assert_int_eq(verify_now(&found), ANEW_EXIT);
    ck_assert(!report_says("--former-key"));
    ck_assert(
        report_says(",\"former\":{\"verified\":true,\"log\":\"log.test/before\",\"entries\":307,"));
    ck_assert(
        report_says("\"compared\":300,\"lost_there\":7,\"lost_asked\":7,\"lost_again\":2}}\n"));

    options = (struct verify_options){.folder = log_made.path};
    ck_assert_int_eq(verify_now(&found), ANEW_EXIT);
    ck_assert(report_says("not shown: whether what was left is what the former log signed"));
}
END_TEST

START_TEST(it_may_end_before_what_was_signed)
{
    former_made.count = plain.left + 1;
    former_publish();
    remove_file(&former_made, "checkpoints/307");
    ck_assert_int_eq(verify_now(&found), ANEW_EXIT);
    ck_assert(report_says("its folder has 1; of 1 of them 1 had waited"));
    ck_assert(
        report_says("\nnot shown: whether the former log's signed root was what the log says: "
                    "the former log's folder ends before it\n"));
    former_made.count = 100;
    former_publish();
    remove_file(&former_made, "checkpoints/301");
    ck_assert_int_eq(verify_now(&found), ANEW_EXIT);
    ck_assert(report_says("compared: 100 of the 300 entries") && report_says("its folder has 0; "));
}
END_TEST

START_TEST(not_all_may_be_logged_again_yet)
{
    log_made.count = 50;
    remove_file(&log_made, "checkpoints/305");
    remove_file(&log_made, "checkpoints/100");
    log_folder_write(&log_made);
    log_folder_publish(&log_made, LATER_S + 10);
    ck_assert_msg(verify_now(&found) == ANEW_EXIT, "%.*s", (int)report.len, report.data);
    ck_assert(report_says("compared: 49 of the 300 entries"));
    ck_assert(report_says("of 7 of them 0 had waited"));
}
END_TEST

/* Whoever has the former log's key can sign another entry; the log has the one that was signed. */
START_TEST(another_entry_that_was_left_is_named)
{
    char *nonce = arena_printf(arena, "\"nonce\":\"%032d\"", 10);
    char *at = strstr(former_made.leaves[10].data, nonce);
    ck_assert_ptr_nonnull(at);
    former_made.leaves[10] = arena_format(former_made.arena, "%.*s\"nonce\":\"%032d\"%s",
        (int)(at - former_made.leaves[10].data), former_made.leaves[10].data, 99,
        at + strlen(nonce));
    former_publish();
    expect_former(11,
        "\nformer: entry 11: it is not entry 10 of the former log\n    follows from it: "
        "the root of the former log's first 300 entries is not the one that was left\n"
        "    and 1 more\n");
    ck_assert(!report_says("former former:"));
}
END_TEST

START_TEST(an_entry_in_another_place_is_named)
{
    struct span moved = log_made.leaves[12];
    log_made.leaves[12] = log_made.leaves[11];
    log_made.leaves[11] = moved;
    sign_later();
    expect_former(11,
        "\nformer: entry 11: it is not entry 10 of the former log\n    follows from it: "
        "entry 12: it is not entry 11 of the former log\n");
    ck_assert(report_says("\nroot: entries 1 to 300 are not what was left"));
}
END_TEST

/* What is said of its lost end. */
static const struct {
    const char *from;
    const char *to;
    const char *because;
} ends[] = {
    {"\"signed_root\":\"", NULL,
        "\nformer: the root of the former log's first 307 entries is not the one that was signed\n"},
    {"\"signed_size\":307", "\"signed_size\":306",
        "the former log was signed for 307 entries, and the log says 306"},
};

START_TEST(its_end_is_what_is_said)
{
    const char *root = former_root(_i == 0 ? plain.left + LOST : plain.left + LOST - 1);
    leaf_replace(0, former_root(plain.left + LOST), _i == 0 ? SIGNED : root);
    if (ends[_i].to != NULL) {
        leaf_replace(0, ends[_i].from, ends[_i].to);
    }
    sign_later();
    expect_former(FINDING_NOWHERE, ends[_i].because);
    ck_assert_uint_eq(found.count, 1);
}
END_TEST

START_TEST(a_folder_that_does_not_verify_is_told)
{
    struct span bundle = log_folder_get(&former_made, "tile/entries/000");
    size_t before = 2;
    for (size_t i = 0; i < 5; i++) {
        before += former_made.leaves[i].len + 2;
    }
    char *bytes = arena_alloc(arena, bundle.len + 1);
    ck_assert_ptr_nonnull(bytes);
    (void)memcpy(bytes, bundle.data, bundle.len);
    bytes[bundle.len] = '\0';
    char *nonce = strstr(bytes + before, "\"nonce\":\"0");
    ck_assert_ptr_nonnull(nonce);
    nonce[9] = '1';
    bundle.data = bytes;
    log_folder_put(&former_made, "tile/entries/000", bundle);
    expect_former(FINDING_NOWHERE,
        "\nformer: the former log's folder does not verify: changed: it is not the entry that was logged\n");
    ck_assert(report_says("\nformer changed: entry 5 (") && report_says("compared: 0 of the 300"));
    options.json = true;
    ck_assert_int_eq(verify_now(&found), CAUSE_FORMER);
    ck_assert(report_says(",\"former\":{\"verified\":false,"));
    log_folder_put(&former_made, "checkpoint", SPAN("x"));
    remove_file(&former_made, "checkpoints/307");
    remove_file(&former_made, "checkpoint");
    ck_assert_int_eq(verify_now(&found), CAUSE_FORMER);
    ck_assert(report_says("the former log's folder: checkpoint cannot be read"));
    ck_assert(report_says(",\"former\":null}"));
}
END_TEST

START_TEST(another_logs_folder_is_none)
{
    former_made.origin = "log.test/elsewhere";
    former_publish();
    expect_former(FINDING_NOWHERE,
        "\nformer: the folder is of the log log.test/elsewhere, and this log does not go on from that\n");
    ck_assert(!report_says("former log compared"));
}
END_TEST

START_TEST(its_keys_must_be_there)
{
    static struct former former;
    struct fault fault;
    fault_clear(&fault);
    remove_file(&former_made, "log.vkey");
    ck_assert_int_eq(former_open(arena, &options, &former, &fault), STATUS_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(fault.text, "/log.vkey cannot be read"));
    former_close(&former);
}
END_TEST

/* A log that was begun anew twice: the folder of the first, whose entries now stand two places on.
 */
START_TEST(it_may_be_the_one_before_the_last)
{
    remove_file(&log_made, "checkpoints/305");
    log_made.count--;
    (void)memmove(&log_made.leaves[0], &log_made.leaves[1], log_made.count * sizeof(struct span));
    former_fill("log.test/1", 100, 107);
    remove_file(&former_made, "checkpoints/307");
    const struct said first = {"log.test/2", "log.test/1", 100, 0, NULL};
    begin(&first, LATER_S);
    leaf_replace(0, SIGNED, former_root(107));
    const struct said second = {LOG_FOLDER_ORIGIN, "log.test/2", 60, 245, NULL};
    begin(&second, LATER_S + 1);
    sign_later();
    ck_assert_int_eq(verify_now(&found), ANEW_EXIT);
    ck_assert_msg(report_says("former log compared: 59 of the 100 entries that were left. Of the 7 "
                              "that were lost its folder has 7; of 7 of them 0 had"),
        "%.*s", (int)report.len, report.data);
    ck_assert(!report_says("\nformer: "));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("former");
    tcase_add_checked_fixture(tests, setup_former, teardown_former);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_whole_folder_is_what_is_said);
    tcase_add_test(tests, it_may_end_before_what_was_signed);
    tcase_add_test(tests, not_all_may_be_logged_again_yet);
    tcase_add_test(tests, another_entry_that_was_left_is_named);
    tcase_add_test(tests, an_entry_in_another_place_is_named);
    tcase_add_loop_test(tests, its_end_is_what_is_said, 0, (int)COUNT_OF(ends));
    tcase_add_test(tests, a_folder_that_does_not_verify_is_told);
    tcase_add_test(tests, another_logs_folder_is_none);
    tcase_add_test(tests, its_keys_must_be_there);
    tcase_add_test(tests, it_may_be_the_one_before_the_last);
    return harness_run("ledger/verify/former", tests);
}
