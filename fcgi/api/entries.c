/* SPDX-License-Identifier: EUPL-1.2 */
/* What auditors read: entries and look-ups, as a list and the whole list as a file. */
#include "fcgi/api/arguments.h"
#include "fcgi/api/csv.h"
#include "fcgi/api/entry_filter.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/reply.h"
#include "fcgi/api/violation_list.h"
#include "fcgi/dossier.h"

#define FILTER_MAX 4096
#define ROW_MAX    (16 * 1024)

/* A member of an exported row: NULL stays empty. */
struct column {
    const char *heading; /* of the spreadsheet */
    const char *name;    /* of the JSON member */
    size_t place;
    enum cell { CELL_INT, CELL_TEXT, CELL_DIGITS, CELL_AMOUNT } cell;
};

/* One list and what it is exported as. */
struct listing {
    enum read read;
    bool (*filter)(struct http_pairs query, struct json_writer *writer, struct entry_page *page_out,
        const struct shape_report *report);
    enum status (*export)(struct service *service, struct span filter, struct db_visitor visitor,
        struct fault *fault);
    const struct column *columns;
    size_t column_count;
    const char *file_name; /* without its ending */
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
    return reply_read(x, READ_AUDIT_FINDINGS, DB_NO_VALUES);
}

static const struct column entry_columns[] = {
    {N_("Entry"), "entry", EXPORT_ENTRY, CELL_INT},
    {N_("Recorded (UTC)"), "at", EXPORT_AT, CELL_TEXT},
    {N_("Accounting date"), "effective", EXPORT_EFFECTIVE, CELL_TEXT},
    {N_("Stream"), "stream", EXPORT_STREAM, CELL_TEXT},
    {N_("Kind"), "kind", EXPORT_KIND, CELL_TEXT},
    {N_("Call"), "call", EXPORT_CALL, CELL_TEXT},
    {N_("Organisation"), "organisation", EXPORT_ORGANISATION, CELL_DIGITS},
    {N_("Person"), "person", EXPORT_PERSON, CELL_INT},
    {N_("Human"), "human", EXPORT_HUMAN, CELL_INT},
    {N_("Role"), "role", EXPORT_ROLE, CELL_TEXT},
    {N_("Amount (DKK)"), "amount_ore", EXPORT_AMOUNT_ORE, CELL_AMOUNT},
    {N_("Leaf hash"), "leaf_hash", EXPORT_LEAF_HASH, CELL_TEXT},
};
static const struct column read_columns[] = {
    {N_("Look-up"), "read", READS_READ, CELL_INT},
    {N_("Recorded (UTC)"), "at", READS_AT, CELL_TEXT},
    {N_("Person"), "person", READS_PERSON, CELL_INT},
    {N_("Pseudonym"), "pseudonym", READS_PSEUDONYM, CELL_TEXT},
    {N_("Name"), "name", READS_NAME, CELL_TEXT},
    {N_("Organisation"), "organisation", READS_ORGANISATION, CELL_DIGITS},
    {N_("Role"), "role", READS_ROLE, CELL_TEXT},
    {N_("Read"), "what", READS_WHAT, CELL_TEXT},
    {N_("Scope"), "scope", READS_SCOPE, CELL_TEXT},
    {N_("Cases"), "applications", READS_APPLICATIONS, CELL_TEXT},
    {N_("Subject"), "subject", READS_SUBJECT, CELL_TEXT},
    {N_("Route"), "route", READS_ROUTE, CELL_TEXT},
};

static const struct listing entries = {.read = READ_ENTRIES,
    .filter = entry_filter_read,
    .export = read_entries_export,
    .columns = entry_columns,
    .column_count = sizeof entry_columns / sizeof entry_columns[0],
    .file_name = "tilsagn-entries"};
static const struct listing reads = {.read = READ_READS,
    .filter = read_filter_read,
    .export = read_reads_export,
    .columns = read_columns,
    .column_count = sizeof read_columns / sizeof read_columns[0],
    .file_name = "tilsagn-look-ups"};

