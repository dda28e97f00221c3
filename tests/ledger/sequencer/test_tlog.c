/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The log from the queue to its files, beside a real database, attest process and signer; each test
 * goes on where the one before it ended. What is published is checked by the verifier.
 */
/* nftw() is of the X/Open extension. */
#define _XOPEN_SOURCE 700 // NOLINT(bugprone-reserved-identifier)

#include "tests/ledger/sequencer/tlog_world.h"

START_TEST(entries_are_logged_signed_and_published)
{
    TURN_IS_GOOD();
    ck_assert(there("log.vkey") && there("attest.vkeys") && !there("checkpoint"));
    append(3);
    TURN_IS_GOOD();
    ck_assert_int_eq(published, 3);
    ck_assert(there("checkpoint") && there("checkpoints/3") && there("tile/0/000.p/3"));
    ck_assert_int_eq(verified(), 0);
    append(2);
    ck_assert(turn() == STATUS_OK && published == 5);
    published = 0;
    TURN_IS_GOOD();
    ck_assert_int_eq(published, 0); /* nothing new */
    ck_assert_int_eq(verified(), 0);
}
END_TEST

START_TEST(whole_tiles_take_the_place_of_partial_ones)
{
    append(270);
    tlog.turn_batches = 1; /* who records without a pause is given a signed head all the same */
    ck_assert(turn() == STATUS_OK && tlog.more && published == 5 + TLOG_BATCH);
    ck_assert(turn() == STATUS_OK && published == 275);
    ck_assert(there("tile/0/000") && there("tile/entries/000") && there("tile/1/000.p/1"));
    ck_assert(!tlog.more && !there("tile/0/000.p") && there("tile/entries/001.p/19"));
    ck_assert_int_eq(verified(), 0);
    database_script("do $$ begin if (select count(*) from ledger.log_hash) <> 1 then"
                    " raise exception 'not one whole tile'; end if; end $$");
}
END_TEST

START_TEST(a_folder_that_was_lost_is_written_anew)
{
    char other[128];
    (void)snprintf(other, sizeof(other), "%s/lost", folder);
    ck_assert_int_eq(rename(files, other), 0);
    ck_assert_int_eq(mkdir(files, 0755), 0);
    char name[160];
    (void)snprintf(name, sizeof(name), "%s/tile", files);
    ck_assert_int_eq(durable_write(name, SPAN("in the way"), 0644, &fault), STATUS_OK);
    ck_assert_int_eq(turn(), STATUS_UNAVAILABLE);
    ck_assert_int_eq(unlink(name), 0);
    (void)snprintf(name, sizeof(name), "%s/checkpoint", files);
    ck_assert_int_eq(durable_write(name, SPAN("no checkpoint"), 0644, &fault), STATUS_OK);
    TURN_IS_GOOD();
    ck_assert_int_eq(published, 275);
    ck_assert_int_eq(verified(), 0);
}
END_TEST

START_TEST(what_was_signed_but_not_published_is_published)
{
    size_t taken = 0;
    append(1);
    ck_assert_int_eq(tlog_check(&tlog, &fault), STATUS_OK);
    ck_assert_int_eq(tlog_folder_open(&tlog, &fault), STATUS_OK);
    ck_assert_int_eq(tlog_take(&tlog, &taken, &fault), STATUS_OK);
    ck_assert_uint_eq(taken, 1);
    ck_assert_int_eq(tlog_sign(&tlog, &fault), STATUS_OK);
    tlog_close(&tlog); /* killed */
    open_again();
    TURN_IS_GOOD();
    ck_assert_int_eq(published, 276);
    ck_assert_int_eq(verified(), 0);
}
END_TEST

START_TEST(without_the_signer_entries_wait)
{
    signer_stop();
    append(1);
    ck_assert_int_eq(turn(), STATUS_UNAVAILABLE);
    database_script("do $$ begin if (select count(*) from ledger.log_queue) <> 1 then"
                    " raise exception 'not waiting'; end if; end $$");
    signer_start();
    TURN_IS_GOOD();
    ck_assert_int_eq(published, 277);
}
END_TEST

