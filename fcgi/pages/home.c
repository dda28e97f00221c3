/* SPDX-License-Identifier: EUPL-1.2 */
/* The first page of a grantee's people, and the pages about the portal itself. */
#include "fcgi/views/home.h"

#include "fcgi/pages/pages.h"
#include "fcgi/views/about.h"
#include "fcgi/views/accessibility.h"

#define CONTACT "puljer@styrelsen.example"

enum status pages_home(struct exchange *x)
{
    const struct json *tasks = NULL;
    const struct json *me = NULL;
    enum status status = exchange_read(x, READ_ME, DB_NO_VALUES, &me);
    if (status == STATUS_OK) {
        status = exchange_read(x, READ_TASKS, DB_NO_VALUES, &tasks);
    }
    if (status != STATUS_OK) {
        return status;
    }
    struct span kind = json_text(me, "organisation.kind");
    if (span_is(kind, "agency") || span_is(kind, "state_auditor")) {
        return page_redirect(x, "/agency/", NULL, 0); /* whoever opens the site by its name alone */
    }
    view_home(page_view(x), tasks, me);
    return page_send(x, 200, pages_title(x, N_("Home")));
}

enum status pages_about(struct exchange *x)
{
    view_about(page_view(x), x->simulated);
    return page_send(x, 200, pages_title(x, N_("About the portal")));
}

enum status pages_accessibility(struct exchange *x)
{
    view_accessibility(page_view(x), SPAN(CONTACT));
    return page_send(x, 200, pages_title(x, N_("Accessibility")));
}

enum status pages_language(struct exchange *x)
{
    enum { YEAR_S = 365 * 24 * 3600 };
    static const char *const codes[] = {"da", "en", NULL};
    struct span code;
    if (!form_choice(&x->form, "language", codes, &code)) {
        return STATUS_INVALID;
    }
    response_cookie(&x->response, "language", code, YEAR_S);
    struct span back = form_value(&x->form, "return");
    response_redirect(&x->response, response_may_redirect(back) ? back : SPAN("/"));
    return STATUS_OK;
}
