/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/verify/statements.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ledger/base/moment.h"

#define NAME_MAX 64 /* of a row: a grant's number, a year and what */

enum sum {
    AWARDED,
    APPROVED,
    PAID,
    CLAIMED,
    INTEREST_PAID,
    INTEREST_SET_OFF,
    INTEREST_GIVEN_UP,
    ONCE_APPROVED, /* since version 2 in the place of APPROVED: without what came back */
    BANK_PAID,     /* likewise of PAID: what the bank moved, not what was set off or given up */
    SUMS
};

/* By the first letters of the rows that keep them. */
static const char *const sum_rows[SUMS] = {
    "awarded", "approved", "paid", "claimed", "i-paid", "i-set-off", "i-given-up", "once", "bank"};

/* How a version of the statement calls them, and which it counts. */
struct told_sum {
    const char *name;
    enum sum sum;
};
static const struct told_sum version_1[] = {{"awarded_ore", AWARDED}, {"approved_ore", APPROVED},
    {"paid_ore", PAID}, {"claimed_ore", CLAIMED}, {NULL, SUMS}};
static const struct told_sum version_2[] = {{"awarded_ore", AWARDED},
    {"approved_ore", ONCE_APPROVED}, {"paid_ore", BANK_PAID}, {"claimed_ore", CLAIMED},
    {"interest_paid_ore", INTEREST_PAID}, {"interest_set_off_ore", INTEREST_SET_OFF},
    {"interest_written_off_ore", INTEREST_GIVEN_UP}, {NULL, SUMS}};

void statements_init(struct statements *statements)
{
    table_init(&statements->sums);
}

void statements_free(struct statements *statements)
{
    table_free(&statements->sums);
}

bool statements_known(struct span kind)
{
    return span_is(kind, "confirm_statement") || span_is(kind, "dispute_statement");
}

/* The number in "grant:<number>" or "grant:<number>:<part>"; 0: it is none. */
static int64_t grant_of(struct span name)
{
    static const char head[] = "grant:";
    int64_t number = 0;
    if (!span_starts_with(name, SPAN("grant:"))) {
        return 0;
    }
    for (size_t i = sizeof(head) - 1; i < name.len && name.data[i] != ':'; i++) {
        if (name.data[i] < '0' || name.data[i] > '9' || number > INT32_MAX) {
            return 0;
        }
        number = number * 10 + (name.data[i] - '0');
    }
    return number;
}

static bool is_part(struct span account, const char *part)
{
    size_t len = strlen(part);
    return account.len > len && memcmp(account.data + account.len - len, part, len) == 0;
}

static struct table_row *row_of(
    struct statements *statements, int64_t grant, int year, enum sum sum)
{
    char name[NAME_MAX];
    (void)snprintf(name, sizeof(name), "%" PRId64 "/%d/%s", grant, year, sum_rows[sum]);
    return table_row(&statements->sums, span_from(name));
}

/* The row of a grant alone, whose index is the first year in which it moved. */
static struct table_row *years_of(struct statements *statements, int64_t grant)
{
    char name[NAME_MAX];
    (void)snprintf(name, sizeof(name), "%" PRId64, grant);
    return table_row(&statements->sums, span_from(name));
}

static enum status add(
    struct statements *statements, int64_t grant, int year, enum sum sum, int64_t ore)
{
    struct table_row *row = row_of(statements, grant, year, sum);
    if (row == NULL) {
        return STATUS_LIMIT; /* uncovered: no memory */
    }
    row->balance_ore += ore;
    row = years_of(statements, grant);
    if (row == NULL) {
        return STATUS_LIMIT; /* uncovered: no memory */
    }
    if (row->index == 0 || (uint64_t)year < row->index) {
        row->index = (uint64_t)year;
    }
    return STATUS_OK;
}

/* Whether the entry moves something onto the grant's paid, or off it. */
static bool pays(const struct leaf *leaf, int64_t grant)
{
    for (size_t i = 0; i < leaf->posting_count; i++) {
        struct span account = leaf->postings[i].account;
        if (grant_of(account) == grant && is_part(account, ":paid")) {
            return true;
        }
    }
    return false;
}

/* What of a posting of its own a version counts as approved, paid or claimed. */
static enum status moved_note(struct statements *statements, const struct leaf *leaf,
    const struct leaf_posting *posting, int year)
{
    const struct {
        enum sum sum;
        bool counts;
    } sums[] = {
        {ONCE_APPROVED, is_part(posting->account, ":payable") && posting->amount_ore > 0
                            && span_is(leaf->kind, "approve_instalment")},
        {BANK_PAID, (is_part(posting->account, ":paid") || is_part(posting->account, ":reclaimed"))
                        && span_is(leaf->kind, "book_payments")},
        {APPROVED, is_part(posting->account, ":payable") && posting->amount_ore > 0},
        {PAID, is_part(posting->account, ":paid") && posting->amount_ore > 0},
        {CLAIMED, is_part(posting->account, ":reclaimed") && posting->amount_ore > 0},
    };
    int64_t grant = grant_of(posting->account);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof(sums) / sizeof(sums[0]) && status == STATUS_OK; i++) {
        if (sums[i].counts) {
            status = add(statements, grant, year, sums[i].sum, posting->amount_ore);
        }
    }
    return status;
}