START_TEST(a_restored_database_is_not_signed)
{
    struct log_head head;
    struct log_head kept;
    struct span origin = SPAN("test.tilsagn.example");
    signer_stop();
    ck_assert_int_eq(head_file_read(head_path, origin, &kept, &fault), STATUS_OK);
    head = kept;
    head.size += 10;
    ck_assert_int_eq(head_file_write(head_path, origin, &head, &fault), STATUS_OK);
    signer_start();
    append(1);
    ck_assert_int_eq(turn(), STATUS_CONFLICT);
    ck_assert_ptr_nonnull(
        strstr(fault.text, "size 287 has been signed, the database holds 277: entries 277 to 286"));
    signer_stop();
    head = kept;
    head.root.bytes[3] ^= 1;
    ck_assert_int_eq(head_file_write(head_path, origin, &head, &fault), STATUS_OK);
    signer_start();
    ck_assert_int_eq(turn(), STATUS_CONFLICT);
    ck_assert_ptr_nonnull(strstr(fault.text, "are not those that were signed"));
    signer_stop();
    ck_assert_int_eq(head_file_write(head_path, origin, &kept, &fault), STATUS_OK);
    signer_start();
    TURN_IS_GOOD();
    ck_assert_int_eq(published, 278);
}
END_TEST

/* A checkpoint of `size` entries with the log's own key, over a root that no entries lead to. */
static void show_in_folder(uint64_t size)
{
    char name[160];
    struct buffer body;
    struct buffer note;
    struct ed25519_key *key = NULL;
    uint8_t secret[ED25519_SECRET_LEN] = {9};
    struct checkpoint other = {
        .origin = SPAN("test.tilsagn.example"), .size = size, .root = {.bytes = {1}}};
    buffer_init(&body, 4096);
    buffer_init(&note, 4096);
    checkpoint_put(&body, &other);
    ck_assert_int_eq(ed25519_from_secret(secret, &key), STATUS_OK);
    note_put_signed(&note, buffer_span(&body), other.origin, key);
    (void)snprintf(name, sizeof(name), "%s/checkpoint", files);
    ck_assert_int_eq(durable_write(name, buffer_span(&note), 0644, &fault), STATUS_OK);
    ed25519_free(key);
    buffer_free(&body);
    buffer_free(&note);
}

/* A signer restored together with the database remembers no more than the database does. */
START_TEST(what_was_published_is_remembered)
{
    char name[160];
    char kept[160];
    (void)snprintf(name, sizeof(name), "%s/checkpoint", files);
    (void)snprintf(kept, sizeof(kept), "%s/kept", folder);
    ck_assert_int_eq(rename(name, kept), 0);
    show_in_folder(300);
    append(1);
    ck_assert_int_eq(turn(), STATUS_CONFLICT);
    ck_assert_ptr_nonnull(strstr(
        fault.text, "size 300 has been published, the database holds 278: entries 278 to 299"));
    show_in_folder(4);
    ck_assert_int_eq(turn(), STATUS_CONFLICT);
    ck_assert_ptr_nonnull(strstr(fault.text, "first 4 entries are not those that were published"));
    ck_assert_int_eq(rename(kept, name), 0);
    database_script("insert into ledger.checkpoint values (301, sha256('x'), now())");
    ck_assert_int_eq(turn(), STATUS_CONFLICT);
    ck_assert_ptr_nonnull(strstr(fault.text, "size 301 has been stored as signed, the database"));
    database_script("set session_replication_role = replica;"
                    "alter table ledger.checkpoint disable trigger user;"
                    "delete from ledger.checkpoint where size = 301");
    ck_assert_uint_eq(tlog.size, 278);
    published = 0;
    TURN_IS_GOOD();
    ck_assert_int_eq(published, 279);
}
END_TEST

/* Nothing is lost by it: what it signs again is the same, and what is new continues it. */
START_TEST(an_older_signer_goes_on)
{
    struct log_head old;
    char name[160];
    char text[4096];
    struct checkpoint checkpoint;
    ck_assert_int_eq(tlog_check(&tlog, &fault), STATUS_OK);
    (void)snprintf(name, sizeof(name), "%s/checkpoints/276", files);
    FILE *file = fopen(name, "rbe");
    ck_assert_ptr_nonnull(file);
    struct span note = {.data = text, .len = fread(text, 1, sizeof(text), file)};
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(checkpoint_open(note, &tlog.log, &checkpoint, NULL), STATUS_OK);
    old = (struct log_head){.size = checkpoint.size, .root = checkpoint.root};
    signer_stop();
    ck_assert_int_eq(head_file_write(head_path, tlog.log.name, &old, &fault), STATUS_OK);
    signer_start();
    tlog_close(&tlog);
    open_again();
    TURN_IS_GOOD(); /* size 279 once more */
    append(1);
    TURN_IS_GOOD();
    ck_assert_int_eq(published, 280);
    ck_assert_int_eq(verified(), 0);
}
END_TEST

