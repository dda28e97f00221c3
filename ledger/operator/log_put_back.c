/* SPDX-License-Identifier: EUPL-1.2 */
/* Lost entries made again by their own acts, in the database. */
#include <string.h>

#include "ledger/log/tile.h"
#include "ledger/operator/files.h"
#include "ledger/operator/log_replay.h"
#include "ledger/operator/statements.h"

#define NEEDED_MAX 8 /* files that one act names */

/* A file by its hash, from beside the log or from a folder that was named. */
static enum status file_find(struct replay *replay, struct span hex, struct span *bytes_out)
{
    struct operator_run *op = replay->op;
    const char *documents = arena_printf(op->arena, "%s/documents", replay->mirror.folder);
    for (size_t i = 0; i <= replay->file_count; i++) {
        const char *path = arena_printf(op->arena, "%s/%.*s",
            i < replay->file_count ? replay->files[i] : documents, (int)hex.len, hex.data);
        struct fault none;
        struct digest wanted;
        fault_clear(&none);
        if (file_read(op->arena, path, bytes_out, &none) == STATUS_OK
            && digest_from_hex(hex, &wanted) == STATUS_OK) {
            struct digest found = digest_of(*bytes_out);
            if (memcmp(found.bytes, wanted.bytes, DIGEST_LEN) == 0) {
                return STATUS_OK;
            }
        }
    }
    replay->absent = hex;
    return STATUS_NOT_FOUND;
}

struct needed {
    struct operator_run *op;
    struct span documents[NEEDED_MAX]; /* hex; what an act names as a file, or as another hash */
    size_t count;
    struct span cms; /* likewise; empty: none */
};

static enum status on_need(const struct db_row *row, void *context)
{
    struct needed *needed = context;
    struct span hex = arena_copy(needed->op->arena, row_text(row, 0));
    if (row_bool(row, 1)) {
        needed->cms = hex;
    } else if (needed->count < NEEDED_MAX) {
        needed->documents[needed->count++] = hex;
    }
    return STATUS_OK;
}

/* The files that an act names; whether it needs one that is nowhere, the act says. */
static enum status documents_give(
    struct replay *replay, struct db_value index, const struct needed *needed)
{
    struct operator_run *op = replay->op;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < needed->count && status == STATUS_OK; i++) {
        struct span document;
        struct db_row row;
        if (file_find(replay, needed->documents[i], &document) == STATUS_OK) {
            status = db_one(replay->db, &statements_replay[REPLAY_DOCUMENT],
                DB_VALUES(index, db_bytes(document)), op->arena, &row, &op->fault);
        }
    }
    return status;
}

/* The person's own signature of the act, NULL when there is none. */
static enum status signature_find(struct replay *replay, struct span hex, struct db_value *cms_out)
{
    struct operator_run *op = replay->op;
    struct db_row row;
    struct span bytes;
    *cms_out = db_null();
    if (hex.len == 0) {
        return STATUS_OK;
    }
    enum status status = db_one(replay->db, &statements_replay[REPLAY_SIGNATURE],
        DB_VALUES(db_text(hex)), op->arena, &row, &op->fault);
    if (status != STATUS_OK) {
        return status; /* uncovered: it was prepared a moment ago */
    }
    bytes = row_bytes_or_null(&row, 0);
    if (bytes.data == NULL && file_find(replay, hex, &bytes) != STATUS_OK) {
        FAULT(&op->fault, "log", "", "the person's signature is not there");
        status = STATUS_NOT_FOUND;
    }
    if (status == STATUS_OK) {
        *cms_out = db_bytes(bytes);
    }
    return status;
}

static enum status make(struct replay *replay, const struct lost *lost)
{
    struct operator_run *op = replay->op;
    struct needed needed = {.op = op};
    struct db_value index = db_int8((int64_t)lost->index);
    struct db_value cms;
    struct db_row row;
    replay->absent.len = 0;
    enum status status = db_each(replay->db, &statements_replay[REPLAY_NEEDS], DB_VALUES(index),
        (struct db_visitor){.visit = on_need, .context = &needed}, &op->fault);
    if (status == STATUS_OK) {
        status = documents_give(replay, index, &needed);
    }
    if (status == STATUS_OK) {
        status = signature_find(replay, needed.cms, &cms);
    }
    if (status == STATUS_OK) {
        status = db_one(replay->db, &statements_replay[REPLAY_MAKE], DB_VALUES(index, cms),
            op->arena, &row, &op->fault);
    }
    return status;
}

