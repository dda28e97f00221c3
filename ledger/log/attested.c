/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/log/attested.h"

#include "ledger/log/attest.h"

/* Whether the claim that was attested is the one the leaf makes. */
static bool claim_is(const struct attest_claim *claim, const struct leaf *leaf)
{
    bool audience = false;
    switch (leaf->actor) {
    case LEAF_PERSON:
        audience = span_is(claim->audience, "grantee") || span_is(claim->audience, "agency");
        break;
    case LEAF_OPERATOR:
        audience = span_is(claim->audience, "operator");
        break;
    case LEAF_SYSTEM:
        audience = span_is(claim->audience, "system");
        break;
    }
    return audience && span_equal(claim->act, leaf->kind) && claim->person == leaf->person
           && span_equal(claim->certificate, leaf->certificate)
           && (claim->received_us >= 0) == (leaf->received_us >= 0);
}

enum attested attested_check(struct arena *arena, const struct leaf *leaf,
    const struct note_verifier *keys, size_t key_count)
{
    ensure(arena != NULL && leaf != NULL);
    struct attest_claim claim;
    if (attest_claim_read(arena, leaf->request, &claim) != STATUS_OK) {
        return ATTESTED_NO_REQUEST;
    }
    if (!claim_is(&claim, leaf)) {
        return ATTESTED_OTHER_CLAIM;
    }
    for (size_t i = 0; i < key_count; i++) {
        enum status status = attest_verify(leaf->attest, &claim, &keys[i]);
        if (status != STATUS_NOT_FOUND) {
            return status == STATUS_OK ? ATTESTED : ATTESTED_WRONG;
        }
    }
    return ATTESTED_UNKNOWN_KEY;
}
