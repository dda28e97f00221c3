/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/allocation.h"
#include "tests/ledger/grants/fixture.h"

#define ROW(id, name, applied, floor, people)                                                      \
    {                                                                                              \
        .application = (id), .cvr = {.data = (name), .len = sizeof(name) - 1},                     \
        .applied_ore = (applied), .guarantee_ore = (floor), .size = (people)                       \
    }

enum { A, B, C, ROWS };

/*
 * 100,000 kr. for 140,000 applied for; the minimum is 20,000 each.
 *
 * Floor first: 3 × 20,000, the rest 40,000 over 30 + 15 + 5 = 50 people: 800 each. A 20,000 +
 * 24,000, B 20,000 + 12,000, C 20,000 + 4,000.
 *
 * Share at least floor: 100,000 over 50 people is 2,000 each, which gives C 10,000: C gets the
 * minimum. 80,000 over 45 people: A 53,333.333…, B 26,666.666…. One øre is left; B's remainder is
 * greater.
 */
static const struct allocation_applicant hand[ROWS] = {
    ROW(1, "20000001", KR(60000), KR(20000), 30),
    ROW(2, "20000002", KR(50000), KR(20000), 15),
    ROW(3, "20000003", KR(30000), KR(20000), 5),
};

static struct allocation shared(const struct allocation_applicant *rows, size_t count,
    int64_t pool_ore, enum allocation_reading reading)
{
    struct allocation allocation;
    ck_assert_int_eq(
        allocation_compute(fixture_arena, pool_ore, reading, rows, count, &allocation), STATUS_OK);
    return allocation;
}

START_TEST(refuses_what_is_out_of_bounds)
{
    struct allocation allocation = {.pool_ore = -7};
    struct allocation_applicant many[ALLOCATION_APPLICANTS_MAX + 1] = {{.application = 0}};
    struct allocation_applicant wrong[] = {
        ROW(0, "20000001", 1, 0, 1),
        ROW(1, "2000000", 1, 0, 1),
        ROW(1, "2000000x", 1, 0, 1),
        ROW(1, "20000001", 0, 0, 1),
        ROW(1, "20000001", ALLOCATION_VALUE_MAX + 1, 0, 1),
        ROW(1, "20000001", 1, -1, 1),
        ROW(1, "20000001", 1, 0, -2),
        ROW(1, "20000001", 1, 0, ALLOCATION_VALUE_MAX + 1),
    };
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        ck_assert_int_eq(
            allocation_compute(fixture_arena, 1, ALLOCATION_FLOOR_FIRST, &wrong[i], 1, &allocation),
            STATUS_INVALID);
    }
    struct allocation_applicant twice[] = {hand[A], hand[B], hand[A]};
    ck_assert_int_eq(
        allocation_compute(fixture_arena, 1, ALLOCATION_FLOOR_FIRST, twice, 3, &allocation),
        STATUS_INVALID);
    ck_assert_int_eq(
        allocation_compute(fixture_arena, -1, ALLOCATION_FLOOR_FIRST, NULL, 0, &allocation),
        STATUS_INVALID);
    ck_assert_int_eq(allocation_compute(fixture_arena, 1, ALLOCATION_FLOOR_FIRST, many,
                         COUNT_OF(many), &allocation),
        STATUS_LIMIT);
    ck_assert_int_eq(allocation.pool_ore, -7);
}
END_TEST

START_TEST(an_exhausted_arena_is_a_limit)
{
    struct allocation allocation = {.pool_ore = -7};
    int failed = 0;
    for (size_t limit = 64; limit < 8192; limit += 16) {
        struct arena *arena = arena_create(limit);
        ck_assert_ptr_nonnull(arena);
        enum status status =
            allocation_compute(arena, KR(100000), ALLOCATION_FLOOR_FIRST, hand, ROWS, &allocation);
        ck_assert(status == STATUS_OK || status == STATUS_LIMIT);
        failed += status == STATUS_LIMIT ? 1 : 0;
        arena_destroy(arena);
    }
    ck_assert_int_gt(failed, 3);
}
END_TEST

