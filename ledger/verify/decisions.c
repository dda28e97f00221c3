/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/verify/decisions.h"

#include <stdio.h>
#include <string.h>

#include "ledger/grants/recompute.h"

#define DEFINITIONS_LEN ((size_t)48 * 1024 * 1024) /* untouched pages cost nothing */
#define DOCUMENT_MAX    ((size_t)1024 * 1024)

_Static_assert(DECISION_TEXT_MAX >= RECOMPUTE_TEXT_MAX, "its text fits");

enum status decisions_init(struct decisions *decisions,
    enum status (*document)(void *context, const struct digest *sha256, struct buffer *out),
    void *context)
{
    ensure(decisions != NULL && document != NULL);
    *decisions = (struct decisions){.document = document, .context = context};
    table_init(&decisions->calls);
    table_init(&decisions->streams);
    draws_init(&decisions->draws);
    transfers_init(&decisions->transfers);
    notices_init(&decisions->notices);
    awards_init(&decisions->awards);
    reminders_init(&decisions->reminders);
    statements_init(&decisions->statements);
    decisions->definitions = arena_create(DEFINITIONS_LEN);
    return decisions->definitions != NULL ? STATUS_OK : STATUS_INTERNAL; /* uncovered: no memory */
}

void decisions_free(struct decisions *decisions)
{
    table_free(&decisions->calls);
    table_free(&decisions->streams);
    draws_free(&decisions->draws);
    transfers_free(&decisions->transfers);
    notices_free(&decisions->notices);
    awards_free(&decisions->awards);
    reminders_free(&decisions->reminders);
    statements_free(&decisions->statements);
    arena_destroy(decisions->definitions);
}

/* The document of that name, if it is there and is what it is named by; in the arena. */
static bool document_read(const struct decisions *decisions, struct arena *arena,
    const struct digest *sha256, struct span *text_out)
{
    struct buffer bytes;
    buffer_init(&bytes, DOCUMENT_MAX);
    bool good = decisions->document(decisions->context, sha256, &bytes) == STATUS_OK;
    if (good) {
        struct digest own = digest_of(buffer_span(&bytes));
        *text_out = arena_copy(arena, buffer_span(&bytes));
        good = memcmp(own.bytes, sha256->bytes, DIGEST_LEN) == 0 && text_out->data != NULL;
    }
    buffer_free(&bytes);
    return good;
}

static const struct call *call_read(
    const struct decisions *decisions, struct arena *arena, const struct table_row *row)
{
    const struct call *call = NULL;
    struct call_error error;
    struct span text;
    return document_read(decisions, arena, &row->hash, &text)
                   && call_parse(arena, text, &call, &error) == STATUS_OK
               ? call
               : NULL;
}

/* The definition of the leaf's call; NULL when it is not there or was never published. */
static const struct call *call_of(
    struct decisions *decisions, struct arena *scratch, struct span name)
{
    static const struct digest none;
    const struct table_row *row = table_row(&decisions->calls, name);
    if (row == NULL || memcmp(row->hash.bytes, none.bytes, DIGEST_LEN) == 0) {
        return NULL;
    }
    for (size_t i = 0; i < decisions->kept_count; i++) {
        if (span_equal(decisions->kept[i].name, name)) {
            return decisions->kept[i].call;
        }
    }
    if (decisions->kept_count == DECISIONS_CALLS_MAX) {
        return call_read(decisions, scratch, row);
    }
    struct decisions_call *kept = &decisions->kept[decisions->kept_count];
    kept->name = arena_copy(decisions->definitions, name);
    kept->call = call_read(decisions, decisions->definitions, row);
    decisions->kept_count += kept->name.data != NULL;
    return kept->call;
}

/* What entries of a call's own stream say of it. */
static enum status call_note(struct decisions *decisions, const struct leaf *leaf)
{
    bool published = span_is(leaf->kind, "confirm")
                     && span_is(json_text(leaf->result, "kind"), "call")
                     && span_is(json_text(leaf->result, "verdict"), "effective");
    bool closed = span_is(leaf->kind, "close_call");
    if (!published && !closed) {
        return STATUS_OK;
    }
    struct table_row *row = table_row(&decisions->calls, leaf->call);
    if (row == NULL) {
        if (leaf->call.len == 0) {
            return STATUS_OK; /* none named */
        }
        return STATUS_LIMIT; /* uncovered: no memory */
    }
    if (closed) {
        row->version = 1;
        return STATUS_OK;
    }
    if (digest_from_hex(json_text(leaf->result, "sha256"), &row->hash) != STATUS_OK) {
        row->hash = (struct digest){.bytes = {0}}; /* which no document has */
    }
    return notices_publish(&decisions->notices, leaf, &row->hash);
}

