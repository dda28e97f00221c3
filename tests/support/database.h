/* SPDX-License-Identifier: EUPL-1.2 */
/* database.h - connections of tests that cluster.sh runs beside a PostgreSQL of their own. */
#ifndef TESTS_SUPPORT_DATABASE_H
#define TESTS_SUPPORT_DATABASE_H

#include "ledger/db/db.h"

/* Connects as `user` (NULL: the superuser of the cluster) or fails the running test. */
struct db *database_open(const char *user, const struct db_statement *statements, size_t count);

/* Runs a script as superuser on a connection of its own, or fails the running test. */
void database_script(const char *script);

/* Ends every other connection of `user` and returns when they are gone. */
void database_disconnect(const char *user);

#endif
