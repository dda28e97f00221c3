/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/verify/notices.h"

#include <string.h>

void notices_init(struct notices *notices)
{
    table_init(&notices->calls);
    table_init(&notices->proposals);
}

void notices_free(struct notices *notices)
{
    table_free(&notices->calls);
    table_free(&notices->proposals);
}

bool notices_known(struct span kind)
{
    return span_is(kind, "propose_notice") || span_is(kind, "decide_notice");
}

enum status notices_publish(
    struct notices *notices, const struct leaf *leaf, const struct digest *sha256)
{
    struct table_row *row = table_row(&notices->calls, leaf->call);
    if (row == NULL) {
        return STATUS_LIMIT; /* uncovered: no memory */
    }
    row->hash = *sha256;
    row->balance_ore = json_int(leaf->result, "last_on_time_us");
    return STATUS_OK;
}

/* The proposals of a call that say the same are one row, named by call and what they say. */
static struct table_row *proposal_row(struct notices *notices, const struct leaf *leaf)
{
    char name[DIGEST_HEX_LEN + 1];
    struct digest_stream *stream = digest_begin();
    if (stream == NULL) {
        return NULL; /* uncovered: no memory */
    }
    digest_add(stream, leaf->call);
    digest_add(stream, SPAN("\n"));
    digest_add(stream, json_text(leaf->result, "change_sha256"));
    struct digest digest = digest_end(stream);
    digest_hex(&digest, name);
    return table_row(&notices->proposals, span_from(name));
}

/* Whether the hash of the result is that of what the request says, byte for byte. */
static bool says(const struct leaf *leaf, const struct json *params)
{
    struct digest named;
    struct digest_stream *stream = digest_begin();
    const struct json *change = json_get(params, "change");
    if (stream == NULL) {
        return false; /* uncovered: no memory */
    }
    digest_add(stream, json_text(params, "kind"));
    digest_add(stream, SPAN("\n"));
    digest_add(stream, change == NULL ? SPAN("") : change->source);
    struct digest made = digest_end(stream);
    return digest_from_hex(json_text(leaf->result, "change_sha256"), &named) == STATUS_OK
           && memcmp(named.bytes, made.bytes, DIGEST_LEN) == 0;
}

/* Whether its hash is that of the notice before and of what this one says; the call goes on with
 * it. */
static bool chained(const struct leaf *leaf, struct table_row *call)
{
    struct digest previous;
    struct digest change;
    struct digest own;
    if (digest_from_hex(json_text(leaf->result, "previous_sha256"), &previous) != STATUS_OK
        || digest_from_hex(json_text(leaf->result, "change_sha256"), &change) != STATUS_OK
        || digest_from_hex(json_text(leaf->result, "sha256"), &own) != STATUS_OK) {
        return false;
    }
    struct digest before = call->hash;
    call->hash = own;
    uint8_t both[2 * DIGEST_LEN];
    (void)memcpy(both, previous.bytes, DIGEST_LEN);
    (void)memcpy(both + DIGEST_LEN, change.bytes, DIGEST_LEN);
    struct digest made = digest_of((struct span){(const char *)both, sizeof(both)});
    return memcmp(previous.bytes, before.bytes, DIGEST_LEN) == 0
           && memcmp(own.bytes, made.bytes, DIGEST_LEN) == 0;
}

static int64_t in_force(const struct table_row *call)
{
    return call->at_us != 0 ? call->at_us : call->balance_ore;
}

/* The order of the questions is the order of what a reader wants to know. */
static const char *published_fault(
    const struct leaf *leaf, struct table_row *call, const struct table_row *proposal)
{
    bool next = chained(leaf, call) && json_int(leaf->result, "number") == call->version + 1;
    int64_t last_us = json_int(leaf->result, "last_on_time_us");
    if (proposal->version == 0) {
        return "notice: nobody proposed what it says";
    }
    if (proposal->at_us != last_us) {
        return "notice: another deadline than was proposed";
    }
    if (!next) {
        return "notice: not the next in the chain of its call";
    }
    if (last_us == 0) {
        return NULL;
    }
    if (leaf->at_us > in_force(call)) {
        return "deadline: moved after it had passed";
    }
    return last_us > in_force(call) ? NULL : "deadline: moved, and not to a later time";
}

/* The first that is met of a call which a former log published: taken as it stands. */
static void adopt(const struct leaf *leaf, struct table_row *call)
{
    call->version = json_int(leaf->result, "number") - 1;
    call->balance_ore = json_int(leaf->result, "from_last_on_time_us");
    (void)chained(leaf, call);
}

static const char *decided(
    const struct leaf *leaf, struct table_row *call, const struct table_row *proposal)
{
    if (!span_is(json_text(leaf->result, "verdict"), "publish")) {
        return NULL;
    }
    const char *fault = NULL;
    if (call->balance_ore == 0 && call->version == 0) {
        adopt(leaf, call);
    } else {
        fault = published_fault(leaf, call, proposal);
    }
    int64_t last_us = json_int(leaf->result, "last_on_time_us");
    /* what the record goes on with, also when it was wrong: one fault is found once */
    call->version = json_int(leaf->result, "number");
    call->at_us = last_us != 0 ? last_us : call->at_us;
    return fault;
}

enum status notices_take(struct notices *notices, const struct leaf *leaf,
    const struct json *params, const char **fault_out)
{
    struct table_row *proposal = proposal_row(notices, leaf);
    struct table_row *call = table_row(&notices->calls, leaf->call);
    *fault_out = NULL;
    if (proposal == NULL) {
        return STATUS_LIMIT; /* uncovered: no memory */
    }
    if (call == NULL) {
        *fault_out = "notice: about no call";
    } else if (span_is(leaf->kind, "decide_notice")) {
        *fault_out = decided(leaf, call, proposal);
    } else {
        proposal->version = 1;
        proposal->at_us = json_int(leaf->result, "last_on_time_us");
        *fault_out = says(leaf, params) ? NULL : "notice: its hash is not that of what it says";
    }
    return STATUS_OK;
}

int64_t notices_deadline(struct notices *notices, struct span call)
{
    const struct table_row *row = table_row(&notices->calls, call);
    return row == NULL ? 0 : row->at_us;
}