struct export
{
    struct exchange *x;
    const struct listing *listing;
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

/* What stands in a row under a column. */
struct value {
    bool null;
    int64_t number; /* of CELL_INT and CELL_AMOUNT */
    struct span text;
};

static struct value value_of(const struct column *column, const struct db_row *row)
{
    struct value value = {.text = SPAN("")};
    if (column->cell == CELL_INT || column->cell == CELL_AMOUNT) {
        value.null = !row_int8_or_null(row, column->place, &value.number);
    } else {
        value.text = row_text_or_null(row, column->place);
        value.null = value.text.data == NULL;
    }
    return value;
}

static void put_cell(struct csv *csv, const struct column *column, const struct db_row *row)
{
    struct value value = value_of(column, row);
    if (value.null) {
        csv_empty(csv);
    } else if (column->cell == CELL_AMOUNT) {
        csv_amount(csv, value.number);
    } else if (column->cell == CELL_INT) {
        csv_int(csv, value.number);
    } else if (column->cell == CELL_DIGITS) {
        csv_digits(csv, value.text);
    } else {
        csv_text(csv, value.text);
    }
}

static enum status csv_row(const struct db_row *row, void *context)
{
    struct export *export = context;
    struct csv csv = {.out = &export->row};
    for (size_t i = 0; i < export->listing->column_count; i++) {
        put_cell(&csv, &export->listing->columns[i], row);
    }
    csv_end_row(&csv);
    return put_row(export);
}

static void put_member(
    struct json_writer *json, const struct column *column, const struct db_row *row)
{
    struct value value = value_of(column, row);
    if (value.null) {
        json_put_null(json, column->name);
    } else if (column->cell == CELL_INT || column->cell == CELL_AMOUNT) {
        json_put_int(json, column->name, value.number);
    } else {
        json_put_text(json, column->name, value.text);
    }
}

/* An object a line, for programs: whole øre, members as in the list. */
static enum status json_row(const struct db_row *row, void *context)
{
    struct export *export = context;
    struct json_writer json;
    json_writer_init(&json, &export->row);
    json_open_object(&json, NULL);
    for (size_t i = 0; i < export->listing->column_count; i++) {
        put_member(&json, &export->listing->columns[i], row);
    }
    json_close_object(&json);
    buffer_putc(&export->row, '\n');
    return put_row(export);
}

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

static void put_headings(struct export *export)
{
    struct csv csv = {.out = &export->row};
    buffer_puts(&export->row, CSV_BOM);
    for (size_t i = 0; i < export->listing->column_count; i++) {
        const char *heading = export->listing->columns[i].heading;
        csv_text(&csv, span_from(tr(export->x->catalogue, heading)));
    }
    csv_end_row(&csv);
}

/* What an export is written in. */
static const struct format {
    const char *media_type;
    const char *content_type;
    const char *ending;
    void (*begin)(struct export *export); /* NULL: with the first row */
    enum status (*row)(const struct db_row *row, void *context);
} formats[] = {
    {"text/csv", "text/csv; charset=utf-8", "csv", put_headings, csv_row},
    {"application/jsonl", "application/jsonl", "jsonl", NULL, json_row},
};
enum { AS_CSV, AS_JSONL };

static enum status export_all(struct exchange *x, const struct listing *listing,
    const struct format *format, struct span filter)
{
    struct export export = {.x = x, .listing = listing};
    enum status status = STATUS_OK;
    buffer_init(&export.row, ROW_MAX);
    if (format->begin != NULL) {
        format->begin(&export);
        status = put_row(&export);
    }
    struct db_visitor visitor = {.visit = format->row, .context = &export};
    if (status == STATUS_OK) {
        status = listing->export(x->service, filter, visitor, &x->fault);
    }
    buffer_free(&export.row);
    return status;
}

static enum status export_list(
    struct exchange *x, const struct listing *listing, const struct format *format)
{
    enum status answer = STATUS_OK;
    if (!reply_accepted(x, format->media_type, &answer)) {
        return answer;
    }
    struct span filter = wanted_filter(x, listing, NULL, &answer);
    if (filter.data == NULL) {
        return answer;
    }
    response_type(&x->response, format->content_type);
    response_attachment(
        &x->response, arena_format(x->arena, "%s.%s", listing->file_name, format->ending));
    enum status status = response_spool(&x->response);
    if (status == STATUS_OK) {
        status = service_begin(x->service, x->identity->person, &x->fault);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = export_all(x, listing, format, filter);
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
    return export_list(x, &entries, &formats[AS_CSV]);
}

enum status api_export_entries_jsonl(struct exchange *x)
{
    return export_list(x, &entries, &formats[AS_JSONL]);
}

enum status api_list_reads(struct exchange *x)
{
    return send_list(x, &reads);
}

enum status api_export_reads(struct exchange *x)
{
    return export_list(x, &reads, &formats[AS_CSV]);
}

enum status api_export_reads_jsonl(struct exchange *x)
{
    return export_list(x, &reads, &formats[AS_JSONL]);
}