START_TEST(floor_first_by_hand)
{
    struct allocation done = shared(hand, ROWS, KR(100000), ALLOCATION_FLOOR_FIRST);
    ck_assert_int_eq(done.outcome, ALLOCATION_SHARED);
    ck_assert_int_eq(allocation_award(&done, 1), KR(44000));
    ck_assert_int_eq(allocation_award(&done, 2), KR(32000));
    ck_assert_int_eq(allocation_award(&done, 3), KR(24000));
    ck_assert_int_eq(allocation_award(&done, 4), -1);
    ck_assert_int_eq(done.level_ore, KR(40000));
    ck_assert_int_eq(done.level_size, 50);
    ck_assert_uint_eq(done.step_count, 3); /* all rise from 0 */
    ck_assert_int_eq(done.steps[2].fixed_ore, KR(60000));
    ck_assert_int_eq(done.steps[2].rising, 50);
}
END_TEST

START_TEST(share_at_least_floor_by_hand)
{
    struct allocation done = shared(hand, ROWS, KR(100000), ALLOCATION_SHARE_AT_LEAST_FLOOR);
    ck_assert_int_eq(allocation_award(&done, 1), 5333333);
    ck_assert_int_eq(allocation_award(&done, 2), 2666667);
    ck_assert_int_eq(allocation_award(&done, 3), KR(20000));
    ck_assert(!done.shares[A].extra && done.shares[B].extra);
    ck_assert_int_eq(done.shares[A].remainder, 15); /* 15/45 and 30/45 */
    ck_assert_int_eq(done.shares[B].remainder, 30);
    ck_assert_int_eq(done.shares[C].state, ALLOCATION_AT_FLOOR);
    ck_assert_uint_eq(done.step_count, 2);
    ck_assert_ptr_eq(done.steps[0].applicant, &hand[A]); /* 20,000 / 30 before 20,000 / 15 */
}
END_TEST

/* C is capped at 22,000: what it does not take, 2,000, goes to the others by 30 : 15. */
START_TEST(what_is_above_the_cap_goes_round_again)
{
    struct allocation_applicant rows[ROWS] = {hand[A], hand[B], hand[C]};
    rows[C].applied_ore = KR(22000);
    struct allocation done = shared(rows, ROWS, KR(100000), ALLOCATION_FLOOR_FIRST);
    ck_assert_int_eq(allocation_award(&done, 3), KR(22000));
    ck_assert_int_eq(allocation_award(&done, 1), KR(20000) + 2533333); /* 38,000 × 30 / 45 */
    ck_assert_int_eq(allocation_award(&done, 2), KR(20000) + 1266667);
    ck_assert_int_eq(done.shares[C].state, ALLOCATION_FULL);
    ck_assert(done.steps[3].full);
}
END_TEST

/* Two of size 1 share one øre above their minimums: half each, the lower CVR gets it. */
START_TEST(equal_remainders_go_to_the_lower_cvr)
{
    const struct allocation_applicant rows[] = {
        ROW(7, "30000002", KR(30000), KR(20000), 1), ROW(8, "30000001", KR(30000), KR(20000), 1)};
    for (int reading = ALLOCATION_FLOOR_FIRST; reading <= ALLOCATION_SHARE_AT_LEAST_FLOOR;
         reading++) {
        struct allocation done = shared(rows, 2, KR(40000) + 1, (enum allocation_reading)reading);
        ck_assert_int_eq(allocation_award(&done, 8), KR(20000) + 1);
        ck_assert_int_eq(allocation_award(&done, 7), KR(20000));
    }
}
END_TEST

