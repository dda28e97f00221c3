/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/log/attested.h"

#include "ledger/log/attest.h"

/* Whether the claim that was attested is by whom the leaf says. */
static bool actor_is(const struct attest_claim *claim, const struct leaf *leaf)
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
    return audience && claim->person == leaf->person && span_equal(claim->role, leaf->role)
           && span_equal(claim->certificate, leaf->certificate)
           && span_equal(claim->user, leaf->operator_user)
           && span_equal(claim->host, leaf->operator_host)
           && span_equal(claim->program, leaf->program);
}

/* Whether it is the one that the leaf makes. Only an act's first entry carries the request's key.
 */
static bool claim_is(const struct attest_claim *claim, const struct leaf *leaf)
{
    return actor_is(claim, leaf) && span_equal(claim->act, leaf->kind)
           && (leaf->idem.len == 0 || span_equal(claim->idem, leaf->idem))
           && (leaf->actor != LEAF_PERSON || claim->signs == (leaf->signature.len > 0));
}

/* What the leaf says of when the request came and began, by any clock. */
static bool times_fit(const struct attest_claim *claim, const struct leaf *leaf)
{
    if (claim->received_us < 0 || leaf->received_us < 0 || claim->duration_us < 0) {
        return (claim->received_us < 0) == (leaf->received_us < 0) && leaf->began_us < 0;
    }
    return leaf->began_us == leaf->received_us - claim->duration_us;
}

/* It came when the portal host says, or, should its clock be ahead, when it was recorded. */
static bool came_then(const struct attest_claim *claim, const struct leaf *leaf)
{
    return leaf->received_us
           == (claim->received_us < leaf->at_us ? claim->received_us : leaf->at_us);
}

enum attested attested_check(struct arena *arena, const struct leaf *leaf,
    const struct note_verifier *keys, size_t key_count)
{
    ensure(arena != NULL && leaf != NULL);
    struct attest_claim claim;
    if (attest_claim_read(arena, leaf->request, &claim) != STATUS_OK) {
        return ATTESTED_NO_REQUEST;
    }
    if (!claim_is(&claim, leaf) || !times_fit(&claim, leaf)) {
        return ATTESTED_OTHER_CLAIM;
    }
    for (size_t i = 0; i < key_count; i++) {
        enum status status = attest_verify(leaf->attest, &claim, &keys[i]);
        if (status == STATUS_OK) {
            return came_then(&claim, leaf) ? ATTESTED : ATTESTED_OTHER_TIME;
        }
        if (status != STATUS_NOT_FOUND) {
            return ATTESTED_WRONG;
        }
    }
    return ATTESTED_UNKNOWN_KEY;
}
