/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/web/view.h"

#include <string.h>

#include "ledger/base/amount.h"
#include "ledger/base/moment.h"

#define VIEW_VALUE_MAX    256
#define VIEW_MESSAGE_MAX  (64 * 1024)
#define VIEW_DIGEST_SHOWN 12

void view_text(struct view *v, struct span text)
{
    html_text(v->out, text);
}

void view_attr(struct view *v, struct span text)
{
    html_attr(v->out, text);
}

void view_url(struct view *v, struct span url)
{
    html_url(v->out, url);
}

void view_part(struct view *v, struct span text)
{
    html_url_part(v->out, text);
}

void view_html(struct view *v, struct safe_html html)
{
    html_trusted_markup(v->out, html);
}

/*
 * A finished value in the arena. Without memory the whole page fails: a number left out of a page
 * about money is worse than no page.
 */
static struct span finish(struct view *v, struct buffer *value)
{
    struct span copy = arena_copy(v->arena, buffer_span(value));
    if (value->failed || copy.data == NULL) {
        v->out->failed = true;
        copy = SPAN("");
    }
    buffer_free(value);
    return copy;
}

struct span view_int(struct view *v, int64_t value)
{
    struct buffer text;
    buffer_init(&text, VIEW_VALUE_MAX);
    buffer_put_int(&text, value);
    return finish(v, &text);
}

struct span view_number(struct view *v, int64_t value)
{
    char digits[24];
    int len = snprintf(digits, sizeof(digits), "%lld", (long long)value);
    ensure(len > 0 && (size_t)len < sizeof(digits));
    struct buffer text;
    buffer_init(&text, VIEW_VALUE_MAX);
    size_t first = digits[0] == '-' ? 1 : 0;
    for (size_t i = 0; i < (size_t)len; i++) {
        if (i > first && ((size_t)len - i) % 3 == 0) {
            buffer_putc(&text, v->catalogue->language == LANGUAGE_DA ? '.' : ',');
        }
        buffer_putc(&text, digits[i]);
    }
    return finish(v, &text);
}

struct span view_amount(struct view *v, int64_t ore)
{
    struct buffer text;
    buffer_init(&text, VIEW_VALUE_MAX);
    if (v->catalogue->language == LANGUAGE_DA) {
        amount_put_danish(&text, ore);
        buffer_puts(&text, "\xc2\xa0kr.");
    } else {
        buffer_puts(&text, "DKK\xc2\xa0");
        amount_put_english(&text, ore);
    }
    return finish(v, &text);
}

/* To the minute, in the view's language. */
static void put_minute(struct view *v, struct buffer *text, int64_t us)
{
    buffer_init(text, VIEW_VALUE_MAX);
    if (v->catalogue->language == LANGUAGE_DA) {
        moment_put_danish(text, us);
    } else {
        moment_put_english(text, us);
    }
}

struct span view_instant_us(struct view *v, int64_t us)
{
    struct buffer text;
    put_minute(v, &text, us);
    return finish(v, &text);
}

struct span view_instant(struct view *v, struct span utc)
{
    int64_t us = 0;
    return moment_parse(utc, &us) == STATUS_OK ? view_instant_us(v, us) : SPAN("");
}

struct span view_second_us(struct view *v, int64_t us)
{
    struct buffer text;
    put_minute(v, &text, us);
    /* Danish time differs from UTC by whole minutes. */
    buffer_printf(&text, v->catalogue->language == LANGUAGE_DA ? ".%02d" : ":%02d",
        (int)(us / MOMENT_SECOND_US % 60));
    return finish(v, &text);
}

struct span view_second(struct view *v, struct span utc)
{
    int64_t us = 0;
    return moment_parse(utc, &us) == STATUS_OK ? view_second_us(v, us) : SPAN("");
}

static const char *month_name(struct civil civil)
{
    static const char *const names[] = {"January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December"};
    return names[civil.month - 1];
}

struct span view_month(struct view *v, struct span iso)
{
    int32_t day = 0;
    char first[sizeof("2019-10-01")];
    (void)snprintf(first, sizeof(first), "%.*s-01", (int)iso.len, iso.data);
    if (iso.len + sizeof("-01") != sizeof(first)
        || day_parse(span_from(first), &day) != STATUS_OK) {
        return SPAN("");
    }
    struct civil civil = day_civil(day);
    return v->catalogue->language == LANGUAGE_DA
               ? arena_format(v->arena, "%02d-%d", civil.month, civil.year)
               : arena_format(v->arena, "%s %d", month_name(civil), civil.year);
}

struct span view_day(struct view *v, struct span iso)
{
    int32_t day = 0;
    if (day_parse(iso, &day) != STATUS_OK) {
        return SPAN("");
    }
    struct buffer text;
    buffer_init(&text, VIEW_VALUE_MAX);
    if (v->catalogue->language == LANGUAGE_DA) {
        day_put_danish(&text, day);
    } else {
        struct civil civil = day_civil(day);
        buffer_printf(&text, "%d %s %d", civil.day, month_name(civil), civil.year);
    }
    return finish(v, &text);
}

