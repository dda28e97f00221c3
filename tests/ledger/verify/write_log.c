/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * write_log - makes up a log of 602 entries, writes its files with checkpoints at several sizes and
 * proofs/INDEX for every seventh entry, and prints the folder, which is the caller's.
 */
#include <stdio.h>
#include <string.h>

#include "ledger/log/tile.h"
#include "ledger/log/tlog_proof.h"
#include "tests/harness.h"
#include "tests/support/log_folder.h"

static struct log_folder made;

static void write_proof(const struct merkle_source *source, size_t index)
{
    struct tlog_proof proof = {.index = index, .checkpoint = log_folder_get(&made, "checkpoint")};
    ck_assert_int_eq(merkle_inclusion(source, index, made.count, &proof.proof), STATUS_OK);
    struct buffer text;
    buffer_init(&text, 65536);
    tlog_proof_put(&text, &proof);
    log_folder_put(&made, arena_printf(made.arena, "proofs/%zu", index), buffer_span(&text));
    buffer_free(&text);
}

START_TEST(writes_a_log)
{
    static struct tile_source tiles;
    static const size_t sizes[] = {1, 2, 3, 100, 255, 256, 257, 511, 512, 601};
    log_folder_open(&made);
    log_folder_fill(&made, 200);
    log_folder_write(&made);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        log_folder_sign(&made, sizes[i], 1575277200 + (int64_t)sizes[i]);
    }
    log_folder_publish(&made, 1575277200 + (int64_t)made.count);
    struct merkle_source source = log_folder_hashes(&made, &tiles);
    for (size_t i = 0; i < made.count; i += 7) {
        write_proof(&source, i);
    }
    ck_assert_int_gt(printf("%s\n", made.path), 0);
    ck_assert_int_eq(fflush(stdout), 0);
}
END_TEST

int main(void)
{
    TCase *log = tcase_create("log");
    tcase_set_timeout(log, 60);
    tcase_add_test(log, writes_a_log);
    return harness_run("write_log", log);
}
