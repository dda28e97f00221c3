/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/log/receipt_file.h"

#include <string.h>

#include "ledger/log/cosignature.h"

#define RECEIPT_HEAD SPAN("tilsagn receipt v1\n")
#define PROOF_HEAD   SPAN("c2sp.org/tlog-proof@v1\n")

void receipt_file_put(struct buffer *out, const struct tlog_proof *proof, struct span note)
{
    struct tlog_proof whole = *proof;
    struct buffer extra;
    buffer_init(&extra, NOTE_LEN_MAX);
    base64_put(&extra, note);
    whole.extra = buffer_span(&extra);
    tlog_proof_put(out, &whole);
    buffer_free(&extra);
}

/* Without carriage returns and what surrounds it, with one line break at its end. */
static struct span cleaned(struct arena *arena, struct span text)
{
    char *bytes = arena_alloc(arena, text.len + 1);
    size_t len = 0;
    if (bytes == NULL) {
        return (struct span){.data = NULL, .len = 0};
    }
    text = span_trim(text);
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] != '\r') {
            bytes[len++] = text.data[i];
        }
    }
    bytes[len++] = '\n';
    return (struct span){.data = bytes, .len = len};
}

/* Where the proof begins; text.len without one. */
static size_t proof_at(struct span text)
{
    struct span head = PROOF_HEAD;
    for (size_t i = 0; i + head.len <= text.len; i++) {
        if ((i == 0 || text.data[i - 1] == '\n')
            && memcmp(text.data + i, head.data, head.len) == 0) {
            return i;
        }
    }
    return text.len;
}

static bool is_receipt(struct span note)
{
    struct span text;
    struct span lines;
    return span_starts_with(note, RECEIPT_HEAD) && note_split(note, &text, &lines) == STATUS_OK;
}

/* The receipt that the proof carries, unless one came before it. */
static enum status extra_take(struct arena *arena, struct receipt_file *file)
{
    struct buffer bytes;
    if (file->proof.extra.len == 0 || file->note.len > 0) {
        return STATUS_OK;
    }
    buffer_init(&bytes, RECEIPT_FILE_LEN_MAX);
    enum status status = base64_decode(file->proof.extra, &bytes);
    /* Another log's proof may carry something else there, which is no matter of ours. */
    if (status == STATUS_OK && is_receipt(buffer_span(&bytes))) {
        file->note = arena_copy(arena, buffer_span(&bytes));
        status = file->note.data == NULL ? STATUS_LIMIT : STATUS_OK;
    }
    buffer_free(&bytes);
    return status;
}

enum status receipt_file_read(struct arena *arena, struct span text, struct receipt_file *file_out)
{
    ensure(arena != NULL && file_out != NULL);
    struct receipt_file file = {.has_proof = false};
    struct span clean = cleaned(arena, text);
    if (text.len > RECEIPT_FILE_LEN_MAX || clean.data == NULL) {
        return STATUS_LIMIT;
    }
    size_t at = proof_at(clean);
    enum status status = STATUS_OK;
    if (at > 0) {
        struct span note = span_trim((struct span){.data = clean.data, .len = at});
        file.note = (struct span){.data = note.data, .len = note.len + 1}; /* its line break */
        status = is_receipt(file.note) ? STATUS_OK : STATUS_INVALID;
    }
    if (status == STATUS_OK && at < clean.len) {
        struct span rest = {.data = clean.data + at, .len = clean.len - at};
        status = tlog_proof_parse(rest, &file.proof);
        file.has_proof = true;
        status = status == STATUS_OK ? extra_take(arena, &file) : status;
    }
    if (status == STATUS_OK) {
        *file_out = file;
    }
    return status;
}

static void receipt_judge(
    struct span note, const struct receipt_keys *keys, struct receipt_findings *findings)
{
    struct span text;
    findings->signature = note_open(note, keys->attest, keys->attest_count, &text);
    if (findings->signature == STATUS_OK) {
        findings->signature = receipt_body_parse(text, &findings->body);
    }
}

/* By any key of the log: one that was replaced still stands for what it signed. */
static void checkpoint_judge(const struct receipt_file *file, const struct receipt_keys *keys,
    struct receipt_findings *findings)
{
    findings->checkpoint = STATUS_DENIED;
    for (size_t i = 0; i < keys->log_count && findings->checkpoint == STATUS_DENIED; i++) {
        findings->checkpoint =
            checkpoint_open(file->proof.checkpoint, &keys->logs[i], &findings->head, NULL);
    }
    if (findings->checkpoint == STATUS_LIMIT) {
        findings->checkpoint = STATUS_INVALID;
    }
}

static void witnesses_judge(
    const struct receipt_file *file, const struct policy *policy, struct receipt_findings *findings)
{
    uint64_t mask = 0;
    for (size_t i = 0; i < policy->witness_count; i++) {
        const struct note_verifier *key = &policy->witnesses[i].key;
        int64_t time_s = 0;
        enum status status = cosignature_find(file->proof.checkpoint, key, &time_s);
        if (status == STATUS_OK) {
            findings->cosignatures[findings->cosignature_count++] =
                (struct receipt_cosignature){.name = key->name, .time_s = time_s};
            mask |= UINT64_C(1) << i;
        } else if (status != STATUS_NOT_FOUND) {
            findings->wrong_cosignature = true;
        }
    }
    findings->quorum = policy->quorum >= 0 && policy_met(policy, mask);
}

enum status receipt_file_include(const struct receipt_file *file,
    const struct receipt_findings *findings, const struct digest *leaf)
{
    ensure(file->has_proof && findings->checkpoint == STATUS_OK);
    return merkle_inclusion_check(
        leaf, file->proof.index, findings->head.size, &file->proof.proof, &findings->head.root);
}

void receipt_file_judge(const struct receipt_file *file, const struct receipt_keys *keys,
    struct receipt_findings *findings_out)
{
    ensure(file != NULL && keys != NULL && findings_out != NULL);
    struct receipt_findings findings = {.signature = STATUS_NOT_FOUND,
        .checkpoint = STATUS_NOT_FOUND,
        .inclusion = STATUS_NOT_FOUND};
    if (file->note.len > 0) {
        receipt_judge(file->note, keys, &findings);
    }
    if (file->has_proof) {
        checkpoint_judge(file, keys, &findings);
    }
    if (findings.checkpoint == STATUS_OK && keys->policy != NULL) {
        witnesses_judge(file, keys->policy, &findings);
    }
    if (findings.checkpoint == STATUS_OK && findings.signature == STATUS_OK) {
        findings.inclusion = receipt_file_include(file, &findings, &findings.body.leaf);
    }
    *findings_out = findings;
}
