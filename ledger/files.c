/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/files.h"

#include <string.h>
#include <strings.h>

#include "ledger/db/db.h"
#include "ledger/statements_drafts.h"

enum { CHUNK_LEN = 262144 }; /* store.put_chunk(): 256 KiB each except the last */

#define FILE_LEN_MAX ((size_t)64 * 1024 * 1024) /* store.begin_file() */

#define ENDINGS_MAX 5 /* of one kind, with the NULL behind them */

/* What an application may contain. Content and name must agree: what begins like a PDF may be a
 * script all the same when it is called something.hta. */
struct kind {
    struct span magic;
    const char *media_type;
    const char *endings[ENDINGS_MAX];
};

static const struct kind *kind_of(struct span bytes)
{
    static const struct kind kinds[] = {
        {{"%PDF-", 5}, "application/pdf", {".pdf"}},
        {{"PK\x03\x04", 4}, "application/zip", {".docx", ".xlsx", ".odt", ".ods"}},
        {{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8}, "application/x-ole-storage", {".doc", ".xls"}},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (span_starts_with(bytes, kinds[i].magic)) {
            return &kinds[i];
        }
    }
    return NULL;
}

const char *file_media_type(struct span bytes)
{
    const struct kind *kind = kind_of(bytes);
    return kind == NULL ? NULL : kind->media_type;
}

bool file_name_fits(struct span bytes, struct span name)
{
    const struct kind *kind = kind_of(bytes);
    for (size_t i = 0; kind != NULL && kind->endings[i] != NULL; i++) {
        size_t len = strlen(kind->endings[i]);
        if (name.len > len && strncasecmp(name.data + name.len - len, kind->endings[i], len) == 0) {
            return true;
        }
    }
    return false;
}

static enum status put_chunks(struct service *service, struct arena *arena, struct span bytes,
    int64_t upload, struct fault *fault)
{
    struct db_row row;
    int32_t n = 0;
    for (size_t at = 0; at < bytes.len; at += CHUNK_LEN, n++) {
        size_t left = bytes.len - at;
        struct span chunk = {
            .data = bytes.data + at,
            .len = left < CHUNK_LEN ? left : CHUNK_LEN,
        };
        enum status status = db_one(service_db(service), service_statement(service, FILE_PUT_CHUNK),
            DB_VALUES(db_int8(upload), db_int4(n), db_bytes(chunk)), arena, &row, fault);
        if (status != STATUS_OK) {
            return status; /* uncovered: the server is lost between two statements */
        }
    }
    return STATUS_OK;
}

enum status file_put(struct service *service, struct arena *arena, struct span bytes,
    struct digest *sha256_out, struct fault *fault)
{
    if (bytes.len == 0 || bytes.len > FILE_LEN_MAX) {
        FAULT(fault, "files", "", "a file has 1 to %zu bytes", FILE_LEN_MAX);
        return STATUS_LIMIT;
    }
    const char *found = file_media_type(bytes);
    const char *media_type = found == NULL ? "application/octet-stream" : found;
    struct db *db = service_db(service);
    struct db_row row;
    enum status status = db_one(db, service_statement(service, FILE_BEGIN),
        DB_VALUES(db_int8((int64_t)bytes.len), db_text(span_from(media_type))), arena, &row, fault);
    if (status != STATUS_OK) {
        return status;
    }
    int64_t upload = row_int8(&row, 0);
    status = put_chunks(service, arena, bytes, upload, fault);
    if (status != STATUS_OK) {
        return status; /* uncovered: the server is lost between two statements */
    }
    status = db_one(db, service_statement(service, FILE_FINISH), DB_VALUES(db_int8(upload)), arena,
        &row, fault);
    return status == STATUS_OK ? digest_from_hex(row_text(&row, 0), sha256_out) : status;
}

struct keeping {
    struct arena *arena;
    struct span bytes;
    struct digest sha256;
};

static enum status keep(struct service *service, void *context, struct fault *fault)
{
    struct keeping *keeping = context;
    return file_put(service, keeping->arena, keeping->bytes, &keeping->sha256, fault);
}

enum status file_keep(struct service *service, struct arena *arena, int64_t person,
    struct span bytes, struct digest *sha256_out, struct fault *fault)
{
    struct keeping keeping = {.arena = arena, .bytes = bytes};
    enum status status = service_transaction(service, person, keep, &keeping, fault);
    if (status == STATUS_OK) {
        *sha256_out = keeping.sha256;
    }
    return status;
}
