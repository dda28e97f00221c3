/* SPDX-License-Identifier: EUPL-1.2 */
/* tilsagn-verify --proof: a receipt's file of a made-up log, whole and with each part spoilt. */
#include "ledger/log/receipt_file.h"
#include "ledger/verify/proof_report.h"

#define GRANTS 30 /* 92 entries are enough */
#include "tests/ledger/verify/world.h"

#define INDEX 60
#define FIRST 64 /* entries under an earlier checkpoint */

static struct span note; /* the receipt */
static struct tlog_proof proof;
static char path[128];

static struct span receipt_by(const struct ed25519_key *key, const char *verdict)
{
    struct buffer text;
    struct buffer out;
    struct receipt_body body = {.origin = SPAN("portal.test"),
        .entry = INDEX + 1,
        .leaf = merkle_leaf_hash(log_made.leaves[INDEX]),
        .kind = SPAN("submit"),
        .verdict = span_from(verdict),
        .received_us = AT_S * 1000000,
        .at_us = AT_S * 1000000};
    buffer_init(&text, 4096);
    buffer_init(&out, 4096);
    receipt_body_put(&text, &body);
    note_put_signed(&out, buffer_span(&text), body.origin, key);
    struct span copy = arena_copy(arena, buffer_span(&out));
    buffer_free(&text);
    buffer_free(&out);
    return copy;
}

static void setup_proof(void)
{
    static struct tile_source tiles;
    setup();
    log_folder_sign(&log_made, FIRST, AT_S + FIRST);
    log_folder_publish(&log_made, AT_S + ENTRIES);
    struct merkle_source source = log_folder_hashes(&log_made, &tiles);
    proof =
        (struct tlog_proof){.index = INDEX, .checkpoint = log_folder_get(&log_made, "checkpoint")};
    ck_assert_int_eq(merkle_inclusion(&source, INDEX, ENTRIES, &proof.proof), STATUS_OK);
    note = receipt_by(log_made.attest_key, "on_time");
    (void)snprintf(path, sizeof(path), "%s/held", log_made.path);
    options.proof = path;
}

/* Writes proof and receipt, asks, and gives the exit code; the words lie in `report`. */
static int ask(void)
{
    static struct trust trust;
    struct fault fault;
    struct buffer text;
    fault_clear(&fault);
    buffer_init(&text, RECEIPT_FILE_LEN_MAX);
    receipt_file_put(&text, &proof, note);
    log_folder_put(&log_made, "held", buffer_span(&text));
    buffer_free(&text);
    ck_assert_msg(trust_read(arena, &options, &trust, &fault) == STATUS_OK, "%s", fault.text);
    buffer_clear(&report);
    return proof_report(arena, &options, &trust, &report);
}

START_TEST(a_good_one_is_verified)
{
    ck_assert_int_eq(ask(), 0);
    ck_assert(
        report_says("receipt: entry 61, submit on_time, received 2019-12-02T09:00:00.000000Z"));
    ck_assert(report_says("place 60 of 92"));
    ck_assert(report_says("witness: " LOG_FOLDER_WITNESS " at 2019-12-02T09:01:32"));
    ck_assert(report_says("not shown: keys came from the folder"));
    ck_assert(report_says("\nverified\n"));
}
END_TEST

START_TEST(without_a_policy_it_says_so)
{
    options.policy = NULL;
    ck_assert_int_eq(ask(), 0);
    ck_assert(report_says("not shown: nobody outside has been asked"));
}
END_TEST

START_TEST(a_proof_alone_says_whose_it_is_not)
{
    note = SPAN("");
    ck_assert_int_eq(ask(), 0);
    ck_assert(report_says("receipt: none in the file"));
}
END_TEST

START_TEST(a_receipt_alone_says_what_is_missing)
{
    (void)ask();
    static struct trust trust;
    ck_assert_int_eq(trust_read(arena, &options, &trust, NULL), STATUS_OK);
    note = receipt_by(log_made.attest_key, "");
    log_folder_put(&log_made, "held", note);
    buffer_clear(&report);
    ck_assert_int_eq(proof_report(arena, &options, &trust, &report), 0);
    ck_assert(report_says("the file holds no proof"));
    log_folder_put(&log_made, "held", SPAN("nothing of ours"));
    ck_assert_int_eq(proof_report(arena, &options, &trust, &report), PROOF_UNREADABLE);
    log_folder_put(&log_made, "held", (struct span){NULL, 0});
    ck_assert_int_eq(proof_report(arena, &options, &trust, &report), PROOF_UNREADABLE);
}
END_TEST

