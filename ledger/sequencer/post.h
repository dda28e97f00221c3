/* SPDX-License-Identifier: EUPL-1.2 */
/* post.h - several HTTP POSTs at once, which all end within one time limit. */
#ifndef LEDGER_SEQUENCER_POST_H
#define LEDGER_SEQUENCER_POST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/base/buffer.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define POST_ANSWER_LEN_MAX 16384

struct post {
    const char *url; /* http or https, without a user name */
    struct span body;
    int code;             /* of HTTP; 0: no answer in time, or a longer one than we take */
    struct buffer answer; /* initialised and freed by the caller; POST_ANSWER_LEN_MAX */
};

/*
 * Sends each body and waits at most `wait_ms` for all answers; sets code and answer of each.
 * Follows no redirect; a certificate must be good. STATUS_INTERNAL without memory.
 */
MUST_CHECK enum status post_all(struct post *posts, size_t count, int64_t wait_ms);

#endif
