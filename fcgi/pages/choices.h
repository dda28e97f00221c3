/* SPDX-License-Identifier: EUPL-1.2 */
/* choices.h - the closed lists of the pages about people and organisations. */
#ifndef FCGI_PAGES_CHOICES_H
#define FCGI_PAGES_CHOICES_H

#include <stdbool.h>

#include "fcgi/pages/field.h"
#include "fcgi/web/form.h"
#include "ledger/base/span.h"

extern const struct field_choice choices_block[];          /* why somebody is blocked */
extern const struct field_choice choices_hold[];           /* why nothing may be erased */
extern const struct field_choice choices_refusal[];        /* why a request for access is refused */
extern const struct field_choice choices_ground[];         /* of an interest in a case; "" first */
extern const struct field_choice choices_refusal_ground[]; /* of an application; "" first */
extern const struct field_choice choices_flags[];          /* what to look at; "" first */
extern const struct field_choice choices_roles[];          /* every role; "" first */
extern const struct field_choice choices_any_kind[];       /* the same; "" first */
extern const struct field_choice choices_kinds[];          /* of organisations */
extern const struct field_choice choices_grantee_roles[];  /* that a manager may give */

/* The roles that people of an organisation of this kind may hold; every role for another kind. */
const struct field_choice *choices_roles_of(struct span kind);

/*
 * The form's field `name`, which must be one of the list. False with an error of the field
 * otherwise, or when an empty one is chosen while `required`.
 */
bool choices_take(struct form *form, const char *name, const struct field_choice *choices,
    bool required, struct span *value_out);

/*
 * Those of the list that `held` names, a document's list of {"role":…}; in the arena, the whole
 * list when that is full.
 */
const struct field_choice *choices_held(
    struct arena *arena, const struct field_choice *choices, const struct json *held);

/* What the list calls `value`, untranslated; NULL when it is not in it. */
const char *choices_label(const struct field_choice *choices, struct span value);

#endif
