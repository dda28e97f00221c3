/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/pages/register.h"

#include "fcgi/enrol.h"
#include "fcgi/refused_act.h"
#include "ledger/base/digest.h"

enum { DOCUMENT_MAX = 16384 };

static const char *const parts[] = {"organisations", "people", "changes"};

void register_begin(struct register_document *document, enum register_part part)
{
    struct json_writer *json = &document->json;
    ensure((size_t)part < sizeof(parts) / sizeof(parts[0]));
    document->part = part;
    buffer_init(&document->text, DOCUMENT_MAX);
    json_writer_init(json, &document->text);
    json_open_object(json, NULL);
    json_put_int(json, "v", 1);
    for (size_t i = 0; i < (size_t)part; i++) {
        json_open_array(json, parts[i]);
        json_close_array(json);
    }
    json_open_array(json, parts[part]);
    json_open_object(json, NULL);
}

void register_end(struct register_document *document)
{
    buffer_free(&document->text);
}

static void close_document(struct register_document *document, struct span salt)
{
    struct json_writer *json = &document->json;
    json_close_object(json);
    json_close_array(json);
    for (size_t i = (size_t)document->part + 1; i < sizeof(parts) / sizeof(parts[0]); i++) {
        json_open_array(json, parts[i]);
        json_close_array(json);
    }
    json_put_text(json, "salt", salt);
    json_close_object(json);
}

/* "changes.0.role" is the field "role" of the form; a list of roles has one place on the page. */
static void name_fields(struct form *form)
{
    for (size_t i = 0; i < form->error_count; i++) {
        struct span rest = form->errors[i].field;
        struct span part = SPAN("");
        (void)span_split(&rest, '.', &part);
        (void)span_split(&rest, '.', &part);
        if (rest.data != NULL && rest.len > 0) {
            form->errors[i].field = rest;
        }
    }
}

static enum status propose(struct exchange *x, struct register_document *document,
    struct span subject, struct span title, struct act_reply *reply)
{
    struct span key;
    enum status status = page_key(x, &key);
    if (status != STATUS_OK) {
        return status;
    }
    /*
     * So that nobody tries names against the document's SHA-256 once they are erased in it. From
     * the form's key, which nobody can guess and no record holds: the same form is the same
     * document.
     */
    struct span salted = arena_format(x->arena, "tilsagn/register/v1 %.*s", (int)key.len, key.data);
    if (salted.data == NULL) {
        return STATUS_LIMIT; /* uncovered: the request did fit */
    }
    struct digest digest = digest_of(salted);
    char salt[DIGEST_HEX_LEN + 1];
    digest_hex(&digest, salt);
    close_document(document, span_from(salt));
    if (document->text.failed) {
        return STATUS_LIMIT;
    }
    return enrol_propose(x, subject, title, buffer_span(&document->text), key, reply);
}

enum status register_put_up(
    struct exchange *x, struct register_document *document, struct span subject, struct span title)
{
    struct act_reply reply;
    const struct json *result = NULL;
    enum status status = propose(x, document, subject, title, &reply);
    register_end(document);
    if (status == STATUS_INVALID && exchange_violations(x, NULL) > 0) {
        name_fields(&x->form);
    }
    if (status == STATUS_DENIED) {
        return refused_act_record(x, "propose", status);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (json_parse(x->arena, reply.result, &result, NULL) != STATUS_OK) {
        return STATUS_INTERNAL;
    }
    struct span proposal = arena_format(x->arena, "%lld", (long long)json_int(result, "proposal"));
    return page_redirect(x, "/agency/proposals/%s", &proposal, 1);
}
