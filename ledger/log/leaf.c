/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/log/leaf.h"

#include <string.h>

#include "ledger/base/hex.h"
#include "ledger/base/moment.h"
#include "ledger/base/word.h"

static const char *const keys[] = {"v", "stream", "version", "prev", "kind", "at", "effective",
    "received", "began", "actor", "call", "request", "attest", "signature", "result", "idem",
    "nonce", "postings"};

#define KEYS        (sizeof(keys) / sizeof(keys[0]))
#define YEAR_2000   INT64_C(946684800000000)
#define VERSION_MAX INT32_MAX
#define AMOUNT_MAX  (INT64_C(1000000000000000000) - 1) /* eighteen digits */
#define ACCOUNT_MAX 96
#define SUM_MAX     (8 * AMOUNT_MAX)

enum member {
    MEMBER_V,
    MEMBER_STREAM,
    MEMBER_VERSION,
    MEMBER_PREV,
    MEMBER_KIND,
    MEMBER_AT,
    MEMBER_EFFECTIVE,
    MEMBER_RECEIVED,
    MEMBER_BEGAN,
    MEMBER_ACTOR,
    MEMBER_CALL,
    MEMBER_REQUEST,
    MEMBER_ATTEST,
    MEMBER_SIGNATURE,
    MEMBER_RESULT,
    MEMBER_IDEM,
    MEMBER_NONCE,
    MEMBER_POSTINGS,
};

/* Characters of an id: 0-9 A-Z a-z . _ - */
static bool is_id(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        bool good = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')
                    || c == '.' || c == '_' || c == '-';
        if (!good) {
            return false;
        }
    }
    return text.len > 0 && text.len <= 64;
}

static bool is_stream(struct span text)
{
    static const char *const kinds[] = {
        "appropriation", "call", "batch", "organisation", "grant", "log"};
    struct span kind;
    if (span_is(text, "system")) {
        return true;
    }
    if (!span_split(&text, ':', &kind) || text.data == NULL || !is_id(text)) {
        return false;
    }
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (span_is(kind, kinds[i])) {
            return true;
        }
    }
    return false;
}

/* A name of ours: a letter, then letters and "_", 40 at most. */
static bool is_word(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((text.data[i] < 'a' || text.data[i] > 'z') && (text.data[i] != '_' || i == 0)) {
            return false;
        }
    }
    return text.len > 0 && text.len <= 40;
}

static bool is_number(const struct json *json)
{
    return json->kind == JSON_INTEGER && json->integer > 0;
}

/* Exactly `count` members of these names in this order. */
static bool members_take(
    const struct json *object, const char *const *names, size_t count, const struct json **members)
{
    if (object->kind != JSON_OBJECT || object->count != count) {
        return false;
    }
    const struct json *member = object->child;
    for (size_t i = 0; i < count; i++, member = member->next) {
        if (!span_is(member->key, names[i])) {
            return false;
        }
        members[i] = member;
    }
    return true;
}

/* Hexadecimal digits, or null: empty. */
static bool hex_or_null(const struct json *json, struct span *hex_out)
{
    *hex_out = json->kind == JSON_STRING ? json->string : (struct span){.data = NULL, .len = 0};
    return json->kind == JSON_NULL
           || (json->kind == JSON_STRING && hex_is(json->string, DIGEST_HEX_LEN));
}

/* An instant with six decimals, as ledger.rfc3339() writes it; or null: -1. */
static bool instant(const struct json *json, bool nullable, int64_t *us_out)
{
    *us_out = -1;
    if (json->kind == JSON_NULL) {
        return nullable;
    }
    return json->kind == JSON_STRING && json->string.len == strlen("2019-10-24T10:00:00.000000Z")
           && moment_parse(json->string, us_out) == STATUS_OK;
}