static int64_t posted_on(const struct leaf *leaf, const char *part)
{
    for (size_t i = 0; i < leaf->posting_count; i++) {
        struct span account = leaf->postings[i].account;
        if (account.len == leaf->stream.len + strlen(part)
            && span_starts_with(account, leaf->stream)
            && memcmp(account.data + leaf->stream.len, part, strlen(part)) == 0) {
            return leaf->postings[i].amount_ore;
        }
    }
    return 0;
}

/* An allocation's inputs stand beside the record, bound by their hash. */
static const struct json *inputs_of(
    const struct decisions *decisions, struct arena *scratch, const struct leaf *leaf)
{
    struct digest sha256;
    struct span text;
    const struct json *inputs = NULL;
    if (digest_from_hex(json_text(leaf->result, "input_sha256"), &sha256) != STATUS_OK
        || !document_read(decisions, scratch, &sha256, &text)
        || json_parse(scratch, text, &inputs, NULL) != STATUS_OK) {
        return NULL;
    }
    return inputs;
}

static bool is_closed(struct decisions *decisions, struct span call)
{
    const struct table_row *row = table_row(&decisions->calls, call);
    return row != NULL && row->version == 1;
}

/* A draw that its own entry bears out may still not be of the log. */
static enum decision of_the_log(struct decisions *decisions, struct arena *scratch,
    const struct leaf *leaf, struct decision_told *told)
{
    const char *fault = draws_fault(&decisions->draws, scratch, leaf, told->index);
    if (fault == NULL) {
        return DECISION_SAME;
    }
    (void)snprintf(told->text, sizeof(told->text), "%s", fault);
    return DECISION_DIFFERS;
}

/* A transfer, or an act of a grantee's people, which only those of who has the grant may do. Only
 * the decision of a transfer is counted. */
static enum status transfer_take(struct decisions *decisions, struct arena *scratch,
    const struct leaf *leaf, struct decision_told *told, enum decision *decision_out)
{
    const struct json *request = NULL;
    const char *fault = NULL;
    struct table_row *row = table_row(&decisions->streams, leaf->stream);
    if (row == NULL) {
        return STATUS_LIMIT; /* uncovered: out of memory */
    }
    bool readable = json_parse(scratch, leaf->request, &request, NULL) == STATUS_OK;
    struct transfer_entry entry = {.leaf = leaf,
        .params = readable ? json_get(request, "params") : NULL,
        .committed_ore = told->committed_ore,
        .paid_ore = told->paid_ore,
        .under = told->under};
    enum status status = transfers_take(&decisions->transfers, &entry, &row->index, &fault);
    bool decides = span_is(leaf->kind, "decide_transfer");
    decisions->made_again += decides;
    if (fault != NULL) {
        *decision_out = DECISION_DIFFERS;
        told->under = entry.under;
        (void)snprintf(told->text, sizeof(told->text), "%s", fault);
    } else if (decides) {
        *decision_out = DECISION_SAME;
    }
    return status;
}

/* What a notice or a reminder is found to be; `counts`: it is one, and not what comes before it. */
static void found(struct decisions *decisions, const char *fault, bool counts,
    struct decision_told *told, enum decision *decision_out)
{
    decisions->made_again += counts;
    if (fault != NULL) {
        *decision_out = DECISION_DIFFERS;
        told->under = 0;
        (void)snprintf(told->text, sizeof(told->text), "%s", fault);
    } else if (counts) {
        *decision_out = DECISION_SAME;
    }
}

/* What a notice about a call says, what the due days of a grant are and who is reminded, or what
 * the letter of an award says; any other entry passes. */
static enum status told_take(struct decisions *decisions, struct arena *scratch,
    const struct leaf *leaf, struct decision_told *told, enum decision *decision_out)
{
    const struct json *request = NULL;
    const char *fault = NULL;
    bool notice = notices_known(leaf->kind);
    if (!notice && !reminders_known(leaf->kind)) {
        return STATUS_OK;
    }
    bool readable = json_parse(scratch, leaf->request, &request, NULL) == STATUS_OK;
    const struct json *params = readable ? json_get(request, "params") : NULL;
    enum status status = notice ? notices_take(&decisions->notices, leaf, params, &fault)
                                : reminders_take(&decisions->reminders, leaf, params, &fault);
    bool counts = span_is(leaf->kind, notice ? "decide_notice" : "remind_obligation");
    if (status == STATUS_OK && awards_known(leaf->kind)) {
        status = awards_take(&decisions->awards, leaf, params, &fault);
        counts = fault != NULL;
    }
    found(decisions, fault, counts, told, decision_out);
    return status;
}

