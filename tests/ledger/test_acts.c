/* SPDX-License-Identifier: EUPL-1.2 */
/* Acts and receipts against the real database and the real attest process. */
#include <string.h>

#include "ledger/reads.h"
#include "ledger/receipt.h"
#include "tests/harness.h"
#include "tests/support/ledger.h"

static struct arena *arena;
static struct service *service; /* of the operator; the administrators are enrolled */
static struct act_reply first;
static struct fault fault;

static void setup(void)
{
    arena = arena_create(4 * 1024 * 1024);
    ck_assert_ptr_nonnull(arena);
    service = ledger_service(AUDIENCE_OPERATOR);
    first = ledger_bootstrap(service, arena);
    fault_clear(&fault);
}

static void teardown(void)
{
    service_close(service);
    arena_destroy(arena);
}

static struct act_call by_operator(const char *act, struct span params)
{
    return (struct act_call){
        .act = act,
        .operator_user = SPAN("tester"),
        .operator_host = SPAN("test"),
        .received_us = -1,
        .duration_us = -1,
        .params = params,
    };
}

START_TEST(answers_a_repeated_request_with_the_first_answer)
{
    struct act_reply again = ledger_bootstrap(service, arena);
    ck_assert(again.replayed);
    ck_assert_int_eq(again.entry, first.entry);
    ck_assert_mem_eq(again.leaf_hash.bytes, first.leaf_hash.bytes, DIGEST_LEN);
    ck_assert_int_eq(again.at_us, first.at_us);
    ck_assert(span_is(again.stream, "system"));
    ck_assert(span_is(again.kind, "bootstrap"));
    ck_assert_int_eq(again.version, 1);
    ck_assert_int_eq(again.received_us, -1);
    ck_assert_uint_eq(again.verdict.len, 0);
    ck_assert(span_starts_with(again.result, SPAN("{")));
}
END_TEST

START_TEST(passes_on_how_an_act_refuses)
{
    struct act_reply reply = {.entry = -7};
    struct act_call call = by_operator("bootstrap", first.result);
    call.params = SPAN("{\"sha256\":\"00\"}");
    ck_assert_int_eq(act_transaction(service, arena, &call, &reply, &fault), STATUS_CONFLICT);
    ck_assert_str_eq(fault.code, "LG502");
    ck_assert_ptr_nonnull(strstr(fault.detail, "enrolled"));

    fault_clear(&fault);
    call.params = SPAN("{}");
    ck_assert_int_eq(act_transaction(service, arena, &call, &reply, &fault), STATUS_INVALID);
    ck_assert_str_eq(fault.code, "LG101");

    /* the key of another request */
    fault_clear(&fault);
    struct digest idem = act_idem(SPAN("operator"), SPAN("bootstrap"), SPAN("1"));
    call.params = SPAN("{\"sha256\":\"00\"}");
    call.idem = &idem;
    ck_assert_int_eq(act_transaction(service, arena, &call, &reply, &fault), STATUS_CONFLICT);
    ck_assert_str_eq(fault.code, "LG501");
    ck_assert_int_eq(reply.entry, -7);
}
END_TEST

START_TEST(writes_no_impossible_request)
{
    struct act_reply reply = {.entry = -7};
    struct act_call call = by_operator("submit", SPAN("{}"));
    ck_assert_int_eq(act_transaction(service, arena, &call, &reply, &fault), STATUS_INVALID);
    call.act = "an_act_with_a_name_that_is_longer_than_any_act_may_have_one";
    ck_assert_int_eq(act_transaction(service, arena, &call, &reply, &fault), STATUS_INVALID);
    call = by_operator("propose", SPAN("{}"));
    call.operator_host = SPAN("\xFF");
    ck_assert_int_eq(act_transaction(service, arena, &call, &reply, &fault), STATUS_INVALID);

    static char large[ACT_REQUEST_LEN_MAX + 1];
    (void)memset(large, ' ', sizeof(large));
    large[0] = '{';
    large[sizeof(large) - 1] = '}';
    call = by_operator("propose", (struct span){large, sizeof(large)});
    ck_assert_int_eq(act_transaction(service, arena, &call, &reply, &fault), STATUS_LIMIT);
    call.params.len = ACT_REQUEST_LEN_MAX; /* with the rest it is too long all the same */
    ck_assert_int_eq(act_transaction(service, arena, &call, &reply, &fault), STATUS_LIMIT);

    /* What is no request is not attested, and so never reaches the database. */
    call = by_operator("propose", SPAN("[]"));
    fault_clear(&fault);
    ck_assert_int_eq(act_transaction(service, arena, &call, &reply, &fault), STATUS_INTERNAL);
    ck_assert_str_eq(fault.module, "attest");
    ck_assert_int_eq(reply.entry, -7);
}
END_TEST

