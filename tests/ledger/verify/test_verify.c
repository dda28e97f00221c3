/* SPDX-License-Identifier: EUPL-1.2 */
/* The verifier over a good log, and over one whose files were changed. */
#include "tests/ledger/verify/world.h"

START_TEST(a_good_log_is_verified)
{
    sign_all();
    ck_assert_int_eq(verify_now(&found), 0);
    ck_assert(report_says("entries: 602, checkpoints: 8, of them cosigned: 8"));
    ck_assert(report_says("not shown: the log's key came from the folder itself"));
    ck_assert(report_says("not shown: whether entries were logged within a minute"));
    options.balances = true;
    ck_assert_int_eq(verify_now(&found), 0);
    ck_assert(report_says("\ncall:c:available 980000\n"));
    options.json = true;
    ck_assert_int_eq(verify_now(&found), 0);
    ck_assert(report_says("\"verified\":true"));
    /* 1,000,000 less 200 awards of 100. */
    ck_assert(report_says("{\"account\":\"call:c:available\",\"balance_ore\":980000}"));
    ck_assert(report_says("{\"account\":\"appropriation:17:source\",\"balance_ore\":-1000000}"));
}
END_TEST

START_TEST(a_log_of_nothing_is_verified)
{
    log_made.count = 0;
    log_folder_publish(&log_made, AT_S);
    ck_assert_int_eq(verify_now(&found), 0);
    options.policy = NULL;
    options.balances = true;
    ck_assert_int_eq(verify_now(&found), 0);
    ck_assert(report_says("nobody outside has been asked"));
}
END_TEST

/* Replaces the first `from` behind byte `start` of a file by as many bytes. */
static void replace(const char *name, const char *from, const char *to)
{
    struct span bytes = log_folder_get(&log_made, name);
    size_t len = strlen(from);
    ck_assert_uint_eq(len, strlen(to));
    for (size_t i = 0; i + len <= bytes.len; i++) {
        if (memcmp(bytes.data + i, from, len) == 0) {
            char *copy = arena_text(arena, bytes);
            (void)memcpy(copy + i, to, len);
            log_folder_put(&log_made, name, (struct span){.data = copy, .len = bytes.len});
            return;
        }
    }
    ck_abort_msg("%s does not hold %s", name, from);
}

/* Entry 3 is grant:1 version 2, the first award. */
START_TEST(a_changed_entry_is_named_and_nothing_else)
{
    sign_all();
    replace("tile/entries/000", "\"grant:1\",\"version\":2", "\"grant:9\",\"version\":2");
    expect_one(CAUSE_CHANGED, 3);
    ck_assert(report_says("entry 3 (grant:9 version 2): it is not the entry that was logged"));
    replace("tile/entries/000", "\"grant:9\",\"version\":2", "\"grant:1\",\"version\":2");
    replace("tile/entries/000", ":1:committed\",\"amount\":100}", ":1:committed\",\"amount\":900}");
    expect_one(CAUSE_CHANGED, 3); /* and its postings do not sum to zero */
    ck_assert(report_says("no entry that the ledger writes: postings do not sum to zero"));
    ck_assert_uint_eq(found.kept[0].consequences, 2); /* that, and version 3 of the stream */
}
END_TEST

START_TEST(a_change_that_went_into_the_tiles_too_is_named)
{
    sign_all();
    struct span *leaf = &log_made.leaves[3];
    char *copy = arena_text(arena, *leaf);
    char *nonce = strstr(copy, "\"nonce\":\"0");
    nonce[9] = '7';
    *leaf = (struct span){.data = copy, .len = leaf->len};
    log_folder_write(&log_made);
    /* Its successor names the old one; the roots from 100 on follow. */
    expect_one(CAUSE_CHAIN, 3);
    ck_assert(report_says("it is not the entry that its successor, entry 4, names"));
    ck_assert_uint_eq(found.kept[0].consequences, 6);
}
END_TEST

START_TEST(a_change_of_a_last_entry_is_found_by_the_root)
{
    sign_all();
    struct span *leaf = &log_made.leaves[ENTRIES - 1];
    char *copy = arena_text(arena, *leaf);
    strstr(copy, "\"nonce\":\"0")[9] = '7';
    *leaf = (struct span){.data = copy, .len = leaf->len};
    log_folder_write(&log_made);
    expect_one(CAUSE_ROOT, FINDING_NOWHERE);
    ck_assert(
        report_says("entries 512 to 601 do not lead to the root that was signed for size 602"));
}
END_TEST

