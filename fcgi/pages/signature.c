/* SPDX-License-Identifier: EUPL-1.2 */
/* What a person is to sign: shown, downloaded, and sent back signed. */
#include "fcgi/views/signature.h"

#include <string.h>

#include "fcgi/pages/agency.h"
#include "fcgi/pages/pages.h"
#include "fcgi/refused_act.h"
#include "fcgi/signing.h"

static enum status show(struct exchange *x, const struct json *document)
{
    view_signature(page_view(x), document);
    return page_send(
        x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Your own signature")));
}

enum status pages_signature(struct exchange *x)
{
    const struct json *document = NULL;
    enum status status = signing_read(x, &document);
    return status == STATUS_OK ? show(x, document) : status;
}

enum status pages_signature_request(struct exchange *x)
{
    const struct json *document = NULL;
    enum status status = signing_read(x, &document);
    if (status != STATUS_OK) {
        return status;
    }
    response_type(&x->response, "application/octet-stream");
    buffer_put(&x->response.body, json_text(document, "request"));
    return STATUS_OK;
}

enum status pages_signature_send(struct exchange *x)
{
    const struct json *document = NULL;
    struct act_reply reply;
    enum status status = signing_read(x, &document);
    if (status != STATUS_OK) {
        return status;
    }
    struct span cms = buffer_span(&x->upload.bytes);
    if (cms.len == 0 || x->upload.too_large) {
        form_error_add(&x->form, "signature", N_("Choose the signature file first."), SPAN(""));
        return show(x, document);
    }
    status = signing_perform(x, document, cms, &reply);
    if (status == STATUS_INVALID && exchange_violations(x, NULL) > 0) {
        return show(x, document);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (exchange_holds(x, "external_auditor")) {
        return page_redirect(x, "/signed", NULL, 0);
    }
    struct span entry = arena_format(x->arena, "%lld", (long long)reply.entry);
    if (x->match.route->audience == ROUTE_GRANTEE) {
        return page_redirect(x, "/receipts/%s", &entry, 1);
    }
    bool batch = span_is(reply.kind, "release_batch");
    return page_redirect(x, batch ? "/agency/batches" : "/agency/", NULL, 0);
}
