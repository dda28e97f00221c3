/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/base/buffer.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/base/status.h"

#define FIRST_CAPACITY 256

void buffer_init(struct buffer *buffer, size_t max)
{
    ensure(buffer != NULL);
    ensure(max < SIZE_MAX / 2);
    *buffer = (struct buffer){.max = max};
}

void buffer_free(struct buffer *buffer)
{
    ensure(buffer != NULL);
    free(buffer->data);
    buffer_init(buffer, buffer->max);
}

void buffer_clear(struct buffer *buffer)
{
    ensure(buffer != NULL);
    buffer->len = 0;
    buffer->failed = false;
}

/* Room for `more` bytes and the NUL that printf adds; false sets the sticky failure. */
static bool reserve(struct buffer *buffer, size_t more)
{
    if (buffer->failed || more > buffer->max - buffer->len) {
        buffer->failed = true;
        return false;
    }
    size_t needed = buffer->len + more + 1;
    if (needed <= buffer->capacity) {
        return true;
    }
    size_t capacity = buffer->capacity < FIRST_CAPACITY ? FIRST_CAPACITY : buffer->capacity * 2;
    if (capacity > buffer->max + 1) {
        capacity = buffer->max + 1;
    }
    if (capacity < needed) {
        capacity = needed;
    }
    char *data = realloc(buffer->data, capacity);
    if (data == NULL) {
        buffer->failed = true;
        return false;
    }
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

void buffer_put(struct buffer *buffer, struct span bytes)
{
    ensure(buffer != NULL);
    if (bytes.len > 0 && reserve(buffer, bytes.len)) {
        memcpy(buffer->data + buffer->len, bytes.data, bytes.len);
        buffer->len += bytes.len;
    }
}

void buffer_puts(struct buffer *buffer, const char *text)
{
    buffer_put(buffer, span_from(text));
}

void buffer_putc(struct buffer *buffer, char c)
{
    buffer_put(buffer, (struct span){.data = &c, .len = 1});
}

void buffer_put_int(struct buffer *buffer, int64_t value)
{
    buffer_printf(buffer, "%" PRId64, value);
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
    ensure(buffer != NULL);
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    int len = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (len < 0) {
        buffer->failed = true;
    } else if (reserve(buffer, (size_t)len)) {
        ensure(vsnprintf(buffer->data + buffer->len, (size_t)len + 1, format, again) == len);
        buffer->len += (size_t)len;
    }
    va_end(again);
}

struct span buffer_span(const struct buffer *buffer)
{
    ensure(buffer != NULL);
    return (struct span){.data = buffer->data, .len = buffer->len};
}
