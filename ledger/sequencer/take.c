/* SPDX-License-Identifier: EUPL-1.2 */
/* One batch of the queue: attested entries into the log, the others kept out. */
#include <string.h>

#include "ledger/log/attested.h"
#include "ledger/sequencer/statements.h"
#include "ledger/sequencer/tlog.h"

struct taken {
    int64_t queue_id;
    int64_t entry;
    struct span leaf;
    struct span stored_hash;
};

struct batch {
    struct tlog *tlog;
    struct taken rows[TLOG_BATCH];
    size_t count;
    struct buffer entries; /* "{1,2}" */
    struct buffer hashes;
    size_t good;
    enum status status; /* of keeping hashes of whole tiles */
    struct fault *fault;
};

static enum status on_key(const struct db_row *row, void *context)
{
    struct tlog *tlog = context;
    struct span name = row_text(row, 1);
    if (tlog->attest_count == TLOG_ATTEST_MAX || name.len > NOTE_NAME_LEN_MAX) {
        return STATUS_LIMIT; /* uncovered: portal hosts are few */
    }
    /* What was attested under a former name of the log is attested still. */
    char *kept = tlog->attest_names[tlog->attest_count];
    (void)memcpy(kept, name.data, name.len);
    struct note_verifier key = {.name = {.data = kept, .len = name.len}};
    (void)memcpy(key.public_key, row_bytes(row, 0).data, ED25519_PUBLIC_LEN);
    note_key_id(key.name, key.public_key, key.key_id);
    tlog->attest[tlog->attest_count++] = key;
    return STATUS_OK;
}

enum status tlog_attest_read(struct tlog *tlog, struct fault *fault)
{
    tlog->attest_count = 0;
    return db_each(service_db(tlog->service), service_statement(tlog->service, LOG_ATTEST_KEYS),
        DB_NO_VALUES, (struct db_visitor){.visit = on_key, .context = tlog}, fault);
}

static enum status on_taken(const struct db_row *row, void *context)
{
    struct batch *batch = context;
    ensure(batch->count < TLOG_BATCH);
    struct taken *taken = &batch->rows[batch->count++];
    *taken = (struct taken){
        .queue_id = row_int8(row, 0),
        .entry = row_int8(row, 1),
        .leaf = arena_copy(batch->tlog->arena, row_bytes(row, 2)),
        .stored_hash = arena_copy(batch->tlog->arena, row_bytes(row, 3)),
    };
    if (taken->leaf.data == NULL || taken->stored_hash.data == NULL) {
        return STATUS_LIMIT; /* uncovered: no memory */
    }
    return STATUS_OK;
}

const char *tlog_not_attested(struct tlog *tlog, struct span bytes)
{
    struct leaf leaf;
    const char *reason = NULL;
    if (leaf_parse(tlog->scratch, bytes, &leaf, &reason) != STATUS_OK) {
        return "unreadable";
    }
    switch (attested_check(tlog->scratch, &leaf, tlog->attest, tlog->attest_count)) {
    case ATTESTED:
    case ATTESTED_OTHER_TIME: /* of which clock it was stamped with whoever verifies the log judges
                               */
        tlog->newest_at_us = leaf.at_us > tlog->newest_at_us ? leaf.at_us : tlog->newest_at_us;
        return NULL;
    /* What ledger.begin_act() refuses too: such an entry was inserted past it. */
    case ATTESTED_NO_REQUEST:  /* uncovered: likewise */
        return "unreadable";   /* uncovered: likewise */
    case ATTESTED_OTHER_CLAIM: /* uncovered: likewise */
        return "other_claim";  /* uncovered: likewise */
    case ATTESTED_UNKNOWN_KEY: /* uncovered: likewise */
        return "unknown_key";  /* uncovered: likewise */
    case ATTESTED_WRONG:
        return "not_attested";
    }
    ensure(false); /* uncovered: every outcome returns above */
}

static enum status run(struct batch *batch, size_t statement, struct db_values values)
{
    struct tlog *tlog = batch->tlog;
    struct db_row row;
    return db_one(service_db(tlog->service), service_statement(tlog->service, statement), values,
        tlog->arena, &row, batch->fault);
}

/* Keeps the root of each tile that has become whole. */
static void on_hash(void *context, unsigned level, uint64_t index, const struct digest *hash)
{
    struct batch *batch = context;
    if (level == 0 || level % TILE_HEIGHT != 0 || batch->status != STATUS_OK) {
        return;
    }
    batch->status = run(batch, LOG_PUT_HASH,
        DB_VALUES(db_int4((int32_t)(level / TILE_HEIGHT)), db_int8((int64_t)index),
            db_bytes((struct span){(const char *)hash->bytes, DIGEST_LEN})));
}

