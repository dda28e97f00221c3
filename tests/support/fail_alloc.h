/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * fail_alloc.h - makes the n-th allocation of our own objects fail, by link-time wrapping of
 * malloc, calloc and realloc. Allocations inside shared libraries are not counted;
 * Check is static and allocates in its assertions, so disarm before the next one.
 */
#ifndef TESTS_SUPPORT_FAIL_ALLOC_H
#define TESTS_SUPPORT_FAIL_ALLOC_H

#include <stddef.h>

/* The `nth` allocation from now fails (1: the next one), once. 0: none. */
void fail_alloc_at(size_t nth);

/* Allocations since the last fail_alloc_at(). */
size_t fail_alloc_count(void);

#endif
