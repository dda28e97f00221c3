/* SPDX-License-Identifier: EUPL-1.2 */
/* The auditors' pages: entries by filter, one entry as it is stored with its proof and documents, a
 * case's whole record, the standing queries, and who looked at what. */
#include "fcgi/attachment.h"
#include "fcgi/export.h"
#include "fcgi/pages/agency.h"
#include "fcgi/pages/balances_filter.h"
#include "fcgi/pages/entries_filter.h"
#include "fcgi/pages/pages.h"
#include "fcgi/pages/reads_filter.h"
#include "fcgi/receipt_proof.h"
#include "fcgi/views/agency_log.h"
#include "fcgi/views/audit_findings.h"
#include "fcgi/views/balances.h"
#include "fcgi/views/case_record.h"
#include "fcgi/views/entries.h"
#include "fcgi/views/entry.h"
#include "fcgi/views/reads.h"

#define QUERY_NAME_MAX 40

enum status agency_entries(struct exchange *x)
{
    const struct json *entries = NULL;
    enum status status = pages_read_list(x, READ_ENTRIES, entries_filter_put, &entries);
    if (status != STATUS_OK) {
        return status;
    }
    view_entries(page_view(x), entries);
    return page_send(x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Entries")));
}

enum status agency_entries_csv(struct exchange *x)
{
    return pages_export(x, entries_filter_put, &export_of_entries, &export_as_csv);
}

enum status agency_entries_jsonl(struct exchange *x)
{
    return pages_export(x, entries_filter_put, &export_of_entries, &export_as_jsonl);
}

/* What every account stood at; likewise. */
enum status agency_balances(struct exchange *x)
{
    const struct json *balances = NULL;
    enum status status = pages_read_list(x, READ_BALANCES, balances_filter_put, &balances);
    if (status != STATUS_OK) {
        return status;
    }
    view_balances(page_view(x), balances);
    return page_send(x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Balances")));
}

enum status agency_balances_csv(struct exchange *x)
{
    return pages_export(x, balances_filter_put, &export_of_balances, &export_as_csv);
}

enum status agency_balances_jsonl(struct exchange *x)
{
    return pages_export(x, balances_filter_put, &export_of_balances, &export_as_jsonl);
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

enum status agency_reads_csv(struct exchange *x)
{
    return pages_export(x, reads_filter_put, &export_of_reads, &export_as_csv);
}

enum status agency_reads_jsonl(struct exchange *x)
{
    return pages_export(x, reads_filter_put, &export_of_reads, &export_as_jsonl);
}

/* The entry of the path; STATUS_NOT_FOUND with an entry: no checkpoint covers it yet. */
static enum status entry_and_proof(
    struct exchange *x, const struct json **entry_out, struct span *proof_out)
{
    enum status status = pages_read_id(x, READ_ENTRY, "entry", entry_out);
    return status == STATUS_OK ? receipt_proof(x, *entry_out, SPAN(""), proof_out) : status;
}

enum status agency_entry(struct exchange *x)
{
    const struct json *entry = NULL;
    struct span proof = SPAN("");
    enum status status = entry_and_proof(x, &entry, &proof);
    if (status != STATUS_OK && (status != STATUS_NOT_FOUND || entry == NULL)) {
        return status; /* an entry that no checkpoint covers yet has no proof, and is shown */
    }
    view_entry(page_view(x), entry, proof);
    return page_send(x, 200, pages_title(x, N_("Entry")));
}

enum status agency_entry_proof(struct exchange *x)
{
    const struct json *entry = NULL;
    struct span proof = SPAN("");
    enum status status = entry_and_proof(x, &entry, &proof);
    if (status != STATUS_OK) {
        return status;
    }
    pages_text_file(x, arena_format(x->arena, "tilsagn-entry-%lld.tlog-proof",
                           (long long)json_int(entry, "entry")));
    buffer_put(&x->response.body, proof);
    return STATUS_OK;
}

/* A file that the entry names by its hash. */
enum status agency_entry_document(struct exchange *x)
{
    const struct json *entry = NULL;
    enum status status = pages_read_id(x, READ_ENTRY, "entry", &entry);
    if (status != STATUS_OK) {
        return status;
    }
    struct span sha256 = exchange_param(x, "sha256");
    const struct json *file = json_list(entry, "documents");
    while (file != NULL && !span_equal(json_text(file, "sha256"), sha256)) {
        file = file->next;
    }
    if (file == NULL) {
        return STATUS_NOT_FOUND;
    }
    return attachment_send(x, sha256, json_text(file, "media_type"), json_text(file, "name"));
}

enum status agency_case_record(struct exchange *x)
{
    const struct json *record = NULL;
    enum status status = pages_read_id(x, READ_CASE_RECORD, "application", &record);
    if (status != STATUS_OK) {
        return status;
    }
    view_case_record(page_view(x), record);
    return page_send(x, 200, pages_title(x, N_("Record of a case")));
}

/* How to fetch the log; what is fetched is logged then. */
enum status agency_log(struct exchange *x)
{
    view_agency_log(page_view(x), x->config->origin, x->config->public_origin);
    return page_send(x, 200, pages_title(x, N_("Fetch and verify the log")));
}

static bool findings_filter_put(struct form *form, struct json_writer *json)
{
    struct span query = SPAN("");
    bool good = form_text(form, "query", QUERY_NAME_MAX, false, &query);
    json_open_object(json, NULL);
    if (query.len > 0) {
        json_put_text(json, "query", query);
    }
    json_close_object(json);
    return good;
}

enum status agency_control(struct exchange *x)
{
    const struct json *findings = NULL;
    enum status status = pages_read_list(x, READ_AUDIT_FINDINGS, findings_filter_put, &findings);
    if (status != STATUS_OK) {
        return status;
    }
    if (findings == NULL) {
        return STATUS_INVALID; /* no query has so long a name */
    }
    view_audit_findings(page_view(x), findings);
    return page_send(x, 200, pages_title(x, N_("Control of the record")));
}
