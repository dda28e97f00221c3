/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/base/amount.h"

#include <stdbool.h>

_Static_assert(AMOUNT_ORE_MAX < INT64_MAX / 10, "one more digit never overflows");

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Digits, or one to three digits and then groups of "." and three digits. */
static bool kroner_valid(struct span kroner)
{
    bool grouped = false;
    size_t run = 0; /* digits since the last "." */
    for (size_t i = 0; i < kroner.len; i++) {
        if (is_digit(kroner.data[i])) {
            run++;
        } else if (kroner.data[i] == '.' && (grouped ? run == 3 : run >= 1 && run <= 3)) {
            grouped = true;
            run = 0;
        } else {
            return false;
        }
    }
    return grouped ? run == 3 : run > 0;
}

enum status amount_parse(struct span text, int64_t *ore_out)
{
    ensure(ore_out != NULL);
    struct span kroner = text;
    int64_t scale = 100;
    if (text.len >= 3 && text.data[text.len - 3] == ',') {
        kroner.len = text.len - 3;
        scale = 1;
        if (!is_digit(text.data[text.len - 2]) || !is_digit(text.data[text.len - 1])) {
            return STATUS_INVALID;
        }
    }
    if (!kroner_valid(kroner)) {
        return STATUS_INVALID;
    }
    int64_t digits = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (!is_digit(text.data[i])) {
            continue;
        }
        digits = digits * 10 + (text.data[i] - '0');
        if (digits > AMOUNT_ORE_MAX / scale) {
            return STATUS_LIMIT;
        }
    }
    *ore_out = digits * scale;
    return STATUS_OK;
}

/* `group` 0: no grouping. */
static void put(struct buffer *out, int64_t ore, char group, char decimal)
{
    /* Unsigned, because INT64_MIN has no positive counterpart. */
    uint64_t magnitude = ore < 0 ? -(uint64_t)ore : (uint64_t)ore;
    char text[40];
    size_t at = sizeof(text);
    for (unsigned digit = 0; digit < 3 || magnitude > 0; digit++) {
        if (digit == 2) {
            text[--at] = decimal;
        } else if (group != 0 && digit % 3 == 2) {
            text[--at] = group;
        }
        text[--at] = (char)('0' + magnitude % 10);
        magnitude /= 10;
    }
    if (ore < 0) {
        text[--at] = '-';
    }
    buffer_put(out, (struct span){.data = text + at, .len = sizeof(text) - at});
}

void amount_put_danish(struct buffer *out, int64_t ore)
{
    put(out, ore, '.', ',');
}

void amount_put_english(struct buffer *out, int64_t ore)
{
    put(out, ore, ',', '.');
}

void amount_put_csv(struct buffer *out, int64_t ore)
{
    put(out, ore, 0, ',');
}
