/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/web/multipart.h"

#include <string.h>

#include "fcgi/web/form.h"
#include "fcgi/web/part_head.h"

/*
 * A delimiter is CRLF "--" boundary. CR stands only at its front, so after a mismatch the bytes
 * matched so far are data and the search starts afresh at the byte that did not match.
 */
enum state {
    STATE_DATA,     /* in a part's content, or before the first delimiter */
    STATE_BEHIND,   /* behind a delimiter: "--" or CRLF follows */
    STATE_HEAD,     /* in a part's header lines */
    STATE_EPILOGUE, /* behind the closing delimiter: an optional CRLF */
    STATE_FAILED,
};

struct multipart {
    struct arena *arena;
    struct multipart_sink sink;
    char delimiter[4 + HTTP_BOUNDARY_MAX];
    size_t delimiter_len;
    size_t matched; /* bytes of the delimiter seen in STATE_DATA, of CRLF or "--" elsewhere */
    enum state state;
    enum status failure;
    bool in_part;
    bool is_file;
    char behind[2];
    char head[HTTP_PART_HEAD_MAX];
    size_t head_len;
    struct part_head part;
    size_t part_len; /* bytes of the part's content */
    size_t parts;
    char value[HTTP_FIELD_VALUE_MAX];
};

struct multipart *multipart_begin(
    struct arena *arena, struct span boundary, const struct multipart_sink *sink)
{
    ensure(boundary.len >= 1 && boundary.len <= HTTP_BOUNDARY_MAX);
    struct multipart *parser = arena_alloc(arena, sizeof(*parser));
    if (parser == NULL) {
        return NULL;
    }
    parser->arena = arena;
    parser->sink = *sink;
    memcpy(parser->delimiter, "\r\n--", 4);
    memcpy(parser->delimiter + 4, boundary.data, boundary.len);
    parser->delimiter_len = 4 + boundary.len;
    parser->matched = 2; /* the first delimiter needs no CRLF before it */
    parser->state = STATE_DATA;
    return parser;
}

static enum status data(struct multipart *parser, struct span bytes)
{
    if (bytes.len == 0) {
        return STATUS_OK;
    }
    if (!parser->in_part) {
        return STATUS_INVALID; /* a preamble; no browser sends one */
    }
    size_t max = parser->is_file ? HTTP_UPLOAD_FILE_MAX : HTTP_FIELD_VALUE_MAX;
    if (bytes.len > max - parser->part_len) {
        return STATUS_LIMIT;
    }
    size_t before = parser->part_len;
    parser->part_len += bytes.len;
    if (parser->is_file) {
        return parser->sink.file_chunk(parser->sink.context, bytes);
    }
    memcpy(parser->value + before, bytes.data, bytes.len);
    return STATUS_OK;
}

static enum status end_part(struct multipart *parser)
{
    if (!parser->in_part) {
        return STATUS_OK;
    }
    parser->in_part = false;
    if (parser->is_file) {
        return parser->sink.file_end(parser->sink.context);
    }
    struct span value = {.data = parser->value, .len = parser->part_len};
    struct http_pair field;
    enum status status = form_field_check(parser->arena, parser->part.name, value, &field);
    if (status == STATUS_OK) {
        status = parser->sink.field(parser->sink.context, field.name, field.value);
    }
    return status;
}

static enum status begin_part(struct multipart *parser)
{
    if (++parser->parts > HTTP_FIELDS_MAX) {
        return STATUS_LIMIT;
    }
    struct span head = {.data = parser->head, .len = parser->head_len};
    enum status status = part_head_parse(parser->arena, head, &parser->part);
    if (status != STATUS_OK) {
        return status;
    }
    parser->in_part = true;
    parser->is_file = parser->part.is_file;
    parser->part_len = 0;
    parser->state = STATE_DATA;
    parser->matched = 0;
    if (!parser->is_file) {
        return STATUS_OK;
    }
    return parser->sink.file_begin(
        parser->sink.context, parser->part.name, parser->part.file_name, parser->part.media_type);
}

/* Takes bytes of content up to and with the next delimiter, or all of them. */
static enum status push_data(struct multipart *parser, struct span *rest)
{
    enum status status = STATUS_OK;
    while (rest->len > 0 && status == STATUS_OK) {
        if (parser->matched == 0) {
            const char *cr = memchr(rest->data, '\r', rest->len);
            size_t plain = cr == NULL ? rest->len : (size_t)(cr - rest->data);
            status = data(parser, (struct span){.data = rest->data, .len = plain});
            rest->data += plain;
            rest->len -= plain;
            if (rest->len == 0) {
                return status;
            }
        }
        if (status == STATUS_OK && rest->data[0] == parser->delimiter[parser->matched]) {
            rest->data++;
            rest->len--;
            if (++parser->matched == parser->delimiter_len) {
                parser->state = STATE_BEHIND;
                parser->matched = 0;
                return end_part(parser);
            }
        } else if (status == STATUS_OK) {
            struct span seen = {.data = parser->delimiter, .len = parser->matched};
            parser->matched = 0;
            status = data(parser, seen);
        }
    }
    return status;
}

static enum status push_behind(struct multipart *parser, char c)
{
    parser->behind[parser->matched++] = c;
    if (parser->matched < 2) {
        return STATUS_OK;
    }
    parser->matched = 0;
    if (memcmp(parser->behind, "--", 2) == 0) {
        parser->state = STATE_EPILOGUE;
        return STATUS_OK;
    }
    parser->state = STATE_HEAD;
    parser->head_len = 0;
    return memcmp(parser->behind, "\r\n", 2) == 0 ? STATUS_OK : STATUS_INVALID;
}

static enum status push_head(struct multipart *parser, char c)
{
    if (parser->head_len == HTTP_PART_HEAD_MAX) {
        return STATUS_LIMIT;
    }
    parser->head[parser->head_len++] = c;
    bool ended =
        parser->head_len >= 4 && memcmp(parser->head + parser->head_len - 4, "\r\n\r\n", 4) == 0;
    return ended ? begin_part(parser) : STATUS_OK;
}

static enum status push_epilogue(struct multipart *parser, char c)
{
    return parser->matched < 2 && c == "\r\n"[parser->matched++] ? STATUS_OK : STATUS_INVALID;
}

enum status multipart_push(struct multipart *parser, struct span bytes)
{
    enum status status = STATUS_OK;
    struct span rest = bytes;
    while (rest.len > 0 && status == STATUS_OK) {
        if (parser->state == STATE_DATA) {
            status = push_data(parser, &rest);
            continue;
        }
        char c = rest.data[0];
        rest.data++;
        rest.len--;
        switch (parser->state) {
        case STATE_BEHIND:
            status = push_behind(parser, c);
            break;
        case STATE_HEAD:
            status = push_head(parser, c);
            break;
        case STATE_EPILOGUE:
            status = push_epilogue(parser, c);
            break;
        case STATE_FAILED:
            return parser->failure;
        case STATE_DATA:
            ensure(false);
        }
    }
    if (status != STATUS_OK) {
        parser->state = STATE_FAILED;
        parser->failure = status;
    }
    return status;
}

enum status multipart_end(struct multipart *parser)
{
    if (parser->state == STATE_FAILED) {
        return parser->failure;
    }
    bool half_a_break = parser->matched == 1;
    return parser->state == STATE_EPILOGUE && !half_a_break ? STATUS_OK : STATUS_INVALID;
}
