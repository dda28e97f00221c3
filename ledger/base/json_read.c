/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/base/json.h"

static const struct json *member(const struct json *json, struct span name)
{
    if (json == NULL || json->kind != JSON_OBJECT) {
        return NULL;
    }
    const struct json *found = json->child;
    while (found != NULL && !span_equal(found->key, name)) {
        found = found->next;
    }
    return found;
}

const struct json *json_get(const struct json *json, const char *name)
{
    ensure(name != NULL);
    return member(json, span_from(name));
}

const struct json *json_at(const struct json *json, const char *path)
{
    ensure(path != NULL);
    struct span rest = span_from(path);
    struct span name;
    while (span_split(&rest, '.', &name)) {
        json = member(json, name);
    }
    return json;
}

/* What `path` names when it is of `kind`, else NULL. */
static const struct json *at_kind(const struct json *json, const char *path, enum json_kind kind)
{
    const struct json *found = json_at(json, path);
    return found != NULL && found->kind == kind ? found : NULL;
}

struct span json_text(const struct json *json, const char *path)
{
    const struct json *found = at_kind(json, path, JSON_STRING);
    return found == NULL ? (struct span){.data = NULL, .len = 0} : found->string;
}

int64_t json_int(const struct json *json, const char *path)
{
    const struct json *found = at_kind(json, path, JSON_INTEGER);
    return found == NULL ? 0 : found->integer;
}

bool json_bool(const struct json *json, const char *path)
{
    const struct json *found = at_kind(json, path, JSON_BOOL);
    return found != NULL && found->boolean;
}

const struct json *json_list(const struct json *json, const char *path)
{
    const struct json *found = at_kind(json, path, JSON_ARRAY);
    return found == NULL ? NULL : found->child;
}

static enum status read_kind(
    const struct json *object, const char *name, enum json_kind kind, const struct json **value_out)
{
    const struct json *found = json_get(object, name);
    if (found == NULL) {
        return STATUS_NOT_FOUND;
    }
    if (found->kind != kind) {
        return STATUS_INVALID;
    }
    *value_out = found;
    return STATUS_OK;
}

enum status json_read_text(const struct json *object, const char *name, struct span *text_out)
{
    ensure(text_out != NULL);
    const struct json *value = NULL;
    enum status status = read_kind(object, name, JSON_STRING, &value);
    if (status == STATUS_OK) {
        *text_out = value->string;
    }
    return status;
}

enum status json_read_int(const struct json *object, const char *name, int64_t *value_out)
{
    ensure(value_out != NULL);
    const struct json *value = NULL;
    enum status status = read_kind(object, name, JSON_INTEGER, &value);
    if (status == STATUS_OK) {
        *value_out = value->integer;
    }
    return status;
}

enum status json_read_bool(const struct json *object, const char *name, bool *value_out)
{
    ensure(value_out != NULL);
    const struct json *value = NULL;
    enum status status = read_kind(object, name, JSON_BOOL, &value);
    if (status == STATUS_OK) {
        *value_out = value->boolean;
    }
    return status;
}

static bool listed(struct span name, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (span_is(name, *names)) {
            return true;
        }
    }
    return false;
}

const struct json *json_unknown_member(const struct json *object, const char *const *names)
{
    ensure(object != NULL);
    ensure(names != NULL);
    const struct json *found = object->child;
    while (found != NULL && listed(found->key, names)) {
        found = found->next;
    }
    return found;
}

static const struct json *member_like(const struct json *object, const struct json *member)
{
    const struct json *found = object->child;
    while (found != NULL && !span_equal(found->key, member->key)) {
        found = found->next;
    }
    return found;
}

bool json_equal(const struct json *left, const struct json *right)
{
    if (left == NULL || right == NULL || left->kind != right->kind || left->count != right->count
        || left->boolean != right->boolean || left->integer != right->integer
        || !span_equal(left->string, right->string)) {
        return false;
    }
    const struct json *element = right->child;
    for (const struct json *node = left->child; node != NULL; node = node->next) {
        bool same =
            json_equal(node, left->kind == JSON_OBJECT ? member_like(right, node) : element);
        if (!same) {
            return false;
        }
        element = element->next;
    }
    return true;
}
