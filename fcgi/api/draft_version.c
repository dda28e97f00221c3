/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/api/draft_version.h"

#include "fcgi/api/reply.h"

#define VERSION_DIGITS_MAX 9

enum status draft_version_parse(struct span if_match, int32_t *version_out)
{
    struct span tag = span_trim(if_match);
    if (tag.len < 3 || tag.data[0] != '"' || tag.data[tag.len - 1] != '"') {
        return STATUS_INVALID;
    }
    int32_t version = 0;
    size_t at = 1;
    for (; tag.data[at] >= '0' && tag.data[at] <= '9' && at <= VERSION_DIGITS_MAX; at++) {
        version = version * 10 + (tag.data[at] - '0');
    }
    bool whole = at == tag.len - 1;
    if (version == 0 || tag.data[1] == '0' || (!whole && tag.data[at] != '-')) {
        return STATUS_INVALID;
    }
    for (; at < tag.len - 1; at++) {
        if (tag.data[at] == '"') {
            return STATUS_INVALID;
        }
    }
    *version_out = version;
    return STATUS_OK;
}

bool draft_version_wanted(struct exchange *x, int32_t *version_out, enum status *answer_out)
{
    if (x->request->if_match.len == 0) {
        *answer_out = reply_problem(x, "precondition-required", SPAN(""));
        return false;
    }
    if (draft_version_parse(x->request->if_match, version_out) != STATUS_OK) {
        *answer_out = reply_problem(x, "stale", SPAN(""));
        return false;
    }
    return true;
}
