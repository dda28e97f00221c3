/* SPDX-License-Identifier: EUPL-1.2 */
/* arena.h - one bounded block of memory per request, given back all at once. */
#ifndef LEDGER_BASE_ARENA_H
#define LEDGER_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "ledger/base/span.h"
#include "ledger/base/status.h"

struct arena;

/*
 * A new arena that hands out at most `limit` bytes (> 0) between two resets. NULL without memory.
 * Compiled with ARENA_PASSTHROUGH (the asan preset), every allocation is a malloc of its own, so
 * that overruns and uses after a reset are seen. The caller destroys it.
 */
struct arena *arena_create(size_t limit);

/* Runs the cleanups, frees everything. Accepts NULL. */
void arena_destroy(struct arena *arena);

/* Runs the cleanups in reverse order and takes everything back; clears arena_exhausted(). */
void arena_reset(struct arena *arena);

/*
 * `size` bytes (> 0), zeroed, aligned for any type, valid until the next reset; NULL when the limit
 * would be passed, and then arena_exhausted() stays true until the reset.
 */
void *arena_alloc(struct arena *arena, size_t size);

/* arena_alloc(count * size) with the overflow checked; never NULL for a `count` of 0 in itself. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* A NUL-terminated copy of `text`; NULL when the limit would be passed. */
char *arena_text(struct arena *arena, struct span text);

/* A copy of `bytes` (also NUL-terminated behind its length); data == NULL when exhausted. */
struct span arena_copy(struct arena *arena, struct span bytes);

/* printf into the arena; NULL when exhausted or the format fails. */
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* arena_printf() as a span; data == NULL when exhausted. */
struct span arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Calls `release(object)` at the next reset or destroy. STATUS_LIMIT when exhausted. */
MUST_CHECK enum status arena_on_reset(
    struct arena *arena, void (*release)(void *object), void *object);

bool arena_exhausted(const struct arena *arena);

#endif
