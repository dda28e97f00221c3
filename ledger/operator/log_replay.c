/* SPDX-License-Identifier: EUPL-1.2 */
/* log_replay.c - `tilsagn log replay`: signed entries that the database has lost, put back. */
#include "ledger/operator/log_replay.h"

#include <inttypes.h>
#include <string.h>

#include "ledger/log/attested.h"
#include "ledger/log/tile.h"
#include "ledger/operator/commands.h"
#include "ledger/operator/statements.h"

#define SCRATCH_LEN ((size_t)16 * 1024 * 1024)

static bool options_read(struct replay *replay, int count, char *const *arguments)
{
    struct operator_run *op = replay->op;
    for (int i = 0; i < count; i++) {
        if (strcmp(arguments[i], "--dry-run") == 0) {
            replay->dry_run = true;
        } else if (strcmp(arguments[i], "--files") == 0 && i + 1 < count
                   && replay->file_count < REPLAY_FILES_MAX) {
            replay->files[replay->file_count++] = arguments[++i];
        } else if (arguments[i][0] != '-' && replay->mirror.folder == NULL) {
            replay->mirror.folder = arguments[i];
        } else {
            operator_problem(op, "not understood: %s", arguments[i]);
            return false;
        }
    }
    if (replay->mirror.folder == NULL) {
        operator_problem(op, "log replay takes the FOLDER of the log's files");
    }
    return replay->mirror.folder != NULL;
}

struct keys {
    struct arena *arena;
    struct note_verifier *list;
    size_t max;
    size_t count;
};

static enum status on_key(const struct db_row *row, void *context)
{
    struct keys *keys = context;
    if (keys->count == keys->max) {
        return STATUS_LIMIT; /* uncovered: keys are replaced once in years */
    }
    struct note_verifier *key = &keys->list[keys->count++];
    *key = (struct note_verifier){.name = arena_copy(keys->arena, row_text(row, 1))};
    (void)memcpy(key->public_key, row_bytes(row, 0).data, ED25519_PUBLIC_LEN);
    note_key_id(key->name, key->public_key, key->key_id);
    return STATUS_OK;
}

/* What the database knows of its log. */
static enum status log_read(struct replay *replay)
{
    struct operator_run *op = replay->op;
    struct db_row row;
    enum status status = db_one(
        replay->db, &statements_replay[REPLAY_LOG], DB_NO_VALUES, op->arena, &row, &op->fault);
    if (status != STATUS_OK) {
        return status; /* uncovered: it was prepared a moment ago */
    }
    replay->size = (uint64_t)row_int8(&row, 1);
    struct keys log = {op->arena, replay->mirror.keys, LOG_MIRROR_KEYS_MAX, 0};
    struct keys attest = {op->arena, replay->attest, REPLAY_ATTEST_KEYS_MAX, 0};
    status = db_each(replay->db, &statements_replay[REPLAY_KEYS], DB_NO_VALUES,
        (struct db_visitor){.visit = on_key, .context = &log}, &op->fault);
    if (status == STATUS_OK) {
        status = db_each(replay->db, &statements_replay[REPLAY_ATTEST_KEYS], DB_NO_VALUES,
            (struct db_visitor){.visit = on_key, .context = &attest}, &op->fault);
    }
    replay->mirror.key_count = log.count;
    replay->attest_count = attest.count;
    return status;
}

/* The database's hash of an entry must be the mirror's. */
static enum status same(struct replay *replay, uint64_t index, const struct digest *hash)
{
    struct operator_run *op = replay->op;
    if (index % TILE_WIDTH == 0) {
        struct db_row row;
        arena_reset(replay->scratch);
        enum status status = db_one(replay->db, &statements_replay[REPLAY_HASHES],
            DB_VALUES(db_int8((int64_t)index), db_int4((int32_t)TILE_WIDTH)), replay->scratch, &row,
            &op->fault);
        if (status != STATUS_OK) {
            return status; /* uncovered: it was prepared a moment ago */
        }
        replay->hashes = row_bytes_or_null(&row, 0);
    }
    size_t at = (index % TILE_WIDTH) * DIGEST_LEN;
    if (replay->hashes.len < at + DIGEST_LEN
        || memcmp(replay->hashes.data + at, hash->bytes, DIGEST_LEN) != 0) {
        FAULT(&op->fault, "log", "",
            "entry %" PRIu64 " of the database's log is not the signed one: nothing can be put "
            "behind it",
            index);
        return STATUS_CONFLICT;
    }
    return STATUS_OK;
}

static enum status lost_take(struct replay *replay, uint64_t index, struct span bytes)
{
    struct operator_run *op = replay->op;
    struct leaf leaf;
    const char *reason = NULL;
    arena_reset(replay->scratch);
    enum status status = leaf_parse(replay->scratch, bytes, &leaf, &reason);
    if (status != STATUS_OK) {
        FAULT(&op->fault, "log", "", "entry %" PRIu64 " is none of a ledger: %s", index, reason);
        return status;
    }
    enum attested said =
        attested_check(replay->scratch, &leaf, replay->attest, replay->attest_count);
    if (said != ATTESTED && said != ATTESTED_OTHER_TIME) { /* a replay changes no instant */
        FAULT(&op->fault, "log", "",
            "no portal host that the database knows attested entry %" PRIu64
            ": make its key known with tilsagn attest-key (the keys are in attest.vkeys)",
            index);
        return STATUS_DENIED;
    }
    struct lost *lost = arena_alloc(op->arena, sizeof(*lost));
    if (lost == NULL) {
        return STATUS_LIMIT; /* uncovered: no memory */
    }
    *lost = (struct lost){.index = index, .leaf = arena_copy(op->arena, bytes)};
    lost->title = arena_format(op->arena, "entry %" PRIu64 " (%.*s, %.*s version %" PRId64 ")",
        index, (int)leaf.kind.len, leaf.kind.data, (int)leaf.stream.len, leaf.stream.data,
        leaf.version);
    *replay->end = lost;
    replay->end = &lost->next;
    replay->count++;
    return arena_exhausted(op->arena) ? STATUS_LIMIT : STATUS_OK; /* uncovered: no memory */
}

