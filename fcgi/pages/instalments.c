/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/pages/instalments.h"

#include "fcgi/pages/params.h"
#include "fcgi/web/form.h"
#include "ledger/base/amount.h"

/* The number at the head of `fields`, with the amount behind it where amounts are asked for. */
static bool put_one(
    struct exchange *x, struct json_writer *json, struct http_pairs fields, bool amounts)
{
    int64_t instalment = 0;
    int64_t amount_ore = 0;
    struct form one;
    form_init(&one, x->arena);
    one.fields = fields;
    if (!form_int(&one, "instalment", 1, INT64_MAX, &instalment)) {
        return false;
    }
    if (!amounts) {
        json_put_int(json, NULL, instalment);
        return true;
    }
    if (!form_int(&one, "amount_ore", 1, AMOUNT_ORE_MAX, &amount_ore)) {
        return false;
    }
    json_open_object(json, NULL);
    json_put_int(json, "instalment", instalment);
    json_put_int(json, "amount_ore", amount_ore);
    json_close_object(json);
    return true;
}

static size_t put_all(struct exchange *x, struct json_writer *json, const char *key, bool amounts)
{
    size_t count = 0;
    struct http_pairs all = x->form.fields;
    json_open_array(json, key);
    for (size_t i = 0; i < all.count; i++) {
        if (!span_is(all.items[i].name, "instalment")) {
            continue;
        }
        struct http_pairs fields = {
            .items = &all.items[i], .count = amounts && i + 1 < all.count ? 2 : 1};
        if (!put_one(x, json, fields, amounts)) {
            return 0;
        }
        count++;
    }
    json_close_array(json);
    return count;
}

size_t instalments_put(struct exchange *x, struct json_writer *json, const char *key)
{
    return put_all(x, json, key, false);
}

size_t instalments_put_amounts(struct exchange *x, struct json_writer *json, const char *key)
{
    return put_all(x, json, key, true);
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
