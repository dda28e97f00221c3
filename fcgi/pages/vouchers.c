/* SPDX-License-Identifier: EUPL-1.2 */
/* Vouchers on request as pages: gathered line by line, sent as one answer, judged and decided. */
#include "fcgi/pages/vouchers.h"

#include <string.h>

#include "fcgi/attachment.h"
#include "fcgi/pages/decision_form.h"
#include "fcgi/pages/pages.h"
#include "fcgi/pages/params.h"
#include "fcgi/views/vouchers.h"
#include "fcgi/web/pasted.h"
#include "ledger/drafts.h"
#include "ledger/files.h"

#define GRANTEE_PAGE "/grants/%s/vouchers"
#define AGENCY_PAGE  "/agency/grants/%s/vouchers"

enum { NOTE_MAX = 2000, LINES_MAX = 1000000, VERSION_MAX = 1000000 };

const struct json *vouchers_asked(const struct json *doc)
{
    for (const struct json *row = json_list(doc, "requests"); row != NULL; row = row->next) {
        if (!json_bool(row, "voided")) {
            return row;
        }
    }
    return NULL;
}

const struct json *vouchers_result(const struct json *request, const struct json *line)
{
    for (const struct json *row = json_list(request, "judgements"); row != NULL; row = row->next) {
        if (!span_is(json_text(row, "decision"), "accept")) {
            continue;
        }
        for (const struct json *found = json_list(row, "lines"); found != NULL;
             found = found->next) {
            if (json_int(found, "line") == json_int(line, "line")) {
                return found;
            }
        }
    }
    return NULL;
}

const char *vouchers_field(struct view *v, const struct json *line, const char *leaf)
{
    const char *name = arena_printf(v->arena, "vouchers.%lld%s%s",
        (long long)json_int(line, "line"), leaf[0] == '\0' ? "" : ".", leaf);
    return name == NULL ? "vouchers" : name;
}