START_TEST(a_changed_tile_is_not_an_entrys_fault)
{
    sign_all();
    struct span tile = log_folder_get(&log_made, "tile/0/000");
    char *copy = arena_text(arena, tile);
    copy[40] ^= 1; /* hash 1 */
    log_folder_put(&log_made, "tile/0/000", (struct span){copy, tile.len});
    expect_one(CAUSE_TILE, 1);
    copy[40] ^= 1;
    copy[150 * DIGEST_LEN] ^= 1; /* the tile above is compared before a root is met again */
    log_folder_put(&log_made, "tile/0/000", (struct span){copy, tile.len});
    expect_one(CAUSE_TILE, 150);
    ck_assert_uint_eq(found.kept[0].consequences, 2); /* and what its successor names */
    copy[150 * DIGEST_LEN] ^= 1;
    log_folder_put(&log_made, "tile/0/000", (struct span){copy, tile.len});
    tile = log_folder_get(&log_made, "tile/1/000.p/2");
    copy = arena_text(arena, tile);
    copy[33] ^= 1; /* of the second full tile */
    log_folder_put(&log_made, "tile/1/000.p/2", (struct span){copy, tile.len});
    expect_one(CAUSE_TILE, FINDING_NOWHERE);
    ck_assert(report_says("hash 1 of tile level 1 is not that of the entries below it"));
}
END_TEST

START_TEST(what_is_missing_is_said)
{
    sign_all();
    struct span none = {.data = NULL, .len = 0};
    struct span bundle = log_folder_get(&log_made, "tile/entries/001");
    log_folder_put(&log_made, "tile/entries/001", none);
    expect_one(CAUSE_MISSING, 256);
    /* Entry 511 ends a grant, so no stream goes on behind the gap. */
    ck_assert_uint_eq(found.kept[0].consequences, 0);
    log_folder_put(&log_made, "tile/entries/001", (struct span){bundle.data, bundle.len - 1});
    expect_one(CAUSE_MISSING, 511);
    struct span before = log_folder_get(&log_made, "tile/entries/000");
    log_folder_put(&log_made, "tile/entries/000", (struct span){before.data, before.len - 1});
    ck_assert_int_eq(verify_now(&found), CAUSE_MISSING);
    ck_assert_uint_eq(found.count, 2); /* each gap by its first entry */
    ck_assert(found.kept[0].index == 255 && found.kept[1].index == 511);
    log_folder_put(&log_made, "tile/entries/000", before);
    log_folder_put(&log_made, "tile/entries/001", bundle);
    log_folder_put(&log_made, "tile/1/000.p/2", none);
    expect_one(CAUSE_MISSING, FINDING_NOWHERE);
    log_folder_put(&log_made, "checkpoints/100", SPAN("nothing\n"));
    options.json = true;
    ck_assert_int_eq(verify_now(&found), CAUSE_MISSING);
    ck_assert_uint_eq(found.count, 2);
    ck_assert(report_says("{\"cause\":\"signature\",\"entry\":null"));
    verify_free(NULL);
}
END_TEST

/* The publisher may have replaced a partial tile by the full one. */
START_TEST(a_full_tile_serves_for_a_partial_one)
{
    sign_all();
    struct span none = {.data = NULL, .len = 0};
    struct span hashes = log_folder_get(&log_made, "tile/0/002.p/90");
    struct span bundle = log_folder_get(&log_made, "tile/entries/002.p/90");
    log_folder_put(&log_made, "tile/0/002.p/90", none);
    log_folder_put(&log_made, "tile/entries/002.p/90", none);
    log_folder_put(&log_made, "tile/0/002", hashes);
    log_folder_put(&log_made, "tile/entries/002", bundle);
    ck_assert_int_eq(verify_now(&found), 0);
}
END_TEST

START_TEST(a_tail_cut_off_is_found_by_an_older_checkpoint)
{
    sign_all();
    log_made.count = 500;
    log_folder_write(&log_made);
    log_folder_publish(&log_made, AT_S + 500);
    struct span none = {.data = NULL, .len = 0};
    log_folder_put(&log_made, "tile/entries/001", none);
    log_folder_put(&log_made, "tile/entries/002.p/90", none);
    ck_assert_int_eq(verify_now(&found), CAUSE_MISSING);
    ck_assert(report_says("entry 256: the entry is not in its bundle"));
    ck_assert(report_says("entry 512: the entry is not in its bundle"));
}
END_TEST

START_TEST(two_roots_for_one_size_are_found)
{
    sign_all();
    struct span kept = log_folder_get(&log_made, "checkpoints/100");
    struct span leaf = log_made.leaves[50];
    log_made.leaves[50] = log_made.leaves[51];
    log_folder_sign(&log_made, 100, AT_S + 100);
    log_folder_put(&log_made, "checkpoints/100-other", kept);
    log_made.leaves[50] = leaf;
    expect_one(CAUSE_ROOT, FINDING_NOWHERE);
    ck_assert(report_says("do not lead to the root that was signed for size 100"));
}
END_TEST

START_TEST(other_signatures_do_not_count)
{
    sign_all();
    struct span note = log_folder_get(&log_made, "checkpoints/100");
    struct span other = log_folder_get(&log_made, "checkpoints/256");
    char *mixed = arena_printf(arena, "%.*s%s", (int)(strstr(note.data, "\n\n") + 1 - note.data),
        note.data, strstr(other.data, "\n\n") + 1);
    log_folder_put(&log_made, "checkpoints/100", span_from(mixed));
    expect_one(CAUSE_SIGNATURE, FINDING_NOWHERE);
    ck_assert(report_says("checkpoints/100 is not signed by log.test/tilsagn"));
}
END_TEST

