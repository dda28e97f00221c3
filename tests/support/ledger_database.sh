#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# ledger_database.sh SOURCE: makes the database "ledger" of sql/ with the simulated clock in the cluster
# that PGHOST and PGUSER name. Applied once for all tests that begin with a copy of it.
set -eu

psql -X -q -d postgres -c "create database ledger encoding 'UTF8' template template0"
"$1/sql/apply" --db ledger --host "$PGHOST" --user "$PGUSER" --testing
