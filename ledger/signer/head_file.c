/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/signer/head_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "ledger/base/durable.h"
#include "ledger/log/checkpoint.h"
#include "ledger/log/line.h"

#define TITLE "tilsagn signed head v1\n"

static enum status file_take(
    const char *path, char bytes_out[static HEAD_FILE_LEN_MAX], size_t *len_out)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        return errno == ENOENT ? STATUS_NOT_FOUND : STATUS_UNAVAILABLE;
    }
    *len_out = fread(bytes_out, 1, HEAD_FILE_LEN_MAX, file);
    bool whole = ferror(file) == 0;
    (void)fclose(file);
    return whole ? STATUS_OK : STATUS_UNAVAILABLE;
}

/* The title, then a checkpoint's body. */
enum status head_file_read(
    const char *path, struct span origin, struct log_head *head_out, struct fault *fault)
{
    ensure(path != NULL && head_out != NULL);
    char bytes[HEAD_FILE_LEN_MAX];
    size_t len = 0;
    enum status status = file_take(path, bytes, &len);
    if (status != STATUS_OK) {
        FAULT(fault, "signer", "", "%s %s", path,
            status == STATUS_NOT_FOUND ? "does not exist" : "cannot be read");
        return status;
    }
    struct span body;
    struct checkpoint checkpoint;
    if (!line_after((struct span){.data = bytes, .len = len}, SPAN(TITLE), &body)
        || checkpoint_parse(body, &checkpoint) != STATUS_OK
        || !span_equal(checkpoint.origin, origin)) {
        FAULT(fault, "signer", "", "%s is no head of this log", path);
        return STATUS_INVALID;
    }
    *head_out = (struct log_head){.size = checkpoint.size, .root = checkpoint.root};
    return STATUS_OK;
}

enum status head_file_write(
    const char *path, struct span origin, const struct log_head *head, struct fault *fault)
{
    ensure(path != NULL && head != NULL);
    struct buffer text;
    struct checkpoint checkpoint = {.origin = origin, .size = head->size, .root = head->root};
    buffer_init(&text, HEAD_FILE_LEN_MAX);
    buffer_puts(&text, TITLE);
    checkpoint_put(&text, &checkpoint);
    enum status status =
        text.failed ? STATUS_UNAVAILABLE : durable_write(path, buffer_span(&text), 0600, fault);
    buffer_free(&text);
    return status;
}
