/* SPDX-License-Identifier: EUPL-1.2 */
/* dossier_world.h - a case of the made-up log as a file, put together of parts that a test changes.
 */
#ifndef TESTS_LEDGER_VERIFY_DOSSIER_WORLD_H
#define TESTS_LEDGER_VERIFY_DOSSIER_WORLD_H

#include "ledger/log/tlog_proof.h"
#include "ledger/verify/dossier.h"
#include "ledger/verify/file.h"

#define GRANTS 30 /* 92 entries are enough */
#include "tests/ledger/verify/world.h"

#define CASE      5
#define FIRST     ((size_t)2 + 3 * (CASE - 1)) /* index of its first entry */
#define LAST      ((size_t)ENTRIES)            /* of its last one, behind all others */
#define FILES_MAX 32

struct part {
    const char *name;
    struct span bytes; /* NULL data: taken away */
};

static struct part parts[FILES_MAX];
static size_t part_count;
static bool one_outside; /* a file beside the folder */
static bool list_stays;  /* as before the change */
static struct span list;
static char path[128];
static char signed_hex[DIGEST_HEX_LEN + 1];
static struct findings found_here;

static struct part *part_of(const char *name)
{
    for (size_t i = 0; i < part_count; i++) {
        if (strcmp(parts[i].name, name) == 0) {
            return &parts[i];
        }
    }
    ck_abort_msg("%s", name);
}

static void add(const char *name, struct span bytes)
{
    ck_assert_uint_lt(part_count, FILES_MAX);
    parts[part_count++] = (struct part){.name = name, .bytes = bytes};
}

static void add_entry(size_t index)
{
    static struct tile_source tiles;
    struct merkle_source source = log_folder_hashes(&log_made, &tiles);
    struct tlog_proof proof = {
        .index = index, .checkpoint = log_folder_get(&log_made, "checkpoint")};
    struct buffer text;
    buffer_init(&text, 65536);
    ck_assert_int_eq(merkle_inclusion(&source, index, log_made.count, &proof.proof), STATUS_OK);
    tlog_proof_put(&text, &proof);
    add(arena_printf(arena, "entries/%09zu.json", index), log_made.leaves[index]);
    add(arena_printf(arena, "entries/%09zu.tlog-proof", index),
        arena_copy(arena, buffer_span(&text)));
    buffer_free(&text);
}

/* A document that an entry names: the bytes under the hash that its successor calls "prev". */
static void add_document(void)
{
    char hex[DIGEST_HEX_LEN + 1];
    struct span leaf = log_made.leaves[FIRST];
    struct buffer bytes;
    buffer_init(&bytes, 65536);
    buffer_putc(&bytes, '\0');
    buffer_put(&bytes, leaf);
    struct digest digest = digest_of(buffer_span(&bytes));
    digest_hex(&digest, hex);
    add(arena_printf(arena, "documents/%s.pdf", hex), arena_copy(arena, buffer_span(&bytes)));
    buffer_free(&bytes);
}

static struct span request_of(struct span bytes)
{
    struct leaf leaf;
    const char *reason = NULL;
    ck_assert_int_eq(leaf_parse(arena, bytes, &leaf, &reason), STATUS_OK);
    return leaf.request;
}

/* The case's fourth entry is signed by its person. */
static void add_signed(void)
{
    struct digest digest = digest_of(SPAN("signed"));
    digest_hex(&digest, signed_hex);
    log_made.signature = signed_hex;
    (void)log_folder_add(&log_made,
        &(struct log_entry){"grant:5", 4, &log_made.leaves[FIRST + 2], "posted", NULL, 7});
    log_made.signature = NULL;
    log_folder_write(&log_made);
}

