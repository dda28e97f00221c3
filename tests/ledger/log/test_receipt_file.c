/* SPDX-License-Identifier: EUPL-1.2 */
/* Receipts and proofs as their holders hand them in, and what can be said of them. */
#include <string.h>

#include "ledger/log/cosignature.h"
#include "ledger/log/receipt_file.h"
#include "tests/harness.h"

#define ORIGIN SPAN("log.test/a")
#define SIZE   5 /* entries of the log; the receipt's stands at 2 */

static struct arena *arena;
static struct ed25519_key *keys[3]; /* of a portal host, the log, a witness */
static struct note_verifier attest;
static struct note_verifier logs[2]; /* an earlier key, and the one of now */
static struct policy policy;
static struct receipt_keys known;
static struct span note;  /* the receipt */
static struct span proof; /* with the receipt in it */
static struct span bare;  /* without */
static struct digest leaves[SIZE];

static enum status leaf_read(void *context, unsigned level, uint64_t index, struct digest *hash_out)
{
    (void)context;
    if (level == 0) {
        *hash_out = leaves[index];
        return STATUS_OK;
    }
    struct digest left;
    struct digest right;
    ck_assert_int_eq(leaf_read(NULL, level - 1, 2 * index, &left), STATUS_OK);
    ck_assert_int_eq(leaf_read(NULL, level - 1, 2 * index + 1, &right), STATUS_OK);
    *hash_out = merkle_node_hash(&left, &right);
    return STATUS_OK;
}

static struct span kept(struct buffer *text)
{
    struct span copy = arena_copy(arena, buffer_span(text));
    buffer_free(text);
    return copy;
}

static struct note_verifier verifier(size_t n)
{
    struct note_verifier key = {.name = ORIGIN};
    ed25519_public(keys[n], key.public_key);
    note_key_id(key.name, key.public_key, key.key_id);
    return key;
}

static struct span receipt_of(const struct digest *leaf)
{
    struct buffer text;
    struct buffer out;
    struct receipt_body body = {.origin = ORIGIN,
        .entry = 3,
        .leaf = *leaf,
        .kind = SPAN("submit"),
        .received_us = -1,
        .at_us = INT64_C(1571911200000000)};
    buffer_init(&text, 4096);
    buffer_init(&out, 4096);
    receipt_body_put(&text, &body);
    note_put_signed(&out, buffer_span(&text), ORIGIN, keys[0]);
    buffer_free(&text);
    return kept(&out);
}

/* The signed and cosigned head; `bad` spoils the cosignature. */
static struct span checkpoint_of(bool bad)
{
    struct merkle_source source = {.read = leaf_read};
    struct checkpoint head = {.origin = ORIGIN, .size = SIZE};
    struct buffer body;
    struct buffer out;
    buffer_init(&body, 4096);
    buffer_init(&out, 8192);
    ck_assert_int_eq(merkle_range(&source, 0, SIZE, &head.root), STATUS_OK);
    checkpoint_put(&body, &head);
    note_put_signed(&out, buffer_span(&body), ORIGIN, keys[1]);
    cosignature_put(
        &out, bad ? SPAN("other\n") : buffer_span(&body), SPAN("w.test/1"), keys[2], 1571911201);
    buffer_free(&body);
    return kept(&out);
}

static struct span proof_of(uint64_t index, struct span head, struct span inside)
{
    struct merkle_source source = {.read = leaf_read};
    struct tlog_proof made = {.index = index, .checkpoint = head};
    struct buffer out;
    buffer_init(&out, RECEIPT_FILE_LEN_MAX);
    ck_assert_int_eq(merkle_inclusion(&source, index, SIZE, &made.proof), STATUS_OK);
    receipt_file_put(&out, &made, inside);
    return kept(&out);
}

