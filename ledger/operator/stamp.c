/* SPDX-License-Identifier: EUPL-1.2 */
/* stamp.c - time stamps of an outside authority over signatures and the log's head. */
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "auth/time_stamp.h"
#include "ledger/base/moment.h"
#include "ledger/db/db.h"
#include "ledger/operator/commands.h"
#include "ledger/operator/fetch.h"
#include "ledger/operator/files.h"
#include "ledger/operator/publish.h"
#include "ledger/operator/statements.h"

#define ONE_MAX     10000 /* of one run: at two a second not an hour and a half */
#define ONE_ARENA   (1024 * 1024)
#define SECONDS_MAX 20

struct stamping {
    struct operator_run *op;
    struct db *db;
    struct span authorities; /* PEM */
    struct arena *arena;     /* for one stamp */
    unsigned signatures;
    int64_t head; /* size of the one that was stamped; 0: none */
};

/* What is to be stamped. */
struct subject {
    struct digest sha256;
    int64_t size;     /* of the log, for a head; 0: a signature */
    struct span note; /* the head */
};

static enum status next(struct stamping *stamping, struct subject *subject_out)
{
    struct db_row row;
    enum status status = db_maybe(stamping->db, &statements_stamp[STAMP_NEXT], DB_NO_VALUES,
        stamping->arena, &row, &stamping->op->fault);
    if (status == STATUS_OK) {
        struct subject subject = {.note = row_bytes_or_null(&row, 2)};
        struct span sha256 = row_bytes(&row, 0);
        ensure(sha256.len == DIGEST_LEN);
        memcpy(subject.sha256.bytes, sha256.data, DIGEST_LEN);
        (void)row_int8_or_null(&row, 1, &subject.size);
        *subject_out = subject;
    }
    return status;
}

/* For everybody: the head and what the authority said of it. */
static enum status head_publish(
    struct stamping *stamping, const struct subject *subject, struct span reply)
{
    struct fault *fault = &stamping->op->fault;
    const char *folder = stamping->op->settings.stamp_folder;
    if (folder == NULL || subject->size == 0) {
        return STATUS_OK;
    }
    enum status status =
        publish(arena_printf(stamping->arena, "%s/%" PRId64 ".note", folder, subject->size),
            subject->note, fault);
    return status == STATUS_OK
               ? publish(arena_printf(stamping->arena, "%s/%" PRId64 ".tsr", folder, subject->size),
                   reply, fault)
               : status;
}

static enum status keep(
    struct stamping *stamping, const struct subject *subject, struct span reply, int64_t at_s)
{
    struct db_row row;
    bool head = subject->size > 0;
    struct span sha256 = {.data = (const char *)subject->sha256.bytes, .len = DIGEST_LEN};
    enum status status = head_publish(stamping, subject, reply);
    if (status == STATUS_OK) {
        status = db_one(stamping->db, &statements_stamp[STAMP_PUT],
            DB_VALUES(db_bytes(sha256), head ? db_int8(subject->size) : db_null(),
                head ? db_bytes(subject->note) : db_null(), db_timestamptz(at_s * MOMENT_SECOND_US),
                db_bytes(reply), db_bytes(stamping->authorities)),
            stamping->arena, &row, &stamping->op->fault);
    }
    if (status == STATUS_OK) {
        stamping->signatures += head ? 0 : 1;
        stamping->head = head ? subject->size : stamping->head;
    }
    return status;
}

static enum status stamp(struct stamping *stamping, const struct subject *subject)
{
    static const struct fetch_limits limits = {
        .bytes_max = TIME_STAMP_LEN_MAX, .seconds_max = SECONDS_MAX};
    struct fetch_question question = {.type = "application/timestamp-query"};
    struct fault *fault = &stamping->op->fault;
    enum status status = time_stamp_ask(stamping->arena, &subject->sha256, &question.bytes, fault);
    if (status != STATUS_OK) {
        return status; /* uncovered: the arena of one stamp is large */
    }
    struct buffer reply;
    int64_t at_s = 0;
    struct time_stamp_terms terms = {.query = question.bytes,
        .authorities = stamping->authorities,
        .asked_s = (int64_t)time(NULL)};
    status = fetch_answer(stamping->op->settings.stamp_source, &question, &limits, &reply, fault);
    if (status == STATUS_OK) {
        terms.answered_s = (int64_t)time(NULL);
        status = time_stamp_check(buffer_span(&reply), &terms, &at_s, fault);
    }
    if (status == STATUS_OK) {
        status = keep(stamping, subject, buffer_span(&reply), at_s);
    }
    buffer_free(&reply);
    return status;
}

/* One at a time: each is kept before the next is asked for. */
static enum status stamp_all(struct stamping *stamping)
{
    struct subject subject;
    enum status status = STATUS_OK;
    for (unsigned i = 0; i < ONE_MAX && status == STATUS_OK; i++) {
        arena_reset(stamping->arena);
        status = next(stamping, &subject);
        if (status == STATUS_NOT_FOUND) {
            return STATUS_OK;
        }
        status = status == STATUS_OK ? stamp(stamping, &subject) : status;
    }
    return status;
}

static enum status stamping_run(struct stamping *stamping)
{
    struct operator_run *op = stamping->op;
    enum status status =
        file_read(op->arena, op->settings.stamp_trust, &stamping->authorities, &op->fault);
    if (status == STATUS_OK) {
        status = db_connect(
            op->settings.database, statements_stamp, STAMP_COUNT, &stamping->db, &op->fault);
    }
    if (status == STATUS_OK) {
        stamping->arena = arena_create(ONE_ARENA);
        ensure(stamping->arena != NULL);
        status = stamp_all(stamping);
        arena_destroy(stamping->arena);
    }
    db_close(stamping->db);
    return status;
}

enum outcome command_stamp(struct operator_run *op, int count, char *const *arguments)
{
    (void)arguments;
    if (count != 0) {
        operator_problem(op, "stamp takes no arguments");
        return OUTCOME_USAGE;
    }
    if (!operator_settings(op)) {
        return OUTCOME_REFUSED;
    }
    if (op->settings.stamp_source == NULL || op->settings.stamp_trust == NULL) {
        operator_problem(op, "no authority: set stamp_source and stamp_trust in %s", op->config);
        return OUTCOME_REFUSED;
    }
    struct stamping stamping = {.op = op};
    enum status status = stamping_run(&stamping);
    buffer_printf(&op->out, "stamped: %u signatures", stamping.signatures);
    if (stamping.head > 0) {
        buffer_printf(&op->out, " and the log's head of size %" PRId64, stamping.head);
    }
    buffer_putc(&op->out, '\n');
    if (status != STATUS_OK) {
        op->alarm = "stamp_alarm";
        operator_problem(
            op, "the next was not stamped: %s; it is tried again next time", op->fault.text);
        return status == STATUS_UNAVAILABLE ? OUTCOME_UNAVAILABLE : OUTCOME_REFUSED;
    }
    return OUTCOME_OK;
}
