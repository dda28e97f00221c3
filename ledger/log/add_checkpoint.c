/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/log/add_checkpoint.h"

#include <string.h>

#include "ledger/log/line.h"

#define PROOF_MAX 63

void add_checkpoint_put(struct buffer *out, const struct add_checkpoint *request)
{
    buffer_puts(out, "old ");
    line_put_number(out, request->old_size);
    buffer_putc(out, '\n');
    line_put_proof(out, &request->proof);
    buffer_putc(out, '\n');
    buffer_put(out, request->checkpoint);
}

enum status add_checkpoint_parse(struct span text, struct add_checkpoint *request_out)
{
    ensure(request_out != NULL);
    struct add_checkpoint request;
    struct span line;
    struct span number;
    if (text.len > NOTE_LEN_MAX || !line_take(&text, &line)
        || !line_after(line, SPAN("old "), &number) || !line_number(number, &request.old_size)
        || !line_proof(&text, &request.proof) || request.proof.count > PROOF_MAX) {
        return STATUS_INVALID;
    }
    request.checkpoint = text;
    *request_out = request;
    return STATUS_OK;
}

enum add_verdict add_checkpoint_judge(const struct log_head *head, uint64_t old_size,
    const struct merkle_proof *proof, const struct log_head *next)
{
    if (old_size > next->size) {
        return ADD_MALFORMED;
    }
    if (old_size != head->size) {
        return ADD_CONFLICT;
    }
    if (old_size == 0) {
        /* Every tree begins with the empty one; there is nothing to prove and nothing to compare,
         * unless the new one is empty too. */
        struct merkle_frontier empty = {.size = 0};
        struct digest root = merkle_root(&empty);
        bool fits = next->size > 0 || memcmp(root.bytes, next->root.bytes, DIGEST_LEN) == 0;
        return proof->count == 0 && fits ? ADD_SIGN : ADD_INCONSISTENT;
    }
    enum status status =
        merkle_consistency_check(old_size, &head->root, next->size, &next->root, proof);
    if (status == STATUS_OK) {
        return ADD_SIGN;
    }
    bool other_root = old_size == next->size && status == STATUS_DENIED;
    return other_root ? ADD_CONFLICT : ADD_INCONSISTENT;
}

enum add_verdict add_checkpoint_answer(struct span text, const struct note_verifier *log,
    const struct log_head *head, struct span *body_out, struct log_head *next_out)
{
    ensure(log != NULL && head != NULL && body_out != NULL && next_out != NULL);
    struct add_checkpoint request;
    struct span body;
    struct span lines;
    struct checkpoint checkpoint;
    if (add_checkpoint_parse(text, &request) != STATUS_OK
        || note_split(request.checkpoint, &body, &lines) != STATUS_OK
        || checkpoint_parse(body, &checkpoint) != STATUS_OK) {
        return ADD_MALFORMED;
    }
    if (!span_equal(checkpoint.origin, log->name)) {
        return ADD_UNKNOWN_LOG;
    }
    if (checkpoint_open(request.checkpoint, log, &checkpoint, &body) != STATUS_OK) {
        return ADD_BAD_SIGNATURE;
    }
    struct log_head next = {.size = checkpoint.size, .root = checkpoint.root};
    enum add_verdict verdict = add_checkpoint_judge(head, request.old_size, &request.proof, &next);
    if (verdict == ADD_SIGN) {
        *body_out = body;
        *next_out = next;
    }
    return verdict;
}
