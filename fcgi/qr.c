/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/qr.h"

#include <qrencode.h>

#define QUIET 4 /* squares of white around it, as the standard wants */

enum status qr_put_path(struct buffer *out, const char *text, int64_t *size_out)
{
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (code == NULL) {
        return STATUS_LIMIT;
    }
    for (int y = 0; y < code->width; y++) {
        for (int x = 0; x < code->width; x++) {
            int from = x;
            while (x < code->width && (code->data[y * code->width + x] & 1) != 0) {
                x++;
            }
            if (x > from) {
                buffer_printf(out, "M%d %dh%dv1h-%dz", from + QUIET, y + QUIET, x - from, x - from);
            }
        }
    }
    *size_out = code->width + 2 * QUIET;
    QRcode_free(code);
    return STATUS_OK;
}
