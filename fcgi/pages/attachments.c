/* SPDX-License-Identifier: EUPL-1.2 */
/* Files of an application as pages handle them: download, upload, removal. */
#include <string.h>

#include "fcgi/attachment.h"
#include "fcgi/pages/agency.h"
#include "fcgi/pages/pages.h"
#include "ledger/drafts.h"

enum { VERSION_MAX = 1000000 };

/* The row of a list of {"slot":…} documents; NULL when there is none. */
static const struct json *find_slot(const struct json *list, struct span slot)
{
    for (const struct json *row = list == NULL ? NULL : list->child; row != NULL; row = row->next) {
        if (span_equal(json_text(row, "slot"), slot)) {
            return row;
        }
    }
    return NULL;
}

enum status pages_attachment(struct exchange *x)
{
    const struct json *application = NULL;
    enum status status = pages_read_id(x, READ_APPLICATION, "application", &application);
    if (status != STATUS_OK) {
        return status;
    }
    const struct json *slot = find_slot(json_get(application, "slots"), exchange_param(x, "slot"));
    if (json_text(slot, "file.sha256").len == 0) {
        return STATUS_NOT_FOUND;
    }
    return attachment_send(x, json_text(slot, "file.sha256"), json_text(slot, "file.media_type"),
        json_text(slot, "file.filename"));
}

/* A file that was sent with the application, of `files` in what this read answers. */
static enum status send_of_slot(struct exchange *x, enum read what, const char *files)
{
    const struct json *document = NULL;
    enum status status = pages_read_id(x, what, "application", &document);
    if (status != STATUS_OK) {
        return status;
    }
    const struct json *file = find_slot(json_at(document, files), exchange_param(x, "slot"));
    if (file == NULL) {
        return STATUS_NOT_FOUND;
    }
    return attachment_send(
        x, json_text(file, "sha256"), json_text(file, "media_type"), json_text(file, "filename"));
}

enum status pages_agency_attachment(struct exchange *x)
{
    return send_of_slot(x, READ_AGENCY_APPLICATION, "submission.files");
}

enum status pages_grant_attachment(struct exchange *x)
{
    return send_of_slot(x, READ_GRANT, "files");
}

/* Back to the editor with the error at the slot's field; the stored draft is as it was. */
static enum status show_error(struct exchange *x, const char *msgid)
{
    struct span slot = exchange_param(x, "slot");
    const char *field = arena_printf(x->arena, "attachments.%.*s", (int)slot.len, slot.data);
    if (field == NULL) {
        return STATUS_LIMIT;
    }
    form_init(&x->form, x->arena);
    form_error_add(&x->form, field, msgid, SPAN(""));
    fault_clear(&x->fault);
    return pages_application(x);
}

static enum status store(struct exchange *x)
{
    int64_t version = 0;
    struct attachment_upload upload = {
        .slot = exchange_param(x, "slot"),
        .file_name = x->upload.file_name,
        .bytes = buffer_span(&x->upload.bytes),
    };
    enum status status = exchange_param_id(x, "application", &upload.application);
    if (status != STATUS_OK) {
        return status;
    }
    if (!form_int(&x->form, "version", 1, VERSION_MAX, &version)) {
        return STATUS_INVALID;
    }
    upload.if_version = (int32_t)version;
    struct span draft;
    return attachment_store(x, &upload, &draft);
}

static enum status back(struct exchange *x)
{
    struct span id = exchange_param(x, "application");
    return page_redirect(x, "/applications/%s?saved=1#attachments", &id, 1);
}

enum status pages_attachment_upload(struct exchange *x)
{
    if (x->upload.too_large) {
        return show_error(x, N_("The file is too large. At most 20 MB."));
    }
    enum status status = store(x);
    if (status == STATUS_OK) {
        return back(x);
    }
    if (strcmp(x->fault.code, "EMPTY") == 0) {
        return show_error(x, N_("Choose a file first. The file was empty or none was chosen."));
    }
    if (strcmp(x->fault.code, "TYPE") == 0) {
        return show_error(
            x, N_("This kind of file is not accepted. Use PDF, Word, Excel or OpenDocument."));
    }
    if (strcmp(x->fault.code, "NAME") == 0) {
        return show_error(x, N_("The name must end as this kind of file does: .pdf, .docx, .xlsx, "
                                ".odt, .ods, .doc or .xls."));
    }
    if (strcmp(x->fault.code, "LG503") == 0) {
        return show_error(
            x, N_("The draft was saved by somebody else in the meantime. Upload the file again."));
    }
    if (status == STATUS_INVALID && strcmp(x->fault.code, "LG102") == 0) {
        form_init(&x->form, x->arena);
        return exchange_violations(x, NULL) > 0 ? pages_application(x) : status;
    }
    return status;
}

enum status pages_attachment_remove(struct exchange *x)
{
    int64_t application = 0;
    int64_t version = 0;
    enum status status = exchange_param_id(x, "application", &application);
    if (status != STATUS_OK) {
        return status;
    }
    if (!form_int(&x->form, "version", 1, VERSION_MAX, &version)) {
        return STATUS_INVALID;
    }
    struct span draft;
    const struct draft_version of = {
        .person = x->identity->person,
        .application = application,
        .if_version = (int32_t)version,
    };
    status = draft_detach(x->service, x->arena, &of, exchange_param(x, "slot"), &draft, &x->fault);
    return status == STATUS_OK ? back(x) : status;
}
