/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * reader.h - strict reading of a JSON document of ours with one sticky failure: read every field,
 * check once. After the first failure each function returns a harmless value.
 */
#ifndef LEDGER_GRANTS_READER_H
#define LEDGER_GRANTS_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/base/json.h"
#include "ledger/grants/call.h"

#define READER_YEAR_MAX 2100 /* of any day in a document: later days are still countable */

struct reader {
    struct arena *arena;
    bool failed;
    struct call_error error; /* the first failure */
};

/* Records the first failure at `node` (NULL: at the last good place, line 0). */
void reader_fail(struct reader *reader, const struct json *node, const char *reason);

/* reader_fail() with the name of a field: "missing field: pool_ore". */
void reader_fail_field(
    struct reader *reader, const struct json *node, const char *reason, struct span field);

/* Fails unless `node` is an object with exactly the members of the NULL-terminated `names`. */
void reader_members(struct reader *reader, const struct json *node, const char *const *names);

/* Member `name` as an object with exactly `names`; NULL after a failure. */
const struct json *reader_object(
    struct reader *reader, const struct json *parent, const char *name, const char *const *names);

/* Member `name` as an array of `min`..CALL_LIST_MAX elements; its node, NULL after a failure. */
const struct json *reader_list(
    struct reader *reader, const struct json *parent, const char *name, size_t min);

/* True when member `name` is null. */
bool reader_is_null(const struct json *parent, const char *name);

/* Non-empty printable text of at most `max` bytes. */
struct span reader_text(
    struct reader *reader, const struct json *parent, const char *name, size_t max);

/* reader_text() that must have the grammar of a code. */
struct span reader_code(struct reader *reader, const struct json *parent, const char *name);

/* {"da":…,"en":…}, both non-empty. */
struct bilingual reader_bilingual(
    struct reader *reader, const struct json *parent, const char *name);

/* A whole number within min..max; `min` after a failure. */
int64_t reader_int(
    struct reader *reader, const struct json *parent, const char *name, int64_t min, int64_t max);

bool reader_bool(struct reader *reader, const struct json *parent, const char *name);

/* Days since 1970-01-01 from "YYYY-MM-DD". */
int32_t reader_day(struct reader *reader, const struct json *parent, const char *name);

/* The index of the member's text in the NULL-terminated `choices`; 0 after a failure. */
size_t reader_choice(
    struct reader *reader, const struct json *parent, const char *name, const char *const *choices);

/* The index of `node`'s text in `choices`; 0 after a failure. */
size_t reader_choice_of(struct reader *reader, const struct json *node, const char *const *choices);

/* A list of distinct codes. */
struct call_spans reader_codes(struct reader *reader, const struct json *parent, const char *name);

/* arena_array() that fails the reader when exhausted; never NULL unless failed. */
void *reader_array(struct reader *reader, size_t count, size_t size);

#endif
