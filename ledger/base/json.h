/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * json.h - strict JSON as the record defines it (RFC 8259 narrowed): UTF-8, no duplicate keys,
 * whole numbers only, no control characters in strings, bounded depth; every node knows its line,
 * so that a refused file can be mended. Not a general JSON library: floats are refused on purpose.
 */
#ifndef LEDGER_BASE_JSON_H
#define LEDGER_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/buffer.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define JSON_DEPTH_MAX   32
#define JSON_MEMBERS_MAX 4096 /* of one object: duplicates are searched for pair by pair */

enum json_kind { JSON_NULL, JSON_BOOL, JSON_INTEGER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json {
    enum json_kind kind;
    unsigned line; /* 1-based line of its first character */
    bool boolean;
    int64_t integer;
    struct span string; /* decoded; for a member of an object see `key` */
    struct span key;    /* decoded member name; empty for array elements and the root */
    struct json *child; /* first element or member, in source order */
    struct json *next;  /* next sibling */
    size_t count;       /* children */
    struct span source; /* the exact source text of this value */
};

struct json_error {
    unsigned line;
    const char *reason; /* short English text, static */
};

/*
 * Parses all of `text` (trailing white space allowed). The tree lives in `arena` and borrows from
 * `text`. Of the control characters below U+0020 a string may hold tab, LF and CR, as escapes.
 * STATUS_INVALID for another grammar; STATUS_LIMIT for depth, members or arena. Both leave
 * *json_out alone and set *error_out (line and reason), which may be NULL.
 */
MUST_CHECK enum status json_parse(struct arena *arena, struct span text,
    const struct json **json_out, struct json_error *error_out);

/* The member `name` of object `json`; NULL when absent, or `json` is NULL or no object. */
const struct json *json_get(const struct json *json, const char *name);

/* A path of members: json_at(j, "a.b.c"). NULL as soon as one is missing. */
const struct json *json_at(const struct json *json, const char *path);

/* The same value, whatever the order of members; their own names are not compared. NULL is no
 * value. */
bool json_equal(const struct json *left, const struct json *right);

/* Readers that never fail, for documents our own database made: a default when absent or other. */
struct span json_text(const struct json *json, const char *path);        /* empty span */
int64_t json_int(const struct json *json, const char *path);             /* 0 */
bool json_bool(const struct json *json, const char *path);               /* false */
const struct json *json_list(const struct json *json, const char *path); /* first child or NULL */

/* Readers for input from outside: STATUS_NOT_FOUND when absent, STATUS_INVALID for another kind. */
MUST_CHECK enum status json_read_text(
    const struct json *object, const char *name, struct span *text_out);
MUST_CHECK enum status json_read_int(
    const struct json *object, const char *name, int64_t *value_out);
MUST_CHECK enum status json_read_bool(const struct json *object, const char *name, bool *value_out);

/* The first member of `object` whose name is not in the NULL-terminated list `names`; else NULL. */
const struct json *json_unknown_member(const struct json *object, const char *const *names);

/*
 * Writer: commas are placed by the writer, the caller opens and closes. Strings must be UTF-8; a
 * string that is not makes `out` fail. Keys are literals. Pass key NULL inside arrays and for the
 * root. Output has no white space, so that equal calls give equal bytes.
 */
struct json_writer {
    struct buffer *out;
    bool comma;
};

void json_writer_init(struct json_writer *writer, struct buffer *out);
void json_open_object(struct json_writer *writer, const char *key);
void json_close_object(struct json_writer *writer);
void json_open_array(struct json_writer *writer, const char *key);
void json_close_array(struct json_writer *writer);
void json_put_text(struct json_writer *writer, const char *key, struct span text);
void json_put_int(struct json_writer *writer, const char *key, int64_t value);
void json_put_bool(struct json_writer *writer, const char *key, bool value);
void json_put_null(struct json_writer *writer, const char *key);
void json_put_raw(struct json_writer *writer, const char *key, struct span json); /* valid JSON */

#endif
