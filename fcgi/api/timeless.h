/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * timeless.h - the database's documents without the clock in them: it changes with every read and
 * would make every ETag a new one. The time has a resource of its own.
 */
#ifndef FCGI_API_TIMELESS_H
#define FCGI_API_TIMELESS_H

#include "ledger/base/arena.h"
#include "ledger/base/span.h"

/*
 * `document`, a JSON object, without its members "now" and "now_us"; everything else byte for byte.
 * Looks for quotes and brackets only: whether it is JSON the database has decided. What is no
 * object comes back as it is; data == NULL when the arena is exhausted.
 */
struct span timeless(struct arena *arena, struct span document);

#endif
