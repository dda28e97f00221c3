/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "ledger/grants/personal_number.h"
#include "tests/differential/cases.h"

/* What looks like a CPR number, or nearly: its parts are drawn near where the rule decides. */
static struct span any_number(struct cases *cases)
{
    static const char *const before[] = {"", "født ", "nr.", "7", "a", "å", "\n", "-"};
    static const char *const days[] = {
        "00", "01", "28", "29", "30", "31", "32", "61", "89", "91", "92"};
    static const char *const months[] = {"00", "01", "02", "04", "11", "12", "13"};
    static const char *const years[] = {"00", "04", "36", "37", "56", "57", "58", "60", "99"};
    static const char *const marks[] = {
        "-", "", " ", "\xC2\xA0", "\xE2\x80\x90", "\xE2\x80\x93", "\xE2\x80\x94", "  ", "."};
    static const char *const after[] = {"", ".", " i Århus", "0", "x", "ø"};
#define ANY(list) (list)[cases_number(cases, 0, (int64_t)(sizeof(list) / sizeof *(list)) - 1)]
    bool turn_of_century = cases_rarely(cases, 8);
    return span_from(arena_printf(cases->arena, "%s%s%s%s%s%lld%s", ANY(before),
        turn_of_century ? "29" : ANY(days), turn_of_century ? "02" : ANY(months),
        turn_of_century ? "00" : ANY(years), ANY(marks), (long long)cases_number(cases, 998, 10001),
        cases_rarely(cases, 3) ? ANY(after) : ""));
#undef ANY
}

void cases_personal_number(struct cases *cases)
{
    struct span text = any_number(cases);
    if (cases_rarely(cases, 3)) {
        struct span more = any_number(cases);
        text = arena_format(
            cases->arena, "%.*s, %.*s", (int)text.len, text.data, (int)more.len, more.data);
    }
    json_put_text(cases->input, "text", text);
    size_t place = personal_number_at(text);
    if (place == 0) {
        json_put_null(cases->expected, NULL);
    } else {
        json_put_int(cases->expected, NULL, (int64_t)place);
    }
}

/* Bytes that may be blank, ordinary, two bytes long, or just above the limit. */
struct span cases_any_text(struct cases *cases, size_t limit)
{
    static const char *const usual[] = {"", " \t\n", "jobformidler", "æøå", "x"};
    if (cases_rarely(cases, 50)) {
        return any_number(cases);
    }
    if (!cases_rarely(cases, 30)) {
        return span_from(
            usual[cases_rarely(cases, 8) ? cases_number(cases, 0, 1) : cases_number(cases, 2, 4)]);
    }
    size_t count = limit + (size_t)cases_number(cases, 0, 1);
    char *bytes = arena_alloc(cases->arena, count * 2);
    ensure(bytes != NULL);
    for (size_t i = 0; i < count; i++) {
        memcpy(bytes + i * 2, "ø", 2);
    }
    return (struct span){.data = bytes, .len = count * 2};
}