/* A copy in which `to`, as long, stands for `from`. */
static const char *changed(struct span text, const char *from, const char *to)
{
    char *bytes = arena_printf(arena, "%.*s", (int)text.len, text.data);
    char *at = bytes == NULL ? NULL : strstr(bytes, from);
    ck_assert_ptr_nonnull(at);
    (void)memcpy(at, to, strlen(to));
    return bytes;
}

static void receipt_of_another_key(void)
{
    note = receipt_by(log_made.witness_key, "on_time");
}

static void receipt_changed(void)
{
    note.data = changed(note, "on_time", "in_time");
}

static void proof_moved(void)
{
    proof.index++;
}

static void checkpoint_of_another(void)
{
    struct ed25519_key *mine = log_made.key;
    log_made.key = log_made.witness_key;
    log_folder_publish(&log_made, -1);
    log_made.key = mine;
    proof.checkpoint = log_folder_get(&log_made, "checkpoint");
}

static void checkpoint_changed(void)
{
    proof.checkpoint.data = changed(proof.checkpoint, "\n92\n", "\n93\n");
}

static void nobody_cosigned(void)
{
    log_folder_publish(&log_made, -1);
    proof.checkpoint = log_folder_get(&log_made, "checkpoint");
}

static void cosignature_moved(void)
{
    struct span before = log_folder_get(&log_made, "checkpoints/64");
    struct span text;
    struct span other;
    struct span lines;
    ck_assert_int_eq(note_split(before, &text, &other), STATUS_OK);
    ck_assert_int_eq(note_split(proof.checkpoint, &text, &lines), STATUS_OK);
    size_t own = (size_t)((const char *)memchr(lines.data, '\n', lines.len) - lines.data) + 1;
    size_t skip = (size_t)((const char *)memchr(other.data, '\n', other.len) - other.data) + 1;
    proof.checkpoint =
        arena_format(arena, "%.*s%.*s", (int)(lines.data + own - proof.checkpoint.data),
            proof.checkpoint.data, (int)(other.len - skip), other.data + skip);
}

static const struct {
    void (*spoil)(void);
    enum cause cause;
    const char *says;
} spoilt[] = {
    {receipt_of_another_key, CAUSE_ATTEST, "attest: the receipt is signed by none"},
    {receipt_changed, CAUSE_ATTEST, "attest: the portal host's signature"},
    {proof_moved, CAUSE_ROOT, "root: the proof does not lead"},
    {checkpoint_of_another, CAUSE_SIGNATURE, "signature: the checkpoint is not signed"},
    {checkpoint_changed, CAUSE_SIGNATURE, "signature: the log's signature"},
    {nobody_cosigned, CAUSE_COSIGNATURE, "cosignature: the quorum"},
    {cosignature_moved, CAUSE_COSIGNATURE, "cosignature: a cosignature is wrong"},
};

START_TEST(what_is_spoilt_is_named)
{
    ck_assert_int_eq(ask(), 0);
    spoilt[_i].spoil();
    ck_assert_int_eq(ask(), (int)spoilt[_i].cause);
    ck_assert(report_says(spoilt[_i].says));
    ck_assert(report_says("\nNOT VERIFIED\n"));
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("proof");
    tcase_add_checked_fixture(cases, setup_proof, teardown);
    tcase_add_test(cases, a_good_one_is_verified);
    tcase_add_test(cases, without_a_policy_it_says_so);
    tcase_add_test(cases, a_proof_alone_says_whose_it_is_not);
    tcase_add_test(cases, a_receipt_alone_says_what_is_missing);
    tcase_add_loop_test(cases, what_is_spoilt_is_named, 0, (int)COUNT_OF(spoilt));
    return harness_run("ledger/verify/proof_report", cases);
}
