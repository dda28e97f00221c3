/* SPDX-License-Identifier: EUPL-1.2 */
/* buffer.h - growing bytes with a maximum and a sticky failure: write freely, check once. */
#ifndef LEDGER_BASE_BUFFER_H
#define LEDGER_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/base/span.h"

struct buffer {
    char *data; /* owned; NULL while empty */
    size_t len;
    size_t capacity;
    size_t max;
    bool failed; /* a write passed `max` or memory ran out; later writes do nothing */
};

/* An empty buffer that refuses to grow beyond `max` bytes. Allocates nothing yet. */
void buffer_init(struct buffer *buffer, size_t max);

/* Frees the bytes; the buffer may be used again as after buffer_init(). */
void buffer_free(struct buffer *buffer);

/* Forgets the content and the failure, keeps the memory. */
void buffer_clear(struct buffer *buffer);

void buffer_put(struct buffer *buffer, struct span bytes);
void buffer_puts(struct buffer *buffer, const char *text);
void buffer_putc(struct buffer *buffer, char c);
void buffer_put_int(struct buffer *buffer, int64_t value); /* decimal, no separators */
void buffer_printf(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The bytes so far; valid until the next write. */
struct span buffer_span(const struct buffer *buffer);

#endif
