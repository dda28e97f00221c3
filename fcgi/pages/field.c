/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/pages/field.h"

#include "ledger/base/amount.h"
#include "ledger/base/arena.h"
#include "ledger/base/buffer.h"

enum { AMOUNT_TEXT_MAX = 32 };

struct span field_described_by(struct view *v, const char *name, struct span label, bool hint)
{
    form_label(v->form, name, label); /* the summary is written after the body */
    bool error = form_error_find(v->form, name) != NULL;
    if (hint && error) {
        return arena_format(v->arena, "%s-hint %s-error", name, name);
    }
    if (hint) {
        return arena_format(v->arena, "%s-hint", name);
    }
    return error ? arena_format(v->arena, "%s-error", name) : SPAN("");
}

struct span field_amount_text(struct view *v, int64_t ore)
{
    if (ore == 0) {
        return SPAN("");
    }
    struct buffer text;
    buffer_init(&text, AMOUNT_TEXT_MAX);
    amount_put_danish(&text, ore);
    struct span copy = arena_copy(v->arena, buffer_span(&text));
    buffer_free(&text);
    return copy;
}

const char *field_name(struct view *v, const char *list, size_t index, const char *leaf)
{
    const char *name = arena_printf(v->arena, "%s.%zu.%s", list, index, leaf);
    return name == NULL ? "" : name;
}

const char *field_name_amount(struct view *v, size_t line, size_t year)
{
    const char *name = arena_printf(v->arena, "budget.%zu.amounts.%zu.amount_ore", line, year);
    return name == NULL ? "" : name;
}

const char *field_name_code(struct view *v, const char *list, struct span code)
{
    const char *name = arena_printf(v->arena, "%s.%.*s", list, (int)code.len, code.data);
    return name == NULL ? "" : name;
}

struct span field_label(struct view *v, const char *msgid)
{
    return view_message(v, msgid, NULL, 0);
}

const char *field_name_topic(struct view *v, struct span report, struct span code)
{
    const char *name = arena_printf(
        v->arena, "%.*s.topics.%.*s", (int)report.len, report.data, (int)code.len, code.data);
    return name == NULL ? "" : name;
}
