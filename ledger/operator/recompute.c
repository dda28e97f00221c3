/* SPDX-License-Identifier: EUPL-1.2 */
/* `tilsagn recompute`: every stored decision again, by the rule version that it names. */
#include <string.h>

#include "ledger/db/db.h"
#include "ledger/grants/rule.h"
#include "ledger/log/merkle.h"
#include "ledger/operator/commands.h"
#include "ledger/operator/statements.h"
#include "ledger/verify/decisions.h"

#define SCRATCH_LEN ((size_t)32 * 1024 * 1024)

/* A definition or an allocation's inputs; few, so all are held. */
struct document {
    struct digest sha256;
    struct span bytes;
    const struct document *next;
};

struct recomputation {
    struct operator_run *op;
    struct arena *scratch; /* of one entry */
    const struct document *documents;
    struct decisions decisions;
    struct span root; /* of the log when the entry was drawn from it; empty: it has none such */
    uint64_t differ;
};

static enum status on_document(const struct db_row *row, void *context)
{
    struct recomputation *work = context;
    struct document *document = arena_alloc(work->op->arena, sizeof(*document));
    if (document == NULL) {
        return STATUS_LIMIT; /* uncovered: calls are few */
    }
    *document = (struct document){
        .bytes = arena_copy(work->op->arena, row_bytes(row, 0)), .next = work->documents};
    document->sha256 = digest_of(row_bytes(row, 0));
    work->documents = document;
    return document->bytes.data != NULL ? STATUS_OK : STATUS_LIMIT; /* uncovered: calls are few */
}

static enum status document_find(void *context, const struct digest *sha256, struct buffer *out)
{
    const struct recomputation *work = context;
    for (const struct document *at = work->documents; at != NULL; at = at->next) {
        if (memcmp(at->sha256.bytes, sha256->bytes, DIGEST_LEN) == 0) {
            buffer_put(out, at->bytes);
            return STATUS_OK;
        }
    }
    return STATUS_NOT_FOUND;
}

/* The root that the database's log had then. */
static enum status root_find(void *context, const struct draw_head *head, struct digest *root_out)
{
    const struct recomputation *work = context;
    (void)head;
    if (work->root.len != DIGEST_LEN) {
        return STATUS_NOT_FOUND;
    }
    (void)memcpy(root_out->bytes, work->root.data, DIGEST_LEN);
    return STATUS_OK;
}

static enum status on_leaf(const struct db_row *row, void *context)
{
    struct recomputation *work = context;
    struct leaf leaf;
    const char *reason = NULL;
    struct decision_told told = {.committed_ore = row_int8(row, 2),
        .paid_ore = row_int8(row, 4),
        .hash = merkle_leaf_hash(row_bytes(row, 1))};
    enum decision decision = DECISION_NONE;
    enum status status = STATUS_OK;
    work->root = row_bytes(row, 3);
    if (leaf_parse(work->scratch, row_bytes(row, 1), &leaf, &reason) == STATUS_OK) {
        status = decisions_take(&work->decisions, work->scratch, &leaf, &told, &decision);
    }
    if (decision == DECISION_DIFFERS || decision == DECISION_UNKNOWN) {
        bool differs = decision == DECISION_DIFFERS;
        work->differ += differs;
        buffer_printf(&work->op->out, "entry %lld (%.*s version %lld, %.*s)%s: %s\n",
            (long long)row_int8(row, 0), (int)leaf.stream.len, leaf.stream.data,
            (long long)leaf.version, (int)leaf.kind.len, leaf.kind.data,
            differs ? "" : " is not made again", told.text);
    }
    arena_reset(work->scratch);
    return status;
}

static enum status make_again(struct recomputation *work)
{
    struct operator_run *op = work->op;
    struct db *db = NULL;
    enum status status =
        db_connect(op->settings.superuser, statements_recompute, RECOMPUTE_COUNT, &db, &op->fault);
    if (status == STATUS_OK) {
        status = db_each(db, &statements_recompute[RECOMPUTE_DOCUMENTS], DB_NO_VALUES,
            (struct db_visitor){.visit = on_document, .context = work}, &op->fault);
    }
    if (status == STATUS_OK) {
        status = db_each(db, &statements_recompute[RECOMPUTE_LEAVES], DB_NO_VALUES,
            (struct db_visitor){.visit = on_leaf, .context = work}, &op->fault);
    }
    db_close(db);
    return status;
}

enum outcome command_recompute(struct operator_run *op, int count, char *const *arguments)
{
    (void)arguments;
    if (count > 0) {
        operator_problem(op, "recompute takes no arguments");
        return OUTCOME_USAGE;
    }
    if (!operator_settings(op)) {
        return OUTCOME_REFUSED;
    }
    struct recomputation work = {.op = op, .scratch = arena_create(SCRATCH_LEN)};
    enum status status = STATUS_INTERNAL;
    if (work.scratch != NULL
        && decisions_init(&work.decisions, document_find, &work) == STATUS_OK) {
        work.decisions.draws.root = root_find;
        work.decisions.draws.context = &work;
        status = make_again(&work);
        decisions_free(&work.decisions);
    }
    arena_destroy(work.scratch);
    if (status != STATUS_OK) {
        return operator_failed(op, status, "recompute"); /* uncovered: the database is lost */
    }
    buffer_printf(&op->out,
        "%llu decisions made again by rule version %d, %llu differ, %llu without their documents\n",
        (unsigned long long)work.decisions.made_again, RULE_VERSION,
        (unsigned long long)work.differ, (unsigned long long)work.decisions.unknown);
    return work.differ == 0 ? OUTCOME_OK : OUTCOME_REFUSED;
}
