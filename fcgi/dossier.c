/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/dossier.h"

#include <inttypes.h>
#include <string.h>

#include "fcgi/attachment.h"
#include "ledger/base/zip.h"
#include "ledger/log/tlog_proof.h"
#include "ledger/proof.h"
#include "ledger/reads.h"

#define MANIFEST_MAX   ((size_t)16 * 1024 * 1024)
#define LATER_MAX      ((size_t)8 * 1024 * 1024)
#define CHECKPOINT_MAX 65536
#define DOCUMENT_MAX   ((size_t)64 * 1024 * 1024)

/* What is written once everything else is read: proofs and documents. */
struct later {
    char path[ZIP_NAME_MAX];
    size_t path_len;
    int64_t index; /* of an entry; -1: a document */
};

struct dossier {
    struct exchange *x;
    struct zip_writer zip;
    struct span folder;       /* "tilsagn-grant-17/" */
    struct buffer manifest;   /* a line for each file, as sha256sum writes them */
    struct buffer later;      /* of struct later */
    struct buffer checkpoint; /* the signed note */
    uint64_t size;            /* that it covers; 0: none came */
};

static const char readme[] =
    "This is all that is recorded about one case, its call and its payments, up to one signed\n"
    "checkpoint of the log. It can be checked without the portal and without a network:\n"
    "\n"
    "    tilsagn-verify --dossier FILE.zip --log-key KEY --attest-keys FILE [--policy FILE]\n"
    "\n"
    "with the keys and the witnesses' policy from elsewhere than this file; the ones in it show only\n"
    "that it fits itself. The file must be as it was downloaded, not packed anew.\n"
    "\n"
    "checkpoint         size and root of the log, signed by the log's key and by witnesses\n"
    "entries/N.json     the entry at place N of the log, the exact bytes that were hashed\n"
    "entries/N.tlog-proof  the proof that it stands there (C2SP tlog-proof)\n"
    "documents/SHA256.* what entries name by its SHA-256: files as they were sent, applications,\n"
    "                   definitions of calls, inputs and reports of allocations\n"
    "signatures/SHA256/ what a person signed (request.json) and with what, and a time stamp over it if\n"
    "                   there is one (stamp.tsr); verify.txt has the lines for OpenSSL\n"
    "log.vkey, attest.vkeys  public keys of the log and of the portal hosts\n"
    "manifest.txt       every file with its SHA-256: sha256sum --check manifest.txt\n"
    "\n"
    "Entries of a stream (\"stream\", \"version\") name the one before by its hash (\"prev\"), so none\n"
    "can be left out between two. Whether more was recorded afterwards only the log itself can tell.\n"
    "docs/log.md of Tilsagn describes every format.\n";

/* The next file, and its line in the list. */
static enum status put(struct dossier *dossier, struct span name, struct span bytes)
{
    struct arena *arena = dossier->x->arena;
    char hex[DIGEST_HEX_LEN + 1];
    struct digest digest = digest_of(bytes);
    digest_hex(&digest, hex);
    buffer_printf(&dossier->manifest, "%s  %.*s\n", hex, (int)name.len, name.data);
    struct span path = arena_format(arena, "%.*s%.*s", (int)dossier->folder.len,
        dossier->folder.data, (int)name.len, name.data);
    return path.data == NULL ? STATUS_LIMIT : zip_put(&dossier->zip, path, bytes);
}

static void keep_for_later(struct dossier *dossier, struct span path, int64_t index)
{
    struct later later = {.index = index, .path_len = path.len};
    ensure(path.len < sizeof(later.path));
    (void)memcpy(later.path, path.data, path.len);
    buffer_put(&dossier->later, (struct span){.data = (const char *)&later, .len = sizeof(later)});
}

static enum status on_row(const struct db_row *row, void *context)
{
    struct dossier *dossier = context;
    struct span path = row_text(row, DOSSIER_PATH);
    int64_t index = -1;
    if (row_is_null(row, DOSSIER_BYTES)) {
        keep_for_later(dossier, path, -1);
        return STATUS_OK;
    }
    struct span bytes = row_bytes(row, DOSSIER_BYTES);
    bool placed = row_int8_or_null(row, DOSSIER_LEAF_INDEX, &index);
    if (span_is(path, "checkpoint")) {
        dossier->size = (uint64_t)index;
        buffer_put(&dossier->checkpoint, bytes);
    } else if (placed && span_starts_with(path, SPAN("entries/"))) {
        keep_for_later(dossier, path, index);
    }
    return put(dossier, path, bytes);
}

