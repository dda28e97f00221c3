/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/pages/sent_rows.h"

#include "ledger/base/arena.h"

enum { SENT_ROWS_MAX = 1000 };

static struct span typed(
    const struct form *form, struct span list, size_t row, const char *field, bool *there_out)
{
    const char *name =
        arena_printf(form->arena, "%.*s.%zu.%s", (int)list.len, list.data, row, field);
    struct span value = name == NULL ? SPAN("") : form_value(form, name);
    *there_out = value.len > 0;
    return value;
}

/* Whether the row has an amount or a number that is not 0. */
static bool sent(const struct form *form, struct span list, size_t row, const char *const *fields)
{
    for (; *fields != NULL; fields++) {
        bool there = false;
        struct span value = typed(form, list, row, *fields, &there);
        for (size_t i = 0; i < value.len; i++) {
            if (value.data[i] >= '1' && value.data[i] <= '9') {
                return true;
            }
        }
    }
    return false;
}

/* The row that was sent as number `wanted`; `wanted` itself when there is none. */
static size_t row_of(
    const struct form *form, struct span list, size_t wanted, const char *const *fields)
{
    size_t found = 0;
    bool there = true;
    for (size_t row = 0; row < SENT_ROWS_MAX; row++) {
        (void)typed(form, list, row, "line", &there);
        if (!there) {
            break;
        }
        if (sent(form, list, row, fields) && found++ == wanted) {
            return row;
        }
    }
    return wanted;
}

/* Cuts the number off the front of "12.field". */
static bool take_number(struct span *rest, size_t *number_out)
{
    struct span digits = SPAN("");
    size_t number = 0;
    if (!span_split(rest, '.', &digits) || digits.len == 0) {
        return false;
    }
    for (size_t i = 0; i < digits.len; i++) {
        if (digits.data[i] < '0' || digits.data[i] > '9' || number > SENT_ROWS_MAX) {
            return false;
        }
        number = number * 10 + (size_t)(digits.data[i] - '0');
    }
    *number_out = number;
    return true;
}

void sent_rows_errors(struct form *form, struct span list, const char *const *fields)
{
    for (size_t i = 0; i < form->error_count; i++) {
        struct form_error *error = &form->errors[i];
        struct span field = error->field;
        struct span first = SPAN("");
        size_t number = 0;
        if (!span_split(&field, '.', &first) || !span_equal(first, list)
            || !take_number(&field, &number) || field.len == 0) {
            continue;
        }
        struct span at = span_is(field, "line") ? span_from(fields[0]) : field;
        struct span moved = arena_format(form->arena, "%.*s.%zu.%.*s", (int)list.len, list.data,
            row_of(form, list, number, fields), (int)at.len, at.data);
        if (moved.data != NULL) {
            error->field = moved;
        }
    }
}
