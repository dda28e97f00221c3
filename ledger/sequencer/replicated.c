/* SPDX-License-Identifier: EUPL-1.2 */
/* Whether other servers hold what is to be signed: a head says what a failover must not lose. */
#include <string.h>
#include <time.h>

#include "ledger/sequencer/statements.h"
#include "ledger/sequencer/tlog.h"

#define PAUSE_MS 10

/* Behind the commit of what was read as the log's size. */
static enum status position_read(struct tlog *tlog, struct fault *fault)
{
    struct replication *replication = &tlog->replication;
    struct db_row row;
    enum status status = db_one(service_db(tlog->service),
        service_statement(tlog->service, LOG_POSITION), DB_NO_VALUES, tlog->arena, &row, fault);
    if (status != STATUS_OK) {
        return status; /* uncovered: the database is lost between two questions */
    }
    struct span position = row_text(&row, 0);
    ensure(position.len <= REPLICATION_POSITION_LEN_MAX);
    (void)memcpy(replication->position, position.data, position.len);
    replication->position[position.len] = '\0';
    replication->size = tlog->size;
    return STATUS_OK;
}

static enum status standbys_ask(struct tlog *tlog, bool *held_out, struct fault *fault)
{
    struct db_row row;
    enum status status =
        db_one(service_db(tlog->service), service_statement(tlog->service, LOG_STANDBYS),
            DB_VALUES(db_text(span_from(tlog->replication.position))), tlog->arena, &row, fault);
    *held_out = status == STATUS_OK && row_int4(&row, 0) >= tlog->standbys;
    return status;
}

/* Told when it becomes another answer. */
static enum status answer_keep(struct tlog *tlog, bool waiting, struct fault *fault)
{
    struct replication *replication = &tlog->replication;
    struct db_row row;
    if (replication->told && replication->waiting == waiting) {
        return STATUS_OK;
    }
    enum status status =
        db_one(service_db(tlog->service), service_statement(tlog->service, LOG_PUT_REPLICATION),
            DB_VALUES(db_int4(tlog->standbys), db_bool(waiting), db_int8((int64_t)tlog->size)),
            tlog->arena, &row, fault);
    if (status == STATUS_OK) {
        if (waiting || replication->waiting) {
            tlog->event(waiting ? TLOG_STANDBY_AWAY : TLOG_STANDBY_BACK, (int64_t)tlog->size, "");
        }
        replication->told = true;
        replication->waiting = waiting;
    }
    return status;
}

enum status tlog_replicated(struct tlog *tlog, bool *held_out, struct fault *fault)
{
    ensure(tlog != NULL && tlog->standbys >= 0 && tlog->standbys <= TLOG_STANDBYS_MAX);
    enum status status = STATUS_OK;
    bool held = tlog->standbys == 0;
    int left_ms = 0;
    if (!held && tlog->replication.size != tlog->size) {
        status = position_read(tlog, fault);
        left_ms = TLOG_STANDBY_MS;
    }
    while (status == STATUS_OK && !held) {
        status = standbys_ask(tlog, &held, fault);
        if (held || left_ms <= 0) {
            break;
        }
        (void)nanosleep(&(struct timespec){.tv_nsec = PAUSE_MS * 1000000L}, NULL);
        left_ms -= PAUSE_MS;
    }
    if (status == STATUS_OK) {
        status = answer_keep(tlog, !held, fault);
    }
    *held_out = status == STATUS_OK && held;
    return status;
}
