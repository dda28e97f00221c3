/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * word.h - eight bytes of text at once, for scans that mostly find nothing: a word that holds none
 * of what is looked for is passed over, any other is looked at byte by byte.
 */
#ifndef LEDGER_BASE_WORD_H
#define LEDGER_BASE_WORD_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define WORD_LEN   8U
#define WORD_ONES  UINT64_C(0x0101010101010101)
#define WORD_HIGHS UINT64_C(0x8080808080808080)

static inline uint64_t word_at(const char *text)
{
    uint64_t word = 0;
    (void)memcpy(&word, text, WORD_LEN);
    return word;
}

/* Whether any byte is at least 0x80. */
static inline bool word_beyond_ascii(uint64_t word)
{
    return (word & WORD_HIGHS) != 0;
}

/* Whether any byte is below `limit`, which is at most 0x80. */
static inline bool word_below(uint64_t word, uint8_t limit)
{
    return ((word - WORD_ONES * limit) & ~word & WORD_HIGHS) != 0;
}

/* Whether any byte is `byte`. */
static inline bool word_has(uint64_t word, uint8_t byte)
{
    return word_below(word ^ (WORD_ONES * byte), 1);
}

#endif
