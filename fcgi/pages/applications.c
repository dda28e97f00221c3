/* SPDX-License-Identifier: EUPL-1.2 */
/* An organisation's applications: the list, and the draft editor. */
#include "fcgi/views/applications.h"

#include <string.h>

#include "fcgi/pages/application_form.h"
#include "fcgi/pages/pages.h"
#include "fcgi/views/application.h"
#include "ledger/drafts.h"

enum { ROWS_AT_LEAST = 3, VERSION_MAX = 1000000 };

enum status pages_applications(struct exchange *x)
{
    const struct json *applications = NULL;
    enum status status = exchange_read(x, READ_APPLICATIONS, DB_NO_VALUES, &applications);
    if (status != STATUS_OK) {
        return status;
    }
    view_applications(page_view(x), applications);
    return page_send(x, 200, pages_title(x, N_("My cases")));
}

enum status pages_application_create(struct exchange *x)
{
    struct span call;
    if (!form_text(&x->form, "call", 40, true, &call)) {
        return STATUS_INVALID;
    }
    struct span draft;
    enum status status =
        draft_create(x->service, x->arena, x->identity->person, call, &draft, &x->fault);
    if (status != STATUS_OK) {
        return status;
    }
    const struct json *document = NULL;
    struct json_error error;
    status = json_parse(x->arena, draft, &document, &error);
    if (status != STATUS_OK) {
        return STATUS_INTERNAL;
    }
    struct span id = arena_format(x->arena, "%lld", (long long)json_int(document, "application"));
    return page_redirect(x, "/applications/%s", &id, 1);
}

/* "answers.3.text" names the answer by place; the editor's field is named by its code. */
static void name_answers(struct form *form, const struct json *content)
{
    for (size_t i = 0; i < form->error_count; i++) {
        struct span field = form->errors[i].field;
        struct span part = SPAN("");
        if (!span_split(&field, '.', &part) || !span_is(part, "answers")
            || !span_split(&field, '.', &part) || field.data == NULL) {
            continue;
        }
        int64_t index = 0;
        for (size_t at = 0; at < part.len; at++) {
            index = index * 10 + (part.data[at] - '0');
        }
        const struct json *answer = json_list(content, "answers");
        while (answer != NULL && index-- > 0) {
            answer = answer->next;
        }
        struct span code = json_text(answer, "code");
        form->errors[i].field = arena_format(form->arena, "answers.%.*s", (int)code.len, code.data);
    }
}

/* Lists are one field each in the editor: "parties.2" is shown at "parties". */
static void name_lists(struct form *form)
{
    for (size_t i = 0; i < form->error_count; i++) {
        struct span *field = &form->errors[i].field;
        if (span_starts_with(*field, SPAN("parties."))) {
            *field = SPAN("parties");
        } else if (span_starts_with(*field, SPAN("unit_hours."))) {
            *field = SPAN("unit_hours");
        }
    }
}

/* The editor for a document of read.application(); also after a form that could not be saved. */
static enum status show_editor(
    struct exchange *x, const struct json *application, size_t rows, bool saved, bool stale)
{
    size_t stored = 0;
    const struct json *budget = json_at(application, "draft.content.budget");
    if (budget != NULL) {
        stored = budget->count;
    }
    size_t shown = stored + 1;
    shown = shown < ROWS_AT_LEAST ? ROWS_AT_LEAST : shown;
    shown = shown < rows ? rows : shown;
    shown = shown > APPLICATION_ROWS_MAX ? APPLICATION_ROWS_MAX : shown;
    struct view *v = page_view(x);
    pages_deadline(x, json_get(application, "call"));
    view_application(v, application, shown, saved, stale);
    struct span title = view_message(v, N_("Application %s"),
        (struct span[]){view_int(v, json_int(application, "application"))}, 1);
    return page_send(x, x->form.error_count > 0 || (stale && x->kept.kept == 0) ? 422 : 200, title);
}

