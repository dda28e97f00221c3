/* SPDX-License-Identifier: EUPL-1.2 */
/* The log as the database has it, beside the files that everybody was shown. */
#include <inttypes.h>
#include <string.h>

#include "ledger/db/db.h"
#include "ledger/log/checkpoint.h"
#include "ledger/operator/doctor.h"
#include "ledger/operator/files.h"
#include "ledger/operator/statements.h"

/* They never go away; an alarm that never ends would hide the next. */
static void kept_out(struct doctor *doctor, int64_t count, int64_t of_this_week)
{
    if (count > 0) {
        doctor_say(doctor, doctor->brief && of_this_week == 0 ? FINDING_WARNING : FINDING_BROKEN,
            "%" PRId64 " entries were kept out of the log, as no portal host attested them as they "
            "stand: somebody wrote into the database past the portal, or a host's key was not "
            "known. The check quarantine names them. They are never logged and never go away, and "
            "the verifier calls what follows them in their streams broken for good (chain, exit "
            "17). Find out who could write, before anything else is recorded (docs/log.md, \"When "
            "an entry was kept out\")",
            count);
    }
}

/* Whether the database's first entries are those of the checkpoint. */
static void same_root(struct doctor *doctor, struct db *db, const struct checkpoint *shown)
{
    struct operator_run *op = doctor->op;
    struct db_row row;
    if (db_one(db, &statements_doctor[DOCTOR_ROOT], DB_VALUES(db_int8((int64_t)shown->size)),
            op->arena, &row, &op->fault)
        != STATUS_OK) {
        doctor_say(doctor, FINDING_BROKEN,             /* uncovered: prepared a moment ago */
            "no root of the log: %s", op->fault.text); /* uncovered: likewise */
        return;                                        /* uncovered: likewise */
    }
    struct span root = row_bytes_or_null(&row, 0);
    if (root.len == DIGEST_LEN && memcmp(root.data, shown->root.bytes, DIGEST_LEN) == 0) {
        doctor_say(doctor, FINDING_OK, "the published log (%" PRIu64 " entries) is the database's",
            shown->size);
    } else {
        doctor_say(doctor, FINDING_BROKEN,
            "the database's first %" PRIu64
            " entries are not those that were published: the record "
            "was changed, or another database is connected. Nothing is signed. Keep database and "
            "files as they are, and compare both with a witness's checkpoint (docs/log.md)",
            shown->size);
    }
}

static void published(struct doctor *doctor, struct db *db, uint64_t size, struct span origin)
{
    struct operator_run *op = doctor->op;
    struct span note;
    struct span body;
    struct span lines;
    struct checkpoint shown;
    const char *path = arena_printf(op->arena, "%s/checkpoint", op->settings.log);
    if (file_read(op->arena, path, &note, &op->fault) != STATUS_OK) {
        doctor_say(doctor, FINDING_WARNING, "no checkpoint is published: %s", op->fault.text);
        fault_clear(&op->fault);
        return;
    }
    if (note_split(note, &body, &lines) != STATUS_OK
        || checkpoint_parse(body, &shown) != STATUS_OK) {
        doctor_say(doctor, FINDING_BROKEN, "%s is no checkpoint: restore it from a copy", path);
    } else if (!span_equal(shown.origin, origin)) {
        doctor_say(doctor, FINDING_BROKEN,
            "%s shows the log %.*s, and the database's is %.*s: nothing is signed until the folder "
            "is moved aside and kept (docs/log.md, \"Begun anew\")",
            op->settings.log, (int)shown.origin.len, shown.origin.data, (int)origin.len,
            origin.data);
    } else if (shown.size > size) {
        doctor_say(doctor, FINDING_BROKEN,
            "entries %" PRIu64 " to %" PRIu64
            " were signed and published, and the database has them "
            "no longer: a restored backup looks like this. Nothing is signed. Stop the portal, so "
            "that nothing is recorded in their place, then: tilsagn log replay --dry-run %s "
            "(docs/log.md, \"When entries are missing\"). Only when no copy of those files is left "
            "anywhere: tilsagn log propose-anew",
            size, shown.size - 1, op->settings.log);
    } else {
        same_root(doctor, db, &shown);
    }
}

static enum status on_former(const struct db_row *row, void *context)
{
    struct doctor *doctor = context;
    struct span origin = row_text(row, 0);
    struct span next = row_text(row, 1);
    struct span at = row_text(row, 4);
    doctor_say(doctor, FINDING_WARNING,
        "the record is not whole: entries %" PRId64 " to %" PRId64
        " of the log %.*s were signed and are lost for good; what was left goes on as %.*s since "
        "%.*s. This stays so",
        row_int8(row, 2), row_int8(row, 3) - 1, (int)origin.len, origin.data, (int)next.len,
        next.data, (int)at.len, at.data);
    return STATUS_OK;
}

/* What no repair takes away is said each time. */
static void discontinuities(struct doctor *doctor, struct db *db)
{
    struct operator_run *op = doctor->op;
    if (db_each(db, &statements_doctor[DOCTOR_FORMER], DB_NO_VALUES,
            (struct db_visitor){.visit = on_former, .context = doctor}, &op->fault)
        != STATUS_OK) {
        doctor_say(doctor, FINDING_BROKEN,                 /* uncovered: prepared a moment ago */
            "no list of former logs: %s", op->fault.text); /* uncovered: likewise */
    }
}

void doctor_log(struct doctor *doctor, struct db *db)
{
    struct operator_run *op = doctor->op;
    struct db_row row;
    if (db_one(db, &statements_doctor[DOCTOR_LOG], DB_NO_VALUES, op->arena, &row, &op->fault)
        != STATUS_OK) {
        doctor_say(doctor, FINDING_BROKEN, /* uncovered: prepared a moment ago */
            "no log: %s", op->fault.text); /* uncovered: likewise */
        return;                            /* uncovered: likewise */
    }
    kept_out(doctor, row_int8(&row, 1), row_int8(&row, 3));
    if (op->settings.log != NULL) {
        published(doctor, db, (uint64_t)row_int8(&row, 0), row_text(&row, 2));
    }
    discontinuities(doctor, db);
}