/* Of the log as it was published. */
static void fill_dossier(void)
{
    part_count = 0;
    add("checkpoint", log_folder_get(&log_made, "checkpoint"));
    add("log.vkey", log_folder_get(&log_made, "log.vkey"));
    add("attest.vkeys", log_folder_get(&log_made, "attest.vkeys"));
    add_entry(1); /* of the call */
    for (size_t i = 0; i < 3; i++) {
        add_entry(FIRST + i);
    }
    add_entry(LAST);
    add(arena_printf(arena, "signatures/%s/signature.p7s", signed_hex), SPAN("signed"));
    add(arena_printf(arena, "signatures/%s/request.json", signed_hex),
        request_of(log_made.leaves[LAST]));
    add_document();
    add("README.txt", SPAN("how to check it\n"));
}

static void setup_dossier(void)
{
    setup();
    add_signed();
    log_folder_publish(&log_made, AT_S + ENTRIES + 1);
    list_stays = false;
    one_outside = false;
    fill_dossier();
    (void)snprintf(path, sizeof(path), "%s/dossier.zip", log_made.path);
    options.folder = NULL;
    options.dossier = path;
}

static struct span list_made(void)
{
    struct buffer text;
    buffer_init(&text, 65536);
    for (size_t i = 0; i < part_count; i++) {
        char hex[DIGEST_HEX_LEN + 1];
        struct digest digest = digest_of(parts[i].bytes);
        digest_hex(&digest, hex);
        if (parts[i].bytes.data != NULL) {
            buffer_printf(&text, "%s  %s\n", hex, parts[i].name);
        }
    }
    struct span copy = arena_copy(arena, buffer_span(&text));
    buffer_free(&text);
    return copy;
}

static enum status into(void *context, struct span bytes)
{
    buffer_put(context, bytes);
    return STATUS_OK;
}

static struct span packed(void)
{
    struct zip_writer writer;
    struct buffer bytes;
    buffer_init(&bytes, 1024 * 1024);
    zip_writer_init(&writer, into, &bytes);
    for (size_t i = 0; i < part_count; i++) {
        if (parts[i].bytes.data != NULL) {
            struct span name = arena_format(arena, "tilsagn-grant-%d/%s", CASE, parts[i].name);
            ck_assert_int_eq(zip_put(&writer, name, parts[i].bytes), STATUS_OK);
        }
    }
    if (list.data != NULL) {
        struct span name = arena_format(arena, "tilsagn-grant-%d/manifest.txt", CASE);
        ck_assert_int_eq(zip_put(&writer, name, list), STATUS_OK);
    }
    if (one_outside) {
        ck_assert_int_eq(zip_put(&writer, SPAN("elsewhere.txt"), SPAN("")), STATUS_OK);
    }
    ck_assert_int_eq(zip_end(&writer), STATUS_OK);
    zip_writer_free(&writer);
    struct span copy = arena_copy(arena, buffer_span(&bytes));
    buffer_free(&bytes);
    return copy;
}

/* Packs and asks; the exit code. The words lie in `report`. */
static int ask(void)
{
    static struct trust trust;
    struct archive archive;
    struct heads heads;
    struct fault fault;
    const char *reason = NULL;
    fault_clear(&fault);
    (void)memset(&found_here, 0, sizeof(found_here));
    list = list_stays ? list : list_made();
    log_folder_put(&log_made, "dossier.zip", packed());
    ck_assert_msg(dossier_open(&options, &archive, &reason) == STATUS_OK, "%s", reason);
    ck_assert_msg(trust_read(arena, &options, &trust, &fault) == STATUS_OK, "%s", fault.text);
    if (heads_read(&options, &trust, &heads, &found_here) != STATUS_OK) {
        dossier_close(&archive);
        return (int)found_here.kept[0].cause;
    }
    struct verify *verify = NULL;
    ck_assert_int_eq(verify_begin(&options, &trust, &heads, &found_here, &verify), STATUS_OK);
    ck_assert_int_eq(dossier_run(verify), STATUS_OK);
    int code = report_order(verify);
    found_here = verify->findings;
    buffer_clear(&report);
    if (options.json) {
        report_put_json(&report, verify);
    } else {
        report_put_text(&report, verify);
    }
    verify_free(verify);
    heads_free(&heads);
    dossier_close(&archive);
    return code;
}

#endif
