/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/attest/signer.h"

#include <time.h>

#include "ledger/attest/frame.h"
#include "ledger/attest/recorded.h"
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

/* A log that was begun anew has the same name but for the number behind it: "X", "X/2", "X/3". */
static struct span unnumbered(struct span name)
{
    size_t len = name.len;
    while (len > 0 && name.data[len - 1] >= '0' && name.data[len - 1] <= '9') {
        len--;
    }
    bool numbered = len > 1 && len < name.len && name.data[len - 1] == '/';
    return (struct span){.data = name.data, .len = numbered ? len - 1 : name.len};
}

enum status signer_know(struct signer *signer, struct span vkey)
{
    struct note_verifier verifier;
    if (note_verifier_parse(vkey, &verifier) != STATUS_OK
        || !span_equal(unnumbered(verifier.name), unnumbered(signer->verifier.name))) {
        return STATUS_INVALID;
    }
    if (signer->known_count == SIGNER_KNOWN_MAX) {
        return STATUS_LIMIT;
    }
    signer->known[signer->known_count++] = verifier;
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
        [SIGNER_NO_RECORD] = "not the record of an entry",
        [SIGNER_NOT_ATTESTED] = "of a request that was not attested here",
        [SIGNER_NOT_AS_ATTESTED] = "other than its request",
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

static int64_t now_us(void)
{
    struct timespec now;
    ensure(clock_gettime(CLOCK_REALTIME, &now) == 0);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static enum signer_outcome receipt(const struct signer *signer, struct arena *arena,
    const char *audience, struct span content, struct buffer *answer)
{
    struct receipt_body body;
    enum signer_outcome outcome = recorded_read(signer, arena, audience, content, now_us(), &body);
    if (outcome != SIGNER_RECEIPT) {
        return outcome;
    }
    struct buffer text;
    buffer_init(&text, RECEIPT_BODY_LEN_MAX);
    receipt_body_put(&text, &body);
    /* Read again: a kind or verdict that is no word of ours would be no receipt. */
    bool good = !text.failed && receipt_body_parse(buffer_span(&text), &body) == STATUS_OK;
    if (good) {
        note_put_signed(answer, buffer_span(&text), signer->verifier.name, signer->key);
    }
    buffer_free(&text);
    return good ? SIGNER_RECEIPT : SIGNER_NOT_AS_ATTESTED;
}

static enum signer_outcome answer_to(const struct signer *signer, struct arena *arena,
    const char *audience, char type, struct span content, struct buffer *answer)
{
    if (type == FRAME_ATTEST) {
        return attest(signer, arena, audience, content, answer);
    }
    if (type == FRAME_RECEIPT) {
        return receipt(signer, arena, audience, content, answer);
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
