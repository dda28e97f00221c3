/* SPDX-License-Identifier: EUPL-1.2 */
/* F23: replies of time-stamping authorities, made by openssl at test time, and published ones. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/ts.h>

#include "auth/crl_check.h"
#include "auth/time_stamp.h"
#include "ledger/operator/files.h"
#include "ledger/operator/publish.h"
#include "tests/ledger/operator/folder.h"
#include "tests/support/program.h"

static struct arena *arena;
static const char *dir;
static struct digest subject;
static struct time_stamp_terms terms;
static struct fault fault;
static int64_t at_s;

static void setup(void)
{
    arena = arena_create((size_t)4 * 1024 * 1024);
    dir = getenv("TILSAGN_TEST_AUTHORITIES"); /* NOLINT(concurrency-mt-unsafe): one thread */
    ck_assert_ptr_nonnull(dir);
    subject = digest_of(SPAN("a file that somebody signed"));
    fault_clear(&fault);
    terms = (struct time_stamp_terms){.asked_s = (int64_t)time(NULL)};
    ck_assert_int_eq(time_stamp_ask(arena, &subject, &terms.query, &fault), STATUS_OK);
    ck_assert_int_eq(file_read(arena, arena_printf(arena, "%s/authorities.pem", dir),
                         &terms.authorities, &fault),
        STATUS_OK);
}

static void teardown(void)
{
    arena_destroy(arena);
}

/* What the authority answers to a query. */
static struct span answer(const char *name, struct span query)
{
    struct span reply;
    folder_begin();
    ck_assert_int_eq(publish(folder_path("query"), query, &fault), STATUS_OK);
    const char *command =
        arena_printf(arena, "%s/reply %s %s %s/query %s/reply", dir, dir, name, folder, folder);
    ck_assert_int_eq(program_run(command), 0);
    ck_assert_int_eq(
        file_read(arena, arena_printf(arena, "%s/reply", folder), &reply, &fault), STATUS_OK);
    folder_end();
    terms.answered_s = (int64_t)time(NULL);
    return reply;
}

static enum status check(struct span reply)
{
    fault_clear(&fault);
    at_s = 0;
    return time_stamp_check(reply, &terms, &at_s, &fault);
}

static void refused(struct span reply, const char *reason)
{
    ck_assert_int_eq(check(reply), STATUS_INVALID);
    ck_assert_msg(strstr(fault.text, reason) != NULL, "said: %s", fault.text);
    ck_assert_int_eq(at_s, 0);
}

START_TEST(a_good_one)
{
    ck_assert_int_eq(check(answer("good", terms.query)), STATUS_OK);
    ck_assert_int_ge(at_s, terms.asked_s - 1);
    ck_assert_int_le(at_s, terms.answered_s);
}
END_TEST

START_TEST(every_query_is_another)
{
    struct span again;
    ck_assert_int_eq(time_stamp_ask(arena, &subject, &again, &fault), STATUS_OK);
    ck_assert(!span_equal(again, terms.query));
    refused(answer("good", again), "nonce mismatch");
    struct arena *small = arena_create(16);
    ck_assert_int_eq(time_stamp_ask(small, &subject, &again, &fault), STATUS_LIMIT);
    arena_destroy(small);
}
END_TEST

START_TEST(over_something_else)
{
    struct digest other = digest_of(SPAN("another file"));
    struct span query;
    ck_assert_int_eq(time_stamp_ask(arena, &other, &query, &fault), STATUS_OK);
    refused(answer("good", query), "mismatch");
}
END_TEST

static const struct {
    const char *name;
    const char *said;
} wrong[] = {
    {"untrusted", "certificate verify error"},
    {"weak", "signed over SHA1"},
    {"not_critical", "certificate verify error"},
    {"too_much", "certificate verify error"},
    {"no_purpose", "certificate verify error"},
};

START_TEST(authorities_that_are_none)
{
    refused(answer(wrong[_i].name, terms.query), wrong[_i].said);
}
END_TEST

START_TEST(an_authority_that_refuses)
{
    struct span reply = answer("picky", terms.query);
    ck_assert_int_eq(check(reply), STATUS_DENIED);
    ck_assert_ptr_nonnull(strstr(fault.text, "status 2"));
    ck_assert_ptr_nonnull(strstr(fault.text, "digest algorithm is not supported"));
    ck_assert_int_eq(at_s, 0);
}
END_TEST

/* An authority whose clock is a minute off is as good as ours being so: from there on, none. */
START_TEST(at_another_time)
{
    struct span reply = answer("good", terms.query);
    ck_assert_int_eq(check(reply), STATUS_OK);
    int64_t stamped_s = at_s;
    terms.asked_s = stamped_s + TIME_STAMP_WITHIN_S;
    terms.answered_s = terms.asked_s;
    ck_assert_int_eq(check(reply), STATUS_OK);
    terms.asked_s++;
    terms.answered_s++;
    refused(reply, "61 s off");
    terms.asked_s = stamped_s - TIME_STAMP_WITHIN_S;
    terms.answered_s = terms.asked_s;
    ck_assert_int_eq(check(reply), STATUS_OK);
    terms.asked_s--;
    terms.answered_s--;
    refused(reply, "61 s off");
}
END_TEST