struct span view_digest(struct view *v, struct span hex)
{
    bool cut = hex.len > VIEW_DIGEST_SHOWN;
    struct buffer text;
    buffer_init(&text, VIEW_VALUE_MAX);
    buffer_put(&text, (struct span){.data = hex.data, .len = cut ? VIEW_DIGEST_SHOWN : hex.len});
    buffer_puts(&text, cut ? "\xe2\x80\xa6" : "");
    return finish(v, &text);
}

struct span view_span(const char *text)
{
    return span_from(text);
}

struct span view_local(struct view *v, const struct json *texts)
{
    struct span text = json_text(texts, language_code(v->catalogue->language));
    return text.len > 0 ? text : json_text(texts, "da");
}

/* The argument that a "%…" at `at` stands for: %s the next one, %2$s the second. */
struct placeholder {
    size_t len;   /* bytes of the placeholder; 0 when there is none */
    size_t index; /* of the argument */
};

static struct placeholder placeholder_at(const char *at, size_t *next)
{
    struct placeholder found = {.len = 0, .index = 0};
    if (at[0] != '%') {
        return found;
    }
    if (at[1] == 's') {
        found = (struct placeholder){.len = 2, .index = (*next)++};
    } else if (at[1] >= '1' && at[1] <= '9' && at[2] == '$' && at[3] == 's') {
        found = (struct placeholder){.len = 4, .index = (size_t)(at[1] - '1')};
    }
    return found;
}

static void put_argument(struct buffer *out, struct span argument, bool encode)
{
    if (encode) {
        html_url_part(out, argument);
    } else {
        buffer_put(out, argument);
    }
}

/* Danish amounts end in "kr.": at the end of a sentence their full stop is the sentence's too. */
static bool stops_twice(struct span argument, const char *after)
{
    return argument.len > 0 && argument.data[argument.len - 1] == '.' && after[0] == '.'
           && (after[1] == '\0' || after[1] == ' ');
}

/* One pass over `pattern`; arguments are never looked at for placeholders again. */
static struct span fill(
    struct view *v, const char *pattern, const struct span *arguments, size_t count, bool encode)
{
    struct buffer text;
    buffer_init(&text, VIEW_MESSAGE_MAX);
    size_t next = 0;
    for (const char *at = pattern; *at != '\0';) {
        struct placeholder found = placeholder_at(at, &next);
        if (found.len > 0 && found.index < count) {
            put_argument(&text, arguments[found.index], encode);
            at += found.len;
            at += stops_twice(arguments[found.index], at) ? 1 : 0;
        } else if (at[0] == '%' && at[1] == '%') {
            buffer_putc(&text, '%');
            at += 2;
        } else {
            buffer_putc(&text, *at);
            at++;
        }
    }
    return finish(v, &text);
}

struct span view_message(
    struct view *v, const char *msgid, const struct span *arguments, size_t count)
{
    const char *translated = tr(v->catalogue, msgid);
    return count == 0 ? span_from(translated) : fill(v, translated, arguments, count, false);
}

struct span view_message_plural(struct view *v, const char *one, const char *many, int64_t number,
    const struct span *arguments, size_t count)
{
    return fill(v, tr_plural(v->catalogue, one, many, number), arguments, count, false);
}

struct span view_path(
    struct view *v, const char *pattern, const struct span *arguments, size_t count)
{
    return fill(v, pattern, arguments, count, true);
}

struct span view_string(const struct json *node)
{
    return node != NULL && node->kind == JSON_STRING ? node->string : SPAN("");
}

int64_t view_integer(const struct json *node)
{
    return node != NULL && node->kind == JSON_INTEGER ? node->integer : 0;
}

bool view_truth(const struct json *node)
{
    if (node == NULL) {
        return false;
    }
    switch (node->kind) {
    case JSON_NULL:
        return false;
    case JSON_BOOL:
        return node->boolean;
    case JSON_INTEGER:
        return node->integer != 0;
    case JSON_STRING:
        return node->string.len > 0;
    case JSON_ARRAY:
    case JSON_OBJECT:
        return node->count > 0;
    }
    ensure(false);
    return false;
}

bool view_holds(const struct json *list, const char *text)
{
    const struct json *item = list == NULL ? NULL : list->child;
    for (; item != NULL; item = item->next) {
        if (item->kind == JSON_STRING && span_is(item->string, text)) {
            return true;
        }
    }
    return false;
}

struct span view_field(struct view *v, const char *name, struct span stored)
{
    struct span sent = http_pairs_find(v->form->fields, name);
    return sent.data != NULL ? sent : stored;
}
