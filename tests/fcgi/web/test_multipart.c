/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "fcgi/web/multipart.h"
#include "ledger/base/buffer.h"
#include "tests/harness.h"

#define DISPOSITION        "Content-Disposition: form-data; name="
#define FIELD(name, value) "--b\r\n" DISPOSITION "\"" name "\"\r\n\r\n" value "\r\n"
#define FILE_PART(name, file, type, bytes)                                                         \
    "--b\r\n" DISPOSITION "\"" name "\"; filename=\"" file "\"\r\nContent-Type: " type             \
    "\r\n\r\n" bytes "\r\n"
#define END "--b--\r\n"

static struct arena *arena;
static struct buffer events;
static enum status sink_answer;

static enum status on_field(void *context, struct span name, struct span value)
{
    (void)context;
    buffer_puts(&events, "[");
    buffer_put(&events, name);
    buffer_puts(&events, "=");
    buffer_put(&events, value);
    buffer_puts(&events, "]");
    return sink_answer;
}

static enum status on_begin(void *context, struct span name, struct span file, struct span type)
{
    (void)context;
    buffer_puts(&events, "<");
    buffer_put(&events, name);
    buffer_puts(&events, "|");
    buffer_put(&events, file);
    buffer_puts(&events, "|");
    buffer_put(&events, type);
    buffer_puts(&events, ":");
    return sink_answer;
}

static enum status on_chunk(void *context, struct span bytes)
{
    (void)context;
    ck_assert_uint_gt(bytes.len, 0);
    buffer_put(&events, bytes);
    return sink_answer;
}

static enum status on_end(void *context)
{
    (void)context;
    buffer_puts(&events, ">");
    return sink_answer;
}

static const struct multipart_sink sink = {
    .field = on_field, .file_begin = on_begin, .file_chunk = on_chunk, .file_end = on_end};

static void setup(void)
{
    arena = arena_create(1024 * 1024);
    buffer_init(&events, 65536);
    sink_answer = STATUS_OK;
}

static void teardown(void)
{
    buffer_free(&events);
    arena_destroy(arena);
}

static enum status parse(struct span body, size_t step)
{
    struct multipart *parser = multipart_begin(arena, SPAN("b"), &sink);
    ck_assert_ptr_nonnull(parser);
    for (size_t at = 0; at < body.len; at += step) {
        size_t len = body.len - at < step ? body.len - at : step;
        enum status status =
            multipart_push(parser, (struct span){.data = body.data + at, .len = len});
        if (status != STATUS_OK) {
            ck_assert_int_eq(multipart_push(parser, SPAN("x")), status); /* final */
            ck_assert_int_eq(multipart_end(parser), status);
            return status;
        }
    }
    return multipart_end(parser);
}

