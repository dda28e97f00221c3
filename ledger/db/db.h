/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * db.h - typed access to PostgreSQL, and the only layer that knows libpq. Not a query builder:
 * every statement is a constant in a table (statements*.c of the caller's layer), prepared at
 * connect.
 */
#ifndef LEDGER_DB_DB_H
#define LEDGER_DB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define DB_PARAMS_MAX  8
#define DB_COLUMNS_MAX 12

/* Cast everything else in the statement's text, e.g. `$1::jsonb`, `decided_on::text`. */
enum db_type { DB_INT8, DB_INT4, DB_TEXT, DB_BYTEA, DB_BOOL, DB_TIMESTAMPTZ };

/* All text is static. Name the columns exactly as the server reports them. */
struct db_statement {
    const char *name;
    const char *text;
    enum db_type params[DB_PARAMS_MAX];
    size_t param_count;
    struct {
        const char *name;
        enum db_type type;
    } columns[DB_COLUMNS_MAX];
    size_t column_count;
};

struct db;

/*
 * Connects with `conninfo` (libpq's key=value form), prepares every statement and compares what the
 * server reports with the table: parameter types, column names, column types. The table must
 * outlive the connection. STATUS_UNAVAILABLE when the server does not answer, STATUS_INTERNAL when
 * a statement does not prepare or differs (fault.text names it). db_close() frees *db_out.
 */
MUST_CHECK enum status db_connect(const char *conninfo, const struct db_statement *statements,
    size_t statement_count, struct db **db_out, struct fault *fault);

/* Accepts NULL. An open transaction is lost. */
void db_close(struct db *db);

/* False when the connection is known to be lost; looks at the socket, asks nothing. */
bool db_alive(struct db *db);

/*
 * Reconnects and prepares again when the connection was lost; for the top of a worker's loop, never
 * inside a transaction. Statuses as db_connect(); `db` may be tried again after a failure.
 */
MUST_CHECK enum status db_ensure(struct db *db, struct fault *fault);

/* ---- transactions ---- */

/* READ COMMITTED, read-write. */
MUST_CHECK enum status db_begin(struct db *db, struct fault *fault);

/* REPEATABLE READ, read-only: everything that is read until its end is of one instant. */
MUST_CHECK enum status db_begin_snapshot(struct db *db, struct fault *fault);

/*
 * STATUS_UNAVAILABLE with "outcome unknown" in fault.text when the connection was lost while the
 * answer was awaited, or a standby did not confirm: the caller asks again with its idempotency key.
 * STATUS_INTERNAL when a statement before had failed, so that the server rolled back.
 */
MUST_CHECK enum status db_commit(struct db *db, struct fault *fault);

/* Never fails for the caller: a connection that cannot roll back is lost, and so is its work. */
void db_rollback(struct db *db);

/*
 * Runs `body` between begin and commit; rolls back and returns its status unless STATUS_OK. A lost
 * race (STATUS_RETRY from body or commit) is tried again at most 5 times after a growing random
 * pause, then becomes STATUS_UNAVAILABLE. `body` therefore only sets what a second run overwrites,
 * and never talks to the client. `fault` is cleared before each attempt.
 */
MUST_CHECK enum status db_transaction(struct db *db,
    enum status (*body)(struct db *db, void *context), void *context, struct fault *fault);

/* A setting until the end of the open transaction, e.g. "tilsagn.person". */
MUST_CHECK enum status db_set_local(
    struct db *db, const char *name, struct span value, struct fault *fault);

/* ---- values ---- */

struct db_value {
    enum db_type type;
    bool null;
    int64_t integer;   /* DB_INT8, DB_INT4, DB_BOOL, DB_TIMESTAMPTZ */
    struct span bytes; /* DB_TEXT, DB_BYTEA; borrowed until the call returns */
};

struct db_values {
    const struct db_value *items;
    size_t count;
};

/* DB_VALUES(db_int8(7), db_text(name)): the parameters of one call, in order. */
#define DB_VALUES(...)                                                                             \
    ((struct db_values){.items = (const struct db_value[]){__VA_ARGS__},                           \
        .count = sizeof((const struct db_value[]){__VA_ARGS__}) / sizeof(struct db_value)})
#define DB_NO_VALUES ((struct db_values){.items = NULL, .count = 0})

struct db_value db_int8(int64_t value);
struct db_value db_int4(int32_t value);
struct db_value db_text(struct span text); /* UTF-8 without NUL, else the call is INVALID */
struct db_value db_bytes(struct span bytes);
struct db_value db_bool(bool value);
struct db_value db_timestamptz(int64_t us); /* since 1970, UTC */
struct db_value db_null(void);              /* fits every type */

/* ---- calls by the shape of the result ---- */

struct db_cell {
    bool null;
    int64_t integer;
    struct span bytes;
};

struct db_row {
    const struct db_statement *statement;
    struct db_cell cells[DB_COLUMNS_MAX];
};

/*
 * All calls: `statement` is an element of the table given at connect, `values` match its parameters
 * in number and type. A failure of the server by SQLSTATE: 40001, 40P01 -> STATUS_RETRY; 08*,
 * 57P0*, 53300, 55P03 -> STATUS_UNAVAILABLE; 42501 -> STATUS_DENIED; our acts' LG1xx INVALID, LG2xx
 * LIMIT, LG3xx NOT_FOUND, LG4xx DENIED, LG5xx CONFLICT, LG6xx UNAVAILABLE; others STATUS_INTERNAL.
 * fault.code is the SQLSTATE, fault.text the message, fault.detail the DETAIL.
 */

/* No rows come back: inserts, calls. STATUS_INTERNAL if one does. */
MUST_CHECK enum status db_none(struct db *db, const struct db_statement *statement,
    struct db_values values, struct fault *fault);

/* Exactly one row, copied into `arena`; STATUS_INTERNAL otherwise. STATUS_LIMIT: arena full. */
MUST_CHECK enum status db_one(struct db *db, const struct db_statement *statement,
    struct db_values values, struct arena *arena, struct db_row *row_out, struct fault *fault);

/* As db_one(), but STATUS_NOT_FOUND (without a fault) when there is no row. */
MUST_CHECK enum status db_maybe(struct db *db, const struct db_statement *statement,
    struct db_values values, struct arena *arena, struct db_row *row_out, struct fault *fault);

struct db_visitor {
    /* Borrows `row` and its bytes until it returns; must not use the connection. */
    enum status (*visit)(const struct db_row *row, void *context);
    void *context;
};

/*
 * Any number of rows, streamed: memory stays flat however many come. Stops calling `visit` at its
 * first status other than STATUS_OK and returns that. The server may also fail after some rows.
 */
MUST_CHECK enum status db_each(struct db *db, const struct db_statement *statement,
    struct db_values values, struct db_visitor visitor, struct fault *fault);

/*
 * Runs a trusted script of several statements, without parameters or results: migrations and
 * functions from sql/, never anything that came in from outside.
 */
MUST_CHECK enum status db_script(struct db *db, const char *script, struct fault *fault);

/* Takes what COPY says, a row at a time (the header of CSV is one); borrowed until it returns. */
struct db_sink {
    enum status (*put)(void *context, struct span bytes);
    void *context;
};

/* Gives the next bytes of what COPY reads, cut anywhere, at most INT_MAX; none: the end. */
struct db_source {
    enum status (*take)(void *context, struct span *bytes_out);
    void *context;
};

/*
 * Runs `text`, a trusted "COPY … TO STDOUT" or "COPY … FROM STDIN": for hand-overs, whose tables no
 * statement table knows. Memory stays flat. Stops at the first status of put() or take() other than
 * STATUS_OK and returns that; what was read in then counts for nothing.
 */
MUST_CHECK enum status db_copy_out(
    struct db *db, const char *text, struct db_sink sink, struct fault *fault);
MUST_CHECK enum status db_copy_in(
    struct db *db, const char *text, struct db_source source, struct fault *fault);

/* ---- columns, from 0; the process stops on another type than the table says, or on NULL ---- */

int64_t row_int8(const struct db_row *row, size_t column);
int32_t row_int4(const struct db_row *row, size_t column);
bool row_bool(const struct db_row *row, size_t column);
int64_t row_timestamptz(const struct db_row *row, size_t column); /* µs since 1970, UTC */
struct span row_text(const struct db_row *row, size_t column);
struct span row_bytes(const struct db_row *row, size_t column);

bool row_is_null(const struct db_row *row, size_t column);

/* For columns that may be NULL: false, or a span with data == NULL, when it is. */
bool row_int8_or_null(const struct db_row *row, size_t column, int64_t *value_out);
bool row_int4_or_null(const struct db_row *row, size_t column, int32_t *value_out);
bool row_bool_or_null(const struct db_row *row, size_t column, bool *value_out);
bool row_timestamptz_or_null(const struct db_row *row, size_t column, int64_t *us_out);
struct span row_text_or_null(const struct db_row *row, size_t column);
struct span row_bytes_or_null(const struct db_row *row, size_t column);

#endif
