/* SPDX-License-Identifier: EUPL-1.2 */
/* Grants as their grantee sees them. */
#include "fcgi/views/grants.h"

#include "fcgi/pages/pages.h"
#include "fcgi/pages/params.h"
#include "fcgi/views/grant.h"
#include "ledger/base/amount.h"

enum status pages_grants(struct exchange *x)
{
    const struct json *grants = NULL;
    enum status status = exchange_read(x, READ_GRANTS, DB_NO_VALUES, &grants);
    if (status != STATUS_OK) {
        return status;
    }
    view_grants(page_view(x), grants);
    return page_send(x, 200, pages_title(x, N_("Grants")));
}

enum status pages_grant(struct exchange *x)
{
    const struct json *grant = NULL;
    enum status status = pages_read_id(x, READ_GRANT, "application", &grant);
    if (status != STATUS_OK) {
        return status;
    }
    view_grant(page_view(x), grant);
    return page_send(x, 200, json_text(grant, "title"));
}

enum status pages_receipt_confirm(struct exchange *x)
{
    int64_t instalment = 0;
    int64_t amount_ore = 0;
    if (!form_int(&x->form, "instalment", 1, INT64_MAX, &instalment)
        || !form_int(&x->form, "amount_ore", 1, AMOUNT_ORE_MAX, &amount_ore)) {
        return STATUS_INVALID;
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "instalment", instalment);
    json_put_int(&params.json, "amount_ore", amount_ore);
    return params_act(
        x, &params, "confirm_receipt", "/grants/%s", exchange_param(x, "application"));
}
