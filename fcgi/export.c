/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/export.h"

#include "fcgi/csv.h"
#include "ledger/base/digest.h"
#include "ledger/base/steady.h"

#define EXPORT_ROWS   1000                      /* fetched at once */
#define EXPORT_PIECE  (64 * 1024)               /* leaves when it has as much */
#define PENDING_MAX   (512 * 1024)              /* a piece, and its last row */
#define EXPORT_US_MAX (INT64_C(3600) * 1000000) /* a snapshot must not stay open for a day */

/* A member of an exported row: NULL stays empty. */
struct column {
    const char *heading; /* of the spreadsheet */
    const char *name;    /* of the JSON member */
    size_t place;
    enum cell { CELL_INT, CELL_TEXT, CELL_DIGITS, CELL_AMOUNT } cell;
};

struct export_list {
    enum export what;
    const struct column *columns;
    size_t column_count;
    const char *file_name; /* without its ending */
};

/* One export under way. */
struct outgoing {
    struct exchange *x;
    const struct export_list *list;
    const struct export_format *format;
    struct buffer pending;
    struct digest_stream *digest; /* of what has left */
    int64_t rows;
    int64_t end_us;
};

struct export_format {
    const char *media_type;
    const char *content_type;
    const char *ending;
    void (*begin)(struct outgoing *out); /* NULL: with the first row */
    void (*row)(struct outgoing *out, const struct db_row *row);
    void (*end)(struct outgoing *out, const char *sha256_hex);
};

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

const struct export_list export_of_entries = {.what = EXPORT_ENTRIES,
    .columns = entry_columns,
    .column_count = sizeof entry_columns / sizeof entry_columns[0],
    .file_name = "tilsagn-entries"};
const struct export_list export_of_reads = {.what = EXPORT_READS,
    .columns = read_columns,
    .column_count = sizeof read_columns / sizeof read_columns[0],
    .file_name = "tilsagn-look-ups"};

static const struct column balance_columns[] = {
    {N_("Account"), "account", BALANCES_ACCOUNT, CELL_TEXT},
    {N_("Amount (DKK)"), "balance_ore", BALANCES_BALANCE_ORE, CELL_AMOUNT},
    {N_("Place in the account"), "version", BALANCES_VERSION, CELL_INT},
    {N_("Entry"), "entry", BALANCES_ENTRY, CELL_INT},
    {N_("Recorded (UTC)"), "at", BALANCES_AT, CELL_TEXT},
    {N_("Place in the log"), "log_index", BALANCES_LOG_INDEX, CELL_INT},
};
const struct export_list export_of_balances = {.what = EXPORT_BALANCES,
    .columns = balance_columns,
    .column_count = sizeof balance_columns / sizeof balance_columns[0],
    .file_name = "tilsagn-balances"};

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

/* ---- a spreadsheet ---- */

