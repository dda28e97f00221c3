/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * report.h - what a status or final report must hold: the call's topics and the period. calls.md,
 * row "Reports"; SQL's rule.report_violations finds the same.
 */
#ifndef LEDGER_GRANTS_REPORT_H
#define LEDGER_GRANTS_REPORT_H

#include "ledger/grants/call.h"
#include "ledger/grants/rule.h"

#define REPORT_TEXT_MAX   4000 /* characters */
#define REPORT_TOPICS_MAX 20

struct report_topic {
    struct span code;
    struct span text;
};

struct report {
    enum call_report_kind kind;
    int32_t period_to; /* the last day it covers */
    struct span text;
    const struct report_topic *topics;
    size_t topic_count; /* at most REPORT_TOPICS_MAX */
};

/*
 * Adds every violation in a fixed order: report, period_to, text, the topics as they came, then the
 * topics that are wanting. A topic that is shown once (the case review) may be left out.
 */
void report_check(
    const struct call *call, const struct report *report, struct violations *violations_out);

#endif
