/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "ledger/base/json.h"
#include "ledger/base/utf8.h"

void json_writer_init(struct json_writer *writer, struct buffer *out)
{
    ensure(writer != NULL);
    ensure(out != NULL);
    *writer = (struct json_writer){.out = out};
}

static void put_escaped(struct buffer *out, unsigned char c)
{
    static const char names[] = "\"\\nrt";
    static const char values[] = "\"\\\n\r\t";
    const char *found = memchr(values, c, sizeof(values) - 1);
    if (found != NULL) {
        buffer_putc(out, '\\');
        buffer_putc(out, names[found - values]);
    } else {
        buffer_printf(out, "\\u%04x", (unsigned)c);
    }
}

static void put_string(struct buffer *out, struct span text)
{
    if (!utf8_valid(text)) {
        out->failed = true;
        return;
    }
    buffer_putc(out, '"');
    size_t plain = 0; /* start of the run that needs no escape */
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c >= 0x20 && c != 0x7F && c != '"' && c != '\\') {
            continue;
        }
        buffer_put(out, (struct span){.data = text.data + plain, .len = i - plain});
        put_escaped(out, c);
        plain = i + 1;
    }
    if (plain < text.len) {
        buffer_put(out, (struct span){.data = text.data + plain, .len = text.len - plain});
    }
    buffer_putc(out, '"');
}

/* The comma and the member name in front of a value. */
static void begin(struct json_writer *writer, const char *key)
{
    ensure(writer != NULL);
    if (writer->comma) {
        buffer_putc(writer->out, ',');
    }
    if (key != NULL) {
        put_string(writer->out, span_from(key));
        buffer_putc(writer->out, ':');
    }
    writer->comma = true;
}

static void open(struct json_writer *writer, const char *key, char bracket)
{
    begin(writer, key);
    buffer_putc(writer->out, bracket);
    writer->comma = false;
}

static void close(struct json_writer *writer, char bracket)
{
    ensure(writer != NULL);
    buffer_putc(writer->out, bracket);
    writer->comma = true;
}

void json_open_object(struct json_writer *writer, const char *key)
{
    open(writer, key, '{');
}

void json_close_object(struct json_writer *writer)
{
    close(writer, '}');
}

void json_open_array(struct json_writer *writer, const char *key)
{
    open(writer, key, '[');
}

void json_close_array(struct json_writer *writer)
{
    close(writer, ']');
}

void json_put_text(struct json_writer *writer, const char *key, struct span text)
{
    begin(writer, key);
    put_string(writer->out, text);
}

void json_put_int(struct json_writer *writer, const char *key, int64_t value)
{
    begin(writer, key);
    buffer_put_int(writer->out, value);
}

void json_put_bool(struct json_writer *writer, const char *key, bool value)
{
    begin(writer, key);
    buffer_puts(writer->out, value ? "true" : "false");
}

void json_put_null(struct json_writer *writer, const char *key)
{
    begin(writer, key);
    buffer_puts(writer->out, "null");
}

void json_put_raw(struct json_writer *writer, const char *key, struct span json)
{
    begin(writer, key);
    buffer_put(writer->out, json);
}