static void csv_begin(struct outgoing *out)
{
    struct csv csv = {.out = &out->pending};
    buffer_puts(&out->pending, CSV_BOM);
    for (size_t i = 0; i < out->list->column_count; i++) {
        const char *heading = out->list->columns[i].heading;
        csv_text(&csv, span_from(tr(out->x->catalogue, heading)));
    }
    csv_end_row(&csv);
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

static void csv_row(struct outgoing *out, const struct db_row *row)
{
    struct csv csv = {.out = &out->pending};
    for (size_t i = 0; i < out->list->column_count; i++) {
        put_cell(&csv, &out->list->columns[i], row);
    }
    csv_end_row(&csv);
}

static void csv_end(struct outgoing *out, const char *sha256_hex)
{
    struct csv csv = {.out = &out->pending};
    csv_text(&csv, SPAN("#end"));
    csv_int(&csv, out->rows);
    csv_text(&csv, SPAN("sha256"));
    csv_text(&csv, span_from(sha256_hex));
    csv_end_row(&csv);
}

/* ---- an object a line, for programs: whole øre, members as in the list ---- */

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

static void jsonl_row(struct outgoing *out, const struct db_row *row)
{
    struct json_writer json;
    json_writer_init(&json, &out->pending);
    json_open_object(&json, NULL);
    for (size_t i = 0; i < out->list->column_count; i++) {
        put_member(&json, &out->list->columns[i], row);
    }
    json_close_object(&json);
    buffer_putc(&out->pending, '\n');
}

static void jsonl_end(struct outgoing *out, const char *sha256_hex)
{
    struct json_writer json;
    json_writer_init(&json, &out->pending);
    json_open_object(&json, NULL);
    json_open_object(&json, "end");
    json_put_int(&json, "rows", out->rows);
    json_put_text(&json, "sha256", span_from(sha256_hex));
    json_close_object(&json);
    json_close_object(&json);
    buffer_putc(&out->pending, '\n');
}

const struct export_format export_as_csv = {
    "text/csv", "text/csv; charset=utf-8", "csv", csv_begin, csv_row, csv_end};
const struct export_format export_as_jsonl = {
    "application/jsonl", "application/jsonl", "jsonl", NULL, jsonl_row, jsonl_end};

const char *export_media_type(const struct export_format *format)
{
    return format->media_type;
}

/* ---- out of the house ---- */

static enum status leave(struct outgoing *out)
{
    if (out->pending.failed) {
        FAULT(&out->x->fault, "export", "", "a row is longer than %d bytes", PENDING_MAX);
        return STATUS_LIMIT;
    }
    enum status status = response_stream_put(&out->x->response, buffer_span(&out->pending));
    if (status != STATUS_OK) {
        FAULT(&out->x->fault, "export", "", "the client is gone after %lld rows",
            (long long)out->rows);
    }
    return status;
}

static enum status leave_piece(struct outgoing *out)
{
    digest_add(out->digest, buffer_span(&out->pending));
    enum status status = leave(out);
    buffer_clear(&out->pending);
    return status;
}

static enum status take_row(const struct db_row *row, void *context)
{
    struct outgoing *out = context;
    out->format->row(out, row);
    out->rows++;
    bool full = out->pending.failed || buffer_span(&out->pending).len >= EXPORT_PIECE;
    return full ? leave_piece(out) : STATUS_OK;
}

static enum status take_all(struct outgoing *out, int64_t number)
{
    struct db_visitor visitor = {.visit = take_row, .context = out};
    for (;;) {
        int64_t before = out->rows;
        enum status status = read_export_rows(
            out->x->service, out->list->what, number, EXPORT_ROWS, visitor, &out->x->fault);
        if (status != STATUS_OK || out->rows < before + EXPORT_ROWS) {
            return status;
        }
        if (steady_us() > out->end_us) {
            FAULT(
                &out->x->fault, "export", "", "it took too long: %lld rows", (long long)out->rows);
            return STATUS_LIMIT;
        }
    }
}

/* All rows, of one snapshot; what is pending afterwards is the last piece. */
static enum status send_rows(struct outgoing *out, int64_t number)
{
    struct exchange *x = out->x;
    enum status status = service_begin_snapshot(x->service, x->identity->person, &x->fault);
    if (status != STATUS_OK) {
        return status;
    }
    if (out->format->begin != NULL) {
        out->format->begin(out);
    }
    status = take_all(out, number);
    service_rollback(x->service); /* it changed nothing, and lets the next export begin */
    return status;
}

/* Even where the database broke off: who took out what must stand there. */
static enum status log_end(struct outgoing *out, const struct export_end *end)
{
    struct exchange *x = out->x;
    struct fault fault;
    fault_clear(&fault);
    if (!db_alive(service_db(x->service))
        && (service_ensure(x->service, &fault) != STATUS_OK || !exchange_name_reader(x))) {
        return STATUS_UNAVAILABLE;
    }
    return read_export_end(x->service, x->arena, x->identity->person, end, &fault);
}

/*
 * What it came to is logged before the last line leaves: a file with that line is one of which the
 * log says that it is whole.
 */
static enum status send_all(struct outgoing *out, int64_t number)
{
    char hex[DIGEST_HEX_LEN + 1];
    enum status status = send_rows(out, number);
    digest_add(out->digest, buffer_span(&out->pending));
    struct digest digest = digest_end(out->digest);
    digest_hex(&digest, hex);
    struct export_end end = {.number = number, .rows = out->rows, .whole = status == STATUS_OK};
    if (end.whole) {
        end.sha256_hex = span_from(hex);
    }
    enum status logged = log_end(out, &end);
    if (status == STATUS_OK) {
        status = logged;
    }
    if (status == STATUS_OK) {
        out->format->end(out, hex);
        status = leave(out);
    }
    return status;
}

enum status export_send(struct exchange *x, const struct export_list *list,
    const struct export_format *format, struct span filter)
{
    response_type(&x->response, format->content_type);
    response_attachment(
        &x->response, arena_format(x->arena, "%s.%s", list->file_name, format->ending));
    if (x->request->method == HTTP_HEAD) {
        return response_stream_put(&x->response, SPAN(""));
    }
    const struct export_wanted wanted = {list->what, x->identity->person, filter};
    int64_t number = 0;
    enum status status = read_export_begin(x->service, x->arena, &wanted, &number, &x->fault);
    if (status != STATUS_OK) {
        return status;
    }
    struct outgoing out = {.x = x,
        .list = list,
        .format = format,
        .digest = digest_begin(),
        .end_us = steady_us() + EXPORT_US_MAX};
    ensure(out.digest != NULL);
    buffer_init(&out.pending, PENDING_MAX);
    status = send_all(&out, number);
    buffer_free(&out.pending);
    return status;
}
