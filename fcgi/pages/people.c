/* SPDX-License-Identifier: EUPL-1.2 */
/* People: the list and one person, for managers of the own organisation and for the agency. */
#include "fcgi/views/people.h"

#include <string.h>

#include "fcgi/pages/choices.h"
#include "fcgi/pages/pages.h"
#include "fcgi/pages/params.h"
#include "fcgi/pages/people_links.h"
#include "fcgi/views/enrolled.h"

enum { COLLEAGUES_MAX = 200, UNIT_MAX = 80 };

#define PERSON_MAX INT64_C(1000000000)

enum status pages_people(struct exchange *x)
{
    const struct json *people = NULL;
    const struct json *units = NULL;
    const struct json *requests = NULL;
    enum status status = pages_read_list(x, READ_PEOPLE, people_filter, &people);
    if (status == STATUS_OK && x->config->audience == ROUTE_GRANTEE) {
        status = exchange_read(x, READ_UNITS, DB_NO_VALUES, &units);
    }
    if (status == STATUS_OK) {
        status = exchange_read(x, READ_ACCESS_REQUESTS, DB_NO_VALUES, &requests);
    }
    if (status != STATUS_OK) {
        return status;
    }
    const struct json *list = json_get(requests, "requests");
    view_people(page_view(x), people, units, list == NULL ? 0 : (int64_t)list->count);
    return page_send(x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("People")));
}

static enum status show(struct exchange *x)
{
    const struct json *person = NULL;
    const struct json *colleagues = NULL;
    enum status status = pages_read_id(x, READ_ENROLLED, "person", &person);
    if (status == STATUS_OK && view_holds(json_get(person, "actions"), "change_role")) {
        status = exchange_read(x, READ_PEOPLE,
            DB_VALUES(db_text(SPAN("{}")), db_null(), db_int4(COLLEAGUES_MAX)), &colleagues);
    }
    if (status != STATUS_OK) {
        return status;
    }
    struct span name = json_text(person, "name");
    view_enrolled(page_view(x), person, colleagues);
    return page_send(
        x, x->form.error_count > 0 ? 422 : 200, name.len > 0 ? name : pages_title(x, N_("Person")));
}

enum status pages_person(struct exchange *x)
{
    return show(x);
}

/* What the act says of a field of its parameters, at the field of the form. */
static size_t name_fields(struct exchange *x)
{
    size_t added = exchange_violations(x, NULL);
    for (size_t i = 0; i < x->form.error_count; i++) {
        struct span *field = &x->form.errors[i].field;
        if (span_starts_with(*field, SPAN("params."))) {
            field->data += strlen("params.");
            field->len -= strlen("params.");
        } else if (span_is(*field, "roles")) {
            *field = SPAN("role");
        }
    }
    return added;
}

static enum status after(struct exchange *x, enum status status)
{
    return status == STATUS_INVALID && name_fields(x) > 0 ? show(x) : status;
}

static bool take_role(struct exchange *x, struct json_writer *json)
{
    static const char *const answers[] = {"true", "false", NULL};
    struct span role;
    struct span granted;
    struct span until;
    int64_t deputy_for = 0;
    bool good = choices_take(&x->form, "role", choices_grantee_roles, true, &role);
    good = form_choice(&x->form, "granted", answers, &granted) && good;
    good = form_day(&x->form, "until", false, &until) && good;
    if (form_value(&x->form, "deputy_for").len > 0) {
        good = form_int(&x->form, "deputy_for", 1, PERSON_MAX, &deputy_for) && good;
    }
    if (!good) {
        return false;
    }
    json_put_text(json, "role", role);
    json_put_bool(json, "granted", span_is(granted, "true"));
    params_text_or_null(json, "until", until);
    params_int_or_null(json, "deputy_for", deputy_for);
    return true;
}

enum status pages_person_role(struct exchange *x)
{
    int64_t person = 0;
    struct params params;
    enum status status = exchange_param_id(x, "person", &person);
    if (status != STATUS_OK) {
        return status;
    }
    params_begin(&params);
    json_put_int(&params.json, "person", person);
    if (!take_role(x, &params.json)) {
        params_end(&params);
        return show(x);
    }
    return after(
        x, params_act(x, &params, "change_role", "/people/%s", exchange_param(x, "person")));
}

enum status pages_person_unit(struct exchange *x)
{
    int64_t person = 0;
    struct span unit;
    struct params params;
    enum status status = exchange_param_id(x, "person", &person);
    if (status != STATUS_OK) {
        return status;
    }
    if (!form_text(&x->form, "unit", UNIT_MAX, false, &unit)) {
        return show(x);
    }
    params_begin(&params);
    json_put_int(&params.json, "person", person);
    params_text_or_null(&params.json, "unit", unit);
    return params_act(x, &params, "set_unit", "/people/%s", exchange_param(x, "person"));
}
