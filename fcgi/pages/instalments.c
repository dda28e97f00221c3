/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/pages/instalments.h"

#include "fcgi/pages/params.h"
#include "fcgi/web/form.h"

size_t instalments_put(struct exchange *x, struct json_writer *json, const char *key)
{
    size_t count = 0;
    struct http_pairs all = x->form.fields;
    json_open_array(json, key);
    for (size_t i = 0; i < all.count; i++) {
        int64_t instalment = 0;
        if (!span_is(all.items[i].name, "instalment")) {
            continue;
        }
        struct form one;
        form_init(&one, x->arena);
        one.fields = (struct http_pairs){.items = &all.items[i], .count = 1};
        if (!form_int(&one, "instalment", 1, INT64_MAX, &instalment)) {
            return 0;
        }
        json_put_int(json, NULL, instalment);
        count++;
    }
    json_close_array(json);
    return count;
}

bool instalments_list(struct exchange *x, struct span *ids_out)
{
    struct buffer text;
    struct json_writer json;
    buffer_init(&text, PARAMS_LEN_MAX);
    json_writer_init(&json, &text);
    bool good = instalments_put(x, &json, NULL) > 0;
    *ids_out = arena_copy(x->arena, buffer_span(&text));
    good = good && !text.failed && ids_out->data != NULL;
    buffer_free(&text);
    return good;
}
