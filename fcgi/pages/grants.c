/* SPDX-License-Identifier: EUPL-1.2 */
/* Grants as their grantee sees them. */
#include "fcgi/views/grants.h"

#include "fcgi/pages/pages.h"
#include "fcgi/views/grant.h"

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