static const struct {
    const char *what;
    int64_t pool_ore;
    enum allocation_reading reading;
    int64_t size; /* of C */
    enum allocation_outcome outcome;
} edges[] = {
    {"the sum applied for", KR(140000), ALLOCATION_UNRULED, 5, ALLOCATION_FITS},
    {"one øre less, and nobody ruled", KR(140000) - 1, ALLOCATION_UNRULED, 5, ALLOCATION_NOT_RULED},
    {"one øre less", KR(140000) - 1, ALLOCATION_FLOOR_FIRST, 5, ALLOCATION_SHARED},
    {"exactly the minimums", KR(60000), ALLOCATION_FLOOR_FIRST, 5, ALLOCATION_SHARED},
    {"exactly the minimums", KR(60000), ALLOCATION_SHARE_AT_LEAST_FLOOR, 5, ALLOCATION_SHARED},
    {"one øre below the minimums", KR(60000) - 1, ALLOCATION_FLOOR_FIRST, 5,
        ALLOCATION_FLOORS_EXCEED_POOL},
    {"nothing at all", 0, ALLOCATION_SHARE_AT_LEAST_FLOOR, 5, ALLOCATION_FLOORS_EXCEED_POOL},
    {"a size is missing", KR(100000), ALLOCATION_FLOOR_FIRST, ALLOCATION_NO_SIZE,
        ALLOCATION_SIZE_MISSING},
    {"a size is missing though all fits", KR(140000), ALLOCATION_FLOOR_FIRST, ALLOCATION_NO_SIZE,
        ALLOCATION_SIZE_MISSING},
    /* A and B full: 110,000, C's minimum 20,000; one øre more has nobody to go to */
    {"the others full, C of size 0", KR(130000), ALLOCATION_FLOOR_FIRST, 0, ALLOCATION_SHARED},
    {"only size 0 is left", KR(130000) + 1, ALLOCATION_FLOOR_FIRST, 0, ALLOCATION_ONLY_SIZE_ZERO},
    {"only size 0 is left", KR(130000) + 1, ALLOCATION_SHARE_AT_LEAST_FLOOR, 0,
        ALLOCATION_ONLY_SIZE_ZERO},
};

START_TEST(each_edge_of_the_pool)
{
    struct allocation_applicant rows[ROWS] = {hand[A], hand[B], hand[C]};
    rows[C].size = edges[_i].size;
    struct allocation done = shared(rows, ROWS, edges[_i].pool_ore, edges[_i].reading);
    ck_assert_msg(done.outcome == edges[_i].outcome, "%s: %d", edges[_i].what, (int)done.outcome);
    bool gives = done.outcome == ALLOCATION_FITS || done.outcome == ALLOCATION_SHARED;
    ck_assert_int_eq(done.total_ore, gives ? edges[_i].pool_ore : 0);
    ck_assert_uint_eq(done.share_count, gives ? ROWS : 0);
}
END_TEST

/* A joint application of three: three minimums and the sizes together; the same sums as one by one.
 */
START_TEST(a_joint_application_counts_for_all_its_municipalities)
{
    const struct allocation_applicant rows[] = {
        ROW(1, "20000001", KR(90000), KR(60000), 30), ROW(2, "20000009", KR(90000), KR(20000), 30)};
    struct allocation done = shared(rows, 2, KR(100000), ALLOCATION_FLOOR_FIRST);
    ck_assert_int_eq(allocation_award(&done, 1), KR(70000)); /* 60,000 + half of 20,000 */
    ck_assert_int_eq(allocation_award(&done, 2), KR(30000));
    done = shared(rows, 2, KR(100000), ALLOCATION_SHARE_AT_LEAST_FLOOR);
    ck_assert_int_eq(allocation_award(&done, 1), KR(60000)); /* 50,000 each; the minimum is more */
    ck_assert_int_eq(allocation_award(&done, 2), KR(40000));
}
END_TEST

static uint64_t any(uint64_t *state, uint64_t below)
{
    *state ^= *state << 13U;
    *state ^= *state >> 7U;
    *state ^= *state << 17U;
    return *state % below;
}

/* Sums exact, minimum and cap kept, at most one øre above the exact share. */
static void holds(const struct allocation *done)
{
    int64_t sum = 0;
    for (size_t i = 0; i < done->share_count; i++) {
        const struct allocation_share *share = &done->shares[i];
        ck_assert_int_ge(share->award_ore, share->floor_ore);
        ck_assert_int_le(share->award_ore, share->applicant->applied_ore);
        ck_assert_int_eq(share->award_ore - share->whole_ore, share->extra ? 1 : 0);
        ck_assert(!share->extra || share->remainder > 0);
        sum += share->award_ore;
    }
    ck_assert_int_eq(sum, done->total_ore);
    ck_assert(done->outcome != ALLOCATION_SHARED || sum == done->pool_ore);
}

enum { RANDOM_CASES = 10000, RANDOM_ROWS = 12 };

