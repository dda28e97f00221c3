/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/verify/dossier.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ledger/base/digest.h"
#include "ledger/log/tlog_proof.h"
#include "ledger/verify/file.h"

#define ROOT "tilsagn-grant-" /* and the number of the case, and "/" */

static const struct span nobody = {.data = NULL, .len = 0};

enum status dossier_open(
    struct verify_options *options, struct archive *archive, const char **reason_out)
{
    ensure(options != NULL && archive != NULL && reason_out != NULL);
    *archive = (struct archive){.mapped = {.data = NULL, .len = 0}};
    *reason_out = "it cannot be read";
    enum status status = file_map(options->dossier, &archive->mapped);
    if (status == STATUS_OK) {
        status = zip_read(archive->mapped, &archive->zip, reason_out);
    }
    struct zip_file first = {.next = 0};
    if (status == STATUS_OK && zip_next(&archive->zip, &first)) {
        const char *slash = memchr(first.name.data, '/', first.name.len);
        archive->root = first.name;
        archive->root.len = slash == NULL ? 0 : (size_t)(slash - first.name.data) + 1;
    }
    if (status == STATUS_OK
        && (archive->root.len <= sizeof(ROOT) || !span_starts_with(first.name, SPAN(ROOT)))) {
        *reason_out = "it is the dossier of no case";
        status = STATUS_INVALID;
    }
    if (status != STATUS_OK) {
        dossier_close(archive);
        return status;
    }
    options->archive = archive;
    return STATUS_OK;
}

void dossier_close(struct archive *archive)
{
    file_unmap(archive->mapped);
    archive->mapped = (struct span){.data = NULL, .len = 0};
}

/* What a file of the archive is called in its folder; empty: it lies outside. */
static struct span inner(const struct archive *archive, struct span name)
{
    if (!span_starts_with(name, archive->root)) {
        return nobody;
    }
    return (struct span){
        .data = name.data + archive->root.len, .len = name.len - archive->root.len};
}

static bool ends_with(struct span text, const char *end)
{
    size_t len = strlen(end);
    return text.len >= len && memcmp(text.data + text.len - len, end, len) == 0;
}

/* "entries/000123.json": 123. */
static bool entry_index(struct span name, uint64_t *index_out)
{
    const size_t before = sizeof("entries/") - 1;
    uint64_t index = 0;
    if (!span_starts_with(name, SPAN("entries/")) || !ends_with(name, ".json")
        || name.len - before > sizeof("000000000000.json")) {
        return false;
    }
    for (size_t i = before; i < name.len - (sizeof(".json") - 1); i++) {
        if (name.data[i] < '0' || name.data[i] > '9') {
            return false;
        }
        index = index * 10 + (uint64_t)(name.data[i] - '0');
    }
    *index_out = index;
    return true;
}

/* Whether the proof beside the entry leads from `hash` to the signed root; it says what is wrong
 * with the proof itself. */
static bool stands_in_log(
    struct verify *verify, uint64_t index, struct span name, const struct digest *hash)
{
    const struct archive *archive = verify->options->archive;
    const struct head *head = heads_at(verify->heads, 0);
    char path[ZIP_NAME_MAX + 1];
    struct span text;
    struct span checkpoint;
    struct tlog_proof proof;
    (void)snprintf(
        path, sizeof(path), "%.*s.tlog-proof", (int)(name.len - (sizeof(".json") - 1)), name.data);
    if (!archive_find(archive, span_from(path), &text)) {
        finding_add(&verify->findings, CAUSE_MISSING, index, nobody, 0, "its proof is missing");
        return true;
    }
    if (tlog_proof_parse(text, &proof) != STATUS_OK || proof.index != index
        || !archive_find(archive, SPAN("checkpoint"), &checkpoint)
        || !span_equal(proof.checkpoint, checkpoint)) {
        finding_add(&verify->findings, CAUSE_ROOT, index, nobody, 0,
            "its proof is another entry's, or under another checkpoint");
        return true;
    }
    return merkle_inclusion_check(hash, index, head->size, &proof.proof, &head->root) == STATUS_OK;
}

