/* SPDX-License-Identifier: EUPL-1.2 */
/* Calls as applicants see them. */
#include "fcgi/views/calls.h"

#include "fcgi/pages/pages.h"
#include "fcgi/views/call.h"

enum status pages_calls(struct exchange *x)
{
    const struct json *calls = NULL;
    enum status status = exchange_read(x, READ_CALLS, DB_NO_VALUES, &calls);
    if (status != STATUS_OK) {
        return status;
    }
    view_calls(page_view(x), calls);
    return page_send(x, 200, pages_title(x, N_("Calls")));
}

enum status pages_call(struct exchange *x)
{
    const struct json *call = NULL;
    enum status status = pages_read_name(x, READ_CALL, "call", &call);
    if (status != STATUS_OK) {
        return status;
    }
    struct view *v = page_view(x);
    struct span title = view_local(v, json_at(call, "definition.title"));
    page_deadline(x, title, json_get(call, "deadline"));
    view_call(v, call);
    return page_send(x, 200, title);
}
