/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "ledger/attest/frame.h"
#include "ledger/base/status.h"
#include "tests/harness.h"

static const struct {
    const char *bytes;
    size_t len;
    enum frame_state state;
} rows[] = {
    {"", 0, FRAME_INCOMPLETE}, {"\0\0\0", 3, FRAME_INCOMPLETE}, {"\0\0\0\1", 4, FRAME_INCOMPLETE},
    {"\0\0\0\3A1", 6, FRAME_INCOMPLETE}, {"\0\0\0\0", 4, FRAME_BROKEN}, /* no type */
    {"\0\0\0\1AB", 6, FRAME_BROKEN},                                    /* bytes behind it */
    {"\0\1\0\101", 4, FRAME_BROKEN},                                    /* one byte too long */
    {"\xFF\xFF\xFF\xFF", 4, FRAME_BROKEN}, {"\0\1\0\100", 4, FRAME_INCOMPLETE}, /* the longest */
};

START_TEST(looks_at_what_has_arrived)
{
    char type = 'x';
    struct span content = SPAN("untouched");
    ck_assert_int_eq(
        frame_look((struct span){rows[_i].bytes, rows[_i].len}, &type, &content), rows[_i].state);
    ck_assert_int_eq(type, 'x');
    ck_assert(span_is(content, "untouched"));
}
END_TEST

START_TEST(reads_what_it_writes)
{
    struct buffer out;
    buffer_init(&out, FRAME_HEAD_LEN + FRAME_LEN_MAX);
    static char large[FRAME_LEN_MAX - 1];
    (void)memset(large, 'z', sizeof(large));
    const struct span contents[] = {SPAN(""), SPAN("abc"), {large, sizeof(large)}};
    for (size_t i = 0; i < COUNT_OF(contents); i++) {
        buffer_clear(&out);
        frame_put(&out, FRAME_ATTEST, contents[i]);
        ck_assert(!out.failed);
        char type = 'x';
        struct span content;
        ck_assert_int_eq(frame_look(buffer_span(&out), &type, &content), FRAME_COMPLETE);
        ck_assert_int_eq(type, FRAME_ATTEST);
        ck_assert(span_equal(content, contents[i]));
    }
    buffer_free(&out);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("frame");
    tcase_add_loop_test(tests, looks_at_what_has_arrived, 0, (int)COUNT_OF(rows));
    tcase_add_test(tests, reads_what_it_writes);
    return harness_run("ledger/attest/frame", tests);
}
