/* SPDX-License-Identifier: EUPL-1.2 */
/* world.h - a made-up log and the verifier over it, for the tests of this folder. */
#ifndef TESTS_LEDGER_VERIFY_WORLD_H
#define TESTS_LEDGER_VERIFY_WORLD_H

#include <stdio.h>
#include <string.h>

#include "ledger/base/hex.h"
#include "ledger/verify/former.h"
#include "ledger/verify/report.h"
#include "tests/harness.h"
#include "tests/ledger/verify/run_program.h"
#include "tests/support/log_folder.h"

#ifndef GRANTS
#define GRANTS 200
#endif
#define ENTRIES (2 + 3 * GRANTS) /* 602 unless said otherwise: two full bundles and one of 90 */
#define AT_S    INT64_C(1575277200)
static struct log_folder log_made;
static struct arena *arena;
static struct verify_options options;
static struct buffer report;

static inline void setup(void)
{
    log_folder_open(&log_made);
    log_folder_fill(&log_made, GRANTS);
    log_folder_write(&log_made);
    arena = arena_create((size_t)1024 * 1024);
    buffer_init(&report, 1024 * 1024);
    options = (struct verify_options){
        .folder = log_made.path, .policy = arena_printf(arena, "%s/policy", log_made.path)};
}

static inline void teardown(void)
{
    buffer_free(&report);
    arena_destroy(arena);
    log_folder_close(&log_made);
}

/* The program says what the report says, and ends with the same code. */
static inline void expect_program(int code)
{
#ifndef VERIFY_SANITIZED /* test_process.c runs it there */
    struct program_run run = run_program(arena, &options);
    bool same = run.code == code && span_equal(run.out, buffer_span(&report));
    ck_assert_msg(same, "the program ends with %d, not %d:\n%s%s", run.code, code, run.out.data,
        run.err.data);
#else
    (void)code;
#endif
}

/* Runs the verifier and the program; the findings lie in *findings_out in their order. Returns the
 * exit code. */
static inline int verify_now(struct findings *findings_out)
{
    static struct trust trust;
    static struct findings findings;
    static struct former former;
    struct heads heads;
    struct fault fault;
    fault_clear(&fault);
    (void)memset(&findings, 0, sizeof(findings));
    ck_assert_msg(trust_read(arena, &options, &trust, &fault) == STATUS_OK, "%s", fault.text);
    ck_assert_int_eq(heads_read(&options, &trust, &heads, &findings), STATUS_OK);
    struct verify *verify = NULL;
    ck_assert_int_eq(verify_begin(&options, &trust, &heads, &findings, &verify), STATUS_OK);
    ck_assert_int_eq(verify_run(verify, NULL), STATUS_OK);
    if (options.former != NULL) {
        ck_assert_int_eq(former_open(arena, &options, &former, &fault), STATUS_OK);
        ck_assert_int_eq(former_check(&former, verify, NULL), STATUS_OK);
    }
    int code = report_order(verify);
    *findings_out = verify->findings;
    buffer_clear(&report);
    if (options.json) {
        report_put_json(&report, verify);
    } else {
        report_put_text(&report, verify);
    }
    ck_assert(!report.failed);
    verify_free(verify);
    heads_free(&heads);
    if (options.former != NULL) {
        former_close(&former);
    }
    expect_program(code);
    return code;
}

static struct findings found;

/* Exactly one cause, at that entry. */
static inline void expect_one(enum cause cause, uint64_t index)
{
    int code = verify_now(&found);
    ck_assert_msg(code == (int)cause && found.count == 1 && found.kept[0].index == index,
        "exit %d:\n%.*s", code, (int)report.len, report.data);
}

static inline bool report_says(const char *text)
{
    buffer_putc(&report, '\0');
    bool says = strstr(report.data, text) != NULL;
    report.len--;
    return says;
}

/* Signed and cosigned at several sizes, each cosignature half a second behind its last entry. */
static inline void sign_all(void)
{
    static const size_t sizes[] = {1, 2, 100, 256, 257, 512};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        log_folder_sign(&log_made, sizes[i], AT_S + (int64_t)sizes[i]);
    }
    log_folder_publish(&log_made, AT_S + ENTRIES);
}

/* Writes and signs the log as it now is, as somebody with the log's key could. */
static inline void resign(void)
{
    log_folder_write(&log_made);
    log_folder_publish(&log_made, AT_S + (int64_t)log_made.count);
}

static inline void leaf_replace(size_t index, const char *from, const char *to)
{
    struct span *leaf = &log_made.leaves[index];
    const char *at = strstr(leaf->data, from);
    ck_assert_msg(at != NULL, "%s", from);
    *leaf = arena_format(
        log_made.arena, "%.*s%s%s", (int)(at - leaf->data), leaf->data, to, at + strlen(from));
}

/* A deployment that records one portal host's key. */
static inline const struct span *deploy(
    int64_t version, const struct span *prev, const char *clock, const struct ed25519_key *key)
{
    struct note_verifier host = {.name = SPAN("portal.test")};
    struct buffer text;
    size_t index = log_made.count;
    ed25519_public(key, host.public_key);
    note_key_id(host.name, host.public_key, host.key_id);
    buffer_init(&text, 256);
    hex_put(&text, (struct span){(const char *)host.key_id, NOTE_KEY_ID_LEN});
    buffer_putc(&text, ':');
    hex_put(&text, (struct span){(const char *)host.public_key, ED25519_PUBLIC_LEN});
    (void)log_folder_add(
        &log_made, &(struct log_entry){"system", version, prev, "record_deployment", NULL, 0});
    leaf_replace(index, "{\"verdict\": \"good\"}",
        arena_printf(arena, "{\"attest_keys\": [7, \"x\", \"%.*s\"], \"simulated_clock\": %s}",
            (int)text.len, text.data, clock));
    buffer_free(&text);
    return &log_made.leaves[index];
}

#endif
