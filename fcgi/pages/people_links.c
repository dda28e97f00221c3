/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/pages/people_links.h"

#include <string.h>

#include "fcgi/pages/entries_filter.h"
#include "ledger/base/arena.h"

enum { VALUE_MAX = 100 };

static const char *const people_filter_names[] = {
    "name", "organisation", "role", "unit", "flag", NULL};
static const char *const organisations_filter_names[] = {"name", "kind", "without_manager", NULL};

static const char *base(const struct view *v)
{
    return v->home.len > 1 ? "/agency" : "";
}

struct span people_link(struct view *v, const char *path, int64_t id)
{
    if (id == 0) {
        return arena_format(v->arena, "%s%s", base(v), path);
    }
    return arena_format(v->arena, "%s%s/%lld", base(v), path, (long long)id);
}

struct span people_next(struct view *v, const char *path, struct span cursor)
{
    const char *const *names =
        strcmp(path, "/organisations") == 0 ? organisations_filter_names : people_filter_names;
    const char *whole = arena_printf(v->arena, "%s%s", base(v), path);
    return filter_link(v, whole == NULL ? "" : whole, names, cursor);
}

static bool put_fields(struct form *form, const char *const *names, struct json_writer *json)
{
    bool good = true;
    json_open_object(json, NULL);
    for (; *names != NULL; names++) {
        struct span value = SPAN("");
        good = form_text(form, *names, VALUE_MAX, false, &value) && good;
        if (value.len > 0) {
            json_put_text(json, *names, value);
        }
    }
    json_close_object(json);
    return good;
}

bool people_filter(struct form *form, struct json_writer *json)
{
    return put_fields(form, people_filter_names, json);
}

bool organisations_filter(struct form *form, struct json_writer *json)
{
    return put_fields(form, organisations_filter_names, json);
}

bool something_blocked(const struct json *person)
{
    bool blocked = json_bool(person, "blocked");
    for (const struct json *row = json_list(person, "certificates"); row != NULL; row = row->next) {
        blocked = blocked || json_bool(row, "blocked");
    }
    return blocked;
}

size_t list_count(const struct json *document, const char *name)
{
    const struct json *list = json_get(document, name);
    return list == NULL ? 0 : list->count;
}

struct span people_fault(const struct json *faults, int64_t human)
{
    const struct json *fault = faults != NULL ? faults->child : NULL;
    while (fault != NULL && json_int(fault, "human") != human) {
        fault = fault->next;
    }
    return json_text(fault, "state");
}

const struct json *people_find(const struct json *people, int64_t number)
{
    const struct json *person = people == NULL ? NULL : people->child;
    while (person != NULL && json_int(person, "person") != number) {
        person = person->next;
    }
    return person;
}
