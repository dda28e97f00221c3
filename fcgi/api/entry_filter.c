/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/api/entry_filter.h"

#include <stdio.h>
#include <string.h>

#include "ledger/base/amount.h"
#include "ledger/base/moment.h"
#include "ledger/base/status.h"
#include "ledger/log/line.h"

#define CURSOR_MAX  18  /* digits */
#define TEXT_MAX    400 /* bytes; the database counts its 100 characters */
#define POINTER_MAX 160
#define INSTANT_MAX 64

enum kind {
    KIND_NAME,
    KIND_CVR,
    KIND_ID,
    KIND_AMOUNT,
    KIND_FROM,
    KIND_TO,
    KIND_TEXT,
    KIND_FLAG,
    KIND_CURSOR,
    KIND_LIMIT
};

static const struct parameter {
    const char *name;
    enum kind kind;
} entry_parameters[] = {
    {"kind", KIND_NAME},
    {"person", KIND_ID},
    {"organisation", KIND_CVR},
    {"from", KIND_FROM},
    {"to", KIND_TO},
    {"amount_min_ore", KIND_AMOUNT},
    {"amount_max_ore", KIND_AMOUNT},
    {"call", KIND_NAME},
    {"cursor", KIND_CURSOR},
    {"limit", KIND_LIMIT},
};

static const struct parameter balance_parameters[] = {
    {"to", KIND_TO},
    {"size", KIND_AMOUNT},
    {"account", KIND_TEXT},
    {"zero", KIND_FLAG},
    {"cursor", KIND_CURSOR},
    {"limit", KIND_LIMIT},
};

static const struct parameter read_parameters[] = {
    {"application", KIND_ID},
    {"wide", KIND_FLAG},
    {"who", KIND_TEXT},
    {"about", KIND_ID},
    {"organisation", KIND_CVR},
    {"scope", KIND_NAME},
    {"from", KIND_FROM},
    {"to", KIND_TO},
    {"cursor", KIND_CURSOR},
    {"limit", KIND_LIMIT},
};

struct parameters {
    const struct parameter *items;
    size_t count;
};

struct reading {
    struct json_writer *writer;
    struct entry_page *page;
    const struct shape_report *report;
    bool fine;
};

static void refuse(struct reading *reading, struct span name, const char *code)
{
    char pointer[POINTER_MAX];
    int len = snprintf(pointer, sizeof pointer, "/query/%.*s", (int)name.len, name.data);
    reading->fine = false;
    size_t cut = len > 0 && (size_t)len < sizeof pointer ? (size_t)len : strlen("/query");
    reading->report->add(
        reading->report->context, (struct span){.data = pointer, .len = cut}, code);
}

/* Digits without a leading zero, at most 18 of them. "0" only with `zero`. */
static bool read_number(struct span text, bool zero, int64_t *value_out)
{
    uint64_t value = 0;
    if (text.len > CURSOR_MAX || !line_number(text, &value) || (value == 0 && !zero)) {
        return false;
    }
    *value_out = (int64_t)value;
    return true;
}

static bool is_cvr(struct span text)
{
    bool good = text.len == 8;
    for (size_t i = 0; good && i < text.len; i++) {
        good = text.data[i] >= '0' && text.data[i] <= '9';
    }
    return good;
}

/* Midnight in Denmark at the beginning of the day, `later` days on. */
static bool put_midnight(struct reading *reading, const char *name, struct span text, int32_t later)
{
    int32_t day = 0;
    int64_t us = 0;
    if (day_parse(text, &day) != STATUS_OK || moment_midnight(day + later, &us) != STATUS_OK) {
        return false;
    }
    struct buffer instant;
    buffer_init(&instant, INSTANT_MAX);
    moment_put(&instant, us);
    json_put_text(reading->writer, name, buffer_span(&instant));
    buffer_free(&instant);
    return true;
}