static enum status on_entry(
    void *context, uint64_t index, const struct digest *hash, struct span leaf)
{
    struct replay *replay = context;
    return index < replay->size ? same(replay, index, hash) : lost_take(replay, index, leaf);
}

/* Sequences know no rollback. */
static void settle(struct replay *replay)
{
    struct operator_run *op = replay->op;
    struct db_row row;
    struct fault none;
    fault_clear(&none);
    if (db_one(replay->db, &statements_replay[REPLAY_SETTLE], DB_NO_VALUES, op->arena, &row, &none)
        != STATUS_OK) {
        operator_problem(op, "%s", none.text); /* uncovered: the database is lost */
    }
}

static enum outcome refused(struct replay *replay, enum status status)
{
    struct operator_run *op = replay->op;
    if (replay->at != NULL) {
        operator_problem(
            op, "%.*s cannot be put back", (int)replay->at->title.len, replay->at->title.data);
    }
    enum outcome outcome = operator_failed(op, status, "log replay");
    if (replay->absent.len > 0) {
        operator_problem(op,
            "it names a file that is neither in the database nor beside the log: put it into a "
            "folder under the name %.*s, and name the folder with --files",
            (int)replay->absent.len, replay->absent.data);
    }
    operator_problem(op, "nothing was changed");
    if (replay->at != NULL) {
        operator_problem(op,
            "what stands outside the log (drafts, files, names of people) comes from a later backup "
            "alone; docs/log.md, \"When entries are missing\", says what is left to do");
    }
    return outcome;
}

static void tell(struct replay *replay)
{
    struct buffer *out = &replay->op->out;
    for (const struct lost *lost = replay->first; lost != NULL; lost = lost->next) {
        buffer_printf(out, "%.*s: %s\n", (int)lost->title.len, lost->title.data,
            lost->there ? "in the database, waits to be logged"
                        : "lost; made again, the same bytes");
    }
    if (replay->dry_run) {
        buffer_printf(out,
            "dry run: all %" PRIu64 " can be put back; nothing was changed. Without --dry-run they "
            "are.\n",
            replay->count);
    } else {
        buffer_printf(out,
            "%" PRIu64 " entries are back in their places. The sequencer goes on by itself; run "
            "tilsagn doctor with the folder sql/checks now.\n",
            replay->count);
    }
}

static enum outcome perform(struct replay *replay)
{
    struct operator_run *op = replay->op;
    enum status status = db_begin(replay->db, &op->fault);
    if (status == STATUS_OK) {
        status = replay_put_back(replay);
        if (status == STATUS_OK && !replay->dry_run) {
            status = db_commit(replay->db, &op->fault);
        } else {
            db_rollback(replay->db);
            settle(replay);
        }
    }
    if (status != STATUS_OK) {
        return refused(replay, status);
    }
    tell(replay);
    return OUTCOME_OK;
}

static enum outcome run(struct replay *replay)
{
    struct operator_run *op = replay->op;
    enum status status = db_connect(
        op->settings.superuser, statements_replay, REPLAY_COUNT, &replay->db, &op->fault);
    if (status == STATUS_OK) {
        status = log_read(replay);
    }
    if (status == STATUS_OK) {
        status = log_mirror_open(&replay->mirror, replay->size, &op->fault);
    }
    if (status == STATUS_OK) {
        status = log_mirror_each(&replay->mirror,
            (struct log_mirror_visitor){.visit = on_entry, .context = replay}, &op->fault);
    }
    if (status != STATUS_OK) {
        return refused(replay, status);
    }
    buffer_printf(&op->out,
        "%.*s: %" PRIu64 " entries were signed, the database's log has %" PRIu64 "\n",
        (int)replay->mirror.checkpoint.origin.len, replay->mirror.checkpoint.origin.data,
        replay->mirror.checkpoint.size, replay->size);
    if (replay->count == 0) {
        buffer_puts(&op->out, "nothing that this folder shows is missing\n");
        return OUTCOME_OK;
    }
    return perform(replay);
}

enum outcome command_log_replay(struct operator_run *op, int count, char *const *arguments)
{
    static struct replay replay; /* large */
    replay = (struct replay){.op = op, .end = &replay.first, .mirror = {.arena = op->arena}};
    if (!options_read(&replay, count, arguments)) {
        return OUTCOME_USAGE;
    }
    if (!operator_settings(op)) {
        return OUTCOME_REFUSED;
    }
    replay.scratch = arena_create(SCRATCH_LEN);
    ensure(replay.scratch != NULL);
    enum outcome outcome = run(&replay);
    db_close(replay.db);
    arena_destroy(replay.scratch);
    return outcome;
}
