/* SPDX-License-Identifier: EUPL-1.2 */
/* Archives: names, limits, every byte of one changed, cut at every length; what unzip makes of one
 * is in tests/ledger/verify/program. */
#include <string.h>

#include "ledger/base/zip.h"
#include "tests/harness.h"

static const struct {
    const char *name;
    bool valid;
} names[] = {
    {"a", true},
    {"tilsagn-grant-1/entries/000000001.json", true},
    {"A/b_c/d-e.f", true},
    {"", false},
    {"/a", false},
    {"a/", false},
    {"a//b", false},
    {"../a", false},
    {"a/.b", false},
    {".a", false},
    {"a\\b", false},
    {"a b", false},
    {"\xc3\xa5", false},
    {"-a", false},
};

START_TEST(a_name_is_of_plain_parts)
{
    ck_assert_int_eq(zip_name_valid(span_from(names[_i].name)), names[_i].valid);
}
END_TEST

static struct buffer out;
static size_t room;

static enum status take(void *context, struct span bytes)
{
    struct buffer *to = context;
    if (to->len + bytes.len > room) {
        return STATUS_UNAVAILABLE;
    }
    buffer_put(to, bytes);
    return STATUS_OK;
}

/* Two files, the second one empty. */
static enum status write_two(void)
{
    struct zip_writer writer;
    buffer_init(&out, 4096);
    zip_writer_init(&writer, take, &out);
    enum status status = zip_put(&writer, SPAN("f/a.txt"), SPAN("hello"));
    status = status == STATUS_OK ? zip_put(&writer, SPAN("f/b"), SPAN("")) : status;
    status = status == STATUS_OK ? zip_end(&writer) : status;
    zip_writer_free(&writer);
    return status;
}

static void setup(void)
{
    room = 4096;
    ck_assert_int_eq(write_two(), STATUS_OK);
}

static void teardown(void)
{
    buffer_free(&out);
}

START_TEST(what_was_written_is_read)
{
    struct zip zip;
    struct zip_file file = {.next = 0};
    const char *reason = NULL;
    /* 2 × (30 + 46) + 2 × (7 + 3) of names + 5 of content + 22 */
    ck_assert_uint_eq(out.len, 199);
    ck_assert_int_eq(zip_read(buffer_span(&out), &zip, &reason), STATUS_OK);
    ck_assert_uint_eq(zip.count, 2);
    ck_assert(zip_next(&zip, &file));
    ck_assert(span_is(file.name, "f/a.txt") && span_is(file.bytes, "hello"));
    ck_assert(zip_next(&zip, &file));
    ck_assert(span_is(file.name, "f/b") && file.bytes.len == 0);
    ck_assert(!zip_next(&zip, &file));
    /* CRC-32 of "hello" is 3610a686. */
    ck_assert_int_eq(memcmp(out.data + 14, "\x86\xa6\x10\x36", 4), 0);
}
END_TEST

START_TEST(no_byte_can_be_another)
{
    struct zip zip;
    for (size_t i = 0; i < out.len; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            const char *reason = NULL;
            out.data[i] = (char)(out.data[i] ^ (1 << bit));
            ck_assert_msg(
                zip_read(buffer_span(&out), &zip, &reason) == STATUS_INVALID && reason != NULL,
                "byte %zu bit %u", i, bit);
            out.data[i] = (char)(out.data[i] ^ (1 << bit));
        }
    }
}
END_TEST

START_TEST(nothing_is_missing_or_behind)
{
    struct zip zip;
    const char *reason = NULL;
    for (size_t len = 0; len < out.len; len++) {
        struct span cut = {.data = out.data, .len = len};
        ck_assert_int_eq(zip_read(cut, &zip, &reason), STATUS_INVALID);
        cut = (struct span){.data = out.data + out.len - len, .len = len};
        ck_assert_int_eq(zip_read(cut, &zip, &reason), STATUS_INVALID);
    }
    buffer_putc(&out, '\0');
    ck_assert_int_eq(zip_read(buffer_span(&out), &zip, &reason), STATUS_INVALID);
}
END_TEST

/* Both records say the same, and it cannot be. */
START_TEST(records_that_agree_are_not_enough)
{
    struct zip zip;
    const char *reason = NULL;
    const size_t directory = 30 + 7 + 5 + 30 + 3;
    out.data[out.len - 14] = 3; /* files on this disk, and in all */
    out.data[out.len - 12] = 3;
    ck_assert_int_eq(zip_read(buffer_span(&out), &zip, &reason), STATUS_INVALID);
    ck_assert_str_eq(reason, "the directory has another form");
    out.data[out.len - 14] = 2;
    out.data[out.len - 12] = 2;
    for (size_t i = 0; i < 8; i += 4) {
        out.data[18 + i + 3] = 1; /* 2^24 bytes and 5, packed and not */
        out.data[directory + 20 + i + 3] = 1;
    }
    ck_assert_int_eq(zip_read(buffer_span(&out), &zip, &reason), STATUS_INVALID);
    ck_assert_str_eq(reason, "a file is cut short");
}
END_TEST

/* A byte that belongs to no file, and an end that counts it. */
START_TEST(nothing_lies_between)
{
    struct zip zip;
    struct buffer other;
    const char *reason = NULL;
    const size_t directory = 30 + 7 + 5 + 30 + 3;
    buffer_init(&other, 4096);
    buffer_put(&other, (struct span){.data = out.data, .len = directory});
    buffer_putc(&other, '\0');
    buffer_put(&other, (struct span){.data = out.data + directory, .len = out.len - directory});
    other.data[other.len - 6]++;
    ck_assert_int_eq(zip_read(buffer_span(&other), &zip, &reason), STATUS_INVALID);
    ck_assert_str_eq(reason, "there is something between the files");
    buffer_free(&other);
}
END_TEST

START_TEST(a_writer_that_fails_is_told)
{
    for (room = 0; room < 199; room++) {
        buffer_free(&out);
        ck_assert_int_eq(write_two(), STATUS_UNAVAILABLE);
    }
}
END_TEST

START_TEST(limits)
{
    struct zip_writer writer;
    zip_writer_init(&writer, take, &out);
    ck_assert_int_eq(zip_put(&writer, SPAN("../up"), SPAN("")), STATUS_INVALID);
    writer.len = ZIP_LEN_MAX - 600;
    ck_assert_int_eq(
        zip_put(&writer, SPAN("a"), (struct span){.data = out.data, .len = 90}), STATUS_LIMIT);
    writer.len = 0;
    writer.count = ZIP_FILES_MAX;
    ck_assert_int_eq(zip_put(&writer, SPAN("a"), SPAN("")), STATUS_LIMIT);
    zip_writer_free(&writer);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("zip");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_loop_test(cases, a_name_is_of_plain_parts, 0, (int)COUNT_OF(names));
    tcase_add_test(cases, what_was_written_is_read);
    tcase_add_test(cases, no_byte_can_be_another);
    tcase_add_test(cases, nothing_is_missing_or_behind);
    tcase_add_test(cases, records_that_agree_are_not_enough);
    tcase_add_test(cases, nothing_lies_between);
    tcase_add_test(cases, a_writer_that_fails_is_told);
    tcase_add_test(cases, limits);
    return harness_run("ledger/base/zip", cases);
}
