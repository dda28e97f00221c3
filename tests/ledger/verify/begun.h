/* SPDX-License-Identifier: EUPL-1.2 */
/* begun.h - a made-up log that goes on from what was left of another. */
#ifndef TESTS_LEDGER_VERIFY_BEGUN_H
#define TESTS_LEDGER_VERIFY_BEGUN_H

#include "ledger/base/moment.h"
#include "tests/ledger/verify/drawn.h"

#define LATER_S (AT_S + INT64_C(864000)) /* the log was begun anew ten days on */

#define PROPOSAL "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
#define SIGNED   "3132333435363738393031323334353637383930313233343536373839303132"

static inline void confirm(int64_t person, const char *role, const char *proposal)
{
    char *stream = arena_printf(arena, "organisation:%zu", log_made.count);
    log_made.role = role;
    log_made.params = arena_printf(arena, "{\"proposal\":1,\"sha256\":\"%s\"}", proposal);
    (void)log_folder_add(&log_made, &(struct log_entry){stream, 1, NULL, "confirm", NULL, person});
    log_made.role = NULL;
    log_made.params = NULL;
}

/* Two administrators confirm what is recorded later; that waits to be logged. */
static inline void setup_confirmed(void)
{
    setup();
    confirm(21, "administrator", PROPOSAL);
    confirm(22, "administrator", PROPOSAL);
}

/* What a beginning says; the root is that of the entries that follow it now. */
struct said {
    const char *origin;
    const char *former;
    size_t left;
    size_t waiting;
    const char *more; /* in the place of the reason */
};

/* Puts a beginning before everything else. */
static inline void begin(const struct said *said, int64_t at_s)
{
    char hex[DIGEST_HEX_LEN + 1];
    struct digest root = root_of(0, said->left);
    digest_hex(&root, hex);
    log_made.at_us = at_s * MOMENT_SECOND_US;
    const char *stream = arena_printf(arena, "log:%zu", log_made.count);
    (void)log_folder_add(&log_made, &(struct log_entry){stream, 1, NULL, "begin_log", NULL, 0});
    leaf_replace(log_made.count - 1, "{\"verdict\": \"good\"}",
        arena_printf(arena,
            "{\"origin\":\"%s\",\"former\":\"%s\",\"signed_size\":%zu,\"left_size\":%zu,"
            "\"left_root\":\"%s\",\"signed_root\":\"%s\",\"head\":\"signed\",\"sha256\":\"" PROPOSAL
            "\",\"waiting\":%zu%s}",
            said->origin, said->former, said->left + 7, said->left, hex, SIGNED, said->waiting,
            said->more == NULL ? ",\"reason\":\"It burnt.\"" : said->more));
    struct span leaf = log_made.leaves[log_made.count - 1];
    (void)memmove(
        &log_made.leaves[1], &log_made.leaves[0], (log_made.count - 1) * sizeof(struct span));
    log_made.leaves[0] = leaf;
}

static const struct said plain = {LOG_FOLDER_ORIGIN, "log.test/before", ENTRIES - 2, 4, NULL};

/* Signed as soon as a part was there, ten days behind the times of the entries. */
static inline void sign_later(void)
{
    log_folder_write(&log_made);
    log_folder_sign(&log_made, 100, LATER_S + 5);
    log_folder_publish(&log_made, LATER_S + 10);
}

#endif
