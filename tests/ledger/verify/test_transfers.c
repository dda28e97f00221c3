/* SPDX-License-Identifier: EUPL-1.2 */
/* A grant that goes over to another: as it was proposed, by two, signed for, without money; then it
 * is theirs. */
#define GRANTS 4 /* few: 14 entries */
#include "tests/ledger/verify/world.h"

#define FIRST  ENTRIES /* place of the submission */
#define FORMER "10000001"
#define NEXT   "20000002"
#define SEAL   "5555555555555555555555555555555555555555555555555555555555555555"
#define LETTER                                                                                     \
    "{\"predecessor\":\"" FORMER "\",\"successor\":\"" NEXT                                        \
    "\",\"reason\":\"Merged\",\"remark\":\"Agreed\",\"committed_ore\":60,\"paid_ore\":40}"

/* The case as it should be; what is planted is changed in a copy. */
struct act {
    const char *kind;
    const char *role;
    const char *organisation;
    int64_t person;
    const char *params;
    const char *result;
    const char *postings;
    bool sealed;
};

enum { SUBMIT, AWARD, PAY, PROPOSE, ACCEPT, DECIDE, REPORT, ACTS };

static const struct act whole[ACTS] = {
    {"submit", "applicant", FORMER, 51, "{}",
        "{\"verdict\":\"on_time\",\"last_on_time_us\":1575277199001000,\"behind_us\":15000000}",
        NULL, false},
    {"posted", "officer", NULL, 7, "{}", "{}",
        "{\"account\":\"call:c:available\",\"amount\":-100},"
        "{\"account\":\"grant:901:committed\",\"amount\":100}",
        false},
    {"posted", "officer", NULL, 7, "{}", "{}",
        "{\"account\":\"grant:901:committed\",\"amount\":-40},"
        "{\"account\":\"grant:901:paid\",\"amount\":40}",
        false},
    {"propose_transfer", "officer", NULL, 31,
        "{\"application\":901,\"successor\":\"" NEXT "\",\"reason\":\"Merged\"}",
        "{\"application\":901,\"predecessor\":\"" FORMER "\",\"successor\":\"" NEXT "\"}", NULL,
        false},
    {"accept_transfer", "management", NEXT, 41, "{\"application\":901,\"proposal_entry\":55}",
        "{\"application\":901,\"predecessor\":\"" FORMER "\",\"award_ore\":100}", NULL, true},
    {"decide_transfer", "officer", NULL, 32,
        "{\"application\":901,\"proposal_entry\":55,\"decision\":\"transfer\",\"reason\":\"Agreed\"}",
        "{\"verdict\":\"transfer\",\"application\":901,\"acceptance\":56,\"transfer\":" LETTER "}",
        NULL, false},
    {"submit_report", "applicant", NEXT, 42, "{}", "{}", NULL, false},
};

static struct act acts[ACTS];

static void put(size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        const struct act *act = &acts[i];
        const struct span *prev = i == 0 ? NULL : &log_made.leaves[log_made.count - 1];
        log_made.role = act->role;
        log_made.organisation = act->organisation;
        log_made.params = act->params;
        log_made.signature = act->sealed ? SEAL : NULL;
        (void)log_folder_add(&log_made, &(struct log_entry){"grant:901", (int64_t)i + 1, prev,
                                            act->kind, act->postings, act->person});
        leaf_replace(log_made.count - 1, "{\"verdict\": \"good\"}", act->result);
    }
}

