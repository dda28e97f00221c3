/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/verify/transfers.h"

#include <string.h>

#define CVR_LEN 8

void transfers_init(struct transfers *transfers)
{
    table_init(&transfers->proposals);
}

void transfers_free(struct transfers *transfers)
{
    table_free(&transfers->proposals);
}

bool transfers_known(struct span kind)
{
    return span_is(kind, "propose_transfer") || span_is(kind, "accept_transfer")
           || span_is(kind, "decide_transfer");
}

bool transfers_acting(const struct leaf *leaf)
{
    return span_starts_with(leaf->stream, SPAN("grant:"))
           && (span_is(leaf->role, "applicant") || span_is(leaf->role, "management"));
}

/* 0: it is none. */
static uint64_t cvr_of(struct span text)
{
    uint64_t number = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return 0;
        }
        number = number * 10 + (uint64_t)(text.data[i] - '0');
    }
    return text.len == CVR_LEN ? number : 0;
}

static const char *proposed(
    const struct transfer_entry *entry, struct table_row *row, uint64_t holder)
{
    const struct json *result = entry->leaf->result;
    row->version = entry->leaf->human;
    row->index = cvr_of(json_text(result, "predecessor"));
    row->balance_ore = (int64_t)cvr_of(json_text(result, "successor"));
    row->hash = digest_of(json_text(entry->params, "reason"));
    row->at_us = 0;
    row->under = entry->under;
    if (row->balance_ore == 0
        || !span_equal(json_text(result, "successor"), json_text(entry->params, "successor"))) {
        return "successor: not the one that the proposal names";
    }
    return holder == 0 || row->index == holder ? NULL : "predecessor: not who has the grant";
}

static const char *accepted(const struct transfer_entry *entry, struct table_row *row)
{
    const struct leaf *leaf = entry->leaf;
    int64_t proposal = json_int(entry->params, "proposal_entry");
    if (row->version == 0) {
        return "nobody proposed this transfer";
    }
    if (!span_is(leaf->role, "management") || leaf->signature.len == 0
        || cvr_of(leaf->organisation) != (uint64_t)row->balance_ore) {
        return "it is not the successor's management that signed";
    }
    row->at_us = proposal;
    return NULL;
}

/* Both are told from whom to whom, why, and the money that goes over. */
static const char *told(const struct transfer_entry *entry, const struct table_row *row)
{
    const struct json *letter = json_get(entry->leaf->result, "transfer");
    struct digest reason = digest_of(json_text(letter, "reason"));
    if (cvr_of(json_text(letter, "predecessor")) != row->index
        || cvr_of(json_text(letter, "successor")) != (uint64_t)row->balance_ore
        || memcmp(reason.bytes, row->hash.bytes, DIGEST_LEN) != 0
        || !span_equal(json_text(letter, "remark"), json_text(entry->params, "reason"))) {
        return "transfer: not what was proposed and decided";
    }
    bool same = json_int(letter, "committed_ore") == entry->committed_ore
                && json_int(letter, "paid_ore") == entry->paid_ore;
    return same ? NULL : "committed_ore, paid_ore: not the money that the grant has";
}

static const char *decided(struct transfer_entry *entry, struct table_row *row, uint64_t *holder)
{
    const struct leaf *leaf = entry->leaf;
    struct table_row open = *row;
    struct span decision = json_text(entry->params, "decision");
    int64_t proposal = json_int(entry->params, "proposal_entry");
    row->version = 0;
    entry->under = open.under;
    if (open.version == 0) {
        return "nobody proposed this transfer";
    }
    if (open.version == leaf->human) {
        return "the human who proposed it decided it";
    }
    if (leaf->posting_count > 0) {
        return "it moves money";
    }
    if (!span_equal(json_text(leaf->result, "verdict"), decision)) {
        return "verdict: not what was decided";
    }
    if (!span_is(decision, "transfer")) {
        return NULL;
    }
    *holder = (uint64_t)open.balance_ore;
    if (open.at_us == 0 || open.at_us != proposal
        || json_int(leaf->result, "acceptance") <= proposal) {
        return "the successor did not accept this proposal";
    }
    return told(entry, &open);
}

enum status transfers_take(struct transfers *transfers, struct transfer_entry *entry,
    uint64_t *holder, const char **fault_out)
{
    const struct leaf *leaf = entry->leaf;
    *fault_out = NULL;
    if (!transfers_known(leaf->kind)) {
        uint64_t cvr = cvr_of(leaf->organisation);
        if (*holder == 0 && span_is(leaf->kind, "submit")) {
            *holder = cvr;
        } else if (*holder != 0 && *holder != cvr) {
            *fault_out = "its people do not have the grant";
        }
        return STATUS_OK;
    }
    struct table_row *row = table_row(&transfers->proposals, leaf->stream);
    if (row == NULL) {
        return STATUS_LIMIT; /* uncovered: no memory */
    }
    *fault_out = span_is(leaf->kind, "propose_transfer")  ? proposed(entry, row, *holder)
                 : span_is(leaf->kind, "accept_transfer") ? accepted(entry, row)
                                                          : decided(entry, row, holder);
    return STATUS_OK;
}
