/* SPDX-License-Identifier: EUPL-1.2 */
/* What a raw path is decoded to has no empty, "." or ".." segment; parameters of the route that it
 * finds are parts of it, and hold no slash. */
#include <string.h>

#include "fcgi/web/route.h"
#include "tests/fuzz/fuzz.h"

static const struct route routes[] = {
    {.method = HTTP_GET, .pattern = "/"},
    {.method = HTTP_GET, .pattern = "/agency/"},
    {.method = HTTP_GET, .pattern = "/calls/{call}"},
    {.method = HTTP_GET, .pattern = "/{a}/{b}/{c}/{d}"},
};

static void check_path(struct span path)
{
    struct span rest = {.data = path.data + 1, .len = path.len - 1};
    struct span part;
    ensure(path.data[0] == '/');
    while (span_split(&rest, '/', &part)) {
        ensure(!span_is(part, ".") && !span_is(part, ".."));
        ensure(part.len > 0 || rest.data == NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create(1024 * 1024);
    ensure(arena != NULL);
    const struct route_table table = {
        .routes = routes, .count = sizeof(routes) / sizeof(routes[0])};
    struct span path;
    struct route_match match;
    if (http_path_parse(arena, fuzz_input(data, size), &path) == STATUS_OK) {
        check_path(path);
        if (route_find(&table, 1, ROUTE_GRANTEE, HTTP_GET, path, &match) == STATUS_OK) {
            for (size_t i = 0; i < match.param_count; i++) {
                struct span value = match.params[i].value;
                ensure(value.len > 0 && memchr(value.data, '/', value.len) == NULL);
                ensure(value.data > path.data && value.data + value.len <= path.data + path.len);
            }
        }
    }
    arena_destroy(arena);
    return 0;
}
