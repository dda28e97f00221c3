/* SPDX-License-Identifier: EUPL-1.2 */
/* nftw() is of the X/Open extension. */
#define _XOPEN_SOURCE 700 // NOLINT(bugprone-reserved-identifier)

#include "tests/support/log_folder.h"

#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>

#include "ledger/base/json.h"
#include "ledger/base/moment.h"
#include "ledger/log/attest.h"
#include "ledger/log/checkpoint.h"
#include "ledger/log/cosignature.h"
#include "ledger/log/tile.h"

#define CERTIFICATE "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

void log_folder_open(struct log_folder *log)
{
    (void)memset(log, 0, sizeof(*log));
    (void)snprintf(log->path, sizeof(log->path), "/tmp/tilsagn-log-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(log->path));
    log->arena = arena_create((size_t)64 * 1024 * 1024);
    ck_assert_ptr_nonnull(log->arena);
    uint8_t secret[ED25519_SECRET_LEN] = {1};
    ck_assert_int_eq(ed25519_from_secret(secret, &log->key), STATUS_OK);
    secret[0] = 2;
    ck_assert_int_eq(ed25519_from_secret(secret, &log->attest_key), STATUS_OK);
    secret[0] = 3;
    ck_assert_int_eq(ed25519_from_secret(secret, &log->witness_key), STATUS_OK);
    log->at_us = INT64_C(1575277200000000); /* 2019-12-02T09:00:00Z */
}

static int remove_one(const char *path, const struct stat *file, int type, struct FTW *place)
{
    (void)file;
    (void)type;
    (void)place;
    return remove(path);
}

void log_folder_close(struct log_folder *log)
{
    (void)nftw(log->path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    ed25519_free(log->key);
    ed25519_free(log->attest_key);
    ed25519_free(log->witness_key);
    arena_destroy(log->arena);
}

static const char *role_of(const struct log_folder *log)
{
    return log->role == NULL ? "officer" : log->role;
}

/* The request of an entry, and its attest text. */
static struct span request_of(
    struct log_folder *log, const struct log_entry *entry, struct span *attest_out)
{
    const char *params = log->params == NULL ? "{}" : log->params;
    struct span request =
        entry->person > 0
            ? arena_format(log->arena,
                "{\"v\":1,\"act\":\"%s\",\"audience\":\"agency\",\"request_id\":\"%032d\","
                "\"person\":%d,\"role\":\"%s\",\"certificate\":\"" CERTIFICATE
                "\",\"actor\":null,\"received_us\":1575277199000000,\"duration_us\":1,"
                "\"idem\":null,\"second_factor\":%s,\"params\":%s}",
                entry->kind, (int)log->count, (int)entry->person, role_of(log),
                log->signature == NULL ? "null" : "{\"signature\":true}", params)
            : arena_format(log->arena,
                "{\"v\":1,\"act\":\"%s\",\"audience\":\"system\",\"request_id\":\"%032d\","
                "\"person\":null,\"role\":null,\"certificate\":null,"
                "\"actor\":{\"program\":\"tilsagn-sequencer\"},\"received_us\":null,"
                "\"duration_us\":null,\"idem\":null,\"second_factor\":null,\"params\":%s}",
                entry->kind, (int)log->count, params);
    struct attest_claim claim;
    ck_assert_int_eq(attest_claim_read(log->arena, request, &claim), STATUS_OK);
    uint8_t public_key[ED25519_PUBLIC_LEN];
    uint8_t key_id[NOTE_KEY_ID_LEN];
    ed25519_public(log->attest_key, public_key);
    note_key_id(SPAN("portal.test"), public_key, key_id);
    struct buffer attest;
    buffer_init(&attest, 1024);
    attest_put(&attest, &claim, key_id, log->attest_key);
    *attest_out = arena_copy(log->arena, buffer_span(&attest));
    buffer_free(&attest);
    return request;
}

static void put_actor(
    struct buffer *leaf, const struct log_folder *log, const struct log_entry *entry)
{
    if (entry->person == 0) {
        buffer_puts(leaf, "{\"system\":\"tilsagn-sequencer\"}");
        return;
    }
    buffer_printf(leaf,
        "{\"human\":%" PRId64 ",\"person\":%" PRId64 ",\"organisation\":\"%s\","
        "\"role\":\"%s\",\"certificate\":\"" CERTIFICATE "\"}",
        entry->person, entry->person, log->organisation == NULL ? "12345678" : log->organisation,
        role_of(log));
}

const struct span *log_folder_add(struct log_folder *log, const struct log_entry *entry)
{
    struct span attest;
    struct span request = request_of(log, entry, &attest);
    struct buffer leaf;
    buffer_init(&leaf, 65535);
    buffer_printf(&leaf,
        "{\"v\":1,\"stream\":\"%s\",\"version\":%" PRId64 ",\"prev\":", entry->stream,
        entry->version);
    if (entry->prev == NULL) {
        buffer_puts(&leaf, "null");
    } else {
        char hex[DIGEST_HEX_LEN + 1];
        struct digest hash = merkle_leaf_hash(*entry->prev);
        digest_hex(&hash, hex);
        buffer_printf(&leaf, "\"%s\"", hex);
    }
    buffer_printf(&leaf, ",\"kind\":\"%s\",\"at\":\"", entry->kind);
    moment_put(&leaf, log->at_us);
    buffer_puts(&leaf, "\",\"effective\":\"2019-12-02\",\"received\":");
    buffer_puts(&leaf, entry->person > 0 ? "\"2019-12-02T08:59:59.000000Z\",\"began\":"
                                           "\"2019-12-02T08:59:58.999999Z\""
                                         : "null,\"began\":null");
    buffer_puts(&leaf, ",\"actor\":");
    put_actor(&leaf, log, entry);
    struct json_writer json;
    json_writer_init(&json, &leaf);
    buffer_puts(&leaf, ",\"call\":null,");
    json_put_text(&json, "request", request);
    json_put_text(&json, "attest", attest);
    buffer_puts(&leaf, ",\"signature\":");
    buffer_printf(&leaf, log->signature == NULL ? "null" : "\"%s\"", log->signature);
    buffer_printf(&leaf,
        ",\"result\":{\"verdict\": \"good\"},\"idem\":null,\"nonce\":\"%032d\","
        "\"postings\":[%s]}",
        (int)log->count, entry->postings == NULL ? "" : entry->postings);
    ck_assert(!leaf.failed);
    ck_assert_uint_lt(log->count, LOG_FOLDER_ENTRIES);
    struct span *kept = &log->leaves[log->count++];
    *kept = arena_copy(log->arena, buffer_span(&leaf));
    buffer_free(&leaf);
    log->at_us += MOMENT_SECOND_US;
    return kept;
}

void log_folder_fill(struct log_folder *log, size_t grants)
{
    (void)log_folder_add(
        log, &(struct log_entry){"appropriation:17", 1, NULL, "confirm",
                 "{\"account\":\"appropriation:17:source\",\"amount\":-1000000},"
                 "{\"account\":\"appropriation:17:unallocated\",\"amount\":1000000}",
                 7});
    (void)log_folder_add(
        log, &(struct log_entry){"call:c", 1, NULL, "confirm",
                 "{\"account\":\"appropriation:17:unallocated\",\"amount\":-1000000},"
                 "{\"account\":\"call:c:available\",\"amount\":1000000}",
                 7});
    for (size_t i = 1; i <= grants; i++) {
        char *stream = arena_printf(log->arena, "grant:%zu", i);
        char *money = arena_printf(log->arena,
            "{\"account\":\"call:c:available\",\"amount\":-100},"
            "{\"account\":\"grant:%zu:committed\",\"amount\":100}",
            i);
        const struct span *first =
            log_folder_add(log, &(struct log_entry){stream, 1, NULL, "made_up", NULL, 8});
        const struct span *second =
            log_folder_add(log, &(struct log_entry){stream, 2, first, "posted", money, 7});
        (void)log_folder_add(log, &(struct log_entry){stream, 3, second, "close_call", NULL, 0});
    }
}

void log_folder_put(const struct log_folder *log, const char *name, struct span bytes)
{
    char path[512];
    (void)snprintf(path, sizeof(path), "%s/%s", log->path, name);
    if (bytes.data == NULL) {
        ck_assert_int_eq(unlink(path), 0);
        return;
    }
    for (char *slash = strchr(path + strlen(log->path) + 1, '/'); slash != NULL;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(path, 0755);
        *slash = '/';
    }
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes.data, 1, bytes.len, file), bytes.len);
    ck_assert_int_eq(fclose(file), 0);
}

