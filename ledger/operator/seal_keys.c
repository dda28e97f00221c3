/* SPDX-License-Identifier: EUPL-1.2 */
/* seal_keys.c - a new key for the seeds of second factors, and the end of the former ones. */
#include <inttypes.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "auth/seal.h"
#include "auth/totp.h"
#include "ledger/db/db.h"
#include "ledger/operator/commands.h"
#include "ledger/operator/publish.h"
#include "ledger/operator/statements.h"

#define SEALED_MAX (SEAL_PLAIN_MAX + SEAL_OVERHEAD)
#define SEED_ARENA (64 * 1024)

struct rotation {
    struct operator_run *op;
    const char *path;
    int lock;
    struct seal_keys *keys;
    struct db *db;
    int64_t renewed;
    int64_t newest; /* closed with the first key already */
    int64_t others; /* closed with keys of other files */
};

static enum status rotation_begin(struct operator_run *op, const char *path, struct rotation *r)
{
    *r = (struct rotation){.op = op, .path = path, .lock = -1};
    enum status status = publish_lock(path, &r->lock, &op->fault);
    if (status == STATUS_OK) {
        status = seal_keys_read(path, &r->keys, &op->fault);
    }
    if (status == STATUS_OK) {
        status =
            db_connect(op->settings.superuser, statements_admin, ADMIN_COUNT, &r->db, &op->fault);
    }
    return status;
}

static void rotation_end(struct rotation *r)
{
    db_close(r->db);
    seal_keys_free(r->keys);
    if (r->lock >= 0) {
        (void)close(r->lock);
    }
}

static enum status keys_write(struct rotation *r)
{
    struct buffer text;
    buffer_init(&text, SEALED_MAX);
    seal_keys_put(&text, r->keys);
    enum status status = publish_as_before(r->path, buffer_span(&text), &r->op->fault);
    OPENSSL_cleanse(text.data, text.len);
    buffer_free(&text);
    return status;
}

static enum status seed_renew(struct rotation *r, const struct db_row *row, struct arena *arena)
{
    struct db_row done;
    struct buffer fresh;
    buffer_init(&fresh, SEALED_MAX);
    enum status status =
        seal_renew(&fresh, r->keys, TOTP_SEAL_PURPOSE, row_int8(row, 1), row_bytes(row, 2));
    if (status == STATUS_OK) {
        status = db_maybe(r->db, &statements_admin[ADMIN_SEAL],
            DB_VALUES(db_int8(row_int8(row, 0)), db_bytes(row_bytes(row, 2)),
                db_bytes(buffer_span(&fresh))),
            arena, &done, &r->op->fault);
        r->renewed += status == STATUS_OK ? 1 : 0;
        if (status == STATUS_NOT_FOUND) {
            status = STATUS_OK; /* uncovered: its person made it anew just then */
        }
    } else if (status == STATUS_CONFLICT) {
        r->newest++;
        status = STATUS_OK;
    } else if (status == STATUS_NOT_FOUND) {
        r->others++;
        status = STATUS_OK;
    } else {
        FAULT(&r->op->fault, "seal", "", "the seed of enrolment %" PRId64 " does not open",
            row_int8(row, 0));
    }
    buffer_free(&fresh);
    return status;
}

/* One seed at a time: whoever shows a code meanwhile waits for one row at the most. */
static enum status seeds_renew(struct rotation *r)
{
    struct arena *arena = arena_create(SEED_ARENA);
    ensure(arena != NULL);
    struct db_row row;
    int64_t after = 0;
    enum status status = STATUS_OK;
    while (status == STATUS_OK) {
        arena_reset(arena);
        status = db_maybe(r->db, &statements_admin[ADMIN_SEALED], DB_VALUES(db_int8(after)), arena,
            &row, &r->op->fault);
        if (status == STATUS_OK) {
            after = row_int8(&row, 0);
            status = seed_renew(r, &row, arena);
        } else if (status == STATUS_NOT_FOUND) {
            break;
        }
    }
    arena_destroy(arena);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status rotate(struct rotation *r)
{
    enum status status = seal_keys_add(r->keys);
    if (status != STATUS_OK) {
        FAULT(&r->op->fault, "seal", "", "%s has %d keys already; seal finish takes the former out",
            r->path, SEAL_KEYS_MAX);
        return status;
    }
    status = keys_write(r);
    return status == STATUS_OK ? seeds_renew(r) : status;
}

static enum status finish(struct rotation *r)
{
    enum status status = seeds_renew(r);
    if (status == STATUS_OK && seal_keys_drop(r->keys) > 0) {
        status = keys_write(r);
    }
    return status;
}

static enum outcome run(struct operator_run *op, int count, char *const *arguments,
    const char *name, enum status (*step)(struct rotation *r))
{
    struct rotation r;
    if (count != 1) {
        operator_problem(op, "%s takes one FILE", name);
        return OUTCOME_USAGE;
    }
    if (!operator_settings(op)) {
        return OUTCOME_REFUSED;
    }
    enum status status = rotation_begin(op, arguments[0], &r);
    if (status == STATUS_OK) {
        status = step(&r);
    }
    if (status == STATUS_OK) {
        buffer_printf(&op->out,
            "%" PRId64 " seeds closed anew, %" PRId64 " were already, %" PRId64
            " belong to keys of other files\n",
            r.renewed, r.newest, r.others);
    }
    rotation_end(&r);
    return status == STATUS_OK ? OUTCOME_OK : operator_failed(op, status, name);
}

enum outcome command_seal_rotate(struct operator_run *op, int count, char *const *arguments)
{
    return run(op, count, arguments, "seal rotate", rotate);
}

enum outcome command_seal_finish(struct operator_run *op, int count, char *const *arguments)
{
    return run(op, count, arguments, "seal finish", finish);
}
