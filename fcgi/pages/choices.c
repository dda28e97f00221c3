/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/pages/choices.h"

const struct field_choice choices_block[] = {
    {"lost", N_("The card or telephone is lost")},
    {"stolen", N_("It was stolen")},
    {"left", N_("The person has left")},
    {"suspicion", N_("Somebody else may have used it")},
    {"mistake", N_("The enrolment was a mistake")},
    {"other", N_("Another reason")},
    {NULL, NULL},
};

const struct field_choice choices_hold[] = {
    {"complaint", N_("A complaint")},
    {"audit", N_("An audit")},
    {"police", N_("A police matter")},
    {"court", N_("A court case")},
    {"access", N_("A request to see one's own data")},
    {"other", N_("Another reason")},
    {NULL, NULL},
};

const struct field_choice choices_refusal[] = {
    {"unknown_here", N_("Nobody of that name works here")},
    {"left", N_("The person has left")},
    {"duplicate", N_("The person is enrolled already")},
    {"wrong_organisation", N_("It should be another organisation")},
    {"other", N_("Another reason")},
    {NULL, NULL},
};

const struct field_choice choices_flags[] = {
    {"", N_("Everything")},
    {"unused", N_("Not used for 90 days")},
    {"deputy_ending", N_("A role ends within 30 days")},
    {"many_roles", N_("More than one role")},
    {"blocked", N_("Blocked")},
    {"no_role", N_("No role")},
    {NULL, NULL},
};

const struct field_choice choices_roles[] = {
    {"", N_("Any role")},
    {"applicant", N_("Applicant")},
    {"management", N_("Management")},
    {"external_auditor", N_("External auditor")},
    {"officer", N_("Case officer")},
    {"finance", N_("Finance officer")},
    {"auditor", N_("Auditor")},
    {"administrator", N_("Administrator")},
    {NULL, NULL},
};

#define KINDS                                                                                      \
    {"municipality", N_("Municipality")}, {"region", N_("Region")},                                \
        {"audit_firm", N_("Audit firm")}, {"agency", N_("Agency")},                                \
        {"state_auditor", N_("State auditor")},                                                    \
    {                                                                                              \
        NULL, NULL                                                                                 \
    }

const struct field_choice choices_kinds[] = {KINDS};
const struct field_choice choices_any_kind[] = {{"", N_("Any kind")}, KINDS};

const struct field_choice choices_grantee_roles[] = {
    {"applicant", N_("Applicant")},
    {"management", N_("Management")},
    {NULL, NULL},
};

static const struct field_choice audit_firm_roles[] = {
    {"external_auditor", N_("External auditor")},
    {NULL, NULL},
};

const struct field_choice choices_ground[] = {
    {"", N_("Choose")},
    {"own_interest", N_("a personal or economic interest of my own, or I stood for the applicant")},
    {"relative", N_("somebody of my family is the applicant or has such an interest")},
    {"connected", N_("I lead, or am close to, an organisation with an interest in the outcome")},
    {"other_instance", N_("I took part in the decision that is complained about")},
    {"other", N_("other circumstances that can raise doubt")},
    {NULL, NULL},
};

const struct field_choice choices_refusal_ground[] = {
    {"", N_("Choose")},
    {"criteria", N_("Others met the criteria better")},
    {"pool", N_("The pool does not reach")},
    {"terms", N_("The terms of the call are not met")},
    {NULL, NULL},
};

static const struct field_choice agency_roles[] = {
    {"officer", N_("Case officer")},
    {"finance", N_("Finance officer")},
    {"auditor", N_("Auditor")},
    {"administrator", N_("Administrator")},
    {NULL, NULL},
};

static const struct field_choice state_auditor_roles[] = {
    {"auditor", N_("Auditor")},
    {NULL, NULL},
};

const struct field_choice *choices_roles_of(struct span kind)
{
    static const struct {
        const char *kind;
        const struct field_choice *roles;
    } rows[] = {
        {"municipality", choices_grantee_roles},
        {"region", choices_grantee_roles},
        {"audit_firm", audit_firm_roles},
        {"agency", agency_roles},
        {"state_auditor", state_auditor_roles},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (span_is(kind, rows[i].kind)) {
            return rows[i].roles;
        }
    }
    return choices_roles;
}

bool choices_take(struct form *form, const char *name, const struct field_choice *choices,
    bool required, struct span *value_out)
{
    struct span value = form_value(form, name);
    if (value.len == 0 && !required) {
        *value_out = SPAN("");
        return true;
    }
    for (const struct field_choice *choice = choices; choice->value != NULL; choice++) {
        if (value.len > 0 && span_is(value, choice->value)) {
            *value_out = span_from(choice->value);
            return true;
        }
    }
    form_error_add(form, name, N_("Choose one of the list."), SPAN(""));
    return false;
}

const char *choices_label(const struct field_choice *choices, struct span value)
{
    while (choices->value != NULL && !span_is(value, choices->value)) {
        choices++;
    }
    return choices->label;
}

static bool holds(const struct json *held, const char *role)
{
    while (held != NULL && !span_is(json_text(held, "role"), role)) {
        held = held->next;
    }
    return held != NULL;
}

const struct field_choice *choices_held(
    struct arena *arena, const struct field_choice *choices, const struct json *held)
{
    size_t count = 0;
    while (choices[count].value != NULL) {
        count++;
    }
    struct field_choice *found = arena_alloc(arena, (count + 1) * sizeof(*found));
    if (found == NULL) {
        return choices;
    }
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (holds(held, choices[i].value)) {
            found[at++] = choices[i];
        }
    }
    found[at] = choices[count];
    return found;
}
