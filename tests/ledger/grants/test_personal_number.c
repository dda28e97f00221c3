/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/personal_number.h"
#include "tests/ledger/grants/fixture.h"

/* Made up to have the shape; each with the place where it is found, 0 for none. */
static const struct {
    const char *text;
    size_t place;
} rows[] = {
    {"", 0},
    {"jobformidler", 0},
    {"010190-1234", 1},
    {"0101901234", 1},
    {"010190 1234", 1},
    {"010190\xC2\xA0"
     "1234",
        1},
    {"010190\xE2\x80\x93"
     "1234",
        1},
    {"010190\xE2\x80\x91"
     "1234.",
        1},
    {"010190\xE2\x88\x92"
     "1234",
        1},
    {"010190\xE2\x80\xAF"
     "1234",
        1},
    {"010190\xE2\x80\x94"
     "1234",
        0}, /* an em dash parts sentences */
    {"010190--1234", 0},
    {"010190  1234", 0},
    {"010190.1234", 0},
    {"010190\n1234", 0},
    {"010190-123", 0},
    {"01019-1234", 0},
    {"010190-12345", 0},
    {"1010190-1234", 0},
    {"010190-1234a", 0},
    {"a010190-1234", 0},
    {"010190", 0},
    {"010190-", 0},
    {"borger (010190-1234), født i Århus", 9},
    {"Århus: 010190-1234", 8}, /* characters, not bytes */
    {"ø010190-1234ø", 2},
    {"999999-1234, 010190-1234", 14},
    {"tlf. 12345678, cvr 10000001", 0},
    {"EAN 5790000123456", 0},
    {"faktura 320119-0001", 0}, /* no such day */
    {"311219-0001", 1},
    {"310419-0001", 0},
    {"011319-0001", 0},
    {"010019-0001", 0},
    {"000119-0001", 0},
    {"610190-1234", 1}, /* given by an authority to somebody without one */
    {"910190-1234", 1},
    {"920190-1234", 0},
    {"600190-1234", 0},
    /* 29 February needs its century */
    {"290200-3999", 0},
    {"290200-4000", 1},
    {"290296-3000", 1},
    {"290297-3000", 0},
    {"290236-4000", 1},
    {"290236-9000", 1},
    {"290240-4000", 1},
    {"290256-5000", 1},
    {"290256-8000", 1},
    {"290258-5000", 0},
    {"290260-5000", 1},
    {"290200-5000", 1},
};

START_TEST(finds_it)
{
    size_t place = personal_number_at(span_from(rows[_i].text));
    ck_assert_msg(place == rows[_i].place, "%s: %zu", rows[_i].text, place);
}
END_TEST

int main(void)
{
    TCase *personal_number = fixture_case("personal_number");
    tcase_add_loop_test(personal_number, finds_it, 0, (int)COUNT_OF(rows));
    return harness_run("ledger/grants/personal_number", personal_number);
}
