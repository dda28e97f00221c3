/* SPDX-License-Identifier: EUPL-1.2 */
/* A signature over the log's size: hashed again as stored, proved, signed, kept. */
#include <inttypes.h>
#include <string.h>

#include "ledger/log/checkpoint.h"
#include "ledger/sequencer/statements.h"
#include "ledger/sequencer/tlog.h"
#include "ledger/signer/signing.h"

struct again {
    struct tlog *tlog;
    struct merkle_frontier frontier;
    struct fault *fault;
};

/*
 * A bit that flipped on disk is not signed, nor what was put into the log past the queue: an entry
 * that this turn did not take itself is judged as if it had.
 */
static enum status on_leaf(const struct db_row *row, void *context)
{
    struct again *again = context;
    struct digest hash = merkle_leaf_hash(row_bytes(row, 1));
    if (row_int8(row, 0) != (int64_t)again->frontier.size || row_bytes(row, 2).len != DIGEST_LEN
        || memcmp(hash.bytes, row_bytes(row, 2).data, DIGEST_LEN) != 0) {
        FAULT(again->fault, "log", "",
            "entry %" PRId64 " of the log is not stored as it was logged; nothing is signed",
            row_int8(row, 0));
        return STATUS_CONFLICT;
    }
    const char *reason = again->frontier.size < again->tlog->found
                             ? tlog_not_attested(again->tlog, row_bytes(row, 1))
                             : NULL;
    arena_reset(again->tlog->scratch);
    if (reason != NULL) {
        FAULT(again->fault, "log", "",
            "entry %" PRId64 " of the log is in it past the queue (%s); nothing is signed",
            row_int8(row, 0), reason);
        return STATUS_CONFLICT;
    }
    merkle_append(&again->frontier, &hash, NULL, NULL);
    return STATUS_OK;
}

/* The root of the whole log, its new entries hashed as they are stored. */
static enum status root_again(struct tlog *tlog, struct log_head *next, struct fault *fault)
{
    struct again again = {.tlog = tlog, .fault = fault};
    struct merkle_source source = tlog_source(tlog);
    enum status status = merkle_frontier_read(&source, tlog->head.size, &again.frontier);
    while (status == STATUS_OK && again.frontier.size < tlog->size) {
        uint64_t before = again.frontier.size;
        uint64_t left = tlog->size - before; /* what came in meanwhile was asked of no standby */
        status = db_each(service_db(tlog->service), service_statement(tlog->service, LOG_LEAVES),
            DB_VALUES(db_int8((int64_t)before),
                db_int4((int32_t)(left < TLOG_BATCH ? left : TLOG_BATCH))),
            (struct db_visitor){.visit = on_leaf, .context = &again}, fault);
        if (status == STATUS_OK && again.frontier.size == before) {
            FAULT(fault, "log", "", "entries are missing"); /* uncovered: rows were removed */
            status = STATUS_CONFLICT;                       /* uncovered: likewise */
        }
    }
    *next = (struct log_head){.size = again.frontier.size, .root = merkle_root(&again.frontier)};
    return status;
}

static enum status signed_keep(
    struct tlog *tlog, struct span note, const struct log_head *next, struct fault *fault)
{
    struct checkpoint checkpoint;
    struct span body;
    if (checkpoint_open(note, &tlog->log, &checkpoint, &body) != STATUS_OK
        || checkpoint.size != next->size
        || memcmp(checkpoint.root.bytes, next->root.bytes, DIGEST_LEN) != 0) {
        FAULT(fault, "log", "", "something else was signed"); /* uncovered: no signer of ours */
        return STATUS_INTERNAL;                               /* uncovered: likewise */
    }
    char id[2 * NOTE_KEY_ID_LEN + 1];
    (void)snprintf(id, sizeof(id), "%02x%02x%02x%02x", tlog->log.key_id[0], tlog->log.key_id[1],
        tlog->log.key_id[2], tlog->log.key_id[3]);
    struct span line = {.data = note.data + body.len + 1, .len = note.len - body.len - 2};
    struct db_row row;
    return db_one(service_db(tlog->service), service_statement(tlog->service, LOG_PUT_CHECKPOINT),
        DB_VALUES(db_int8((int64_t)next->size),
            db_bytes((struct span){(const char *)next->root.bytes, DIGEST_LEN}),
            db_text(tlog->log.name), db_text(span_from(id)), db_text(line)),
        tlog->arena, &row, fault);
}

enum status tlog_sign(struct tlog *tlog, struct fault *fault)
{
    struct span note;
    struct log_head next;
    struct add_checkpoint request = {.old_size = tlog->head.size};
    enum status status = root_again(tlog, &next, fault);
    if (status == STATUS_OK) {
        struct merkle_source source = tlog_source(tlog);
        status = merkle_consistency(&source, tlog->head.size, next.size, &request.proof);
    }
    if (status != STATUS_OK) {
        FAULT(fault, "log", "", "the log's hashes cannot be read");
        return status;
    }
    struct buffer body;
    struct buffer text;
    buffer_init(&body, CHECKPOINT_BODY_LEN_MAX);
    buffer_init(&text, 65536);
    checkpoint_put(&body,
        &(struct checkpoint){.origin = tlog->log.name, .size = next.size, .root = next.root});
    request.checkpoint = buffer_span(&body);
    add_checkpoint_put(&text, &request);
    status = attest_ask(&tlog->signer, tlog->arena, SIGNING_SIGN, buffer_span(&text), &note, fault);
    buffer_free(&body);
    buffer_free(&text);
    if (status == STATUS_OK) {
        tlog->head = next;
        tlog->checked = next;
        status = signed_keep(tlog, note, &next, fault);
    }
    return status;
}
