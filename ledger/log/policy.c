/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/log/policy.h"

#include <string.h>

#include "ledger/log/cosignature.h"
#include "ledger/log/line.h"

#define NO_QUORUM_YET (-2)

/* Cuts the next item off a line; false at its end. */
static bool next_item(struct span *rest, struct span *item_out)
{
    while (rest->len > 0 && (rest->data[0] == ' ' || rest->data[0] == '\t')) {
        *rest = (struct span){.data = rest->data + 1, .len = rest->len - 1};
    }
    size_t len = 0;
    while (len < rest->len && rest->data[len] != ' ' && rest->data[len] != '\t') {
        len++;
    }
    *item_out = (struct span){.data = rest->data, .len = len};
    *rest = (struct span){.data = rest->data + len, .len = rest->len - len};
    return len > 0;
}

/* The last item of a line, which may be missing. */
static bool last_item(struct span *rest, struct span *item_out)
{
    struct span more;
    if (!next_item(rest, item_out)) {
        item_out->len = 0;
    }
    return !next_item(rest, &more);
}

static int find_name(const struct policy *policy, struct span name)
{
    for (size_t i = 0; i < policy->name_count; i++) {
        if (span_equal(policy->names[i].name, name)) {
            return (int)i;
        }
    }
    return -1;
}

static bool same_key(const struct note_verifier *a, const struct note_verifier *b)
{
    return memcmp(a->public_key, b->public_key, ED25519_PUBLIC_LEN) == 0;
}

static enum status add_log(struct policy *policy, struct span rest)
{
    struct span vkey;
    struct span url;
    struct note_verifier key;
    if (!next_item(&rest, &vkey) || !last_item(&rest, &url)
        || note_verifier_parse(vkey, &key) != STATUS_OK) {
        return STATUS_INVALID;
    }
    for (size_t i = 0; i < policy->log_count; i++) {
        if (same_key(&policy->logs[i], &key)) {
            return STATUS_INVALID;
        }
    }
    if (policy->log_count == POLICY_LOGS_MAX) {
        return STATUS_LIMIT;
    }
    policy->logs[policy->log_count++] = key;
    return STATUS_OK;
}

static enum status add_name(struct policy *policy, struct policy_name name)
{
    if (span_is(name.name, "none") || find_name(policy, name.name) >= 0) {
        return STATUS_INVALID;
    }
    if (policy->name_count == POLICY_NAMES_MAX) {
        return STATUS_LIMIT;
    }
    policy->names[policy->name_count++] = name;
    return STATUS_OK;
}

static enum status add_witness(struct policy *policy, struct span rest)
{
    struct span name;
    struct span vkey;
    struct policy_witness witness;
    if (!next_item(&rest, &name) || !next_item(&rest, &vkey) || !last_item(&rest, &witness.url)
        || cosigner_parse(vkey, &witness.key) != STATUS_OK) {
        return STATUS_INVALID;
    }
    for (size_t i = 0; i < policy->witness_count; i++) {
        if (same_key(&policy->witnesses[i].key, &witness.key)) {
            return STATUS_INVALID;
        }
    }
    if (policy->witness_count == POLICY_WITNESSES_MAX) {
        return STATUS_LIMIT;
    }
    enum status status = add_name(
        policy, (struct policy_name){.name = name, .witness = (unsigned)policy->witness_count});
    if (status == STATUS_OK) {
        policy->witnesses[policy->witness_count++] = witness;
    }
    return status;
}

static enum status add_group(struct policy *policy, struct span rest)
{
    struct policy_name group = {.members = 0};
    struct span threshold;
    struct span member;
    if (!next_item(&rest, &group.name) || !next_item(&rest, &threshold)) {
        return STATUS_INVALID;
    }
    unsigned count = 0;
    for (; next_item(&rest, &member); count++) {
        int index = find_name(policy, member);
        if (index < 0 || (group.members >> (unsigned)index & 1U) != 0) {
            return STATUS_INVALID;
        }
        group.members |= UINT64_C(1) << (unsigned)index;
    }
    /* A name in two groups would let one witness count twice. */
    for (size_t i = 0; i < policy->name_count; i++) {
        if ((policy->names[i].members & group.members) != 0) {
            return STATUS_INVALID;
        }
    }
    uint64_t number = span_is(threshold, "all") ? count : 1;
    if (!span_is(threshold, "all") && !span_is(threshold, "any")
        && !line_number(threshold, &number)) {
        return STATUS_INVALID;
    }
    if (number == 0 || number > count) {
        return STATUS_INVALID;
    }
    group.threshold = (unsigned)number;
    return add_name(policy, group);
}

static enum status set_quorum(struct policy *policy, struct span rest)
{
    struct span name;
    struct span more;
    if (policy->quorum != NO_QUORUM_YET || !next_item(&rest, &name) || next_item(&rest, &more)) {
        return STATUS_INVALID;
    }
    policy->quorum = find_name(policy, name);
    return policy->quorum >= 0 || span_is(name, "none") ? STATUS_OK : STATUS_INVALID;
}

static enum status line_read(struct policy *policy, struct span line)
{
    struct span word;
    for (size_t i = 0; i < line.len; i++) {
        uint8_t c = (uint8_t)line.data[i];
        if ((c < ' ' && c != '\t') || c == 0x7F) {
            return STATUS_INVALID;
        }
    }
    if (!next_item(&line, &word) || word.data[0] == '#') {
        return STATUS_OK;
    }
    if (span_is(word, "log")) {
        return add_log(policy, line);
    }
    if (span_is(word, "witness")) {
        return add_witness(policy, line);
    }
    if (span_is(word, "group")) {
        return add_group(policy, line);
    }
    return span_is(word, "quorum") ? set_quorum(policy, line) : STATUS_INVALID;
}

enum status policy_parse(struct span text, struct policy *policy_out, unsigned *line_out)
{
    ensure(policy_out != NULL && line_out != NULL);
    struct policy policy = {.quorum = NO_QUORUM_YET};
    struct span line;
    unsigned number = 0;
    enum status status = text.len > POLICY_LEN_MAX ? STATUS_LIMIT : STATUS_OK;
    while (status == STATUS_OK && line_take(&text, &line)) {
        number++;
        status = line_read(&policy, line);
    }
    if (status == STATUS_OK && (text.len > 0 || policy.quorum == NO_QUORUM_YET)) {
        status = STATUS_INVALID;
    }
    if (status != STATUS_OK) {
        *line_out = number;
        return status;
    }
    *policy_out = policy;
    return STATUS_OK;
}

bool policy_met(const struct policy *policy, uint64_t cosigned)
{
    uint64_t met = 0;
    for (size_t i = 0; i < policy->name_count; i++) {
        const struct policy_name *name = &policy->names[i];
        unsigned count = 0;
        for (uint64_t members = name->members & met; members != 0; members &= members - 1) {
            count++;
        }
        bool good =
            name->members == 0 ? (cosigned >> name->witness & 1U) != 0 : count >= name->threshold;
        met |= (uint64_t)good << i;
    }
    return policy->quorum < 0 || (met >> (unsigned)policy->quorum & 1U) != 0;
}
