/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/verify/hosts.h"

#include "ledger/base/hex.h"
#include "ledger/log/attest.h"

/* "0123abcd:<the public key in hex>", as act.record_deployment() writes it. */
static void key_put(struct buffer *out, const struct note_verifier *key)
{
    hex_put(out, (struct span){.data = (const char *)key->key_id, .len = NOTE_KEY_ID_LEN});
    buffer_putc(out, ':');
    hex_put(out, (struct span){.data = (const char *)key->public_key, .len = ED25519_PUBLIC_LEN});
}

void hosts_learn(struct hosts *hosts, const struct trust *trust, const struct leaf *leaf)
{
    struct buffer text;
    buffer_init(&text, 128);
    for (size_t i = 0; i < trust->attest_count; i++) {
        buffer_clear(&text);
        key_put(&text, &trust->attest[i]);
        const struct json *one = json_list(leaf->result, "attest_keys");
        for (; one != NULL && !hosts->recorded[i]; one = one->next) {
            hosts->recorded[i] =
                one->kind == JSON_STRING && span_equal(one->string, buffer_span(&text));
        }
    }
    buffer_free(&text);
}

size_t hosts_unrecorded(
    const struct hosts *hosts, const struct trust *trust, const struct leaf *leaf)
{
    for (size_t i = 0; hosts->deployed && i < trust->attest_count; i++) {
        if (attest_is_by(leaf->attest, &trust->attest[i])) {
            return hosts->recorded[i] ? TRUST_ATTEST_MAX : i;
        }
    }
    return TRUST_ATTEST_MAX;
}
