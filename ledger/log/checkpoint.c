/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/log/checkpoint.h"

#include "ledger/log/line.h"

void checkpoint_put(struct buffer *out, const struct checkpoint *checkpoint)
{
    buffer_put(out, checkpoint->origin);
    buffer_putc(out, '\n');
    line_put_number(out, checkpoint->size);
    buffer_putc(out, '\n');
    line_put_digest(out, &checkpoint->root);
    buffer_putc(out, '\n');
}

/* Behind the root: lines, none of them empty. */
static bool extensions_valid(struct span rest)
{
    struct span line;
    while (line_take(&rest, &line)) {
        if (line.len == 0) {
            return false;
        }
    }
    return rest.len == 0;
}

enum status checkpoint_parse(struct span body, struct checkpoint *checkpoint_out)
{
    ensure(checkpoint_out != NULL);
    if (body.len > CHECKPOINT_BODY_LEN_MAX) {
        return STATUS_LIMIT;
    }
    struct checkpoint checkpoint;
    struct span size;
    struct span root;
    if (!line_take(&body, &checkpoint.origin) || !line_take(&body, &size)
        || !line_take(&body, &root) || checkpoint.origin.len == 0
        || !line_number(size, &checkpoint.size) || !line_digest(root, &checkpoint.root)
        || !extensions_valid(body)) {
        return STATUS_INVALID;
    }
    *checkpoint_out = checkpoint;
    return STATUS_OK;
}

enum status checkpoint_open(struct span note, const struct note_verifier *log,
    struct checkpoint *checkpoint_out, struct span *body_out)
{
    ensure(log != NULL && checkpoint_out != NULL);
    struct span body;
    struct checkpoint checkpoint;
    enum status status = note_open(note, log, 1, &body);
    if (status == STATUS_OK) {
        status = checkpoint_parse(body, &checkpoint);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (!span_equal(checkpoint.origin, log->name)) {
        return STATUS_DENIED;
    }
    *checkpoint_out = checkpoint;
    if (body_out != NULL) {
        *body_out = body;
    }
    return STATUS_OK;
}
