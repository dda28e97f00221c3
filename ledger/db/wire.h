/* SPDX-License-Identifier: EUPL-1.2 */
/* wire.h - PostgreSQL's binary forms, shared by parameters (value.c) and columns (row.c). */
#ifndef LEDGER_DB_WIRE_H
#define LEDGER_DB_WIRE_H

#include <stddef.h>
#include <stdint.h>

#include "ledger/db/db.h"

/* timestamptz counts from 2000-01-01T00:00:00Z; this is that instant in µs since 1970. */
#define WIRE_EPOCH_US INT64_C(946684800000000)

/* The fixed width of the type's binary form in bytes; 0 when it varies. */
size_t wire_width(enum db_type type);

#endif
