/* SPDX-License-Identifier: EUPL-1.2 */
/* What is recorded in a person's own name, and the statement of a month as a file. */
#include "fcgi/views/signed.h"

#include "fcgi/pages/pages.h"
#include "ledger/base/digest.h"

enum status pages_signed(struct exchange *x)
{
    const struct json *document = NULL;
    enum status status = exchange_read(x, READ_SIGNED, DB_VALUES(db_null()), &document);
    if (status != STATUS_OK) {
        return status;
    }
    view_signed(page_view(x), document, x->config->audience == ROUTE_AGENCY);
    return page_send(x, 200, pages_title(x, N_("What I have signed")));
}

static const char *form_of(struct exchange *x, const struct json *row)
{
    struct span form = json_text(row, "form");
    if (span_is(form, "signature")) {
        return tr(x->catalogue, N_("signature with an own key"));
    }
    return span_is(form, "attestation") ? tr(x->catalogue, N_("attestation with a code"))
                                        : tr(x->catalogue, N_("in the portal, by certificate"));
}

static void put_span(struct buffer *out, const char *label, struct span value)
{
    if (value.len > 0) {
        buffer_puts(out, label);
        buffer_put(out, value);
    }
}

/* One entry, one line of text each for what it is and for its hashes. */
static void put_entry(struct exchange *x, struct buffer *out, const struct json *row)
{
    struct span entry = arena_format(x->arena, "%lld", (long long)json_int(row, "entry"));
    put_span(out, "\n", json_text(row, "at"));
    put_span(out, "  ", json_text(row, "kind"));
    put_span(out, "  ", json_text(row, "stream"));
    if (json_int(row, "amount_ore") > 0) {
        put_span(out, "  ", view_amount(page_view(x), json_int(row, "amount_ore")));
    }
    buffer_puts(out, "  ");
    buffer_puts(out, form_of(x, row));
    put_span(out, "  #", entry);
    put_span(out, "\n  leaf      ", json_text(row, "leaf_hash"));
    put_span(out, "\n  request   ", json_text(row, "request_sha256"));
    put_span(out, "\n  object    ", json_text(row, "object_sha256"));
    put_span(out, "\n  signature ", json_text(row, "signature"));
    buffer_puts(out, "\n");
}

/* The statement ends with the SHA-256 of every line before, so that a copy can be compared. */
enum status pages_signed_statement(struct exchange *x)
{
    const struct json *document = NULL;
    struct span month = exchange_param(x, "month");
    enum status status = exchange_read(x, READ_SIGNED, DB_VALUES(db_text(month)), &document);
    if (status != STATUS_OK) {
        return status;
    }
    struct buffer *out = &x->response.body;
    buffer_puts(out, tr(x->catalogue, N_("What is recorded in Tilsagn in the name of")));
    put_span(out, " ", json_text(document, "person.name"));
    put_span(out, ", CVR ", json_text(document, "person.organisation"));
    put_span(out, ", ", month);
    buffer_puts(out, "\n");
    buffer_puts(
        out, tr(x->catalogue, N_("Times are UTC. Each entry with its SHA-256 hashes: leaf in "
                                 "the log, request, object it is about, signature.")));
    buffer_puts(out, "\n");
    for (const struct json *row = json_list(document, "entries"); row != NULL; row = row->next) {
        put_entry(x, out, row);
    }
    struct digest digest = digest_of(buffer_span(out));
    char hex[DIGEST_HEX_LEN + 1];
    digest_hex(&digest, hex);
    put_span(out, "\nSHA-256 ", span_from(hex));
    buffer_puts(out, "\n");
    response_type(&x->response, "text/plain; charset=utf-8");
    response_attachment(
        &x->response, arena_format(x->arena, "tilsagn-%.*s.txt", (int)month.len, month.data));
    return STATUS_OK;
}
