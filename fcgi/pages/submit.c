/* SPDX-License-Identifier: EUPL-1.2 */
/* Sending an application: the summary of the exact version, and the act. */
#include <string.h>

#include "fcgi/pages/pages.h"
#include "fcgi/views/application_submit.h"

enum { VERSION_MAX = 1000000, PARAMS_MAX = 512 };

enum status pages_submit(struct exchange *x)
{
    const struct json *application = NULL;
    enum status status = pages_read_id(x, READ_APPLICATION, "application", &application);
    if (status != STATUS_OK) {
        return status;
    }
    struct view *v = page_view(x);
    pages_deadline(x, json_get(application, "call"));
    view_application_submit(v, application);
    return page_send(x, 200, pages_title(x, N_("Send application")));
}

enum status pages_submit_send(struct exchange *x)
{
    int64_t application = 0;
    enum status status = exchange_param_id(x, "application", &application);
    if (status != STATUS_OK) {
        return status;
    }
    int64_t version = 0;
    struct span sha256;
    if (!form_int(&x->form, "version", 1, VERSION_MAX, &version)
        || !form_sha256(&x->form, "sha256", &sha256)) {
        return STATUS_INVALID;
    }
    struct buffer params;
    struct json_writer json;
    buffer_init(&params, PARAMS_MAX);
    json_writer_init(&json, &params);
    json_open_object(&json, NULL);
    json_put_int(&json, "application", application);
    json_put_int(&json, "version", version);
    json_put_text(&json, "sha256", sha256);
    int64_t kept = 0;
    if (form_value(&x->form, "kept").len > 0
        && form_int(&x->form, "kept", 1, INT64_C(900000000000000000), &kept)) {
        json_put_int(&json, "kept", kept); /* pressed before, with a login that had ended */
    }
    json_close_object(&json);
    status = pages_act(x, "submit", buffer_span(&params), NULL, SPAN(""));
    buffer_free(&params);
    if (status == STATUS_INVALID && strcmp(x->fault.code, "LG102") == 0) {
        return pages_submit(x); /* says what is missing; nothing was sent and nothing is lost */
    }
    return status;
}
