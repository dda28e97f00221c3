/* SPDX-License-Identifier: EUPL-1.2 */
/* Results and reports of a grant as its grantee sees them; sending a report. */
#include "fcgi/views/reporting.h"

#include <string.h>

#include "fcgi/pages/field.h"
#include "fcgi/pages/pages.h"
#include "fcgi/pages/params.h"
#include "ledger/grants/report.h"

static enum status show(struct exchange *x, const struct json *reporting)
{
    view_reporting(page_view(x), reporting);
    return page_send(
        x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Results and reports")));
}

enum status pages_reporting(struct exchange *x)
{
    const struct json *reporting = NULL;
    enum status status = pages_read_id(x, READ_REPORTING, "application", &reporting);
    return status == STATUS_OK ? show(x, reporting) : status;
}

/* The report of this kind that the call asks for; NULL when it does not. */
static const struct json *find_wanted(const struct json *reporting, struct span report)
{
    for (const struct json *row = json_list(reporting, "reports_wanted"); row != NULL;
         row = row->next) {
        if (span_equal(json_text(row, "report"), report)) {
            return row;
        }
    }
    return NULL;
}

static bool put_topics(struct exchange *x, const struct json *wanted, struct json_writer *json)
{
    bool good = true;
    struct span report = json_text(wanted, "report");
    json_open_array(json, "topics");
    for (const struct json *topic = json_list(wanted, "topics"); topic != NULL;
         topic = topic->next) {
        struct span code = json_text(topic, "code");
        struct span text = SPAN("");
        const char *name = field_name_topic(page_view(x), report, code);
        bool needed = !json_bool(topic, "first_only");
        good = form_lines(&x->form, name, REPORT_TEXT_MAX, needed, &text) && good;
        if (text.len > 0) {
            json_open_object(json, NULL);
            json_put_text(json, "code", code);
            json_put_text(json, "text", text);
            json_close_object(json);
        }
    }
    json_close_array(json);
    return good;
}

static bool put_report(struct exchange *x, const struct json *reporting, const struct json *wanted,
    struct json_writer *json)
{
    bool final = span_is(json_text(wanted, "report"), "final");
    struct span period_to = SPAN("");
    struct span text = SPAN("");
    bool good =
        form_day(&x->form, final ? "final.period_to" : "status.period_to", true, &period_to);
    good = form_lines(&x->form, final ? "final.text" : "status.text", REPORT_TEXT_MAX, true, &text)
           && good;
    json_put_int(json, "application", json_int(reporting, "application"));
    json_put_text(json, "report", json_text(wanted, "report"));
    json_put_text(json, "period_to", period_to);
    json_put_text(json, "text", text);
    return put_topics(x, wanted, json) && good;
}

/* What the act finds wrong with "text" is shown at "status.text". */
static void own_errors(struct exchange *x, struct span report)
{
    for (size_t i = 0; i < x->form.error_count; i++) {
        struct form_error *error = &x->form.errors[i];
        error->field = arena_format(x->arena, "%.*s.%.*s", (int)report.len, report.data,
            (int)error->field.len, error->field.data);
    }
}

enum status pages_report_send(struct exchange *x)
{
    const struct json *reporting = NULL;
    enum status status = pages_read_id(x, READ_REPORTING, "application", &reporting);
    if (status != STATUS_OK) {
        return status;
    }
    const struct json *wanted = find_wanted(reporting, form_value(&x->form, "report"));
    if (wanted == NULL) {
        return STATUS_INVALID;
    }
    struct params params;
    params_begin(&params);
    if (!put_report(x, reporting, wanted, &params.json)) {
        params_end(&params);
        return show(x, reporting);
    }
    status = params_act(
        x, &params, "submit_report", "/grants/%s/reporting", exchange_param(x, "application"));
    if (status == STATUS_INVALID && strcmp(x->fault.code, "LG102") == 0) {
        (void)exchange_violations(x, json_get(exchange_detail(x), "violations"));
        own_errors(x, json_text(wanted, "report"));
        return show(x, reporting);
    }
    return status;
}
