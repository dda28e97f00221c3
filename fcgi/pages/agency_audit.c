/* SPDX-License-Identifier: EUPL-1.2 */
/* The auditors' pages: entries by filter, one entry as it is stored, and who looked at what. */
#include "fcgi/pages/agency.h"
#include "fcgi/pages/entries_filter.h"
#include "fcgi/pages/pages.h"
#include "fcgi/pages/reads_filter.h"
#include "fcgi/views/entries.h"
#include "fcgi/views/entry.h"
#include "fcgi/views/reads.h"

enum { PAGE_ROWS = 50, FILTER_MAX = 2048 };

/* The list that the filter asks for; an unreadable filter gives no document. */
static enum status read_entries(struct exchange *x, const struct json **entries_out)
{
    struct buffer filter;
    struct json_writer json;
    struct span cursor = form_value(&x->form, "cursor");
    buffer_init(&filter, FILTER_MAX);
    json_writer_init(&json, &filter);
    enum status status = STATUS_OK;
    if (entries_filter_put(&x->form, &json)) {
        status = exchange_read(x, READ_ENTRIES,
            DB_VALUES(db_text(buffer_span(&filter)), cursor.len > 0 ? db_text(cursor) : db_null(),
                db_int4(PAGE_ROWS)),
            entries_out);
    }
    buffer_free(&filter);
    return status;
}

enum status agency_entries(struct exchange *x)
{
    const struct json *entries = NULL;
    enum status status = read_entries(x, &entries);
    if (status != STATUS_OK) {
        return status;
    }
    view_entries(page_view(x), entries, entries_filter_query(&x->form));
    return page_send(x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Entries")));
}

/* Who looked: an unreadable filter gives no document. */
enum status agency_reads(struct exchange *x)
{
    const struct json *reads = NULL;
    struct buffer filter;
    struct json_writer json;
    struct span cursor = form_value(&x->form, "cursor");
    buffer_init(&filter, FILTER_MAX);
    json_writer_init(&json, &filter);
    enum status status = STATUS_OK;
    if (reads_filter_put(&x->form, &json)) {
        status = exchange_read(x, READ_READS,
            DB_VALUES(db_text(buffer_span(&filter)), cursor.len > 0 ? db_text(cursor) : db_null(),
                db_int4(PAGE_ROWS)),
            &reads);
    }
    buffer_free(&filter);
    if (status != STATUS_OK) {
        return status;
    }
    view_reads(page_view(x), reads);
    return page_send(x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Look-ups")));
}

enum status agency_entry(struct exchange *x)
{
    const struct json *entry = NULL;
    enum status status = pages_read_id(x, READ_ENTRY, "entry", &entry);
    if (status != STATUS_OK) {
        return status;
    }
    view_entry(page_view(x), entry);
    return page_send(x, 200, pages_title(x, N_("Entry")));
}