/* Every lost leaf with its number, before the first act is made again. */
static enum status name_all(struct replay *replay)
{
    struct operator_run *op = replay->op;
    uint64_t numbers[TILE_WIDTH];
    size_t count = 0;
    uint64_t bundle = UINT64_MAX;
    for (struct lost *lost = replay->first; lost != NULL; lost = lost->next) {
        struct db_row row;
        enum status status = STATUS_OK;
        replay->at = lost;
        if (lost->index / TILE_WIDTH != bundle) {
            bundle = lost->index / TILE_WIDTH;
            status = log_mirror_numbers(&replay->mirror, bundle, numbers, &count, &op->fault);
        }
        if (status == STATUS_OK && lost->index % TILE_WIDTH >= count) {
            FAULT(&op->fault, "log", "", "its number does not stand beside the log");
            status = STATUS_NOT_FOUND;
        }
        if (status == STATUS_OK) {
            status = db_one(replay->db, &statements_replay[REPLAY_ADD],
                DB_VALUES(db_int8((int64_t)lost->index),
                    db_int8((int64_t)numbers[lost->index % TILE_WIDTH]), db_bytes(lost->leaf)),
                op->arena, &row, &op->fault);
        }
        if (status != STATUS_OK) {
            return status;
        }
        lost->there = row_bool(&row, 0);
    }
    return STATUS_OK;
}

/* The log's own signature of a head that was lost; witnesses are asked again for the newest. */
static enum status head_keep(struct replay *replay, const struct log_mirror_head *head)
{
    struct operator_run *op = replay->op;
    struct span text;
    struct span lines;
    struct note_signature signature;
    struct checkpoint checkpoint;
    struct db_row row;
    enum status status = note_split(head->note, &text, &lines);
    struct span line = lines;
    if (status == STATUS_OK) {
        status = checkpoint_parse(text, &checkpoint);
    }
    if (status == STATUS_OK) {
        status = note_next_signature(&lines, &signature); /* its own stands first */
    }
    if (status != STATUS_OK) {
        return status; /* uncovered: it was opened before */
    }
    line.len = (size_t)(lines.data - line.data) - 1;
    char id[2 * NOTE_KEY_ID_LEN + 1];
    (void)snprintf(id, sizeof(id), "%02x%02x%02x%02x", signature.key_id[0], signature.key_id[1],
        signature.key_id[2], signature.key_id[3]);
    return db_one(replay->db, &statements_replay[REPLAY_CHECKPOINT],
        DB_VALUES(db_int8((int64_t)head->size),
            db_bytes((struct span){(const char *)checkpoint.root.bytes, DIGEST_LEN}),
            db_text(signature.name), db_text(span_from(id)), db_text(line)),
        op->arena, &row, &op->fault);
}

enum status replay_put_back(struct replay *replay)
{
    struct operator_run *op = replay->op;
    struct db_row row;
    enum status status = db_one(
        replay->db, &statements_replay[REPLAY_BEGIN], DB_NO_VALUES, op->arena, &row, &op->fault);
    if (status == STATUS_OK) {
        status = name_all(replay);
    }
    for (struct lost *lost = replay->first; lost != NULL && status == STATUS_OK;
         lost = lost->next) {
        replay->at = lost;
        status = make(replay, lost);
    }
    if (status != STATUS_OK) {
        return status;
    }
    replay->at = NULL;
    status = db_one(
        replay->db, &statements_replay[REPLAY_END], DB_NO_VALUES, op->arena, &row, &op->fault);
    for (size_t i = 0; i < replay->mirror.head_count && status == STATUS_OK; i++) {
        status = head_keep(replay, &replay->mirror.heads[i]);
    }
    return status;
}
