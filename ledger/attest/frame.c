/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/attest/frame.h"

#include "ledger/base/status.h"

void frame_put(struct buffer *out, char type, struct span content)
{
    ensure(content.len < FRAME_LEN_MAX);
    uint32_t len = (uint32_t)content.len + 1;
    buffer_putc(out, (char)(len >> 24U & 0xFFU));
    buffer_putc(out, (char)(len >> 16U & 0xFFU));
    buffer_putc(out, (char)(len >> 8U & 0xFFU));
    buffer_putc(out, (char)(len & 0xFFU));
    buffer_putc(out, type);
    buffer_put(out, content);
}

enum frame_state frame_look(struct span arrived, char *type_out, struct span *content_out)
{
    if (arrived.len < FRAME_HEAD_LEN) {
        return FRAME_INCOMPLETE;
    }
    uint32_t len = 0;
    for (size_t i = 0; i < FRAME_HEAD_LEN; i++) {
        len = len << 8U | (uint8_t)arrived.data[i];
    }
    size_t here = arrived.len - FRAME_HEAD_LEN;
    if (len == 0 || len > FRAME_LEN_MAX || here > len) {
        return FRAME_BROKEN;
    }
    if (here < len) {
        return FRAME_INCOMPLETE;
    }
    *type_out = arrived.data[FRAME_HEAD_LEN];
    *content_out = (struct span){.data = arrived.data + FRAME_HEAD_LEN + 1, .len = len - 1};
    return FRAME_COMPLETE;
}
