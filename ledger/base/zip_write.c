/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdbool.h>

#include "ledger/base/zip.h"
#include "ledger/base/zip_internal.h"

#define RECORD_MAX     (ZIP_CENTRAL_LEN + ZIP_NAME_MAX)
#define DIRECTORY_MAX  ((size_t)ZIP_FILES_MAX * RECORD_MAX)
#define VERSION_NEEDED 10     /* 1.0: stored */
#define MADE_BY        0x031e /* Unix, 3.0: the mode stands in the outer attributes */
#define MODE           (UINT32_C(0100444) << 16)
#define DAY            0x21 /* 1 January 1980, the earliest there is */

static void put_16(struct buffer *out, uint32_t value)
{
    buffer_putc(out, (char)(value & 0xff));
    buffer_putc(out, (char)(value >> 8 & 0xff));
}

static void put_32(struct buffer *out, uint32_t value)
{
    put_16(out, value & 0xffff);
    put_16(out, value >> 16);
}

uint32_t zip_crc(struct span bytes)
{
    static uint32_t table[256];
    if (table[1] == 0) {
        for (uint32_t i = 0; i < 256; i++) {
            uint32_t sum = i;
            for (int bit = 0; bit < 8; bit++) {
                sum = sum >> 1 ^ ((sum & 1) != 0 ? UINT32_C(0xedb88320) : 0);
            }
            table[i] = sum;
        }
    }
    uint32_t sum = UINT32_MAX;
    for (size_t i = 0; i < bytes.len; i++) {
        sum = table[(sum ^ (uint8_t)bytes.data[i]) & 0xff] ^ sum >> 8;
    }
    return ~sum;
}

/* What a local record and the directory have in common, from "version needed" on. */
static void put_shared(struct buffer *out, const struct zip_entry *entry)
{
    put_16(out, VERSION_NEEDED);
    put_16(out, 0); /* flags */
    put_16(out, 0); /* stored */
    put_16(out, 0); /* time */
    put_16(out, DAY);
    put_32(out, entry->crc);
    put_32(out, entry->len);
    put_32(out, entry->len);
    put_16(out, (uint32_t)entry->name.len);
    put_16(out, 0); /* extra */
}

void zip_put_local(struct buffer *out, const struct zip_entry *entry)
{
    put_32(out, UINT32_C(0x04034b50));
    put_shared(out, entry);
    buffer_put(out, entry->name);
}

void zip_put_central(struct buffer *out, const struct zip_entry *entry)
{
    put_32(out, UINT32_C(0x02014b50));
    put_16(out, MADE_BY);
    put_shared(out, entry);
    put_16(out, 0); /* comment */
    put_16(out, 0); /* disk */
    put_16(out, 0); /* inner attributes */
    put_32(out, MODE);
    put_32(out, entry->offset);
    buffer_put(out, entry->name);
}

void zip_put_end(struct buffer *out, uint32_t count, uint32_t directory, uint32_t directory_len)
{
    put_32(out, UINT32_C(0x06054b50));
    put_16(out, 0); /* disk */
    put_16(out, 0); /* disk of the directory */
    put_16(out, count);
    put_16(out, count);
    put_32(out, directory_len);
    put_32(out, directory);
    put_16(out, 0); /* comment */
}

bool zip_name_valid(struct span name)
{
    bool begins = true; /* a part */
    for (size_t i = 0; i < name.len; i++) {
        char c = name.data[i];
        bool word = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        bool inside = c == '.' || c == '_' || c == '-' || c == '/';
        if (!word && (begins || !inside)) {
            return false;
        }
        begins = c == '/';
    }
    return !begins && name.len <= ZIP_NAME_MAX;
}

void zip_writer_init(
    struct zip_writer *writer, enum status (*put)(void *context, struct span bytes), void *context)
{
    ensure(writer != NULL && put != NULL);
    *writer = (struct zip_writer){.put = put, .context = context};
    buffer_init(&writer->directory, DIRECTORY_MAX);
}

void zip_writer_free(struct zip_writer *writer)
{
    buffer_free(&writer->directory);
}

/* Hands a small record on. */
static enum status put_record(struct zip_writer *writer, struct buffer *record)
{
    enum status status = STATUS_LIMIT;
    if (!record->failed) { /* else: no memory */
        status = writer->put(writer->context, buffer_span(record));
    }
    writer->len += record->len;
    buffer_free(record);
    return status;
}

enum status zip_put(struct zip_writer *writer, struct span name, struct span bytes)
{
    ensure(writer != NULL);
    if (!zip_name_valid(name)) {
        return STATUS_INVALID;
    }
    /* Room for this file and the directory with it. */
    uint64_t after =
        writer->len + writer->directory.len + bytes.len + (uint64_t)2 * RECORD_MAX + ZIP_END_LEN;
    if (writer->count == ZIP_FILES_MAX || after > ZIP_LEN_MAX) {
        return STATUS_LIMIT;
    }
    struct zip_entry entry = {.name = name,
        .crc = zip_crc(bytes),
        .len = (uint32_t)bytes.len,
        .offset = (uint32_t)writer->len};
    struct buffer record;
    buffer_init(&record, RECORD_MAX);
    zip_put_local(&record, &entry);
    zip_put_central(&writer->directory, &entry);
    enum status status = put_record(writer, &record);
    if (status == STATUS_OK) {
        status = writer->put(writer->context, bytes);
        writer->len += bytes.len;
        writer->count++;
    }
    if (status == STATUS_OK && writer->directory.failed) {
        return STATUS_LIMIT; /* uncovered: no memory */
    }
    return status;
}

enum status zip_end(struct zip_writer *writer)
{
    ensure(writer != NULL);
    struct buffer record;
    buffer_init(&record, RECORD_MAX);
    zip_put_end(&record, writer->count, (uint32_t)writer->len, (uint32_t)writer->directory.len);
    enum status status = writer->put(writer->context, buffer_span(&writer->directory));
    if (status != STATUS_OK) {
        buffer_free(&record);
        return status;
    }
    return put_record(writer, &record);
}
