/* SPDX-License-Identifier: EUPL-1.2 */
/* The signed checkpoints of the folder. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/log/checkpoint.h"
#include "ledger/log/cosignature.h"
#include "ledger/verify/file.h"
#include "ledger/verify/trust.h"

#define HEADS_LEN_MAX ((size_t)256 * 1024 * 1024)

static const struct span nobody = {.data = NULL, .len = 0};

const struct head *heads_at(const struct heads *heads, size_t i)
{
    ensure(i < heads->count);
    return (const struct head *)(const void *)heads->rows.data + i;
}

void heads_free(struct heads *heads)
{
    buffer_free(&heads->rows);
}

/* When a quorum had cosigned; -1 when none has. A wrong cosignature is said and does not count. */
static int64_t cosigned(
    struct span note, const struct trust *trust, const char *name, struct findings *findings)
{
    uint64_t mask = 0;
    int64_t earliest = -1;
    for (size_t i = 0; i < trust->policy.witness_count; i++) {
        const struct note_verifier *witness = &trust->policy.witnesses[i].key;
        int64_t time = -1;
        enum status status = cosignature_find(note, witness, &time);
        if (status == STATUS_OK) {
            mask |= UINT64_C(1) << i;
            earliest = earliest < 0 || time < earliest ? time : earliest;
        } else if (status != STATUS_NOT_FOUND) {
            finding_add(findings, CAUSE_COSIGNATURE, FINDING_NOWHERE, nobody, 0,
                "%s: the cosignature of %.*s is wrong", name, (int)witness->name.len,
                witness->name.data);
        }
    }
    return trust->has_policy && policy_met(&trust->policy, mask) ? earliest : -1;
}

/* By one of the log's first `count` keys. */
static enum status head_open(
    struct span note, const struct trust *trust, size_t count, struct checkpoint *checkpoint)
{
    enum status status = STATUS_DENIED;
    for (size_t i = 0; i < count && status == STATUS_DENIED; i++) {
        status = checkpoint_open(note, &trust->logs[i], checkpoint, NULL);
    }
    return status;
}

/* `held`: of the folder or dossier; NULL: `name` is a path. */
static enum status head_read(const struct verify_options *held, const char *name,
    const struct trust *trust, struct heads *heads, struct findings *findings)
{
    struct buffer note;
    struct checkpoint checkpoint;
    /* A dossier may be older than the log's key of now. */
    bool newest = strcmp(name, "checkpoint") == 0 && (held == NULL || held->archive == NULL);
    size_t keys = newest ? 1 : trust->log_count;
    buffer_init(&note, NOTE_LEN_MAX);
    enum status status = file_held(held, span_from(name), &note);
    if (status == STATUS_OK) {
        status = head_open(buffer_span(&note), trust, keys, &checkpoint);
        if (status == STATUS_OK) {
            struct head head = {
                .size = checkpoint.size,
                .root = checkpoint.root,
                .cosigned_s = cosigned(buffer_span(&note), trust, name, findings),
            };
            buffer_put(
                &heads->rows, (struct span){.data = (const char *)&head, .len = sizeof(head)});
            heads->count++;
        } else {
            finding_add(findings, CAUSE_SIGNATURE, FINDING_NOWHERE, nobody, 0,
                "%s is not signed by %.*s", name, (int)trust->logs[0].name.len,
                trust->logs[0].name.data);
        }
    } else {
        finding_add(findings, CAUSE_MISSING, FINDING_NOWHERE, nobody, 0, "%s cannot be read", name);
    }
    buffer_free(&note);
    return heads->rows.failed ? STATUS_LIMIT : STATUS_OK; /* uncovered: no memory */
}

static enum status folder_read(const struct verify_options *held, const struct trust *trust,
    struct heads *heads, struct findings *findings)
{
    char path[FILE_PATH_MAX];
    int len = snprintf(path, sizeof(path), "%s/checkpoints", held->folder);
    DIR *open = len > 0 && (size_t)len < sizeof(path) ? opendir(path) : NULL;
    if (open == NULL) {
        return STATUS_OK; /* the last one alone is a folder too */
    }
    enum status status = STATUS_OK;
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread */
    for (struct dirent *entry = readdir(open); entry != NULL && status == STATUS_OK;
         entry = readdir(open)) { /* NOLINT(concurrency-mt-unsafe) */
        if (entry->d_name[0] != '.') {
            char name[sizeof(entry->d_name) + sizeof("checkpoints/")];
            (void)snprintf(name, sizeof(name), "checkpoints/%s", entry->d_name);
            status = head_read(held, name, trust, heads, findings);
        }
    }
    (void)closedir(open);
    return status;
}

/* By size; the same size by root, so that equal runs say the same. */
static int by_size(const void *left, const void *right)
{
    const struct head *a = left;
    const struct head *b = right;
    if (a->size != b->size) {
        return a->size < b->size ? -1 : 1;
    }
    return memcmp(a->root.bytes, b->root.bytes, DIGEST_LEN);
}

/* What the caller verified before: one checkpoint more that the entries must lead to. */
static enum status verified_read(
    const char *name, const struct trust *trust, struct heads *heads, struct findings *findings)
{
    size_t before = heads->count;
    enum status status = name == NULL ? STATUS_OK : head_read(NULL, name, trust, heads, findings);
    if (status == STATUS_OK && heads->count > before) {
        heads->verified = heads_at(heads, before)->size;
    }
    return status;
}

enum status heads_read(const struct verify_options *options, const struct trust *trust,
    struct heads *heads_out, struct findings *findings)
{
    struct heads heads = {.count = 0};
    buffer_init(&heads.rows, HEADS_LEN_MAX);
    enum status status = head_read(options, "checkpoint", trust, &heads, findings);
    if (status == STATUS_OK && options->archive == NULL) {
        status = folder_read(options, trust, &heads, findings);
    }
    if (status == STATUS_OK) {
        status = verified_read(options->verified, trust, &heads, findings);
    }
    if (status == STATUS_OK && heads.count == 0) {
        status = STATUS_NOT_FOUND;
    }
    if (status != STATUS_OK) {
        heads_free(&heads);
        return status;
    }
    qsort(heads.rows.data, heads.count, sizeof(struct head), by_size);
    const struct head *last = heads_at(&heads, heads.count - 1);
    if (trust->has_policy && trust->policy.quorum >= 0 && last->cosigned_s < 0) {
        finding_add(findings, CAUSE_COSIGNATURE, FINDING_NOWHERE, nobody, 0,
            "the last checkpoint has not been cosigned by the quorum of the policy");
    }
    *heads_out = heads;
    return STATUS_OK;
}
