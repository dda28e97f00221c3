/* SPDX-License-Identifier: EUPL-1.2 */
/* field.h - small texts that the views of form fields are made of. */
#ifndef FCGI_PAGES_FIELD_H
#define FCGI_PAGES_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fcgi/web/view.h"
#include "ledger/base/span.h"

/*
 * "name-hint name-error", "name-hint", "name-error" or "": the value of aria-describedby. Its
 * errors are called by `label` in the error summary.
 */
struct span field_described_by(struct view *v, const char *name, struct span label, bool hint);

/* "1.234,50" for an input; "" for 0, which a form shows as an empty field. */
struct span field_amount_text(struct view *v, int64_t ore);

/* "budget.2.text": the name of field `leaf` in row `index` of `list`. */
const char *field_name(struct view *v, const char *list, size_t index, const char *leaf);

/* "budget.2.amounts.0.amount_ore" */
const char *field_name_amount(struct view *v, size_t line, size_t year);

/* "answers.case_loads" and the like. */
const char *field_name_code(struct view *v, const char *list, struct span code);

/* One of a closed list in a form; a list ends with value NULL. */
struct field_choice {
    const char *value;
    const char *label; /* msgid */
};
/* "status.topics.case_review": the field of one topic of a report. */
const char *field_name_topic(struct view *v, struct span report, struct span code);

/* The translation of a text marked with N_(), for the labels and hints of fields. */
struct span field_label(struct view *v, const char *msgid);

#endif