/* The file that the person signed for the entry, and the words that it was given for. */
static void signature_check(struct verify *verify, uint64_t index, const struct leaf *leaf)
{
    const struct archive *archive = verify->options->archive;
    char path[ZIP_NAME_MAX + 1];
    struct span bytes;
    char hex[DIGEST_HEX_LEN + 1] = "";
    (void)snprintf(path, sizeof(path), "signatures/%.*s/signature.p7s", (int)leaf->signature.len,
        leaf->signature.data);
    if (!archive_find(archive, span_from(path), &bytes)) {
        finding_add(&verify->findings, CAUSE_MISSING, index, leaf->stream, leaf->version,
            "the file that the person signed is missing");
        return;
    }
    struct digest own = digest_of(bytes);
    digest_hex(&own, hex);
    (void)snprintf(path, sizeof(path), "signatures/%.*s/request.json", (int)leaf->signature.len,
        leaf->signature.data);
    if (!span_is(leaf->signature, hex) || !archive_find(archive, span_from(path), &bytes)
        || !span_equal(bytes, leaf->request)) {
        finding_add(&verify->findings, CAUSE_CHANGED, index, leaf->stream, leaf->version,
            "what the person signed is not the file or the request that the entry names");
    }
}

static enum status entry_check(
    struct verify *verify, uint64_t index, struct span name, struct span bytes)
{
    struct leaf leaf;
    const char *reason = NULL;
    struct digest hash = merkle_leaf_hash(bytes);
    bool logged = stands_in_log(verify, index, name, &hash);
    if (leaf_parse(verify->arena, bytes, &leaf, &reason) == STATUS_OK) {
        verify->attested = attested_check(
            verify->arena, &leaf, verify->trust->attest, verify->trust->attest_count);
    }
    enum status status = verify_entry(verify, index, bytes, &hash, !logged);
    if (status == STATUS_OK && reason == NULL && leaf.signature.len > 0) {
        signature_check(verify, index, &leaf);
    }
    verify->shown++;
    verify->bytes += bytes.len;
    arena_reset(verify->arena);
    return status;
}

/* The entries in the log's order. */
static enum status entries_check(struct verify *verify)
{
    const struct archive *archive = verify->options->archive;
    struct zip_file file = {.next = 0};
    uint64_t next = 0;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && zip_next(&archive->zip, &file)) {
        uint64_t index;
        struct span name = inner(archive, file.name);
        if (!entry_index(name, &index)) {
            continue;
        }
        if (index < next) {
            finding_add(&verify->findings, CAUSE_FORM, FINDING_NOWHERE, nobody, 0,
                "%.*s is there twice, or not in its place", (int)name.len, name.data);
        }
        next = index + 1;
        status = entry_check(verify, index, name, file.bytes);
    }
    char stream[TABLE_NAME_MAX];
    (void)snprintf(stream, sizeof(stream), "grant:%.*s", (int)(archive->root.len - sizeof(ROOT)),
        archive->root.data + sizeof(ROOT) - 1);
    const struct table_row *row = table_row(&verify->streams, span_from(stream));
    if (row == NULL || row->version == 0) {
        finding_add(&verify->findings, CAUSE_MISSING, FINDING_NOWHERE, nobody, 0,
            "there is no entry of %s", stream);
    }
    return status;
}

