/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/scan/answer.h"

#include <stdbool.h>
#include <string.h>

enum { DATE_DIGITS = 6, NUMBER_DIGITS_MAX = 9 };

static const char *const names[SCAN_OUTCOMES] = {
    [SCAN_NOTHING] = "nothing",
    [SCAN_FOUND] = "found",
    [SCAN_PARTLY] = "partly",
    [SCAN_PICTURES] = "pictures",
    [SCAN_LOCKED] = "locked",
    [SCAN_DAMAGED] = "damaged",
    [SCAN_TOO_MUCH] = "too_much",
    [SCAN_UNKNOWN] = "unknown",
};

const char *scan_outcome_name(enum scan_outcome outcome)
{
    return names[outcome];
}

void scan_answer_put(struct buffer *out, const struct scan *scan)
{
    buffer_printf(out, "%s\n", names[scan->outcome]);
    for (size_t i = 0; i < scan->count; i++) {
        const struct scan_place *place = &scan->places[i];
        buffer_printf(out, "%d %d %s\n", (int)place->page, (int)place->line, place->date);
    }
}

void scan_place_put(struct json_writer *json, const struct scan_place *place)
{
    json_put_int(json, "page", place->page);
    json_put_int(json, "line", place->line);
    json_put_text(json, "date", span_from(place->date));
}

static bool number_read(struct span text, int32_t *number_out)
{
    int32_t number = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9' || i == NUMBER_DIGITS_MAX) {
            return false;
        }
        number = number * 10 + (text.data[i] - '0');
    }
    *number_out = number;
    return text.len > 0;
}

static bool place_read(struct span text, struct scan_place *place)
{
    struct span page;
    struct span line;
    int32_t digits = 0;
    if (!span_split(&text, ' ', &page) || !span_split(&text, ' ', &line)
        || !number_read(page, &place->page) || !number_read(line, &place->line)
        || text.len != DATE_DIGITS || !number_read(text, &digits)) {
        return false;
    }
    (void)memcpy(place->date, text.data, DATE_DIGITS);
    place->date[DATE_DIGITS] = '\0';
    return true;
}

enum status scan_answer_read(struct span answer, struct scan *scan_out)
{
    struct scan scan = {.outcome = SCAN_OUTCOMES};
    struct span line;
    if (answer.len == 0 || answer.data[answer.len - 1] != '\n') {
        return STATUS_INVALID;
    }
    answer.len--;
    (void)span_split(&answer, '\n', &line);
    for (unsigned i = 0; i < SCAN_OUTCOMES; i++) {
        scan.outcome = span_is(line, names[i]) ? (enum scan_outcome)i : scan.outcome;
    }
    while (span_split(&answer, '\n', &line)) {
        if (scan.count == SCAN_PLACES_MAX || !place_read(line, &scan.places[scan.count])) {
            return STATUS_INVALID;
        }
        scan.count++;
    }
    if (scan.outcome == SCAN_OUTCOMES || (scan.outcome == SCAN_FOUND) != (scan.count > 0)) {
        return STATUS_INVALID;
    }
    *scan_out = scan;
    return STATUS_OK;
}