static const char *replaced(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    ck_assert_msg(at != NULL, "%s", from);
    return arena_printf(arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static void setup_case(void)
{
    setup();
    (void)memcpy(acts, whole, sizeof(acts));
}

START_TEST(a_grant_goes_over)
{
    put(SUBMIT, ACTS);
    resign();
    ck_assert_msg(verify_now(&found) == 0, "%.*s", (int)report.len, report.data);
    ck_assert(report_says("decisions made again: 2, not: 0")); /* the submission is one */
}
END_TEST

static void decline(void)
{
    acts[DECIDE].params = replaced(acts[DECIDE].params, "\"transfer\"", "\"decline\"");
    acts[DECIDE].result =
        "{\"verdict\":\"decline\",\"application\":901,\"acceptance\":null,\"transfer\":null}";
}

START_TEST(or_it_is_declined)
{
    decline();
    acts[REPORT].organisation = FORMER;
    put(SUBMIT, ACTS);
    resign();
    ck_assert_msg(verify_now(&found) == 0, "%.*s", (int)report.len, report.data);
}
END_TEST

START_TEST(what_was_declined_stays)
{
    decline();
    put(SUBMIT, ACTS);
    resign();
    expect_one(CAUSE_DECISION, FIRST + REPORT);
    ck_assert(report_says("its people do not have the grant"));
}
END_TEST

/* What somebody who writes to the database could have put, attested as it stands. */
enum member { PARAMS, RESULT, ORGANISATION, ROLE, HUMAN, UNSEALED, MONEY, KIND };

static const struct {
    size_t act;
    enum member member;
    const char *from;
    const char *to;
    size_t found; /* the act that is blamed */
    const char *because;
} rows[] = {
    {PROPOSE, RESULT, "\"successor\":\"" NEXT, "\"successor\":\"30000003", PROPOSE,
        "successor: not the one that the proposal names"},
    {PROPOSE, PARAMS, "\"successor\":\"" NEXT, "\"successor\":\"30000003", PROPOSE,
        "successor: not the one that the proposal names"},
    {PROPOSE, RESULT, FORMER, "30000003", PROPOSE, "predecessor: not who has the grant"},
    {PROPOSE, KIND, NULL, "score", ACCEPT, "nobody proposed this transfer"},
    {ACCEPT, ORGANISATION, NULL, FORMER, ACCEPT,
        "it is not the successor's management that signed"},
    {ACCEPT, ORGANISATION, NULL, "2000000x", ACCEPT,
        "it is not the successor's management that signed"},
    {ACCEPT, ROLE, NULL, "applicant", ACCEPT, "it is not the successor's management that signed"},
    {ACCEPT, UNSEALED, NULL, NULL, ACCEPT, "it is not the successor's management that signed"},
    {ACCEPT, PARAMS, ":55", ":54", DECIDE, "the successor did not accept this proposal"},
    {DECIDE, PARAMS, ":55", ":54", DECIDE, "the successor did not accept this proposal"},
    {DECIDE, RESULT, ":56", ":null", DECIDE, "the successor did not accept this proposal"},
    {DECIDE, HUMAN, NULL, NULL, DECIDE, "the human who proposed it decided it"},
    {DECIDE, MONEY, NULL, NULL, DECIDE, "it moves money"},
    {DECIDE, PARAMS, "\"transfer\"", "\"decline\"", DECIDE, "verdict: not what was decided"},
    {DECIDE, RESULT, "\"predecessor\":\"" FORMER, "\"predecessor\":\"30000003", DECIDE,
        "transfer: not what was proposed and decided"},
    {DECIDE, RESULT, "\"successor\":\"" NEXT, "\"successor\":\"30000003", DECIDE,
        "transfer: not what was proposed and decided"},
    {DECIDE, RESULT, "Merged", "Bought", DECIDE, "transfer: not what was proposed and decided"},
    {DECIDE, RESULT, "Agreed", "Told to", DECIDE, "transfer: not what was proposed and decided"},
    {DECIDE, RESULT, LETTER, "null", DECIDE, "transfer: not what was proposed and decided"},
    {DECIDE, RESULT, "\"committed_ore\":60", "\"committed_ore\":61", DECIDE,
        "committed_ore, paid_ore: not the money that the grant has"},
    {DECIDE, RESULT, "\"paid_ore\":40", "\"paid_ore\":39", DECIDE,
        "committed_ore, paid_ore: not the money that the grant has"},
    {REPORT, ORGANISATION, NULL, FORMER, REPORT, "its people do not have the grant"},
    {REPORT, ORGANISATION, NULL, "30000003", REPORT, "its people do not have the grant"},
};

static void plant(size_t i)
{
    struct act *act = &acts[rows[i].act];
    switch (rows[i].member) {
    case PARAMS:
        act->params = replaced(act->params, rows[i].from, rows[i].to);
        break;
    case RESULT:
        act->result = replaced(act->result, rows[i].from, rows[i].to);
        break;
    case ORGANISATION:
        act->organisation = rows[i].to;
        break;
    case ROLE:
        act->role = rows[i].to;
        break;
    case HUMAN:
        act->person = acts[PROPOSE].person;
        break;
    case UNSEALED:
        act->sealed = false;
        break;
    case MONEY:
        act->postings = "{\"account\":\"grant:901:committed\",\"amount\":-5},"
                        "{\"account\":\"grant:901:paid\",\"amount\":5}";
        break;
    case KIND:
        act->kind = rows[i].to;
        break;
    }
}

START_TEST(what_is_planted_is_found)
{
    plant((size_t)_i);
    put(SUBMIT, ACTS);
    resign();
    int code = verify_now(&found);
    /* No such act is recorded without a signature, whatever it decides. */
    int cause = rows[_i].member == UNSEALED ? CAUSE_FORM : CAUSE_DECISION;
    ck_assert_msg(code == cause && found.kept[0].index == FIRST + rows[_i].found
                      && report_says(rows[_i].because),
        "exit %d:\n%.*s", code, (int)report.len, report.data);
}
END_TEST

/* One proposal is decided once. */
START_TEST(it_is_not_decided_again)
{
    put(SUBMIT, REPORT);
    acts[REPORT] = acts[DECIDE];
    acts[REPORT].person = 33;
    put(REPORT, ACTS);
    resign();
    expect_one(CAUSE_DECISION, FIRST + REPORT);
    ck_assert(report_says("nobody proposed this transfer"));
}
END_TEST

/* What was decided on a changed proposal follows from that. */
START_TEST(what_follows_from_a_changed_proposal_is_folded)
{
    put(SUBMIT, ACTS);
    resign();
    leaf_replace(FIRST + PROPOSE, "\\\"reason\\\":\\\"Merged", "\\\"reason\\\":\\\"Bought");
    resign();
    ck_assert_int_eq(verify_now(&found), CAUSE_ATTEST);
    ck_assert_uint_eq(found.count, 1);
    ck_assert_uint_eq(found.kept[0].index, FIRST + PROPOSE);
    ck_assert_uint_eq(found.kept[0].consequences, 2); /* the chain, and the decision */
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("transfers");
    tcase_add_checked_fixture(tests, setup_case, teardown);
    tcase_add_test(tests, a_grant_goes_over);
    tcase_add_test(tests, or_it_is_declined);
    tcase_add_test(tests, what_was_declined_stays);
    tcase_add_loop_test(tests, what_is_planted_is_found, 0, (int)COUNT_OF(rows));
    tcase_add_test(tests, it_is_not_decided_again);
    tcase_add_test(tests, what_follows_from_a_changed_proposal_is_folded);
    return harness_run("ledger/verify/transfers", tests);
}
