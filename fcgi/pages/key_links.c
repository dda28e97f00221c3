/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/pages/key_links.h"

/* The element of `list` about an application, or NULL. */
static const struct json *about(const struct json *list, int64_t application)
{
    while (list != NULL && json_int(list, "application") != application) {
        list = list->next;
    }
    return list;
}

const struct json *allocation_share(const struct json *reading, const struct json *row)
{
    return about(json_list(reading, "shown.report.shares"), json_int(row, "application"));
}

struct span allocation_size_text(
    struct view *v, const struct json *document, const struct json *row)
{
    const struct json *applicant =
        about(json_list(json_list(document, "readings"), "shown.input.applicants"),
            json_int(row, "application"));
    const struct json *size = json_get(applicant, "size");
    return size != NULL && size->kind == JSON_INTEGER ? view_number(v, size->integer) : SPAN("–");
}

struct span allocation_name(const struct json *document, int64_t application)
{
    return json_text(about(json_list(document, "rows"), application), "organisation.name");
}

int64_t allocation_most(const struct json *document)
{
    int64_t most = 1;
    for (const struct json *row = json_list(document, "rows"); row != NULL; row = row->next) {
        if (json_int(row, "applied_ore") > most) {
            most = json_int(row, "applied_ore");
        }
    }
    return most;
}

int64_t allocation_top(const struct json *document, const struct json *row)
{
    int64_t top = 0;
    for (const struct json *other = json_list(document, "rows"); other != NULL && other != row;
         other = other->next) {
        top += KEY_ROW_HEIGHT;
    }
    return top;
}

int64_t allocation_height(const struct json *document)
{
    return allocation_top(document, NULL);
}
