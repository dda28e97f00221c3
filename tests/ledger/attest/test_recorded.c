/* SPDX-License-Identifier: EUPL-1.2 */
/* Receipts: what is signed for a record, and everything forged that is not. */
#include <string.h>

#include "ledger/attest/recorded.h"
#include "ledger/base/json.h"
#include "ledger/log/attest.h"
#include "tests/harness.h"

#define ID  "0123456789abcdef0123456789abcdef"
#define HEX ID ID
#define SUBMIT                                                                                     \
    "{\"v\":1,\"act\":\"submit\",\"audience\":\"grantee\",\"request_id\":\"" ID                    \
    "\",\"person\":12,\"role\":\"applicant\",\"certificate\":\"" HEX                               \
    "\",\"actor\":null,\"received_us\":1571911199123000,\"duration_us\":12000,\"idem\":null,"      \
    "\"second_factor\":null,\"params\":{\"text\":\"a \\\"b\\\"\"}}"
#define CLOSE                                                                                      \
    "{\"v\":1,\"act\":\"close_call\",\"audience\":\"system\",\"request_id\":\"" ID                 \
    "\",\"person\":null,\"role\":null,\"certificate\":null,\"actor\":{\"program\":\"p\"},"         \
    "\"received_us\":null,\"duration_us\":null,\"idem\":null,\"second_factor\":null,"              \
    "\"params\":{}}"
#define PERSON                                                                                     \
    "{\"human\":3,\"person\":12,\"organisation\":\"55555555\",\"role\":\"applicant\","             \
    "\"certificate\":\"" HEX "\"}"
#define AT       "\"2019-10-24T09:59:59.200000Z\""
#define RECEIVED "\"2019-10-24T09:59:59.123000Z\""
#define BEGAN    "\"2019-10-24T09:59:59.111000Z\"" /* 12 ms before */
#define NOW_US   INT64_C(1571911200000000)         /* 10:00:00 */

static struct arena *arena;
static struct signer signer;

/* The parts of a record that the rows below change. */
struct record {
    const char *request;
    const char *kind;
    const char *actor;
    const char *at;
    const char *received;
    const char *began;
    const char *result;
};

static const struct record submitted = {
    SUBMIT, "submit", PERSON, AT, RECEIVED, BEGAN, "{\"verdict\":\"on_time\"}"};
static const struct record closed = {
    CLOSE, "close_call", "{\"system\":\"p\"}", AT, "null", "null", "{}"};

static void setup(void)
{
    struct ed25519_key *key = NULL;
    arena = arena_create(16 * 1024 * 1024);
    ck_assert_ptr_nonnull(arena);
    ck_assert_int_eq(ed25519_create(&key), STATUS_OK);
    ck_assert_int_eq(signer_init(&signer, SPAN("test.example"), key), STATUS_OK);
}

static void teardown(void)
{
    signer_free(&signer);
    arena_destroy(arena);
}

static struct span attest_by(const struct signer *by, const char *request)
{
    struct attest_claim claim;
    ck_assert_int_eq(attest_claim_read(arena, span_from(request), &claim), STATUS_OK);
    struct buffer attest;
    buffer_init(&attest, ATTEST_TEXT_LEN);
    attest_put(&attest, &claim, by->verifier.key_id, by->key);
    struct span text = arena_copy(arena, buffer_span(&attest));
    buffer_free(&attest);
    return text;
}

static struct span record_text(const struct record *record, struct span attest)
{
    struct buffer out;
    buffer_init(&out, 60000);
    buffer_puts(
        &out, "51\n{\"v\":1,\"stream\":\"grant:7\",\"version\":1,\"prev\":null,\"kind\":\"");
    buffer_puts(&out, record->kind);
    buffer_puts(&out, "\",\"at\":");
    buffer_puts(&out, record->at);
    buffer_puts(&out, ",\"effective\":\"2019-10-24\",\"received\":");
    buffer_puts(&out, record->received);
    buffer_puts(&out, ",\"began\":");
    buffer_puts(&out, record->began);
    buffer_puts(&out, ",\"actor\":");
    buffer_puts(&out, record->actor);
    buffer_puts(&out, ",\"call\":null,");
    struct json_writer writer;
    json_writer_init(&writer, &out);
    json_put_text(&writer, "request", span_from(record->request));
    buffer_puts(&out, ",\"attest\":\"");
    buffer_put(&out, attest);
    buffer_puts(&out, "\",\"signature\":null,\"result\":");
    buffer_puts(&out, record->result);
    buffer_puts(&out, ",\"idem\":null,\"nonce\":\"" ID "\",\"postings\":[]}");
    ck_assert(!out.failed);
    struct span text = arena_copy(arena, buffer_span(&out));
    buffer_free(&out);
    return text;
}