/* NULL when the entry may be logged; else the reason as the database knows it. */
static const char *kept_out(struct tlog *tlog, const struct taken *taken, const struct digest *hash)
{
    if (taken->stored_hash.len != DIGEST_LEN
        || memcmp(taken->stored_hash.data, hash->bytes, DIGEST_LEN) != 0) {
        return "other_hash"; /* uncovered: the column is generated; a broken disk */
    }
    const char *reason = tlog_not_attested(tlog, taken->leaf);
    arena_reset(tlog->scratch);
    return reason;
}

static enum status judge_one(
    struct batch *batch, const struct taken *taken, struct merkle_frontier *frontier)
{
    struct tlog *tlog = batch->tlog;
    struct digest hash = merkle_leaf_hash(taken->leaf);
    const char *reason = kept_out(tlog, taken, &hash);
    if (reason != NULL) {
        return run(batch, LOG_KEEP_OUT,
            DB_VALUES(db_int8(taken->entry), db_int8(taken->queue_id), db_text(span_from(reason))));
    }
    buffer_printf(&batch->entries, batch->good++ == 0 ? "%lld" : ",%lld", (long long)taken->entry);
    buffer_put(&batch->hashes, (struct span){(const char *)hash.bytes, DIGEST_LEN});
    merkle_append(frontier, &hash, on_hash, batch);
    return batch->status;
}

static enum status log_all(struct batch *batch)
{
    struct tlog *tlog = batch->tlog;
    struct merkle_frontier frontier;
    struct merkle_source source = tlog_source(tlog);
    enum status status = merkle_frontier_read(&source, tlog->size, &frontier);
    buffer_putc(&batch->entries, '{');
    for (size_t i = 0; status == STATUS_OK && i < batch->count; i++) {
        status = judge_one(batch, &batch->rows[i], &frontier);
    }
    buffer_putc(&batch->entries, '}');
    if (status == STATUS_OK && batch->good > 0) {
        status = run(batch, LOG_PUT,
            DB_VALUES(db_int8((int64_t)tlog->size), db_text(buffer_span(&batch->entries)),
                db_bytes(buffer_span(&batch->hashes))));
    }
    return status;
}

/* Within the transaction. */
static enum status take(struct batch *batch)
{
    struct tlog *tlog = batch->tlog;
    struct db *db = service_db(tlog->service);
    enum status status =
        db_each(db, service_statement(tlog->service, LOG_TAKE), DB_VALUES(db_int4(TLOG_BATCH)),
            (struct db_visitor){.visit = on_taken, .context = batch}, batch->fault);
    if (status != STATUS_OK || batch->count == 0) {
        return status;
    }
    /* Here, and not once a turn: a key that became known before an entry was made is known now. */
    status = tlog_attest_read(tlog, batch->fault);
    return status == STATUS_OK ? log_all(batch) : status;
}

/* After the commit: what happened is told once it is true. */
static void tell(struct batch *batch)
{
    struct tlog *tlog = batch->tlog;
    for (size_t i = 0; batch->good < batch->count && i < batch->count; i++) {
        struct digest hash = merkle_leaf_hash(batch->rows[i].leaf);
        const char *reason = kept_out(tlog, &batch->rows[i], &hash);
        if (reason != NULL) {
            tlog->event(TLOG_KEPT_OUT, batch->rows[i].entry, reason);
        }
    }
    if (batch->good > 0) {
        tlog->event(TLOG_APPENDED, (int64_t)batch->good, "");
    }
}

enum status tlog_take(struct tlog *tlog, size_t *taken_out, struct fault *fault)
{
    static struct batch batch; /* large, and one at a time */
    batch = (struct batch){.tlog = tlog, .fault = fault};
    buffer_init(&batch.entries, (size_t)TLOG_BATCH * 24);
    buffer_init(&batch.hashes, (size_t)TLOG_BATCH * DIGEST_LEN);
    enum status status = service_begin(tlog->service, 0, fault);
    if (status == STATUS_OK) {
        status = take(&batch);
        if (status == STATUS_OK) {
            status = service_commit(tlog->service, fault);
        } else {
            service_rollback(tlog->service);
        }
    }
    if (status == STATUS_OK) {
        tlog->size += batch.good;
        *taken_out = batch.count;
        tell(&batch);
    }
    buffer_free(&batch.entries);
    buffer_free(&batch.hashes);
    return status;
}
