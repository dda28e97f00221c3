/* SPDX-License-Identifier: EUPL-1.2 */
/* The bank's answers: statements are imported and payments booked by somebody who had no hand in
 * them; alarms are closed by two. */
#include "fcgi/views/agency_bank.h"

#include "fcgi/pages/agency.h"
#include "fcgi/pages/pages.h"
#include "fcgi/payment.h"
#include "fcgi/views/agency_alarms.h"
#include "ledger/base/amount.h"

static enum status show_bank(struct exchange *x)
{
    const struct json *bank = NULL;
    struct db_value which = db_null();
    int64_t statement = 0;
    if (x->request->method == HTTP_GET
        && form_int(&x->form, "statement", 1, INT64_MAX, &statement)) {
        which = db_int8(statement);
    }
    bool failed = x->request->method != HTTP_GET;
    enum status status = exchange_read(x, READ_BANK, DB_VALUES(which), &bank);
    if (status != STATUS_OK) {
        return status;
    }
    if (!failed) {
        form_init(&x->form, x->arena); /* a query that is no number asks for the newest */
    }
    view_agency_bank(page_view(x), bank);
    return page_send(x, failed ? 422 : 200, pages_title(x, N_("Bank")));
}

enum status agency_bank(struct exchange *x)
{
    return show_bank(x);
}

static enum status refuse_file(struct exchange *x, const char *msgid)
{
    form_error_add(&x->form, "file", msgid, SPAN(""));
    fault_clear(&x->fault);
    return show_bank(x);
}

enum status agency_bank_import(struct exchange *x)
{
    struct statement statement;
    const char *reason = NULL;
    struct span bytes = buffer_span(&x->upload.bytes);
    if (bytes.len == 0 || x->upload.too_large) {
        return refuse_file(x, N_("Choose the bank's file first."));
    }
    enum status status = statement_read(x->arena, bytes, &statement, &reason);
    if (status == STATUS_LIMIT) {
        return refuse_file(x,
            N_("The file holds too much. Ask the bank for one of each day, at most 300 movements."));
    }
    if (status != STATUS_OK) {
        return refuse_file(x,
            N_("This is no camt.053 or camt.054 that adds up: booked movements in kroner, each with the "
               "bank's number, between its own balances."));
    }
    struct params params;
    params_begin(&params);
    status = payment_put_statement(x, bytes, &statement, &params.json);
    if (status != STATUS_OK) {
        params_end(&params);
        return status;
    }
    status = params_act(x, &params, "import_statement", "/agency/bank", SPAN(""));
    return status == STATUS_INVALID && exchange_violations(x, NULL) > 0 ? show_bank(x) : status;
}

enum status agency_bank_book(struct exchange *x)
{
    int64_t statement = 0;
    int64_t total_ore = 0;
    int64_t one = 0; /* a movement by itself: its alarm is closed */
    const struct json *bank = NULL;
    if (!form_int(&x->form, "statement", 1, INT64_MAX, &statement)
        || !form_int(&x->form, "total_ore", 1, AMOUNT_ORE_MAX, &total_ore)
        || (form_value(&x->form, "line").len > 0
            && !form_int(&x->form, "line", 1, STATEMENT_LINES_MAX, &one))) {
        return STATUS_INVALID;
    }
    enum status status = exchange_read(x, READ_BANK, DB_VALUES(db_int8(statement)), &bank);
    if (status != STATUS_OK) {
        return status;
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "statement", statement);
    json_open_array(&params.json, "lines");
    const struct json *bookable = one > 0 ? NULL : json_list(bank, "bookable.lines");
    for (const struct json *line = bookable; line != NULL; line = line->next) {
        json_put_int(&params.json, NULL, line->integer);
    }
    if (one > 0) {
        json_put_int(&params.json, NULL, one);
    }
    json_close_array(&params.json);
    json_put_int(&params.json, "total_ore", total_ore);
    return params_act(x, &params, "book_payments", "/agency/bank", SPAN(""));
}

enum status agency_bank_repayment(struct exchange *x)
{
    int64_t statement = 0;
    int64_t line = 0;
    int64_t application = 0;
    int64_t amount_ore = 0;
    if (!form_int(&x->form, "statement", 1, INT64_MAX, &statement)
        || !form_int(&x->form, "line", 1, STATEMENT_LINES_MAX, &line)
        || !form_int(&x->form, "application", 1, INT64_MAX, &application)
        || !form_int(&x->form, "amount_ore", 1, AMOUNT_ORE_MAX, &amount_ore)) {
        return STATUS_INVALID;
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "statement", statement);
    json_put_int(&params.json, "line", line);
    json_put_int(&params.json, "application", application);
    json_put_int(&params.json, "amount_ore", amount_ore);
    return params_act(x, &params, "book_repayment", "/agency/bank", SPAN(""));
}

enum status agency_alarms(struct exchange *x)
{
    const struct json *alarms = NULL;
    enum status status = exchange_read(x, READ_ALARMS, DB_NO_VALUES, &alarms);
    if (status != STATUS_OK) {
        return status;
    }
    view_agency_alarms(page_view(x), alarms);
    return page_send(x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Alarms")));
}

enum status agency_alarm_explain(struct exchange *x)
{
    int64_t alarm = 0;
    struct span reason = span_trim(form_value(&x->form, "reason"));
    if (!form_int(&x->form, "alarm", 1, INT32_MAX, &alarm)) {
        return STATUS_INVALID;
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "alarm", alarm);
    json_put_text(&params.json, "reason", reason);
    if (reason.len == 0) {
        const char *field = arena_printf(x->arena, "reason-%lld", (long long)alarm);
        params_end(&params);
        form_error_add(
            &x->form, field == NULL ? "reason" : field, N_("Write what it was."), SPAN(""));
        return agency_alarms(x);
    }
    return params_act(x, &params, "explain_alarm", "/agency/alarms", SPAN(""));
}

enum status agency_alarm_close(struct exchange *x)
{
    int64_t alarm = 0;
    int64_t proposal = 0;
    if (!form_int(&x->form, "alarm", 1, INT32_MAX, &alarm)
        || !form_int(&x->form, "proposal_entry", 1, INT64_MAX, &proposal)) {
        return STATUS_INVALID;
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "alarm", alarm);
    json_put_int(&params.json, "proposal_entry", proposal);
    return params_act(x, &params, "close_alarm", "/agency/alarms", SPAN(""));
}
