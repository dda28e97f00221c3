/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/attest/recorded.h"

#include <string.h>

#include "ledger/base/json.h"
#include "ledger/base/moment.h"
#include "ledger/log/attest.h"

#define LEAF_LEN_MAX 65535

static const char *const leaf_keys[] = {"v", "stream", "version", "prev", "kind", "at", "effective",
    "received", "began", "actor", "call", "request", "attest", "signature", "result", "idem",
    "nonce", "postings"};

#define LEAF_KEYS (sizeof(leaf_keys) / sizeof(leaf_keys[0]))

/* "<entry>\n<leaf>" */
static bool content_split(struct span content, int64_t *entry_out, struct span *leaf_out)
{
    struct span number;
    struct span rest = content;
    if (!span_split(&rest, '\n', &number) || number.len == 0 || number.len > 18
        || number.data[0] == '0' || rest.len == 0 || rest.len > LEAF_LEN_MAX) {
        return false;
    }
    int64_t entry = 0;
    for (size_t i = 0; i < number.len; i++) {
        if (number.data[i] < '0' || number.data[i] > '9') {
            return false;
        }
        entry = entry * 10 + (number.data[i] - '0');
    }
    *entry_out = entry;
    *leaf_out = rest;
    return true;
}

/* The record's tree: exactly its members in their order, so that none is there twice. */
static const struct json *leaf_parse(struct arena *arena, struct span leaf)
{
    const struct json *json = NULL;
    struct json_error error;
    if (json_parse(arena, leaf, &json, &error) != STATUS_OK || json->kind != JSON_OBJECT
        || json->count != LEAF_KEYS) {
        return NULL;
    }
    const struct json *member = json->child;
    for (size_t i = 0; i < LEAF_KEYS; i++, member = member->next) {
        if (!span_is(member->key, leaf_keys[i])) {
            return NULL;
        }
    }
    return json;
}

static struct digest leaf_hash(struct span leaf)
{
    struct digest_stream *stream = digest_begin();
    ensure(stream != NULL);
    digest_add(stream, (struct span){.data = "\0", .len = 1}); /* RFC 6962: a leaf, not a node */
    digest_add(stream, leaf);
    return digest_end(stream);
}

/* Whether the record's attestation is ours, or of another process that we were told of. */
static bool attested(
    const struct signer *signer, struct span attest, const struct attest_claim *claim)
{
    if (attest_verify(attest, claim, &signer->verifier) == STATUS_OK) {
        return true;
    }
    for (size_t i = 0; i < signer->known_count; i++) {
        if (attest_verify(attest, claim, &signer->known[i]) == STATUS_OK) {
            return true;
        }
    }
    return false;
}

/* The actor is the person of the request, or nobody's (a program, the operator). */
static bool actor_fits(const struct json *leaf, const struct attest_claim *claim)
{
    return json_int(leaf, "actor.person") == claim->person
           && span_equal(json_text(leaf, "actor.certificate"), claim->certificate);
}

/* An instant, or -1 for null. */
static bool instant_read(const struct json *leaf, const char *name, int64_t *us_out)
{
    const struct json *member = json_get(leaf, name);
    if (member->kind == JSON_NULL) {
        *us_out = -1;
        return true;
    }
    return moment_parse(member->string, us_out) == STATUS_OK;
}

static bool instants_fit(const struct signer *signer, const struct json *leaf,
    const struct attest_claim *claim, int64_t now_us, struct receipt_body *body)
{
    int64_t began_us = -1;
    if (!instant_read(leaf, "at", &body->at_us) || body->at_us < 0
        || !instant_read(leaf, "received", &body->received_us)
        || !instant_read(leaf, "began", &began_us)) {
        return false;
    }
    if (!signer->simulated_clock && body->at_us > now_us + SIGNER_AHEAD_US) {
        return false;
    }
    if (claim->received_us < 0) {
        return body->received_us < 0 && began_us < 0;
    }
    int64_t begin_us = claim->duration_us < 0 ? -1 : body->received_us - claim->duration_us;
    if (body->received_us < 0 || body->received_us > body->at_us || began_us != begin_us) {
        return false;
    }
    int64_t earlier_us = claim->received_us < body->at_us ? claim->received_us : body->at_us;
    return signer->simulated_clock || body->received_us == earlier_us;
}

/*
 * The verdicts that each act gives. A word that stands here is given by no act that does not: an
 * act of accounts cannot be "on_time". Acts without a row give what they give.
 */
static const struct {
    const char *act;
    const char *verdict;
} verdicts[] = {
    {"submit", "on_time"},
    {"submit", "late"},
    {"submit", "contested"},
    {"confirm", "confirmed"},
    {"confirm", "effective"},
    {"grant_agency_role", "confirmed"},
    {"grant_agency_role", "effective"},
    {"confirm_recovery", "confirmed"},
    {"confirm_recovery", "scheduled"},
    {"confirm_factor", "effective"},
    {"lift_hold", "confirmed"},
    {"lift_hold", "lifted"},
};

static bool verdict_fits(struct span act, struct span verdict)
{
    bool listed_act = false;
    bool listed_word = false;
    for (size_t i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++) {
        bool same_act = span_is(act, verdicts[i].act);
        bool same_word = span_is(verdict, verdicts[i].verdict);
        if (same_act && same_word) {
            return true;
        }
        listed_act = listed_act || same_act;
        listed_word = listed_word || same_word;
    }
    return !listed_act && !listed_word;
}

enum signer_outcome recorded_read(const struct signer *signer, struct arena *arena,
    const char *audience, struct span content, int64_t now_us, struct receipt_body *body_out)
{
    ensure(signer != NULL && arena != NULL && audience != NULL && body_out != NULL);
    struct span text;
    struct receipt_body body = {.origin = signer->verifier.name};
    if (!content_split(content, &body.entry, &text)) {
        return SIGNER_NO_RECORD;
    }
    const struct json *leaf = leaf_parse(arena, text);
    struct attest_claim claim;
    if (leaf == NULL || attest_claim_read(arena, json_text(leaf, "request"), &claim) != STATUS_OK) {
        return SIGNER_NO_RECORD;
    }
    if (!span_is(claim.audience, audience)) {
        return SIGNER_OTHER_AUDIENCE;
    }
    if (!attested(signer, json_text(leaf, "attest"), &claim)) {
        return SIGNER_NOT_ATTESTED;
    }
    body.leaf = leaf_hash(text);
    body.kind = json_text(leaf, "kind");
    body.verdict = json_text(leaf, "result.verdict");
    if (!span_equal(body.kind, claim.act) || !actor_fits(leaf, &claim)
        || !instants_fit(signer, leaf, &claim, now_us, &body)
        || !verdict_fits(claim.act, body.verdict)) {
        return SIGNER_NOT_AS_ATTESTED;
    }
    *body_out = body;
    return SIGNER_RECEIPT;
}
