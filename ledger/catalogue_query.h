/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * catalogue_query.h - the database's schema as a hash, asked with text that is built into the
 * program (sql/catalogue_query makes it) and not through a function of the database: a superuser
 * who replaces meta.catalogue_hash() would answer what the last deployment recorded.
 */
#ifndef LEDGER_CATALOGUE_QUERY_H
#define LEDGER_CATALOGUE_QUERY_H

#include "ledger/base/arena.h"
#include "ledger/base/fault.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/db/db.h"

/* Generated. */
extern const char catalogue_planted_text[];
extern const char catalogue_hash_text[];

/* Three statements that stand in a program's table one after the other, in this order. */
#define CATALOGUE_STATEMENTS 3
#define CATALOGUE_SETTINGS                                                                         \
    {                                                                                              \
        .name = "catalogue_settings",                                                              \
        .text = "select pg_catalog.set_config('search_path'::text, 'pg_catalog, pg_temp'::text, "  \
                "true) as path, "                                                                  \
                "pg_catalog.set_config('timezone'::text, 'UTC'::text, true) as zone, "             \
                "pg_catalog.set_config('datestyle'::text, 'ISO, YMD'::text, true) as dates, "      \
                "pg_catalog.set_config('intervalstyle'::text, 'postgres'::text, true) as spans",   \
        .columns = {{"path", DB_TEXT}, {"zone", DB_TEXT}, {"dates", DB_TEXT}, {"spans", DB_TEXT}}, \
        .column_count = 4,                                                                         \
    }
#define CATALOGUE_PLANTED                                                                          \
    {                                                                                              \
        .name = "catalogue_planted", .text = catalogue_planted_text,                               \
        .columns = {{"planted", DB_TEXT}}, .column_count = 1,                                      \
    }
#define CATALOGUE_HASH                                                                             \
    {                                                                                              \
        .name = "catalogue", .text = catalogue_hash_text,                                          \
        .columns = {{"installed", DB_TEXT}, {"strange", DB_TEXT}}, .column_count = 2,              \
    }

struct catalogue {
    struct span planted;   /* what somebody put into pg_catalog, "; " between; empty: nothing */
    struct span installed; /* the hash, hexadecimal; it means nothing when something is planted */
    struct span strange;   /* lines that no database of ours has: settings, triggers that are off */
};

/*
 * Asks within the open transaction, whose search path becomes PostgreSQL's own until it ends.
 * `statements`: the three above. Texts lie in the arena. Statuses of the database.
 */
MUST_CHECK enum status catalogue_ask(struct db *db, const struct db_statement *statements,
    struct arena *arena, struct catalogue *catalogue_out, struct fault *fault);

/*
 * Whether it is what `recorded` says; when not, *fault says why. A database in which something is
 * planted is never the same.
 */
MUST_CHECK bool catalogue_is(
    const struct catalogue *catalogue, struct span recorded, struct fault *fault);

#endif
