/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/operator/doctor.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ledger/db/db.h"
#include "ledger/operator/commands.h"
#include "ledger/operator/files.h"
#include "ledger/operator/statements.h"

#define SIGNED_WITHIN_S 60

void doctor_say(struct doctor *doctor, enum finding finding, const char *format, ...)
{
    static const char *const words[] = {"ok      ", "warning ", "BROKEN  "};
    char line[1024];
    if (finding == FINDING_OK && doctor->brief) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    int len = vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    ensure(len >= 0);
    doctor->warnings += finding == FINDING_WARNING ? 1 : 0;
    doctor->broken += finding == FINDING_BROKEN ? 1 : 0;
    buffer_printf(&doctor->op->out, "%s%s\n", words[finding], line);
}

/* The first comment of the file that is not the licence's: "-- name: what a row means". */
static struct span meaning(struct span query)
{
    struct span line = {0};
    while (span_split(&query, '\n', &line) && span_starts_with(line, SPAN("-- SPDX"))) {
    }
    line = span_trim(line);
    while (line.len > 0 && (line.data[0] == '-' || line.data[0] == ' ')) {
        line.data++;
        line.len--;
    }
    return line;
}

static void look_at_server(struct doctor *doctor, struct db *db)
{
    struct operator_run *op = doctor->op;
    struct db_row row;
    if (db_one(db, &statements_doctor[DOCTOR_SERVER], DB_NO_VALUES, op->arena, &row, &op->fault)
        != STATUS_OK) {
        doctor_say(doctor, FINDING_BROKEN, /* uncovered: it was prepared a moment ago */
            "the database does not tell: %s", op->fault.text); /* uncovered: likewise */
        return;                                                /* uncovered: likewise */
    }
    struct span version = row_text(&row, 0);
    doctor_say(doctor, FINDING_OK, "PostgreSQL %.*s answers", (int)version.len, version.data);
    if (!row_bool(&row, 1)) {
        doctor_say(doctor, FINDING_WARNING, "data checksums are off");
    }
    if (!row_bool(&row, 2)) {
        doctor_say(doctor, FINDING_WARNING,       /* uncovered: no cluster of a test does */
            "the server listens on the network"); /* uncovered: likewise */
    }
    if (row_bool(&row, 3)) {
        doctor_say(doctor, FINDING_WARNING,
            "the simulated clock is installed: a demonstration, never production");
    } else {
        doctor_say(doctor, FINDING_OK, "the clock is the database's own");
    }
}

static enum status catalogue_in_transaction(
    struct db *db, struct operator_run *op, struct catalogue *catalogue_out)
{
    enum status status = db_begin_snapshot(db, &op->fault);
    if (status == STATUS_OK) {
        status = catalogue_ask(
            db, &statements_doctor[DOCTOR_CATALOGUE], op->arena, catalogue_out, &op->fault);
        db_rollback(db);
    }
    return status;
}

static void look_at_catalogue(struct doctor *doctor, struct db *db)
{
    struct operator_run *op = doctor->op;
    struct db_row row;
    struct catalogue catalogue;
    enum status status =
        db_one(db, &statements_doctor[DOCTOR_RECORDED], DB_NO_VALUES, op->arena, &row, &op->fault);
    if (status == STATUS_OK) {
        status = catalogue_in_transaction(db, op, &catalogue);
    }
    if (status != STATUS_OK) {
        doctor_say(doctor, FINDING_BROKEN,       /* uncovered: prepared a moment ago */
            "no catalogue: %s", op->fault.text); /* uncovered: likewise */
        return;                                  /* uncovered: likewise */
    }
    struct span recorded = row_text_or_null(&row, 0);
    if (recorded.data == NULL) {
        doctor_say(doctor, FINDING_WARNING, "no deployment is recorded: tilsagn deployment record");
    } else if (!catalogue_is(&catalogue, recorded, &op->fault)) {
        doctor_say(doctor, FINDING_BROKEN,
            "the schema differs from the recorded deployment: somebody changed it, or the "
            "deployment was not recorded: %s",
            op->fault.text);
        fault_clear(&op->fault);
    } else {
        doctor_say(doctor, FINDING_OK, "the schema is the recorded one (%.12s…)", recorded.data);
    }
}

