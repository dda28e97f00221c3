/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/content.h"

#include "ledger/base/amount.h"
#include "ledger/base/utf8.h"

#define NUMBER_MAX INT32_MAX

/* Sticky like reader.h, but a draft is refused as a whole: nobody mends it by line number. */
struct form {
    struct arena *arena;
    bool failed;
};

static void require(struct form *form, bool condition)
{
    form->failed = form->failed || !condition;
}

/* `node` is an object with exactly `names`. */
static void members(struct form *form, const struct json *node, const char *const *names)
{
    size_t count = 0;
    for (; names[count] != NULL; count++) {
        require(form, json_get(node, names[count]) != NULL);
    }
    require(form, node->count == count);
}

static struct span text(
    struct form *form, const struct json *node, const char *name, bool multiline)
{
    struct span value = SPAN("");
    require(form, json_read_text(node, name, &value) == STATUS_OK);
    require(form, utf8_printable(value, multiline));
    return value;
}

static int64_t number(struct form *form, const struct json *node, const char *name)
{
    int64_t value = 0;
    require(form, json_read_int(node, name, &value) == STATUS_OK);
    return value;
}

static int32_t small_number(struct form *form, const struct json *node, const char *name)
{
    int64_t value = number(form, node, name);
    bool fits = value >= 0 && value <= NUMBER_MAX;
    require(form, fits);
    return fits ? (int32_t)value : 0;
}

/* The list `name` of at most `max` elements and memory for them; NULL after a failure. */
static const struct json *list(struct form *form, const struct json *node, const char *name,
    size_t max, size_t element_size, void **elements_out)
{
    const struct json *found = json_get(node, name);
    require(form, found != NULL && found->kind == JSON_ARRAY && found->count <= max);
    if (form->failed) {
        return NULL;
    }
    *elements_out = arena_array(form->arena, found->count + 1, element_size);
    require(form, *elements_out != NULL);
    return form->failed ? NULL : found->child;
}

static void read_amounts(struct form *form, const struct json *node, struct content_line *line)
{
    static const char *const names[] = {"year", "amount_ore", NULL};
    void *elements = NULL;
    const struct json *at =
        list(form, node, "amounts", CONTENT_YEARS_MAX, sizeof(struct content_amount), &elements);
    struct content_amount *amounts = elements;
    line->amounts = amounts;
    for (; at != NULL; at = at->next) {
        members(form, at, names);
        amounts[line->amount_count].year = small_number(form, at, "year");
        amounts[line->amount_count].amount_ore = number(form, at, "amount_ore");
        line->amount_count++;
    }
}

static void read_budget(struct form *form, const struct json *root, struct content *content)
{
    static const char *const names[] = {
        "line", "category", "text", "note", "own_funding_ore", "amounts", NULL};
    void *elements = NULL;
    const struct json *at =
        list(form, root, "budget", CONTENT_LINES_MAX, sizeof(struct content_line), &elements);
    struct content_line *lines = elements;
    content->budget = lines;
    for (; at != NULL; at = at->next) {
        struct content_line *line = &lines[content->line_count];
        members(form, at, names);
        line->line = small_number(form, at, "line");
        line->category = text(form, at, "category", false);
        line->text = text(form, at, "text", false);
        line->note = text(form, at, "note", true);
        line->own_funding_ore = number(form, at, "own_funding_ore");
        read_amounts(form, at, line);
        content->line_count++;
    }
}

static void read_parties(struct form *form, const struct json *root, struct content *content)
{
    void *elements = NULL;
    const struct json *at =
        list(form, root, "parties", CONTENT_PARTIES_MAX, sizeof(struct span), &elements);
    struct span *parties = elements;
    content->parties = parties;
    for (; at != NULL; at = at->next) {
        require(form,
            at->kind == JSON_STRING && utf8_printable(at->string, false) && at->string.len <= 8);
        parties[content->party_count] = at->string;
        content->party_count++;
    }
}

static void read_units(struct form *form, const struct json *root, struct content *content)
{
    void *elements = NULL;
    const struct json *at =
        list(form, root, "unit_hours", CONTENT_UNITS_MAX, sizeof(int64_t), &elements);
    int64_t *hours = elements;
    content->unit_hours = hours;
    for (; at != NULL; at = at->next) {
        require(form, at->kind == JSON_INTEGER);
        hours[content->unit_count] = at->integer;
        content->unit_count++;
    }
}

