/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/attest/signer.h"

#include <string.h>

#include "ledger/attest/frame.h"
#include "ledger/log/attest.h"
#include "ledger/log/receipt_body.h"

enum status signer_init(struct signer *signer, struct span name, struct ed25519_key *key)
{
    ensure(signer != NULL && key != NULL);
    if (!note_name_valid(name)) {
        return STATUS_INVALID;
    }
    *signer = (struct signer){.key = key, .verifier = {.name = name}};
    ed25519_public(key, signer->verifier.public_key);
    note_key_id(name, signer->verifier.public_key, signer->verifier.key_id);
    return STATUS_OK;
}

void signer_free(struct signer *signer)
{
    ed25519_free(signer->key);
    signer->key = NULL;
}

const char *signer_outcome_name(enum signer_outcome outcome)
{
    static const char *const names[] = {
        [SIGNER_ATTESTED] = "attested",
        [SIGNER_RECEIPT] = "receipt",
        [SIGNER_KEY] = "key",
        [SIGNER_NO_REQUEST] = "not a request",
        [SIGNER_OTHER_AUDIENCE] = "of another audience",
        [SIGNER_NO_RECEIPT] = "not a receipt of this log",
        [SIGNER_UNKNOWN_QUESTION] = "unknown question",
    };
    ensure((unsigned)outcome < sizeof(names) / sizeof(names[0]));
    return names[outcome];
}

static enum signer_outcome attest(const struct signer *signer, struct arena *arena,
    const char *audience, struct span request, struct buffer *answer)
{
    struct attest_claim claim;
    if (attest_claim_read(arena, request, &claim) != STATUS_OK) {
        return SIGNER_NO_REQUEST;
    }
    if (!span_is(claim.audience, audience)) {
        return SIGNER_OTHER_AUDIENCE;
    }
    attest_put(answer, &claim, signer->verifier.key_id, signer->key);
    return SIGNER_ATTESTED;
}

/*
 * Whether the audience may ask for a receipt of this kind of entry. The applicants' pool is the one
 * that strangers' bytes reach first: it never gets a receipt that looks like the agency's.
 */
static bool receipt_allowed(const char *audience, struct span kind)
{
    static const char *const grantee[] = {
        "submit", "submit_accounts", "sign_off", "activate_factor"};
    if (strcmp(audience, "grantee") != 0) {
        return true;
    }
    for (size_t i = 0; i < sizeof(grantee) / sizeof(grantee[0]); i++) {
        if (span_is(kind, grantee[i])) {
            return true;
        }
    }
    return false;
}

static enum signer_outcome receipt(
    const struct signer *signer, const char *audience, struct span text, struct buffer *answer)
{
    struct receipt_body body;
    if (receipt_body_parse(text, &body) != STATUS_OK
        || !span_equal(body.origin, signer->verifier.name)) {
        return SIGNER_NO_RECEIPT;
    }
    if (!receipt_allowed(audience, body.kind)) {
        return SIGNER_OTHER_AUDIENCE;
    }
    note_put_signed(answer, text, signer->verifier.name, signer->key);
    return SIGNER_RECEIPT;
}

static enum signer_outcome answer_to(const struct signer *signer, struct arena *arena,
    const char *audience, char type, struct span content, struct buffer *answer)
{
    if (type == FRAME_ATTEST) {
        return attest(signer, arena, audience, content, answer);
    }
    if (type == FRAME_RECEIPT) {
        return receipt(signer, audience, content, answer);
    }
    if (type == FRAME_KEY && content.len == 0) {
        note_put_verifier(answer, &signer->verifier);
        return SIGNER_KEY;
    }
    return SIGNER_UNKNOWN_QUESTION;
}

enum signer_outcome signer_answer(const struct signer *signer, struct arena *arena,
    const char *audience, char type, struct span content, struct buffer *out)
{
    struct buffer answer;
    buffer_init(&answer, FRAME_LEN_MAX - 1);
    enum signer_outcome outcome = answer_to(signer, arena, audience, type, content, &answer);
    if (outcome <= SIGNER_KEY && !answer.failed) {
        frame_put(out, FRAME_GOOD, buffer_span(&answer));
    } else {
        frame_put(out, FRAME_REFUSED, span_from(signer_outcome_name(outcome)));
    }
    buffer_free(&answer);
    return outcome;
}
