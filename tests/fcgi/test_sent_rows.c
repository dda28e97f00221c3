/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/pages/sent_rows.h"
#include "ledger/base/arena.h"
#include "tests/harness.h"

static const char *const amounts[] = {"actual_ore", "own_funding_ore", NULL};

/* The first and third row of four are left empty; the last has own funding alone. */
static const char *const fields[][2] = {
    {"lines.0.line", "1"},
    {"lines.0.actual_ore", ""},
    {"lines.1.line", "2"},
    {"lines.1.actual_ore", "60.000,00"},
    {"lines.2.line", "5"},
    {"lines.2.actual_ore", "0,00"},
    {"lines.2.own_funding_ore", "0"},
    {"lines.3.line", "7"},
    {"lines.3.own_funding_ore", "0,01"},
    {"lines.5.line", "9"}, /* behind a gap: not a row of the form */
    {"lines.5.actual_ore", "5"},
};

/* What the act names, and where it stands on the page. */
static const struct {
    const char *named;
    const char *shown;
} rows[] = {
    {"lines.0.actual_ore", "lines.1.actual_ore"},
    {"lines.1.own_funding_ore", "lines.3.own_funding_ore"},
    {"lines.1.other", "lines.3.other"},
    {"lines.0.line", "lines.1.actual_ore"},
    {"lines.2.actual_ore", "lines.2.actual_ore"}, /* no third was sent */
    {"lines.4000.actual_ore", "lines.4000.actual_ore"},
    {"lines.99999999999999999999.line", "lines.99999999999999999999.line"},
    {"lines", "lines"},
    {"lines.", "lines."},
    {"lines.0", "lines.0"},
    {"lines.x.line", "lines.x.line"},
    {"lines.0x.line", "lines.0x.line"},
    {"lines..line", "lines..line"},
    {"mileage.0.km", "mileage.0.km"},
    {"kind", "kind"},
    {"", ""},
};

START_TEST(errors_stand_at_the_row_that_was_typed)
{
    struct arena *arena = arena_create((size_t)64 * 1024);
    struct form form;
    struct http_pair pairs[COUNT_OF(fields)];
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        pairs[i] =
            (struct http_pair){.name = span_from(fields[i][0]), .value = span_from(fields[i][1])};
    }
    form_init(&form, arena);
    form.fields = (struct http_pairs){.items = pairs, .count = COUNT_OF(pairs)};
    form_error_add(&form, rows[_i].named, "Wrong", SPAN(""));
    sent_rows_errors(&form, SPAN("lines"), amounts);
    ck_assert_uint_eq(form.error_count, 1);
    ck_assert_msg(span_is(form.errors[0].field, rows[_i].shown), "%.*s",
        (int)form.errors[0].field.len, form.errors[0].field.data);
    arena_destroy(arena);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("sent_rows");
    tcase_add_loop_test(cases, errors_stand_at_the_row_that_was_typed, 0, (int)COUNT_OF(rows));
    return harness_run("fcgi/sent_rows", cases);
}
