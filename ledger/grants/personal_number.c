/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/personal_number.h"

#include <stdbool.h>

enum { DATE_DIGITS = 6, SERIAL_DIGITS = 4, DIGITS = DATE_DIGITS + SERIAL_DIGITS };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool digits_at(struct span text, size_t at, size_t count, char *out)
{
    if (text.len < count || at > text.len - count) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!is_digit(text.data[at + i])) {
            return false;
        }
        out[i] = text.data[at + i];
    }
    return true;
}

/* Bytes of the separator that stands at `at`, 0 when none does. */
static size_t separator_at(struct span text, size_t at)
{
    static const struct span separators[] = {
        {" ", 1}, {"-", 1}, {"\xC2\xA0", 2}, /* U+00A0 no-break space */
        {"\xE2\x80\xAF", 3},                 /* U+202F narrow no-break space */
        {"\xE2\x80\x90", 3},                 /* U+2010 hyphen */
        {"\xE2\x80\x91", 3},                 /* U+2011 non-breaking hyphen */
        {"\xE2\x80\x92", 3},                 /* U+2012 figure dash */
        {"\xE2\x80\x93", 3},                 /* U+2013 en dash */
        {"\xE2\x88\x92", 3},                 /* U+2212 minus */
    };
    struct span rest = {.data = text.data + at, .len = text.len - at};
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++) {
        if (span_starts_with(rest, separators[i])) {
            return separators[i].len;
        }
    }
    return 0;
}

static int two(const char *digits)
{
    return (digits[0] - '0') * 10 + (digits[1] - '0');
}

/*
 * The seventh digit names the century. That matters for one year only: 00 is 1900 with 0 to 3,
 * which had no 29 February, and 2000 with the others.
 */
static bool is_leap(int year, char seventh)
{
    return year % 4 == 0 && (year != 0 || seventh > '3');
}

static bool date_is_valid(const char digits[static DIGITS])
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int day = two(digits) > 60 ? two(digits) - 60 : two(digits);
    int month = two(digits + 2);
    if (month < 1 || month > 12) {
        return false;
    }
    bool longer = month == 2 && is_leap(two(digits + 4), digits[DATE_DIGITS]);
    return day >= 1 && day <= lengths[month - 1] + (longer ? 1 : 0);
}

static bool number_at(struct span text, size_t at)
{
    char digits[DIGITS];
    if (!digits_at(text, at, DATE_DIGITS, digits)) {
        return false;
    }
    size_t serial = at + DATE_DIGITS + separator_at(text, at + DATE_DIGITS);
    if (!digits_at(text, serial, SERIAL_DIGITS, digits + DATE_DIGITS)) {
        return false;
    }
    size_t end = serial + SERIAL_DIGITS;
    return (end == text.len || !is_word(text.data[end])) && date_is_valid(digits);
}

size_t personal_number_next(struct span text, size_t from)
{
    size_t at = from;
    while (at < text.len && ((at > 0 && is_word(text.data[at - 1])) || !number_at(text, at))) {
        at++;
    }
    return at;
}

size_t personal_number_at(struct span text)
{
    size_t at = personal_number_next(text, 0);
    size_t place = 0;
    for (size_t i = 0; at < text.len && i <= at; i++) {
        place += ((unsigned char)text.data[i] & 0xC0U) != 0x80U; /* not inside a character */
    }
    return place;
}