static void look_at_queue(struct doctor *doctor, struct db *db)
{
    struct operator_run *op = doctor->op;
    struct db_row row;
    if (db_one(db, &statements_doctor[DOCTOR_QUEUE], DB_NO_VALUES, op->arena, &row, &op->fault)
        != STATUS_OK) {
        doctor_say(doctor, FINDING_BROKEN,   /* uncovered: prepared a moment ago */
            "no queue: %s", op->fault.text); /* uncovered: likewise */
        return;                              /* uncovered: likewise */
    }
    if (row_int8(&row, 1) > SIGNED_WITHIN_S) {
        doctor_say(doctor, row_bool(&row, 2) ? FINDING_BROKEN : FINDING_WARNING,
            "%lld entries wait to be signed, the oldest for %lld s, and a receipt promises a "
            "minute: is tilsagn-sequencer running? When it is, log_stopped in its log says why",
            (long long)row_int8(&row, 0), (long long)row_int8(&row, 1));
        return;
    }
    doctor_say(doctor, FINDING_OK, "%lld entries wait in the queue, the oldest for %lld s",
        (long long)row_int8(&row, 0), (long long)row_int8(&row, 1));
}

static void look_at_witnesses(struct doctor *doctor, struct db *db)
{
    struct operator_run *op = doctor->op;
    struct db_row row;
    if (db_one(db, &statements_doctor[DOCTOR_WITNESSES], DB_NO_VALUES, op->arena, &row, &op->fault)
        != STATUS_OK) {
        doctor_say(doctor, FINDING_BROKEN,       /* uncovered: prepared a moment ago */
            "no witnesses: %s", op->fault.text); /* uncovered: likewise */
        return;                                  /* uncovered: likewise */
    }
    struct doctor_witnesses seen = {.production = row_bool(&row, 0),
        .policy = row_text_or_null(&row, 1),
        .size = row_int8(&row, 2),
        .met = row_int8(&row, 3),
        .failing = row_text(&row, 4),
        .missing_s = row_int8(&row, 5),
        .denying = row_text(&row, 6)};
    doctor_witnesses(doctor, &seen);
}

static void look_at_standbys(struct doctor *doctor, struct db *db)
{
    struct operator_run *op = doctor->op;
    struct db_row row;
    if (db_one(db, &statements_doctor[DOCTOR_STANDBYS], DB_NO_VALUES, op->arena, &row, &op->fault)
        != STATUS_OK) {
        doctor_say(doctor, FINDING_BROKEN,      /* uncovered: prepared a moment ago */
            "no standbys: %s", op->fault.text); /* uncovered: likewise */
        return;                                 /* uncovered: likewise */
    }
    struct doctor_standbys seen = {.production = row_bool(&row, 0),
        .required = -1,
        .waiting = span_is(row_text_or_null(&row, 2), "waiting"),
        .since = row_text_or_null(&row, 3),
        .names = row_text(&row, 4),
        .connected = row_text(&row, 5)};
    (void)row_int4_or_null(&row, 1, &seen.required);
    doctor_standbys(doctor, &seen);
}

static void run_check(struct doctor *doctor, struct db *db, const struct db_statement *check)
{
    struct operator_run *op = doctor->op;
    struct db_row row;
    enum status status = db_one(db, check, DB_NO_VALUES, op->arena, &row, &op->fault);
    if (status != STATUS_OK) {
        doctor_say(doctor, FINDING_BROKEN, "check %s did not run: %s", check->name, op->fault.text);
        fault_clear(&op->fault);
        return;
    }
    if (row_int8(&row, 0) > 0) {
        struct span first = row_text_or_null(&row, 1);
        doctor_say(doctor, FINDING_BROKEN, "check %s: %lld rows, first %.*s", check->name,
            (long long)row_int8(&row, 0), (int)(first.len < 300 ? first.len : 300), first.data);
    }
}

/* One statement for each file of sql/checks/; its name is the file's, its meaning in the line. */
static enum status read_checks(struct operator_run *op, const char *folder,
    struct db_statement **checks_out, size_t *count_out)
{
    struct file_list list;
    enum status status = file_names(op->arena, folder, ".sql", &list, &op->fault);
    if (status != STATUS_OK) {
        return status;
    }
    struct db_statement *checks = arena_array(op->arena, list.count + 1, sizeof(*checks));
    for (size_t i = 0; checks != NULL && i < list.count; i++) {
        struct span query;
        status = file_read(
            op->arena, arena_printf(op->arena, "%s/%s", folder, list.names[i]), &query, &op->fault);
        if (status != STATUS_OK) {
            return status;
        }
        struct span name = meaning(query);
        checks[i] = (struct db_statement){
            .name = arena_printf(op->arena, "%s (%.*s)", list.names[i], (int)name.len, name.data),
            .text = statement_check(op->arena, query),
            .columns = {{"failures", DB_INT8}, {"first", DB_TEXT}},
            .column_count = 2,
        };
    }
    *checks_out = checks;
    *count_out = list.count;
    return arena_exhausted(op->arena) ? STATUS_LIMIT : STATUS_OK; /* uncovered: no memory */
}

