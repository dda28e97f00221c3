/* SPDX-License-Identifier: EUPL-1.2 */
/* Entity tags and the conditions that name them (RFC 9110, 8.8.3 and 13.1). */
#include <string.h>

#include "fcgi/web/response.h"

#define ETAG_HEX_LEN 32

struct span response_etag_of(struct arena *arena, struct span text)
{
    struct digest digest = digest_of(text);
    char hex[DIGEST_HEX_LEN + 1];
    digest_hex(&digest, hex);
    return arena_format(arena, "\"%.*s\"", ETAG_HEX_LEN, hex);
}

/* Cuts the first entity tag off *rest; false at the end or where the list is malformed. */
static bool next_tag(struct span *rest, struct span *tag_out, bool *weak_out)
{
    while (
        rest->len > 0 && (rest->data[0] == ' ' || rest->data[0] == '\t' || rest->data[0] == ',')) {
        rest->data++;
        rest->len--;
    }
    *weak_out = span_starts_with(*rest, SPAN("W/"));
    if (*weak_out) {
        rest->data += 2;
        rest->len -= 2;
    }
    if (rest->len < 2 || rest->data[0] != '"') {
        return false;
    }
    const char *end = memchr(rest->data + 1, '"', rest->len - 1);
    if (end == NULL) {
        return false;
    }
    tag_out->data = rest->data;
    tag_out->len = (size_t)(end - rest->data) + 1;
    rest->data += tag_out->len;
    rest->len -= tag_out->len;
    return true;
}

bool response_etag_listed(struct span list, struct span etag, bool weak_counts)
{
    if (span_is(span_trim(list), "*")) {
        return true;
    }
    struct span rest = list;
    struct span tag;
    bool weak = false;
    while (next_tag(&rest, &tag, &weak)) {
        if (span_equal(tag, etag) && (weak_counts || !weak)) {
            return true;
        }
    }
    return false;
}

bool response_not_modified(
    struct response *response, const struct http_request *request, struct span etag)
{
    response_header(response, "ETag", etag);
    bool read = request->method == HTTP_GET || request->method == HTTP_HEAD;
    if (!read || request->if_none_match.len == 0
        || !response_etag_listed(request->if_none_match, etag, true)) {
        return false;
    }
    response->status = 304;
    buffer_clear(&response->body);
    return true;
}

enum status response_if_match(const struct http_request *request, struct span etag)
{
    if (request->if_match.len == 0) {
        return STATUS_NOT_FOUND;
    }
    return response_etag_listed(request->if_match, etag, false) ? STATUS_OK : STATUS_CONFLICT;
}
