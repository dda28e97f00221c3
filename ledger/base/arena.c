/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define ALIGNMENT _Alignof(max_align_t)

struct cleanup {
    struct cleanup *older;
    void (*release)(void *object);
    void *object;
};

struct piece;

struct arena {
    size_t limit;
    size_t used; /* rounded up to ALIGNMENT in both forms, so that both refuse at the same call */
    bool exhausted;
    struct cleanup *newest_cleanup;
    struct piece *newest_piece; /* only with ARENA_PASSTHROUGH */
    max_align_t block[];
};

#ifdef ARENA_PASSTHROUGH
static const size_t block_share = 0;

struct piece {
    struct piece *older;
    max_align_t payload[];
};

static void *take(struct arena *arena, size_t size)
{
    struct piece *piece = malloc(sizeof(struct piece) + size);
    if (piece == NULL) {
        return NULL;
    }
    piece->older = arena->newest_piece;
    arena->newest_piece = piece;
    return piece->payload;
}

static void give_back(struct arena *arena)
{
    while (arena->newest_piece != NULL) {
        struct piece *piece = arena->newest_piece;
        arena->newest_piece = piece->older;
        free(piece);
    }
}
#else
static const size_t block_share = 1;

static void *take(struct arena *arena, size_t size)
{
    (void)size;
    return (char *)arena->block + arena->used;
}

static void give_back(const struct arena *arena)
{
    ensure(arena->newest_piece == NULL);
}
#endif

struct arena *arena_create(size_t limit)
{
    ensure(limit > 0 && limit < SIZE_MAX / 2);
    struct arena *arena = malloc(sizeof(struct arena) + limit * block_share);
    if (arena != NULL) {
        *arena = (struct arena){.limit = limit};
    }
    return arena;
}

void arena_destroy(struct arena *arena)
{
    if (arena != NULL) {
        arena_reset(arena);
        free(arena);
    }
}

void arena_reset(struct arena *arena)
{
    ensure(arena != NULL);
    while (arena->newest_cleanup != NULL) {
        /* Unlinked first: a release function that fails an ensure() must not see itself again. */
        const struct cleanup *cleanup = arena->newest_cleanup;
        arena->newest_cleanup = cleanup->older;
        cleanup->release(cleanup->object);
    }
    give_back(arena);
    arena->used = 0;
    arena->exhausted = false;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    ensure(arena != NULL);
    ensure(size > 0);
    size_t padding = (ALIGNMENT - size % ALIGNMENT) % ALIGNMENT;
    size_t left = arena->limit - arena->used;
    void *memory = NULL;
    if (size <= left) {
        memory = take(arena, size);
    }
    if (memory == NULL) {
        arena->exhausted = true;
        return NULL;
    }
    arena->used += padding <= left - size ? size + padding : left;
    return memset(memory, 0, size);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    ensure(arena != NULL);
    ensure(size > 0);
    if (count > SIZE_MAX / size) {
        arena->exhausted = true;
        return NULL;
    }
    return arena_alloc(arena, count == 0 ? 1 : count * size);
}

/* NULL when exhausted. */
static char *copy_of(struct arena *arena, struct span bytes)
{
    ensure(bytes.len < SIZE_MAX);
    char *copy = arena_alloc(arena, bytes.len + 1);
    if (copy != NULL && bytes.len > 0) {
        memcpy(copy, bytes.data, bytes.len);
    }
    return copy;
}

char *arena_text(struct arena *arena, struct span text)
{
    return copy_of(arena, text);
}

struct span arena_copy(struct arena *arena, struct span bytes)
{
    const char *copy = copy_of(arena, bytes);
    return (struct span){.data = copy, .len = copy == NULL ? 0 : bytes.len};
}

__attribute__((format(printf, 2, 0))) static char *format_list(
    struct arena *arena, const char *format, va_list arguments)
{
    char *text = NULL;
    va_list again;
    va_copy(again, arguments);
    int len = vsnprintf(NULL, 0, format, arguments);
    if (len >= 0) {
        text = arena_alloc(arena, (size_t)len + 1);
    }
    if (text != NULL) {
        ensure(vsnprintf(text, (size_t)len + 1, format, again) == len);
    }
    va_end(again);
    return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = format_list(arena, format, arguments);
    va_end(arguments);
    return text;
}

struct span arena_format(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = format_list(arena, format, arguments);
    va_end(arguments);
    return span_from(text);
}

enum status arena_on_reset(struct arena *arena, void (*release)(void *object), void *object)
{
    ensure(release != NULL);
    struct cleanup *cleanup = arena_alloc(arena, sizeof(*cleanup));
    if (cleanup == NULL) {
        return STATUS_LIMIT;
    }
    *cleanup =
        (struct cleanup){.older = arena->newest_cleanup, .release = release, .object = object};
    arena->newest_cleanup = cleanup;
    return STATUS_OK;
}

bool arena_exhausted(const struct arena *arena)
{
    ensure(arena != NULL);
    return arena->exhausted;
}
