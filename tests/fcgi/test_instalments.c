/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>

#include "fcgi/pages/instalments.h"
#include "fcgi/pages/params.h"
#include "tests/fcgi/exchange_support.h"
#include "tests/harness.h"

static struct exchange_support support;

static const struct route route = {.method = HTTP_GET, .pattern = "/x", .audience = ROUTE_AGENCY};

/* A form's fields, ended by a pair without a name; what is written for it, and how many. */
static const struct {
    const char *fields[7][2];
    size_t numbers;
    const char *as_numbers;
    size_t amounts;
    const char *as_amounts;
} rows[] = {
    {{{"instalment", "7"}, {"instalment", "9"}}, 2, "{\"i\":[7,9]}", 0, ""},
    {{{"key", "k"}, {"instalment", "7"}, {"amount_ore", "50"}, {"instalment", "9"},
         {"amount_ore", "60"}},
        2, "{\"i\":[7,9]}", 2,
        "{\"i\":[{\"instalment\":7,\"amount_ore\":50},{\"instalment\":9,\"amount_ore\":60}]}"},
    /* one that stands last without its amount is not left out: nothing is decided */
    {{{"instalment", "7"}, {"amount_ore", "50"}, {"instalment", "9"}}, 2, "{\"i\":[7,9]}", 0, ""},
    {{{"instalment", "9"}, {"instalment", "7"}, {"amount_ore", "50"}}, 2, "{\"i\":[9,7]}", 0, ""},
    {{{"instalment", "7"}, {"amount_ore", "0"}}, 1, "{\"i\":[7]}", 0, ""},
    {{{"instalment", "x"}, {"amount_ore", "50"}}, 0, "", 0, ""},
    {{{"instalment", "7"}, {"instalment", "-1"}}, 0, "", 0, ""},
    {{{"total_ore", "50"}}, 0, "", 0, ""},
};

static void fields_of(int row, struct http_pair *pairs)
{
    size_t count = 0;
    while (count < COUNT_OF(rows[0].fields) && rows[row].fields[count][0] != NULL) {
        pairs[count] = (struct http_pair){.name = span_from(rows[row].fields[count][0]),
            .value = span_from(rows[row].fields[count][1])};
        count++;
    }
    support.x.form.fields = (struct http_pairs){.items = pairs, .count = count};
}

typedef size_t put_function(struct exchange *x, struct json_writer *json, const char *key);

/* What `put` writes for the fields of one row; "" when that is nothing. */
static const char *written(put_function *put, int row, size_t *count_out)
{
    static char written_text[PARAMS_LEN_MAX];
    struct http_pair pairs[COUNT_OF(rows[0].fields)];
    struct buffer text;
    struct json_writer json;
    support_begin(&support, &route, "/x", (size_t)64 * 1024);
    fields_of(row, pairs);
    buffer_init(&text, PARAMS_LEN_MAX);
    json_writer_init(&json, &text);
    json_open_object(&json, NULL);
    *count_out = put(&support.x, &json, "i");
    json_close_object(&json);
    buffer_putc(&text, '\0');
    (void)snprintf(written_text, sizeof(written_text), "%s", *count_out > 0 ? text.data : "");
    buffer_free(&text);
    support_end(&support);
    return written_text;
}

START_TEST(names_every_instalment)
{
    size_t count = 0;
    ck_assert_str_eq(written(instalments_put, _i, &count), rows[_i].as_numbers);
    ck_assert_uint_eq(count, rows[_i].numbers);
}
END_TEST

START_TEST(names_every_amount)
{
    size_t count = 0;
    ck_assert_str_eq(written(instalments_put_amounts, _i, &count), rows[_i].as_amounts);
    ck_assert_uint_eq(count, rows[_i].amounts);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("instalments");
    tcase_add_loop_test(cases, names_every_instalment, 0, (int)COUNT_OF(rows));
    tcase_add_loop_test(cases, names_every_amount, 0, (int)COUNT_OF(rows));
    return harness_run("fcgi/instalments", cases);
}
