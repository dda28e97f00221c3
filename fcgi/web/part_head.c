/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/web/part_head.h"

#include <string.h>

#include "fcgi/web/http.h"
#include "ledger/base/utf8.h"

static bool is_ignoring_case(struct span text, const char *lower)
{
    if (text.len != strlen(lower)) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != lower[i]) {
            return false;
        }
    }
    return true;
}

/* Browsers write a quote as %22 and line breaks as %0D and %0A; nothing else is encoded. */
static enum status decode_quoted(struct arena *arena, struct span text, struct span *out)
{
    char *decoded = arena_alloc(arena, text.len + 1);
    if (decoded == NULL) {
        return STATUS_LIMIT;
    }
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        struct span rest = {.data = text.data + i, .len = text.len - i};
        char c = text.data[i];
        if (span_starts_with(rest, SPAN("%22"))) {
            c = '"';
            i += 2;
        } else if (span_starts_with(rest, SPAN("%0D")) || span_starts_with(rest, SPAN("%0A"))) {
            return STATUS_INVALID;
        }
        decoded[len++] = c;
    }
    *out = (struct span){.data = decoded, .len = len};
    return STATUS_OK;
}

/* Old browsers send the whole path on the user's disk. */
static struct span without_path(struct span name)
{
    for (size_t i = name.len; i > 0; i--) {
        if (name.data[i - 1] == '/' || name.data[i - 1] == '\\') {
            return (struct span){.data = name.data + i, .len = name.len - i};
        }
    }
    return name;
}

/* Cuts `; name="value"` off the front of *rest. */
static bool next_parameter(struct span *rest, struct span *name_out, struct span *value_out)
{
    if (rest->len == 0 || rest->data[0] != ';') {
        return false;
    }
    struct span text = {.data = rest->data + 1, .len = rest->len - 1};
    while (text.len > 0 && text.data[0] == ' ') {
        text.data++;
        text.len--;
    }
    const char *equals = text.len == 0 ? NULL : memchr(text.data, '=', text.len);
    if (equals == NULL) {
        return false;
    }
    size_t name_len = (size_t)(equals - text.data);
    struct span value = {.data = equals + 1, .len = text.len - name_len - 1};
    if (value.len < 2 || value.data[0] != '"') {
        return false;
    }
    const char *end = memchr(value.data + 1, '"', value.len - 1);
    if (end == NULL) {
        return false;
    }
    *name_out = (struct span){.data = text.data, .len = name_len};
    *value_out = (struct span){.data = value.data + 1, .len = (size_t)(end - value.data) - 1};
    *rest = (struct span){.data = end + 1, .len = value.len - value_out->len - 2};
    return true;
}

static enum status parse_disposition(struct arena *arena, struct span value, struct part_head *part)
{
    if (part->name.len > 0 || !span_starts_with(value, SPAN("form-data"))) {
        return STATUS_INVALID;
    }
    struct span rest = {.data = value.data + 9, .len = value.len - 9};
    while (rest.len > 0) {
        struct span name;
        struct span text;
        if (!next_parameter(&rest, &name, &text)) {
            return STATUS_INVALID;
        }
        bool is_name = is_ignoring_case(name, "name") && part->name.len == 0;
        bool is_file = is_ignoring_case(name, "filename") && !part->is_file;
        if (!is_name && !is_file) {
            return STATUS_INVALID;
        }
        enum status status = decode_quoted(arena, text, is_name ? &part->name : &part->file_name);
        if (status != STATUS_OK) {
            return status;
        }
        part->is_file = part->is_file || is_file;
    }
    part->file_name = without_path(part->file_name);
    if (part->name.len > HTTP_FIELD_NAME_MAX || part->file_name.len > HTTP_FILE_NAME_MAX) {
        return STATUS_LIMIT;
    }
    bool printable = utf8_printable(part->name, false) && utf8_printable(part->file_name, false);
    return part->name.len > 0 && printable ? STATUS_OK : STATUS_INVALID;
}

static enum status parse_line(struct arena *arena, struct span line, struct part_head *part)
{
    struct span value = line;
    struct span name;
    if (!span_split(&value, ':', &name) || value.data == NULL) {
        return STATUS_INVALID;
    }
    value = span_trim(value);
    if (is_ignoring_case(name, "content-disposition")) {
        return parse_disposition(arena, value, part);
    }
    if (is_ignoring_case(name, "content-type")) {
        struct span boundary;
        return http_content_type_parse(arena, value, &part->media_type, &boundary);
    }
    /* Any other encoding than the bytes themselves would have to be undone. */
    return is_ignoring_case(name, "content-transfer-encoding") ? STATUS_INVALID : STATUS_OK;
}

enum status part_head_parse(struct arena *arena, struct span head, struct part_head *part_out)
{
    struct part_head part = {.is_file = false, .media_type = SPAN("application/octet-stream")};
    struct span rest = head;
    struct span line;
    while (span_split(&rest, '\n', &line)) {
        if (line.len == 0 || line.data[line.len - 1] != '\r') {
            return rest.data == NULL && line.len == 0 && part.name.len > 0 ? STATUS_OK
                                                                           : STATUS_INVALID;
        }
        line.len--;
        if (line.len == 0) {
            continue; /* the empty line at the end */
        }
        enum status status = parse_line(arena, line, &part);
        if (status != STATUS_OK) {
            return status;
        }
        *part_out = part;
    }
    return STATUS_INVALID;
}
