/* SPDX-License-Identifier: EUPL-1.2 */
/* The rules in the reader's language are those of the hand-written table tests/sql/separation.txt.
 */
#include <stdio.h>
#include <string.h>

#include "fcgi/duty.h"
#include "tests/harness.h"

#define LINE_MAX_BYTES 256

START_TEST(names_every_rule_of_the_table)
{
    FILE *file = fopen("tests/sql/separation.txt", "r");
    ck_assert_ptr_nonnull(file);
    char line[LINE_MAX_BYTES];
    size_t found = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "rule ", 5) != 0) {
            continue;
        }
        line[strcspn(line, "\n")] = '\0';
        const char *words = line + strlen("rule A ");
        ck_assert_str_eq(duty_rule(span_from(words)), words);
        found++;
    }
    ck_assert_int_eq(fclose(file), 0);
    size_t count = 0;
    ck_assert_ptr_nonnull(duty_rules(&count));
    ck_assert_uint_eq(found, count);
    ck_assert_str_eq(duty_rule(SPAN("something new")), "one person does not do both");
}
END_TEST

static const struct {
    const char *code;
    const char *detail;
    const char *sentence; /* NULL: none */
} rows[] = {
    {"LG402", "{\"rule\":\"a/b\",\"why\":\"an assessor does not approve payments\",\"entry\":7}",
        "an assessor does not approve payments"},
    {"LG402", "{\"why\":\"a rule of tomorrow\"}", "one person does not do both"},
    {"LG402", "{\"rule\":\"confirm/confirm\",\"entry\":7}", NULL},
    {"LG402", "[]", NULL},
    {"LG402", "", NULL},
    {"LG401", "{\"why\":\"an assessor does not approve payments\"}", NULL},
};

START_TEST(says_the_broken_rule)
{
    static const struct catalogue none;
    struct exchange x = {.arena = arena_create((size_t)64 * 1024), .catalogue = &none};
    ck_assert_ptr_nonnull(x.arena);
    (void)snprintf(x.fault.code, sizeof x.fault.code, "%s", rows[_i].code);
    (void)snprintf(x.fault.detail, sizeof x.fault.detail, "%s", rows[_i].detail);
    const char *sentence = duty_refused(&x);
    if (rows[_i].sentence == NULL) {
        ck_assert_ptr_null(sentence);
    } else {
        ck_assert_str_eq(sentence, rows[_i].sentence);
    }
    arena_destroy(x.arena);
}
END_TEST

int main(void)
{
    TCase *duty = tcase_create("duty");
    tcase_add_test(duty, names_every_rule_of_the_table);
    tcase_add_loop_test(duty, says_the_broken_rule, 0, (int)COUNT_OF(rows));
    return harness_run("fcgi/duty", duty);
}