START_TEST(does_nothing_without_the_attest_process)
{
    struct service_config config = {
        .audience = AUDIENCE_OPERATOR, .database = ledger_conninfo("tilsagn_operator")};
    struct service *alone = NULL;
    struct act_reply reply = {.entry = -7};
    struct span receipt;
    struct act_call call = by_operator("propose", SPAN("{}"));
    ck_assert_int_eq(service_open(&config, &alone, &fault), STATUS_OK);
    ck_assert_int_eq(act_transaction(alone, arena, &call, &reply, &fault), STATUS_UNAVAILABLE);
    ck_assert_int_eq(receipt_issue(alone, arena, &first, &receipt, &fault), STATUS_UNAVAILABLE);
    service_close(alone);
    config.attest = "/nowhere/socket";
    ck_assert_int_eq(service_open(&config, &alone, &fault), STATUS_OK);
    ck_assert_int_eq(act_transaction(alone, arena, &call, &reply, &fault), STATUS_UNAVAILABLE);
    service_close(alone);
    ck_assert_int_eq(reply.entry, -7);
}
END_TEST

/* A person's act within a transaction that the caller opened, as pages do it. */
START_TEST(performs_for_a_person_inside_an_open_transaction)
{
    struct service *agency = ledger_service(AUDIENCE_AGENCY);
    char hex[DIGEST_HEX_LEN + 1];
    digest_hex(&first.leaf_hash, hex); /* any 64 digits */
    struct act_call call = {
        .act = "record_refusal",
        .person = 1,
        .role = SPAN("administrator"),
        .certificate_hex = span_from(hex),
        .request_id = SPAN("0123456789abcdef0123456789abcdef"),
        .received_us = 1571911199123000,
        .duration_us = 12000,
        .params = SPAN("{\"act\":\"confirm\",\"code\":\"LG402\",\"subject\":null,\"detail\":null}"),
    };
    struct act_reply reply;
    ck_assert_int_eq(service_begin(agency, 1, &fault), STATUS_OK);
    ck_assert_msg(act_perform(agency, arena, &call, &reply, &fault) == STATUS_OK, "%s %s",
        fault.code, fault.text);
    ck_assert_int_eq(service_commit(agency, &fault), STATUS_OK);
    ck_assert_int_eq(reply.received_us, 1571911199123000);
    ck_assert(!reply.replayed);

    /* The other audience's pool is refused by its own attest socket's table of acts. */
    call.act = "bootstrap";
    ck_assert_int_eq(act_transaction(agency, arena, &call, &reply, &fault), STATUS_INVALID);
    call.act = "record_refusal";
    call.role = SPAN("officer");
    fault_clear(&fault);
    ck_assert_int_eq(act_transaction(agency, arena, &call, &reply, &fault), STATUS_DENIED);
    ck_assert_str_eq(fault.code, "LG401");
    service_close(agency);
}
END_TEST

START_TEST(gives_the_same_receipt_every_time)
{
    struct span receipt;
    struct span again;
    struct span vkey = span_from(getenv("TILSAGN_VKEY")); /* NOLINT(concurrency-mt-unsafe) */
    struct act_reply replayed = ledger_bootstrap(service, arena);
    ck_assert_int_eq(receipt_issue(service, arena, &first, &receipt, &fault), STATUS_OK);
    ck_assert_int_eq(receipt_issue(service, arena, &replayed, &again, &fault), STATUS_OK);
    ck_assert(span_equal(receipt, again));
    ck_assert(
        span_starts_with(receipt, SPAN("tilsagn receipt v1\norigin test.tilsagn.example\nentry ")));
    ck_assert_int_eq(receipt_verify(receipt, vkey), STATUS_OK);

    char *changed = arena_text(arena, receipt);
    strstr(changed, "bootstrap")[0] = 'B';
    ck_assert_int_eq(receipt_verify(span_from(changed), vkey), STATUS_INVALID);
    ck_assert_int_eq(receipt_verify(receipt, SPAN("no key")), STATUS_INVALID);
    ck_assert_int_eq(
        receipt_verify(
            receipt, SPAN("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")),
        STATUS_DENIED);
}
END_TEST

START_TEST(gives_it_for_the_document_too)
{
    struct buffer text;
    struct json_writer writer;
    buffer_init(&text, 200000);
    json_writer_init(&writer, &text);
    json_open_object(&writer, NULL);
    json_put_int(&writer, "entry", first.entry);
    json_put_text(&writer, "leaf", first.leaf);
    json_close_object(&writer);
    const struct json *document = NULL;
    struct json_error error;
    struct span receipt;
    struct span other;
    ck_assert_int_eq(json_parse(arena, buffer_span(&text), &document, &error), STATUS_OK);
    ck_assert_int_eq(receipt_issue(service, arena, &first, &receipt, &fault), STATUS_OK);
    ck_assert_int_eq(receipt_of_document(service, arena, document, &other, &fault), STATUS_OK);
    ck_assert(span_equal(receipt, other));
    buffer_free(&text);
    ck_assert_int_eq(json_parse(arena, SPAN("{\"leaf\":null}"), &document, &error), STATUS_OK);
    ck_assert_int_eq(
        receipt_of_document(service, arena, document, &other, &fault), STATUS_NOT_FOUND);
}
END_TEST

