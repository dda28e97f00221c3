/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/signer/signing.h"

#include <stdio.h>

#include "ledger/attest/frame.h"
#include "ledger/signer/head_file.h"

#define ANSWER_LEN_MAX     8192
#define SIGNING_NOT_STORED 500

enum status signing_open(struct signing *signing, struct span origin, struct ed25519_key *key,
    const char *head_path, bool first, struct fault *fault)
{
    ensure(signing != NULL && key != NULL && head_path != NULL);
    if (!note_name_valid(origin)) {
        FAULT(fault, "signer", "", "this cannot be the name of a log");
        return STATUS_INVALID;
    }
    struct log_head head = {.size = 0};
    enum status status = head_file_read(head_path, origin, &head, fault);
    if (status == STATUS_NOT_FOUND && first) {
        struct merkle_frontier empty = {.size = 0};
        head = (struct log_head){.size = 0, .root = merkle_root(&empty)};
        fault_clear(fault);
        status = head_file_write(head_path, origin, &head, fault);
    }
    if (status != STATUS_OK) {
        return status;
    }
    *signing =
        (struct signing){.key = key, .log = {.name = origin}, .head_path = head_path, .head = head};
    ed25519_public(key, signing->log.public_key);
    note_key_id(origin, signing->log.public_key, signing->log.key_id);
    return STATUS_OK;
}

void signing_close(struct signing *signing)
{
    ed25519_free(signing->key);
    signing->key = NULL;
}

/* Stored before it is signed: what is signed is never forgotten. */
static int sign(struct signing *signing, struct span content, struct buffer *note)
{
    struct add_checkpoint request;
    struct checkpoint checkpoint;
    if (add_checkpoint_parse(content, &request) != STATUS_OK
        || checkpoint_parse(request.checkpoint, &checkpoint) != STATUS_OK) {
        return ADD_MALFORMED;
    }
    if (!span_equal(checkpoint.origin, signing->log.name)) {
        return ADD_UNKNOWN_LOG;
    }
    struct log_head next = {.size = checkpoint.size, .root = checkpoint.root};
    enum add_verdict verdict =
        add_checkpoint_judge(&signing->head, request.old_size, &request.proof, &next);
    if (verdict != ADD_SIGN) {
        return (int)verdict;
    }
    struct fault fault;
    fault_clear(&fault);
    if (next.size != signing->head.size
        && head_file_write(signing->head_path, signing->log.name, &next, &fault) != STATUS_OK) {
        return SIGNING_NOT_STORED;
    }
    signing->head = next;
    /* Written anew: nothing is signed as it came, so it carries no extension lines. */
    struct buffer body;
    buffer_init(&body, ANSWER_LEN_MAX);
    checkpoint_put(&body, &checkpoint);
    note_put_signed(note, buffer_span(&body), signing->log.name, signing->key);
    buffer_free(&body);
    return ADD_SIGN;
}

static void put_head(const struct signing *signing, struct buffer *text)
{
    struct checkpoint checkpoint = {
        .origin = signing->log.name, .size = signing->head.size, .root = signing->head.root};
    checkpoint_put(text, &checkpoint);
}

int signing_answer(struct signing *signing, char type, struct span content, struct buffer *out)
{
    struct buffer text;
    buffer_init(&text, ANSWER_LEN_MAX);
    int outcome = 0;
    bool good = true;
    if (type == SIGNING_SIGN) {
        outcome = sign(signing, content, &text);
        good = outcome == (int)ADD_SIGN;
        if (!good) {
            buffer_put_int(&text, outcome);
        }
    } else if (type == SIGNING_HEAD && content.len == 0) {
        put_head(signing, &text);
    } else if (type == SIGNING_KEY && content.len == 0) {
        note_put_verifier(&text, &signing->log);
    } else {
        outcome = (int)ADD_MALFORMED;
        good = false;
        buffer_put_int(&text, outcome);
    }
    ensure(!text.failed);
    frame_put(out, good ? FRAME_GOOD : FRAME_REFUSED, buffer_span(&text));
    buffer_free(&text);
    return outcome;
}
