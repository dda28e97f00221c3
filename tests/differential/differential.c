/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * differential RULE COUNT SEED CALL-FILE… - writes COUNT lines "input TAB expected" in COPY's text
 * format, the cases of one rule with the answers of ledger/grants.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tests/differential/cases.h"

#define ARENA_BYTES ((size_t)8 * 1024 * 1024)
#define LINE_BYTES  ((size_t)4 * 1024 * 1024)
#define FILE_BYTES  ((size_t)64 * 1024)

static const struct {
    const char *rule;
    cases_write *write;
} rules[] = {
    {"deadline_verdict", cases_deadline},
    {"add_months", cases_add_months},
    {"due_final", cases_due_final},
    {"sign_off_requirement", cases_sign_off},
    {"sign_off_satisfies", cases_satisfies},
    {"rank_score", cases_rank_score},
    {"rank_mean", cases_rank_mean},
    {"earned_bp", cases_earned_bp},
    {"ceiling", cases_ceiling},
    {"payable", cases_payable},
    {"claim", cases_claim},
    {"instalment", cases_instalment},
    {"documented", cases_documented},
    {"mileage_cut", cases_mileage_cut},
    {"accounts_violations", cases_accounts_violations},
    {"award_violations", cases_award_violations},
    {"application_violations", cases_application_violations},
    {"hands_missing", cases_hands_missing},
    {"personal_number", cases_personal_number},
    {"result_violations", cases_result_violations},
    {"amendment_violations", cases_amendment_violations},
    {"amended", cases_amended},
    {"allocation", cases_allocation},
    {"report_violations", cases_report_violations},
    {"lines", cases_lines},
    {"interest", cases_interest},
    {"voucher_sample", cases_voucher_sample},
};

static uint64_t next(struct cases *cases)
{
    cases->state ^= cases->state >> 12U;
    cases->state ^= cases->state << 25U;
    cases->state ^= cases->state >> 27U;
    return cases->state * UINT64_C(0x2545F4914F6CDD1D);
}

int64_t cases_number(struct cases *cases, int64_t low, int64_t high)
{
    ensure(low <= high);
    uint64_t range = (uint64_t)high - (uint64_t)low + 1;
    return (int64_t)((uint64_t)low + next(cases) % range);
}

bool cases_rarely(struct cases *cases, int64_t n)
{
    return cases_number(cases, 1, n) == 1;
}

int64_t cases_amount(struct cases *cases)
{
    static const int64_t edges[] = {INT64_C(1), INT64_C(10000), INT64_C(50000000),
        INT64_C(100000000), INT64_C(15000000), INT64_C(1000000000000000)};
    int64_t edge = edges[cases_number(cases, 0, 5)];
    switch (cases_number(cases, 0, 3)) {
    case 0:
        return cases_number(cases, 0, edge);
    case 1:
        return edge - cases_number(cases, 0, 1);
    case 2:
        return edge < 1000000000 ? edge + cases_number(cases, 0, 2) : edge;
    default:
        return cases_number(cases, 0, 200) * 1000000;
    }
}

void cases_text(struct json_writer *writer, const char *key, const char *text)
{
    json_put_text(writer, key, span_from(text));
}

const struct call *cases_call(struct cases *cases)
{
    const struct call *call = cases->calls[cases_number(cases, 0, CASES_CALLS - 1)];
    json_put_text(cases->input, "call", call->name);
    return call;
}

enum rule_accounts cases_accounts(struct cases *cases)
{
    enum rule_accounts accounts =
        cases_number(cases, 0, 1) == 0 ? RULE_ACCOUNTS_PART : RULE_ACCOUNTS_FINAL;
    cases_text(cases->input, "accounts", rule_accounts_name(accounts));
    return accounts;
}