/* Neither the program nor the database gets a receipt for what was not asked here. */
START_TEST(gets_no_receipt_for_a_forged_record)
{
    struct span other = SPAN("untouched");
    struct act_reply forged = first;
    char *leaf = arena_text(arena, first.leaf);
    strstr(leaf, "\\\"sha256\\\":\\\"")[13] ^= 1; /* a digit of what was asked */
    forged.leaf = (struct span){leaf, first.leaf.len};
    ck_assert_int_eq(receipt_issue(service, arena, &forged, &other, &fault), STATUS_INTERNAL);
    ck_assert_str_eq(fault.text, "refused: of a request that was not attested here");
    struct service *agency = ledger_service(AUDIENCE_AGENCY);
    fault_clear(&fault);
    ck_assert_int_eq(receipt_issue(agency, arena, &first, &other, &fault), STATUS_INTERNAL);
    ck_assert_str_eq(fault.text, "refused: of another audience");
    service_close(agency);
    static char large[70000];
    forged.leaf = (struct span){large, sizeof(large)};
    ck_assert_int_eq(receipt_issue(service, arena, &forged, &other, &fault), STATUS_INTERNAL);
    ck_assert(span_is(other, "untouched"));
}
END_TEST

/* The text that a person signs is performed as it was written, not written again. */
START_TEST(says_how_the_person_proves_it)
{
    struct service *agency = ledger_service(AUDIENCE_AGENCY);
    struct act_call call = {.act = "confirm",
        .person = 2,
        .role = SPAN("administrator"),
        .certificate_hex = SPAN("1111111111111111111111111111111111111111111111111111111111111111"),
        .request_id = SPAN("0123456789abcdef0123456789abcdef"),
        .received_us = -1,
        .duration_us = -1,
        .params = SPAN("{\"proposal\":9,\"sha256\":\"00\"}")};
    struct span text;
    struct act_reply reply = {.entry = -7};
    ck_assert_int_eq(act_write(agency, arena, &call, &text, &fault), STATUS_OK);
    ck_assert_ptr_nonnull(strstr(arena_text(arena, text), "\"second_factor\":null,"));
    call.totp_step = 52694400;
    ck_assert_int_eq(act_write(agency, arena, &call, &text, &fault), STATUS_OK);
    ck_assert_ptr_nonnull(
        strstr(arena_text(arena, text), "\"second_factor\":{\"totp_step\":52694400},"));
    call.totp_step = 0;
    call.signs = true;
    ck_assert_int_eq(act_write(agency, arena, &call, &text, &fault), STATUS_OK);
    ck_assert_ptr_nonnull(
        strstr(arena_text(arena, text), "\"second_factor\":{\"signature\":true},"));
    call.written = text;
    call.params = SPAN("not looked at");
    ck_assert_int_eq(act_transaction(agency, arena, &call, &reply, &fault), STATUS_INVALID);
    ck_assert_str_eq(fault.code, "LG101"); /* the database read params.sha256 */
    ck_assert_int_eq(reply.entry, -7);
    service_close(agency);
}
END_TEST

START_TEST(binds_keys_to_organisation_and_route)
{
    struct digest one = act_idem(SPAN("ab"), SPAN("c"), SPAN("d"));
    struct digest same = act_idem(SPAN("ab"), SPAN("c"), SPAN("d"));
    struct digest other = act_idem(SPAN("a"), SPAN("bc"), SPAN("d"));
    ck_assert_mem_eq(one.bytes, same.bytes, DIGEST_LEN);
    ck_assert_mem_ne(one.bytes, other.bytes, DIGEST_LEN);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("acts");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, answers_a_repeated_request_with_the_first_answer);
    tcase_add_test(tests, passes_on_how_an_act_refuses);
    tcase_add_test(tests, writes_no_impossible_request);
    tcase_add_test(tests, does_nothing_without_the_attest_process);
    tcase_add_test(tests, performs_for_a_person_inside_an_open_transaction);
    tcase_add_test(tests, gives_the_same_receipt_every_time);
    tcase_add_test(tests, gives_it_for_the_document_too);
    tcase_add_test(tests, gets_no_receipt_for_a_forged_record);
    tcase_add_test(tests, says_how_the_person_proves_it);
    tcase_add_test(tests, binds_keys_to_organisation_and_route);
    return harness_run("ledger/acts", tests);
}