struct span log_folder_get(const struct log_folder *log, const char *name)
{
    static char bytes[1024 * 1024];
    char path[512];
    (void)snprintf(path, sizeof(path), "%s/%s", log->path, name);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    size_t len = fread(bytes, 1, sizeof(bytes), file);
    (void)fclose(file);
    return arena_copy(log->arena, (struct span){.data = bytes, .len = len});
}

static void write_tile(struct log_folder *log, struct tile tile, const struct buffer *bytes)
{
    struct buffer path;
    buffer_init(&path, TILE_PATH_LEN_MAX + 1);
    tile_put_path(&path, &tile);
    buffer_putc(&path, '\0');
    log_folder_put(log, path.data, buffer_span(bytes));
    buffer_free(&path);
}

/* The hashes of one level of tiles, and then of the level above them. */
static void write_level(
    struct log_folder *log, unsigned level, const struct digest *hashes, size_t count)
{
    static struct digest above[LOG_FOLDER_ENTRIES / TILE_WIDTH + 1];
    size_t whole = 0;
    for (size_t i = 0; i < count; i += TILE_WIDTH) {
        size_t width = count - i < TILE_WIDTH ? count - i : TILE_WIDTH;
        struct buffer bytes;
        buffer_init(&bytes, TILE_LEN);
        buffer_put(&bytes, (struct span){(const char *)hashes[i].bytes, width * DIGEST_LEN});
        write_tile(log,
            (struct tile){.level = level, .index = i / TILE_WIDTH, .width = (unsigned)width},
            &bytes);
        buffer_free(&bytes);
        if (width == TILE_WIDTH) {
            struct merkle_frontier frontier = {.size = 0};
            for (size_t j = i; j < i + width; j++) {
                merkle_append(&frontier, &hashes[j], NULL, NULL);
            }
            above[whole++] = merkle_root(&frontier);
        }
    }
    if (whole > 0) {
        write_level(log, level + 1, above, whole);
    }
}