static enum status show(struct exchange *x, const struct json *doc)
{
    view_vouchers(page_view(x), doc, x->match.route->audience == ROUTE_AGENCY);
    return page_send(x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Vouchers")));
}

enum status pages_vouchers(struct exchange *x)
{
    const struct json *doc = NULL;
    enum status status = pages_read_id(x, READ_VOUCHERS, "application", &doc);
    return status == STATUS_OK ? show(x, doc) : status;
}

enum status pages_voucher_file(struct exchange *x)
{
    const struct json *doc = NULL;
    enum status status = pages_read_id(x, READ_VOUCHERS, "application", &doc);
    const struct json *file =
        status == STATUS_OK ? voucher_file(doc, exchange_param(x, "sha256")) : NULL;
    if (status != STATUS_OK || file == NULL) {
        return status == STATUS_OK ? STATUS_NOT_FOUND : status;
    }
    return attachment_send(
        x, json_text(file, "sha256"), json_text(file, "media_type"), json_text(file, "filename"));
}

/* What is wrong with the file that came, or NULL. */
static const char *file_fault(const struct exchange *x)
{
    struct span bytes = buffer_span(&x->upload.bytes);
    if (x->upload.too_large) {
        return N_("The file is too large. At most 20 MB.");
    }
    if (bytes.len > 0 && file_media_type(bytes) == NULL) {
        return N_("This kind of file is not accepted. Use PDF, Word, Excel or OpenDocument.");
    }
    if (bytes.len > 0 && !file_name_fits(bytes, x->upload.file_name)) {
        return N_("The name must end as this kind of file does: .pdf, .docx, .xlsx, "
                  ".odt, .ods, .doc or .xls.");
    }
    return NULL;
}

static enum status read_line(struct exchange *x, struct draft_voucher *voucher)
{
    voucher->person = x->identity->person;
    enum status status = exchange_param_id(x, "application", &voucher->application);
    return status == STATUS_OK ? exchange_param_int4(x, "line", LINES_MAX, &voucher->line) : status;
}

static enum status gathered(struct exchange *x)
{
    struct span id = exchange_param(x, "application");
    return page_redirect(x, "/grants/%s/vouchers?saved=1", &id, 1);
}

enum status pages_voucher_save(struct exchange *x)
{
    struct draft_voucher voucher = {.bytes = buffer_span(&x->upload.bytes)};
    enum status status = read_line(x, &voucher);
    if (status != STATUS_OK) {
        return status;
    }
    const char *note = arena_printf(x->arena, "vouchers.%d.note", (int)voucher.line);
    const char *file = arena_printf(x->arena, "vouchers.%d.file", (int)voucher.line);
    if (note == NULL || file == NULL) {
        return STATUS_LIMIT;
    }
    bool good = form_lines(&x->form, note, NOTE_MAX, false, &voucher.note);
    const char *fault = file_fault(x);
    if (fault == NULL && voucher.bytes.len == 0 && voucher.note.len == 0) {
        fault = N_("Choose a file, or write why there is none.");
    }
    if (fault != NULL) {
        form_error_add(&x->form, file, fault, SPAN(""));
    }
    if (!good || fault != NULL) {
        return pages_vouchers(x);
    }
    status = pasted_clean(x->arena, x->upload.file_name, &voucher.file_name);
    if (status == STATUS_OK) {
        status = draft_save_voucher(x->service, x->arena, &voucher, &x->fault);
    }
    return status == STATUS_OK            ? gathered(x)
           : pages_typed_wrong(x, status) ? pages_vouchers(x)
                                          : status;
}

enum status pages_voucher_remove(struct exchange *x)
{
    struct draft_voucher voucher = {.line = 0};
    struct span hex = SPAN("");
    struct digest sha256;
    enum status status = read_line(x, &voucher);
    if (status == STATUS_OK
        && (!form_sha256(&x->form, "sha256", &hex) || digest_from_hex(hex, &sha256) != STATUS_OK)) {
        status = STATUS_INVALID;
    }
    if (status == STATUS_OK) {
        status = draft_drop_voucher(x->service, x->arena, &voucher, &sha256, &x->fault);
    }
    return status == STATUS_OK ? gathered(x) : status;
}

/* What was gathered, as the act takes it. */
static void put_answer(struct json_writer *json, const struct json *request)
{
    json_put_int(json, "request", json_int(request, "entry"));
    json_open_array(json, "lines");
    for (const struct json *line = json_list(request, "lines"); line != NULL; line = line->next) {
        json_open_object(json, NULL);
        json_put_int(json, "line", json_int(line, "line"));
        json_put_text(json, "note", json_text(line, "gathered.note"));
        json_open_array(json, "files");
        for (const struct json *file = json_list(line, "gathered.files"); file != NULL;
             file = file->next) {
            json_open_object(json, NULL);
            json_put_text(json, "sha256", json_text(file, "sha256"));
            json_put_text(json, "filename", json_text(file, "filename"));
            json_close_object(json);
        }
        json_close_array(json);
        json_close_object(json);
    }
    json_close_array(json);
}

enum status pages_vouchers_send(struct exchange *x)
{
    const struct json *doc = NULL;
    enum status status = pages_read_id(x, READ_VOUCHERS, "application", &doc);
    const struct json *request = status == STATUS_OK ? vouchers_asked(doc) : NULL;
    if (status != STATUS_OK || request == NULL) {
        return status == STATUS_OK ? STATUS_CONFLICT : status;
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "application", json_int(doc, "application"));
    put_answer(&params.json, request);
    status =
        params_act(x, &params, "submit_vouchers", GRANTEE_PAGE, exchange_param(x, "application"));
    return pages_typed_wrong(x, status) ? pages_vouchers(x) : status;
}

enum status agency_vouchers_request(struct exchange *x)
{
    int64_t application = 0;
    int64_t version = 0;
    struct span reason = SPAN("");
    enum status status = exchange_param_id(x, "application", &application);
    if (status != STATUS_OK) {
        return status;
    }
    if (!form_int(&x->form, "version", 1, VERSION_MAX, &version)) {
        return STATUS_INVALID;
    }
    if (!form_lines(&x->form, "voucher_reason", NOTE_MAX, true, &reason)) {
        return pages_vouchers(x);
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "application", application);
    json_put_int(&params.json, "version", version);
    json_put_text(&params.json, "reason", reason);
    status =
        params_act(x, &params, "request_vouchers", AGENCY_PAGE, exchange_param(x, "application"));
    return pages_typed_wrong(x, status) ? pages_vouchers(x) : status;
}

/* One line of the judgement; all and nothing need no amount typed. */
static bool put_result(
    struct exchange *x, struct json_writer *json, const struct json *line, size_t index)
{
    static const char *const results[] = {"full", "part", "none", NULL};
    const char *result_name = arena_printf(x->arena, "lines.%zu.result", index);
    const char *ore_name = arena_printf(x->arena, "lines.%zu.accepted_ore", index);
    const char *reason_name = arena_printf(x->arena, "lines.%zu.reason", index);
    if (result_name == NULL || ore_name == NULL || reason_name == NULL) {
        return false;
    }
    struct span result = SPAN("");
    struct span reason = SPAN("");
    int64_t typed_ore = 0;
    bool good = form_choice(&x->form, result_name, results, &result);
    bool part = span_is(result, "part");
    bool lacking = part || span_is(result, "none");
    good = form_amount(&x->form, ore_name, part, &typed_ore) && good;
    good = form_lines(&x->form, reason_name, NOTE_MAX, lacking, &reason) && good;
    int64_t all_ore = span_is(result, "full") ? json_int(line, "ore") : 0;
    json_open_object(json, NULL);
    json_put_int(json, "line", json_int(line, "line"));
    json_put_text(json, "result", result);
    json_put_int(json, "accepted_ore", part ? typed_ore : all_ore);
    json_put_text(json, "reason", reason);
    json_close_object(json);
    return good;
}

static bool put_judgement(struct exchange *x, struct json_writer *json, const struct json *request)
{
    struct span reason = SPAN("");
    size_t index = 0;
    bool good = true;
    json_put_int(json, "request", json_int(request, "entry"));
    json_open_array(json, "lines");
    for (const struct json *line = json_list(request, "lines"); line != NULL; line = line->next) {
        good = put_result(x, json, line, index++) && good;
    }
    json_close_array(json);
    good = form_lines(&x->form, "judge_reason", NOTE_MAX, true, &reason) && good;
    json_put_text(json, "reason", reason);
    return good;
}

enum status agency_vouchers_judge(struct exchange *x)
{
    const struct json *doc = NULL;
    enum status status = pages_read_id(x, READ_VOUCHERS, "application", &doc);
    const struct json *request = status == STATUS_OK ? vouchers_asked(doc) : NULL;
    if (status != STATUS_OK || request == NULL) {
        return status == STATUS_OK ? STATUS_CONFLICT : status;
    }
    struct params params;
    params_begin(&params);
    json_put_int(&params.json, "application", json_int(doc, "application"));
    if (!put_judgement(x, &params.json, request)) {
        params_end(&params);
        return show(x, doc);
    }
    status =
        params_act(x, &params, "judge_vouchers", AGENCY_PAGE, exchange_param(x, "application"));
    return pages_typed_wrong(x, status) ? pages_vouchers(x) : status;
}

enum status agency_vouchers_decide(struct exchange *x)
{
    static const char *const choices[] = {"accept", "decline", NULL};
    static const struct decision_form decision = {
        .act = "decide_vouchers",
        .subject = "application",
        .choices = choices,
        .reason = "voucher_remark",
        .page = AGENCY_PAGE,
        .again = pages_vouchers,
    };
    return decision_form_act(x, &decision);
}
