/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/verify/anew.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ledger/base/json.h"

/* A text of the entry's result; false when it is none, or too long. */
static bool text_take(const struct json *result, const char *name, char *out, size_t max)
{
    struct span text = json_text(result, name);
    if (text.len == 0 || text.len >= max) {
        return false;
    }
    (void)memcpy(out, text.data, text.len);
    out[text.len] = '\0';
    return true;
}

static bool count_take(const struct json *result, const char *name, uint64_t *out)
{
    const struct json *member = json_get(result, name);
    bool good = member != NULL && member->kind == JSON_INTEGER && member->integer >= 0;
    *out = good ? (uint64_t)member->integer : 0;
    return good;
}

/* Whether the entry itself says all that it must. */
static bool result_read(const struct json *result, struct discontinuity *out)
{
    struct span head = json_text(result, "head");
    struct digest proposal;
    out->head_signed = span_is(head, "signed");
    return (out->head_signed || head.len == 0 || span_is(head, "unsigned"))
           && digest_from_hex(json_text(result, "signed_root"), &out->signed_root) == STATUS_OK
           && digest_from_hex(json_text(result, "sha256"), &proposal) == STATUS_OK
           && text_take(result, "sha256", out->proposal, sizeof(out->proposal))
           && text_take(result, "origin", out->origin, sizeof(out->origin))
           && text_take(result, "former", out->former, sizeof(out->former))
           && text_take(result, "reason", out->reason, sizeof(out->reason))
           && count_take(result, "signed_size", &out->signed_size)
           && count_take(result, "left_size", &out->left_size)
           && count_take(result, "waiting", &out->waiting) && out->signed_size > out->left_size
           && out->waiting <= INT32_MAX
           && digest_from_hex(json_text(result, "left_root"), &out->left_root) == STATUS_OK;
}

const char *anew_take(struct anew *anew, uint64_t index, const struct leaf *leaf, struct span name)
{
    if (index != anew->count || index >= ANEW_MAX) {
        return "a log is begun anew where it only goes on";
    }
    struct discontinuity *next = &anew->kept[anew->count];
    (void)memset(next, 0, sizeof(*next));
    if (leaf->version != 1 || !span_starts_with(leaf->stream, SPAN("log:"))
        || !result_read(leaf->result, next)) {
        return "it does not say what was lost when the log was begun anew";
    }
    /* The newest is of this log; each further one of the log that the one before it names. */
    bool ours = index == 0 ? span_is(name, next->origin)
                           : strcmp(anew->kept[index - 1].former, next->origin) == 0;
    if (!ours) {
        return "it is the beginning of another log";
    }
    next->at_us = leaf->at_us;
    anew->count++;
    return NULL;
}

/* Entries that are not the former log's own any more are not asked of an older one. */
static bool follows(const struct anew *anew, size_t i, uint64_t index)
{
    return index > i && index - i <= anew->kept[i].left_size
           && i + anew->kept[i].left_size <= anew->kept[0].left_size;
}

void anew_follow(
    struct anew *anew, uint64_t index, const struct digest *hash, struct findings *findings)
{
    for (size_t i = 0; i < anew->count; i++) {
        struct discontinuity *one = &anew->kept[i];
        if (!follows(anew, i, index)) {
            continue;
        }
        merkle_append(&one->left, hash, NULL, NULL);
        struct digest root = merkle_root(&one->left);
        if (one->left.size < one->left_size
            || memcmp(root.bytes, one->left_root.bytes, DIGEST_LEN) == 0) {
            continue;
        }
        char text[FINDING_TEXT_MAX];
        (void)snprintf(text, sizeof(text),
            "entries %zu to %" PRIu64 " are not what was left of the log before", i + 1, index);
        size_t under = finding_between(findings, i + 1, index + 1);
        if (under < findings->count) {
            finding_fold(findings, under, FINDING_NOWHERE, text);
        } else {
            finding_add(findings, CAUSE_ROOT, FINDING_NOWHERE,
                (struct span){.data = NULL, .len = 0}, 0, "%s", text);
        }
    }
}

bool anew_carried(const struct anew *anew, uint64_t index, int64_t at_us)
{
    return anew->count > 0 && at_us <= anew->kept[0].at_us
           && (index <= anew->kept[0].left_size
               || (!anew->carried_over
                   && index <= anew->kept[0].left_size + anew->kept[0].waiting));
}

/* What an administrator confirms by the entry, hex; empty: it is another act. */
static struct span confirmed_by(struct arena *scratch, const struct leaf *leaf)
{
    const struct json *request = NULL;
    if (!span_is(leaf->kind, "confirm") || leaf->actor != LEAF_PERSON
        || !span_is(leaf->role, "administrator")
        || json_parse(scratch, leaf->request, &request, NULL) != STATUS_OK) {
        return (struct span){.data = NULL, .len = 0};
    }
    return json_text(request, "params.sha256");
}

void anew_entry(struct anew *anew, struct arena *scratch, uint64_t index, const struct leaf *leaf)
{
    if (anew->count == 0) {
        return;
    }
    struct span proposal = confirmed_by(scratch, leaf);
    if (index > anew->kept[0].left_size && leaf->at_us > anew->kept[0].at_us) {
        anew->carried_over = true;
    }
    for (size_t i = 0; i < anew->count; i++) {
        struct discontinuity *one = &anew->kept[i];
        size_t n = anew_confirmed(one);
        if (n < ANEW_HUMANS && span_is(proposal, one->proposal) && leaf->at_us <= one->at_us
            && (n == 0 || one->humans[0] != leaf->human)) {
            one->humans[n] = leaf->human;
        }
    }
}

unsigned anew_confirmed(const struct discontinuity *one)
{
    unsigned count = 0;
    while (count < ANEW_HUMANS && one->humans[count] != 0) {
        count++;
    }
    return count;
}

size_t anew_before(const struct anew *anew, int64_t at_us)
{
    size_t count = 0;
    while (count < anew->count && at_us <= anew->kept[count].at_us) {
        count++;
    }
    return count;
}

bool anew_complete(const struct anew *anew)
{
    return anew->count == 0 || anew->kept[0].left.size == anew->kept[0].left_size;
}

bool anew_followed(const struct anew *anew, uint64_t size)
{
    return anew->count == 0 || size > anew->kept[0].left_size + anew->kept[0].waiting;
}