START_TEST(random_inputs_keep_the_properties)
{
    char names[RANDOM_ROWS][9];
    uint64_t state = 88172645463325252U;
    int shared_count = 0;
    for (int round = 0; round < RANDOM_CASES; round++) {
        struct allocation_applicant rows[RANDOM_ROWS];
        struct allocation_applicant turned[RANDOM_ROWS];
        size_t count = 1 + any(&state, RANDOM_ROWS);
        int64_t sum = 0;
        for (size_t i = 0; i < count; i++) {
            (void)snprintf(names[i], sizeof(names[i]), "%08u", (unsigned)(10000000 + i * 37));
            rows[i] = (struct allocation_applicant){.application = (int64_t)i + 1,
                .cvr = span_from(names[i]),
                .applied_ore = 1 + (int64_t)any(&state, 12000000),
                .guarantee_ore = KR(20000) * (int64_t)(1 + any(&state, 3)),
                .size = (int64_t)any(&state, any(&state, 2) == 0 ? 4 : 5000)};
            sum += rows[i].applied_ore;
            turned[(i + (size_t)round) % count] = rows[i];
        }
        int64_t pool = (int64_t)any(&state, (uint64_t)sum + 1);
        enum allocation_reading reading =
            any(&state, 2) == 0 ? ALLOCATION_FLOOR_FIRST : ALLOCATION_SHARE_AT_LEAST_FLOOR;
        arena_reset(fixture_arena);
        struct allocation done = shared(rows, count, pool, reading);
        struct allocation other = shared(turned, count, pool, reading);
        struct allocation more = shared(rows, count, pool + 1 + (int64_t)any(&state, 999), reading);
        holds(&done);
        shared_count += done.outcome == ALLOCATION_SHARED ? 1 : 0;
        ck_assert_int_eq(done.outcome, other.outcome);
        for (size_t i = 0; i < done.share_count; i++) {
            int64_t id = done.shares[i].applicant->application;
            ck_assert_int_eq(done.shares[i].award_ore, allocation_award(&other, id));
            if (more.share_count > 0) { /* a greater pool: nobody loses more than the rounding */
                ck_assert_int_ge(allocation_award(&more, id), done.shares[i].award_ore - 1);
            }
        }
    }
    ck_assert_int_gt(shared_count, RANDOM_CASES / 3);
}
END_TEST

static enum status read(const char *text, struct allocation *allocation_out)
{
    const struct json *input = NULL;
    ck_assert_int_eq(json_parse(fixture_arena, span_from(text), &input, NULL), STATUS_OK);
    return allocation_read(fixture_arena, input, allocation_out);
}

#define ONE(size)                                                                                  \
    "{\"application\":1,\"cvr\":\"20000001\",\"municipalities\":1,\"applied_ore\":3,"              \
    "\"guarantee_ore\":1,\"size\":" size "}"
#define INPUT(pool, reading, list)                                                                 \
    "{\"pool_ore\":" pool ",\"reading\":" reading ",\"applicants\":[" list "]}"

START_TEST(reads_and_writes_the_documents)
{
    static const struct {
        const char *input;
        const char *output;
    } documents[] = {
        {INPUT("2", "\"floor_first\"", ONE("4")),
            "{\"rule_version\":1,\"outcome\":\"shared\",\"refusal\":null,\"pool_ore\":2,"
            "\"applied_ore\":3,\"floors_ore\":1,\"total_ore\":2,\"level\":{\"ore\":1,\"size\":4},"
            "\"steps\":[{\"application\":1,\"event\":\"rises\",\"level\":{\"ore\":0,\"size\":4},"
            "\"fixed_ore\":1,\"rising\":4}],\"shares\":[{\"application\":1,\"cvr\":\"20000001\","
            "\"floor_ore\":1,\"state\":\"key\",\"whole_ore\":2,\"remainder\":0,\"extra\":false,"
            "\"award_ore\":2}]}"},
        {INPUT("3", "null", ONE("0")),
            "{\"rule_version\":1,\"outcome\":\"fits\",\"refusal\":null,\"pool_ore\":3,"
            "\"applied_ore\":3,\"floors_ore\":1,\"total_ore\":3,\"level\":{\"ore\":0,\"size\":1},"
            "\"steps\":[],\"shares\":[{\"application\":1,\"cvr\":\"20000001\",\"floor_ore\":1,"
            "\"state\":\"full\",\"whole_ore\":3,\"remainder\":0,\"extra\":false,\"award_ore\":3}]}"},
        {INPUT("2", "\"share_at_least_floor\"", ONE("0")), "only_size_zero"},
        {INPUT("0", "\"share_at_least_floor\"", ONE("7")), "floors_exceed_pool"},
        {INPUT("2", "null", ONE("7")), "ruling_missing"},
        {INPUT("2", "null", ONE("null")), "size_missing"},
        {INPUT("1", "\"floor_first\"", ONE("4")), "\"state\":\"floor\""},
        {INPUT("9", "null", ONE("4")), "\"state\":\"full\""},
    };
    struct allocation allocation;
    ck_assert_int_eq(read(documents[_i].input, &allocation), STATUS_OK);
    struct buffer text;
    struct json_writer writer;
    buffer_init(&text, 4096);
    json_writer_init(&writer, &text);
    allocation_put(&allocation, &writer, NULL);
    buffer_putc(&text, '\0');
    ck_assert(!text.failed);
    ck_assert_msg(strstr((const char *)text.data, documents[_i].output) != NULL, "%.*s",
        (int)text.len, (const char *)text.data);
    buffer_free(&text);
}
END_TEST

