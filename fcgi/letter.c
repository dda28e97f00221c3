/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/letter.h"

#include "fcgi/pdf/pdf.h"
#include "fcgi/receipt_proof.h"
#include "fcgi/views/award_letter.h"

/* On each page: a sheet that lies alone still says where it belongs. */
static struct span footer_of(struct exchange *x, const struct letter *letter)
{
    struct view *v = page_view(x);
    const struct span values[] = {view_int(v, letter->entry), letter->leaf_hash};
    return view_message(v, N_("Entry %s of the record, SHA-256 %s"), values, 2);
}

static enum status write_pdf(
    struct exchange *x, const struct letter *letter, struct span markup, struct buffer *out)
{
    const struct pdf_letter pdf = {
        .title = letter->title,
        .author = span_from(tr(x->catalogue, N_("The agency"))),
        .language = span_from(language_code(x->catalogue->language)),
        .at_us = letter->at_us,
        .markup = markup,
        .footer = footer_of(x, letter),
        .pages = span_from(tr(x->catalogue, N_("Page %s of %s"))),
        .file_name =
            letter->proof.len == 0
                ? SPAN("")
                : arena_format(x->arena, "tilsagn-entry-%lld.tlog-proof", (long long)letter->entry),
        .file = letter->proof,
    };
    return pdf_write(&pdf, x->arena, out, &x->fault);
}

enum status letter_send(struct exchange *x, const struct letter *letter)
{
    struct span markup = arena_copy(x->arena, buffer_span(&x->page));
    if (x->page.failed || markup.data == NULL) {
        return STATUS_LIMIT;
    }
    enum status status = write_pdf(x, letter, markup, &x->response.body);
    if (status != STATUS_OK) {
        buffer_clear(&x->response.body);
        return status;
    }
    struct span etag = response_etag_of(x->arena, buffer_span(&x->response.body));
    if (response_not_modified(&x->response, x->request, etag)) {
        buffer_clear(&x->response.body);
        return STATUS_OK;
    }
    response_type(&x->response, "application/pdf");
    response_header(
        &x->response, "Content-Language", span_from(language_code(x->catalogue->language)));
    response_attachment(&x->response,
        arena_format(x->arena, "tilsagn-%s-%lld.pdf", letter->name, (long long)letter->number));
    return STATUS_OK;
}

enum status award_letter_read(struct exchange *x, struct award_letter *letter_out)
{
    struct award_letter letter = {.proof = SPAN("")};
    int64_t application = 0;
    enum status status = exchange_param_id(x, "application", &application);
    if (status == STATUS_OK) {
        status = exchange_read_text(
            x, READ_AWARD_LETTER, DB_VALUES(db_int8(application)), &letter.text, &letter.document);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = receipt_proof(x, letter.document, SPAN(""), &letter.proof);
    if (status != STATUS_OK && status != STATUS_NOT_FOUND) {
        return status;
    }
    struct span origin = x->config->public_origin;
    letter.check = arena_format(x->arena, "%.*s/check", (int)origin.len, origin.data);
    *letter_out = letter;
    return STATUS_OK;
}

enum status award_letter_send(struct exchange *x, const struct award_letter *letter)
{
    const struct json *document = letter->document;
    struct view *v = page_view(x);
    const struct span title[] = {
        json_text(document, "title"), json_text(document, "organisation.name")};
    view_award_letter(v, document, letter->proof, letter->check);
    const struct letter sent = {
        .title = view_message(v, N_("Award: %s, %s"), title, 2),
        .name = "award",
        .number = json_int(document, "application"),
        .entry = json_int(document, "entry"),
        .leaf_hash = json_text(document, "leaf_hash"),
        .at_us = json_int(document, "at_us"),
        .proof = letter->proof,
    };
    return letter_send(x, &sent);
}

enum status award_letter_send_proof(struct exchange *x, const struct award_letter *letter)
{
    if (letter->proof.len == 0) {
        return STATUS_NOT_FOUND;
    }
    struct span etag = response_etag_of(x->arena, letter->proof);
    if (!response_not_modified(&x->response, x->request, etag)) {
        response_type(&x->response, "text/x.tlog-proof; charset=utf-8");
        response_attachment(
            &x->response, arena_format(x->arena, "tilsagn-award-%lld.tlog-proof",
                              (long long)json_int(letter->document, "application")));
        buffer_put(&x->response.body, letter->proof);
    }
    return STATUS_OK;
}