static void setup(void)
{
    struct buffer text;
    struct note_verifier witness;
    unsigned line = 0;
    arena = arena_create((size_t)4 * 1024 * 1024);
    for (size_t i = 0; i < 3; i++) {
        uint8_t secret[ED25519_SECRET_LEN] = {(uint8_t)(1 + i)};
        ck_assert_int_eq(ed25519_from_secret(secret, &keys[i]), STATUS_OK);
    }
    for (uint8_t i = 0; i < SIZE; i++) {
        leaves[i] = (struct digest){.bytes = {i}};
    }
    attest = verifier(0);
    logs[0] = verifier(2);
    logs[1] = verifier(1);
    cosigner_of(SPAN("w.test/1"), keys[2], &witness);
    buffer_init(&text, 4096);
    buffer_puts(&text, "witness w ");
    cosigner_put(&text, &witness);
    buffer_puts(&text, "\nquorum w\n");
    ck_assert_int_eq(policy_parse(kept(&text), &policy, &line), STATUS_OK);
    known = (struct receipt_keys){
        .attest = &attest, .attest_count = 1, .logs = logs, .log_count = 2, .policy = &policy};
    note = receipt_of(&leaves[2]);
    proof = proof_of(2, checkpoint_of(false), note);
    bare = proof_of(2, checkpoint_of(false), SPAN(""));
}

static void teardown(void)
{
    for (size_t i = 0; i < 3; i++) {
        ed25519_free(keys[i]);
    }
    arena_destroy(arena);
}

static struct span joined(struct span a, const char *between, struct span b)
{
    return arena_format(arena, "%.*s%s%.*s", (int)a.len, a.data, between, (int)b.len, b.data);
}

static struct receipt_findings judged(struct span text)
{
    struct receipt_file file;
    struct receipt_findings findings;
    ck_assert_int_eq(receipt_file_read(arena, text, &file), STATUS_OK);
    receipt_file_judge(&file, &known, &findings);
    return findings;
}

START_TEST(a_proof_with_its_receipt_shows_everything)
{
    struct receipt_findings found = judged(proof);
    ck_assert_int_eq(found.signature, STATUS_OK);
    ck_assert_int_eq(found.body.entry, 3);
    ck_assert_int_eq(found.checkpoint, STATUS_OK);
    ck_assert_uint_eq(found.head.size, SIZE);
    ck_assert_int_eq(found.inclusion, STATUS_OK);
    ck_assert_uint_eq(found.cosignature_count, 1);
    ck_assert(span_is(found.cosignatures[0].name, "w.test/1"));
    ck_assert_int_eq(found.cosignatures[0].time_s, 1571911201);
    ck_assert(found.quorum && !found.wrong_cosignature);
    /* The same in two pieces, as a mail or a form brings them. */
    found = judged(joined(note, "\n", bare));
    ck_assert_int_eq(found.inclusion, STATUS_OK);
    found = judged(joined(SPAN("\r\n  "), "", note));
    ck_assert_int_eq(found.signature, STATUS_OK);
    ck_assert_int_eq(found.checkpoint, STATUS_NOT_FOUND);
    ck_assert_int_eq(found.inclusion, STATUS_NOT_FOUND);
    found = judged(bare);
    ck_assert_int_eq(found.signature, STATUS_NOT_FOUND);
    ck_assert_int_eq(found.checkpoint, STATUS_OK);
    ck_assert_int_eq(found.inclusion, STATUS_NOT_FOUND);
}
END_TEST

START_TEST(line_ends_of_a_form_are_forgiven)
{
    struct buffer text;
    buffer_init(&text, RECEIPT_FILE_LEN_MAX);
    for (size_t i = 0; i + 1 < proof.len; i++) { /* without the last line break */
        if (proof.data[i] == '\n') {
            buffer_putc(&text, '\r');
        }
        buffer_putc(&text, proof.data[i]);
    }
    ck_assert_int_eq(judged(kept(&text)).inclusion, STATUS_OK);
}
END_TEST

