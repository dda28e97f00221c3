/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>

#include "ledger/base/arena.h"
#include "tests/harness.h"
#include "tests/support/fail_alloc.h"

static struct arena *arena;

static void setup(void)
{
    arena = arena_create(1024);
    ck_assert_ptr_nonnull(arena);
}

static void teardown(void)
{
    arena_destroy(arena);
}

START_TEST(refuses_beyond_the_limit_until_reset)
{
    ck_assert_ptr_nonnull(arena_alloc(arena, 1000));
    ck_assert(!arena_exhausted(arena));
    ck_assert_ptr_null(arena_alloc(arena, 25));
    ck_assert(arena_exhausted(arena));
    ck_assert_ptr_nonnull(arena_alloc(arena, 16));
    ck_assert(arena_exhausted(arena));
    arena_reset(arena);
    ck_assert(!arena_exhausted(arena));
    ck_assert_ptr_nonnull(arena_alloc(arena, 1024));
    ck_assert_ptr_null(arena_alloc(arena, 1));
}
END_TEST

START_TEST(padding_never_passes_the_limit)
{
    struct arena *odd = arena_create(17);
    ck_assert_ptr_nonnull(odd);
    ck_assert_ptr_nonnull(arena_alloc(odd, 17));
    ck_assert_ptr_null(arena_alloc(odd, 1));
    arena_destroy(odd);
}
END_TEST

START_TEST(array_refuses_an_overflow)
{
    ck_assert_ptr_null(arena_array(arena, SIZE_MAX / 2, 3));
    ck_assert(arena_exhausted(arena));
    arena_reset(arena);
    ck_assert_ptr_null(arena_array(arena, 65, 16));
    ck_assert_ptr_nonnull(arena_array(arena, 64, 16));
    arena_reset(arena);
    ck_assert_ptr_nonnull(arena_array(arena, 0, 16));
}
END_TEST

START_TEST(every_function_refuses_when_full)
{
    ck_assert_ptr_nonnull(arena_alloc(arena, 1024));
    ck_assert_ptr_null(arena_text(arena, SPAN("x")));
    ck_assert_ptr_null(arena_copy(arena, SPAN("x")).data);
    ck_assert_ptr_null(arena_printf(arena, "%d", 1));
    ck_assert_ptr_null(arena_format(arena, "%d", 1).data);
    ck_assert_int_eq(arena_on_reset(arena, free, NULL), STATUS_LIMIT);
}
END_TEST

START_TEST(zero_bytes_stop)
{
    (void)arena_alloc(arena, 0);
}
END_TEST

START_TEST(zero_limit_stops)
{
    (void)arena_create(0);
}
END_TEST

START_TEST(memory_is_zeroed_and_aligned_after_reset_too)
{
    static const char zeros[100] = {0};
    for (int round = 0; round < 2; round++) {
        (void)arena_alloc(arena, 3);
        char *memory = arena_alloc(arena, sizeof(zeros));
        ck_assert_ptr_nonnull(memory);
        ck_assert_uint_eq((uintptr_t)memory % _Alignof(max_align_t), 0);
        ck_assert_mem_eq(memory, zeros, sizeof(zeros));
        memset(memory, 0xAA, sizeof(zeros));
        arena_reset(arena);
    }
}
END_TEST

START_TEST(copies_end_in_nul)
{
    ck_assert_str_eq(arena_text(arena, SPAN("Ærø")), "Ærø");
    ck_assert_str_eq(arena_text(arena, span_from(NULL)), "");
    struct span copy = arena_copy(arena, SPAN("a\0b"));
    ck_assert(span_equal(copy, SPAN("a\0b")));
    ck_assert_int_eq(copy.data[3], '\0');
    ck_assert_str_eq(arena_printf(arena, "%s-%d", "LG", 301), "LG-301");
    ck_assert(span_is(arena_format(arena, "%s", ""), ""));
}
END_TEST

START_TEST(format_that_fails_gives_null)
{
    /* Beyond Unicode: EILSEQ. */
    ck_assert_ptr_null(arena_printf(arena, "%lc", (wint_t)0x110000));
}
END_TEST

static char order[8];

static void note(void *object)
{
    size_t len = strlen(order);
    ck_assert_uint_lt(len + 1, sizeof(order));
    order[len] = *(const char *)object;
    order[len + 1] = '\0';
}

START_TEST(cleanups_run_once_in_reverse_order)
{
    char letters[] = "ab";
    ck_assert_int_eq(arena_on_reset(arena, note, letters), STATUS_OK);
    ck_assert_int_eq(arena_on_reset(arena, note, letters + 1), STATUS_OK);
    arena_reset(arena);
    ck_assert_str_eq(order, "ba");
    arena_reset(arena);
    ck_assert_str_eq(order, "ba");
    struct arena *other = arena_create(64);
    ck_assert_int_eq(arena_on_reset(other, note, letters), STATUS_OK);
    arena_destroy(other);
    ck_assert_str_eq(order, "baa");
    arena_destroy(NULL);
}
END_TEST

/*
 * Every function once, its `nth` allocation failing; the number of allocations, and whether all
 * succeeded. With ARENA_PASSTHROUGH every call allocates, otherwise only arena_create().
 */
static size_t use_everything(size_t nth, bool *done_out)
{
    fail_alloc_at(nth);
    struct arena *fresh = arena_create(256);
    bool done = fresh != NULL && arena_alloc(fresh, 8) != NULL
                && arena_text(fresh, SPAN("x")) != NULL && arena_printf(fresh, "x") != NULL
                && arena_on_reset(fresh, note, order) == STATUS_OK;
    size_t count = fail_alloc_count();
    fail_alloc_at(0);
    ck_assert(fresh == NULL || done == !arena_exhausted(fresh));
    arena_destroy(fresh);
    *done_out = done;
    return count;
}

START_TEST(every_failing_allocation_is_reported)
{
    bool done = false;
    size_t allocations = use_everything(0, &done);
    ck_assert(done);
    ck_assert_uint_gt(allocations, 0);
    for (size_t nth = 1; nth <= allocations; nth++) {
        (void)use_everything(nth, &done);
        ck_assert(!done);
    }
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("arena");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, refuses_beyond_the_limit_until_reset);
    tcase_add_test(cases, padding_never_passes_the_limit);
    tcase_add_test(cases, array_refuses_an_overflow);
    tcase_add_test(cases, every_function_refuses_when_full);
    tcase_add_test_raise_signal(cases, zero_bytes_stop, SIGABRT);
    tcase_add_test_raise_signal(cases, zero_limit_stops, SIGABRT);
    tcase_add_test(cases, memory_is_zeroed_and_aligned_after_reset_too);
    tcase_add_test(cases, copies_end_in_nul);
    tcase_add_test(cases, format_that_fails_gives_null);
    tcase_add_test(cases, cleanups_run_once_in_reverse_order);
    tcase_add_test(cases, every_failing_allocation_is_reported);
    return harness_run("ledger/base/arena", cases);
}
