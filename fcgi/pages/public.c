/* SPDX-License-Identifier: EUPL-1.2 */
/* The public server: what everyone may see, without a certificate. */
#include "fcgi/pages/pages.h"
#include "fcgi/views/public_awards.h"
#include "fcgi/views/public_call.h"
#include "fcgi/views/public_calls.h"
#include "fcgi/views/public_home.h"

enum status pages_public_home(struct exchange *x)
{
    const struct json *calls = NULL;
    enum status status = exchange_read(x, READ_PUBLISHED_CALLS, DB_NO_VALUES, &calls);
    if (status != STATUS_OK) {
        return status;
    }
    view_public_home(page_view(x), calls);
    return page_send(x, 200, pages_title(x, N_("Home")));
}

enum status pages_public_calls(struct exchange *x)
{
    const struct json *calls = NULL;
    enum status status = exchange_read(x, READ_PUBLISHED_CALLS, DB_NO_VALUES, &calls);
    if (status != STATUS_OK) {
        return status;
    }
    view_public_calls(page_view(x), calls);
    return page_send(x, 200, pages_title(x, N_("Calls")));
}

enum status pages_public_call(struct exchange *x)
{
    const struct json *call = NULL;
    enum status status = pages_read_name(x, READ_PUBLISHED_CALL, "call", &call);
    if (status != STATUS_OK) {
        return status;
    }
    struct view *v = page_view(x);
    struct span title = view_local(v, json_at(call, "definition.title"));
    page_deadline(x, title, json_get(call, "deadline"));
    view_public_call(v, call);
    return page_send(x, 200, title);
}

enum status pages_public_awards(struct exchange *x)
{
    const struct json *awards = NULL;
    enum status status = exchange_read(x, READ_PUBLISHED_AWARDS, DB_NO_VALUES, &awards);
    if (status != STATUS_OK) {
        return status;
    }
    view_public_awards(page_view(x), awards);
    return page_send(x, 200, pages_title(x, N_("Awarded grants")));
}
