/* SPDX-License-Identifier: EUPL-1.2 */
/* What auditors read: entries and look-ups, as a list and the whole list as a spreadsheet. */
#include "fcgi/api/arguments.h"
#include "fcgi/api/csv.h"
#include "fcgi/api/entry_filter.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/reply.h"
#include "fcgi/api/violation_list.h"

#define FILTER_MAX  4096
#define CSV_ROW_MAX (16 * 1024)

/* One list and its spreadsheet. */
struct listing {
    enum read read;
    bool (*filter)(struct http_pairs query, struct json_writer *writer, struct entry_page *page_out,
        const struct shape_report *report);
    enum status (*export)(struct service *service, struct span filter, struct db_visitor visitor,
        struct fault *fault);
    enum status (*row)(const struct db_row *row, void *context);
    const char *const *headings;
    size_t heading_count;
    struct span file_name;
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

enum status api_read_findings(struct exchange *x)
{
    return reply_read(x, READ_AUDIT_FINDINGS, DB_NO_VALUES);
}

static const char *const headings[] = {N_("Entry"), N_("Recorded (UTC)"), N_("Accounting date"),
    N_("Stream"), N_("Kind"), N_("Call"), N_("Organisation"), N_("Person"), N_("Human"), N_("Role"),
    N_("Amount (DKK)"), N_("Leaf hash")};

struct export
{
    struct exchange *x;
    struct buffer row;
};

static enum status put_row(struct export *export)
{
    if (export->row.failed) {
        return STATUS_LIMIT;
    }
    enum status status = response_spool_put(&export->x->response, buffer_span(&export->row));
    buffer_clear(&export->row);
    return status;
}

static void put_text_or_nothing(struct csv *csv, const struct db_row *row, size_t column)
{
    struct span text = row_text_or_null(row, column);
    if (text.data == NULL) {
        csv_empty(csv);
    } else {
        csv_text(csv, text);
    }
}

static void put_id_or_nothing(struct csv *csv, const struct db_row *row, size_t column)
{
    int64_t id = 0;
    if (row_int8_or_null(row, column, &id)) {
        csv_int(csv, id);
    } else {
        csv_empty(csv);
    }
}

static enum status export_row(const struct db_row *row, void *context)
{
    struct export *export = context;
    struct csv csv = {.out = &export->row};
    csv_int(&csv, row_int8(row, EXPORT_ENTRY));
    csv_text(&csv, row_text(row, EXPORT_AT));
    put_text_or_nothing(&csv, row, EXPORT_EFFECTIVE);
    csv_text(&csv, row_text(row, EXPORT_STREAM));
    csv_text(&csv, row_text(row, EXPORT_KIND));
    put_text_or_nothing(&csv, row, EXPORT_CALL);
    csv_digits(&csv, row_text_or_null(row, EXPORT_ORGANISATION));
    put_id_or_nothing(&csv, row, EXPORT_PERSON);
    put_id_or_nothing(&csv, row, EXPORT_HUMAN);
    put_text_or_nothing(&csv, row, EXPORT_ROLE);
    csv_amount(&csv, row_int8(row, EXPORT_AMOUNT_ORE));
    csv_text(&csv, row_text(row, EXPORT_LEAF_HASH));
    csv_end_row(&csv);
    return put_row(export);
}

static const char *const read_headings[] = {N_("Look-up"), N_("Recorded (UTC)"), N_("Person"),
    N_("Pseudonym"), N_("Name"), N_("Organisation"), N_("Role"), N_("Read"), N_("Scope"),
    N_("Cases"), N_("Subject"), N_("Route")};

static enum status export_read(const struct db_row *row, void *context)
{
    struct export *export = context;
    struct csv csv = {.out = &export->row};
    csv_int(&csv, row_int8(row, READS_READ));
    csv_text(&csv, row_text(row, READS_AT));
    csv_int(&csv, row_int8(row, READS_PERSON));
    csv_text(&csv, row_text(row, READS_PSEUDONYM));
    put_text_or_nothing(&csv, row, READS_NAME);
    csv_digits(&csv, row_text(row, READS_ORGANISATION));
    put_text_or_nothing(&csv, row, READS_ROLE);
    csv_text(&csv, row_text(row, READS_WHAT));
    csv_text(&csv, row_text(row, READS_SCOPE));
    put_text_or_nothing(&csv, row, READS_APPLICATIONS);
    put_text_or_nothing(&csv, row, READS_SUBJECT);
    csv_text(&csv, row_text(row, READS_ROUTE));
    csv_end_row(&csv);
    return put_row(export);
}

static const struct listing entries = {.read = READ_ENTRIES,
    .filter = entry_filter_read,
    .export = read_entries_export,
    .row = export_row,
    .headings = headings,
    .heading_count = sizeof headings / sizeof headings[0],
    .file_name = {"tilsagn-entries.csv", sizeof "tilsagn-entries.csv" - 1}};
static const struct listing reads = {.read = READ_READS,
    .filter = read_filter_read,
    .export = read_reads_export,
    .row = export_read,
    .headings = read_headings,
    .heading_count = sizeof read_headings / sizeof read_headings[0],
    .file_name = {"tilsagn-look-ups.csv", sizeof "tilsagn-look-ups.csv" - 1}};

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

static void put_headings(struct export *export, const struct listing *listing)
{
    struct csv csv = {.out = &export->row};
    buffer_puts(&export->row, CSV_BOM);
    for (size_t i = 0; i < listing->heading_count; i++) {
        csv_text(&csv, span_from(tr(export->x->catalogue, listing->headings[i])));
    }
    csv_end_row(&csv);
}

static enum status export_all(struct exchange *x, const struct listing *listing, struct span filter)
{
    struct export export = {.x = x};
    buffer_init(&export.row, CSV_ROW_MAX);
    put_headings(&export, listing);
    enum status status = put_row(&export);
    struct db_visitor visitor = {.visit = listing->row, .context = &export};
    if (status == STATUS_OK) {
        status = listing->export(x->service, filter, visitor, &x->fault);
    }
    buffer_free(&export.row);
    return status;
}

static enum status spreadsheet(struct exchange *x, const struct listing *listing)
{
    enum status answer = STATUS_OK;
    if (!reply_accepted(x, "text/csv", &answer)) {
        return answer;
    }
    struct span filter = wanted_filter(x, listing, NULL, &answer);
    if (filter.data == NULL) {
        return answer;
    }
    response_type(&x->response, "text/csv; charset=utf-8");
    response_attachment(&x->response, listing->file_name);
    enum status status = response_spool(&x->response);
    if (status == STATUS_OK) {
        status = service_begin(x->service, x->identity->person, &x->fault);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = export_all(x, listing, filter);
    if (status != STATUS_OK) {
        service_rollback(x->service);
        return status;
    }
    return service_commit(x->service, &x->fault);
}

enum status api_list_entries(struct exchange *x)
{
    return send_list(x, &entries);
}

enum status api_export_entries(struct exchange *x)
{
    return spreadsheet(x, &entries);
}

enum status api_list_reads(struct exchange *x)
{
    return send_list(x, &reads);
}

enum status api_export_reads(struct exchange *x)
{
    return spreadsheet(x, &reads);
}
