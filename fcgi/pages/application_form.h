/* SPDX-License-Identifier: EUPL-1.2 */
/* application_form.h - the draft editor: from a stored draft to fields, and from fields to content.
 */
#ifndef FCGI_PAGES_APPLICATION_FORM_H
#define FCGI_PAGES_APPLICATION_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fcgi/web/form.h"
#include "fcgi/web/view.h"
#include "ledger/base/json.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/grants/content.h"

#define APPLICATION_ROWS_MAX 200 /* budget lines that a call accepts, call rules */
#define APPLICATION_ROWS_ADD 5   /* empty lines that "add" shows */

/* ---- for the views ---- */

/* The year of a day in the call's definition, e.g. "project.from". */
int definition_year(const struct json *definition, const char *path);

/* Line `index` of the draft's budget; NULL behind the last. */
const struct json *budget_row(const struct json *content, size_t index);

/* What a budget line has for the year; 0 when it has nothing, or `line` is NULL. */
int64_t budget_amount(const struct json *line, int year);

/* Sum of a budget line over its years. */
int64_t budget_total(const struct json *line);

/* One CVR per line; one number of hours per line. */
struct span application_parties_text(struct view *v, const struct json *content);
struct span application_hours_text(struct view *v, const struct json *content);

/* The answer to a criterion or question; "" when there is none. */
struct span application_answer(const struct json *content, struct span code);

/* The title {"da","en"} of a slot in the definition; NULL when it has no such slot. */
const struct json *slot_title(const struct json *definition, struct span slot);

/* ---- for the handler ---- */

/*
 * Reads the "rows" budget lines of the form, with an amount for each of `years` from `first_year`
 * on, into budget and line_count of *content_out. Lines are numbered from 1; of the first `keep`
 * rows also an empty one has its number, behind them empty rows are left out. False when fields
 * could not be read; then each has its error in `form`.
 */
MUST_CHECK bool application_form_budget(
    struct form *form, int first_year, size_t years, size_t keep, struct content *content_out);

/*
 * Reads the submitted editor into *content_out (in the form's arena). Rows without any text or
 * amount are left out. False when fields could not be read; then each has its error in `form`.
 */
MUST_CHECK bool application_form_read(
    struct form *form, const struct json *definition, struct content *content_out);

#endif
