/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/attachment.h"

#include "fcgi/web/pasted.h"
#include "ledger/drafts.h"
#include "ledger/files.h"

enum status attachment_store(
    struct exchange *x, const struct attachment_upload *upload, struct span *draft_out)
{
    const char *media_type = file_media_type(upload->bytes);
    if (upload->bytes.len == 0) {
        FAULT(&x->fault, "attachment", "EMPTY", "the file is empty");
        return STATUS_INVALID;
    }
    if (media_type == NULL) {
        FAULT(&x->fault, "attachment", "TYPE", "not a kind of file that is accepted");
        return STATUS_INVALID;
    }
    if (!file_name_fits(upload->bytes, upload->file_name)) {
        FAULT(&x->fault, "attachment", "NAME", "not a name for this kind of file");
        return STATUS_INVALID;
    }
    struct draft_attachment attachment = {
        .slot = upload->slot,
        .media_type = span_from(media_type),
        .bytes = upload->bytes,
    };
    /* A Mac sends the "å" of a file's name in two pieces; the record takes one. */
    enum status status = pasted_clean(x->arena, upload->file_name, &attachment.file_name);
    if (status != STATUS_OK) {
        return status;
    }
    const struct draft_version of = {
        .person = x->identity->person,
        .application = upload->application,
        .if_version = upload->if_version,
    };
    return draft_attach(x->service, x->arena, &of, &attachment, draft_out, &x->fault);
}

enum status attachment_report(struct exchange *x, const struct json *accounts,
    struct span *sha256_hex_out, struct span *file_name_out)
{
    for (const struct json *row = json_list(accounts, "sign_offs"); row != NULL; row = row->next) {
        struct span sha256 = json_text(row, "report_sha256");
        if (sha256.len > 0) {
            struct span name = arena_format(x->arena, "revisor-%lld-%lld.pdf",
                (long long)json_int(accounts, "application"),
                (long long)json_int(accounts, "version"));
            if (name.data == NULL) {
                return STATUS_LIMIT;
            }
            *sha256_hex_out = sha256;
            *file_name_out = name;
            return STATUS_OK;
        }
    }
    return STATUS_NOT_FOUND;
}

static const struct json *with_hash(const struct json *files, struct span sha256_hex)
{
    const struct json *row = files == NULL ? NULL : files->child;
    while (row != NULL && !span_equal(json_text(row, "sha256"), sha256_hex)) {
        row = row->next;
    }
    return row;
}

const struct json *voucher_file(const struct json *vouchers, struct span sha256_hex)
{
    const struct json *found = NULL;
    for (const struct json *row = json_list(vouchers, "requests"); row != NULL; row = row->next) {
        for (const struct json *line = json_list(row, "lines"); line != NULL && found == NULL;
             line = line->next) {
            found = with_hash(json_get(line, "files"), sha256_hex);
            if (found == NULL) {
                found = with_hash(json_at(line, "gathered.files"), sha256_hex);
            }
        }
    }
    return found;
}

/* Every piece of the file in turn, within the open transaction. */
static enum status each_piece(struct exchange *x, struct span sha256_hex,
    enum status (*take)(void *context, struct span piece), void *context)
{
    enum status status = STATUS_OK;
    struct arena *pieces = arena_create((size_t)1024 * 1024);
    if (pieces == NULL) {
        return STATUS_INTERNAL;
    }
    for (int32_t n = 0; status == STATUS_OK; n++) {
        struct span piece;
        arena_reset(pieces);
        status = read_file_chunk(x->service, pieces, sha256_hex, n, &piece, &x->fault);
        if (status == STATUS_NOT_FOUND && n > 0) {
            status = STATUS_OK;
            break;
        }
        if (status == STATUS_OK) {
            status = take(context, piece);
        }
    }
    arena_destroy(pieces);
    return status;
}

static enum status to_buffer(void *context, struct span piece)
{
    struct buffer *out = context;
    buffer_put(out, piece);
    return out->failed ? STATUS_LIMIT : STATUS_OK;
}

/* The file in a transaction of its own, with the log of the read. */
static enum status read_pieces(struct exchange *x, struct span sha256_hex,
    enum status (*take)(void *context, struct span piece), void *context)
{
    int64_t person = x->identity == NULL ? 0 : x->identity->person;
    enum status status = service_begin(x->service, person, &x->fault);
    if (status != STATUS_OK) {
        return status;
    }
    status = each_piece(x, sha256_hex, take, context);
    if (status == STATUS_OK) {
        return service_commit(x->service, &x->fault);
    }
    service_rollback(x->service);
    return status;
}

enum status attachment_read(struct exchange *x, struct span sha256_hex, struct buffer *out)
{
    return read_pieces(x, sha256_hex, to_buffer, out);
}

enum status attachment_send(
    struct exchange *x, struct span sha256_hex, struct span media_type, struct span file_name)
{
    enum status status = response_spool(&x->response);
    if (status == STATUS_OK) {
        status = read_pieces(x, sha256_hex, response_spool_take, &x->response);
    }
    if (status != STATUS_OK) {
        response_restart(&x->response);
        return status;
    }
    response_header(&x->response, "Content-Type", media_type);
    response_attachment(&x->response, file_name);
    return STATUS_OK;
}
