/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "ledger/base/amount.h"
#include "tests/harness.h"

static const struct {
    const char *text;
    enum status status;
    int64_t ore; /* -1: the output is left alone */
} readings[] = {
    {"10000000000000,01", STATUS_LIMIT, -1},
    {"10000000000001", STATUS_LIMIT, -1},
    {"10.000.000.000.000,01", STATUS_LIMIT, -1},
    {"99999999999999999999999999999999999999", STATUS_LIMIT, -1},
    {"10000000000000,00", STATUS_OK, AMOUNT_ORE_MAX},
    {"10.000.000.000.000", STATUS_OK, AMOUNT_ORE_MAX},
    {"99999999999999999999x", STATUS_INVALID, -1},
    {"", STATUS_INVALID, -1},
    {",50", STATUS_INVALID, -1},
    {"1,5", STATUS_INVALID, -1},
    {"1,", STATUS_INVALID, -1},
    {"1,5x", STATUS_INVALID, -1},
    {"1,x5", STATUS_INVALID, -1},
    {"1,,00", STATUS_INVALID, -1},
    {"1,00,00", STATUS_INVALID, -1},
    {"-1", STATUS_INVALID, -1},
    {"+1", STATUS_INVALID, -1},
    {" 1", STATUS_INVALID, -1},
    {"1 ", STATUS_INVALID, -1},
    {"1.25", STATUS_INVALID, -1},
    {"1.2500", STATUS_INVALID, -1},
    {"1.250.00", STATUS_INVALID, -1},
    {"1250.000", STATUS_INVALID, -1},
    {"1..250", STATUS_INVALID, -1},
    {".250", STATUS_INVALID, -1},
    {"1250.", STATUS_INVALID, -1},
    {"1,250.00", STATUS_INVALID, -1},
    {"1250,75.000", STATUS_INVALID, -1},
    {"0", STATUS_OK, 0},
    {"0,00", STATUS_OK, 0},
    {"0,05", STATUS_OK, 5},
    {"1250", STATUS_OK, 125000},
    {"1250,75", STATUS_OK, 125075},
    {"1.250,75", STATUS_OK, 125075},
    {"12.250", STATUS_OK, 1225000},
    {"112.250.001,10", STATUS_OK, 11225000110},
};

START_TEST(parses_or_refuses_each_row)
{
    int64_t ore = -1;
    struct span text = span_from(readings[_i].text);
    ck_assert_int_eq(amount_parse(text, &ore), readings[_i].status);
    ck_assert_int_eq(ore, readings[_i].ore);
}
END_TEST

START_TEST(parse_without_output_stops)
{
    (void)!amount_parse(SPAN("1"), NULL);
}
END_TEST

static const struct {
    int64_t ore;
    const char *danish;
    const char *english;
    const char *csv;
} writings[] = {
    {INT64_MIN, "-92.233.720.368.547.758,08", "-92,233,720,368,547,758.08",
        "-92233720368547758,08"},
    {INT64_MAX, "92.233.720.368.547.758,07", "92,233,720,368,547,758.07", "92233720368547758,07"},
    {AMOUNT_ORE_MAX, "10.000.000.000.000,00", "10,000,000,000,000.00", "10000000000000,00"},
    {0, "0,00", "0.00", "0,00"},
    {5, "0,05", "0.05", "0,05"},
    {-5, "-0,05", "-0.05", "-0,05"},
    {99, "0,99", "0.99", "0,99"},
    {99999, "999,99", "999.99", "999,99"},
    {100000, "1.000,00", "1,000.00", "1000,00"},
    {-123450, "-1.234,50", "-1,234.50", "-1234,50"},
};

static void require_text(void (*put)(struct buffer *, int64_t), int64_t ore, const char *expected)
{
    struct buffer out;
    buffer_init(&out, 64);
    put(&out, ore);
    ck_assert(!out.failed);
    ck_assert(span_is(buffer_span(&out), expected));
    buffer_free(&out);
}

START_TEST(writes_each_row)
{
    require_text(amount_put_danish, writings[_i].ore, writings[_i].danish);
    require_text(amount_put_english, writings[_i].ore, writings[_i].english);
    require_text(amount_put_csv, writings[_i].ore, writings[_i].csv);
}
END_TEST

START_TEST(danish_and_csv_read_back)
{
    static const int64_t samples[] = {0, 1, 99, 100, 99999, 100000, 123456789, AMOUNT_ORE_MAX};
    void (*const put[])(struct buffer *, int64_t) = {amount_put_danish, amount_put_csv};
    for (size_t i = 0; i < COUNT_OF(samples) * COUNT_OF(put); i++) {
        struct buffer out;
        buffer_init(&out, 64);
        put[i % 2](&out, samples[i / 2]);
        int64_t ore = -1;
        ck_assert_int_eq(amount_parse(buffer_span(&out), &ore), STATUS_OK);
        ck_assert_int_eq(ore, samples[i / 2]);
        buffer_free(&out);
    }
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("amount");
    tcase_add_loop_test(cases, parses_or_refuses_each_row, 0, (int)COUNT_OF(readings));
    tcase_add_test_raise_signal(cases, parse_without_output_stops, SIGABRT);
    tcase_add_loop_test(cases, writes_each_row, 0, (int)COUNT_OF(writings));
    tcase_add_test(cases, danish_and_csv_read_back);
    return harness_run("ledger/base/amount", cases);
}
