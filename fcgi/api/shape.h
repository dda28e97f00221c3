/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * shape.h - the form of a JSON request as a table: which members, of which kind, within which
 * bounds. Checks form only; whether the content may be recorded is the act's business.
 */
#ifndef FCGI_API_SHAPE_H
#define FCGI_API_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/base/json.h"
#include "ledger/base/span.h"

#define SHAPE_POINTER_MAX 256 /* bytes of a JSON pointer; a longer one is cut */

enum shape_kind {
    SHAPE_INTEGER, /* min..max */
    SHAPE_LINE,    /* printable, one line; bounds as SHAPE_TEXT */
    SHAPE_TEXT,    /* printable, may have line breaks; at most max code points; min 1: not blank */
    SHAPE_NAME,    /* of a call, criterion …: [a-z][a-z0-9_-]{0,39} */
    SHAPE_CHOICE,  /* one of `choices` */
    SHAPE_DAY,     /* YYYY-MM-DD that exists */
    SHAPE_SHA256,  /* 64 lower-case hexadecimal digits */
    SHAPE_BOOLEAN, /* true or false */
    SHAPE_OBJECT,  /* whose members somebody else judges; written as it came */
    SHAPE_LIST,    /* min..max elements: objects of `element`, or values like `item` */
};

struct shape;

struct shape_member {
    const char *name;
    enum shape_kind kind;
    bool optional; /* may be null or absent; then null is written */
    int64_t min;
    int64_t max;
    const char *const *choices;      /* ends with NULL */
    const struct shape *element;     /* of a list of objects; else NULL */
    const struct shape_member *item; /* of a list of values; its name is not used */
};

struct shape {
    const struct shape_member *members;
    size_t count;
};

/* Initialises a struct shape with an array of members. */
#define SHAPE_OF(array)                                                                            \
    {                                                                                              \
        .members = (array), .count = sizeof(array) / sizeof((array)[0])                            \
    }

/* Gets each violation: an RFC 6901 pointer (borrowed) and a stable code (static). */
struct shape_report {
    void (*add)(void *context, struct span pointer, const char *code);
    void *context;
};

/*
 * True when `value` has exactly this form; otherwise everything wrong was reported, in the order of
 * the shape, unknown members last. Codes: wrong_type, missing, unknown, out_of_range, too_long,
 * too_few, too_many, malformed. `value` may be NULL (reported as wrong_type at the root).
 */
bool shape_check(
    const struct shape *shape, const struct json *value, const struct shape_report *report);

/* True for [a-z][a-z0-9_-]{0,39}. */
bool shape_is_name(struct span text);

/*
 * Writes the members of `value`, which shape_check() found good, in the order of the shape: equal
 * requests give equal bytes however the client arranged them. The object itself stays open.
 */
void shape_put(const struct shape *shape, const struct json *value, struct json_writer *writer);

#endif