/* The last logged entry's nonce, one digit changed and changed back. */
static const char flip[] =
    "alter table ledger.entry disable trigger user;"
    "set session_replication_role = replica;"
    "update ledger.entry set leaf = convert_to(translate(substring(convert_from(leaf, 'UTF8') from"
    " '^.*\"nonce\":\"'), '', '') || translate(substring(convert_from(leaf, 'UTF8') from"
    " '\"nonce\":\"(.)'), '0123456789abcdef', 'fedcba9876543210') ||"
    " substring(convert_from(leaf, 'UTF8') from '\"nonce\":\".(.*)$'), 'UTF8')"
    " where entry = (select entry from ledger.log_leaf order by leaf_index desc limit 1)";

START_TEST(a_flipped_bit_is_not_signed)
{
    size_t taken = 0;
    append(1);
    ck_assert_int_eq(tlog_check(&tlog, &fault), STATUS_OK);
    ck_assert_int_eq(tlog_take(&tlog, &taken, &fault), STATUS_OK);
    database_script(flip);
    ck_assert_int_eq(tlog_sign(&tlog, &fault), STATUS_CONFLICT);
    ck_assert_ptr_nonnull(strstr(fault.text, "is not stored as it was logged"));
    database_script(flip);
    TURN_IS_GOOD();
    ck_assert_int_eq(published, 281);
    ck_assert_int_eq(verified(), 0);
}
END_TEST

/* As the sequencer's login, with a signature over something else. */
static const char forged[] =
    "select set_config('t.request', replace(l.leaf ->> 'request', '\"x\"', '\"y\"'), false),"
    " set_config('t.attest', l.leaf ->> 'attest', false)"
    " from (select convert_from(leaf, 'UTF8')::json as leaf from ledger.entry order by entry desc"
    " limit 1) l;"
    "set session authorization tilsagn_sequencer;"
    "do $$ begin perform act.close_call(current_setting('t.request'), current_setting('t.attest'),"
    " null); end $$";

START_TEST(an_unattested_entry_is_kept_out)
{
    database_script(forged);
    TURN_IS_GOOD();
    ck_assert_int_gt(kept_out, 0);
    ck_assert_uint_eq(tlog.size, 281);
    database_script("do $$ begin if (select string_agg(reason, ',') from ledger.log_quarantine) <>"
                    " 'not_attested' then raise exception 'not kept out'; end if; end $$");
    append(1);
    TURN_IS_GOOD();
    ck_assert_uint_eq(tlog.size, 282);
    database_script(/* as docs/log.md asks: the next entry names what was kept out */
        "do $$ begin if (select count(*) from ledger.log_quarantine q"
        " join ledger.entry e on e.entry = q.entry"
        " left join ledger.entry n on n.stream = e.stream and n.version = e.version + 1"
        " where convert_from(n.leaf, 'UTF8')::json ->> 'prev' = encode(e.leaf_hash, 'hex')) <> 1"
        " then raise exception 'not named'; end if; end $$");
    /* What is missing in the stream is seen from outside. */
    ck_assert_int_eq(verified(), CAUSE_CHAIN);
}
END_TEST

/* Straight into the log, as only a superuser can. */
START_TEST(an_entry_put_past_the_queue_is_not_signed)
{
    database_script(forged);
    database_script("insert into ledger.log_leaf select 282, entry, leaf_hash from ledger.entry"
                    " order by entry desc limit 1; delete from ledger.log_queue");
    ck_assert_int_eq(turn(), STATUS_CONFLICT);
    ck_assert_ptr_nonnull(strstr(fault.text, "entry 282 of the log is in it past the queue"));
    database_script("set session_replication_role = replica;"
                    "alter table ledger.log_leaf disable trigger user;"
                    "delete from ledger.log_leaf where leaf_index = 282");
}
END_TEST

/* Two at once: the second's batch goes back to the queue. */
START_TEST(a_batch_that_does_not_continue_the_log_is_taken_back)
{
    size_t taken = 0;
    append(1);
    ck_assert_int_eq(tlog_check(&tlog, &fault), STATUS_OK);
    tlog.size--;
    ck_assert_int_eq(tlog_take(&tlog, &taken, &fault), STATUS_RETRY);
    TURN_IS_GOOD();
    ck_assert_uint_eq(tlog.size, 283);
}
END_TEST