static const struct {
    const char *body;
    enum status status;
    const char *events;
} rows[] = {
    {"", STATUS_INVALID, NULL},
    {"x", STATUS_INVALID, NULL},
    {"preamble\r\n" FIELD("a", "1") END, STATUS_INVALID, NULL},
    {FIELD("a", "1"), STATUS_INVALID, NULL},
    {FIELD("a", "1") "--b", STATUS_INVALID, NULL},
    {FIELD("a", "1") "--b-", STATUS_INVALID, NULL},
    {FIELD("a", "1") "--bx", STATUS_INVALID, NULL},
    {FIELD("a", "1") "--b--\r", STATUS_INVALID, NULL},
    {FIELD("a", "1") "--b--\r\nx", STATUS_INVALID, NULL},
    {FIELD("a", "1") "--b--\r\n\r\n", STATUS_INVALID, NULL},
    {FIELD("a b", "1") END, STATUS_INVALID, NULL},
    {FIELD("", "1") END, STATUS_INVALID, NULL},
    {FIELD("a", "\xff") END, STATUS_INVALID, NULL},
    {"--b\r\n\r\nx\r\n" END, STATUS_INVALID, NULL},
    {"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" END, STATUS_INVALID, NULL},
    {"--b\r\nno colon\r\n\r\nx\r\n" END, STATUS_INVALID, NULL},
    {"--b\r\n" DISPOSITION "a\r\n\r\nx\r\n" END, STATUS_INVALID, NULL},
    {"--b\r\n" DISPOSITION "\"a\r\n\r\nx\r\n" END, STATUS_INVALID, NULL},
    {"--b\r\n" DISPOSITION "\"a\"; name=\"b\"\r\n\r\nx\r\n" END, STATUS_INVALID, NULL},
    {"--b\r\n" DISPOSITION "\"a\"; filename*=\"b\"\r\n\r\nx\r\n" END, STATUS_INVALID, NULL},
    {"--b\r\n" DISPOSITION "\"a\" x\r\n\r\nx\r\n" END, STATUS_INVALID, NULL},
    {"--b\r\n" DISPOSITION "\"a%0Db\"\r\n\r\nx\r\n" END, STATUS_INVALID, NULL},
    {"--b\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n" END, STATUS_INVALID, NULL},
    {"--b\r\n" DISPOSITION "\"a\"\r\n" DISPOSITION "\"b\"\r\n\r\nx\r\n" END, STATUS_INVALID, NULL},
    {"--b\r\n" DISPOSITION "\"a\"\r\nContent-Transfer-Encoding: base64\r\n\r\nx\r\n" END,
        STATUS_INVALID, NULL},
    {FILE_PART("f", "\x01", "text/plain", "x") END, STATUS_INVALID, NULL},
    {FILE_PART("f", "a", "text", "x") END, STATUS_INVALID, NULL},

    {END, STATUS_OK, ""},
    {"--b--", STATUS_OK, ""},
    {FIELD("a", "1") END, STATUS_OK, "[a=1]"},
    {FIELD("a", "1\x01") END, STATUS_OK, "[a=1]"}, /* what is never shown is left out */
    {FIELD("a", "") FIELD("b", "2") END, STATUS_OK, "[a=][b=2]"},
    {FIELD("a", "1\r\n2\r3") END, STATUS_OK, "[a=1\n2\n3]"},
    {FIELD("a", "\xc3\xa6") END, STATUS_OK, "[a=\xc3\xa6]"},
    {FIELD("a", "\r\n--x\r\n-\r\r\n--") END, STATUS_OK, "[a=\n--x\n-\n\n--]"},
    {FIELD("a", "--b") END, STATUS_OK, "[a=--b]"}, /* no CRLF before it: not a delimiter */
    {FILE_PART("f", "plan.pdf", "Application/PDF", "%PDF") END, STATUS_OK,
        "<f|plan.pdf|application/pdf:%PDF>"},
    {FILE_PART("f", "", "application/octet-stream", "") END, STATUS_OK,
        "<f||application/octet-stream:>"},
    {FILE_PART("f", "C:\\temp\\a.txt", "text/plain", "x") END, STATUS_OK, "<f|a.txt|text/plain:x>"},
    {FILE_PART("f", "../../etc/passwd", "text/plain", "x") END, STATUS_OK,
        "<f|passwd|text/plain:x>"},
    {FILE_PART("f", "a%22b%41.txt", "text/plain", "x") END, STATUS_OK,
        "<f|a\"b%41.txt|text/plain:x>"},
    {FILE_PART("f", "\xc3\xa6.txt", "text/plain", "\r\n\r\n--\r\n-b") END, STATUS_OK,
        "<f|\xc3\xa6.txt|text/plain:\r\n\r\n--\r\n-b>"},
    {"--b\r\ncontent-disposition: form-data; NAME=\"a\"\r\nX-Other: 1\r\n\r\n1\r\n" END, STATUS_OK,
        "[a=1]"},
    {FIELD("a", "1") FILE_PART("f", "x", "text/plain", "y") FIELD("c", "3") END, STATUS_OK,
        "[a=1]<f|x|text/plain:y>[c=3]"},
};

/* The same whether the body comes whole, in pairs of bytes, or one by one. */
START_TEST(parses_or_refuses_each_row)
{
    static const size_t steps[] = {1000000, 7, 2, 1};
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        buffer_clear(&events);
        enum status status = parse(span_from(rows[_i].body), steps[i]);
        ck_assert_msg(status == rows[_i].status, "step %zu: status %d", steps[i], (int)status);
        if (rows[_i].events != NULL) {
            ck_assert(span_is(buffer_span(&events), rows[_i].events));
        }
    }
}
END_TEST

