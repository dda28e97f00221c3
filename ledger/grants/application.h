/* SPDX-License-Identifier: EUPL-1.2 */
/* application.h - may this draft be submitted to this call? Every broken rule at once. */
#ifndef LEDGER_GRANTS_APPLICATION_H
#define LEDGER_GRANTS_APPLICATION_H

#include "ledger/grants/call.h"
#include "ledger/grants/content.h"
#include "ledger/grants/rule.h"

#define APPLICATION_TITLE_MAX 200 /* code points */
#define APPLICATION_TEXT_MAX  10000
#define APPLICATION_NOTE_MAX  2000
#define APPLICATION_LINES_MAX 200
#define APPLICATION_HOURS_MAX 10000
#define APPLICATION_CAP_UNSET (-1)

/* What the register knows of an organisation named in the draft. */
enum application_party { APPLICATION_MUNICIPALITY, APPLICATION_REGION, APPLICATION_OTHER_KIND };

struct application_known {
    struct span cvr;
    enum application_party kind;
};

/* What the draft itself does not say. */
struct application_context {
    struct span organisation; /* CVR of the lead: the one that submits */
    enum application_party kind;
    const struct application_known *known; /* parties found in the register */
    size_t known_count;
    const struct span *attachments; /* slots that hold a file, each a valid code */
    size_t attachment_count;
    int64_t cap_ore;  /* the lead's cap from the annex; APPLICATION_CAP_UNSET: not loaded */
    bool later_start; /* the lead is in the annex of those who start later */
    const struct span *already; /* CVRs in another application to this call */
    size_t already_count;
};

/*
 * Adds every violation to `violations_out` in a fixed order (organisation, parties, texts, sums,
 * budget, answers, attachments); none means: may be submitted. SQL's rule.application_violations
 * returns the same list.
 */
void application_check(const struct call *call, const struct content *content,
    const struct application_context *context, struct violations *violations_out);

/* Municipalities among lead and parties; two or more are "several". */
size_t application_municipalities(
    const struct content *content, const struct application_context *context);

#endif
