/* SPDX-License-Identifier: EUPL-1.2 */
/* What administrators decide about people: blocking alone, everything else with another. */
#include "fcgi/pages/agency.h"
#include "fcgi/pages/choices.h"
#include "fcgi/pages/pages.h"
#include "fcgi/pages/params.h"
#include "fcgi/pages/register.h"
#include "fcgi/views/access_review.h"
#include "fcgi/views/enrolled_change.h"

enum { REASON_MAX = 200, PROOF_MAX = 200, UNIT_MAX = 80 };

#define PERSON_MAX INT64_C(1000000000)

/* ---- blocking ---- */

/* What the form names: the person, or one certificate by its hash. */
static bool put_blocked(struct form *form, int64_t person, struct json_writer *json)
{
    struct span certificate = SPAN("");
    bool whole = form_has(form, "what", "person");
    if (!whole && !form_sha256(form, "what", &certificate)) {
        return false;
    }
    params_int_or_null(json, "person", whole ? person : 0);
    params_text_or_null(json, "certificate", certificate);
    return true;
}

enum status agency_person_block(struct exchange *x)
{
    int64_t person = 0;
    struct span reason;
    struct params params;
    enum status status = exchange_param_id(x, "person", &person);
    if (status != STATUS_OK) {
        return status;
    }
    params_begin(&params);
    if (!put_blocked(&x->form, person, &params.json)
        || !choices_take(&x->form, "reason", choices_block, true, &reason)) {
        params_end(&params);
        return pages_person(x);
    }
    json_put_text(&params.json, "reason", reason);
    return params_act(x, &params, "block", "/agency/people/%s", exchange_param(x, "person"));
}

/* ---- changes that another confirms ---- */

static bool put_role(struct exchange *x, const struct json *person, bool granted, int64_t number,
    struct json_writer *json)
{
    struct span role;
    struct span until = SPAN("");
    int64_t deputy_for = 0;
    const struct field_choice *roles = choices_roles_of(json_text(person, "organisation.kind"));
    bool good = choices_take(&x->form, "role", roles, true, &role);
    if (granted) {
        good = form_day(&x->form, "until", false, &until) && good;
        if (form_value(&x->form, "deputy_for").len > 0) {
            good = form_int(&x->form, "deputy_for", 1, PERSON_MAX, &deputy_for) && good;
        }
    }
    if (good) {
        json_put_text(json, "change", SPAN("role"));
        json_put_int(json, "person", number);
        json_put_text(json, "role", role);
        json_put_bool(json, "granted", granted);
        params_text_or_null(json, "until", until);
        params_int_or_null(json, "deputy_for", deputy_for);
    }
    return good;
}

static bool put_link(struct exchange *x, int64_t number, struct json_writer *json)
{
    int64_t to = 0;
    bool good = form_int(&x->form, "to", 1, PERSON_MAX, &to);
    json_put_text(json, "change", SPAN("link"));
    json_put_int(json, "person", number);
    json_put_int(json, "to", to);
    return good;
}

static bool put_split(struct exchange *x, int64_t number, struct json_writer *json)
{
    struct span proof = SPAN("");
    bool good = form_text(&x->form, "proof", PROOF_MAX, true, &proof);
    json_put_text(json, "change", SPAN("split"));
    json_put_int(json, "person", number);
    json_put_text(json, "proof", proof);
    return good;
}

/* The one change of the form; false with the errors in the form. */
static bool put_change(struct exchange *x, const struct json *person, struct json_writer *json)
{
    struct span change = exchange_param(x, "change");
    int64_t number = json_int(person, "person");
    struct span reason = SPAN("");
    bool good = true;
    if (span_is(change, "grant") || span_is(change, "withdraw")) {
        good = put_role(x, person, span_is(change, "grant"), number, json);
    } else if (span_is(change, "link")) {
        good = put_link(x, number, json);
    } else if (span_is(change, "split")) {
        good = put_split(x, number, json);
    } else {
        json_put_text(json, "change", SPAN("unblock"));
        good = put_blocked(&x->form, number, json);
    }
    good = form_text(&x->form, "reason", REASON_MAX, true, &reason) && good;
    json_put_text(json, "reason", reason);
    return good;
}

/* What the proposals' list calls it; names stand in the document alone. */
static struct span title_of(struct exchange *x, struct span change)
{
    static const struct {
        const char *change;
        const char *msgid;
    } titles[] = {
        {"grant", N_("Role for person %s")},
        {"withdraw", N_("Role taken from person %s")},
        {"link", N_("Person %s linked to another card")},
        {"split", N_("Person %s parted from other cards")},
        {"unblock", N_("Person %s unblocked")},
    };
    struct span number = exchange_param(x, "person");
    for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++) {
        if (span_is(change, titles[i].change)) {
            return view_message(page_view(x), titles[i].msgid, &number, 1);
        }
    }
    return SPAN("");
}