static enum status put_rows(struct dossier *dossier, int64_t application)
{
    struct exchange *x = dossier->x;
    enum status status = service_begin(x->service, x->identity->person, &x->fault);
    if (status != STATUS_OK) {
        return status;
    }
    struct db_visitor visitor = {.visit = on_row, .context = dossier};
    status = read_dossier_export(x->service, application, visitor, &x->fault);
    if (status == STATUS_OK && dossier->size == 0) {
        status = STATUS_NOT_FOUND;
    }
    if (status != STATUS_OK) {
        service_rollback(x->service);
        return status;
    }
    return service_commit(x->service, &x->fault); /* the log of the read */
}

/* "entries/000000012.json" has its proof in "entries/000000012.tlog-proof". */
static enum status put_proof(
    struct dossier *dossier, struct arena *scratch, const struct later *entry, struct buffer *text)
{
    struct exchange *x = dossier->x;
    struct tlog_proof proof = {
        .index = (uint64_t)entry->index, .checkpoint = buffer_span(&dossier->checkpoint)};
    const struct proof_question question = {.index = proof.index, .size = dossier->size};
    enum status status =
        proof_of_leaf(x->service, x->identity->person, scratch, &question, &proof.proof, &x->fault);
    if (status != STATUS_OK) {
        return status;
    }
    tlog_proof_put(text, &proof);
    struct span name = arena_format(
        scratch, "%.*s.tlog-proof", (int)(entry->path_len - (sizeof(".json") - 1)), entry->path);
    return text->failed || name.data == NULL ? STATUS_LIMIT : put(dossier, name, buffer_span(text));
}

/* "documents/SHA256.pdf" is the file of that hash. */
static enum status put_document(
    struct dossier *dossier, const struct later *document, struct buffer *bytes)
{
    const size_t before = sizeof("documents/") - 1;
    ensure(document->path_len >= before + DIGEST_HEX_LEN);
    struct span sha256 = {.data = document->path + before, .len = DIGEST_HEX_LEN};
    enum status status = attachment_read(dossier->x, sha256, bytes);
    struct span name = {.data = document->path, .len = document->path_len};
    return status == STATUS_OK ? put(dossier, name, buffer_span(bytes)) : status;
}

static enum status put_later(struct dossier *dossier)
{
    struct arena *scratch = arena_create((size_t)1024 * 1024);
    struct buffer bytes;
    buffer_init(&bytes, DOCUMENT_MAX);
    enum status status = scratch == NULL ? STATUS_INTERNAL : STATUS_OK;
    size_t count = dossier->later.len / sizeof(struct later);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        struct later later;
        (void)memcpy(&later, dossier->later.data + i * sizeof(later), sizeof(later));
        buffer_clear(&bytes);
        arena_reset(scratch);
        status = later.index < 0 ? put_document(dossier, &later, &bytes)
                                 : put_proof(dossier, scratch, &later, &bytes);
    }
    buffer_free(&bytes);
    arena_destroy(scratch);
    return status;
}

static enum status put_all(struct dossier *dossier, int64_t application)
{
    enum status status = put_rows(dossier, application);
    if (status == STATUS_OK) {
        status =
            dossier->later.failed || dossier->checkpoint.failed ? STATUS_LIMIT : put_later(dossier);
    }
    if (status == STATUS_OK) {
        status = put(dossier, SPAN("README.txt"), span_from(readme));
    }
    if (status == STATUS_OK) {
        struct span path = arena_format(
            dossier->x->arena, "%.*smanifest.txt", (int)dossier->folder.len, dossier->folder.data);
        status = path.data == NULL || dossier->manifest.failed
                     ? STATUS_LIMIT
                     : zip_put(&dossier->zip, path, buffer_span(&dossier->manifest));
    }
    return status == STATUS_OK ? zip_end(&dossier->zip) : status;
}

enum status dossier_send(struct exchange *x)
{
    int64_t application = 0;
    enum status status = exchange_param_id(x, "application", &application);
    if (status != STATUS_OK) {
        return status;
    }
    struct dossier dossier = {
        .x = x, .folder = arena_format(x->arena, "tilsagn-grant-%" PRId64 "/", application)};
    struct span name = arena_format(x->arena, "tilsagn-grant-%" PRId64 ".zip", application);
    if (dossier.folder.data == NULL || name.data == NULL) {
        return STATUS_LIMIT;
    }
    status = response_spool(&x->response);
    if (status != STATUS_OK) {
        return status;
    }
    zip_writer_init(&dossier.zip, response_spool_take, &x->response);
    buffer_init(&dossier.manifest, MANIFEST_MAX);
    buffer_init(&dossier.later, LATER_MAX);
    buffer_init(&dossier.checkpoint, CHECKPOINT_MAX);
    status = put_all(&dossier, application);
    zip_writer_free(&dossier.zip);
    buffer_free(&dossier.manifest);
    buffer_free(&dossier.later);
    buffer_free(&dossier.checkpoint);
    if (status != STATUS_OK) {
        response_restart(&x->response);
        return status;
    }
    response_type(&x->response, "application/zip");
    response_attachment(&x->response, name);
    return STATUS_OK;
}
