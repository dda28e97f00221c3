/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/pages/reads_filter.h"

#include "fcgi/pages/entries_filter.h"

enum { WHO_MAX = 100 };

#define CASE_MAX INT64_C(1000000000)

static bool put_case(struct form *form, struct json_writer *writer)
{
    int64_t application = 0;
    if (form_value(form, "application").len == 0) {
        return true;
    }
    if (!form_int(form, "application", 1, CASE_MAX, &application)) {
        return false;
    }
    json_put_int(writer, "application", application);
    if (form_has(form, "wide", "true")) {
        json_put_bool(writer, "wide", true);
    }
    return true;
}

static bool put_about(struct form *form, struct json_writer *writer)
{
    int64_t about = 0;
    if (form_value(form, "about").len == 0) {
        return true;
    }
    if (!form_int(form, "about", 1, CASE_MAX, &about)) {
        return false;
    }
    json_put_int(writer, "about", about);
    return true;
}

static bool put_who(struct form *form, struct json_writer *writer)
{
    struct span who;
    if (!form_text(form, "who", WHO_MAX, false, &who)) {
        return false;
    }
    if (who.len > 0) {
        json_put_text(writer, "who", who);
    }
    return true;
}

bool reads_filter_put(struct form *form, struct json_writer *writer)
{
    json_open_object(writer, NULL);
    bool good = put_case(form, writer);
    good = put_who(form, writer) && good;
    good = put_about(form, writer) && good;
    good = filter_put_organisation(form, writer) && good;
    good = filter_put_day(form, writer, "from", 0) && good;
    good = filter_put_day(form, writer, "to", 1) && good;
    json_close_object(writer);
    return good;
}

static struct span link_of(struct view *v, const char *path, struct span cursor)
{
    static const char *const names[] = {
        "application", "wide", "who", "about", "organisation", "from", "to", NULL};
    return filter_link(v, path, names, cursor);
}

struct span reads_link(struct view *v, struct span cursor)
{
    return link_of(v, "/agency/reads", cursor);
}

struct span reads_export(struct view *v, const char *path)
{
    return link_of(v, path, SPAN(""));
}
