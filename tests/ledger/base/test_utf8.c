/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "ledger/base/utf8.h"
#include "tests/harness.h"

static const struct {
    struct span text;
    bool valid;
    bool printable; /* on one line */
    bool multiline;
    size_t length; /* code points, when valid */
} rows[] = {
    {{"\x80", 1}, false, false, false, 0},
    {{"\xC3", 1}, false, false, false, 0},
    {{"\xC0\x80", 2}, false, false, false, 0},
    {{"\xC1\xBF", 2}, false, false, false, 0},
    {{"\xC3\x41", 2}, false, false, false, 0},
    {{"\xE0\x9F\xBF", 3}, false, false, false, 0},
    {{"\xED\xA0\x80", 3}, false, false, false, 0},
    {{"\xED\xBF\xBF", 3}, false, false, false, 0},
    {{"\xE2\x82", 2}, false, false, false, 0},
    {{"\xF0\x8F\xBF\xBF", 4}, false, false, false, 0},
    {{"\xF4\x90\x80\x80", 4}, false, false, false, 0},
    {{"\xF5\x80\x80\x80", 4}, false, false, false, 0},
    {{"\xFF", 1}, false, false, false, 0},
    {{NULL, 0}, true, true, true, 0},
    {{"\0", 1}, true, false, false, 1},
    {{"\x1F", 1}, true, false, false, 1},
    {{"\x7F", 1}, true, false, false, 1},
    {{"\xC2\x80", 2}, true, false, false, 1},
    {{"\xC2\x9F", 2}, true, false, false, 1},
    {{"\xE2\x80\xAA", 3}, true, false, false, 1},
    {{"\xE2\x80\xAE", 3}, true, false, false, 1},
    {{"\xE2\x81\xA6", 3}, true, false, false, 1},
    {{"\xE2\x81\xA9", 3}, true, false, false, 1},
    {{"\t", 1}, true, false, true, 1},
    {{"a\r\nb", 4}, true, false, true, 4},
    {{"\xC2\xA0", 2}, true, true, true, 1},
    {{"\xE2\x80\xA9", 3}, true, true, true, 1},
    {{"\xE2\x80\xAF", 3}, true, true, true, 1},
    {{"\xED\x9F\xBF", 3}, true, true, true, 1},
    {{"\xEE\x80\x80", 3}, true, true, true, 1},
    {{"\xF0\x90\x80\x80", 4}, true, true, true, 1},
    {{"\xF4\x8F\xBF\xBF", 4}, true, true, true, 1},
    {{"Rødovre", 8}, true, true, true, 7},
};

START_TEST(judges_each_row)
{
    ck_assert_int_eq(utf8_valid(rows[_i].text), rows[_i].valid);
    ck_assert_int_eq(utf8_printable(rows[_i].text, false), rows[_i].printable);
    ck_assert_int_eq(utf8_printable(rows[_i].text, true), rows[_i].multiline);
    if (rows[_i].valid) {
        ck_assert_uint_eq(utf8_length(rows[_i].text), rows[_i].length);
    }
}
END_TEST

START_TEST(encodes_exactly_the_valid_code_points)
{
    for (uint32_t code_point = 0; code_point < 0x110010; code_point++) {
        char bytes[4];
        size_t len = utf8_encode(code_point, bytes);
        bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
        struct span text = {.data = bytes, .len = len};
        bool encodable = !surrogate && code_point <= 0x10FFFF;
        if ((len > 0) != encodable || !utf8_valid(text) || utf8_length(text) != (len > 0)) {
            ck_abort_msg("U+%04X", (unsigned)code_point);
        }
    }
}
END_TEST

/* Long enough for whole words before and behind, at every place in one. */
START_TEST(a_byte_is_found_wherever_it_stands)
{
    for (size_t at = 0; at < 24; at++) {
        for (unsigned byte = 0; byte < 256; byte++) {
            char text[24];
            (void)memset(text, 'a', sizeof(text));
            text[at] = (char)(uint8_t)byte;
            if (utf8_valid((struct span){.data = text, .len = sizeof(text)}) != (byte < 0x80)) {
                ck_abort_msg("%02X at %zu", byte, at);
            }
        }
    }
}
END_TEST

START_TEST(encodes_known_bytes)
{
    char bytes[4];
    ck_assert_uint_eq(utf8_encode(0xE6, bytes), 2);
    ck_assert_mem_eq(bytes, "æ", 2);
    ck_assert_uint_eq(utf8_encode(0x20AC, bytes), 3);
    ck_assert_mem_eq(bytes, "€", 3);
    ck_assert_uint_eq(utf8_encode(0x1F600, bytes), 4);
    ck_assert_mem_eq(bytes, "\xF0\x9F\x98\x80", 4);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("utf8");
    tcase_add_loop_test(cases, judges_each_row, 0, (int)COUNT_OF(rows));
    tcase_add_test(cases, encodes_exactly_the_valid_code_points);
    tcase_add_test(cases, a_byte_is_found_wherever_it_stands);
    tcase_add_test(cases, encodes_known_bytes);
    return harness_run("ledger/base/utf8", cases);
}
