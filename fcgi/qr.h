/* SPDX-License-Identifier: EUPL-1.2 */
/* qr.h - a text as a QR code, as the path of an SVG picture: drawn here, so that no secret leaves.
 */
#ifndef FCGI_QR_H
#define FCGI_QR_H

#include <stdint.h>

#include "ledger/base/buffer.h"
#include "ledger/base/status.h"

/*
 * Writes the dark squares of `text` (NUL-terminated bytes) as path commands, each square 1 x 1, and
 * sets *size_out to the side of the picture with its quiet zone. STATUS_LIMIT when it is too long.
 */
MUST_CHECK enum status qr_put_path(struct buffer *out, const char *text, int64_t *size_out);

#endif
