/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/web/form.h"

#include <string.h>

#include "fcgi/web/pasted.h"

void form_init(struct form *form, struct arena *arena)
{
    *form = (struct form){.arena = arena, .fields = {.items = NULL, .count = 0}};
}

static bool is_field_name(struct span name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.data[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
                     || c == '_' || c == '.' || c == '-';
        if (!plain) {
            return false;
        }
    }
    return name.len > 0;
}

enum status form_field_check(
    struct arena *arena, struct span name, struct span value, struct http_pair *field_out)
{
    if (name.len > HTTP_FIELD_NAME_MAX || value.len > HTTP_FIELD_VALUE_MAX) {
        return STATUS_LIMIT;
    }
    if (!is_field_name(name)) {
        return STATUS_INVALID;
    }
    struct span clean = {.data = NULL, .len = 0};
    enum status status = pasted_clean(arena, value, &clean);
    if (status == STATUS_OK) {
        *field_out = (struct http_pair){.name = name, .value = clean};
    }
    return status;
}

static size_t count_parts(struct span body)
{
    size_t count = body.len > 0 ? 1 : 0;
    for (size_t i = 0; i < body.len; i++) {
        count += body.data[i] == '&' ? 1 : 0;
    }
    return count;
}

static enum status parse_part(struct arena *arena, struct span part, struct http_pair *field_out)
{
    struct span value = part;
    struct span raw_name = {.data = "", .len = 0};
    struct span name = {.data = NULL, .len = 0};
    struct span text = {.data = NULL, .len = 0};
    if (!span_split(&value, '=', &raw_name)) {
        return STATUS_INVALID;
    }
    enum status status = http_percent_decode(arena, raw_name, true, &name);
    if (status == STATUS_OK) {
        status = http_percent_decode(arena, value, true, &text);
    }
    return status == STATUS_OK ? form_field_check(arena, name, text, field_out) : status;
}

enum status form_parse(struct arena *arena, struct span body, struct http_pairs *fields_out)
{
    size_t parts = count_parts(body);
    if (parts > HTTP_FIELDS_MAX) {
        return STATUS_LIMIT;
    }
    struct http_pair *items = arena_array(arena, parts + 1, sizeof(*items));
    if (items == NULL) {
        return STATUS_LIMIT;
    }
    size_t count = 0;
    struct span rest = body;
    struct span part;
    while (span_split(&rest, '&', &part)) {
        enum status status = parse_part(arena, part, &items[count]);
        if (status != STATUS_OK) {
            return status;
        }
        count++;
    }
    *fields_out = (struct http_pairs){.items = items, .count = count};
    return STATUS_OK;
}

struct span form_value(const struct form *form, const char *name)
{
    return span_trim(http_pairs_find(form->fields, name));
}

bool form_has(const struct form *form, const char *name, const char *value)
{
    for (size_t i = 0; i < form->fields.count; i++) {
        if (span_is(form->fields.items[i].name, name)
            && span_is(form->fields.items[i].value, value)) {
            return true;
        }
    }
    return false;
}

void form_error_add(struct form *form, const char *field, const char *msgid, struct span detail)
{
    ensure(msgid != NULL);
    const struct form_error *known = form_error_find(form, field);
    if (form->error_count == FORM_ERRORS_MAX
        || (known != NULL && strcmp(known->msgid, msgid) == 0)) {
        return; /* a field that is read twice is wrong once */
    }
    struct span copy = arena_copy(form->arena, span_from(field));
    if (copy.data == NULL) {
        copy = SPAN("");
    }
    form->errors[form->error_count++] =
        (struct form_error){.field = copy, .msgid = msgid, .detail = detail};
}

void form_label(struct form *form, const char *field, struct span label)
{
    for (size_t i = 0; i < form->error_count; i++) {
        if (span_is(form->errors[i].field, field)) {
            form->errors[i].label = label;
        }
    }
}

const struct form_error *form_error_find(const struct form *form, const char *field)
{
    for (size_t i = 0; i < form->error_count; i++) {
        if (span_is(form->errors[i].field, field)) {
            return &form->errors[i];
        }
    }
    return NULL;
}
