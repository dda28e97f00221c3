/* SPDX-License-Identifier: EUPL-1.2 */
/* What auditors read: entries, balances and look-ups, as a list and the whole list as a file. */
#include "fcgi/api/arguments.h"
#include "fcgi/api/entry_filter.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/reply.h"
#include "fcgi/api/violation_list.h"
#include "fcgi/dossier.h"
#include "fcgi/export.h"

#define FILTER_MAX 4096

/* One list and what it is exported as. */
struct listing {
    enum read read;
    bool (*filter)(struct http_pairs query, struct json_writer *writer, struct entry_page *page_out,
        const struct shape_report *report);
    const struct export_list *export;
};

/* The filter that the query asks for; NULL data when a problem was sent or *answer_out failed. */
static struct span wanted_filter(struct exchange *x, const struct listing *listing,
    struct entry_page *page_out, enum status *answer_out)
{
    struct span none = {0};
    struct buffer *filter = reply_buffer(x, FILTER_MAX);
    struct violation_list list;
    *answer_out =
        filter == NULL ? STATUS_LIMIT : violation_list_begin(&list, x->arena, x->catalogue);
    if (*answer_out != STATUS_OK) {
        return none;
    }
    struct json_writer writer;
    json_writer_init(&writer, filter);
    struct shape_report report = {.add = violation_list_note, .context = &list};
    if (!listing->filter(x->request->query, &writer, page_out, &report)) {
        *answer_out = reply_problem(x, "malformed", violation_list_end(&list));
        return none;
    }
    return buffer_span(filter);
}

enum status api_read_entry(struct exchange *x)
{
    return read_by_id(x, READ_ENTRY, "entry");
}

enum status api_read_case_record(struct exchange *x)
{
    return read_by_id(x, READ_CASE_RECORD, "application");
}

enum status api_read_dossier(struct exchange *x)
{
    enum status answer = STATUS_OK;
    return reply_accepted(x, "application/zip", &answer) ? dossier_send(x) : answer;
}

enum status api_read_findings(struct exchange *x)
{
    static const char *const names[] = {"query", NULL};
    return reply_list(x, READ_AUDIT_FINDINGS, names);
}

static const struct listing entries = {
    .read = READ_ENTRIES, .filter = entry_filter_read, .export = &export_of_entries};
static const struct listing reads = {
    .read = READ_READS, .filter = read_filter_read, .export = &export_of_reads};

static const struct listing balances = {
    .read = READ_BALANCES, .filter = balance_filter_read, .export = &export_of_balances};

static enum status send_list(struct exchange *x, const struct listing *listing)
{
    enum status answer = STATUS_OK;
    struct entry_page page;
    if (!reply_accepted(x, "application/json", &answer)) {
        return answer;
    }
    struct span filter = wanted_filter(x, listing, &page, &answer);
    if (filter.data == NULL) {
        return answer;
    }
    struct db_value cursor = page.cursor.len == 0 ? db_null() : db_text(page.cursor);
    return reply_read(x, listing->read, DB_VALUES(db_text(filter), cursor, db_int4(page.limit)));
}

static enum status export_list(
    struct exchange *x, const struct listing *listing, const struct export_format *format)
{
    enum status answer = STATUS_OK;
    if (!reply_accepted(x, export_media_type(format), &answer)) {
        return answer;
    }
    struct span filter = wanted_filter(x, listing, NULL, &answer);
    return filter.data == NULL ? answer : export_send(x, listing->export, format, filter);
}

enum status api_list_entries(struct exchange *x)
{
    return send_list(x, &entries);
}

enum status api_export_entries(struct exchange *x)
{
    return export_list(x, &entries, &export_as_csv);
}

enum status api_export_entries_jsonl(struct exchange *x)
{
    return export_list(x, &entries, &export_as_jsonl);
}

enum status api_list_balances(struct exchange *x)
{
    return send_list(x, &balances);
}

enum status api_export_balances(struct exchange *x)
{
    return export_list(x, &balances, &export_as_csv);
}

enum status api_export_balances_jsonl(struct exchange *x)
{
    return export_list(x, &balances, &export_as_jsonl);
}

enum status api_list_reads(struct exchange *x)
{
    return send_list(x, &reads);
}

enum status api_export_reads(struct exchange *x)
{
    return export_list(x, &reads, &export_as_csv);
}

enum status api_export_reads_jsonl(struct exchange *x)
{
    return export_list(x, &reads, &export_as_jsonl);
}
