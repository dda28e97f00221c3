/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * form.h - the fields of a submitted form, and validators that read them and collect what is wrong.
 * A validator returns false and records one error; the page shows all errors together.
 */
#ifndef FCGI_WEB_FORM_H
#define FCGI_WEB_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fcgi/web/http.h"
#include "fcgi/web/translate.h"
#include "ledger/base/arena.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define FORM_ERRORS_MAX 100

struct form_error {
    struct span field;  /* field name; also the id of the input that the summary links to */
    const char *msgid;  /* English, in the catalogue; may contain one %s */
    struct span detail; /* goes into %s; empty when the message has none */
    struct span label;  /* what the field is called on the page; empty until form_label() */
};

struct form {
    struct arena *arena;
    struct http_pairs fields; /* decoded, cleaned by pasted_clean() */
    struct form_error errors[FORM_ERRORS_MAX];
    size_t error_count; /* errors beyond FORM_ERRORS_MAX are dropped */
};

/* An empty form (for the first showing of a page). */
void form_init(struct form *form, struct arena *arena);

/*
 * application/x-www-form-urlencoded or a query string to fields. STATUS_INVALID for broken
 * encoding or invalid UTF-8; STATUS_LIMIT above HTTP_FIELDS_MAX,
 * HTTP_FIELD_NAME_MAX, HTTP_FIELD_VALUE_MAX or the arena. Names: [A-Za-z0-9_.-], 1 or more.
 */
MUST_CHECK enum status form_parse(
    struct arena *arena, struct span body, struct http_pairs *fields_out);

/* Checks and folds one decoded name and value as form_parse() does (multipart fields). */
MUST_CHECK enum status form_field_check(
    struct arena *arena, struct span name, struct span value, struct http_pair *field_out);

/* The value as sent, trimmed; empty when absent. */
struct span form_value(const struct form *form, const char *name);

/* True when the form has a field of this name with this value (radio buttons, checkboxes). */
bool form_has(const struct form *form, const char *name, const char *value);

/* Records an error. `field` is copied; `msgid` is static, marked with N_(). */
void form_error_add(struct form *form, const char *field, const char *msgid, struct span detail);

/* Names the field in the error summary, in the user's language; `label` is borrowed. */
void form_label(struct form *form, const char *field, struct span label);

/* The first error of the field, or NULL. */
const struct form_error *form_error_find(const struct form *form, const char *field);

/*
 * Validators: on success true and *…_out set; otherwise an error is recorded, false, outputs left
 * alone. `required` fields must not be empty; an optional empty one gives "", 0 or false.
 */
bool form_text(struct form *form, const char *name, size_t max_chars, bool required,
    struct span *text_out); /* one line */
bool form_lines(struct form *form, const char *name, size_t max_chars, bool required,
    struct span *text_out); /* with line breaks */
bool form_int(struct form *form, const char *name, int64_t min, int64_t max, int64_t *value_out);
bool form_amount(struct form *form, const char *name, bool required, int64_t *ore_out);
bool form_day(struct form *form, const char *name, bool required, struct span *iso_out);
bool form_choice(struct form *form, const char *name, const char *const *choices,
    struct span *choice_out); /* choices end with NULL; required */
bool form_checkbox(const struct form *form, const char *name);

/* Exactly 64 lower-case hexadecimal digits (hidden fields). */
bool form_sha256(struct form *form, const char *name, struct span *hex_out);

#endif