static struct span name_of(const struct log_folder *log)
{
    return span_from(log->origin == NULL ? LOG_FOLDER_ORIGIN : log->origin);
}

static void write_keys(struct log_folder *log)
{
    struct note_verifier key = {.name = name_of(log)};
    struct buffer text;
    buffer_init(&text, 4096);
    ed25519_public(log->key, key.public_key);
    note_key_id(key.name, key.public_key, key.key_id);
    note_put_verifier(&text, &key);
    buffer_putc(&text, '\n');
    log_folder_put(log, "log.vkey", buffer_span(&text));
    buffer_clear(&text);
    key.name = SPAN("portal.test");
    ed25519_public(log->attest_key, key.public_key);
    note_key_id(key.name, key.public_key, key.key_id);
    buffer_puts(&text, "# portal hosts\n");
    note_put_verifier(&text, &key);
    buffer_putc(&text, '\n');
    log_folder_put(log, "attest.vkeys", buffer_span(&text));
    buffer_clear(&text);
    cosigner_of(SPAN(LOG_FOLDER_WITNESS), log->witness_key, &key);
    buffer_puts(&text, "witness w ");
    cosigner_put(&text, &key);
    buffer_puts(&text, "\nquorum w\n");
    log_folder_put(log, "policy", buffer_span(&text));
    buffer_free(&text);
}

void log_folder_write(struct log_folder *log)
{
    static struct digest hashes[LOG_FOLDER_ENTRIES];
    write_keys(log);
    for (size_t i = 0; i < log->count; i += TILE_WIDTH) {
        size_t width = log->count - i < TILE_WIDTH ? log->count - i : TILE_WIDTH;
        struct buffer bundle;
        buffer_init(&bundle, (size_t)TILE_WIDTH * 65537);
        for (size_t j = i; j < i + width; j++) {
            hashes[j] = merkle_leaf_hash(log->leaves[j]);
            ck_assert_int_eq(bundle_put(&bundle, log->leaves[j]), STATUS_OK);
        }
        write_tile(log,
            (struct tile){.entries = true, .index = i / TILE_WIDTH, .width = (unsigned)width},
            &bundle);
        buffer_free(&bundle);
    }
    write_level(log, 0, hashes, log->count);
}

static struct span signed_of(struct log_folder *log, size_t size, int64_t cosigned_s)
{
    struct merkle_frontier frontier = {.size = 0};
    for (size_t i = 0; i < size; i++) {
        struct digest hash = merkle_leaf_hash(log->leaves[i]);
        merkle_append(&frontier, &hash, NULL, NULL);
    }
    struct checkpoint checkpoint = {
        .origin = name_of(log), .size = size, .root = merkle_root(&frontier)};
    struct buffer body;
    struct buffer note;
    buffer_init(&body, 4096);
    buffer_init(&note, 4096);
    checkpoint_put(&body, &checkpoint);
    note_put_signed(&note, buffer_span(&body), checkpoint.origin, log->key);
    if (cosigned_s >= 0) {
        cosignature_put(
            &note, buffer_span(&body), SPAN(LOG_FOLDER_WITNESS), log->witness_key, cosigned_s);
    }
    struct span copy = arena_copy(log->arena, buffer_span(&note));
    buffer_free(&body);
    buffer_free(&note);
    return copy;
}

void log_folder_sign(struct log_folder *log, size_t size, int64_t cosigned_s)
{
    log_folder_put(
        log, arena_printf(log->arena, "checkpoints/%zu", size), signed_of(log, size, cosigned_s));
}

void log_folder_publish(struct log_folder *log, int64_t cosigned_s)
{
    log_folder_sign(log, log->count, cosigned_s);
    log_folder_put(log, "checkpoint", signed_of(log, log->count, cosigned_s));
}

static enum status load_tile(void *context, const struct tile *tile, uint8_t *bytes_out)
{
    const struct log_folder *log = context;
    struct buffer name;
    buffer_init(&name, TILE_PATH_LEN_MAX + 1);
    tile_put_path(&name, tile);
    buffer_putc(&name, '\0');
    struct span bytes = log_folder_get(log, name.data);
    (void)memcpy(bytes_out, bytes.data, bytes.len);
    buffer_free(&name);
    return STATUS_OK;
}

struct merkle_source log_folder_hashes(struct log_folder *log, struct tile_source *tiles)
{
    tile_source_init(tiles, log->count, load_tile, log);
    return tile_source_hashes(tiles);
}