START_TEST(what_is_wrong_is_named)
{
    struct span other = receipt_of(&leaves[3]);
    ck_assert_int_eq(judged(joined(other, "\n", bare)).inclusion, STATUS_DENIED);
    known.attest = &logs[1];
    ck_assert_int_eq(judged(note).signature, STATUS_DENIED);
    known.attest = &attest;
    known.log_count = 1;
    ck_assert_int_eq(judged(proof).checkpoint, STATUS_DENIED);
    known.log_count = 2;
    struct span spoiled = proof_of(2, checkpoint_of(true), note);
    ck_assert(judged(spoiled).wrong_cosignature);
    ck_assert(!judged(spoiled).quorum);
    known.policy = NULL;
    ck_assert(!judged(proof).quorum);
    ck_assert_uint_eq(judged(proof).cosignature_count, 0);
}
END_TEST

START_TEST(a_changed_text_is_no_signature)
{
    char *text = arena_printf(arena, "%.*s", (int)note.len, note.data);
    char *kind = strstr(text, "submit");
    ck_assert_ptr_nonnull(kind);
    *kind = 'S';
    ck_assert_int_eq(judged(span_from(text)).signature, STATUS_INVALID);
    /* A note by the portal's key that is no receipt of ours. */
    struct buffer out;
    buffer_init(&out, 4096);
    note_put_signed(&out, SPAN("tilsagn receipt v1\nnothing\n"), ORIGIN, keys[0]);
    ck_assert_int_eq(judged(kept(&out)).signature, STATUS_INVALID);
}
END_TEST

START_TEST(an_overlong_checkpoint_is_none)
{
    struct buffer body;
    struct buffer out;
    buffer_init(&body, 16384);
    buffer_init(&out, 32768);
    buffer_puts(&body, "log.test/a\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
    while (body.len <= CHECKPOINT_BODY_LEN_MAX) {
        buffer_puts(&body, "more\n");
    }
    note_put_signed(&out, buffer_span(&body), ORIGIN, keys[1]);
    buffer_free(&body);
    ck_assert_int_eq(judged(proof_of(2, kept(&out), note)).checkpoint, STATUS_INVALID);
}
END_TEST

START_TEST(another_logs_extra_data_is_no_matter_of_ours)
{
    struct receipt_findings found = judged(proof_of(2, checkpoint_of(false), SPAN("hello")));
    ck_assert_int_eq(found.signature, STATUS_NOT_FOUND);
    ck_assert_int_eq(found.checkpoint, STATUS_OK);
}
END_TEST

START_TEST(nonsense_is_refused)
{
    static char large[RECEIPT_FILE_LEN_MAX + 2];
    struct receipt_file file = {.has_proof = true};
    (void)memset(large, 'x', sizeof(large) - 1);
    ck_assert_int_eq(receipt_file_read(arena, SPAN(""), &file), STATUS_INVALID);
    ck_assert_int_eq(receipt_file_read(arena, SPAN("hello"), &file), STATUS_INVALID);
    ck_assert_int_eq(receipt_file_read(arena, SPAN("c2sp.org/tlog-proof@v1\nindex x\n\n"), &file),
        STATUS_INVALID);
    ck_assert_int_eq(
        receipt_file_read(arena, joined(SPAN("hello\n"), "", bare), &file), STATUS_INVALID);
    ck_assert_int_eq(receipt_file_read(arena, span_from(large), &file), STATUS_LIMIT);
    struct arena *small = arena_create(64);
    ck_assert_int_eq(receipt_file_read(small, proof, &file), STATUS_LIMIT);
    arena_destroy(small);
    small = arena_create(proof.len + 64);
    ck_assert_int_eq(receipt_file_read(small, proof, &file), STATUS_LIMIT);
    arena_destroy(small);
    ck_assert(file.has_proof && file.note.len == 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("receipt_file");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_proof_with_its_receipt_shows_everything);
    tcase_add_test(tests, line_ends_of_a_form_are_forgiven);
    tcase_add_test(tests, what_is_wrong_is_named);
    tcase_add_test(tests, a_changed_text_is_no_signature);
    tcase_add_test(tests, an_overlong_checkpoint_is_none);
    tcase_add_test(tests, another_logs_extra_data_is_no_matter_of_ours);
    tcase_add_test(tests, nonsense_is_refused);
    return harness_run("ledger/log/receipt_file", tests);
}
