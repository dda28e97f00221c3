/* SPDX-License-Identifier: EUPL-1.2 */
/* Cookies that stay have clean values and names of their own; the language is always one of ours.
 */
#include <string.h>

#include "fcgi/web/http.h"
#include "fcgi/web/translate.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create(1024 * 1024);
    ensure(arena != NULL);
    struct http_request request = {.accept_language = fuzz_input(data, size)};
    if (http_cookies_parse(arena, fuzz_input(data, size), &request.cookies) == STATUS_OK) {
        struct http_pairs cookies = request.cookies;
        ensure(cookies.count <= HTTP_COOKIES_MAX);
        for (size_t i = 0; i < cookies.count; i++) {
            struct span value = cookies.items[i].value;
            ensure(cookies.items[i].name.len > 0);
            ensure(value.len == 0 || memchr(value.data, ';', value.len) == NULL);
            for (size_t j = 0; j < i; j++) {
                ensure(!span_equal(cookies.items[i].name, cookies.items[j].name));
            }
        }
    }
    ensure(language_choose(&request, LANGUAGE_DA) < LANGUAGE_COUNT);
    arena_destroy(arena);
    return 0;
}