static void read_answers(struct form *form, const struct json *root, struct content *content)
{
    static const char *const names[] = {"code", "text", NULL};
    void *elements = NULL;
    const struct json *at =
        list(form, root, "answers", CONTENT_ANSWERS_MAX, sizeof(struct content_answer), &elements);
    struct content_answer *answers = elements;
    content->answers = answers;
    for (; at != NULL; at = at->next) {
        members(form, at, names);
        answers[content->answer_count].code = text(form, at, "code", false);
        answers[content->answer_count].text = text(form, at, "text", true);
        content->answer_count++;
    }
}

enum status content_parse(struct arena *arena, struct span source, struct content *content_out)
{
    ensure(arena != NULL);
    ensure(content_out != NULL);
    static const char *const names[] = {"v", "title", "description", "parties", "unit_hours",
        "applied_ore", "budget", "answers", NULL};
    if (source.len > CONTENT_TEXT_MAX) {
        return STATUS_LIMIT;
    }
    const struct json *root = NULL;
    struct json_error error;
    enum status status = json_parse(arena, source, &root, &error);
    if (status != STATUS_OK) {
        return status;
    }
    struct form form = {.arena = arena, .failed = false};
    struct content content = {.applied_ore = 0};
    members(&form, root, names);
    require(&form, number(&form, root, "v") == 1);
    content.title = text(&form, root, "title", false);
    content.description = text(&form, root, "description", true);
    content.applied_ore = number(&form, root, "applied_ore");
    read_parties(&form, root, &content);
    read_units(&form, root, &content);
    read_budget(&form, root, &content);
    read_answers(&form, root, &content);
    if (arena_exhausted(arena)) {
        return STATUS_LIMIT;
    }
    if (form.failed) {
        return STATUS_INVALID;
    }
    *content_out = content;
    return STATUS_OK;
}

static void put_line(struct json_writer *writer, const struct content_line *line)
{
    json_open_object(writer, NULL);
    json_put_int(writer, "line", line->line);
    json_put_text(writer, "category", line->category);
    json_put_text(writer, "text", line->text);
    json_put_text(writer, "note", line->note);
    json_put_int(writer, "own_funding_ore", line->own_funding_ore);
    json_open_array(writer, "amounts");
    for (size_t i = 0; i < line->amount_count; i++) {
        json_open_object(writer, NULL);
        json_put_int(writer, "year", line->amounts[i].year);
        json_put_int(writer, "amount_ore", line->amounts[i].amount_ore);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
}

void content_put(const struct content *content, struct buffer *out)
{
    struct json_writer writer;
    json_writer_init(&writer, out);
    json_open_object(&writer, NULL);
    json_put_int(&writer, "v", 1);
    json_put_text(&writer, "title", content->title);
    json_put_text(&writer, "description", content->description);
    json_open_array(&writer, "parties");
    for (size_t i = 0; i < content->party_count; i++) {
        json_put_text(&writer, NULL, content->parties[i]);
    }
    json_close_array(&writer);
    json_open_array(&writer, "unit_hours");
    for (size_t i = 0; i < content->unit_count; i++) {
        json_put_int(&writer, NULL, content->unit_hours[i]);
    }
    json_close_array(&writer);
    json_put_int(&writer, "applied_ore", content->applied_ore);
    json_open_array(&writer, "budget");
    for (size_t i = 0; i < content->line_count; i++) {
        put_line(&writer, &content->budget[i]);
    }
    json_close_array(&writer);
    json_open_array(&writer, "answers");
    for (size_t i = 0; i < content->answer_count; i++) {
        json_open_object(&writer, NULL);
        json_put_text(&writer, "code", content->answers[i].code);
        json_put_text(&writer, "text", content->answers[i].text);
        json_close_object(&writer);
    }
    json_close_array(&writer);
    json_close_object(&writer);
}

int64_t content_line_ore(const struct content_line *line)
{
    int64_t sum = 0;
    for (size_t i = 0; i < line->amount_count; i++) {
        int64_t ore = line->amounts[i].amount_ore;
        sum += ore < 0 || ore > AMOUNT_ORE_MAX ? 0 : ore;
    }
    return sum;
}