/* The person, when {change} is one of ours and the administrator may put it up. */
static enum status find_change(struct exchange *x, const struct json **person_out)
{
    const struct json *person = NULL;
    if (title_of(x, exchange_param(x, "change")).len == 0) {
        return STATUS_NOT_FOUND;
    }
    enum status status = pages_read_id(x, READ_ENROLLED, "person", &person);
    if (status == STATUS_OK && !view_holds(json_get(person, "actions"), "propose")) {
        return STATUS_DENIED; /* nobody puts up a change about themselves */
    }
    *person_out = person;
    return status;
}

static enum status show_change(struct exchange *x, const struct json *person)
{
    struct span change = exchange_param(x, "change");
    struct span title = title_of(x, change);
    view_enrolled_change(page_view(x), person, change);
    return page_send(x, x->form.error_count > 0 ? 422 : 200, title);
}

enum status agency_person_change(struct exchange *x)
{
    const struct json *person = NULL;
    enum status status = find_change(x, &person);
    return status == STATUS_OK ? show_change(x, person) : status;
}

enum status agency_person_propose(struct exchange *x)
{
    const struct json *person = NULL;
    struct register_document document;
    enum status status = find_change(x, &person);
    if (status != STATUS_OK) {
        return status;
    }
    struct span subject =
        arena_format(x->arena, "person-%lld", (long long)json_int(person, "person"));
    struct span title = title_of(x, exchange_param(x, "change"));
    register_begin(&document, REGISTER_CHANGE);
    if (!put_change(x, person, &document.json)) {
        register_end(&document);
        return show_change(x, person);
    }
    status = register_put_up(x, &document, subject, title);
    return x->form.error_count > 0 ? show_change(x, person) : status;
}

/* ---- enrolling who asked ---- */

static bool put_roles(struct exchange *x, const struct json *request, struct json_writer *json)
{
    size_t count = 0;
    json_open_array(json, "roles");
    for (const struct field_choice *role =
             choices_roles_of(json_text(request, "organisation.kind"));
         role->value != NULL; role++) {
        if (form_has(&x->form, role->value, "true")) {
            json_put_text(json, NULL, span_from(role->value));
            count++;
        }
    }
    json_close_array(json);
    if (count == 0) {
        form_error_add(&x->form, "roles", N_("Choose at least one role."), SPAN(""));
    }
    return count > 0;
}

static bool put_person(struct exchange *x, const struct json *request, struct json_writer *json)
{
    struct span proof = SPAN("");
    struct span unit = SPAN("");
    int64_t linked_to = 0;
    bool good = form_text(&x->form, "proof", PROOF_MAX, true, &proof);
    json_put_text(json, "profile", json_text(request, "profile"));
    json_put_text(json, "serial_number", json_text(request, "serial_number"));
    json_put_text(json, "organisation", json_text(request, "organisation.cvr"));
    json_put_text(json, "name", json_text(request, "name"));
    json_put_text(json, "proof", proof);
    good = put_roles(x, request, json) && good;
    if (form_value(&x->form, "linked_to").len > 0) {
        good = form_int(&x->form, "linked_to", 1, PERSON_MAX, &linked_to) && good;
    }
    params_int_or_null(json, "linked_to", linked_to);
    good = form_text(&x->form, "unit", UNIT_MAX, false, &unit) && good;
    params_text_or_null(json, "unit", unit);
    return good;
}

enum status agency_access_propose(struct exchange *x)
{
    const struct json *request = NULL;
    struct register_document document;
    enum status status = pages_find_request(x, &request);
    if (status != STATUS_OK) {
        return status;
    }
    struct span number = exchange_param(x, "request");
    struct span title = view_message(page_view(x), N_("Enrolment after request %s"), &number, 1);
    struct span subject = arena_format(x->arena, "request-%.*s", (int)number.len, number.data);
    register_begin(&document, REGISTER_PERSON);
    if (!put_person(x, request, &document.json)) {
        register_end(&document);
        return pages_show_request(x, request);
    }
    status = register_put_up(x, &document, subject, title);
    return x->form.error_count > 0 ? pages_show_request(x, request) : status;
}

/* ---- looking at everybody ---- */

enum status agency_access_review(struct exchange *x)
{
    const struct json *review = NULL;
    enum status status = exchange_read(x, READ_ACCESS_REVIEW, DB_NO_VALUES, &review);
    if (status != STATUS_OK) {
        return status;
    }
    view_access_review(page_view(x), review);
    return page_send(x, 200, pages_title(x, N_("Access review")));
}
