/* SPDX-License-Identifier: EUPL-1.2 */
/* span.h - a borrowed run of bytes: text or data from outside, never NUL-terminated by contract. */
#ifndef LEDGER_BASE_SPAN_H
#define LEDGER_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* `data` may be NULL only when `len` is 0. The span owns nothing. */
struct span {
    const char *data;
    size_t len;
};

/* A span over a string literal, without its NUL. */
#define SPAN(literal) ((struct span){.data = "" literal "", .len = sizeof("" literal "") - 1})

/* A span over `text` up to its NUL; NULL gives the empty span. */
struct span span_from(const char *text);

/* True when both hold the same bytes. Not constant-time: secrets use CRYPTO_memcmp. */
bool span_equal(struct span a, struct span b);

/* span_equal() against a NUL-terminated literal. */
bool span_is(struct span a, const char *text);

bool span_starts_with(struct span text, struct span prefix);

/* Without leading and trailing spaces, tabs, CR and LF. */
struct span span_trim(struct span text);

/*
 * Cuts the next part of *rest up to `separator` and moves *rest behind it. False when *rest is
 * exhausted (an empty input gives no part; "a," gives "a" and ""). `rest->data` becomes NULL at the
 * end.
 */
bool span_split(struct span *rest, char separator, struct span *part_out);

#endif