struct rulings cases_rulings(struct cases *cases, const char *key)
{
    static const char *const reversed[] = {NULL, "literal", "corrected"};
    static const char *const gap[] = {NULL, "management", "auditor"};
    static const char *const forty[] = {NULL, "cumulative", "at_most_40"};
    struct rulings rulings = {
        .reversed = (enum rule_reversed)cases_number(cases, 0, 2),
        .gap = (enum rule_gap)cases_number(cases, 0, 2),
        .forty = (enum rule_forty)cases_number(cases, 0, 2),
    };
    json_open_object(cases->input, key);
    if (rulings.reversed != RULE_REVERSED_OPEN) {
        cases_text(cases->input, "THRESHOLD_REVERSED", reversed[rulings.reversed]);
    }
    if (rulings.gap != RULE_GAP_OPEN) {
        cases_text(cases->input, "THRESHOLD_GAP", gap[rulings.gap]);
    }
    if (rulings.forty != RULE_FORTY_OPEN) {
        cases_text(cases->input, "INSTALMENT_40_PCT", forty[rulings.forty]);
    }
    json_close_object(cases->input);
    return rulings;
}

/* The call in `path`, in the arena that is never reset. */
static const struct call *load(struct arena *arena, const char *path)
{
    static char text[FILE_BYTES];
    FILE *file = fopen(path, "rb");
    ensure(file != NULL);
    size_t len = fread(text, 1, FILE_BYTES, file);
    ensure(fclose(file) == 0 && len < FILE_BYTES);
    struct span copy = arena_copy(arena, (struct span){.data = text, .len = len});
    const struct call *call = NULL;
    struct call_error error = {.line = 0, .reason = NULL};
    enum status status = call_parse(arena, copy, &call, &error);
    ensure(status == STATUS_OK);
    return call;
}

/* COPY's text format: a backslash is doubled; our JSON has no other special byte. */
static void print_field(const struct buffer *buffer, char end)
{
    ensure(!buffer->failed);
    for (size_t i = 0; i < buffer->len; i++) {
        if (buffer->data[i] == '\\') {
            (void)putchar('\\');
        }
        (void)putchar(buffer->data[i]);
    }
    (void)putchar(end);
}

static void run(struct cases *cases, cases_write *write, uint64_t count)
{
    struct buffer input;
    struct buffer expected;
    buffer_init(&input, LINE_BYTES);
    buffer_init(&expected, LINE_BYTES);
    for (uint64_t i = 0; i < count; i++) {
        struct json_writer input_writer;
        struct json_writer expected_writer;
        buffer_clear(&input);
        buffer_clear(&expected);
        arena_reset(cases->arena);
        json_writer_init(&input_writer, &input);
        json_writer_init(&expected_writer, &expected);
        cases->input = &input_writer;
        cases->expected = &expected_writer;
        json_open_object(&input_writer, NULL);
        write(cases);
        json_close_object(&input_writer);
        print_field(&input, '\t');
        print_field(&expected, '\n');
    }
    buffer_free(&input);
    buffer_free(&expected);
}

static uint64_t read_number(const char *text)
{
    char *end = NULL;
    errno = 0;
    uint64_t number = strtoull(text, &end, 10);
    ensure(errno == 0 && end != text && *end == '\0');
    return number;
}

static int list_rules(void)
{
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        (void)puts(rules[i].rule);
    }
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--rules") == 0) {
        return list_rules();
    }
    if (argc != 4 + CASES_CALLS) {
        (void)fprintf(stderr, "usage: differential RULE COUNT SEED CALL-FILE×5 | --rules\n");
        return 2;
    }
    struct arena *kept = arena_create(ARENA_BYTES);
    struct cases cases = {.arena = arena_create(ARENA_BYTES)};
    ensure(kept != NULL && cases.arena != NULL);
    /* Zero is the one state that xorshift never leaves. */
    cases.state = (read_number(argv[3]) + 1) * UINT64_C(0x9E3779B97F4A7C15) | 1U;
    for (size_t i = 0; i < CASES_CALLS; i++) {
        cases.calls[i] = load(kept, argv[4 + i]);
    }
    int exit_code = 2;
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        if (strcmp(rules[i].rule, argv[1]) == 0) {
            run(&cases, rules[i].write, read_number(argv[2]));
            exit_code = fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
        }
    }
    arena_destroy(cases.arena);
    arena_destroy(kept);
    return exit_code;
}
