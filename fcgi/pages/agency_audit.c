/* SPDX-License-Identifier: EUPL-1.2 */
/* The auditors' pages: entries by filter, one entry as it is stored, and who looked at what. */
#include "fcgi/pages/agency.h"
#include "fcgi/pages/entries_filter.h"
#include "fcgi/pages/pages.h"
#include "fcgi/pages/reads_filter.h"
#include "fcgi/views/entries.h"
#include "fcgi/views/entry.h"
#include "fcgi/views/reads.h"

enum status agency_entries(struct exchange *x)
{
    const struct json *entries = NULL;
    enum status status = pages_read_list(x, READ_ENTRIES, entries_filter_put, &entries);
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
    enum status status = pages_read_list(x, READ_READS, reads_filter_put, &reads);
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
