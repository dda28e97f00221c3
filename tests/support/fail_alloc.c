/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/fail_alloc.h"

#include <stdbool.h>

/* The linker's names for --wrap are reserved identifiers; there is no other way to spell them. */
/* NOLINTBEGIN(bugprone-reserved-identifier) */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);

static size_t count;
static size_t failing;

void fail_alloc_at(size_t nth)
{
    count = 0;
    failing = nth;
}

size_t fail_alloc_count(void)
{
    return count;
}

static bool fails(void)
{
    count++;
    return count == failing;
}

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t elements, size_t size)
{
    return fails() ? NULL : __real_calloc(elements, size);
}

void *__wrap_realloc(void *memory, size_t size)
{
    return fails() ? NULL : __real_realloc(memory, size);
}
/* NOLINTEND(bugprone-reserved-identifier) */