static struct span attested(const struct record *record)
{
    return record_text(record, attest_by(&signer, record->request));
}

static enum signer_outcome read_as(
    const char *audience, struct span content, struct receipt_body *body)
{
    body->entry = -7;
    enum signer_outcome outcome = recorded_read(&signer, arena, audience, content, NOW_US, body);
    ck_assert((outcome == SIGNER_RECEIPT) == (body->entry != -7));
    return outcome;
}

START_TEST(says_what_the_record_says)
{
    struct receipt_body body;
    struct span content = attested(&submitted);
    ck_assert_int_eq(read_as("grantee", content, &body), SIGNER_RECEIPT);
    ck_assert_int_eq(body.entry, 51);
    ck_assert(span_is(body.origin, "test.example"));
    ck_assert(span_is(body.kind, "submit"));
    ck_assert(span_is(body.verdict, "on_time"));
    ck_assert_int_eq(body.received_us, INT64_C(1571911199123000));
    ck_assert_int_eq(body.at_us, INT64_C(1571911199200000));
    /* SHA-256 of a zero byte and the record: what the log holds of it */
    char *bytes = arena_text(arena, content);
    bytes[2] = '\0';
    struct digest hash = digest_of((struct span){.data = bytes + 2, .len = content.len - 2});
    ck_assert_mem_eq(body.leaf.bytes, hash.bytes, DIGEST_LEN);

    ck_assert_int_eq(read_as("system", attested(&closed), &body), SIGNER_RECEIPT);
    ck_assert_int_eq(body.received_us, -1);
    ck_assert_uint_eq(body.verdict.len, 0);
}
END_TEST

/* Each is the good record with one thing changed; all carry a genuine attestation. */
static const struct record forged[] = {
    {SUBMIT, "decide_award", PERSON, AT, RECEIVED, BEGAN, "{\"verdict\":\"on_time\"}"},
    {SUBMIT, "submit", PERSON, AT, RECEIVED, BEGAN, "{\"verdict\":\"effective\"}"},
    {SUBMIT, "submit", PERSON, AT, RECEIVED, BEGAN, "{\"verdict\":\"award\"}"},
    {SUBMIT, "submit", PERSON, AT, RECEIVED, BEGAN, "{}"},
    {CLOSE, "close_call", "{\"system\":\"p\"}", AT, "null", "null", "{\"verdict\":\"on_time\"}"},
    /* another's */
    {SUBMIT, "submit", "{\"person\":13,\"certificate\":\"" HEX "\"}", AT, RECEIVED, BEGAN,
        "{\"verdict\":\"late\"}"},
    {SUBMIT, "submit", "{\"person\":12,\"certificate\":\"" ID "\"}", AT, RECEIVED, BEGAN,
        "{\"verdict\":\"late\"}"},
    {SUBMIT, "submit", "{\"system\":\"p\"}", AT, RECEIVED, BEGAN, "{\"verdict\":\"late\"}"},
    {CLOSE, "close_call", PERSON, AT, "null", "null", "{}"},
    /* instants: of the record in the future, received earlier, later, never; another length */
    {SUBMIT, "submit", PERSON, "\"2019-10-24T10:02:00.000001Z\"", RECEIVED, BEGAN,
        "{\"verdict\":\"late\"}"},
    {SUBMIT, "submit", PERSON, AT, "\"2019-10-24T09:59:59.122999Z\"",
        "\"2019-10-24T09:59:59.110999Z\"", "{\"verdict\":\"late\"}"},
    {SUBMIT, "submit", PERSON, AT, AT, "\"2019-10-24T09:59:59.188000Z\"", "{\"verdict\":\"late\"}"},
    {SUBMIT, "submit", PERSON, AT, "null", "null", "{\"verdict\":\"late\"}"},
    {SUBMIT, "submit", PERSON, AT, RECEIVED, "\"2019-10-24T09:59:59.110999Z\"",
        "{\"verdict\":\"late\"}"},
    {SUBMIT, "submit", PERSON, AT, RECEIVED, "null", "{\"verdict\":\"late\"}"},
    {SUBMIT, "submit", PERSON, "\"2019-10-24T09:59:59.122999Z\"", RECEIVED, BEGAN,
        "{\"verdict\":\"late\"}"},
    {CLOSE, "close_call", "{\"system\":\"p\"}", AT, RECEIVED, "null", "{}"},
    {CLOSE, "close_call", "{\"system\":\"p\"}", AT, "null", BEGAN, "{}"},
    {CLOSE, "close_call", "{\"system\":\"p\"}", "null", "null", "null", "{}"},
    {CLOSE, "close_call", "{\"system\":\"p\"}", "\"today\"", "null", "null", "{}"},
    {CLOSE, "close_call", "{\"system\":\"p\"}", AT, "\"today\"", "null", "{}"},
    {CLOSE, "close_call", "{\"system\":\"p\"}", AT, "null", "7", "{}"},
};