static void look_at_checks(struct doctor *doctor, const char *folder)
{
    struct operator_run *op = doctor->op;
    struct db_statement *checks = NULL;
    struct db *db = NULL;
    size_t count = 0;
    unsigned before = doctor->broken;
    enum status status = read_checks(op, folder, &checks, &count);
    if (status == STATUS_OK) {
        status = db_connect(op->settings.superuser, checks, count, &db, &op->fault);
    }
    if (status != STATUS_OK) {
        doctor_say(doctor, FINDING_BROKEN, "the checks did not run: %s", op->fault.text);
        db_close(db);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        run_check(doctor, db, &checks[i]);
    }
    db_close(db);
    if (doctor->broken == before) {
        doctor_say(doctor, FINDING_OK, "%zu checks of the record found nothing", count);
    }
}

/* NULL when there is none, which is said. */
static struct db *database_of(struct doctor *doctor)
{
    struct operator_run *op = doctor->op;
    struct db *db = NULL;
    if (db_connect(op->settings.superuser, statements_doctor, DOCTOR_COUNT, &db, &op->fault)
        != STATUS_OK) {
        doctor_say(doctor, FINDING_BROKEN, "the database is not usable: %s", op->fault.text);
        db_close(db);
        return NULL;
    }
    return db;
}

/* A dispute blocks a grant's payments; officers see it on their pages, here others are told. */
static void look_at_disputes(struct doctor *doctor, struct db *db)
{
    struct operator_run *op = doctor->op;
    struct db_row row;
    if (db_one(db, &statements_doctor[DOCTOR_DISPUTES], DB_NO_VALUES, op->arena, &row, &op->fault)
        != STATUS_OK) {
        doctor_say(doctor, FINDING_BROKEN,      /* uncovered: prepared a moment ago */
            "no disputes: %s", op->fault.text); /* uncovered: likewise */
        return;                                 /* uncovered: likewise */
    }
    int64_t application = 0;
    if (row_int8_or_null(&row, 1, &application)) {
        doctor_say(doctor, FINDING_WARNING,
            "%lld disputes are open for more than 30 days, one about grant %lld",
            (long long)row_int8(&row, 0), (long long)application);
        return;
    }
    doctor_say(doctor, FINDING_OK, "no dispute is open for more than 30 days");
}

static void look_at_log(struct doctor *doctor, struct db *db)
{
    look_at_catalogue(doctor, db);
    look_at_queue(doctor, db);
    doctor_log(doctor, db);
    look_at_standbys(doctor, db);
    look_at_witnesses(doctor, db);
}

void doctor_minute(struct doctor *doctor)
{
    struct db *db = database_of(doctor);
    if (db != NULL) {
        look_at_log(doctor, db);
        db_close(db);
    }
}

void doctor_database(struct doctor *doctor, const char *checks)
{
    struct db *db = database_of(doctor);
    if (db == NULL) {
        return;
    }
    look_at_server(doctor, db);
    look_at_log(doctor, db);
    look_at_disputes(doctor, db);
    db_close(db);
    if (checks != NULL) {
        look_at_checks(doctor, checks);
    }
}

static enum outcome count_out(struct doctor *doctor)
{
    buffer_printf(&doctor->op->out, "%u broken, %u warnings\n", doctor->broken, doctor->warnings);
    return doctor->broken == 0 ? OUTCOME_OK : OUTCOME_REFUSED;
}

enum outcome command_doctor_log(struct operator_run *op, int count, char *const *arguments)
{
    (void)arguments;
    if (count > 0) {
        operator_problem(op, "doctor log takes nothing more");
        return OUTCOME_USAGE;
    }
    if (!operator_settings(op)) {
        return OUTCOME_REFUSED;
    }
    struct doctor doctor = {.op = op, .brief = true};
    doctor_minute(&doctor);
    return count_out(&doctor);
}

enum outcome command_doctor(struct operator_run *op, int count, char *const *arguments)
{
    const char *checks = NULL;
    if (count > 1 || (count == 1 && arguments[0][0] == '-')) {
        operator_problem(op, "doctor takes at most the folder sql/checks");
        return OUTCOME_USAGE;
    }
    if (count == 1) {
        checks = arguments[0];
    }
    if (!operator_settings(op)) {
        return OUTCOME_REFUSED;
    }
    struct doctor doctor = {.op = op};
    doctor_host(&doctor);
    doctor_database(&doctor, checks);
    return count_out(&doctor);
}