static bool holds(struct span text, struct span word)
{
    for (size_t i = 0; i + word.len <= text.len; i++) {
        if (text.data[i] == word.data[0] && memcmp(text.data + i, word.data, word.len) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether an entry names the hash, or an application that an entry names. */
static bool is_named(const struct archive *archive, struct span hex)
{
    struct zip_file file = {.next = 0};
    while (zip_next(&archive->zip, &file)) {
        uint64_t index;
        struct span name = inner(archive, file.name);
        bool tells = entry_index(name, &index)
                     || (span_starts_with(name, SPAN("documents/")) && ends_with(name, ".txt"));
        if (tells && holds(file.bytes, hex)) {
            return true;
        }
    }
    return false;
}

static void document_check(struct verify *verify, struct span name, struct span bytes)
{
    const size_t before = sizeof("documents/") - 1;
    struct digest own = digest_of(bytes);
    char hex[DIGEST_HEX_LEN + 1];
    digest_hex(&own, hex);
    if (name.len < before + DIGEST_HEX_LEN
        || memcmp(name.data + before, hex, DIGEST_HEX_LEN) != 0) {
        finding_add(&verify->findings, CAUSE_CHANGED, FINDING_NOWHERE, nobody, 0,
            "%.*s is not the document that it is named by", (int)name.len, name.data);
    } else if (!is_named(verify->options->archive, span_from(hex))) {
        finding_add(&verify->findings, CAUSE_FORM, FINDING_NOWHERE, nobody, 0,
            "%.*s is named by no entry", (int)name.len, name.data);
    }
}

/* What belongs to a dossier besides entries and documents. */
static bool is_known(struct span name)
{
    static const char *const files[] = {
        "README.txt", "checkpoint", "log.vkey", "log.former.vkeys", "attest.vkeys", "manifest.txt"};
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        if (span_is(name, files[i])) {
            return true;
        }
    }
    return span_starts_with(name, SPAN("signatures/"))
           || (span_starts_with(name, SPAN("entries/")) && ends_with(name, ".tlog-proof"));
}

static void others_check(struct verify *verify)
{
    const struct archive *archive = verify->options->archive;
    struct zip_file file = {.next = 0};
    while (zip_next(&archive->zip, &file)) {
        uint64_t index;
        struct span first;
        struct span name = inner(archive, file.name);
        if (archive_find(archive, name, &first) && first.data != file.bytes.data) {
            finding_add(&verify->findings, CAUSE_FORM, FINDING_NOWHERE, nobody, 0,
                "%.*s is there twice", (int)name.len, name.data);
        }
        if (span_starts_with(name, SPAN("documents/"))) {
            document_check(verify, name, file.bytes);
        } else if (!entry_index(name, &index) && !is_known(name)) {
            finding_add(&verify->findings, CAUSE_FORM, FINDING_NOWHERE, nobody, 0,
                "%.*s belongs to no dossier", (int)file.name.len, file.name.data);
        }
    }
}

/* manifest.txt has each other file as it is, in the archive's order. What was found before may well
 * be why it has not. */
static void manifest_check(struct verify *verify)
{
    const struct archive *archive = verify->options->archive;
    struct zip_file file = {.next = 0};
    struct span rest = {.data = NULL, .len = 0};
    struct span line = nobody;
    const char *wrong = archive_find(archive, SPAN("manifest.txt"), &rest) ? NULL : "is missing";
    struct span name = SPAN("manifest.txt");
    while (wrong == NULL && zip_next(&archive->zip, &file)) {
        struct digest own = digest_of(file.bytes);
        char hex[DIGEST_HEX_LEN + 1];
        char expected[DIGEST_HEX_LEN + 2 + ZIP_NAME_MAX + 1];
        name = inner(archive, file.name);
        if (span_is(name, "manifest.txt")) {
            continue;
        }
        digest_hex(&own, hex);
        (void)snprintf(expected, sizeof(expected), "%s  %.*s", hex, (int)name.len, name.data);
        if (!span_split(&rest, '\n', &line) || !span_is(line, expected)) {
            wrong = "is not as manifest.txt lists it";
        }
    }
    if (wrong == NULL && rest.len > 0) {
        name = SPAN("manifest.txt");
        wrong = "lists a file that is not there";
    }
    if (wrong == NULL) {
        return;
    }
    char text[FINDING_TEXT_MAX];
    (void)snprintf(text, sizeof(text), "%.*s %s", (int)name.len, name.data, wrong);
    if (verify->findings.count > 0) {
        finding_fold(&verify->findings, 0, FINDING_NOWHERE, text);
    } else {
        finding_add(&verify->findings, CAUSE_CHANGED, FINDING_NOWHERE, nobody, 0, "%s", text);
    }
}

enum status dossier_run(struct verify *verify)
{
    ensure(verify != NULL && verify->options->archive != NULL);
    const struct archive *archive = verify->options->archive;
    /* "tilsagn-grant-17/" has the accounts "grant:17:…" to itself; of others it shows a part. */
    (void)snprintf(verify->own_accounts, sizeof(verify->own_accounts),
        "grant:%.*s:", (int)(archive->root.len - sizeof(ROOT)),
        archive->root.data + sizeof(ROOT) - 1);
    enum status status = entries_check(verify);
    if (status == STATUS_OK) {
        others_check(verify);
        manifest_check(verify);
    }
    return status;
}
