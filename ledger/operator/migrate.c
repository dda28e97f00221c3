/* SPDX-License-Identifier: EUPL-1.2 */
/* migrate.c - brings the database to the state of the files under sql/; see sql/apply, its twin. */
#include <string.h>

#include "ledger/base/digest.h"
#include "ledger/db/db.h"
#include "ledger/operator/commands.h"
#include "ledger/operator/files.h"
#include "ledger/operator/statements.h"

/* Helpers in one schema are called by the next; a folder that is not here is a mistake. */
static const char *const schemas[] = {"rule", "ledger", "identity", "rights", "store", "session",
    "meta", "draft", "grants", "act", "read", NULL};

#define MIGRATIONS_MAX 1000

struct migration {
    struct operator_run *op;
    struct db *db;
    const char *sql; /* the folder */
    bool testing;
    bool migrated; /* meta.migration is there */
    bool has_entries_table;
    const char *applied[MIGRATIONS_MAX]; /* SHA-256 by number, NULL when not applied */
    int64_t applied_count;
    unsigned new_count;
};

static enum status run_file(struct migration *m, const char *path)
{
    struct span text;
    enum status status = file_read(m->op->arena, path, &text, &m->op->fault);
    if (status == STATUS_OK) {
        status = db_script(m->db, text.data, &m->op->fault);
        if (status != STATUS_OK) {
            operator_problem(m->op, "%s was refused", path);
        }
    }
    return status;
}

/* Every .sql file of a folder in the order of its names; a folder that is not there has none. */
static enum status run_folder(struct migration *m, const char *folder, const char *prefix)
{
    struct file_list list = {0};
    const char *path = arena_printf(m->op->arena, "%s%s%s", m->sql, folder[0] ? "/" : "", folder);
    enum status status = file_names(m->op->arena, path, ".sql", &list, &m->op->fault);
    if (status == STATUS_NOT_FOUND) {
        fault_clear(&m->op->fault);
        return STATUS_OK;
    }
    for (size_t i = 0; status == STATUS_OK && i < list.count; i++) {
        if (strncmp(list.names[i], prefix, strlen(prefix)) == 0) {
            status = run_file(m, arena_printf(m->op->arena, "%s/%s", path, list.names[i]));
        }
    }
    return status;
}

/* The number in front of "0007_name.sql"; 0 when the name has another form. */
static unsigned migration_number(const char *name)
{
    unsigned number = 0;
    if (strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_.") != strlen(name)) {
        return 0;
    }
    for (size_t i = 0; i < 4; i++) {
        if (name[i] < '0' || name[i] > '9') {
            return 0;
        }
        number = number * 10 + (unsigned)(name[i] - '0');
    }
    return name[4] == '_' && number < MIGRATIONS_MAX ? number : 0;
}

static enum status apply_one(
    struct migration *m, const char *name, unsigned number, struct span text, const char *hex)
{
    struct fault *fault = &m->op->fault;
    const char *record = statement_migration_record(m->op->arena, name, number, hex);
    if (record == NULL) {
        return STATUS_LIMIT; /* uncovered: the arena holds every file of ours many times */
    }
    enum status status = db_script(m->db, text.data, fault);
    if (status == STATUS_OK) { /* the next one begins without this one's role or settings */
        status = db_script(m->db, "set constraints all immediate; reset role; reset all", fault);
    }
    if (status == STATUS_OK) {
        status = db_script(m->db, record, fault);
    }
    if (status != STATUS_OK) {
        operator_problem(m->op, "migrations/%s was refused", name);
    }
    m->new_count++;
    return status;
}

static enum status consider(struct migration *m, const char *name)
{
    struct span text;
    unsigned number = migration_number(name);
    const char *path = arena_printf(m->op->arena, "%s/migrations/%s", m->sql, name);
    if (number == 0) {
        FAULT(&m->op->fault, "migrate", "", "%s: not named NNNN_name.sql", path);
        return STATUS_INVALID;
    }
    enum status status = file_read(m->op->arena, path, &text, &m->op->fault);
    if (status != STATUS_OK) {
        return status;
    }
    char hex[DIGEST_HEX_LEN + 1];
    struct digest digest = digest_of(text);
    digest_hex(&digest, hex);
    if (m->applied[number] == NULL) {
        return apply_one(m, name, number, text, hex);
    }
    m->applied_count--;
    if (strcmp(m->applied[number], hex) != 0) {
        FAULT(&m->op->fault, "migrate", "", "%s was edited after it was applied", path);
        return STATUS_CONFLICT;
    }
    return STATUS_OK;
}

static enum status run_migrations(struct migration *m)
{
    struct file_list list;
    const char *folder = arena_printf(m->op->arena, "%s/migrations", m->sql);
    enum status status = file_names(m->op->arena, folder, ".sql", &list, &m->op->fault);
    for (size_t i = 0; status == STATUS_OK && i < list.count; i++) {
        status = consider(m, list.names[i]);
    }
    if (status == STATUS_OK && m->applied_count != 0) {
        FAULT(&m->op->fault, "migrate", "", "%s: %lld applied migrations have no file", folder,
            (long long)m->applied_count);
        return STATUS_CONFLICT;
    }
    return status;
}

/* Functions, views, clock and rights at once: nobody sees a function before its rights. */
static enum status deploy(struct migration *m)
{
    enum status status = db_script(m->db, statement_bodies_unchecked, &m->op->fault);
    for (size_t i = 0; status == STATUS_OK && schemas[i] != NULL; i++) {
        status = run_folder(m, arena_printf(m->op->arena, "functions/%s", schemas[i]), "");
    }
    if (status == STATUS_OK) {
        status = run_folder(m, "views", "");
    }
    if (status == STATUS_OK && m->testing) {
        status = run_folder(m, "testing", "");
    }
    if (status == STATUS_OK) {
        status = run_folder(m, "", "rights");
    }
    return status;
}

