/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdint.h>
#include <string.h>
#include <wchar.h>

#include "ledger/base/buffer.h"
#include "ledger/base/status.h"
#include "tests/harness.h"
#include "tests/support/fail_alloc.h"

static struct buffer buffer;

static void setup(void)
{
    buffer_init(&buffer, 1000);
}

static void teardown(void)
{
    buffer_free(&buffer);
}

START_TEST(failure_at_the_maximum_is_sticky)
{
    char block[1000];
    memset(block, 'x', sizeof(block));
    buffer_put(&buffer, (struct span){.data = block, .len = sizeof(block)});
    ck_assert(!buffer.failed);
    buffer_putc(&buffer, 'y');
    ck_assert(buffer.failed);
    ck_assert_uint_eq(buffer.len, 1000);
    buffer_put(&buffer, span_from(NULL));
    ck_assert(buffer.failed);
    buffer_clear(&buffer);
    ck_assert(!buffer.failed);
    buffer_puts(&buffer, "again");
    ck_assert(span_is(buffer_span(&buffer), "again"));
}
END_TEST

START_TEST(a_write_after_the_failure_does_nothing)
{
    buffer_printf(&buffer, "%2000d", 1);
    ck_assert(buffer.failed);
    buffer_puts(&buffer, "short");
    ck_assert_uint_eq(buffer.len, 0);
}
END_TEST

START_TEST(maximum_of_zero_takes_nothing)
{
    struct buffer none;
    buffer_init(&none, 0);
    buffer_puts(&none, "");
    ck_assert(!none.failed);
    buffer_putc(&none, 'x');
    ck_assert(none.failed);
    ck_assert_ptr_null(none.data);
}
END_TEST

START_TEST(format_that_fails_sets_the_failure)
{
    buffer_printf(&buffer, "%lc", (wint_t)0x110000);
    ck_assert(buffer.failed);
}
END_TEST

START_TEST(absurd_maximum_stops)
{
    buffer_init(&buffer, SIZE_MAX);
}
END_TEST

START_TEST(grows_and_keeps_what_was_there)
{
    for (int i = 0; i < 250; i++) {
        buffer_put(&buffer, SPAN("abcd"));
    }
    ck_assert(!buffer.failed);
    ck_assert_uint_eq(buffer.len, 1000);
    for (size_t i = 0; i < buffer.len; i++) {
        ck_assert_int_eq(buffer.data[i], "abcd"[i % 4]);
    }
    buffer_free(&buffer);
    ck_assert_ptr_null(buffer.data);
    ck_assert_uint_eq(buffer.max, 1000);
}
END_TEST

START_TEST(writes_numbers_and_text)
{
    buffer_put_int(&buffer, INT64_MIN);
    buffer_putc(&buffer, ' ');
    buffer_put_int(&buffer, INT64_MAX);
    buffer_printf(&buffer, " %s=%d", "a", 7);
    ck_assert(span_is(buffer_span(&buffer), "-9223372036854775808 9223372036854775807 a=7"));
}
END_TEST

START_TEST(every_failing_allocation_is_reported)
{
    for (size_t nth = 1; nth <= 3; nth++) {
        struct buffer out;
        buffer_init(&out, 4096);
        fail_alloc_at(nth);
        for (int i = 0; i < 1000; i++) {
            buffer_put(&out, SPAN("abcd"));
        }
        fail_alloc_at(0);
        ck_assert(out.failed);
        size_t len = out.len;
        buffer_puts(&out, "later");
        ck_assert_uint_eq(out.len, len);
        buffer_free(&out);
    }
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("buffer");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, failure_at_the_maximum_is_sticky);
    tcase_add_test(cases, a_write_after_the_failure_does_nothing);
    tcase_add_test(cases, maximum_of_zero_takes_nothing);
    tcase_add_test(cases, format_that_fails_sets_the_failure);
    tcase_add_test_raise_signal(cases, absurd_maximum_stops, SIGABRT);
    tcase_add_test(cases, grows_and_keeps_what_was_there);
    tcase_add_test(cases, writes_numbers_and_text);
    tcase_add_test(cases, every_failing_allocation_is_reported);
    return harness_run("ledger/base/buffer", cases);
}
