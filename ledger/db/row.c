/* SPDX-License-Identifier: EUPL-1.2 */
/* Columns: from PostgreSQL's binary form, and the readers. */
#include "ledger/db/internal.h"
#include "ledger/db/wire.h"

/* Big-endian, sign-extended from `width` bytes. */
static int64_t get_integer(const char *bytes, size_t width)
{
    uint64_t value = width > 0 && ((uint8_t)bytes[0] & 0x80U) != 0 ? UINT64_MAX : 0;
    for (size_t i = 0; i < width; i++) {
        value = value << 8U | (uint8_t)bytes[i];
    }
    return (int64_t)value;
}

/* False for a value that is not of the type's form, or an infinite instant. */
static bool decode_cell(enum db_type type, struct span bytes, struct db_cell *cell_out)
{
    size_t width = wire_width(type);
    if (width == 0) {
        cell_out->bytes = bytes;
        return true;
    }
    if (bytes.len != width) {
        return false; /* uncovered: column types were compared at connect */
    }
    int64_t integer = get_integer(bytes.data, width);
    if (type == DB_TIMESTAMPTZ) {
        if (integer == INT64_MIN || integer > INT64_MAX - WIRE_EPOCH_US) {
            return false;
        }
        integer += WIRE_EPOCH_US;
    }
    cell_out->integer = integer;
    return true;
}

enum status db_decode(const struct db_statement *statement, const PGresult *result, int index,
    struct db_row *row_out, struct fault *fault)
{
    ensure((size_t)PQnfields(result) == statement->column_count);
    *row_out = (struct db_row){.statement = statement};
    for (size_t i = 0; i < statement->column_count; i++) {
        struct db_cell *cell = &row_out->cells[i];
        cell->null = PQgetisnull(result, index, (int)i) == 1;
        struct span bytes = {.data = PQgetvalue(result, index, (int)i),
            .len = (size_t)PQgetlength(result, index, (int)i)};
        if (!cell->null && !decode_cell(statement->columns[i].type, bytes, cell)) {
            FAULT(fault, "db", "", "%s: column %s holds no usable value", statement->name,
                statement->columns[i].name);
            return STATUS_INTERNAL;
        }
    }
    return STATUS_OK;
}

static const struct db_cell *cell_of(const struct db_row *row, size_t column, enum db_type type)
{
    ensure(row != NULL);
    ensure(column < row->statement->column_count);
    ensure(row->statement->columns[column].type == type);
    return &row->cells[column];
}

static int64_t integer_of(const struct db_row *row, size_t column, enum db_type type)
{
    const struct db_cell *cell = cell_of(row, column, type);
    ensure(!cell->null);
    return cell->integer;
}

static struct span bytes_of(const struct db_row *row, size_t column, enum db_type type)
{
    const struct db_cell *cell = cell_of(row, column, type);
    ensure(!cell->null);
    return cell->bytes;
}

int64_t row_int8(const struct db_row *row, size_t column)
{
    return integer_of(row, column, DB_INT8);
}

int32_t row_int4(const struct db_row *row, size_t column)
{
    return (int32_t)integer_of(row, column, DB_INT4);
}

bool row_bool(const struct db_row *row, size_t column)
{
    return integer_of(row, column, DB_BOOL) != 0;
}

int64_t row_timestamptz(const struct db_row *row, size_t column)
{
    return integer_of(row, column, DB_TIMESTAMPTZ);
}

struct span row_text(const struct db_row *row, size_t column)
{
    return bytes_of(row, column, DB_TEXT);
}

struct span row_bytes(const struct db_row *row, size_t column)
{
    return bytes_of(row, column, DB_BYTEA);
}

bool row_is_null(const struct db_row *row, size_t column)
{
    ensure(row != NULL);
    ensure(column < row->statement->column_count);
    return row->cells[column].null;
}

bool row_int8_or_null(const struct db_row *row, size_t column, int64_t *value_out)
{
    const struct db_cell *cell = cell_of(row, column, DB_INT8);
    if (!cell->null) {
        *value_out = cell->integer;
    }
    return !cell->null;
}

bool row_int4_or_null(const struct db_row *row, size_t column, int32_t *value_out)
{
    const struct db_cell *cell = cell_of(row, column, DB_INT4);
    if (!cell->null) {
        *value_out = (int32_t)cell->integer;
    }
    return !cell->null;
}

bool row_bool_or_null(const struct db_row *row, size_t column, bool *value_out)
{
    const struct db_cell *cell = cell_of(row, column, DB_BOOL);
    if (!cell->null) {
        *value_out = cell->integer != 0;
    }
    return !cell->null;
}

bool row_timestamptz_or_null(const struct db_row *row, size_t column, int64_t *us_out)
{
    const struct db_cell *cell = cell_of(row, column, DB_TIMESTAMPTZ);
    if (!cell->null) {
        *us_out = cell->integer;
    }
    return !cell->null;
}

/* A cell that is NULL has the empty span with data == NULL. */
struct span row_text_or_null(const struct db_row *row, size_t column)
{
    return cell_of(row, column, DB_TEXT)->bytes;
}

struct span row_bytes_or_null(const struct db_row *row, size_t column)
{
    return cell_of(row, column, DB_BYTEA)->bytes;
}
