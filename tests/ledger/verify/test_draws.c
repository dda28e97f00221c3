/* SPDX-License-Identifier: EUPL-1.2 */
/* A draw of vouchers says its request, its rule and its root itself; the log says whether. */
#define GRANTS 4 /* few: 14 entries */
#include "tests/ledger/verify/drawn.h"

#define ASKED ENTRIES       /* place of the request */
#define HEAD  (ENTRIES + 3) /* a head behind it */

/* Forged so that each draw bears itself out. */
static const struct {
    const char *size;
    const char *asked; /* rule of the request */
    const char *rule;
    const char *lines;
    const char *sample;
    const char *because;
    size_t root; /* of so many entries; 0: chosen by somebody */
    bool other_leaf;
    bool nobody_asked;
} rows[] = {
    {"17", DRAW_RULE, DRAW_RULE, DRAW_LINES, DRAW_TAKES, NULL, HEAD, false, false},
    {"17", DRAW_RULE, DRAW_RULE, DRAW_LINES, DRAW_TAKES, "root: not the log's at that size", 0,
        false, false},
    {"17", DRAW_RULE, DRAW_RULE, DRAW_LINES, DRAW_TAKES, "root: not the log's at that size",
        HEAD - 1, false, false},
    {"14", DRAW_RULE, DRAW_RULE, DRAW_LINES, DRAW_TAKES, "size: the log had no such size", ASKED,
        false, false},
    {"19", DRAW_RULE, DRAW_RULE, DRAW_LINES, DRAW_TAKES, "size: the log had no such size", HEAD,
        false, false},
    {"9223372036854775807", DRAW_RULE, DRAW_RULE, DRAW_LINES, DRAW_TAKES,
        "size: the log had no such size", HEAD, false, false},
    {"\"17\"", DRAW_RULE, DRAW_RULE, DRAW_LINES, DRAW_TAKES, "its head cannot be read", HEAD, false,
        false},
    {"17", DRAW_RULE, DRAW_RULE, DRAW_LINES, DRAW_TAKES, "leaf: not that of the request", HEAD,
        true, false},
    {"17", DRAW_RULE, DRAW_RULE, DRAW_LINES, DRAW_TAKES, "nobody asked for these vouchers", HEAD,
        false, true},
    {"17", DRAW_RULE, "{\"always_from_ore\":5,\"draws\":3,\"days\":14}", DRAW_LINES,
        "[{\"line\":4,\"ore\":5,\"why\":\"large\"}]", "rule or lines: not those of the request",
        HEAD, false, false},
    {"17", DRAW_RULE, DRAW_RULE, "[{\"line\":5,\"ore\":5,\"before\":false}]",
        "[{\"line\":5,\"ore\":5,\"why\":\"drawn\"}]", "rule or lines: not those of the request",
        HEAD, false, false},
    {"17", "7", DRAW_RULE, DRAW_LINES, DRAW_TAKES, "rule or lines: not those of the request", HEAD,
        false, false},
};

static void add_others(size_t count)
{
    for (size_t i = 0; i < count; i++) {
        (void)log_folder_add(
            &log_made, &(struct log_entry){arena_printf(arena, "grant:8%zu", log_made.count), 1,
                           NULL, "made_up", NULL, 8});
    }
}

START_TEST(a_draw_is_of_the_log)
{
    struct digest leaf = ask_for("grant:901", rows[_i].asked);
    const struct span *request = &log_made.leaves[ASKED];
    add_others(3);
    struct said_drawn said = {
        .leaf = rows[_i].other_leaf ? digest_of(SPAN("another")) : leaf,
        .root = rows[_i].root == 0 ? digest_of(SPAN("chosen")) : root_of(0, rows[_i].root),
        .size = rows[_i].size,
        .rule = rows[_i].rule,
        .lines = rows[_i].lines,
        .sample = rows[_i].sample,
    };
    draw(rows[_i].nobody_asked ? "grant:902" : "grant:901", rows[_i].nobody_asked ? NULL : request,
        &said);
    resign();
    if (rows[_i].because == NULL) {
        ck_assert_msg(verify_now(&found) == 0, "%.*s", (int)report.len, report.data);
        ck_assert(report_says("decisions made again: 1, not: 0"));
        return;
    }
    expect_one(CAUSE_DECISION, ASKED + 4);
    ck_assert_msg(report_says(rows[_i].because), "%.*s", (int)report.len, report.data);
}
END_TEST

/* The later request is drawn first; and what is missing of the log is not the draws' fault. */
START_TEST(heads_need_not_come_in_order)
{
    struct digest first = ask_for("grant:901", DRAW_RULE);
    struct digest second = ask_for("grant:902", DRAW_RULE);
    add_others(2);
    struct said_drawn said = {.leaf = second,
        .root = root_of(0, ASKED + 3),
        .size = "17",
        .rule = DRAW_RULE,
        .lines = DRAW_LINES,
        .sample = DRAW_TAKES};
    draw("grant:902", &log_made.leaves[ASKED + 1], &said);
    said.leaf = first;
    said.root = root_of(0, ASKED + 1);
    said.size = "15";
    draw("grant:901", &log_made.leaves[ASKED], &said);
    resign();
    ck_assert_msg(verify_now(&found) == 0, "%.*s", (int)report.len, report.data);
    log_folder_put(&log_made, "tile/0/000.p/20", (struct span){.data = NULL, .len = 0});
    ck_assert_int_eq(verify_now(&found), CAUSE_MISSING);
    ck_assert(!report_says("decision: "));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("draws");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, a_draw_is_of_the_log, 0, (int)COUNT_OF(rows));
    tcase_add_test(tests, heads_need_not_come_in_order);
    return harness_run("ledger/verify/draws", tests);
}
