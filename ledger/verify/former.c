/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/verify/former.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/verify/report.h"

static const struct span nobody = {.data = NULL, .len = 0};

enum status former_open(struct arena *arena, const struct verify_options *options,
    struct former *former, struct fault *fault)
{
    ensure(options->former != NULL);
    (void)memset(former, 0, sizeof(*former));
    buffer_init(&former->lost, FORMER_LOST_MAX * DIGEST_LEN);
    former->options = (struct verify_options){
        .folder = options->former,
        .log_key = options->former_key,
        .attest = options->attest,
        .policy = options->policy,
        .threads = options->threads,
        .of_former = true,
    };
    return trust_read(arena, &former->options, &former->trust, fault);
}

void former_close(struct former *former)
{
    verify_free(former->verify);
    heads_free(&former->heads);
    buffer_free(&former->lost);
}

/* The first difference is the cause; what else differs follows from it. */
static void differs(struct former *former, struct verify *verify, uint64_t index,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

static void differs(
    struct former *former, struct verify *verify, uint64_t index, const char *format, ...)
{
    char text[FINDING_TEXT_MAX];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof(text), format, arguments); /* cut when longer */
    va_end(arguments);
    if (former->under > 0) {
        finding_fold(&verify->findings, former->under - 1, index, text);
        return;
    }
    finding_add(&verify->findings, CAUSE_FORMER, index, nobody, 0, "%s", text);
    former->under = verify->findings.count;
}

/* A hash as the folder gives it; that a tile is missing was found by the pass. */
static const uint8_t *hash_at(struct verify *verify, uint64_t index)
{
    size_t count = verify->findings.count;
    uint64_t more = verify->findings.more;
    const uint8_t *stored = verify_tile_hash(verify, 0, index);
    verify->findings.count = count;
    verify->findings.more = more;
    return stored;
}

/* Where the former log's entry `index` stands in the log, if it has come there. */
static bool place_of(
    const struct former *former, const struct verify *verify, uint64_t index, uint64_t *place_out)
{
    *place_out = index + former->place + 1;
    return *place_out < verify->size
           && (former->place == 0 || *place_out <= verify->anew.kept[0].left_size);
}

static void left_compare(
    struct former *former, struct verify *verify, uint64_t index, const struct digest *hash)
{
    uint64_t place = 0;
    const uint8_t *stored = place_of(former, verify, index, &place) ? hash_at(verify, place) : NULL;
    if (stored == NULL) {
        return;
    }
    former->compared++;
    if (memcmp(stored, hash->bytes, DIGEST_LEN) != 0) {
        differs(former, verify, place, "it is not entry %" PRIu64 " of the former log", index);
    }
}

static void root_compare(struct former *former, struct verify *verify,
    const struct merkle_frontier *tree, const struct digest *said, const char *what)
{
    struct digest root = merkle_root(tree);
    if (memcmp(root.bytes, said->bytes, DIGEST_LEN) != 0) {
        differs(former, verify, FINDING_NOWHERE,
            "the root of the former log's first %" PRIu64 " entries is not the one that %s",
            tree->size, what);
    }
}

/* All that the folder has of what was signed, from its hash tiles. */
static void hashes_compare(struct former *former, struct verify *verify)
{
    const struct discontinuity *said = former->said;
    uint64_t has = former->verify->size;
    struct merkle_frontier tree = {.size = 0};
    while (tree.size < has && tree.size < said->signed_size) {
        uint64_t index = tree.size;
        struct digest hash = {.bytes = {0}};
        const uint8_t *stored = hash_at(former->verify, index);
        if (stored != NULL) {
            (void)memcpy(hash.bytes, stored, DIGEST_LEN);
        }
        merkle_append(&tree, &hash, NULL, NULL);
        if (index < said->left_size) {
            left_compare(former, verify, index, &hash);
        } else if (++former->held <= FORMER_LOST_MAX) {
            buffer_put(
                &former->lost, (struct span){.data = (const char *)hash.bytes, .len = DIGEST_LEN});
            former->asked++;
        }
        if (tree.size == said->left_size) {
            root_compare(former, verify, &tree, &said->left_root, "was left");
        }
        if (tree.size == said->signed_size) {
            root_compare(former, verify, &tree, &said->signed_root, "was signed");
        }
    }
    if (has > said->signed_size) {
        differs(former, verify, FINDING_NOWHERE,
            "the former log was signed for %" PRIu64 " entries, and the log says %" PRIu64, has,
            said->signed_size);
    }
}

static int by_bytes(const void *left, const void *right)
{
    return memcmp(left, right, DIGEST_LEN);
}

/* What had waited in the database may have been logged before the end was lost. */
static void lost_find(struct former *former, struct verify *verify)
{
    if (former->lost.failed || former->asked == 0) {
        former->asked = 0;
        return;
    }
    qsort(former->lost.data, former->asked, DIGEST_LEN, by_bytes);
    uint64_t place = 0;
    for (uint64_t i = 0;
         i < former->said->waiting && place_of(former, verify, former->said->left_size + i, &place);
         i++) {
        const uint8_t *stored = hash_at(verify, place);
        former->again +=
            stored != NULL
            && bsearch(stored, former->lost.data, former->asked, DIGEST_LEN, by_bytes) != NULL;
    }
}

/* The folder by itself. */
static enum status folder_verify(
    struct former *former, struct verify *verify, verify_progress *progress)
{
    enum status status =
        heads_read(&former->options, &former->trust, &former->heads, &former->findings);
    if (status == STATUS_NOT_FOUND) {
        differs(former, verify, FINDING_NOWHERE, "the former log's folder: %s",
            former->findings.kept[0].text);
        return STATUS_OK;
    }
    if (status == STATUS_OK) {
        status = verify_begin(
            &former->options, &former->trust, &former->heads, &former->findings, &former->verify);
    }
    return status == STATUS_OK ? verify_run(former->verify, progress) : status;
}

enum status former_check(struct former *former, struct verify *verify, verify_progress *progress)
{
    struct span name = former->trust.logs[0].name;
    const struct anew *anew = &verify->anew;
    verify->former = former;
    while (former->place < anew->count && !span_is(name, anew->kept[former->place].former)) {
        former->place++;
    }
    if (former->place == anew->count) {
        differs(former, verify, FINDING_NOWHERE,
            "the folder is of the log %.*s, and this log does not go on from that", (int)name.len,
            name.data);
        return STATUS_OK;
    }
    former->said = &anew->kept[former->place];
    verify_rest(verify);
    enum status status = folder_verify(former, verify, progress);
    if (status != STATUS_OK || former->verify == NULL) {
        return status;
    }
    (void)report_order(former->verify);
    const struct findings *own = &former->verify->findings;
    if (own->count > 0) {
        differs(former, verify, FINDING_NOWHERE, "the former log's folder does not verify: %s: %s",
            cause_name(own->kept[0].cause), own->kept[0].text);
        return STATUS_OK;
    }
    hashes_compare(former, verify);
    lost_find(former, verify);
    return STATUS_OK;
}

bool former_is_short(const struct former *former)
{
    return former->verify != NULL && former->verify->size < former->said->signed_size;
}
