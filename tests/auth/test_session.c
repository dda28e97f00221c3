/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "auth/session.h"
#include "tests/harness.h"
#include "tests/support/database.h"
#include "tests/support/ledger.h"

#define CERTIFICATE_1 "1111111111111111111111111111111111111111111111111111111111111111"
#define CERTIFICATE_2 "2222222222222222222222222222222222222222222222222222222222222222"

static struct arena *arena;
static struct service *service; /* of the agency */
static struct fault fault;
static struct identity anna;
static struct identity bo;

static struct identity person(const char *serial)
{
    struct credential credential = {
        .profile = SPAN("oces3-employee"),
        .serial_number = span_from(serial),
        .organisation = SPAN("10000009"),
        .certificate_hex = SPAN(CERTIFICATE_1),
    };
    struct identity identity;
    enum auth_reason reason;
    ck_assert_int_eq(
        identity_find(service, arena, &credential, &identity, &reason, &fault), STATUS_OK);
    return identity;
}

static void setup(void)
{
    arena = arena_create(1024 * 1024);
    ck_assert_ptr_nonnull(arena);
    struct service *operator_service = ledger_service(AUDIENCE_OPERATOR);
    (void)ledger_bootstrap(operator_service, arena);
    service_close(operator_service);
    service = ledger_service(AUDIENCE_AGENCY);
    fault_clear(&fault);
    anna = person(ADMINISTRATOR_1);
    bo = person(ADMINISTRATOR_2);
}

static void teardown(void)
{
    service_close(service);
    arena_destroy(arena);
}

/* Logs in; the cookie's value lives in the arena. */
static struct span log_in(const struct identity *who, struct span replaces)
{
    struct session session;
    ck_assert_int_eq(session_open(service, arena, replaces, who, &session, &fault), STATUS_OK);
    char cookie[2 * SESSION_ID_LEN + 1];
    session_cookie(&session, cookie);
    session_forget(&session);
    for (size_t i = 0; i < SESSION_ID_LEN; i++) {
        ck_assert_uint_eq(session.id[i], 0);
    }
    return arena_copy(arena, span_from(cookie));
}

static enum auth_reason reason_of(
    struct span cookie, const struct identity *who, enum status wanted)
{
    struct session session = {.left_s = -7};
    enum auth_reason reason = AUTH_INTERNAL;
    ck_assert_int_eq(session_find(service, arena, &(struct session_claim){cookie, who}, &session,
                         &reason, &fault),
        wanted);
    ck_assert_int_eq(session.left_s == -7, wanted != STATUS_OK);
    return reason;
}

