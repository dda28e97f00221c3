/* SPDX-License-Identifier: EUPL-1.2 */
/* Accounts of a grant: sending them line by line, and management's sign-off. */
#include "fcgi/views/accounts.h"

#include <string.h>

#include "fcgi/pages/pages.h"
#include "fcgi/pages/sent_rows.h"
#include "fcgi/views/accounts_new.h"
#include "ledger/grants/accounts.h"

enum { NOTE_MAX = 2000, PARAMS_MAX = 60000, VERSION_MAX = 1000000, LINES_MAX = 250 };

/* Part accounts come before the final ones that cover the project as it is now. */
static bool takes_part(const struct json *grant)
{
    struct span end = json_text(grant, "project.to");
    bool covered = false;
    for (const struct json *sent = json_list(grant, "accounts"); sent != NULL; sent = sent->next) {
        covered = covered
                  || (span_is(json_text(sent, "kind"), "final")
                      && span_equal(json_text(sent, "period_to"), end));
    }
    return !covered;
}

static enum status show_form(struct exchange *x, const struct json *grant)
{
    view_accounts_new(page_view(x), grant, takes_part(grant));
    return page_send(x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Send accounts")));
}

enum status pages_accounts_new(struct exchange *x)
{
    const struct json *grant = NULL;
    enum status status = pages_read_id(x, READ_GRANT, "application", &grant);
    return status == STATUS_OK ? show_form(x, grant) : status;
}

/* One line of the form into the params; false when an amount could not be read. */
static bool put_line(struct exchange *x, struct json_writer *json, size_t index)
{
    const char *line_name = arena_printf(x->arena, "lines.%zu.line", index);
    const char *actual_name = arena_printf(x->arena, "lines.%zu.actual_ore", index);
    const char *own_name = arena_printf(x->arena, "lines.%zu.own_funding_ore", index);
    const char *first_name = arena_printf(x->arena, "lines.%zu.first", index);
    const char *last_name = arena_printf(x->arena, "lines.%zu.last", index);
    const char *early_name = arena_printf(x->arena, "lines.%zu.before_award_ore", index);
    if (line_name == NULL || actual_name == NULL || own_name == NULL || first_name == NULL
        || last_name == NULL || early_name == NULL) {
        return false;
    }
    int64_t line = 0;
    int64_t actual_ore = 0;
    int64_t own_ore = 0;
    bool good = form_int(&x->form, line_name, 1, INT32_MAX, &line);
    good = form_amount(&x->form, actual_name, false, &actual_ore) && good;
    good = form_amount(&x->form, own_name, false, &own_ore) && good;
    int64_t early_ore = 0;
    good = form_amount(&x->form, early_name, false, &early_ore) && good;
    bool any = actual_ore > 0 || own_ore > 0 || early_ore > 0;
    struct span first = SPAN("");
    struct span last = SPAN("");
    good = form_day(&x->form, first_name, any, &first) && good;
    good = form_day(&x->form, last_name, any, &last) && good;
    if (good && any) {
        json_open_object(json, NULL);
        json_put_int(json, "line", line);
        json_put_int(json, "actual_ore", actual_ore);
        json_put_int(json, "own_funding_ore", own_ore);
        json_put_text(json, "first", first);
        json_put_text(json, "last", last);
        json_put_int(json, "before_award_ore", early_ore);
        json_close_object(json);
    }
    return good;
}

/* Driving of one line in one year; false when a number could not be read. Nothing typed, nothing
 * said. */
static bool put_drive(struct exchange *x, struct json_writer *json, size_t index, bool *any_out)
{
    const char *line_name = arena_printf(x->arena, "mileage.%zu.line", index);
    const char *year_name = arena_printf(x->arena, "mileage.%zu.year", index);
    const char *km_name = arena_printf(x->arena, "mileage.%zu.km", index);
    const char *paid_name = arena_printf(x->arena, "mileage.%zu.paid_ore", index);
    if (line_name == NULL || year_name == NULL || km_name == NULL || paid_name == NULL) {
        return false;
    }
    if (form_value(&x->form, km_name).len == 0 && form_value(&x->form, paid_name).len == 0) {
        return true;
    }
    int64_t line = 0;
    int64_t year = 0;
    int64_t km = 0;
    int64_t paid_ore = 0;
    bool good = form_int(&x->form, line_name, 1, INT32_MAX, &line);
    good = form_int(&x->form, year_name, 2000, 2099, &year) && good;
    good = form_int(&x->form, km_name, 1, ACCOUNTS_KM_MAX, &km) && good;
    good = form_amount(&x->form, paid_name, true, &paid_ore) && good;
    if (!*any_out) {
        json_open_array(json, "mileage");
        *any_out = true;
    }
    json_open_object(json, NULL);
    json_put_int(json, "line", line);
    json_put_int(json, "year", year);
    json_put_int(json, "km", km);
    json_put_int(json, "paid_ore", paid_ore);
    json_close_object(json);
    return good;
}

static bool put_mileage(struct exchange *x, struct json_writer *json)
{
    bool good = true;
    bool any = false;
    for (size_t i = 0; i < LINES_MAX; i++) {
        const char *name = arena_printf(x->arena, "mileage.%zu.line", i);
        if (name == NULL || form_value(&x->form, name).len == 0) {
            break;
        }
        good = put_drive(x, json, i, &any) && good;
    }
    if (any) {
        json_close_array(json);
    }
    return good;
}

/* The accounts as the act's params. False with errors in the form. */
static bool put_accounts(struct exchange *x, int64_t application, struct buffer *params)
{
    static const char *const kinds[] = {"part", "final", NULL};
    static const char *const vats[] = {"excluded", "not_refunded", NULL};
    struct span kind;
    struct span vat = SPAN("");
    struct span period_to;
    struct span note = SPAN("");
    bool good = form_choice(&x->form, "kind", kinds, &kind);
    good = form_day(&x->form, "period_to", true, &period_to) && good;
    good = form_choice(&x->form, "vat", vats, &vat) && good;
    good = form_lines(&x->form, "note", NOTE_MAX, false, &note) && good;
    struct json_writer json;
    json_writer_init(&json, params);
    json_open_object(&json, NULL);
    json_put_int(&json, "application", application);
    json_put_text(&json, "kind", good ? kind : SPAN(""));
    json_put_text(&json, "period_to", good ? period_to : SPAN(""));
    json_open_array(&json, "lines");
    for (size_t i = 0; i < LINES_MAX; i++) {
        const char *name = arena_printf(x->arena, "lines.%zu.line", i);
        if (name == NULL || form_value(&x->form, name).len == 0) {
            break;
        }
        good = put_line(x, &json, i) && good;
    }
    json_close_array(&json);
    good = put_mileage(x, &json) && good;
    json_put_text(&json, "vat", good ? vat : SPAN(""));
    json_put_text(&json, "note", note);
    json_close_object(&json);
    return good && !params->failed;
}

enum status pages_accounts_send(struct exchange *x)
{
    const struct json *grant = NULL;
    enum status status = pages_read_id(x, READ_GRANT, "application", &grant);
    if (status != STATUS_OK) {
        return status;
    }
    struct buffer params;
    buffer_init(&params, PARAMS_MAX);
    bool good = put_accounts(x, json_int(grant, "application"), &params);
    if (good) {
        status = pages_act(x, "submit_accounts", buffer_span(&params), "/grants/%s",
            exchange_param(x, "application"));
    }
    buffer_free(&params);
    if (status == STATUS_INVALID && strcmp(x->fault.code, "LG102") == 0) {
        (void)exchange_violations(x, json_get(exchange_detail(x), "violations"));
        static const char *const amounts[] = {
            "actual_ore", "own_funding_ore", "before_award_ore", NULL};
        static const char *const driven[] = {"km", "paid_ore", NULL};
        sent_rows_errors(&x->form, SPAN("lines"), amounts);
        sent_rows_errors(&x->form, SPAN("mileage"), driven);
        good = false;
    }
    return good ? status : show_form(x, grant);
}

enum status pages_read_accounts(struct exchange *x, const struct json **accounts_out)
{
    int64_t application = 0;
    int32_t version = 0;
    enum status status = exchange_param_id(x, "application", &application);
    if (status == STATUS_OK) {
        status = exchange_param_int4(x, "version", VERSION_MAX, &version);
    }
    if (status != STATUS_OK) {
        return status;
    }
    return exchange_read(
        x, READ_ACCOUNTS, DB_VALUES(db_int8(application), db_int4(version)), accounts_out);
}

enum status pages_accounts(struct exchange *x)
{
    const struct json *accounts = NULL;
    enum status status = pages_read_accounts(x, &accounts);
    if (status != STATUS_OK) {
        return status;
    }
    view_accounts(page_view(x), accounts, exchange_holds(x, "external_auditor"));
    return page_send(x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Accounts")));
}

enum status pages_sign_off(struct exchange *x)
{
    const struct json *accounts = NULL;
    enum status status = pages_read_accounts(x, &accounts);
    if (status != STATUS_OK) {
        return status;
    }
    struct span sha256;
    if (!form_sha256(&x->form, "sha256", &sha256)) {
        return STATUS_INVALID;
    }
    struct buffer params;
    struct json_writer json;
    buffer_init(&params, PARAMS_MAX);
    json_writer_init(&json, &params);
    json_open_object(&json, NULL);
    json_put_int(&json, "application", json_int(accounts, "application"));
    json_put_int(&json, "version", json_int(accounts, "version"));
    json_put_text(&json, "sha256", sha256);
    json_close_object(&json);
    status = pages_act(x, "sign_off", buffer_span(&params), NULL, SPAN(""));
    buffer_free(&params);
    return pages_code_refused(x, status) ? pages_accounts(x) : status;
}
