/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "auth/totp.h"
#include "tests/harness.h"

/* RFC 6238 appendix B: the SHA-1 seed, whose codes there have eight digits; the last six are ours.
 */
static const struct totp_seed rfc = {.bytes = "12345678901234567890"};

static const struct {
    int64_t now_s;
    const char *code;
} vectors[] = {
    {59, "287082"},
    {1111111109, "081804"},
    {1111111111, "050471"},
    {1234567890, "005924"},
    {2000000000, "279037"},
    {INT64_C(20000000000), "353130"},
};

START_TEST(knows_the_codes_of_the_rfc)
{
    int64_t step = -1;
    struct span code = span_from(vectors[_i].code);
    ck_assert_int_eq(totp_match(&rfc, code, vectors[_i].now_s, 0, &step), STATUS_OK);
    ck_assert_int_eq(step, vectors[_i].now_s / 30);
}
END_TEST

/* The code of 1234567890 (step 41152263) seen `steps` steps later by a clock that is `drift` off.
 */
static const struct {
    int steps;
    int drift;
    enum status status;
} windows[] = {
    {0, 0, STATUS_OK},
    {1, 0, STATUS_OK},
    {-1, 0, STATUS_OK},
    {2, 0, STATUS_DENIED},
    {-2, 0, STATUS_DENIED},
    {2, -1, STATUS_OK},
    {3, -2, STATUS_OK},
    {-3, 2, STATUS_OK},
    {0, 2, STATUS_DENIED},
    {10, -10, STATUS_OK},
    {11, -11, STATUS_LIMIT},
    {-11, 11, STATUS_LIMIT},
};

START_TEST(takes_one_step_beside_the_expected)
{
    int64_t step = -1;
    int64_t now_s = 1234567890 + (int64_t)windows[_i].steps * TOTP_STEP_S;
    ck_assert_int_eq(
        totp_match(&rfc, SPAN("005924"), now_s, windows[_i].drift, &step), windows[_i].status);
    ck_assert_int_eq(step, windows[_i].status == STATUS_OK ? 41152263 : -1);
}
END_TEST

static const struct {
    const char *code;
    enum status status;
} codes[] = {
    {"", STATUS_INVALID},
    {"00592", STATUS_INVALID},
    {"0059244", STATUS_INVALID},
    {"00592a", STATUS_INVALID},
    {"00592\xc2\xb2", STATUS_INVALID},
    {"+05924", STATUS_INVALID},
    {"005924           ", STATUS_INVALID}, /* 17 characters */
    {"005 924", STATUS_OK},
    {" 00 59 24 ", STATUS_OK},
    {"005925", STATUS_DENIED},
};

START_TEST(reads_six_digits)
{
    int64_t step = -1;
    ck_assert_int_eq(
        totp_match(&rfc, span_from(codes[_i].code), 1234567890, 0, &step), codes[_i].status);
    ck_assert_int_eq(step, codes[_i].status == STATUS_OK ? 41152263 : -1);
}
END_TEST

START_TEST(knows_no_time_before_1970)
{
    int64_t step = -1;
    ck_assert_int_eq(totp_match(&rfc, SPAN("005924"), -1, 0, &step), STATUS_LIMIT);
    ck_assert_int_eq(totp_match(&rfc, SPAN("005924"), 0, 0, &step), STATUS_LIMIT);
    ck_assert_int_eq(totp_match(&rfc, SPAN("005924"), 60, -10, &step), STATUS_LIMIT);
    ck_assert_int_eq(step, -1);
}
END_TEST

START_TEST(writes_the_seed_as_apps_take_it)
{
    struct buffer text;
    buffer_init(&text, 512);
    totp_put_secret(&text, &rfc);
    ck_assert(span_is(buffer_span(&text), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"));
    buffer_clear(&text);
    totp_put_uri(&text, &rfc, SPAN("Tilsagn"), SPAN("B\xc3\xb8 & co~1"));
    ck_assert(span_is(buffer_span(&text), "otpauth://totp/Tilsagn:B%C3%B8%20%26%20co~1"
                                          "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Tilsagn"
                                          "&algorithm=SHA1&digits=6&period=30"));
    buffer_free(&text);
}
END_TEST

START_TEST(makes_and_forgets_seeds)
{
    static const struct totp_seed none;
    struct totp_seed one = none;
    struct totp_seed other = none;
    totp_seed_make(&one);
    totp_seed_make(&other);
    ck_assert_mem_ne(&one, &other, sizeof(one));
    ck_assert_mem_ne(&one, &none, sizeof(one));
    totp_forget(&one);
    ck_assert_mem_eq(&one, &none, sizeof(one));
}
END_TEST

int main(void)
{
    TCase *totp = tcase_create("totp");
    tcase_add_loop_test(totp, reads_six_digits, 0, (int)COUNT_OF(codes));
    tcase_add_test(totp, knows_no_time_before_1970);
    tcase_add_loop_test(totp, knows_the_codes_of_the_rfc, 0, (int)COUNT_OF(vectors));
    tcase_add_loop_test(totp, takes_one_step_beside_the_expected, 0, (int)COUNT_OF(windows));
    tcase_add_test(totp, writes_the_seed_as_apps_take_it);
    tcase_add_test(totp, makes_and_forgets_seeds);
    return harness_run("auth/totp", totp);
}
