/* SPDX-License-Identifier: EUPL-1.2 */
/* Instalments and payments: prepared by an officer, approved and released by two finance persons.
 */
#include "fcgi/computation.h"
#include "fcgi/pages/agency.h"
#include "fcgi/pages/instalments.h"
#include "fcgi/pages/pages.h"
#include "fcgi/payment.h"
#include "fcgi/views/agency_accounts.h"
#include "fcgi/views/agency_batch.h"
#include "fcgi/views/agency_batches.h"
#include "fcgi/views/agency_instalment.h"
#include "fcgi/views/agency_instalments.h"
#include "ledger/base/amount.h"

enum { VERSION_MAX = 1000000 };

static enum status read_ids(struct exchange *x, int64_t *application_out, int32_t *version_out)
{
    enum status status = exchange_param_id(x, "application", application_out);
    if (status == STATUS_OK) {
        status = exchange_param_int4(x, "version", VERSION_MAX, version_out);
    }
    return status;
}

enum status agency_accounts(struct exchange *x)
{
    int64_t application = 0;
    int32_t version = 0;
    const struct json *accounts = NULL;
    const struct json *computation = NULL;
    enum status status = read_ids(x, &application, &version);
    if (status == STATUS_OK) {
        status = exchange_read(
            x, READ_ACCOUNTS, DB_VALUES(db_int8(application), db_int4(version)), &accounts);
    }
    if (status == STATUS_OK) {
        status = exchange_read(x, READ_INSTALMENT_COMPUTATION,
            DB_VALUES(db_int8(application), db_int4(version)), &computation);
    }
    if (status != STATUS_OK) {
        return status;
    }
    view_agency_accounts(page_view(x), accounts, computation);
    return page_send(x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Accounts")));
}

enum status agency_prepare(struct exchange *x)
{
    int64_t application = 0;
    int32_t version = 0;
    int64_t amount_ore = 0;
    enum status status = read_ids(x, &application, &version);
    if (status != STATUS_OK) {
        return status;
    }
    if (!form_int(&x->form, "amount_ore", 1, AMOUNT_ORE_MAX, &amount_ore)) {
        return STATUS_INVALID;
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "application", application);
    json_put_int(&params.json, "accounts_version", version);
    json_put_int(&params.json, "amount_ore", amount_ore);
    struct instalment_wanted wanted = {.version = version, .amount_ore = amount_ore};
    status = computation_put(x, application, &wanted, &params.json);
    if (status != STATUS_OK) {
        params_end(&params);
        return status;
    }
    return params_act(
        x, &params, "prepare_instalment", "/agency/grants/%s", exchange_param(x, "application"));
}

enum status agency_instalments(struct exchange *x)
{
    const struct json *instalments = NULL;
    enum status status = exchange_read(x, READ_INSTALMENTS, DB_NO_VALUES, &instalments);
    if (status != STATUS_OK) {
        return status;
    }
    view_agency_instalments(page_view(x), instalments);
    return page_send(x, 200, pages_title(x, N_("Instalments")));
}

enum status agency_instalment(struct exchange *x)
{
    const struct json *instalment = NULL;
    enum status status = pages_read_id(x, READ_INSTALMENT, "instalment", &instalment);
    if (status != STATUS_OK) {
        return status;
    }
    view_agency_instalment(page_view(x), instalment);
    return page_send(x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Instalment")));
}

enum status agency_approve(struct exchange *x)
{
    int64_t instalment = 0;
    int64_t amount_ore = 0;
    enum status status = exchange_param_id(x, "instalment", &instalment);
    if (status != STATUS_OK) {
        return status;
    }
    if (!form_int(&x->form, "amount_ore", 1, AMOUNT_ORE_MAX, &amount_ore)) {
        return STATUS_INVALID;
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "instalment", instalment);
    json_put_int(&params.json, "amount_ore", amount_ore);
    status = params_act(x, &params, "approve_instalment", "/agency/instalments/%s",
        exchange_param(x, "instalment"));
    return pages_code_refused(x, status) ? agency_instalment(x) : status;
}

enum status agency_batches(struct exchange *x)
{
    const struct json *batches = NULL;
    const struct json *open = NULL;
    enum status status = exchange_read(x, READ_BATCHES, DB_NO_VALUES, &batches);
    if (status == STATUS_OK) {
        status = exchange_read(x, READ_INSTALMENTS, DB_NO_VALUES, &open);
    }
    if (status != STATUS_OK) {
        return status;
    }
    view_agency_batches(page_view(x), batches, open);
    return page_send(x, 200, pages_title(x, N_("Payments")));
}

enum status agency_release(struct exchange *x)
{
    int64_t total_ore = 0;
    if (!form_int(&x->form, "total_ore", 1, AMOUNT_ORE_MAX, &total_ore)) {
        return STATUS_INVALID;
    }
    struct params params;
    struct span ids = SPAN("");
    params_begin(&params);
    if (instalments_put(x, &params.json, "instalments") == 0 || !instalments_list(x, &ids)) {
        params_end(&params);
        return STATUS_INVALID;
    }
    json_put_int(&params.json, "total_ore", total_ore);
    enum status status = payment_put(x, ids, &params.json);
    if (status != STATUS_OK) {
        params_end(&params);
        return status;
    }
    return params_act(x, &params, "release_batch", "/agency/batches", SPAN(""));
}

enum status agency_batch(struct exchange *x)
{
    const struct json *batch = NULL;
    enum status status = pages_read_id(x, READ_BATCH, "batch", &batch);
    if (status != STATUS_OK) {
        return status;
    }
    view_agency_batch(page_view(x), batch);
    return page_send(x, 200, pages_title(x, N_("Batch")));
}

enum status agency_payment_file(struct exchange *x)
{
    return payment_send(x);
}
