/* SPDX-License-Identifier: EUPL-1.2 */
/* The audit firm of a grant, what an external auditor is to sign, and the signed opinion. */
#include "fcgi/views/auditor.h"

#include <string.h>

#include "fcgi/attachment.h"
#include "fcgi/pages/pages.h"
#include "fcgi/pages/params.h"
#include "fcgi/views/audits.h"
#include "ledger/base/digest.h"
#include "ledger/files.h"

enum { CVR_LEN = 8, NUMBER_MAX = 60, NOTE_MAX = 2000 };

static const char *const opinions[] = {
    "clean", "emphasis", "qualified", "adverse", "disclaimer", NULL};

static enum status show(struct exchange *x, const struct json *document)
{
    view_auditor(page_view(x), document);
    return page_send(x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Audit firm")));
}

enum status pages_auditor(struct exchange *x)
{
    const struct json *document = NULL;
    enum status status = pages_read_id(x, READ_AUDITOR, "application", &document);
    return status == STATUS_OK ? show(x, document) : status;
}

enum status pages_auditor_appoint(struct exchange *x)
{
    const struct json *document = NULL;
    enum status status = pages_read_id(x, READ_AUDITOR, "application", &document);
    if (status != STATUS_OK) {
        return status;
    }
    struct span firm = form_value(&x->form, "firm");
    if (firm.len != CVR_LEN) {
        form_error_add(&x->form, "firm", N_("Choose the audit firm."), SPAN(""));
        return show(x, document);
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "application", json_int(document, "application"));
    json_put_text(&params.json, "firm", firm);
    return params_act(
        x, &params, "appoint_auditor", "/grants/%s/auditor", exchange_param(x, "application"));
}

enum status pages_auditor_withdraw(struct exchange *x)
{
    const struct json *document = NULL;
    int64_t appointment = 0;
    struct span reason = SPAN("");
    enum status status = pages_read_id(x, READ_AUDITOR, "application", &document);
    if (status != STATUS_OK) {
        return status;
    }
    if (!form_int(&x->form, "appointment_entry", 1, INT64_MAX, &appointment)) {
        return STATUS_INVALID;
    }
    if (!form_lines(&x->form, "reason", NOTE_MAX, true, &reason)) {
        return show(x, document);
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "application", json_int(document, "application"));
    json_put_int(&params.json, "appointment_entry", appointment);
    json_put_text(&params.json, "reason", reason);
    return params_act(
        x, &params, "withdraw_auditor", "/grants/%s/auditor", exchange_param(x, "application"));
}

enum status pages_audits(struct exchange *x)
{
    const struct json *audits = NULL;
    enum status status = exchange_read(x, READ_AUDITS, DB_NO_VALUES, &audits);
    if (status != STATUS_OK) {
        return status;
    }
    view_audits(page_view(x), audits);
    return page_send(x, 200, pages_title(x, N_("Accounts to audit")));
}

/* The report that came with the form, kept in the store. False with an error in the form. */
static bool keep_report(struct exchange *x, struct digest *sha256_out, enum status *status_out)
{
    struct span bytes = buffer_span(&x->upload.bytes);
    const char *type = file_media_type(bytes);
    *status_out = STATUS_OK;
    if (x->upload.too_large || bytes.len == 0) {
        form_error_add(&x->form, "report",
            x->upload.too_large ? N_("The file is too large. At most 20 MB.")
                                : N_("Choose the report first, a PDF file."),
            SPAN(""));
        return false;
    }
    if (type == NULL || strcmp(type, "application/pdf") != 0) {
        form_error_add(&x->form, "report", N_("The report must be a PDF file."), SPAN(""));
        return false;
    }
    const struct kept_file file = {
        .person = x->identity->person, .field = SPAN("report"), .bytes = bytes};
    *status_out = file_keep(x->service, x->arena, &file, sha256_out, &x->fault);
    if (*status_out == STATUS_INVALID && exchange_violations(x, NULL) > 0) {
        fault_clear(&x->fault); /* the page says it at the file */
    }
    return *status_out == STATUS_OK;
}

static bool put_opinion(struct exchange *x, const struct json *accounts, struct params *params)
{
    struct span sha256;
    struct span opinion;
    struct span number = SPAN("");
    struct span note = SPAN("");
    bool good = form_sha256(&x->form, "sha256", &sha256);
    good = form_choice(&x->form, "opinion", opinions, &opinion) && good;
    good = form_text(&x->form, "auditor_number", NUMBER_MAX, true, &number) && good;
    good = form_lines(&x->form, "note", NOTE_MAX, false, &note) && good;
    if (!good) {
        return false;
    }
    json_put_int(&params->json, "application", json_int(accounts, "application"));
    json_put_int(&params->json, "version", json_int(accounts, "version"));
    json_put_text(&params->json, "sha256", sha256);
    json_put_text(&params->json, "opinion", opinion);
    json_put_text(&params->json, "auditor_number", number);
    enum status status = STATUS_OK;
    struct digest report;
    if (!keep_report(x, &report, &status)) {
        return false;
    }
    char hex[DIGEST_HEX_LEN + 1];
    digest_hex(&report, hex);
    json_put_text(&params->json, "report_sha256", span_from(hex));
    json_put_text(&params->json, "note", note);
    return true;
}

enum status pages_endorse(struct exchange *x)
{
    const struct json *accounts = NULL;
    enum status status = pages_read_accounts(x, &accounts);
    if (status != STATUS_OK) {
        return status;
    }
    struct params params;
    params_begin(&params);
    if (!put_opinion(x, accounts, &params)) {
        params_end(&params);
        return x->form.error_count > 0 ? pages_accounts(x) : STATUS_UNAVAILABLE;
    }
    status = params_act(x, &params, "endorse_accounts", "/signed", SPAN(""));
    bool shown = status == STATUS_INVALID && exchange_violations(x, NULL) > 0;
    return shown ? pages_accounts(x) : status;
}

/* The auditor's report on {version}, as something to be saved. */
enum status pages_report(struct exchange *x)
{
    const struct json *accounts = NULL;
    struct span sha256 = SPAN("");
    struct span name = SPAN("");
    enum status status = pages_read_accounts(x, &accounts);
    if (status == STATUS_OK) {
        status = attachment_report(x, accounts, &sha256, &name);
    }
    return status == STATUS_OK ? attachment_send(x, sha256, SPAN("application/pdf"), name) : status;
}
