/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/verify/finding.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "ledger/base/status.h"

const char *cause_name(enum cause cause)
{
    switch (cause) {
    case CAUSE_MISSING:
        return "missing";
    case CAUSE_SIGNATURE:
        return "signature";
    case CAUSE_CHANGED:
        return "changed";
    case CAUSE_ROOT:
        return "root";
    case CAUSE_TILE:
        return "tile";
    case CAUSE_FORM:
        return "form";
    case CAUSE_ATTEST:
        return "attest";
    case CAUSE_CHAIN:
        return "chain";
    case CAUSE_BALANCE:
        return "balance";
    case CAUSE_TIME:
        return "time";
    case CAUSE_COSIGNATURE:
        return "cosignature";
    case CAUSE_DECISION:
        return "decision";
    case CAUSE_FORMER:
        return "former";
    }
    ensure(false); /* uncovered: every cause returns above */
}

void finding_add(struct findings *findings, enum cause cause, uint64_t index, struct span stream,
    int64_t version, const char *format, ...)
{
    char text[FINDING_TEXT_MAX];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof(text), format, arguments); /* cut when longer */
    va_end(arguments);
    size_t last = findings->count;
    if (index != FINDING_NOWHERE && last > 0 && findings->kept[last - 1].index == index) {
        finding_fold(findings, last - 1, index, text);
        return;
    }
    if (last == FINDINGS_MAX) {
        findings->more++;
        return;
    }
    struct finding *finding = &findings->kept[findings->count++];
    *finding = (struct finding){.cause = cause, .index = index};
    (void)snprintf(finding->text, sizeof(finding->text), "%s", text);
    if (stream.len > 0) {
        (void)snprintf(finding->stream, sizeof(finding->stream), "%.*s version %" PRId64,
            (int)stream.len, stream.data, version);
    }
}

void finding_fold(struct findings *findings, size_t under, uint64_t index, const char *text)
{
    ensure(under < findings->count);
    struct finding *finding = &findings->kept[under];
    if (finding->consequences++ > 0) {
        return;
    }
    if (index == FINDING_NOWHERE) {
        (void)snprintf(finding->first, sizeof(finding->first), "%s", text);
    } else {
        (void)snprintf(
            finding->first, sizeof(finding->first), "entry %" PRIu64 ": %s", index, text);
    }
}

/* Whether such a finding puts another leaf hash in the place of the right one, or none. */
static bool breaks_hashes(enum cause cause)
{
    return cause == CAUSE_MISSING || cause == CAUSE_CHANGED || cause == CAUSE_FORM
           || cause == CAUSE_ATTEST || cause == CAUSE_CHAIN;
}

size_t finding_between(const struct findings *findings, uint64_t first, uint64_t end)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->kept[i];
        if (finding->index >= first && finding->index < end && breaks_hashes(finding->cause)) {
            return i;
        }
    }
    return findings->count;
}