enum status pages_application(struct exchange *x)
{
    const struct json *application = NULL;
    enum status status = pages_read_id(x, READ_APPLICATION, "application", &application);
    if (status != STATUS_OK) {
        return status;
    }
    if (form_has(&x->form, "check", "1")) {
        (void)exchange_violations(x, json_get(application, "violations"));
        name_answers(&x->form, json_at(application, "draft.content"));
        name_lists(&x->form);
    }
    int64_t rows = 0;
    if (form_value(&x->form, "rows").len > 0
        && !form_int(&x->form, "rows", 0, APPLICATION_ROWS_MAX, &rows)) {
        return STATUS_INVALID;
    }
    /* A form that was kept may be older than what a colleague has saved since. */
    bool stale =
        span_equal(x->kept.path, x->request->path)
        && !form_has(&x->form, "version",
            arena_printf(x->arena, "%lld", (long long)json_int(application, "draft.version")));
    return show_editor(x, application, (size_t)rows, form_has(&x->form, "saved", "1"), stale);
}

/* After a save: on to the submission, more rows, or the editor again. */
static enum status saved(struct exchange *x, int64_t id, size_t lines)
{
    struct span arguments[] = {arena_format(x->arena, "%lld", (long long)id),
        arena_format(x->arena, "%zu", lines + APPLICATION_ROWS_ADD)};
    if (form_has(&x->form, "next", "submit")) {
        return page_redirect(x, "/applications/%s/submit", arguments, 1);
    }
    if (form_has(&x->form, "next", "add")) {
        return page_redirect(x, "/applications/%s?saved=1&rows=%s#budget", arguments, 2);
    }
    return page_redirect(x, "/applications/%s?saved=1", arguments, 1);
}

static enum status save(struct exchange *x, int64_t id, const struct content *content)
{
    int64_t version = 0;
    if (!form_int(&x->form, "version", 1, VERSION_MAX, &version)) {
        return STATUS_INVALID;
    }
    struct buffer text;
    buffer_init(&text, CONTENT_TEXT_MAX);
    content_put(content, &text);
    struct span draft;
    const struct draft_version of = {
        .person = x->identity->person,
        .application = id,
        .if_version = (int32_t)version,
    };
    enum status status = STATUS_LIMIT;
    if (!text.failed) {
        status = draft_save(x->service, x->arena, &of, buffer_span(&text), &draft, &x->fault);
    }
    buffer_free(&text);
    return status;
}

enum status pages_application_save(struct exchange *x)
{
    const struct json *application = NULL;
    enum status status = pages_read_id(x, READ_APPLICATION, "application", &application);
    if (status != STATUS_OK) {
        return status;
    }
    struct content content;
    bool readable = application_form_read(&x->form, json_get(application, "definition"), &content);
    bool stale = false;
    if (readable) {
        int64_t id = json_int(application, "application");
        status = save(x, id, &content);
        if (status == STATUS_OK) {
            return saved(x, id, content.line_count);
        }
        stale = strcmp(x->fault.code, "LG503") == 0;
        if (!stale) {
            return status;
        }
        status = pages_read_id(x, READ_APPLICATION, "application", &application);
        if (status != STATUS_OK) {
            return status;
        }
    }
    int64_t rows = 0;
    (void)form_int(&x->form, "rows", 0, APPLICATION_ROWS_MAX, &rows);
    return show_editor(x, application, (size_t)rows, false, stale);
}

/* Who sees the draft of a unit: it alone, or everyone of the organisation. */
enum status pages_application_share(struct exchange *x)
{
    static const char *const answers[] = {"true", "false", NULL};
    struct span shared;
    struct span draft;
    int64_t application = 0;
    enum status status = exchange_param_id(x, "application", &application);
    if (status != STATUS_OK) {
        return status;
    }
    if (!form_choice(&x->form, "shared", answers, &shared)) {
        return STATUS_INVALID;
    }
    const struct draft_version of = {
        .person = x->identity->person,
        .application = application,
    };
    status = draft_share(x->service, x->arena, &of, span_is(shared, "true"), &draft, &x->fault);
    struct span id = exchange_param(x, "application");
    return status == STATUS_OK ? page_redirect(x, "/applications/%s", &id, 1) : status;
}
