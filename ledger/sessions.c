/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/sessions.h"

#include "ledger/service_inside.h"
#include "ledger/statements_session.h"

enum { CHUNK_LEN = 262144 }; /* session.kept_chunk */

static struct span digest_span(const struct digest *digest)
{
    return (struct span){.data = (const char *)digest->bytes, .len = DIGEST_LEN};
}

struct asking {
    enum session_statement what;
    struct db_values values;
    struct arena *arena;
    struct db_row row;
};

static enum status ask_row(struct service *service, void *context, struct fault *fault)
{
    struct asking *asking = context;
    const struct db_statement *statement =
        service_find(service, session_statements[asking->what].statement.name);
    if (statement == NULL) {
        FAULT(fault, "sessions", "", "this audience has no logins");
        return STATUS_INVALID;
    }
    return db_one(
        service_db(service), statement, asking->values, asking->arena, &asking->row, fault);
}

/* One statement in a transaction of its own. */
static enum status ask(
    struct service *service, int64_t person, struct asking *asking, struct fault *fault)
{
    return service_transaction(service, person, ask_row, asking, fault);
}

static enum status ask_document(struct service *service, int64_t person, struct asking *asking,
    struct span *document_out, struct fault *fault)
{
    enum status status = ask(service, person, asking, fault);
    if (status != STATUS_OK) {
        return status;
    }
    if (row_is_null(&asking->row, 0)) {
        return STATUS_NOT_FOUND;
    }
    *document_out = row_text(&asking->row, 0);
    return STATUS_OK;
}

enum status login_sighting(struct service *service, struct arena *arena, int64_t person,
    const struct seen_certificate *certificate, enum sighting *sighting_out, struct fault *fault)
{
    struct asking asking = {.what = SESSION_SIGHTING,
        .values =
            DB_VALUES(db_bytes(digest_span(&certificate->sha256)), db_text(certificate->serial)),
        .arena = arena};
    struct span answer;
    enum status status = ask_document(service, person, &asking, &answer, fault);
    if (status != STATUS_OK) {
        return status;
    }
    *sighting_out = span_is(answer, "first")     ? SIGHTING_FIRST
                    : span_is(answer, "renewed") ? SIGHTING_RENEWED
                                                 : SIGHTING_KNOWN;
    return STATUS_OK;
}

enum status login_use(struct service *service, struct arena *arena, const struct login *login,
    struct span *document_out, struct fault *fault)
{
    struct asking asking = {.what = SESSION_USE,
        .values = DB_VALUES(
            db_bytes(digest_span(&login->id)), db_bytes(digest_span(&login->certificate))),
        .arena = arena};
    return ask_document(service, login->person, &asking, document_out, fault);
}

enum status login_open(struct service *service, struct arena *arena, const struct login *login,
    const struct digest *replaces, struct span *document_out, struct fault *fault)
{
    struct asking asking = {.what = SESSION_OPEN,
        .values =
            DB_VALUES(db_bytes(digest_span(&login->id)), db_bytes(digest_span(&login->certificate)),
                replaces == NULL ? db_null() : db_bytes(digest_span(replaces))),
        .arena = arena};
    return ask_document(service, login->person, &asking, document_out, fault);
}

enum status login_close(
    struct service *service, struct arena *arena, const struct login *login, struct fault *fault)
{
    struct asking asking = {.what = SESSION_CLOSE,
        .values = DB_VALUES(db_bytes(digest_span(&login->id))),
        .arena = arena};
    return ask(service, login->person, &asking, fault);
}

enum status login_close_all(
    struct service *service, struct arena *arena, const struct login *login, struct fault *fault)
{
    struct asking asking = {.what = SESSION_CLOSE_ALL,
        .values = DB_VALUES(db_bytes(digest_span(&login->id))),
        .arena = arena};
    return ask(service, login->person, &asking, fault);
}

enum status login_mine(struct service *service, struct arena *arena, const struct login *login,
    struct span *document_out, struct fault *fault)
{
    struct asking asking = {.what = SESSION_MINE,
        .values = DB_VALUES(db_bytes(digest_span(&login->id))),
        .arena = arena};
    return ask_document(service, login->person, &asking, document_out, fault);
}

