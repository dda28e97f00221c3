/* SPDX-License-Identifier: EUPL-1.2 */
/* The input is a list of FastCGI parameters, separated by line breaks. A refusal has a reason and
 * leaves the request alone; an accepted request keeps within every limit. */
#include <stdlib.h>
#include <string.h>

#include "fcgi/web/http.h"
#include "tests/fuzz/fuzz.h"

#define PARAMS_MAX 300

static size_t split(char *text, const char **params)
{
    size_t count = 0;
    for (char *at = text; at != NULL && count < PARAMS_MAX; count++) {
        params[count] = at;
        at = strchr(at, '\n');
        if (at != NULL) {
            *at++ = '\0';
        }
    }
    params[count] = NULL;
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create(1024 * 1024);
    ensure(arena != NULL);
    char *text = arena_text(arena, fuzz_input(data, size));
    const char *params[PARAMS_MAX + 1];
    struct http_request request = {.content_length = 77};
    const char *reason = NULL;
    if (text != NULL) {
        (void)split(text, params);
        if (http_request_parse(arena, params, &request, &reason) == STATUS_OK) {
            ensure(request.method < HTTP_METHOD_COUNT && request.request_id.len == 32);
            ensure(request.path.len >= 1 && request.path.len <= HTTP_PATH_MAX);
            ensure(request.query.count <= HTTP_QUERY_FIELDS_MAX);
            ensure(request.content_length >= -1);
            ensure(request.content_length <= HTTP_UPLOAD_BODY_MAX);
            ensure(request.received_us >= 0 && request.duration_us >= 0);
        } else {
            ensure(reason != NULL && request.content_length == 77);
        }
    }
    arena_destroy(arena);
    return 0;
}
