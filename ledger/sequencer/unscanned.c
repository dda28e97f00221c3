/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/sequencer/unscanned.h"

#include <unistd.h>

#include "ledger/base/durable.h"
#include "ledger/base/json.h"
#include "ledger/base/steady.h"
#include "ledger/scan/client.h"
#include "ledger/sequencer/statements.h"

#define PLACES_TEXT_MAX 512

void unscanned_close(struct unscanned *unscanned)
{
    if (unscanned->socket >= 0) {
        (void)close(unscanned->socket);
        unscanned->socket = -1;
    }
}

static void put_places(struct buffer *out, const struct scan *scan)
{
    struct json_writer json;
    json_writer_init(&json, out);
    json_open_array(&json, NULL);
    for (size_t i = 0; i < scan->count; i++) {
        json_open_object(&json, NULL);
        scan_place_put(&json, &scan->places[i]);
        json_close_object(&json);
    }
    json_close_array(&json);
}

static enum status note(struct service *service, struct arena *arena, int64_t upload,
    const struct scan *scan, struct fault *fault)
{
    struct db_row row;
    struct buffer places;
    buffer_init(&places, PLACES_TEXT_MAX);
    put_places(&places, scan);
    enum status status = db_one(service_db(service), service_statement(service, LOG_SCANNED_LATER),
        DB_VALUES(db_int8(upload), db_text(span_from(scan_outcome_name(scan->outcome))),
            db_text(buffer_span(&places))),
        arena, &row, fault);
    buffer_free(&places);
    return status;
}

static enum status take_answer(struct service *service, struct arena *arena,
    struct unscanned *unscanned, int64_t *found_out, struct fault *fault)
{
    struct scan scan;
    enum status status = scan_wait(unscanned->socket, 0, &scan, fault);
    if (status == STATUS_RETRY && steady_ms() - unscanned->since_ms < SCAN_WAIT_MS) {
        return STATUS_OK;
    }
    unscanned_close(unscanned);
    if (status != STATUS_OK) {
        FAULT(fault, "unscanned", "", "%s does not answer", unscanned->path);
        unscanned->next_ms = steady_ms() + UNSCANNED_EVERY_MS;
        return STATUS_UNAVAILABLE;
    }
    status = note(service, arena, unscanned->upload, &scan, fault);
    *found_out = status == STATUS_OK && scan.outcome == SCAN_FOUND ? unscanned->upload : 0;
    return status;
}

/* All pieces of the file into `file`. */
static enum status copy(struct service *service, struct arena *arena, int64_t upload,
    int32_t chunks, int file, struct fault *fault)
{
    for (int32_t n = 0; n < chunks; n++) {
        struct db_row row;
        arena_reset(arena);
        enum status status =
            db_one(service_db(service), service_statement(service, LOG_UNSCANNED_CHUNK),
                DB_VALUES(db_int8(upload), db_int4(n)), arena, &row, fault);
        struct span bytes = status == STATUS_OK ? row_bytes_or_null(&row, 0) : SPAN("");
        if (status != STATUS_OK || !write_all(file, bytes)) {
            return status == STATUS_OK ? STATUS_INTERNAL : status; /* uncovered: memory or server */
        }
    }
    return STATUS_OK;
}

static enum status ask(struct service *service, struct arena *arena, struct unscanned *unscanned,
    int32_t chunks, struct fault *fault)
{
    int file = scan_file();
    if (file < 0) {
        FAULT(fault, "unscanned", "", "no memory for a file"); /* uncovered: no memory */
        return STATUS_INTERNAL;                                /* uncovered: likewise */
    }
    enum status status = copy(service, arena, unscanned->upload, chunks, file, fault);
    if (status == STATUS_OK) {
        status = scan_ask(unscanned->path, file, &unscanned->socket, fault);
        unscanned->since_ms = steady_ms();
    }
    (void)close(file);
    return status;
}

static enum status ask_next(
    struct service *service, struct arena *arena, struct unscanned *unscanned, struct fault *fault)
{
    struct db_row row;
    enum status status = db_maybe(service_db(service), service_statement(service, LOG_UNSCANNED),
        DB_VALUES(db_int8(unscanned->upload)), arena, &row, fault);
    if (status == STATUS_OK) {
        unscanned->upload = row_int8(&row, 0);
        status = ask(service, arena, unscanned, row_int4(&row, 1), fault);
    }
    if (status != STATUS_OK) {
        /* the last one was asked, or nobody takes it: from the first one again, and later */
        unscanned->upload = 0;
        unscanned->next_ms = steady_ms() + UNSCANNED_EVERY_MS;
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status unscanned_turn(struct service *service, struct arena *arena,
    struct unscanned *unscanned, int64_t *found_out, struct fault *fault)
{
    ensure(service != NULL && arena != NULL && unscanned != NULL && found_out != NULL);
    enum status status = STATUS_OK;
    *found_out = 0;
    if (unscanned->path == NULL) {
        return STATUS_OK;
    }
    if (unscanned->socket >= 0) {
        status = take_answer(service, arena, unscanned, found_out, fault);
    } else if (steady_ms() >= unscanned->next_ms) {
        status = ask_next(service, arena, unscanned, fault);
    }
    arena_reset(arena);
    return status;
}
