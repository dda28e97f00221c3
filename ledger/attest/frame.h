/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * frame.h - how programs talk to tilsagn-attest over a Unix socket: four bytes of length (big
 * endian), then so many bytes, of which the first says what they are. One question at a time; the
 * answer comes before the next.
 */
#ifndef LEDGER_ATTEST_FRAME_H
#define LEDGER_ATTEST_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "ledger/base/buffer.h"
#include "ledger/base/span.h"

#define FRAME_HEAD_LEN 4
#define FRAME_LEN_MAX  65600 /* of what follows the head: the longest record and its number */

/* Questions. */
#define FRAME_ATTEST  'A' /* a request's text: answered by "<key id>:<signature>" */
#define FRAME_RECEIPT 'R' /* "<entry>\n<leaf>": answered by the signed note */
#define FRAME_KEY     'K' /* nothing: answered by the public key as "name+id+key" */

/* Answers. */
#define FRAME_GOOD    '+'
#define FRAME_REFUSED '-' /* followed by a short English reason */

/* Writes one frame. */
void frame_put(struct buffer *out, char type, struct span content);

enum frame_state { FRAME_INCOMPLETE, FRAME_COMPLETE, FRAME_BROKEN };

/*
 * Looks at what has arrived. FRAME_COMPLETE sets *type_out and *content_out (borrowed).
 * FRAME_BROKEN: an impossible length, or bytes behind the frame.
 */
enum frame_state frame_look(struct span arrived, char *type_out, struct span *content_out);

#endif
