/* SPDX-License-Identifier: EUPL-1.2 */
/* Parameters: constructors and PostgreSQL's binary form. */
#include <limits.h>
#include <string.h>

#include "ledger/base/utf8.h"
#include "ledger/db/internal.h"
#include "ledger/db/wire.h"

struct db_value db_int8(int64_t value)
{
    return (struct db_value){.type = DB_INT8, .integer = value};
}

struct db_value db_int4(int32_t value)
{
    return (struct db_value){.type = DB_INT4, .integer = value};
}

struct db_value db_text(struct span text)
{
    return (struct db_value){.type = DB_TEXT, .bytes = text};
}

struct db_value db_bytes(struct span bytes)
{
    return (struct db_value){.type = DB_BYTEA, .bytes = bytes};
}

struct db_value db_bool(bool value)
{
    return (struct db_value){.type = DB_BOOL, .integer = value};
}

struct db_value db_timestamptz(int64_t us)
{
    return (struct db_value){.type = DB_TIMESTAMPTZ, .integer = us};
}

struct db_value db_null(void)
{
    return (struct db_value){.null = true};
}

Oid db_oid(enum db_type type)
{
    switch (type) {
    case DB_INT8:
        return 20;
    case DB_INT4:
        return 23;
    case DB_TEXT:
        return 25;
    case DB_BYTEA:
        return 17;
    case DB_BOOL:
        return 16;
    case DB_TIMESTAMPTZ:
        return 1184;
    }
    ensure(false); /* uncovered: every type returns above */
}

/* The fixed width of a type's binary form; 0 when it varies. */
size_t wire_width(enum db_type type)
{
    switch (type) {
    case DB_INT8:
    case DB_TIMESTAMPTZ:
        return 8;
    case DB_INT4:
        return 4;
    case DB_BOOL:
        return 1;
    case DB_TEXT:
    case DB_BYTEA:
        return 0;
    }
    ensure(false); /* uncovered: every type returns above */
}

/* Big-endian. */
static void put_integer(uint8_t *out, size_t width, int64_t value)
{
    uint64_t rest = (uint64_t)value;
    for (size_t i = width; i > 0; i--) {
        out[i - 1] = (uint8_t)(rest & 0xFFU);
        rest >>= 8U;
    }
}

static enum status encode_one(const struct db_value *value, size_t index, struct db_wire *wire)
{
    size_t width = wire_width(value->type);
    if (width == 0) {
        bool text_bad = value->type == DB_TEXT
                        && (!utf8_valid(value->bytes)
                            || (value->bytes.len > 0
                                && memchr(value->bytes.data, '\0', value->bytes.len) != NULL));
        if (text_bad || value->bytes.len > INT_MAX) {
            return STATUS_INVALID;
        }
        /* libpq reads a NULL pointer as SQL NULL. */
        wire->items[index] = value->bytes.len == 0 ? "" : value->bytes.data;
        wire->lengths[index] = (int)value->bytes.len;
        return STATUS_OK;
    }
    int64_t integer = value->integer;
    if (value->type == DB_TIMESTAMPTZ) {
        if (integer < INT64_MIN + WIRE_EPOCH_US) {
            return STATUS_INVALID;
        }
        integer -= WIRE_EPOCH_US;
    }
    put_integer(wire->storage[index], width, integer);
    wire->items[index] = (const char *)wire->storage[index];
    wire->lengths[index] = (int)width;
    return STATUS_OK;
}

enum status db_encode(const struct db_statement *statement, struct db_values values,
    struct db_wire *wire_out, struct fault *fault)
{
    ensure(values.count == statement->param_count);
    for (size_t i = 0; i < values.count; i++) {
        const struct db_value *value = &values.items[i];
        wire_out->formats[i] = 1;
        wire_out->items[i] = NULL;
        wire_out->lengths[i] = 0;
        if (value->null) {
            continue;
        }
        ensure(value->type == statement->params[i]);
        enum status status = encode_one(value, i, wire_out);
        if (status != STATUS_OK) {
            FAULT(fault, "db", "", "%s: parameter %zu cannot be stored", statement->name, i + 1);
            return status;
        }
    }
    return STATUS_OK;
}
