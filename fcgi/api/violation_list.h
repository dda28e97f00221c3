/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * violation_list.h - what is wrong with a request's content, collected as the JSON array of a
 * problem:
 * [{"pointer":"/budget/2/category","code":"not_eligible","message":"…"}]; of a text, "place" is the
 * character in it.
 */
#ifndef FCGI_API_VIOLATION_LIST_H
#define FCGI_API_VIOLATION_LIST_H

#include <stddef.h>
#include <stdint.h>

#include "fcgi/web/translate.h"
#include "ledger/base/arena.h"
#include "ledger/base/buffer.h"
#include "ledger/base/json.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define VIOLATIONS_MAX 200 /* further ones are dropped: mending these shows them */

struct violation_list {
    const struct catalogue *catalogue;
    struct buffer *text; /* released with the arena */
    struct json_writer writer;
    size_t count;
};

/* An empty list whose messages come from `catalogue`. STATUS_LIMIT when the arena is exhausted. */
MUST_CHECK enum status violation_list_begin(
    struct violation_list *list, struct arena *arena, const struct catalogue *catalogue);

/* Adds one; `pointer` is RFC 6901, `code` any code of shape.h, of the grants' rules or of an act.
 */
void violation_list_add(struct violation_list *list, struct span pointer, struct span code);

/* violation_list_add() in the form that struct shape_report wants; `context` is the list. */
void violation_list_note(void *context, struct span pointer, const char *code);

/*
 * Adds a rule's violation: `field` is "budget.2.category", which becomes "/budget/2/category".
 * `place` is that of struct violation, 0 for none.
 */
void violation_list_add_field(
    struct violation_list *list, struct span field, struct span code, int64_t place);

/* Adds each element of a JSON list [{"field","code"}…], some with "place", or with "page", "line"
 * and "date"; accepts NULL. */
void violation_list_add_all(struct violation_list *list, const struct json *items);

/* Closes the array and returns its text, which lives until the arena is reset. Call once. */
struct span violation_list_end(struct violation_list *list);

/* The English sentence for a code, as in the catalogue; a general one for an unknown code. */
const char *violation_message(struct span code);

#endif
