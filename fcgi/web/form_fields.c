/* SPDX-License-Identifier: EUPL-1.2 */
/* Validators: one field each, one error at most. */
#include "fcgi/web/form.h"
#include "ledger/base/amount.h"
#include "ledger/base/digest.h"
#include "ledger/base/moment.h"
#include "ledger/base/utf8.h"

static bool fail(struct form *form, const char *name, const char *msgid, struct span detail)
{
    form_error_add(form, name, msgid, detail);
    return false;
}

static bool missing(struct form *form, const char *name)
{
    return fail(form, name, N_("Fill in this field."), SPAN(""));
}

static bool read_text(struct form *form, const char *name, size_t max_chars, bool required,
    bool multiline, struct span *text_out)
{
    struct span text = form_value(form, name);
    if (text.len == 0 && required) {
        return missing(form, name);
    }
    if (!utf8_printable(text, multiline)) {
        return fail(form, name, N_("Write this on one line."), SPAN(""));
    }
    if (utf8_length(text) > max_chars) {
        return fail(form, name, N_("Write at most %s characters."),
            arena_format(form->arena, "%zu", max_chars));
    }
    *text_out = text;
    return true;
}

bool form_text(
    struct form *form, const char *name, size_t max_chars, bool required, struct span *text_out)
{
    return read_text(form, name, max_chars, required, false, text_out);
}

bool form_lines(
    struct form *form, const char *name, size_t max_chars, bool required, struct span *text_out)
{
    return read_text(form, name, max_chars, required, true, text_out);
}

/* An optional minus and up to 18 digits, which always fit. */
static bool parse_int(struct span text, int64_t *value_out)
{
    bool negative = text.len > 0 && text.data[0] == '-';
    size_t first = negative ? 1 : 0;
    int64_t value = 0;
    if (text.len == first || text.len - first > 18) {
        return false;
    }
    for (size_t i = first; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return false;
        }
        value = value * 10 + (text.data[i] - '0');
    }
    *value_out = negative ? -value : value;
    return true;
}

bool form_int(struct form *form, const char *name, int64_t min, int64_t max, int64_t *value_out)
{
    struct span text = form_value(form, name);
    int64_t value = 0;
    if (text.len == 0) {
        return missing(form, name);
    }
    if (!parse_int(text, &value)) {
        return fail(form, name, N_("Write a whole number."), SPAN(""));
    }
    if (value < min || value > max) {
        return fail(form, name, N_("Write a number in the range %s."),
            arena_format(form->arena, "%lld-%lld", (long long)min, (long long)max));
    }
    *value_out = value;
    return true;
}

bool form_amount(struct form *form, const char *name, bool required, int64_t *ore_out)
{
    struct span text = form_value(form, name);
    int64_t ore = 0;
    if (text.len == 0) {
        if (required) {
            return missing(form, name);
        }
        *ore_out = 0;
        return true;
    }
    switch (amount_parse(text, &ore)) {
    case STATUS_OK:
        *ore_out = ore;
        return true;
    case STATUS_LIMIT:
        return fail(form, name, N_("The amount is too large."), SPAN(""));
    case STATUS_INVALID:
    case STATUS_NOT_FOUND:
    case STATUS_DENIED:
    case STATUS_CONFLICT:
    case STATUS_RETRY:
    case STATUS_UNAVAILABLE:
    case STATUS_INTERNAL:
        break;
    }
    return fail(form, name, N_("Write an amount such as %s."), SPAN("1.250,75"));
}

/* DD-MM-YYYY as people write it, or YYYY-MM-DD as input type=date sends it. */
static bool parse_day(struct span text, int32_t *day_out)
{
    char iso[10];
    if (text.len != sizeof(iso)) {
        return false;
    }
    struct span in_order = text;
    if (text.data[2] == '-' && text.data[5] == '-') {
        static const unsigned char from[10] = {6, 7, 8, 9, 5, 3, 4, 2, 0, 1};
        for (size_t i = 0; i < sizeof(iso); i++) {
            iso[i] = text.data[from[i]];
        }
        in_order = (struct span){.data = iso, .len = sizeof(iso)};
    }
    return day_parse(in_order, day_out) == STATUS_OK;
}

bool form_day(struct form *form, const char *name, bool required, struct span *iso_out)
{
    struct span text = form_value(form, name);
    int32_t day = 0;
    if (text.len == 0) {
        if (required) {
            return missing(form, name);
        }
        *iso_out = SPAN("");
        return true;
    }
    if (!parse_day(text, &day)) {
        return fail(form, name, N_("Write a date such as %s."), SPAN("24-10-2019"));
    }
    struct civil civil = day_civil(day);
    *iso_out = arena_format(form->arena, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
    return iso_out->data != NULL;
}

bool form_choice(
    struct form *form, const char *name, const char *const *choices, struct span *choice_out)
{
    struct span text = form_value(form, name);
    for (; *choices != NULL; choices++) {
        if (span_is(text, *choices)) {
            *choice_out = text;
            return true;
        }
    }
    return fail(form, name, N_("Choose one of the options."), SPAN(""));
}

bool form_checkbox(const struct form *form, const char *name)
{
    return form_value(form, name).len > 0;
}

bool form_sha256(struct form *form, const char *name, struct span *hex_out)
{
    struct span text = form_value(form, name);
    struct digest digest;
    if (digest_from_hex(text, &digest) != STATUS_OK) {
        return fail(form, name, N_("This page is out of date. Open it again."), SPAN(""));
    }
    *hex_out = text;
    return true;
}
