/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A signature file as somebody uploads it, against fixed CAs at a fixed time (cms_trust/): no
 * crash, a signer only with a verdict that says so, and never another person than asked for.
 */
#include <string.h>

#include "auth/cms.h"
#include "tests/fuzz/fuzz.h"

#define MADE_S 1795309348 /* when the corpus was signed */
#define PERSON SPAN("UI:DK-E:G:57da5d60-519e-026b-b114-59ef5d775900")

static struct trust *open_trust(void)
{
    static const struct trust_paths paths = {
        .profiles = {FUZZ_SOURCE "/cms_trust/profile"},
        .profile_count = 1,
        .authorities = FUZZ_SOURCE "/cms_trust/trust.pem",
        .lists = FUZZ_SOURCE "/cms_trust/crl.pem",
    };
    struct trust *trust = NULL;
    ensure(trust_open(&paths, &trust, NULL) == STATUS_OK);
    return trust;
}

static enum signature_reason check(struct arena *arena, struct span bytes, struct span person)
{
    static struct trust *trust;
    if (trust == NULL) {
        trust = open_trust();
    }
    struct span signer = {.data = NULL, .len = 0};
    enum auth_reason chain = AUTH_OK;
    const struct signature_claim claim = {
        .cms = bytes,
        .content = SPAN("{\"v\":1,\"act\":\"release_batch\",\"params\":{\"total_ore\":50000000}}"),
        .profile = SPAN("oces3-employee"),
        .serial_number = person,
        .prepared_s = MADE_S - 60,
        .now_s = MADE_S,
    };
    enum signature_reason reason = signature_check(trust, arena, &claim, &signer, &chain, NULL);
    ensure((signer.len > 0) == (reason == SIGNATURE_OK));
    return reason;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena *arena;
    if (arena == NULL) {
        arena = arena_create((size_t)1024 * 1024);
        ensure(arena != NULL);
    }
    struct span bytes = fuzz_input(data, size);
    enum signature_reason reason = check(arena, bytes, PERSON);
    enum signature_reason other = check(arena, bytes, SPAN("UI:DK-E:G:nobody"));
    ensure(other != SIGNATURE_OK);
    ensure(reason != SIGNATURE_OK || other == SIGNATURE_PERSON);
    arena_reset(arena);
    return 0;
}
