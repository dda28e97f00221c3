/* SPDX-License-Identifier: EUPL-1.2 */
/* The own second factor, and for administrators who gets and loses one. */
#include "fcgi/views/second_factor.h"

#include <string.h>

#include "fcgi/factor_code.h"
#include "fcgi/pages/agency.h"
#include "fcgi/pages/pages.h"
#include "fcgi/qr.h"
#include "fcgi/views/second_factors.h"

enum { PATH_MAX_LEN = 65536, ID_MAX = 900000000, QUERY_MAX = 100 };

bool pages_code_refused(struct exchange *x, enum status status)
{
    const char *code = x->fault.code;
    if (status != STATUS_DENIED) {
        return false;
    }
    const struct json *detail = exchange_detail(x);
    const char *message = NULL;
    if (strcmp(code, "LG411") == 0) {
        struct span factor = json_text(detail, "factor");
        message = span_is(factor, "active") ? N_("Type the six digits that your app shows.")
                  : span_is(factor, "open") ? N_("Your second factor is not set up yet.")
                                            : N_("You have no second factor yet.");
    } else if (strcmp(code, "LG412") == 0) {
        message = span_is(json_text(detail, "reason"), "used")
                      ? N_("This code has been used. Wait for the next one in your app.")
                      : N_("The code is wrong. Wait for the next one in your app.");
    } else if (strcmp(code, "LG413") == 0) {
        message = N_("Too many wrong codes. Wait at least a quarter of an hour.");
    }
    if (message == NULL) {
        return false;
    }
    form_error_add(&x->form, "code", message, SPAN(""));
    fault_clear(&x->fault);
    return true;
}

static enum status show(struct exchange *x, const struct factor_seed *seed)
{
    const struct json *factor = NULL;
    int64_t size = 0;
    struct buffer path;
    enum status status = exchange_read(x, READ_SECOND_FACTOR, DB_NO_VALUES, &factor);
    buffer_init(&path, PATH_MAX_LEN);
    if (status == STATUS_OK && seed != NULL) {
        status = qr_put_path(&path, seed->uri.data, &size);
    }
    if (status == STATUS_OK) {
        view_second_factor(page_view(x), factor, seed, buffer_span(&path), size);
        status =
            page_send(x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Second factor")));
    }
    buffer_free(&path);
    return status;
}

enum status pages_factor(struct exchange *x)
{
    return show(x, NULL);
}

/* The only answer that ever holds the key; no redirect, as nothing may keep it until then. */
enum status pages_factor_seed(struct exchange *x)
{
    struct factor_seed seed;
    enum status status = factor_seed_make(x, &seed);
    return status == STATUS_OK ? show(x, &seed) : status;
}

enum status pages_factor_activate(struct exchange *x)
{
    int64_t proposal = 0;
    struct params params;
    if (!form_int(&x->form, "proposal", 1, ID_MAX, &proposal)) {
        return STATUS_INVALID;
    }
    params_begin(&params);
    json_put_int(&params.json, "proposal", proposal);
    bool agency = x->config->audience == ROUTE_AGENCY;
    enum status status = params_act(x, &params, "activate_factor",
        agency ? "/agency/second-factor" : "/second-factor", SPAN(""));
    return pages_code_refused(x, status) ? show(x, NULL) : status;
}

enum status agency_factors(struct exchange *x)
{
    const struct json *factors = NULL;
    struct span query = SPAN("");
    enum status status = STATUS_OK;
    if (form_text(&x->form, "q", QUERY_MAX, false, &query)) {
        status = exchange_read(x, READ_SECOND_FACTORS, DB_VALUES(db_text(query)), &factors);
    }
    if (status != STATUS_OK) {
        return status;
    }
    view_second_factors(page_view(x), factors);
    return page_send(x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Second factors")));
}

enum status agency_factor_propose(struct exchange *x)
{
    static const char *const changes[] = {"enrol", "revoke", NULL};
    int64_t person = 0;
    struct span change;
    struct params params;
    if (!form_int(&x->form, "person", 1, ID_MAX, &person)
        || !form_choice(&x->form, "change", changes, &change)) {
        return STATUS_INVALID;
    }
    params_begin(&params);
    json_put_int(&params.json, "person", person);
    json_put_text(&params.json, "change", change);
    return params_act(x, &params, "propose_factor", "/agency/second-factors", SPAN(""));
}

enum status agency_factor_confirm(struct exchange *x)
{
    int64_t proposal = 0;
    struct params params;
    enum status status = exchange_param_id(x, "proposal", &proposal);
    if (status != STATUS_OK) {
        return status;
    }
    params_begin(&params);
    json_put_int(&params.json, "proposal", proposal);
    return params_act(x, &params, "confirm_factor", "/agency/second-factors", SPAN(""));
}
