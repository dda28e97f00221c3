/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/log/line.h"

#include <string.h>

#include "ledger/base/status.h"

bool line_take(struct span *rest, struct span *line_out)
{
    const char *end = rest->len == 0 ? NULL : memchr(rest->data, '\n', rest->len);
    if (end == NULL) {
        return false;
    }
    size_t len = (size_t)(end - rest->data);
    *line_out = (struct span){.data = rest->data, .len = len};
    *rest = (struct span){.data = end + 1, .len = rest->len - len - 1};
    return true;
}

bool line_after(struct span text, struct span prefix, struct span *rest_out)
{
    if (!span_starts_with(text, prefix)) {
        return false;
    }
    *rest_out = (struct span){.data = text.data + prefix.len, .len = text.len - prefix.len};
    return true;
}

bool line_number(struct span text, uint64_t *number_out)
{
    if (text.len == 0 || text.len > 19 || (text.data[0] == '0' && text.len > 1)) {
        return false;
    }
    uint64_t number = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return false;
        }
        number = number * 10 + (uint64_t)(text.data[i] - '0');
    }
    if (number > INT64_MAX) {
        return false;
    }
    *number_out = number;
    return true;
}

void line_put_number(struct buffer *out, uint64_t number)
{
    ensure(number <= INT64_MAX);
    buffer_put_int(out, (int64_t)number);
}

bool line_digest(struct span text, struct digest *digest_out)
{
    struct buffer bytes;
    buffer_init(&bytes, 2 * DIGEST_LEN);
    bool good = base64_decode(text, &bytes) == STATUS_OK && bytes.len == DIGEST_LEN;
    if (good) {
        (void)memcpy(digest_out->bytes, bytes.data, DIGEST_LEN);
    }
    buffer_free(&bytes);
    return good;
}

void line_put_digest(struct buffer *out, const struct digest *digest)
{
    base64_put(
        out, (struct span){.data = (const char *)digest->bytes, .len = sizeof(digest->bytes)});
}

bool line_proof(struct span *rest, struct merkle_proof *proof_out)
{
    proof_out->count = 0;
    struct span line;
    while (line_take(rest, &line)) {
        if (line.len == 0) {
            return true;
        }
        if (proof_out->count == MERKLE_PROOF_MAX
            || !line_digest(line, &proof_out->hashes[proof_out->count])) {
            return false;
        }
        proof_out->count++;
    }
    return false;
}

void line_put_proof(struct buffer *out, const struct merkle_proof *proof)
{
    for (size_t i = 0; i < proof->count; i++) {
        line_put_digest(out, &proof->hashes[i]);
        buffer_putc(out, '\n');
    }
}