static const char *stream_read(const struct json *const m[KEYS], struct leaf *leaf)
{
    struct span prev;
    leaf->stream = m[MEMBER_STREAM]->string;
    leaf->version = m[MEMBER_VERSION]->integer;
    leaf->kind = m[MEMBER_KIND]->string;
    if (m[MEMBER_V]->kind != JSON_INTEGER || m[MEMBER_V]->integer != 1) {
        return "v is not 1";
    }
    if (m[MEMBER_STREAM]->kind != JSON_STRING || !is_stream(leaf->stream)) {
        return "stream";
    }
    if (!is_number(m[MEMBER_VERSION]) || leaf->version > VERSION_MAX) {
        return "version";
    }
    if (!hex_or_null(m[MEMBER_PREV], &prev) || (prev.len == 0) != (leaf->version == 1)) {
        return "prev";
    }
    leaf->has_prev = prev.len > 0;
    if (leaf->has_prev) {
        ensure(digest_from_hex(prev, &leaf->prev) == STATUS_OK);
    }
    return m[MEMBER_KIND]->kind == JSON_STRING && is_word(leaf->kind) ? NULL : "kind";
}

static const char *times_read(const struct json *const m[KEYS], struct leaf *leaf)
{
    if (!instant(m[MEMBER_AT], false, &leaf->at_us) || leaf->at_us < YEAR_2000) {
        return "at";
    }
    if (m[MEMBER_EFFECTIVE]->kind != JSON_STRING
        || day_parse(m[MEMBER_EFFECTIVE]->string, &leaf->effective_day) != STATUS_OK) {
        return "effective";
    }
    if (!instant(m[MEMBER_RECEIVED], true, &leaf->received_us) || leaf->received_us > leaf->at_us) {
        return "received";
    }
    if (!instant(m[MEMBER_BEGAN], true, &leaf->began_us)
        || (leaf->received_us >= 0 && leaf->began_us > leaf->received_us)) {
        return "began";
    }
    return NULL;
}

static bool person_read(const struct json *actor, struct leaf *leaf)
{
    static const char *const names[] = {"human", "person", "organisation", "role", "certificate"};
    const struct json *m[5];
    if (!members_take(actor, names, 5, m) || !is_number(m[0]) || !is_number(m[1])
        || m[2]->kind != JSON_STRING || !is_id(m[2]->string) || m[4]->kind != JSON_STRING
        || !hex_is(m[4]->string, DIGEST_HEX_LEN)) {
        return false;
    }
    leaf->actor = LEAF_PERSON;
    leaf->human = m[0]->integer;
    leaf->person = m[1]->integer;
    leaf->organisation = m[2]->string;
    leaf->role = m[3]->string;
    leaf->certificate = m[4]->string;
    return m[3]->kind == JSON_NULL || (m[3]->kind == JSON_STRING && is_word(leaf->role));
}

static bool actor_read(const struct json *actor, struct leaf *leaf)
{
    static const char *const operator_names[] = {"operator", "host"};
    static const char *const system_names[] = {"system"};
    const struct json *m[2];
    if (members_take(actor, operator_names, 2, m)) {
        leaf->actor = LEAF_OPERATOR;
        leaf->operator_user = m[0]->string;
        leaf->operator_host = m[1]->string;
        return m[0]->kind == JSON_STRING && m[0]->string.len > 0 && m[1]->kind == JSON_STRING
               && m[1]->string.len > 0;
    }
    if (members_take(actor, system_names, 1, m)) {
        leaf->actor = LEAF_SYSTEM;
        leaf->program = m[0]->string;
        return m[0]->kind == JSON_STRING && m[0]->string.len > 0;
    }
    return person_read(actor, leaf);
}