/* A yearly statement that the grantee answered. */
static void statement_take(struct decisions *decisions, struct arena *scratch,
    const struct leaf *leaf, struct decision_told *told, enum decision *decision_out)
{
    const struct json *request = NULL;
    bool readable = json_parse(scratch, leaf->request, &request, NULL) == STATUS_OK;
    const struct json *params = readable ? json_get(request, "params") : NULL;
    const char *fault = statements_fault(&decisions->statements, leaf, params);
    decisions->made_again++;
    *decision_out = DECISION_SAME;
    if (fault != NULL) {
        *decision_out = DECISION_DIFFERS;
        (void)snprintf(told->text, sizeof(told->text), "%s", fault);
    }
}

/* What every entry says of its call and its grant. */
static enum status entry_note(struct decisions *decisions, const struct leaf *leaf)
{
    enum status status = call_note(decisions, leaf);
    return status == STATUS_OK ? statements_note(&decisions->statements, leaf) : status;
}

enum status decisions_take(struct decisions *decisions, struct arena *scratch,
    const struct leaf *leaf, struct decision_told *told, enum decision *decision_out)
{
    static const enum decision decided[] = {
        [RECOMPUTE_NONE] = DECISION_NONE,
        [RECOMPUTE_SAME] = DECISION_SAME,
        [RECOMPUTE_DIFFERS] = DECISION_DIFFERS,
        [RECOMPUTE_UNKNOWN] = DECISION_UNKNOWN,
    };
    const struct json *request = NULL;
    *decision_out = DECISION_NONE;
    enum status status = entry_note(decisions, leaf);
    if (status == STATUS_OK && span_is(leaf->kind, "request_vouchers")) {
        return draws_request(&decisions->draws, scratch, leaf, &told->hash, told->index);
    }
    if (status == STATUS_OK) {
        status = told_take(decisions, scratch, leaf, told, decision_out);
    }
    if (status == STATUS_OK && (transfers_known(leaf->kind) || transfers_acting(leaf))) {
        status = transfer_take(decisions, scratch, leaf, told, decision_out);
    }
    if (status == STATUS_OK && *decision_out != DECISION_DIFFERS && statements_known(leaf->kind)) {
        statement_take(decisions, scratch, leaf, told, decision_out);
        return STATUS_OK;
    }
    if (status != STATUS_OK || *decision_out == DECISION_DIFFERS || !recompute_known(leaf->kind)
        || json_parse(scratch, leaf->request, &request, NULL) != STATUS_OK) {
        return status;
    }
    const char *matter = arena_printf(
        scratch, "%.*s%s", (int)leaf->stream.len, leaf->stream.data, recompute_matter(leaf->kind));
    struct table_row *row =
        matter == NULL ? NULL : table_row(&decisions->streams, span_from(matter));
    if (row == NULL) {
        return STATUS_LIMIT; /* uncovered: out of memory */
    }
    struct recompute stored = {
        .kind = leaf->kind,
        .params = json_get(request, "params"),
        .result = leaf->result,
        .at_us = leaf->at_us,
        .received_us = leaf->received_us,
        .closed = is_closed(decisions, leaf->call),
        .earlier_ore = row->version == 0 ? RECOMPUTE_NOTHING : row->balance_ore,
        .posted_ore = posted_on(leaf, ":committed"),
        .reclaimed_ore = posted_on(leaf, ":reclaimed"),
        .committed_ore = told->committed_ore,
        .deadline_us = notices_deadline(&decisions->notices, leaf->call),
        .call = call_of(decisions, scratch, leaf->call),
        .document = inputs_of(decisions, scratch, leaf),
    };
    if (stored.deadline_us == 0 && stored.call != NULL) {
        stored.deadline_us = stored.call->deadline.last_on_time_us;
    }
    *decision_out = decided[recompute_decision(scratch, &stored, told->text)];
    if (*decision_out == DECISION_SAME && span_is(leaf->kind, "draw_vouchers")) {
        *decision_out = of_the_log(decisions, scratch, leaf, told);
    }
    decisions->made_again += *decision_out == DECISION_SAME || *decision_out == DECISION_DIFFERS;
    decisions->unknown += *decision_out == DECISION_UNKNOWN;
    uint32_t under = told->under;
    told->under = row->under;
    if (recompute_proposed(&stored) != RECOMPUTE_NOTHING) {
        row->balance_ore = recompute_proposed(&stored);
        row->version = 1;
        row->under = under;
    }
    return STATUS_OK;
}
