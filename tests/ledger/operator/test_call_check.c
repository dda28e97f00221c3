/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/ledger/operator/folder.h"
#include "tests/ledger/operator/run.h"

/* The closed list of each of the five calls, in the order in which it is printed. */
static const struct {
    const char *call;
    const char *codes;
} rows[] = {
    {"opkval-2017", "THRESHOLD_GAP FLOOR_AND_KEY ANNEX_MISSING UNALLOCATED_RESIDUE "
                    "SENT_NOT_RECEIVED"},
    {"fsm2-2019", "THRESHOLD_GAP INSTALMENT_40_PCT CRITERIA_UNWEIGHTED FORM_NOT_LISTED "
                  "ANNEX_MISSING SENT_NOT_RECEIVED"},
    {"ambassadoer-2018", "CRITERIA_UNWEIGHTED ELIGIBLE_TWICE UNALLOCATED_RESIDUE "
                         "START_BEFORE_ANSWER SENT_NOT_RECEIVED"},
    {"ressource-2019", "THRESHOLD_GAP CATCH_UP_75 FIRST_WEEK CRITERIA_UNWEIGHTED DUE_DATE_TWICE "
                       "ANNEX_MISSING START_BEFORE_ANSWER SENT_NOT_RECEIVED"},
    {"rehab-2016", "THRESHOLD_REVERSED THRESHOLD_GAP DEADLINE_NO_TIME CHANNEL_MAIL NO_SPLIT "
                   "PART_SIGN_OFF_UNSTATED CRITERIA_UNWEIGHTED DUE_DATE_TWICE SENT_NOT_RECEIVED"},
};

/* The lines of the answer that begin with a code. */
static const char *codes_of(const char *answer)
{
    struct buffer codes;
    buffer_init(&codes, 4096);
    struct span rest = span_from(answer);
    struct span line;
    while (span_split(&rest, '\n', &line)) {
        if (line.len > 0 && line.data[0] >= 'A' && line.data[0] <= 'Z') {
            buffer_puts(&codes, codes.len > 0 ? " " : "");
            buffer_put(&codes, line);
        }
    }
    const char *text = arena_text(run.arena, buffer_span(&codes));
    buffer_free(&codes);
    return text;
}

START_TEST(prints_the_closed_list)
{
    const char *line = arena_printf(run.arena, "call check sql/calls/%s.json", rows[_i].call);
    ck_assert_int_eq(run_line(line), OUTCOME_OK);
    ck_assert_str_eq(codes_of(said(&run.out)), rows[_i].codes);
    ck_assert_str_eq(said(&run.problem), "");
}
END_TEST

START_TEST(explains_in_both_languages)
{
    ck_assert_int_eq(run_line("call check sql/calls/rehab-2016.json"), OUTCOME_OK);
    ck_assert_ptr_nonnull(strstr(said(&run.out), "\n  da: "));
    ck_assert_ptr_nonnull(strstr(said(&run.out), "\n  en: "));
    ck_assert_ptr_nonnull(strstr(said(&run.out), "a ruling chooses: "));
}
END_TEST

START_TEST(a_missing_file_is_named)
{
    ck_assert_int_eq(run_line("call check /nowhere/call.json"), OUTCOME_REFUSED);
    ck_assert_str_eq(said(&run.problem), "call: /nowhere/call.json: No such file or directory\n");
}
END_TEST

START_TEST(a_wrong_file_is_refused_with_its_line)
{
    char path[] = "/tmp/tilsagn-call-XXXXXX";
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    const char text[] = "{\"v\":1,\n\"surprise\":2}\n";
    ck_assert_int_eq(write(fd, text, sizeof(text) - 1), (ssize_t)(sizeof(text) - 1));
    ck_assert_int_eq(close(fd), 0);
    ck_assert_int_eq(run_line(arena_printf(run.arena, "call check %s", path)), OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(
        strstr(said(&run.problem), arena_printf(run.arena, "%s:2: unknown field", path)));
    ck_assert_str_eq(said(&run.out), "");
    ck_assert_int_eq(unlink(path), 0);
}
END_TEST

START_TEST(a_definition_has_an_end)
{
    struct buffer text;
    buffer_init(&text, (size_t)1024 * 1024);
    for (size_t i = 0; i <= (size_t)256 * 1024; i++) {
        buffer_putc(&text, ' ');
    }
    buffer_putc(&text, '\0');
    folder_begin();
    folder_put("call.json", text.data);
    buffer_free(&text);
    ck_assert_int_eq(run_line(arena_printf(run.arena, "call check %s", folder_path("call.json"))),
        OUTCOME_REFUSED);
    ck_assert_ptr_nonnull(strstr(said(&run.problem), "longer than a definition may be"));
    folder_end();
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("call_check");
    tcase_add_checked_fixture(cases, run_begin, run_end);
    tcase_add_loop_test(cases, prints_the_closed_list, 0, (int)COUNT_OF(rows));
    tcase_add_test(cases, explains_in_both_languages);
    tcase_add_test(cases, a_missing_file_is_named);
    tcase_add_test(cases, a_wrong_file_is_refused_with_its_line);
    tcase_add_test(cases, a_definition_has_an_end);
    return harness_run("ledger/operator/call_check", cases);
}