static const char *rest_read(const struct json *const m[KEYS], struct leaf *leaf)
{
    leaf->call = m[MEMBER_CALL]->string;
    leaf->request = m[MEMBER_REQUEST]->string;
    leaf->attest = m[MEMBER_ATTEST]->string;
    leaf->result = m[MEMBER_RESULT];
    leaf->nonce = m[MEMBER_NONCE]->string;
    if (!actor_read(m[MEMBER_ACTOR], leaf)) {
        return "actor";
    }
    if (m[MEMBER_CALL]->kind != JSON_NULL
        && (m[MEMBER_CALL]->kind != JSON_STRING || !is_id(leaf->call))) {
        return "call";
    }
    if (m[MEMBER_REQUEST]->kind != JSON_STRING || leaf->request.len == 0) {
        return "request";
    }
    if (m[MEMBER_ATTEST]->kind != JSON_STRING) {
        return "attest";
    }
    if (!hex_or_null(m[MEMBER_SIGNATURE], &leaf->signature)) {
        return "signature";
    }
    if (leaf->result->kind != JSON_OBJECT) {
        return "result";
    }
    if (!hex_or_null(m[MEMBER_IDEM], &leaf->idem)) {
        return "idem";
    }
    return m[MEMBER_NONCE]->kind == JSON_STRING && hex_is(leaf->nonce, 32) ? NULL : "nonce";
}

/* Each {"account":"…","amount":n}; together nothing. */
static const char *postings_read(struct arena *arena, const struct json *list, struct leaf *leaf)
{
    static const char *const names[] = {"account", "amount"};
    if (list->kind != JSON_ARRAY) {
        return "postings";
    }
    struct leaf_posting *postings = arena_array(arena, list->count, sizeof(*postings));
    if (postings == NULL) {
        return "too many postings";
    }
    size_t count = 0;
    int64_t sum = 0;
    for (const struct json *row = list->child; row != NULL; row = row->next) {
        const struct json *m[2];
        if (!members_take(row, names, 2, m) || m[0]->kind != JSON_STRING || m[0]->string.len == 0
            || m[0]->string.len > ACCOUNT_MAX || m[1]->kind != JSON_INTEGER || m[1]->integer == 0
            || m[1]->integer < -AMOUNT_MAX || m[1]->integer > AMOUNT_MAX) {
            return "postings";
        }
        sum += m[1]->integer;
        if (sum < -SUM_MAX || sum > SUM_MAX) {
            return "postings do not sum to zero";
        }
        postings[count++] =
            (struct leaf_posting){.account = m[0]->string, .amount_ore = m[1]->integer};
    }
    leaf->postings = postings;
    leaf->posting_count = count;
    return sum == 0 ? NULL : "postings do not sum to zero";
}

static bool has_control(struct span bytes)
{
    size_t at = 0;
    for (; bytes.len - at >= WORD_LEN; at += WORD_LEN) {
        uint64_t word = word_at(bytes.data + at);
        if (word_below(word, ' ') || word_has(word, 0x7F)) {
            return true;
        }
    }
    for (; at < bytes.len; at++) {
        uint8_t c = (uint8_t)bytes.data[at];
        if (c < ' ' || c == 0x7F) {
            return true;
        }
    }
    return false;
}

enum status leaf_parse(
    struct arena *arena, struct span bytes, struct leaf *leaf_out, const char **reason_out)
{
    ensure(arena != NULL && leaf_out != NULL && reason_out != NULL);
    const struct json *json = NULL;
    const struct json *members[KEYS];
    struct json_error error;
    if (bytes.len > LEAF_LEN_MAX) {
        *reason_out = "longer than 65,535 bytes";
        return STATUS_LIMIT;
    }
    if (has_control(bytes)) {
        *reason_out = "a control character";
        return STATUS_INVALID;
    }
    enum status status = json_parse(arena, bytes, &json, &error);
    if (status != STATUS_OK) {
        *reason_out = error.reason;
        return status;
    }
    struct leaf leaf = {.human = 0};
    const char *reason = members_take(json, keys, KEYS, members) ? NULL : "not the keys of a leaf";
    reason = reason == NULL ? stream_read(members, &leaf) : reason;
    reason = reason == NULL ? times_read(members, &leaf) : reason;
    reason = reason == NULL ? rest_read(members, &leaf) : reason;
    reason = reason == NULL ? postings_read(arena, members[MEMBER_POSTINGS], &leaf) : reason;
    if (reason != NULL) {
        *reason_out = reason;
        return arena_exhausted(arena) ? STATUS_LIMIT : STATUS_INVALID;
    }
    *leaf_out = leaf;
    return STATUS_OK;
}
