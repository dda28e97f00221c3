/* SPDX-License-Identifier: EUPL-1.2 */
/* The register of organisations, and what is put up about them. */
#include "fcgi/pages/agency.h"
#include "fcgi/pages/choices.h"
#include "fcgi/pages/pages.h"
#include "fcgi/pages/params.h"
#include "fcgi/pages/people_links.h"
#include "fcgi/pages/register.h"
#include "fcgi/views/organisation.h"
#include "fcgi/views/organisations.h"

enum { FILTER_MAX = 2048, NAME_MAX_CHARS = 200, CVR_LEN = 8 };

enum status agency_organisations(struct exchange *x)
{
    const struct json *list = NULL;
    enum status status = pages_read_list(x, READ_ORGANISATIONS, organisations_filter, &list);
    if (status != STATUS_OK) {
        return status;
    }
    view_organisations(page_view(x), list, exchange_holds(x, "administrator"));
    return page_send(x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Organisations")));
}

/* The one organisation {cvr} of the register. */
static enum status find_one(struct exchange *x, const struct json **one_out)
{
    const struct json *list = NULL;
    struct span cvr = exchange_param(x, "cvr");
    struct buffer filter;
    struct json_writer json;
    buffer_init(&filter, FILTER_MAX);
    json_writer_init(&json, &filter);
    json_open_object(&json, NULL);
    json_put_text(&json, "name", cvr);
    json_close_object(&json);
    enum status status = STATUS_NOT_FOUND;
    if (cvr.len == CVR_LEN && !filter.failed) {
        status = exchange_read(x, READ_ORGANISATIONS,
            DB_VALUES(db_text(buffer_span(&filter)), db_null(), db_int4(1)), &list);
    }
    buffer_free(&filter);
    if (status != STATUS_OK) {
        return status;
    }
    const struct json *one = json_list(list, "organisations");
    if (!span_equal(json_text(one, "cvr"), cvr)) {
        return STATUS_NOT_FOUND;
    }
    *one_out = one;
    return STATUS_OK;
}

static enum status show(struct exchange *x, const struct json *organisation)
{
    view_organisation(page_view(x), organisation);
    return page_send(x, x->form.error_count > 0 ? 422 : 200,
        pages_title(x,
            organisation == NULL ? N_("Put up a new organisation") : N_("Change of organisation")));
}

enum status agency_organisation_new(struct exchange *x)
{
    return show(x, NULL);
}

enum status agency_organisation(struct exchange *x)
{
    const struct json *organisation = NULL;
    enum status status = find_one(x, &organisation);
    return status == STATUS_OK ? show(x, organisation) : status;
}

/* A CVR number, or "" where it may be missing; what it is checked against is in the database. */
static bool take_cvr(struct form *form, const char *name, bool required, struct span *cvr_out)
{
    if (!form_text(form, name, NAME_MAX_CHARS, required, cvr_out)) {
        return false;
    }
    bool digits = cvr_out->len == CVR_LEN || (cvr_out->len == 0 && !required);
    for (size_t i = 0; i < cvr_out->len; i++) {
        digits = digits && cvr_out->data[i] >= '0' && cvr_out->data[i] <= '9';
    }
    if (!digits) {
        form_error_add(form, name, N_("A CVR number has eight digits."), SPAN(""));
    }
    return digits;
}

static bool put_organisation(struct exchange *x, struct span cvr, struct json_writer *json)
{
    struct form *form = &x->form;
    struct span kind = SPAN("");
    struct span name = SPAN("");
    struct span region = SPAN("");
    bool good = cvr.len > 0 || take_cvr(form, "cvr", true, &cvr);
    good = form_text(form, "name", NAME_MAX_CHARS, true, &name) && good;
    good = choices_take(form, "kind", choices_kinds, true, &kind) && good;
    good = take_cvr(form, "region", false, &region) && good;
    json_put_text(json, "cvr", cvr);
    json_put_text(json, "kind", kind);
    json_put_text(json, "name", name);
    params_text_or_null(json, "region", region);
    return good;
}

/* `organisation` is NULL for a new one. */
static enum status propose(struct exchange *x, const struct json *organisation)
{
    struct register_document document;
    struct span cvr = json_text(organisation, "cvr");
    register_begin(&document, organisation == NULL ? REGISTER_ORGANISATION : REGISTER_CHANGE);
    if (organisation != NULL) {
        json_put_text(&document.json, "change", SPAN("organisation"));
    }
    if (!put_organisation(x, cvr, &document.json)) {
        register_end(&document);
        return show(x, organisation);
    }
    cvr = cvr.len > 0 ? cvr : form_value(&x->form, "cvr");
    struct span title = view_message(page_view(x),
        organisation == NULL ? N_("New organisation, CVR %s")
                             : N_("Change of organisation, CVR %s"),
        &cvr, 1);
    enum status status = register_put_up(x, &document, cvr, title);
    return x->form.error_count > 0 ? show(x, organisation) : status;
}

/* Which organisation came in the place of {cvr}. */
enum status agency_organisation_succeed(struct exchange *x)
{
    struct register_document document;
    struct span successor = SPAN("");
    struct span reason = SPAN("");
    const struct json *organisation = NULL;
    enum status status = find_one(x, &organisation);
    if (status != STATUS_OK) {
        return status;
    }
    bool good = take_cvr(&x->form, "successor", true, &successor);
    if (!form_text(&x->form, "reason", NAME_MAX_CHARS, true, &reason) || !good) {
        return show(x, organisation);
    }
    struct span cvr = json_text(organisation, "cvr");
    register_begin(&document, REGISTER_CHANGE);
    json_put_text(&document.json, "change", SPAN("successor"));
    json_put_text(&document.json, "cvr", cvr);
    json_put_text(&document.json, "successor", successor);
    json_put_text(&document.json, "reason", reason);
    status = register_put_up(x, &document, cvr,
        view_message(page_view(x), N_("Successor of organisation, CVR %s"), &cvr, 1));
    return x->form.error_count > 0 ? show(x, organisation) : status;
}

enum status agency_organisation_add(struct exchange *x)
{
    return propose(x, NULL);
}

enum status agency_organisation_propose(struct exchange *x)
{
    const struct json *organisation = NULL;
    enum status status = find_one(x, &organisation);
    return status == STATUS_OK ? propose(x, organisation) : status;
}