START_TEST(takes_no_cookie_that_is_none_of_ours)
{
    static const struct span cookies[] = {
        {.data = NULL, .len = 0}, {.data = "", .len = 0}, {.data = "AAAA", .len = 4},
        {.data = CERTIFICATE_1 "0", .len = 65},
        {.data = "gggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggg", .len = 64},
        {.data = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", .len = 64},
        {.data = CERTIFICATE_1, .len = 64}, /* E14: chosen by somebody else */
    };
    for (size_t i = 0; i < COUNT_OF(cookies); i++) {
        ck_assert_int_eq(reason_of(cookies[i], &anna, STATUS_NOT_FOUND), AUTH_NO_SESSION);
    }
}
END_TEST

START_TEST(a_login_is_found_by_its_cookie)
{
    struct span cookie = log_in(&anna, SPAN(""));
    struct session session;
    enum auth_reason reason = AUTH_INTERNAL;
    ck_assert_uint_eq(cookie.len, 64);
    ck_assert_int_eq(session_find(service, arena, &(struct session_claim){cookie, &anna}, &session,
                         &reason, &fault),
        STATUS_OK);
    ck_assert_int_eq(reason, AUTH_OK);
    ck_assert_int_eq(session.login.person, anna.person);
    ck_assert_int_ge(session.left_s, 890);
    ck_assert_int_le(session.left_s, 900);
    ck_assert_int_eq(session.idle_s, 900);
    ck_assert_int_gt(session.ends_us - session.now_us, INT64_C(28700) * 1000000);
}
END_TEST

/* E14: whatever the browser had before, the id is new, and the old one ends. */
START_TEST(each_login_has_a_new_id)
{
    struct span chosen = SPAN(CERTIFICATE_2);
    struct span first = log_in(&anna, chosen);
    ck_assert(!span_equal(first, chosen));
    struct span second = log_in(&anna, first);
    ck_assert(!span_equal(first, second));
    ck_assert_int_eq(reason_of(first, &anna, STATUS_NOT_FOUND), AUTH_NO_SESSION);
    ck_assert_int_eq(reason_of(second, &anna, STATUS_OK), AUTH_OK);
    ck_assert_int_eq(reason_of(chosen, &anna, STATUS_NOT_FOUND), AUTH_NO_SESSION);
}
END_TEST

/* E12, E18: with another person's certificate the login ends, for its owner too. */
START_TEST(a_stolen_cookie_ends_the_login)
{
    struct span cookie = log_in(&anna, SPAN(""));
    ck_assert_int_eq(reason_of(cookie, &bo, STATUS_DENIED), AUTH_SESSION_FOREIGN);
    ck_assert_int_eq(reason_of(cookie, &anna, STATUS_NOT_FOUND), AUTH_NO_SESSION);
}
END_TEST

START_TEST(a_renewed_certificate_ends_the_login)
{
    struct span cookie = log_in(&anna, SPAN(""));
    struct identity renewed = anna;
    renewed.certificate_hex = SPAN(CERTIFICATE_2);
    ck_assert_int_eq(reason_of(cookie, &renewed, STATUS_NOT_FOUND), AUTH_SESSION_RENEWED);
    ck_assert_int_eq(reason_of(cookie, &anna, STATUS_NOT_FOUND), AUTH_NO_SESSION);
}
END_TEST

/* E17 */
START_TEST(a_login_ends_by_itself)
{
    struct span cookie = log_in(&anna, SPAN(""));
    database_script("update session.login set opened_at = opened_at - interval '15 minutes', "
                    "used_at = used_at - interval '15 minutes'");
    ck_assert_int_eq(reason_of(cookie, &anna, STATUS_NOT_FOUND), AUTH_SESSION_IDLE);
    cookie = log_in(&anna, SPAN(""));
    database_script("update session.login set opened_at = opened_at - interval '8 hours'");
    ck_assert_int_eq(reason_of(cookie, &anna, STATUS_NOT_FOUND), AUTH_SESSION_OVER);
}
END_TEST

START_TEST(a_database_that_fails_lets_nobody_in)
{
    struct span cookie = log_in(&anna, SPAN(""));
    struct identity broken = anna;
    struct session session = {.left_s = -7};
    broken.certificate_hex = SPAN("no hexadecimal digits");
    ck_assert_int_eq(reason_of(cookie, &broken, STATUS_INVALID), AUTH_INTERNAL);
    ck_assert_int_eq(
        session_open(service, arena, SPAN(""), &broken, &session, &fault), STATUS_INVALID);
    broken = anna;
    broken.person = 0; /* nobody */
    ck_assert_int_eq(reason_of(cookie, &broken, STATUS_DENIED), AUTH_INTERNAL);
    ck_assert_int_eq(
        session_open(service, arena, SPAN(""), &broken, &session, &fault), STATUS_DENIED);
    ck_assert_int_eq(session.left_s, -7);
    struct arena *small = arena_create(200);
    enum auth_reason reason;
    while (arena_alloc(small, 8) != NULL) {
    }
    ck_assert_int_eq(session_find(service, small, &(struct session_claim){cookie, &anna}, &session,
                         &reason, &fault),
        STATUS_LIMIT);
    arena_destroy(small);
    small = arena_create(300); /* room for the answer, none for its tree */
    ck_assert_int_eq(session_find(service, small, &(struct session_claim){cookie, &anna}, &session,
                         &reason, &fault),
        STATUS_LIMIT);
    arena_destroy(small);
}
END_TEST

START_TEST(a_token_fits_one_login_and_one_form)
{
    struct session one;
    struct session two;
    memset(&one, 1, sizeof(one));
    memset(&two, 2, sizeof(two));
    char token[SESSION_TOKEN_LEN + 1];
    char other[SESSION_TOKEN_LEN + 1];
    struct span path = SPAN("/applications/7/submit");
    session_token(&one, path, token);
    ck_assert_uint_eq(strlen(token), SESSION_TOKEN_LEN);
    ck_assert(session_token_fits(&one, path, span_from(token)));
    ck_assert(!session_token_fits(&two, path, span_from(token)));
    ck_assert(!session_token_fits(&one, SPAN("/applications/8/submit"), span_from(token)));
    ck_assert(!session_token_fits(&one, SPAN("/applications/7"), span_from(token)));
    ck_assert(!session_token_fits(&one, path, SPAN("")));
    ck_assert(!session_token_fits(&one, path, (struct span){.data = token, .len = 63}));
    session_token(&two, path, other);
    ck_assert_str_ne(token, other);
    token[0] = token[0] == 'a' ? 'b' : 'a';
    ck_assert(!session_token_fits(&one, path, span_from(token)));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("session");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, takes_no_cookie_that_is_none_of_ours);
    tcase_add_test(tests, a_login_is_found_by_its_cookie);
    tcase_add_test(tests, each_login_has_a_new_id);
    tcase_add_test(tests, a_stolen_cookie_ends_the_login);
    tcase_add_test(tests, a_renewed_certificate_ends_the_login);
    tcase_add_test(tests, a_login_ends_by_itself);
    tcase_add_test(tests, a_database_that_fails_lets_nobody_in);
    tcase_add_test(tests, a_token_fits_one_login_and_one_form);
    return harness_run("auth/session", tests);
}