/* One transaction: all of it holds, or nothing has changed. Migrations alter tables of a database
 * in use, so their owner has its rights back meanwhile (owner.sql); the files of rights take them
 * again. */
static enum status change(struct migration *m)
{
    struct fault *fault = &m->op->fault;
    enum status status = db_begin(m->db, fault);
    if (status == STATUS_OK) {
        status = run_file(m, arena_printf(m->op->arena, "%s/owner.sql", m->sql));
    }
    if (status == STATUS_OK) {
        status = run_migrations(m);
    }
    if (status == STATUS_OK) {
        status = db_script(m->db, "alter role ledger_owner nobypassrls", fault);
    }
    if (status == STATUS_OK) {
        status = deploy(m);
    }
    if (status == STATUS_OK) {
        status = db_commit(m->db, fault);
    }
    if (status != STATUS_OK) {
        db_rollback(m->db);
    }
    return status;
}

static enum status remember(const struct db_row *row, void *context)
{
    struct migration *m = context;
    int64_t number = row_int8(row, 0);
    if (number < 1 || number >= MIGRATIONS_MAX) {
        return STATUS_INVALID;
    }
    m->applied[number] = arena_text(m->op->arena, row_text(row, 1));
    m->applied_count++;
    return m->applied[number] == NULL ? STATUS_LIMIT : STATUS_OK; /* uncovered: no memory */
}

/* What an earlier run left: applied migrations, and whether the record is in use. */
static enum status read_past(struct migration *m, const char *conninfo, bool *entries_out)
{
    struct db *db = NULL;
    struct db_row row;
    size_t count = m->has_entries_table ? MIGRATED_COUNT : MIGRATED_ENTRIES;
    *entries_out = false;
    if (!m->migrated) {
        return STATUS_OK;
    }
    enum status status = db_connect(conninfo, statements_migrated, count, &db, &m->op->fault);
    if (status == STATUS_OK) {
        struct db_visitor visitor = {.visit = remember, .context = m};
        status =
            db_each(db, &statements_migrated[MIGRATED_LIST], DB_NO_VALUES, visitor, &m->op->fault);
    }
    if (status == STATUS_OK && m->has_entries_table) {
        status = db_one(db, &statements_migrated[MIGRATED_ENTRIES], DB_NO_VALUES, m->op->arena,
            &row, &m->op->fault);
        *entries_out = status == STATUS_OK && row_bool(&row, 0);
    }
    db_close(db);
    return status;
}

/* The questions of sql/apply: is this a database in which these files may be applied? */
static enum status look(struct migration *m, const char *conninfo)
{
    struct db_row row;
    bool entries = false;
    struct fault *fault = &m->op->fault;
    enum status status =
        db_one(m->db, &statements_bare[BARE_LOOK], DB_NO_VALUES, m->op->arena, &row, fault);
    if (status != STATUS_OK) {
        return status; /* uncovered: the connection was made a moment ago */
    }
    bool simulated = row_bool(&row, 2);
    m->migrated = row_bool(&row, 3);
    m->has_entries_table = row_bool(&row, 4);
    if (!span_is(row_text(&row, 0), "UTF8") || !row_bool(&row, 1)) {
        FAULT(fault, "migrate", "", "needs a UTF8 database and a superuser");
        return STATUS_INVALID;
    }
    status = read_past(m, conninfo, &entries);
    if (status == STATUS_OK && simulated && !m->testing) {
        FAULT(fault, "migrate", "", "the database has the simulated clock: use --testing");
        return STATUS_CONFLICT;
    }
    if (status == STATUS_OK && m->testing && !simulated && entries) {
        FAULT(fault, "migrate", "", "the database has real entries: no simulated clock");
        return STATUS_CONFLICT;
    }
    return status;
}

static enum outcome migrate(struct migration *m)
{
    struct operator_run *op = m->op;
    const char *conninfo = arena_printf(op->arena,
        "%s options='-c search_path=pg_catalog,pg_temp -c client_min_messages=warning'",
        op->settings.superuser);
    enum status status = db_connect(conninfo, statements_bare, BARE_COUNT, &m->db, &op->fault);
    if (status == STATUS_OK) {
        status = look(m, conninfo);
    }
    if (status == STATUS_OK) {
        status = run_file(m, arena_printf(op->arena, "%s/roles.sql", m->sql));
    }
    if (status == STATUS_OK) {
        status = change(m);
    }
    db_close(m->db);
    if (status != STATUS_OK) {
        return operator_failed(op, status, "migrate");
    }
    buffer_printf(&op->out, "%u new migrations; functions, views and rights are in place%s\n",
        m->new_count, m->testing ? "; the clock is simulated" : "");
    return OUTCOME_OK;
}

enum outcome command_migrate(struct operator_run *op, int count, char *const *arguments)
{
    struct migration *m = arena_alloc(op->arena, sizeof(*m));
    ensure(m != NULL);
    m->op = op;
    for (int i = 0; i < count; i++) {
        if (strcmp(arguments[i], "--testing") == 0) {
            m->testing = true;
        } else if (m->sql == NULL && arguments[i][0] != '-') {
            m->sql = arguments[i];
        } else {
            operator_problem(op, "migrate takes --testing and one folder, not %s", arguments[i]);
            return OUTCOME_USAGE;
        }
    }
    if (m->sql == NULL) {
        operator_problem(op, "migrate needs the folder sql");
        return OUTCOME_USAGE;
    }
    return operator_settings(op) ? migrate(m) : OUTCOME_REFUSED;
}