static bool read_page(struct reading *reading, const struct parameter *parameter, struct span value)
{
    int64_t number = 0;
    if (!read_number(value, false, &number)) {
        return false;
    }
    if (parameter->kind == KIND_CURSOR) {
        reading->page->cursor = value;
        return true;
    }
    reading->page->limit = (int32_t)number;
    return number <= ENTRY_LIMIT_MAX;
}

static bool read_value(
    struct reading *reading, const struct parameter *parameter, struct span value)
{
    int64_t number = 0;
    switch (parameter->kind) {
    case KIND_NAME:
    case KIND_CVR:
        if (parameter->kind == KIND_NAME ? !shape_is_name(value) : !is_cvr(value)) {
            return false;
        }
        json_put_text(reading->writer, parameter->name, value);
        return true;
    case KIND_ID:
    case KIND_AMOUNT:
        if (!read_number(value, parameter->kind == KIND_AMOUNT, &number)) {
            return false;
        }
        json_put_int(reading->writer, parameter->name, number);
        return true;
    case KIND_TEXT:
        json_put_text(reading->writer, parameter->name, value);
        return value.len > 0 && value.len <= TEXT_MAX;
    case KIND_FLAG:
        json_put_bool(reading->writer, parameter->name, span_is(value, "true"));
        return span_is(value, "true") || span_is(value, "false");
    case KIND_FROM:
        return put_midnight(reading, parameter->name, value, 0);
    case KIND_TO:
        return put_midnight(reading, parameter->name, value, 1);
    case KIND_CURSOR:
    case KIND_LIMIT:
        return read_page(reading, parameter, value);
    }
    ensure(false);
    return false;
}

static const struct parameter *find_parameter(
    const struct parameters *known, struct span name, bool paged)
{
    for (size_t i = 0; i < known->count; i++) {
        bool page = known->items[i].kind == KIND_CURSOR || known->items[i].kind == KIND_LIMIT;
        if (span_is(name, known->items[i].name) && (paged || !page)) {
            return &known->items[i];
        }
    }
    return NULL;
}

static bool repeated(struct http_pairs query, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (span_equal(query.items[i].name, query.items[index].name)) {
            return true;
        }
    }
    return false;
}

static bool filter_read(struct parameters known, struct http_pairs query,
    struct json_writer *writer, struct entry_page *page_out, const struct shape_report *report)
{
    struct entry_page page = {.limit = ENTRY_LIMIT_DEFAULT};
    struct reading reading = {.writer = writer, .page = &page, .report = report, .fine = true};
    json_open_object(writer, NULL);
    for (size_t i = 0; i < query.count; i++) {
        const struct http_pair *pair = &query.items[i];
        const struct parameter *parameter = find_parameter(&known, pair->name, page_out != NULL);
        if (parameter == NULL) {
            refuse(&reading, pair->name, "unknown");
        } else if (repeated(query, i)) {
            refuse(&reading, pair->name, "duplicate");
        } else if (!read_value(&reading, parameter, pair->value)) {
            refuse(&reading, pair->name, "malformed");
        }
    }
    json_close_object(writer);
    if (reading.fine && page_out != NULL) {
        *page_out = page;
    }
    return reading.fine;
}

bool entry_filter_read(struct http_pairs query, struct json_writer *writer,
    struct entry_page *page_out, const struct shape_report *report)
{
    struct parameters known = {
        entry_parameters, sizeof entry_parameters / sizeof *entry_parameters};
    return filter_read(known, query, writer, page_out, report);
}

bool balance_filter_read(struct http_pairs query, struct json_writer *writer,
    struct entry_page *page_out, const struct shape_report *report)
{
    struct parameters known = {
        balance_parameters, sizeof balance_parameters / sizeof *balance_parameters};
    return filter_read(known, query, writer, page_out, report);
}

bool read_filter_read(struct http_pairs query, struct json_writer *writer,
    struct entry_page *page_out, const struct shape_report *report)
{
    struct parameters known = {read_parameters, sizeof read_parameters / sizeof *read_parameters};
    return filter_read(known, query, writer, page_out, report);
}
