/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/pages/balances_filter.h"

#include "fcgi/pages/entries_filter.h"

enum { ACCOUNT_MAX = 100 };

#define SIZE_MAX_ENTRIES INT64_C(999999999999999)

static bool put_size(struct form *form, struct json_writer *writer)
{
    int64_t size = 0;
    if (form_value(form, "size").len == 0) {
        return true;
    }
    if (form_value(form, "day").len > 0) {
        form_error_add(form, "size", N_("Give a day or a checkpoint, not both."), SPAN(""));
        return false;
    }
    if (!form_int(form, "size", 0, SIZE_MAX_ENTRIES, &size)) {
        return false;
    }
    json_put_int(writer, "size", size);
    return true;
}

/* Midnight after the day, as member "to". */
static bool put_day(struct form *form, struct json_writer *writer)
{
    return filter_put_day_as(form, writer, "day", "to", 1);
}

bool balances_filter_put(struct form *form, struct json_writer *writer)
{
    struct span account = SPAN("");
    json_open_object(writer, NULL);
    bool good = put_day(form, writer);
    good = put_size(form, writer) && good;
    good = form_text(form, "account", ACCOUNT_MAX, false, &account) && good;
    if (good && account.len > 0) {
        json_put_text(writer, "account", account);
    }
    if (form_has(form, "zero", "true")) {
        json_put_bool(writer, "zero", true);
    }
    json_close_object(writer);
    return good;
}

struct span balances_link(struct view *v, const char *path, struct span cursor)
{
    static const char *const names[] = {"day", "size", "account", "zero", NULL};
    return filter_link(v, path, names, cursor);
}
