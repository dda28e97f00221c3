/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/pages/application_form.h"

#include "ledger/base/arena.h"
#include "ledger/base/buffer.h"
#include "ledger/base/moment.h"

enum {
    TITLE_MAX = 200,
    TEXT_MAX = 10000,
    LINE_TEXT_MAX = 200,
    NOTE_MAX = 2000,
    LIST_TEXT_MAX = 4000,
    UNIT_HOURS_MAX = 10000,
    CVR_LEN = 8,
};

int definition_year(const struct json *definition, const char *path)
{
    int32_t day = 0;
    if (day_parse(json_text(definition, path), &day) != STATUS_OK) {
        return 0;
    }
    return day_civil(day).year;
}

const struct json *budget_row(const struct json *content, size_t index)
{
    const struct json *line = json_list(content, "budget");
    for (size_t i = 0; i < index && line != NULL; i++) {
        line = line->next;
    }
    return line;
}

int64_t budget_amount(const struct json *line, int year)
{
    for (const struct json *amount = json_list(line, "amounts"); amount != NULL;
         amount = amount->next) {
        if (json_int(amount, "year") == year) {
            return json_int(amount, "amount_ore");
        }
    }
    return 0;
}

int64_t budget_total(const struct json *line)
{
    int64_t total = 0;
    for (const struct json *amount = json_list(line, "amounts"); amount != NULL;
         amount = amount->next) {
        total += json_int(amount, "amount_ore");
    }
    return total;
}

struct span application_parties_text(struct view *v, const struct json *content)
{
    struct buffer text;
    buffer_init(&text, LIST_TEXT_MAX);
    for (const struct json *cvr = json_list(content, "parties"); cvr != NULL; cvr = cvr->next) {
        buffer_put(&text, cvr->string);
        buffer_putc(&text, '\n');
    }
    struct span copy = arena_copy(v->arena, buffer_span(&text));
    buffer_free(&text);
    return copy;
}

struct span application_hours_text(struct view *v, const struct json *content)
{
    struct buffer text;
    buffer_init(&text, LIST_TEXT_MAX);
    for (const struct json *hours = json_list(content, "unit_hours"); hours != NULL;
         hours = hours->next) {
        buffer_put_int(&text, hours->integer);
        buffer_putc(&text, '\n');
    }
    struct span copy = arena_copy(v->arena, buffer_span(&text));
    buffer_free(&text);
    return copy;
}

struct span application_answer(const struct json *content, struct span code)
{
    for (const struct json *answer = json_list(content, "answers"); answer != NULL;
         answer = answer->next) {
        if (span_equal(json_text(answer, "code"), code)) {
            return json_text(answer, "text");
        }
    }
    return SPAN("");
}

const struct json *slot_title(const struct json *definition, struct span slot)
{
    for (const struct json *row = json_list(definition, "slots"); row != NULL; row = row->next) {
        if (span_equal(json_text(row, "slot"), slot)) {
            return json_get(row, "title");
        }
    }
    return NULL;
}

/* One element per non-empty line of a field, in the form's arena; `*count_out` of at most `max`. */
static const struct span *read_list(
    struct form *form, const char *name, size_t max, size_t *count_out)
{
    struct span text = SPAN("");
    *count_out = 0;
    if (!form_lines(form, name, LIST_TEXT_MAX, false, &text)) {
        return NULL;
    }
    struct span *items = arena_array(form->arena, max, sizeof *items);
    struct span part;
    while (items != NULL && *count_out < max && span_split(&text, '\n', &part)) {
        part = span_trim(part);
        if (part.len > 0) {
            items[(*count_out)++] = part;
        }
    }
    return items;
}

static void read_parties(struct form *form, struct content *content)
{
    content->parties = read_list(form, "parties", CONTENT_PARTIES_MAX, &content->party_count);
    for (size_t i = 0; i < content->party_count; i++) {
        bool digits = content->parties[i].len == CVR_LEN;
        for (size_t at = 0; digits && at < CVR_LEN; at++) {
            digits = content->parties[i].data[at] >= '0' && content->parties[i].data[at] <= '9';
        }
        if (!digits) {
            form_error_add(form, "parties", N_("“%s” is not a CVR number of eight digits."),
                content->parties[i]);
        }
    }
}

static void read_hours(struct form *form, struct content *content)
{
    const struct span *items =
        read_list(form, "unit_hours", CONTENT_UNITS_MAX, &content->unit_count);
    int64_t *hours = arena_array(form->arena, CONTENT_UNITS_MAX, sizeof *hours);
    if (items == NULL || hours == NULL) {
        content->unit_count = 0;
        return;
    }
    for (size_t i = 0; i < content->unit_count; i++) {
        int64_t value = 0;
        bool good = items[i].len > 0;
        for (size_t at = 0; good && at < items[i].len; at++) {
            char c = items[i].data[at];
            good = c >= '0' && c <= '9' && value <= UNIT_HOURS_MAX;
            value = value * 10 + (c - '0');
        }
        if (!good) {
            form_error_add(
                form, "unit_hours", N_("“%s” is not a whole number of hours."), items[i]);
        }
        hours[i] = value;
    }
    content->unit_hours = hours;
}

