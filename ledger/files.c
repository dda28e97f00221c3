/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/files.h"

#include <string.h>
#include <strings.h>

#include "ledger/base/json.h"
#include "ledger/base/log.h"
#include "ledger/base/steady.h"
#include "ledger/db/db.h"
#include "ledger/scan/client.h"
#include "ledger/service_inside.h"
#include "ledger/statements_drafts.h"

enum { CHUNK_LEN = 262144 }; /* store.put_chunk(): 256 KiB each except the last */

#define FILE_LEN_MAX ((size_t)64 * 1024 * 1024) /* store.begin_file() */

#define SCANNER_PAUSE_MS 20000 /* for which one that did not answer is left alone */

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

/* What it reveals of a number is a day of birth; the rest of it has left the scanner nowhere. */
static void put_violations(struct buffer *out, const struct scan *scan, struct span field)
{
    struct json_writer json;
    json_writer_init(&json, out);
    json_open_object(&json, NULL);
    json_open_array(&json, "violations");
    for (size_t i = 0; i < scan->count; i++) {
        json_open_object(&json, NULL);
        json_put_text(&json, "field", field);
        json_put_text(&json, "code", SPAN("number_in_file"));
        scan_place_put(&json, &scan->places[i]);
        json_close_object(&json);
    }
    json_close_array(&json);
    json_close_object(&json);
}

static void refuse(const struct scan *scan, struct span field, struct fault *fault)
{
    struct buffer detail;
    FAULT(fault, "files", "LG102", "the file holds what looks like a CPR number");
    buffer_init(&detail, sizeof(fault->detail) - 1);
    put_violations(&detail, scan, field);
    if (!detail.failed) {
        (void)memcpy(fault->detail, detail.data, detail.len);
        fault->detail[detail.len] = '\0';
    }
    buffer_free(&detail);
}

static void say_unscanned(const struct fault *fault)
{
    struct log_line line;
    log_begin(&line, LOG_LEVEL_WARNING, "file_not_scanned");
    log_fault(&line, fault);
    log_end(&line);
}

enum status file_scan(struct service *service, struct span bytes, struct span field,
    const char **outcome_out, struct fault *fault)
{
    ensure(outcome_out != NULL && fault != NULL);
    struct scan scan;
    struct fault away;
    fault_clear(&away);
    *outcome_out = NULL;
    if (service->scanner == NULL || steady_ms() < service->scanner_from_ms) {
        return STATUS_OK;
    }
    if (scan_bytes(service->scanner, bytes, &scan, &away) != STATUS_OK) {
        /* near a deadline one upload of a worker waits for it, not every one */
        service->scanner_from_ms = steady_ms() + SCANNER_PAUSE_MS;
        say_unscanned(&away);
        return STATUS_OK;
    }
    if (scan.outcome == SCAN_FOUND) {
        refuse(&scan, field, fault);
        return STATUS_INVALID;
    }
    *outcome_out = scan_outcome_name(scan.outcome);
    return STATUS_OK;
}

static enum status note_scanned(struct service *service, struct arena *arena,
    const struct digest *sha256, const char *scanned, struct fault *fault)
{
    struct db_row row;
    struct span bytes = {.data = (const char *)sha256->bytes, .len = DIGEST_LEN};
    return db_one(service_db(service), service_statement(service, FILE_SCANNED),
        DB_VALUES(db_bytes(bytes), db_text(span_from(scanned))), arena, &row, fault);
}

enum status file_put(struct service *service, struct arena *arena, struct span bytes,
    const char *scanned, struct digest *sha256_out, struct fault *fault)
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
    if (status == STATUS_OK) {
        status = digest_from_hex(row_text(&row, 0), sha256_out);
    }
    return status == STATUS_OK && scanned != NULL
               ? note_scanned(service, arena, sha256_out, scanned, fault)
               : status;
}

struct keeping {
    struct arena *arena;
    struct span bytes;
    const char *scanned;
    struct digest sha256;
};

static enum status keep(struct service *service, void *context, struct fault *fault)
{
    struct keeping *keeping = context;
    return file_put(
        service, keeping->arena, keeping->bytes, keeping->scanned, &keeping->sha256, fault);
}

enum status file_keep(struct service *service, struct arena *arena, const struct kept_file *file,
    struct digest *sha256_out, struct fault *fault)
{
    struct keeping keeping = {.arena = arena, .bytes = file->bytes};
    enum status status = file_scan(service, file->bytes, file->field, &keeping.scanned, fault);
    if (status == STATUS_OK) {
        status = service_transaction(service, file->person, keep, &keeping, fault);
    }
    if (status == STATUS_OK) {
        *sha256_out = keeping.sha256;
    }
    return status;
}