START_TEST(an_unreadable_entry_is_kept_out)
{
    static const char *const parts[] = {"'{}'); end $$;", "'{\"n\":1.5}'); end $$;"};
    const char *at = strstr(script, parts[0]);
    database_script(arena_printf(arena, "%.*s%s", (int)(at - script), script, parts[1]));
    append(1);
    TURN_IS_GOOD();
    ck_assert_uint_eq(tlog.size, 283);
    database_script("do $$ begin if (select count(*) from ledger.log_quarantine where reason ="
                    " 'unreadable') <> 1 then raise exception 'not kept out'; end if; end $$");
}
END_TEST

START_TEST(missing_hashes_are_said)
{
    database_script(
        "alter table ledger.log_hash disable trigger user; delete from ledger.log_hash");
    ck_assert_int_eq(turn(), STATUS_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(fault.text, "hashes of the log are missing"));
}
END_TEST

/* A call hangs on the last logged entry, and its definition stands beside the log; in a folder that
 * has none yet, those of all entries. */
START_TEST(what_entries_name_is_published)
{
    char hex[DIGEST_HEX_LEN + 1];
    struct digest sha256 = digest_of(SPAN("{}"));
    digest_hex(&sha256, hex);
    database_script(
        "set session_replication_role = replica;"
        "insert into grants.call (call, entry, proposal, appropriation, definition,"
        " sha256, pool_ore, last_on_time, published_at) select 'rehab-2016', l.entry, 1, 'x',"
        " '{}', sha256('{}'), 1, now(), now() from ledger.log_leaf l"
        " where l.leaf_index = 3");
    append(1);
    TURN_IS_GOOD();
    ck_assert(there(arena_printf(arena, "documents/%s", hex)));
}
END_TEST

/* docs/keys.md: what a former key signed stays good; that of now signs the head at once. */
START_TEST(the_logs_key_is_replaced)
{
    signer_stop();
    tlog_close(&tlog);
    signer_secret = 8;
    signer_start();
    open_again();
    TURN_IS_GOOD();
    ck_assert_int_eq(verified(), 17); /* an entry was kept out above; no signature is wrong */
    published = 0;
    TURN_IS_GOOD();
    ck_assert_int_eq(published, 0); /* nothing new: nothing is signed again */
}
END_TEST

START_TEST(a_signer_of_another_log_is_refused)
{
    database_script("set session_replication_role = replica;"
                    "update meta.setting set value = 'other.example' where name = 'origin'");
    ck_assert_int_eq(turn(), STATUS_CONFLICT);
    ck_assert_ptr_nonnull(strstr(fault.text, "not of the database's origin"));
    static char longest[TLOG_PATH_LEN_MAX + 2];
    (void)memset(longest, 'a', sizeof(longest) - 1);
    struct tlog other;
    ck_assert_int_eq(tlog_open(&other, service, longest, socket_path, on_event), STATUS_INVALID);
}
END_TEST

int main(void)
{
    if (!world_open()) {
        return EXIT_FAILURE;
    }
    TCase *tests = tcase_create("tlog");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, entries_are_logged_signed_and_published);
    tcase_add_test(tests, whole_tiles_take_the_place_of_partial_ones);
    tcase_add_test(tests, a_folder_that_was_lost_is_written_anew);
    tcase_add_test(tests, what_was_signed_but_not_published_is_published);
    tcase_add_test(tests, without_the_signer_entries_wait);
    tcase_add_test(tests, a_restored_database_is_not_signed);
    tcase_add_test(tests, what_was_published_is_remembered);
    tcase_add_test(tests, an_older_signer_goes_on);
    tcase_add_test(tests, a_flipped_bit_is_not_signed);
    tcase_add_test(tests, an_unattested_entry_is_kept_out);
    tcase_add_test(tests, an_entry_put_past_the_queue_is_not_signed);
    tcase_add_test(tests, a_batch_that_does_not_continue_the_log_is_taken_back);
    tcase_add_test(tests, an_unreadable_entry_is_kept_out);
    tcase_add_test(tests, what_entries_name_is_published);
    tcase_add_test(tests, the_logs_key_is_replaced);
    tcase_add_test(tests, missing_hashes_are_said);
    tcase_add_test(tests, a_signer_of_another_log_is_refused);
    int code = harness_run("ledger/sequencer/tlog", tests);
    world_close();
    return code;
}