/* What enters or leaves the grant is awarded; moving on inside it adds up to nothing. */
static enum status posting_note(struct statements *statements, const struct leaf *leaf,
    const struct leaf_posting *posting, int year)
{
    int64_t grant = grant_of(posting->account);
    int64_t ore = posting->amount_ore;
    bool payable = is_part(posting->account, ":payable");
    if (grant == 0) {
        bool interest = span_starts_with(posting->account, SPAN("appropriation:interest."))
                        && is_part(posting->account, ":unallocated");
        grant = interest ? grant_of(leaf->stream) : 0;
        return grant == 0 ? STATUS_OK : add(statements, grant, year, INTEREST_PAID, ore);
    }
    enum status status = STATUS_OK;
    if ((payable || is_part(posting->account, ":committed")) && !pays(leaf, grant)) {
        status = add(statements, grant, year, AWARDED, ore);
    }
    return status == STATUS_OK ? moved_note(statements, leaf, posting, year) : status;
}

enum status statements_note(struct statements *statements, const struct leaf *leaf)
{
    int year = day_civil(leaf->effective_day).year;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < leaf->posting_count && status == STATUS_OK; i++) {
        status = posting_note(statements, leaf, &leaf->postings[i], year);
    }
    int64_t grant = grant_of(leaf->stream);
    struct span change = json_text(leaf->result, "change");
    if (status != STATUS_OK || grant == 0 || !span_is(leaf->kind, "decide_settlement")
        || !span_is(json_text(leaf->result, "verdict"), "accept")
        || !span_is(change, "write_off_interest")) {
        return status;
    }
    return add(statements, grant, year, INTEREST_GIVEN_UP, json_int(leaf->result, "amount_ore"));
}

/* Of the years from one to another, both included. */
static int64_t sum_of(struct statements *statements, int64_t grant, int from, int to, enum sum sum)
{
    int64_t ore = 0;
    for (int year = from; year <= to; year++) {
        const struct table_row *row = row_of(statements, grant, year, sum);
        ore += row == NULL ? 0 : row->balance_ore;
    }
    return ore;
}

static bool adds_up(struct statements *statements, int64_t grant, int from, int to,
    const struct json *told, const struct told_sum *sums)
{
    for (; sums->name != NULL; sums++) {
        const struct json *ore = json_get(told, sums->name);
        if (ore == NULL || ore->kind != JSON_INTEGER
            || ore->integer != sum_of(statements, grant, from, to, sums->sum)) {
            return false;
        }
    }
    return true;
}

static bool is_null(const struct json *value)
{
    return value != NULL && value->kind == JSON_NULL;
}

/* What is charged cannot shrink, and what is owed is what of it was neither paid nor given up. */
static bool owed_follows(const struct json *statement)
{
    const struct json *all = json_get(statement, "in_all");
    const struct json *charged = json_get(all, "interest_ore");
    const struct json *year = json_at(statement, "in_year.interest_ore");
    const struct json *owed = json_get(statement, "interest_owed_ore");
    if (is_null(charged) || is_null(year) || is_null(owed)) {
        return is_null(charged) && is_null(year) && is_null(owed);
    }
    if (charged == NULL || year == NULL || owed == NULL) {
        return false;
    }
    return year->integer >= 0 && year->integer <= charged->integer
           && owed->integer
                  == charged->integer - json_int(all, "interest_paid_ore")
                         - json_int(all, "interest_set_off_ore")
                         - json_int(all, "interest_written_off_ore");
}

static bool hash_holds(const struct json *statement, const struct json *params)
{
    struct digest named;
    if (statement == NULL || digest_from_hex(json_text(params, "sha256"), &named) != STATUS_OK) {
        return false;
    }
    struct digest own = digest_of(statement->source);
    return memcmp(own.bytes, named.bytes, DIGEST_LEN) == 0;
}

const char *statements_fault(
    struct statements *statements, const struct leaf *leaf, const struct json *params)
{
    const struct json *statement = json_get(leaf->result, "statement");
    int64_t version = json_int(statement, "v");
    int64_t grant = grant_of(leaf->stream);
    int64_t year = json_int(statement, "year");
    if (!hash_holds(statement, params)) {
        return "statement: not the one whose hash was answered";
    }
    if (grant == 0 || json_int(statement, "application") != grant
        || year != json_int(params, "year") || year < 2000 || year > 2199) {
        return "statement: of another grant or year";
    }
    if (version != 1 && version != 2) {
        return "statement: of a version that this program does not have";
    }
    const struct told_sum *sums = version == 1 ? version_1 : version_2;
    const struct table_row *years = years_of(statements, grant);
    int first = years == NULL || years->index == 0 ? (int)year : (int)years->index;
    if (!adds_up(statements, grant, (int)year, (int)year, json_get(statement, "in_year"), sums)) {
        return "statement: in_year is not what was recorded";
    }
    if (!adds_up(statements, grant, first, (int)year, json_get(statement, "in_all"), sums)) {
        return "statement: in_all is not what was recorded";
    }
    return version == 1 || owed_follows(statement)
               ? NULL
               : "statement: interest_owed_ore is not what was charged and neither paid nor given up";
}
