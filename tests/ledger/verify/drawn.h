/* SPDX-License-Identifier: EUPL-1.2 */
/* drawn.h - requests for vouchers and their draws in a made-up log. */
#ifndef TESTS_LEDGER_VERIFY_DRAWN_H
#define TESTS_LEDGER_VERIFY_DRAWN_H

#include "ledger/grants/voucher.h"
#include "tests/ledger/verify/world.h"

#define DRAW_RULE  "{\"always_from_ore\":50000000,\"draws\":3,\"days\":14}"
#define DRAW_LINES "[{\"line\":4,\"ore\":5,\"before\":false}]"
#define DRAW_TAKES "[{\"line\":4,\"ore\":5,\"why\":\"drawn\"}]"

static inline struct digest root_of(size_t first, size_t count)
{
    struct merkle_frontier frontier = {.size = 0};
    for (size_t i = first; i < first + count && i < log_made.count; i++) {
        struct digest hash = merkle_leaf_hash(log_made.leaves[i]);
        merkle_append(&frontier, &hash, NULL, NULL);
    }
    return merkle_root(&frontier);
}

/* Asks for the vouchers of a case by that rule; the request's leaf hash. */
static inline struct digest ask_for(const char *stream, const char *rule)
{
    (void)log_folder_add(
        &log_made, &(struct log_entry){stream, 1, NULL, "request_vouchers", NULL, 8});
    leaf_replace(log_made.count - 1, "{\"verdict\": \"good\"}",
        arena_printf(arena, "{\"rule\":%s,\"lines\":" DRAW_LINES "}", rule));
    return merkle_leaf_hash(log_made.leaves[log_made.count - 1]);
}

/* What a draw says; its seed follows from leaf and root. */
struct said_drawn {
    struct digest leaf;
    struct digest root;
    const char *size;
    const char *rule;
    const char *lines;
    const char *sample;
};

static inline void draw(const char *stream, const struct span *prev, const struct said_drawn *said)
{
    char leaf[DIGEST_HEX_LEN + 1];
    char root[DIGEST_HEX_LEN + 1];
    char seed[DIGEST_HEX_LEN + 1];
    struct digest made = voucher_seed(&said->leaf, &said->root);
    digest_hex(&said->leaf, leaf);
    digest_hex(&said->root, root);
    digest_hex(&made, seed);
    (void)log_folder_add(&log_made,
        &(struct log_entry){stream, prev == NULL ? 1 : 2, prev, "draw_vouchers", NULL, 0});
    leaf_replace(log_made.count - 1, "{\"verdict\": \"good\"}",
        arena_printf(arena,
            "{\"leaf\":\"%s\",\"root\":\"%s\",\"seed\":\"%s\",\"size\":%s,\"rule\":%s,"
            "\"lines\":%s,\"sample\":%s}",
            leaf, root, seed, said->size, said->rule, said->lines, said->sample));
}

#endif