/* True when the user has typed anything in the row. */
static bool row_used(const struct form *form, size_t row, size_t years)
{
    static const char *const leaves[] = {"category", "text", "note", "own_funding_ore"};
    for (size_t i = 0; i < sizeof leaves / sizeof *leaves; i++) {
        const char *name = arena_printf(form->arena, "budget.%zu.%s", row, leaves[i]);
        if (name != NULL && form_value(form, name).len > 0) {
            return true;
        }
    }
    for (size_t i = 0; i < years; i++) {
        const char *name = arena_printf(form->arena, "budget.%zu.amounts.%zu.amount_ore", row, i);
        if (name != NULL && form_value(form, name).len > 0) {
            return true;
        }
    }
    return false;
}

static bool read_row(
    struct form *form, size_t row, int first_year, size_t years, struct content_line *line)
{
    struct content_amount *amounts = arena_array(form->arena, years, sizeof *amounts);
    const char *text = arena_printf(form->arena, "budget.%zu.text", row);
    const char *note = arena_printf(form->arena, "budget.%zu.note", row);
    const char *own = arena_printf(form->arena, "budget.%zu.own_funding_ore", row);
    const char *category = arena_printf(form->arena, "budget.%zu.category", row);
    if (amounts == NULL || text == NULL || note == NULL || own == NULL || category == NULL) {
        return false;
    }
    line->category = form_value(form, category);
    bool good = form_text(form, text, LINE_TEXT_MAX, false, &line->text);
    good = form_lines(form, note, NOTE_MAX, false, &line->note) && good;
    good = form_amount(form, own, false, &line->own_funding_ore) && good;
    for (size_t i = 0; i < years; i++) {
        const char *name = arena_printf(form->arena, "budget.%zu.amounts.%zu.amount_ore", row, i);
        amounts[i].year = first_year + (int32_t)i;
        good = name != NULL && form_amount(form, name, false, &amounts[i].amount_ore) && good;
    }
    line->amounts = amounts;
    line->amount_count = years;
    return good;
}

bool application_form_budget(
    struct form *form, int first_year, size_t years, size_t keep, struct content *content_out)
{
    int64_t rows = 0;
    if (!form_int(form, "rows", 0, APPLICATION_ROWS_MAX, &rows)) {
        return false;
    }
    struct content_line *lines = arena_array(form->arena, APPLICATION_ROWS_MAX, sizeof *lines);
    if (lines == NULL) {
        return false;
    }
    bool good = true;
    for (size_t row = 0; row < (size_t)rows; row++) {
        if (row < keep || row_used(form, row, years)) {
            struct content_line *line = &lines[content_out->line_count];
            good = read_row(form, row, first_year, years, line) && good;
            line->line = (int32_t)++content_out->line_count;
        }
    }
    content_out->budget = lines;
    return good;
}

static bool read_budget(struct form *form, const struct json *definition, struct content *content)
{
    int first_year = definition_year(definition, "project.from");
    int last_year = definition_year(definition, "project.to");
    ensure(first_year > 0 && last_year >= first_year);
    size_t years = (size_t)(last_year - first_year) + 1;
    return application_form_budget(form, first_year, years, 0, content);
}

/* Answers in the order of the definition; empty ones are left out. */
static bool read_answers(struct form *form, const struct json *definition, const char *list,
    struct content_answer *answers, size_t *count)
{
    bool good = true;
    for (const struct json *item = json_list(definition, list);
         item != NULL && *count < CONTENT_ANSWERS_MAX; item = item->next) {
        struct span code = json_text(item, "code");
        const char *name = arena_printf(form->arena, "answers.%.*s", (int)code.len, code.data);
        struct span text = SPAN("");
        if (name == NULL || !form_lines(form, name, TEXT_MAX, false, &text)) {
            good = false;
        } else if (text.len > 0) {
            answers[(*count)++] = (struct content_answer){.code = code, .text = text};
        }
    }
    return good;
}

bool application_form_read(
    struct form *form, const struct json *definition, struct content *content_out)
{
    struct content content = {.title = SPAN(""), .description = SPAN("")};
    struct content_answer *answers = arena_array(form->arena, CONTENT_ANSWERS_MAX, sizeof *answers);
    if (answers == NULL) {
        return false;
    }
    bool good = form_text(form, "title", TITLE_MAX, false, &content.title);
    good = form_lines(form, "description", TEXT_MAX, false, &content.description) && good;
    good = form_amount(form, "applied_ore", false, &content.applied_ore) && good;
    read_parties(form, &content);
    read_hours(form, &content);
    good = read_budget(form, definition, &content) && good;
    good = read_answers(form, definition, "criteria", answers, &content.answer_count) && good;
    good = read_answers(form, definition, "questions", answers, &content.answer_count) && good;
    content.answers = answers;
    if (!good || form->error_count > 0) {
        return false;
    }
    *content_out = content;
    return true;
}
