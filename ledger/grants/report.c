/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/report.h"

static bool wanted(const struct call_report *report, struct span code)
{
    for (size_t i = 0; i < report->topic_count; i++) {
        if (span_equal(report->topics[i].code, code)) {
            return true;
        }
    }
    return false;
}

static bool said(const struct report_topic *topics, size_t count, struct span code)
{
    for (size_t i = 0; i < count; i++) {
        if (span_equal(topics[i].code, code)) {
            return true;
        }
    }
    return false;
}

static void check_topic(const struct call_report *asked, const struct report *report, size_t index,
    struct violations *out)
{
    const struct report_topic *topic = &report->topics[index];
    if (!wanted(asked, topic->code)) {
        violations_add(out, "unknown", "topics.%zu.code", index);
    } else if (said(report->topics, index, topic->code)) {
        violations_add(out, "duplicate", "topics.%zu.code", index);
    }
    violations_add_text(out, topic->text, REPORT_TEXT_MAX, "topics.%zu.text", index);
}

void report_check(
    const struct call *call, const struct report *report, struct violations *violations_out)
{
    ensure(call != NULL && report != NULL && violations_out != NULL);
    ensure(report->kind < CALL_REPORT_COUNT && report->topic_count <= REPORT_TOPICS_MAX);
    const struct call_report *asked = &call->reports[report->kind];
    if (!asked->exists) {
        violations_add(violations_out, "not_allowed", "report");
        return;
    }
    bool final = report->kind == CALL_REPORT_FINAL;
    int32_t earliest = final ? call->project.to : call->project.from;
    if (report->period_to < earliest || report->period_to > call->project.to) {
        violations_add(violations_out, "outside_period", "period_to");
    }
    violations_add_text(violations_out, report->text, REPORT_TEXT_MAX, "text");
    for (size_t i = 0; i < report->topic_count; i++) {
        check_topic(asked, report, i, violations_out);
    }
    for (size_t i = 0; i < asked->topic_count; i++) {
        const struct call_topic *topic = &asked->topics[i];
        if (!topic->first_only && !said(report->topics, report->topic_count, topic->code)) {
            violations_add(
                violations_out, "missing", "topics.%.*s", (int)topic->code.len, topic->code.data);
        }
    }
}