static enum status parse_value(size_t len)
{
    struct multipart *parser = multipart_begin(arena, SPAN("b"), &sink);
    static char value[HTTP_FIELD_VALUE_MAX + 1];
    memset(value, 'v', sizeof(value));
    enum status status = multipart_push(parser, SPAN("--b\r\n" DISPOSITION "\"a\"\r\n\r\n"));
    if (status == STATUS_OK) {
        status = multipart_push(parser, (struct span){.data = value, .len = len});
    }
    return status;
}

static enum status ignore_chunk(void *context, struct span bytes)
{
    (void)context;
    (void)bytes;
    return STATUS_OK;
}

START_TEST(limits)
{
    ck_assert_int_eq(parse_value(HTTP_FIELD_VALUE_MAX), STATUS_OK);
    ck_assert_int_eq(parse_value(HTTP_FIELD_VALUE_MAX + 1), STATUS_LIMIT);
    char head[HTTP_PART_HEAD_MAX + 64];
    memset(head, 'h', sizeof(head));
    memcpy(head, "--b\r\n", 5);
    ck_assert_int_eq(parse((struct span){.data = head, .len = sizeof(head)}, 100), STATUS_LIMIT);
}
END_TEST

/* A body with one file whose field is called by `len` letters. */
static enum status parse_file_called(size_t len)
{
    char name[HTTP_FIELD_NAME_MAX + 2];
    ck_assert_uint_lt(len, sizeof(name));
    memset(name, 'n', len);
    name[len] = '\0';
    struct span body = arena_format(
        arena, "--b\r\n" DISPOSITION "\"%s\"; filename=\"x\"\r\n\r\nv\r\n--b--\r\n", name);
    return parse(body, 100);
}

START_TEST(the_name_of_a_file_s_field_has_a_limit)
{
    ck_assert_int_eq(parse_file_called(HTTP_FIELD_NAME_MAX), STATUS_OK);
    ck_assert_int_eq(parse_file_called(HTTP_FIELD_NAME_MAX + 1), STATUS_LIMIT);
}
END_TEST

START_TEST(a_file_has_a_limit)
{
    const struct multipart_sink quiet = {
        .field = on_field, .file_begin = on_begin, .file_chunk = ignore_chunk, .file_end = on_end};
    static char piece[65536];
    struct multipart *parser = multipart_begin(arena, SPAN("b"), &quiet);
    enum status status =
        multipart_push(parser, SPAN("--b\r\n" DISPOSITION "\"f\"; filename=\"x\"\r\n\r\n"));
    size_t pushed = 0;
    while (status == STATUS_OK && pushed <= HTTP_UPLOAD_FILE_MAX) {
        status = multipart_push(parser, (struct span){.data = piece, .len = sizeof(piece)});
        pushed += sizeof(piece);
    }
    ck_assert_int_eq(status, STATUS_LIMIT);
    ck_assert_uint_eq(pushed, HTTP_UPLOAD_FILE_MAX + sizeof(piece));
}
END_TEST

START_TEST(what_the_sink_answers_is_final)
{
    sink_answer = STATUS_UNAVAILABLE;
    ck_assert_int_eq(parse(SPAN(FIELD("a", "1") END), 3), STATUS_UNAVAILABLE);
    ck_assert_int_eq(
        parse(SPAN(FILE_PART("f", "x", "text/plain", "y") END), 3), STATUS_UNAVAILABLE);
}
END_TEST

START_TEST(a_small_arena_gives_no_parser)
{
    struct arena *small = arena_create(1024);
    ck_assert_ptr_null(multipart_begin(small, SPAN("b"), &sink));
    arena_destroy(small);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("multipart");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, parses_or_refuses_each_row, 0, (int)COUNT_OF(rows));
    tcase_add_test(tests, limits);
    tcase_add_test(tests, the_name_of_a_file_s_field_has_a_limit);
    tcase_add_test(tests, a_file_has_a_limit);
    tcase_add_test(tests, what_the_sink_answers_is_final);
    tcase_add_test(tests, a_small_arena_gives_no_parser);
    return harness_run("fcgi/web/multipart", tests);
}
