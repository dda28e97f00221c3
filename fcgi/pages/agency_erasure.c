/* SPDX-License-Identifier: EUPL-1.2 */
/* Erasing personal data: what waits for two administrators, and what is held back from it. */
#include "fcgi/pages/agency.h"
#include "fcgi/pages/choices.h"
#include "fcgi/pages/pages.h"
#include "fcgi/pages/params.h"
#include "fcgi/views/erasure.h"
#include "fcgi/views/erasure_nights.h"

enum { REFERENCE_MAX = 40 };

#define NUMBER_MAX INT64_C(999999999999999)

enum status agency_erasure(struct exchange *x)
{
    const struct json *document = NULL;
    enum status status = exchange_read(x, READ_ERASURE, DB_NO_VALUES, &document);
    if (status != STATUS_OK) {
        return status;
    }
    view_erasure(page_view(x), document);
    return page_send(
        x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Erasure of personal data")));
}

enum status agency_erasure_nights(struct exchange *x)
{
    const struct json *document = NULL;
    enum status status = exchange_read(x, READ_ERASURE_NIGHTS, DB_NO_VALUES, &document);
    if (status != STATUS_OK) {
        return status;
    }
    view_erasure_nights(page_view(x), document);
    return page_send(x, 200, pages_title(x, N_("What each night erased")));
}

/* A person or a case by its number: one of the two fields. */
static bool put_subject(struct form *form, struct json_writer *json)
{
    int64_t person = 0;
    int64_t application = 0;
    bool has_person = form_value(form, "person").len > 0;
    bool has_case = form_value(form, "case").len > 0;
    if (has_person == has_case) {
        form_error_add(form, "person",
            N_("Give the number of a person or of a case, one of the two."), SPAN(""));
        return false;
    }
    bool good = has_person ? form_int(form, "person", 1, NUMBER_MAX, &person)
                           : form_int(form, "case", 1, NUMBER_MAX, &application);
    params_int_or_null(json, "person", person);
    params_int_or_null(json, "application", application);
    return good;
}

/* Letters, digits and . / - alone: whatever is written here stays in the record. */
static bool take_reference(struct form *form, struct span *reference_out)
{
    if (!form_text(form, "reference", REFERENCE_MAX, true, reference_out)) {
        return false;
    }
    for (size_t i = 0; i < reference_out->len; i++) {
        char c = reference_out->data[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '/' && c != '-') {
            form_error_add(form, "reference",
                N_("Only the letters a to z, digits, full stop, slash and hyphen."), SPAN(""));
            return false;
        }
    }
    return true;
}

enum status agency_hold(struct exchange *x)
{
    struct params params;
    struct span cause = SPAN("");
    struct span reference = SPAN("");
    params_begin(&params);
    bool good = put_subject(&x->form, &params.json);
    good = choices_take(&x->form, "cause", choices_hold, true, &cause) && good;
    good = take_reference(&x->form, &reference) && good;
    if (!good) {
        params_end(&params);
        return agency_erasure(x);
    }
    json_put_text(&params.json, "cause", cause);
    json_put_text(&params.json, "reference", reference);
    enum status status = params_act(x, &params, "hold_erasure", "/agency/erasure", SPAN(""));
    if (status == STATUS_NOT_FOUND) {
        form_error_add(&x->form, form_value(&x->form, "person").len > 0 ? "person" : "case",
            N_("There is none with this number."), SPAN(""));
        return agency_erasure(x);
    }
    return status;
}

enum status agency_hold_lift(struct exchange *x)
{
    struct params params;
    int64_t hold = 0;
    enum status status = exchange_param_id(x, "hold", &hold);
    if (status != STATUS_OK) {
        return status;
    }
    params_begin(&params);
    json_put_int(&params.json, "hold", hold);
    return params_act(x, &params, "lift_hold", "/agency/erasure", SPAN(""));
}
