/* SPDX-License-Identifier: EUPL-1.2 */
/* Results of a grant: recorded by one officer, confirmed by another. */
#include "fcgi/views/agency_reporting.h"

#include <string.h>

#include "fcgi/pages/agency.h"
#include "fcgi/pages/agency_links.h"
#include "fcgi/pages/pages.h"
#include "ledger/base/amount.h"
#include "ledger/base/digest.h"
#include "ledger/grants/entitlement.h"

enum { PERIOD_MAX = 10 };

enum status agency_reporting(struct exchange *x)
{
    const struct json *reporting = NULL;
    enum status status = pages_read_id(x, READ_REPORTING, "application", &reporting);
    if (status != STATUS_OK) {
        return status;
    }
    view_agency_reporting(page_view(x), reporting);
    return page_send(
        x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Results and reports")));
}

/* The fingerprint of the file that came; the file itself goes no further. False: none came. */
static bool put_source(struct exchange *x, const char *field, struct json_writer *json)
{
    char hex[DIGEST_HEX_LEN + 1];
    struct span bytes = buffer_span(&x->upload.bytes);
    if (x->upload.too_large) {
        form_error_add(&x->form, field, N_("The file is too large. At most 20 MB."), SPAN(""));
        return false;
    }
    if (bytes.len == 0) {
        form_error_add(&x->form, field,
            N_("Choose a file first. The file was empty or none was chosen."), SPAN(""));
        return false;
    }
    struct digest digest = digest_of(bytes);
    digest_hex(&digest, hex);
    json_put_text(json, "source_sha256", span_from(hex));
    return true;
}

/* The act; when it finds the content wrong, the page again with what must be corrected. */
static enum status act_or_again(
    struct exchange *x, struct params *params, const char *act, const char *source)
{
    enum status status =
        params_act(x, params, act, "/agency/grants/%s/reporting", exchange_param(x, "application"));
    if (source == NULL) {
        return pages_typed_wrong(x, status) ? agency_reporting(x) : status;
    }
    if (status != STATUS_INVALID || strcmp(x->fault.code, "LG102") != 0) {
        return status;
    }
    form_error_add(
        &x->form, source, N_("This is not the file that the result was recorded from."), SPAN(""));
    return agency_reporting(x);
}

static bool put_result(struct exchange *x, int64_t application, struct json_writer *json)
{
    static const char *const weeks[] = {"iso", "first_full", NULL};
    int64_t numerator = 0;
    int64_t denominator = 0;
    struct span code = SPAN("");
    struct span period = SPAN("");
    struct span week = SPAN("");
    bool good = form_text(&x->form, "code", PERIOD_MAX * 4, true, &code);
    good = form_text(&x->form, "period", PERIOD_MAX, true, &period) && good;
    good = form_int(&x->form, "numerator", 0, ENTITLEMENT_COUNT_MAX, &numerator) && good;
    good = form_int(&x->form, "denominator", 1, ENTITLEMENT_COUNT_MAX, &denominator) && good;
    if (form_value(&x->form, "first_week").len > 0) {
        good = form_choice(&x->form, "first_week", weeks, &week) && good;
    }
    json_put_int(json, "application", application);
    json_put_text(json, "code", code);
    json_put_int(json, "numerator", numerator);
    json_put_int(json, "denominator", denominator);
    json_put_text(json, "period", period);
    params_text_or_null(json, "first_week", week);
    return put_source(x, "source", json) && good;
}

enum status agency_result_record(struct exchange *x)
{
    int64_t application = 0;
    enum status status = exchange_param_id(x, "application", &application);
    if (status != STATUS_OK) {
        return status;
    }
    struct params params;
    params_begin(&params);
    if (!put_result(x, application, &params.json)) {
        params_end(&params);
        return agency_reporting(x);
    }
    return act_or_again(x, &params, "record_result", NULL);
}

enum status agency_result_confirm(struct exchange *x)
{
    int64_t application = 0;
    int64_t result = 0;
    enum status status = exchange_param_id(x, "application", &application);
    if (status == STATUS_OK) {
        status = exchange_param_id(x, "result", &result);
    }
    if (status != STATUS_OK) {
        return status;
    }
    const char *source = source_field(page_view(x), result);
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "application", application);
    json_put_int(&params.json, "result", result);
    if (!put_source(x, source, &params.json)) {
        params_end(&params);
        return agency_reporting(x);
    }
    return act_or_again(x, &params, "confirm_result", source);
}

enum status agency_grant_close(struct exchange *x)
{
    int64_t application = 0;
    int64_t returned_ore = 0;
    enum status status = exchange_param_id(x, "application", &application);
    if (status != STATUS_OK) {
        return status;
    }
    if (!form_int(&x->form, "returned_ore", 0, AMOUNT_ORE_MAX, &returned_ore)) {
        return STATUS_INVALID;
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "application", application);
    json_put_int(&params.json, "returned_ore", returned_ore);
    return params_act(
        x, &params, "close_grant", "/agency/grants/%s/reporting", exchange_param(x, "application"));
}