START_TEST(refuses_another_form)
{
    static const char *const wrong[] = {
        "{}",
        INPUT("\"2\"", "null", ONE("1")),
        "{\"pool_ore\":1,\"applicants\":[]}",
        INPUT("1", "\"other\"", ONE("1")),
        INPUT("1", "null", "1"),
        INPUT("1", "null", ONE("\"1\"")),
        INPUT("1", "null", ONE("-1")),
        "{\"pool_ore\":1,\"reading\":null}",
        "{\"pool_ore\":1,\"reading\":null,\"applicants\":{}}",
    };
    struct allocation allocation = {.pool_ore = -7};
    ck_assert_int_eq(read(wrong[_i], &allocation), STATUS_INVALID);
    ck_assert_int_eq(allocation.pool_ore, -7);
}
END_TEST

START_TEST(too_many_to_read)
{
    struct buffer text;
    buffer_init(&text, 4096);
    buffer_puts(&text, "{\"pool_ore\":1,\"reading\":null,\"applicants\":[0");
    for (int i = 0; i < ALLOCATION_APPLICANTS_MAX; i++) {
        buffer_puts(&text, ",0");
    }
    buffer_puts(&text, "]}");
    buffer_putc(&text, '\0');
    struct allocation allocation;
    ck_assert_int_eq(read((const char *)text.data, &allocation), STATUS_LIMIT);
    buffer_free(&text);
    const struct json *input = NULL;
    ck_assert_int_eq(
        json_parse(fixture_arena, SPAN(INPUT("1", "null", ONE("1"))), &input, NULL), STATUS_OK);
    /* no room for the applicant and its end, and room for nothing else */
    const size_t rooms[] = {
        sizeof(struct allocation_applicant), 2 * sizeof(struct allocation_applicant)};
    for (size_t i = 0; i < COUNT_OF(rooms); i++) {
        struct arena *small = arena_create(rooms[i]);
        ck_assert_ptr_nonnull(small);
        ck_assert_int_eq(allocation_read(small, input, &allocation), STATUS_LIMIT);
        arena_destroy(small);
    }
}
END_TEST

int main(void)
{
    TCase *tcase = fixture_case("allocation");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, refuses_what_is_out_of_bounds);
    tcase_add_test(tcase, an_exhausted_arena_is_a_limit);
    tcase_add_test(tcase, floor_first_by_hand);
    tcase_add_test(tcase, share_at_least_floor_by_hand);
    tcase_add_test(tcase, what_is_above_the_cap_goes_round_again);
    tcase_add_test(tcase, equal_remainders_go_to_the_lower_cvr);
    tcase_add_loop_test(tcase, each_edge_of_the_pool, 0, (int)COUNT_OF(edges));
    tcase_add_test(tcase, a_joint_application_counts_for_all_its_municipalities);
    tcase_add_test(tcase, random_inputs_keep_the_properties);
    tcase_add_loop_test(tcase, reads_and_writes_the_documents, 0, 8);
    tcase_add_loop_test(tcase, refuses_another_form, 0, 9);
    tcase_add_test(tcase, too_many_to_read);
    return harness_run("ledger/grants/allocation", tcase);
}