/* The log's key is replaced after 256 entries: the former one stands for what it signed, and for
 * nothing new. */
START_TEST(a_replaced_key_stands_for_what_it_signed)
{
    struct span former = log_folder_get(&log_made, "log.vkey");
    struct ed25519_key *old = log_made.key;
    log_folder_sign(&log_made, 256, AT_S + 256);
    log_made.key = log_made.attest_key;
    log_folder_write(&log_made);
    log_folder_publish(&log_made, AT_S + ENTRIES);
    ck_assert_int_eq(verify_now(&found), CAUSE_SIGNATURE);
    ck_assert(report_says("checkpoints/256 is not signed"));
    log_folder_put(&log_made, "log.former.vkeys", former);
    ck_assert_int_eq(verify_now(&found), 0);
    struct span now = log_folder_get(&log_made, "log.vkey");
    options.log_key =
        arena_printf(arena, "%.*s%.*s", (int)now.len, now.data, (int)former.len, former.data);
    ck_assert_int_eq(verify_now(&found), 0);
    options.log_key = NULL;
    log_made.key = old;
    log_folder_publish(&log_made, AT_S + ENTRIES);
    ck_assert_int_eq(verify_now(&found), CAUSE_SIGNATURE);
    ck_assert(report_says("checkpoint is not signed"));
}
END_TEST

/* Keys of another name, too many, or none are no keys of the log. */
START_TEST(keys_of_a_log_have_one_name)
{
    static struct trust trust;
    struct fault fault;
    fault_clear(&fault);
    log_folder_publish(&log_made, -1);
    log_folder_put(&log_made, "log.former.vkeys", log_folder_get(&log_made, "attest.vkeys"));
    ck_assert_int_eq(trust_read(arena, &options, &trust, &fault), STATUS_INVALID);
    struct buffer many;
    buffer_init(&many, 65536);
    for (size_t i = 0; i < TRUST_LOG_MAX; i++) {
        buffer_put(&many, log_folder_get(&log_made, "log.vkey"));
    }
    log_folder_put(&log_made, "log.former.vkeys", buffer_span(&many));
    ck_assert_int_eq(trust_read(arena, &options, &trust, &fault), STATUS_INVALID);
    buffer_free(&many);
    options.log_key = "\n";
    ck_assert_int_eq(trust_read(arena, &options, &trust, &fault), STATUS_INVALID);
}
END_TEST

START_TEST(a_missing_quorum_is_said)
{
    log_folder_publish(&log_made, -1);
    expect_one(CAUSE_COSIGNATURE, FINDING_NOWHERE);
    ck_assert(report_says("has not been cosigned by the quorum"));
    sign_all();
    /* A cosignature over another size's body. */
    struct span note = log_folder_get(&log_made, "checkpoints/100");
    struct span other = log_folder_get(&log_made, "checkpoints/256");
    char *mixed = arena_printf(arena, "%.*s%s",
        (int)(strstr(note.data, "\xE2\x80\x94 " LOG_FOLDER_WITNESS) - note.data), note.data,
        strstr(other.data, "\xE2\x80\x94 " LOG_FOLDER_WITNESS));
    log_folder_put(&log_made, "checkpoints/100", span_from(mixed));
    expect_one(CAUSE_COSIGNATURE, FINDING_NOWHERE);
    ck_assert(report_says("checkpoints/100: the cosignature of witness.test/w is wrong"));
}
END_TEST

int main(void)
{
    TCase *verify = tcase_create("files");
    tcase_set_timeout(verify, 60);
    tcase_add_checked_fixture(verify, setup, teardown);
    tcase_add_test(verify, a_good_log_is_verified);
    tcase_add_test(verify, a_log_of_nothing_is_verified);
    tcase_add_test(verify, a_changed_entry_is_named_and_nothing_else);
    tcase_add_test(verify, a_change_that_went_into_the_tiles_too_is_named);
    tcase_add_test(verify, a_change_of_a_last_entry_is_found_by_the_root);
    tcase_add_test(verify, a_changed_tile_is_not_an_entrys_fault);
    tcase_add_test(verify, what_is_missing_is_said);
    tcase_add_test(verify, a_full_tile_serves_for_a_partial_one);
    tcase_add_test(verify, a_tail_cut_off_is_found_by_an_older_checkpoint);
    tcase_add_test(verify, two_roots_for_one_size_are_found);
    tcase_add_test(verify, other_signatures_do_not_count);
    tcase_add_test(verify, a_replaced_key_stands_for_what_it_signed);
    tcase_add_test(verify, keys_of_a_log_have_one_name);
    tcase_add_test(verify, a_missing_quorum_is_said);
    return harness_run("ledger/verify/verify", verify);
}