struct keeping {
    const struct kept_form *form;
    struct arena *arena;
    int64_t kept;
};

/* The form and all of its file, or nothing. */
static enum status keep(struct service *service, void *context, struct fault *fault)
{
    struct keeping *keeping = context;
    const struct kept_form *form = keeping->form;
    struct asking put = {.what = SESSION_KEEP,
        .values = DB_VALUES(db_text(form->path), db_text(form->page), db_text(form->button),
            db_text(form->fields),
            form->file_name.data == NULL ? db_null() : db_text(form->file_name)),
        .arena = keeping->arena};
    enum status status = ask_row(service, &put, fault);
    if (status != STATUS_OK) {
        return status;
    }
    keeping->kept = row_int8(&put.row, 0);
    if (form->received_us > 0) {
        struct asking press = {.what = SESSION_NOTE_PRESS,
            .values = DB_VALUES(
                db_int8(keeping->kept), db_int8(form->received_us), db_int8(form->duration_us)),
            .arena = keeping->arena};
        status = ask_row(service, &press, fault);
    }
    int32_t n = 0;
    for (size_t at = 0; status == STATUS_OK && at < form->bytes.len; at += CHUNK_LEN, n++) {
        size_t left = form->bytes.len - at;
        struct span chunk = {
            .data = form->bytes.data + at, .len = left < CHUNK_LEN ? left : CHUNK_LEN};
        struct asking piece = {.what = SESSION_KEEP_CHUNK,
            .values = DB_VALUES(db_int8(keeping->kept), db_int4(n), db_bytes(chunk)),
            .arena = keeping->arena};
        status = ask_row(service, &piece, fault);
    }
    return status;
}

enum status kept_put(struct service *service, struct arena *arena, int64_t person,
    const struct kept_form *form, int64_t *kept_out, struct fault *fault)
{
    if (form->bytes.len > KEPT_FILE_MAX) {
        return STATUS_LIMIT;
    }
    struct keeping keeping = {.form = form, .arena = arena, .kept = 0};
    enum status status = service_transaction(service, person, keep, &keeping, fault);
    if (status == STATUS_OK) {
        *kept_out = keeping.kept;
    }
    return status;
}

enum status kept_find(struct service *service, struct arena *arena, const struct login *login,
    int64_t kept, struct span *document_out, struct fault *fault)
{
    struct asking asking = {.what = SESSION_KEPT,
        .values = DB_VALUES(db_bytes(digest_span(&login->id)), db_int8(kept)),
        .arena = arena};
    return ask_document(service, login->person, &asking, document_out, fault);
}

enum status kept_file(struct service *service, const struct login *login, int64_t kept,
    struct buffer *out, struct fault *fault)
{
    struct arena *pieces = arena_create((size_t)1024 * 1024);
    enum status status = pieces == NULL ? STATUS_INTERNAL : STATUS_OK; /* uncovered: no memory */
    bool more = true;
    for (int32_t n = 0; status == STATUS_OK && more; n++) {
        struct asking asking = {.what = SESSION_KEPT_CHUNK,
            .values = DB_VALUES(db_bytes(digest_span(&login->id)), db_int8(kept), db_int4(n)),
            .arena = pieces};
        arena_reset(pieces);
        status = ask(service, login->person, &asking, fault);
        more = status == STATUS_OK && !row_is_null(&asking.row, 0);
        if (more) {
            buffer_put(out, row_bytes(&asking.row, 0));
            status = out->failed ? STATUS_LIMIT : STATUS_OK;
        }
    }
    arena_destroy(pieces);
    return status;
}

enum status kept_drop(struct service *service, struct arena *arena, const struct login *login,
    int64_t kept, struct fault *fault)
{
    struct asking asking = {.what = SESSION_DROP_KEPT,
        .values = DB_VALUES(db_bytes(digest_span(&login->id)), db_int8(kept)),
        .arena = arena};
    return ask(service, login->person, &asking, fault);
}
