/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/verify/reminders.h"

#include <string.h>

#include "ledger/base/moment.h"

enum { APART_DAYS = 30 }; /* as grants.reminder_days() has it */

/* Those of the part are even, those of the end odd. */
enum { PART_ACCOUNTS, FINAL_ACCOUNTS, STATUS_REPORT, FINAL_REPORT, OBLIGATIONS };
enum { CLOSED = 1 << OBLIGATIONS, AWARDED = CLOSED << 1 }; /* below them: a bit for each sent */

/* Days since 1970; 0: none. */
struct grant {
    int32_t due[2];
    int32_t proposed[2];
    int32_t reminded[OBLIGATIONS];
};
_Static_assert(sizeof(struct grant) == DIGEST_LEN, "a row keeps it where others have a hash");

void reminders_init(struct reminders *reminders)
{
    table_init(&reminders->grants);
}

void reminders_free(struct reminders *reminders)
{
    table_free(&reminders->grants);
}

bool reminders_known(struct span kind)
{
    static const char *const kinds[] = {"propose_award", "decide_award", "propose_amendment",
        "decide_amendment", "submit_accounts", "submit_report", "close_grant", "decide_termination",
        "decide_reopening", "remind_obligation"};
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (span_is(kind, kinds[i])) {
            return true;
        }
    }
    return false;
}

static int32_t day_or_none(struct span text)
{
    int32_t day = 0;
    return day_parse(text, &day) == STATUS_OK ? day : 0;
}

static int32_t danish_day(int64_t us)
{
    struct civil local;
    moment_to_local(us, &local, NULL);
    return day_from_civil(local.year, local.month, local.day);
}

static int obligation(struct span what)
{
    static const char *const names[OBLIGATIONS] = {
        "part_accounts", "final_accounts", "status_report", "final_report"};
    int i = 0;
    while (i < OBLIGATIONS && !span_is(what, names[i])) {
        i++;
    }
    return i;
}

/* What every other act says of the grant. */
static void note(
    const struct leaf *leaf, const struct json *params, struct grant *grant, int64_t *state)
{
    struct span verdict = json_text(leaf->result, "verdict");
    if (span_starts_with(leaf->kind, SPAN("propose_"))) {
        const struct json *final = span_is(leaf->kind, "propose_award") ? leaf->result : params;
        grant->proposed[0] = day_or_none(json_text(params, "part_accounts_due"));
        grant->proposed[1] = day_or_none(json_text(final, "final_accounts_due"));
    } else if (span_is(verdict, "award") || span_is(verdict, "amend")) {
        (void)memcpy(grant->due, grant->proposed, sizeof(grant->due));
        *state |= AWARDED;
    } else if (span_is(leaf->kind, "submit_accounts")) {
        bool final = span_is(json_text(params, "kind"), "final");
        /* after final accounts no part accounts can be sent */
        *state |= 1 << PART_ACCOUNTS | (final ? 1 << FINAL_ACCOUNTS : 0);
    } else if (span_is(leaf->kind, "submit_report")) {
        bool final = span_is(json_text(params, "report"), "final");
        *state |= 1 << (final ? FINAL_REPORT : STATUS_REPORT);
    } else if (span_is(leaf->kind, "close_grant") || span_is(verdict, "terminate")) {
        *state |= CLOSED;
    } else if (span_is(verdict, "reopen")) {
        *state &= ~(int64_t)CLOSED;
    }
}

static const char *reminded(
    const struct leaf *leaf, const struct json *params, struct grant *grant, int64_t state)
{
    struct span what = json_text(leaf->result, "what");
    int which = obligation(what);
    if (which == OBLIGATIONS || !span_equal(what, json_text(params, "what"))) {
        return "what: not what the request names";
    }
    int32_t due = day_or_none(json_text(leaf->result, "due"));
    int32_t today = danish_day(leaf->at_us);
    int32_t before = grant->reminded[which];
    grant->reminded[which] = today;
    if (due == 0 || ((state & AWARDED) != 0 && due != grant->due[which % 2])) {
        return "due: not the day of the award as last amended";
    }
    if (today <= due || json_int(leaf->result, "days") != today - due) {
        return "days: not those since it was due";
    }
    if ((state & (1 << which)) != 0) {
        return "what it reminds of had been sent";
    }
    if ((state & CLOSED) != 0) {
        return "the grant was closed";
    }
    return before != 0 && today < before + APART_DAYS ? "it was reminded of shortly before" : NULL;
}

enum status reminders_take(struct reminders *reminders, const struct leaf *leaf,
    const struct json *params, const char **fault_out)
{
    struct grant grant;
    struct table_row *row = table_row(&reminders->grants, leaf->stream);
    *fault_out = NULL;
    if (row == NULL) {
        return STATUS_LIMIT; /* uncovered: no memory */
    }
    (void)memcpy(&grant, row->hash.bytes, sizeof(grant));
    if (span_is(leaf->kind, "remind_obligation")) {
        *fault_out = reminded(leaf, params, &grant, row->version);
    } else {
        note(leaf, params, &grant, &row->version);
    }
    (void)memcpy(row->hash.bytes, &grant, sizeof(grant));
    return STATUS_OK;
}
