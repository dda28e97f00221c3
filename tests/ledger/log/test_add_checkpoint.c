/* SPDX-License-Identifier: EUPL-1.2 */
/* What a witness answers, against the transcript of another one. */
#include "ledger/log/add_checkpoint.h"
#include "tests/ledger/log/vectors.h"

static struct arena *arena;

static void setup(void)
{
    arena = arena_create((size_t)16 * 1024 * 1024);
    ck_assert_ptr_nonnull(arena);
}

static void teardown(void)
{
    arena_destroy(arena);
}

/* The log of the transcript under its name. */
static struct note_verifier transcript_log(const struct json *vectors, const struct json *first)
{
    struct add_checkpoint request;
    struct checkpoint checkpoint;
    struct span body;
    struct span lines;
    ck_assert_int_eq(add_checkpoint_parse(json_text(first, "request"), &request), STATUS_OK);
    ck_assert_int_eq(note_split(request.checkpoint, &body, &lines), STATUS_OK);
    ck_assert_int_eq(checkpoint_parse(body, &checkpoint), STATUS_OK);
    struct digest key;
    ck_assert_int_eq(digest_from_hex(json_text(vectors, "log_public_key_hex"), &key), STATUS_OK);
    struct note_verifier log = {.name = checkpoint.origin};
    (void)memcpy(log.public_key, key.bytes, sizeof(log.public_key));
    note_key_id(log.name, log.public_key, log.key_id);
    return log;
}

START_TEST(a_witness_answers_as_in_the_transcript)
{
    const struct json *vectors =
        vector_json(arena, "tests/vectors/witness-protocol/litewitness-transcripts.json");
    const struct json *row = json_list(vectors, "sequence");
    struct note_verifier log = transcript_log(vectors, row);
    struct log_head head = {.size = 0};
    size_t count = 0;
    for (; row != NULL; row = row->next, count++) {
        int64_t want = json_int(row, "want_status");
        if (span_is(json_text(row, "want_body"), "body contains \"unknown log\"")) {
            want = ADD_UNKNOWN_LOG; /* as the specification says; that witness answers 403 */
        }
        struct span body;
        struct log_head next;
        enum add_verdict verdict =
            add_checkpoint_answer(json_text(row, "request"), &log, &head, &body, &next);
        ck_assert_int_eq(verdict, want);
        if (verdict == ADD_SIGN) {
            head = next;
        }
        if (verdict == ADD_CONFLICT) {
            char *size = arena_printf(arena, "body == \"%d\\n\"", (int)head.size);
            ck_assert(span_is(json_text(row, "want_body"), size));
        }
    }
    ck_assert_uint_eq(count, 9);
    ck_assert_uint_eq(head.size, 5);
    /* A log of another origin and key. */
    struct note_verifier sums;
    struct span body;
    ck_assert_int_eq(note_verifier_parse(json_text(vectors, "sumdb_vkey"), &sums), STATUS_OK);
    sums.name = json_text(vectors, "sumdb_origin");
    row = json_list(vectors, "sumdb_sequence");
    head.size = 0;
    /* Its origin is not its key's name, which we do not accept: see checkpoint_open(). */
    ck_assert_int_eq(add_checkpoint_answer(json_text(row, "request"), &sums, &head, &body, &head),
        ADD_BAD_SIGNATURE);
    ck_assert_int_eq(
        add_checkpoint_answer(SPAN("old 0\n\nx"), &log, &head, &body, &head), ADD_MALFORMED);
}
END_TEST

START_TEST(heads_are_judged)
{
    struct merkle_frontier empty = {.size = 0};
    struct log_head none = {.size = 0};
    struct log_head nothing = {.size = 0, .root = merkle_root(&empty)};
    struct log_head one = {.size = 1, .root = merkle_leaf_hash(SPAN("a"))};
    struct log_head other = {.size = 1, .root = merkle_leaf_hash(SPAN("b"))};
    struct log_head two = {.size = 2, .root = merkle_node_hash(&one.root, &other.root)};
    struct merkle_proof no_proof = {.count = 0};
    struct merkle_proof proof = {.count = 1, .hashes = {other.root}};
    ck_assert_int_eq(add_checkpoint_judge(&none, 0, &no_proof, &nothing), ADD_SIGN);
    ck_assert_int_eq(add_checkpoint_judge(&none, 0, &no_proof, &none), ADD_INCONSISTENT);
    ck_assert_int_eq(add_checkpoint_judge(&none, 0, &no_proof, &one), ADD_SIGN);
    ck_assert_int_eq(add_checkpoint_judge(&none, 0, &proof, &one), ADD_INCONSISTENT);
    ck_assert_int_eq(add_checkpoint_judge(&one, 1, &proof, &two), ADD_SIGN);
    ck_assert_int_eq(add_checkpoint_judge(&one, 1, &no_proof, &one), ADD_SIGN);
    ck_assert_int_eq(add_checkpoint_judge(&one, 1, &no_proof, &other), ADD_CONFLICT);
    ck_assert_int_eq(add_checkpoint_judge(&one, 1, &proof, &one), ADD_INCONSISTENT);
    ck_assert_int_eq(add_checkpoint_judge(&one, 0, &no_proof, &two), ADD_CONFLICT);
    ck_assert_int_eq(add_checkpoint_judge(&two, 2, &no_proof, &one), ADD_MALFORMED);
    ck_assert_int_eq(add_checkpoint_judge(&one, 1, &no_proof, &two), ADD_INCONSISTENT);
    ck_assert_int_eq(add_checkpoint_judge(&other, 1, &proof, &two), ADD_INCONSISTENT);
}
END_TEST

int main(void)
{
    TCase *request = tcase_create("add_checkpoint");
    tcase_add_checked_fixture(request, setup, teardown);
    tcase_add_test(request, a_witness_answers_as_in_the_transcript);
    tcase_add_test(request, heads_are_judged);
    return harness_run("ledger/log/add_checkpoint", request);
}
