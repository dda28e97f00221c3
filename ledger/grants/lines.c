/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/lines.h"

#include "ledger/base/amount.h"
#include "ledger/grants/rule.h"

static bool was_given(const struct lines_input *input, const struct content_amount *line)
{
    bool given = !input->year_by_year;
    for (size_t i = 0; !given && i < input->given_count; i++) {
        given =
            input->given[i].year == line->year && input->given[i].amount_ore >= line->amount_ore;
    }
    return given;
}

struct lines lines_compute(const struct lines_input *input)
{
    ensure(input != NULL && input->line_count <= AWARD_LINES_MAX);
    struct lines lines = {.next = LINES_NONE};
    for (size_t i = 0; i < input->line_count; i++) {
        lines.given[i] = was_given(input, &input->lines[i]);
        if (lines.given[i]) {
            lines.given_ore += input->lines[i].amount_ore;
        } else if (lines.next == LINES_NONE
                   || input->lines[i].year < input->lines[lines.next].year) {
            lines.next = i;
        }
    }
    return lines;
}

static enum status read_amounts(struct arena *arena, const struct json *list, size_t most,
    const struct content_amount **amounts_out, size_t *count_out)
{
    if (list == NULL || list->kind != JSON_ARRAY || list->count > most) {
        return STATUS_INVALID;
    }
    struct content_amount *amounts = arena_array(arena, list->count + 1, sizeof(*amounts));
    if (amounts == NULL) {
        return STATUS_LIMIT;
    }
    size_t count = 0;
    for (const struct json *node = list->child; node != NULL; node = node->next) {
        int64_t year = 0;
        int64_t ore = 0;
        if (json_read_int(node, "year", &year) != STATUS_OK || year < 0 || year > INT32_MAX
            || json_read_int(node, "amount_ore", &ore) != STATUS_OK || ore < 0
            || ore > AMOUNT_ORE_MAX) {
            return STATUS_INVALID;
        }
        amounts[count++] = (struct content_amount){.year = (int32_t)year, .amount_ore = ore};
    }
    *amounts_out = amounts;
    *count_out = count;
    return STATUS_OK;
}

enum status lines_read(struct arena *arena, const struct json *json, struct lines_input *input_out)
{
    ensure(arena != NULL && input_out != NULL);
    struct lines_input input = {.year_by_year = false};
    if (json_read_bool(json, "year_by_year", &input.year_by_year) != STATUS_OK) {
        return STATUS_INVALID;
    }
    enum status status = read_amounts(
        arena, json_get(json, "lines"), AWARD_LINES_MAX, &input.lines, &input.line_count);
    if (status == STATUS_OK) {
        status = read_amounts(
            arena, json_get(json, "given"), LINES_GIVEN_MAX, &input.given, &input.given_count);
    }
    if (status == STATUS_OK) {
        *input_out = input;
    }
    return status;
}

static void put_amount(const struct content_amount *line, struct json_writer *writer)
{
    json_put_int(writer, "year", line->year);
    json_put_int(writer, "amount_ore", line->amount_ore);
}

void lines_put(const struct lines_input *input, const struct lines *lines,
    struct json_writer *writer, const char *key)
{
    ensure(input != NULL && lines != NULL && writer != NULL);
    json_open_object(writer, key);
    json_put_int(writer, "rule_version", RULE_VERSION);
    json_open_array(writer, "lines");
    for (size_t i = 0; i < input->line_count; i++) {
        json_open_object(writer, NULL);
        put_amount(&input->lines[i], writer);
        json_put_bool(writer, "given", lines->given[i]);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_put_int(writer, "given_ore", lines->given_ore);
    json_put_bool(writer, "all_given", lines->next == LINES_NONE);
    if (lines->next == LINES_NONE) {
        json_put_null(writer, "next");
    } else {
        json_open_object(writer, "next");
        put_amount(&input->lines[lines->next], writer);
        json_close_object(writer);
    }
    json_close_object(writer);
}