START_TEST(refuses_a_record_that_is_other_than_its_request)
{
    struct receipt_body body;
    const char *audience = strcmp(forged[_i].request, CLOSE) == 0 ? "system" : "grantee";
    ck_assert_int_eq(read_as(audience, attested(&forged[_i]), &body), SIGNER_NOT_AS_ATTESTED);
}
END_TEST

/* A genuine record, and one who made up everything but had no attestation for it. */
START_TEST(refuses_what_was_not_attested_here)
{
    struct receipt_body body;
    struct ed25519_key *key = NULL;
    struct signer other;
    ck_assert_int_eq(ed25519_create(&key), STATUS_OK);
    ck_assert_int_eq(signer_init(&other, SPAN("test.example"), key), STATUS_OK);
    struct span theirs = attest_by(&other, SUBMIT);
    struct span foreign = record_text(&submitted, theirs);
    ck_assert_int_eq(read_as("grantee", foreign, &body), SIGNER_NOT_ATTESTED);
    ck_assert_int_eq(
        read_as("grantee", record_text(&submitted, SPAN("")), &body), SIGNER_NOT_ATTESTED);
    /* the attestation of another request of ours */
    struct span closing = attest_by(&signer, CLOSE);
    ck_assert_int_eq(
        read_as("grantee", record_text(&submitted, closing), &body), SIGNER_NOT_ATTESTED);
    /* of this one, but one letter of the text is another */
    struct span content = attested(&submitted);
    char *changed = arena_text(arena, content);
    strstr(changed, "text")[0] = 'n';
    ck_assert_int_eq(
        read_as("grantee", (struct span){changed, content.len}, &body), SIGNER_NOT_ATTESTED);

    /* Another host of the portal is known by its key; one of another name is none. */
    struct buffer vkey;
    buffer_init(&vkey, 1024);
    note_put_verifier(&vkey, &other.verifier);
    ck_assert_int_eq(signer_know(&signer, SPAN("no key")), STATUS_INVALID);
    ck_assert_int_eq(
        signer_know(
            &signer, SPAN("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")),
        STATUS_INVALID);
    /* Also under a name that the log has had, which differs by its number alone. */
    struct note_verifier former = other.verifier;
    struct buffer numbered;
    buffer_init(&numbered, 1024);
    former.name = arena_format(arena, "%.*s/12", (int)former.name.len, former.name.data);
    note_key_id(former.name, former.public_key, former.key_id);
    note_put_verifier(&numbered, &former);
    ck_assert_int_eq(signer_know(&signer, buffer_span(&numbered)), STATUS_OK);
    buffer_free(&numbered);
    for (size_t i = 1; i < SIGNER_KNOWN_MAX; i++) {
        ck_assert_int_eq(signer_know(&signer, buffer_span(&vkey)), STATUS_OK);
    }
    ck_assert_int_eq(signer_know(&signer, buffer_span(&vkey)), STATUS_LIMIT);
    ck_assert_int_eq(read_as("grantee", foreign, &body), SIGNER_RECEIPT);
    ck_assert_int_eq(
        read_as("grantee", record_text(&submitted, SPAN("")), &body), SIGNER_NOT_ATTESTED);
    buffer_free(&vkey);
    signer_free(&other);
}
END_TEST

