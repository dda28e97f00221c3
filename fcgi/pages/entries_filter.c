/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/pages/entries_filter.h"

#include "fcgi/web/html.h"
#include "ledger/base/arena.h"
#include "ledger/base/buffer.h"
#include "ledger/base/moment.h"

enum { CODE_MAX = 40, CVR_LEN = 8, LINK_MAX = 2048, INSTANT_MAX = 64 };

const char *const entries_filter_names[] = {
    "kind", "call", "organisation", "person", "from", "to", "amount_min", "amount_max", NULL};

static bool is_code(struct span text)
{
    bool good = true;
    for (size_t i = 0; good && i < text.len; i++) {
        char c = text.data[i];
        good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }
    return good;
}

static bool put_code(struct form *form, struct json_writer *writer, const char *name)
{
    struct span value;
    if (!form_text(form, name, CODE_MAX, false, &value)) {
        return false;
    }
    if (value.len == 0) {
        return true;
    }
    if (!is_code(value)) {
        form_error_add(form, name, N_("Use the code as it stands in the list."), SPAN(""));
        return false;
    }
    json_put_text(writer, name, value);
    return true;
}

bool filter_put_organisation(struct form *form, struct json_writer *writer)
{
    struct span value = form_value(form, "organisation");
    if (value.len == 0) {
        return true;
    }
    bool good = value.len == CVR_LEN;
    for (size_t i = 0; good && i < value.len; i++) {
        good = value.data[i] >= '0' && value.data[i] <= '9';
    }
    if (!good) {
        form_error_add(
            form, "organisation", N_("“%s” is not a CVR number of eight digits."), value);
        return false;
    }
    json_put_text(writer, "organisation", value);
    return true;
}

static bool put_person(struct form *form, struct json_writer *writer)
{
    int64_t person = 0;
    if (form_value(form, "person").len == 0) {
        return true;
    }
    if (!form_int(form, "person", 1, INT64_C(1000000000), &person)) {
        return false;
    }
    json_put_int(writer, "person", person);
    return true;
}

bool filter_put_day_as(struct form *form, struct json_writer *writer, const char *name,
    const char *member, int32_t later)
{
    struct span iso;
    int32_t day = 0;
    int64_t us = 0;
    if (!form_day(form, name, false, &iso)) {
        return false;
    }
    if (iso.len == 0) {
        return true;
    }
    if (day_parse(iso, &day) != STATUS_OK || moment_midnight(day + later, &us) != STATUS_OK) {
        form_error_add(form, name, N_("Write a date such as %s."), SPAN("24-10-2019"));
        return false;
    }
    struct buffer instant;
    buffer_init(&instant, INSTANT_MAX);
    moment_put(&instant, us);
    json_put_text(writer, member, buffer_span(&instant));
    buffer_free(&instant);
    return true;
}

bool filter_put_day(struct form *form, struct json_writer *writer, const char *name, int32_t later)
{
    return filter_put_day_as(form, writer, name, name, later);
}

static bool put_amount(
    struct form *form, struct json_writer *writer, const char *field, const char *name)
{
    int64_t ore = 0;
    if (form_value(form, field).len == 0) {
        return true;
    }
    if (!form_amount(form, field, false, &ore)) {
        return false;
    }
    json_put_int(writer, name, ore);
    return true;
}

bool entries_filter_put(struct form *form, struct json_writer *writer)
{
    json_open_object(writer, NULL);
    bool good = put_code(form, writer, "kind");
    good = put_code(form, writer, "call") && good;
    good = filter_put_organisation(form, writer) && good;
    good = put_person(form, writer) && good;
    good = filter_put_day(form, writer, "from", 0) && good;
    good = filter_put_day(form, writer, "to", 1) && good;
    good = put_amount(form, writer, "amount_min", "amount_min_ore") && good;
    good = put_amount(form, writer, "amount_max", "amount_max_ore") && good;
    json_close_object(writer);
    return good;
}

static void add(struct buffer *link, const char *name, struct span value, bool *first)
{
    if (value.len == 0) {
        return;
    }
    buffer_putc(link, *first ? '?' : '&');
    buffer_puts(link, name);
    buffer_putc(link, '=');
    html_url_part(link, value);
    *first = false;
}

struct span filter_link(
    struct view *v, const char *path, const char *const *names, struct span cursor)
{
    struct buffer link;
    bool first = true;
    buffer_init(&link, LINK_MAX);
    buffer_puts(&link, path);
    for (; *names != NULL; names++) {
        add(&link, *names, form_value(v->form, *names), &first);
    }
    add(&link, "cursor", cursor, &first);
    struct span copy = arena_copy(v->arena, buffer_span(&link));
    buffer_free(&link);
    return copy;
}
