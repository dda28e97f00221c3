/* SPDX-License-Identifier: EUPL-1.2 */
/* Results and reports of a grant as its grantee sees them. */
#include "fcgi/views/reporting.h"

#include "fcgi/pages/pages.h"

enum status pages_reporting(struct exchange *x)
{
    const struct json *reporting = NULL;
    enum status status = pages_read_id(x, READ_REPORTING, "application", &reporting);
    if (status != STATUS_OK) {
        return status;
    }
    view_reporting(page_view(x), reporting);
    return page_send(x, 200, pages_title(x, N_("Results and reports")));
}
