/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/witness/witness.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ledger/log/cosignature.h"
#include "ledger/log/line.h"
#include "ledger/signer/head_file.h"

/* Two processes would each remember a head, and cosign two trees. */
static enum status folder_lock(struct witness *witness, const char *folder, struct fault *fault)
{
    char path[WITNESS_PATH_MAX + 80];
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    (void)snprintf(path, sizeof(path), "%s/lock", folder);
    witness->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (witness->lock < 0) {
        FAULT(fault, "witness", "", "%s cannot be made", path);
        return STATUS_UNAVAILABLE;
    }
    if (fcntl(witness->lock, F_SETLK, &whole) != 0) {
        FAULT(fault, "witness", "", "another witness works in %s", folder);
        return STATUS_CONFLICT;
    }
    return STATUS_OK;
}

static enum status head_open(
    struct witness_log *log, const struct witness_setup *setup, struct fault *fault)
{
    char hex[DIGEST_HEX_LEN + 1];
    struct digest digest = digest_of(log->key.name);
    digest_hex(&digest, hex);
    (void)snprintf(log->path, sizeof(log->path), "%s/%s", setup->folder, hex);
    enum status status = head_file_read(log->path, log->key.name, &log->head, fault);
    if (status == STATUS_NOT_FOUND && setup->first) {
        struct merkle_frontier empty = {.size = 0};
        log->head = (struct log_head){.size = 0, .root = merkle_root(&empty)};
        fault_clear(fault);
        status = head_file_write(log->path, log->key.name, &log->head, fault);
    }
    return status;
}

static enum status log_add(struct witness *witness, struct span line,
    const struct witness_setup *setup, struct fault *fault)
{
    if (witness->log_count == WITNESS_LOGS_MAX) {
        FAULT(fault, "witness", "", "more than %d logs", WITNESS_LOGS_MAX);
        return STATUS_LIMIT;
    }
    struct witness_log *log = &witness->logs[witness->log_count];
    if (note_verifier_parse(line, &log->key) != STATUS_OK) {
        FAULT(fault, "witness", "", "%.*s is no log's key", (int)(line.len < 300 ? line.len : 300),
            line.data);
        return STATUS_INVALID;
    }
    for (size_t i = 0; i < witness->log_count; i++) {
        if (span_equal(witness->logs[i].key.name, log->key.name)) {
            FAULT(fault, "witness", "", "the log %.*s stands twice", (int)log->key.name.len,
                log->key.name.data);
            return STATUS_INVALID;
        }
    }
    enum status status = head_open(log, setup, fault);
    witness->log_count += status == STATUS_OK ? 1 : 0;
    return status;
}

enum status witness_open(
    struct witness *witness, const struct witness_setup *setup, struct fault *fault)
{
    ensure(witness != NULL && setup != NULL && setup->key != NULL);
    *witness = (struct witness){.key = setup->key, .name = setup->name, .lock = -1};
    if (!note_name_valid(setup->name) || strlen(setup->folder) > WITNESS_PATH_MAX) {
        FAULT(fault, "witness", "", "this cannot be the name of a witness, or of its folder");
        return STATUS_INVALID;
    }
    struct span rest = setup->logs;
    struct span line;
    enum status status = folder_lock(witness, setup->folder, fault);
    while (status == STATUS_OK && line_take(&rest, &line)) {
        if (line.len > 0 && line.data[0] != '#') {
            status = log_add(witness, line, setup, fault);
        }
    }
    if (status == STATUS_OK && (witness->log_count == 0 || rest.len > 0)) {
        FAULT(fault, "witness", "", "the file of logs holds no key, or its last line is cut short");
        return STATUS_INVALID;
    }
    return status;
}

void witness_close(struct witness *witness)
{
    ed25519_free(witness->key);
    witness->key = NULL;
    if (witness->lock >= 0) {
        (void)close(witness->lock);
        witness->lock = -1;
    }
}

static int log_answer(struct witness *witness, struct witness_log *log, struct span text,
    int64_t time_s, struct buffer *out)
{
    struct span body;
    struct log_head next;
    enum add_verdict verdict = add_checkpoint_answer(text, &log->key, &log->head, &body, &next);
    if (verdict == ADD_CONFLICT) {
        line_put_number(out, log->head.size);
        buffer_putc(out, '\n');
    }
    if (verdict != ADD_SIGN) {
        return (int)verdict;
    }
    if (next.size != log->head.size
        && head_file_write(log->path, log->key.name, &next, NULL) != STATUS_OK) {
        return WITNESS_NOT_KEPT;
    }
    log->head = next;
    cosignature_put(out, body, witness->name, witness->key, time_s);
    return ADD_SIGN;
}

int witness_answer(struct witness *witness, struct span text, int64_t time_s, struct buffer *out,
    uint64_t *size_out)
{
    ensure(witness != NULL && out != NULL);
    int code = (int)ADD_UNKNOWN_LOG;
    for (size_t i = 0; i < witness->log_count && code == (int)ADD_UNKNOWN_LOG; i++) {
        code = log_answer(witness, &witness->logs[i], text, time_s, out);
        if (size_out != NULL) {
            *size_out = witness->logs[i].head.size;
        }
    }
    return code;
}