START_TEST(gives_no_pool_the_receipt_of_another)
{
    struct receipt_body body;
    ck_assert_int_eq(read_as("agency", attested(&submitted), &body), SIGNER_OTHER_AUDIENCE);
    ck_assert_int_eq(read_as("grantee", attested(&closed), &body), SIGNER_OTHER_AUDIENCE);
}
END_TEST

/* A simulated clock moves received and at alike; how long the request took stays. */
START_TEST(knows_of_a_simulated_clock_by_being_told)
{
    struct receipt_body body;
    struct record moved = submitted;
    moved.at = "\"2031-01-01T00:00:00.000000Z\"";
    moved.received = "\"2030-12-31T23:59:59.000000Z\"";
    moved.began = "\"2030-12-31T23:59:58.988000Z\"";
    ck_assert_int_eq(read_as("grantee", attested(&moved), &body), SIGNER_NOT_AS_ATTESTED);
    signer.simulated_clock = true;
    ck_assert_int_eq(read_as("grantee", attested(&moved), &body), SIGNER_RECEIPT);
    moved.began = "\"2030-12-31T23:59:58.987999Z\"";
    ck_assert_int_eq(read_as("grantee", attested(&moved), &body), SIGNER_NOT_AS_ATTESTED);
}
END_TEST

START_TEST(reads_nothing_else)
{
    struct receipt_body body;
    const char *good = arena_text(arena, attested(&submitted));
    static const char *const rows[] = {"", "51", "51\n", "\n{}", "051\n{}", "5a\n{}", "-1\n{}",
        "1234567890123456789\n{}", "51\n{}", "51\n[]", "51\n{\"v\":1", "51\nnull"};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        ck_assert_int_eq(read_as("grantee", span_from(rows[i]), &body), SIGNER_NO_RECORD);
    }
    /* members: another name, another order, one more */
    char *changed = arena_text(arena, span_from(good));
    strstr(changed, "stream")[0] = 'S';
    ck_assert_int_eq(read_as("grantee", span_from(changed), &body), SIGNER_NO_RECORD);
    changed = arena_text(arena, span_from(good));
    memcpy(strstr(changed, "\"nonce\":\"" ID "\",\"postings\":[]"),
        "\"postings\":[],\"nonce\":\"" ID "\"", strlen("\"postings\":[],\"nonce\":\"" ID "\""));
    ck_assert_int_eq(read_as("grantee", span_from(changed), &body), SIGNER_NO_RECORD);
    const char *more = arena_printf(arena, "%.*s,\"v\":1}", (int)strlen(good) - 1, good);
    ck_assert_int_eq(read_as("grantee", span_from(more), &body), SIGNER_NO_RECORD);
    /* the request within is none */
    struct record record = submitted;
    record.request = "{}";
    ck_assert_int_eq(read_as("grantee", record_text(&record, SPAN("")), &body), SIGNER_NO_RECORD);
    static char large[66000];
    (void)memset(large, ' ', sizeof(large));
    memcpy(large, "51\n{}", 5);
    ck_assert_int_eq(
        read_as("grantee", (struct span){large, sizeof(large)}, &body), SIGNER_NO_RECORD);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("recorded");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, reads_nothing_else);
    tcase_add_loop_test(
        tests, refuses_a_record_that_is_other_than_its_request, 0, (int)COUNT_OF(forged));
    tcase_add_test(tests, refuses_what_was_not_attested_here);
    tcase_add_test(tests, gives_no_pool_the_receipt_of_another);
    tcase_add_test(tests, knows_of_a_simulated_clock_by_being_told);
    tcase_add_test(tests, says_what_the_record_says);
    return harness_run("ledger/attest/recorded", tests);
}