START_TEST(bytes_that_are_no_reply)
{
    struct span reply = answer("good", terms.query);
    refused((struct span){.data = "", .len = 0}, "no reply");
    refused(SPAN("<html><h1>504 Gateway Timeout</h1></html>"), "no reply");
    refused((struct span){.data = reply.data, .len = reply.len - 1}, "no reply");
    char *longer = arena_alloc(arena, reply.len + 1);
    memcpy(longer, reply.data, reply.len);
    longer[reply.len] = 0;
    refused((struct span){.data = longer, .len = reply.len + 1}, "no reply");
    longer[reply.len - 1] = (char)(longer[reply.len - 1] ^ 1); /* the signature's last byte */
    refused((struct span){.data = longer, .len = reply.len}, "does not hold");
    char *large = arena_alloc(arena, TIME_STAMP_LEN_MAX + 1);
    memset(large, 0, TIME_STAMP_LEN_MAX + 1);
    refused((struct span){.data = large, .len = TIME_STAMP_LEN_MAX + 1}, "no reply");
}
END_TEST

START_TEST(authorities_that_cannot_be_read)
{
    struct span reply = answer("good", terms.query);
    terms.authorities = SPAN("no PEM");
    ck_assert_int_eq(check(reply), STATUS_INVALID);
    ck_assert_str_ne(fault.text, "");
}
END_TEST

/*
 * Tokens of a public authority and of one whose whole chain lasted ten minutes
 * (tests/vectors/rfc3161), each asked for when it says, or when `late_s` says. What two of the ten
 * miss stands in metadata that is not here: the span in which their authority was trusted, and in
 * which the stamped certificate was valid.
 */
static const struct {
    const char *folder;
    int64_t late_s;
    const char *said; /* "": it holds */
} published[] = {
    {"rekor2-happy-path", 0, ""},
    {"rekor2-timestamp-with-embedded-cert", 0, ""},
    {"rekor2-timestamp-with-expired-cert-chain", 0, ""},
    {"rekor2-timestamp-with-expired-cert-chain", 61, "-61 s off"},
    {"rekor2-timestamp-outside-trust-root-tsa-validity_fail", 0, ""},
    {"rekor2-timestamp-with-incorrect-time_fail", 0, ""},
    {"rekor2-timestamp-with-incorrect-time_fail", 61, "-61 s off"},
    {"rekor2-timestamp-outside-tsa-cert-validity_fail", 0, "certificate verify error"},
    {"rekor2-timestamp-payload-mismatch_fail", 0, "imprint mismatch"},
    {"rekor2-timestamp-untrusted-tsa-with-embedded-cert_fail", 0, "certificate verify error"},
    {"rekor2-timestamp-untrusted-tsa-without-embedded-cert_fail", 0, "certificate not found"},
    /* its certificate lies beside it; ours are asked for with theirs inside */
    {"rekor2-timestamp-without-embedded-cert", 0, "certificate not found"},
};

static struct span published_file(const char *of, const char *name)
{
    struct span file;
    const char *path = arena_printf(arena, "tests/vectors/rfc3161/%s/%s", of, name);
    ck_assert_int_eq(file_read(arena, path, &file, &fault), STATUS_OK);
    return file;
}

/* The query that a token answered: over the data, with the token's nonce. */
static struct span query_of(struct span data, const TS_TST_INFO *info)
{
    struct span query;
    struct digest digest = digest_of(data);
    ck_assert_int_eq(time_stamp_ask(arena, &digest, &query, &fault), STATUS_OK);
    const unsigned char *at = (const unsigned char *)query.data;
    unsigned char *der = NULL;
    TS_REQ *request = d2i_TS_REQ(NULL, &at, (long)query.len);
    ck_assert_int_eq(TS_REQ_set_nonce(request, TS_TST_INFO_get_nonce(info)), 1);
    int len = i2d_TS_REQ(request, &der);
    ck_assert_int_gt(len, 0);
    query = arena_copy(arena, (struct span){.data = (const char *)der, .len = (size_t)len});
    OPENSSL_free(der);
    TS_REQ_free(request);
    return query;
}

START_TEST(published_ones)
{
    const char *of = published[_i].folder;
    struct span reply = published_file(of, "response0.tsr");
    const unsigned char *at = (const unsigned char *)reply.data;
    TS_RESP *response = d2i_TS_RESP(NULL, &at, (long)reply.len);
    ck_assert_ptr_nonnull(response);
    const TS_TST_INFO *info = TS_RESP_get_tst_info(response);
    ck_assert(asn1_seconds(TS_TST_INFO_get_time(info), &terms.asked_s));
    terms.asked_s += published[_i].late_s;
    terms.answered_s = terms.asked_s;
    terms.query = query_of(published_file(of, "data.bin"), info);
    struct span root = published_file(of, "tsa0-root.pem");
    struct span between = published_file(of, "tsa0-untrusted.pem"); /* an authority in between */
    terms.authorities = span_from(
        arena_printf(arena, "%.*s%.*s", (int)root.len, root.data, (int)between.len, between.data));
    if (*published[_i].said == '\0') {
        ck_assert_msg(check(reply) == STATUS_OK, "%s: %s", of, fault.text);
        ck_assert_int_eq(at_s, terms.asked_s);
    } else {
        refused(reply, published[_i].said);
    }
    TS_RESP_free(response);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("replies");
    tcase_set_timeout(cases, 60);
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, a_good_one);
    tcase_add_test(cases, every_query_is_another);
    tcase_add_test(cases, over_something_else);
    tcase_add_loop_test(cases, authorities_that_are_none, 0, COUNT_OF(wrong));
    tcase_add_test(cases, an_authority_that_refuses);
    tcase_add_test(cases, at_another_time);
    tcase_add_test(cases, bytes_that_are_no_reply);
    tcase_add_test(cases, authorities_that_cannot_be_read);
    tcase_add_loop_test(cases, published_ones, 0, COUNT_OF(published));
    return harness_run("auth/time_stamp", cases);
}
