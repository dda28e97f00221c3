/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/sequencer/cosigning.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "ledger/base/moment.h"
#include "ledger/base/steady.h"
#include "ledger/log/checkpoint.h"
#include "ledger/sequencer/post.h"
#include "ledger/sequencer/statements.h"
#include "ledger/sequencer/tlog.h"

#define PAUSE_MIN_MS 1000

/* ---- the policy ---- */

static enum status text_read(struct buffer *text, const char *path)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        return STATUS_NOT_FOUND;
    }
    char piece[4096];
    for (size_t len = fread(piece, 1, sizeof(piece), file); len > 0;
         len = fread(piece, 1, sizeof(piece), file)) {
        buffer_put(text, (struct span){.data = piece, .len = len});
    }
    bool read = ferror(file) == 0;
    (void)fclose(file);
    return !read ? STATUS_NOT_FOUND : text->failed ? STATUS_LIMIT : STATUS_OK;
}

/* The address behind the prefix that the policy names; false when it is too long. */
static bool url_set(struct cosigning_witness *witness, struct span prefix)
{
    bool slash = prefix.len > 0 && prefix.data[prefix.len - 1] == '/';
    int len = prefix.len == 0 ? 0
                              : snprintf(witness->url, sizeof(witness->url), "%.*s%sadd-checkpoint",
                                  (int)prefix.len, prefix.data, slash ? "" : "/");
    return len >= 0 && (size_t)len < sizeof(witness->url);
}

enum status cosigning_open(struct cosigning *cosigning, const char *path, struct fault *fault)
{
    ensure(cosigning != NULL && path != NULL);
    *cosigning = (struct cosigning){.wait_ms = COSIGNING_WAIT_MS};
    buffer_init(&cosigning->text, POLICY_LEN_MAX);
    unsigned line = 0;
    enum status status = text_read(&cosigning->text, path);
    if (status != STATUS_OK) {
        FAULT(fault, "log", "", "%s cannot be read, or is too long", path);
        return status;
    }
    status = policy_parse(buffer_span(&cosigning->text), &cosigning->policy, &line);
    if (status != STATUS_OK) {
        FAULT(fault, "log", "", "%s: line %u is not understood", path, line);
        return status;
    }
    for (size_t i = 0; i < cosigning->policy.witness_count; i++) {
        if (!url_set(&cosigning->witnesses[i], cosigning->policy.witnesses[i].url)) {
            FAULT(fault, "log", "", "%s: an address is too long", path);
            return STATUS_LIMIT;
        }
    }
    return STATUS_OK;
}

void cosigning_close(struct cosigning *cosigning)
{
    buffer_free(&cosigning->text);
}

/* ---- what the database keeps ---- */

static struct span key_id_hex(const struct note_verifier *key, struct arena *arena)
{
    return arena_format(
        arena, "%02x%02x%02x%02x", key->key_id[0], key->key_id[1], key->key_id[2], key->key_id[3]);
}

static enum status run(
    struct tlog *tlog, size_t statement, struct db_values values, struct fault *fault)
{
    struct db_row row;
    return db_one(service_db(tlog->service), service_statement(tlog->service, statement), values,
        tlog->arena, &row, fault);
}

struct reading {
    struct cosigning *cosigning;
    struct arena *arena;
};

static enum status on_cosigned(const struct db_row *row, void *context)
{
    struct reading *reading = context;
    struct cosigning *cosigning = reading->cosigning;
    for (size_t i = 0; i < cosigning->policy.witness_count; i++) {
        const struct note_verifier *key = &cosigning->policy.witnesses[i].key;
        if (span_equal(row_text(row, 0), key->name)
            && span_equal(row_text(row, 1), key_id_hex(key, reading->arena))) {
            cosigning->witnesses[i].old_size = (uint64_t)row_int8(row, 2);
        }
    }
    return STATUS_OK;
}

/* Once: the policy into the database, and from there what its witnesses have cosigned. */
static enum status begin(struct cosigning *cosigning, struct tlog *tlog, struct fault *fault)
{
    bool ours = cosigning->policy.log_count == 0;
    for (size_t i = 0; i < cosigning->policy.log_count; i++) {
        ours = ours
               || memcmp(cosigning->policy.logs[i].public_key, tlog->log.public_key,
                      ED25519_PUBLIC_LEN)
                      == 0;
    }
    if (!ours) {
        FAULT(fault, "log", "", "the policy of witnesses is another log's");
        return STATUS_CONFLICT;
    }
    struct reading reading = {.cosigning = cosigning, .arena = tlog->arena};
    enum status status =
        db_each(service_db(tlog->service), service_statement(tlog->service, LOG_COSIGNED),
            DB_NO_VALUES, (struct db_visitor){.visit = on_cosigned, .context = &reading}, fault);
    struct db_row row;
    if (status == STATUS_OK) {
        status = db_one(service_db(tlog->service), service_statement(tlog->service, LOG_PUT_POLICY),
            DB_VALUES(db_text(buffer_span(&cosigning->text))), tlog->arena, &row, fault);
    }
    if (status == STATUS_OK) {
        cosigning->number = row_int8(&row, 0);
    }
    return status;
}

/* ---- one round of questions ---- */

struct asked {
    size_t witness;
    uint64_t old_size;
    struct buffer text;
};

struct round {
    struct cosigning *cosigning;
    struct tlog *tlog;
    struct span note;
    struct span body; /* of the note */
    struct asked asked[POLICY_WITNESSES_MAX];
    struct post posts[POLICY_WITNESSES_MAX];
    size_t count;
    bool grown;
    struct fault *fault;
};

static enum status question_add(struct round *round, size_t witness)
{
    struct tlog *tlog = round->tlog;
    struct cosigning_witness *state = &round->cosigning->witnesses[witness];
    struct asked *asked = &round->asked[round->count];
    struct merkle_source source = tlog_source(tlog);
    struct add_checkpoint request = {.checkpoint = round->note};
    request.old_size = state->old_size < tlog->head.size ? state->old_size : tlog->head.size;
    enum status status =
        merkle_consistency(&source, request.old_size, tlog->head.size, &request.proof);
    if (status != STATUS_OK) {
        FAULT(round->fault, "log", "", "the log's hashes cannot be read"); /* uncovered: gone */
        return status;                                                     /* uncovered: likewise */
    }
    *asked = (struct asked){.witness = witness, .old_size = request.old_size};
    struct post *post = &round->posts[round->count++];
    buffer_init(&asked->text, NOTE_LEN_MAX);
    add_checkpoint_put(&asked->text, &request);
    *post = (struct post){.url = state->url, .body = buffer_span(&asked->text)};
    buffer_init(&post->answer, POST_ANSWER_LEN_MAX);
    return STATUS_OK;
}

static void questions_free(struct round *round)
{
    for (size_t i = 0; i < round->count; i++) {
        buffer_free(&round->asked[i].text);
        buffer_free(&round->posts[i].answer);
    }
    round->count = 0;
}

static enum status line_keep(struct round *round, const struct note_verifier *key, struct span line)
{
    struct tlog *tlog = round->tlog;
    round->grown = true;
    return run(tlog, LOG_PUT_CHECKPOINT,
        DB_VALUES(db_int8((int64_t)tlog->head.size),
            db_bytes((struct span){(const char *)tlog->head.root.bytes, DIGEST_LEN}),
            db_text(key->name), db_text(key_id_hex(key, tlog->arena)), db_text(line)),
        round->fault);
}

static enum status state_set(struct round *round, size_t witness, enum witness_state next)
{
    struct cosigning *cosigning = round->cosigning;
    struct cosigning_witness *state = &cosigning->witnesses[witness];
    const struct note_verifier *key = &cosigning->policy.witnesses[witness].key;
    struct tlog *tlog = round->tlog;
    bool good = next == WITNESS_COSIGNED;
    int64_t pause = 2 * state->pause_ms;
    pause = pause < PAUSE_MIN_MS ? PAUSE_MIN_MS : pause;
    state->pause_ms = good ? 0 : pause < COSIGNING_PAUSE_MAX_MS ? pause : COSIGNING_PAUSE_MAX_MS;
    state->not_before_ms = good ? 0 : steady_ms() + state->pause_ms;
    if (state->state == next) {
        return STATUS_OK;
    }
    state->state = next;
    char text[NOTE_NAME_LEN_MAX + 64];
    (void)snprintf(text, sizeof(text), "%.*s: %s", (int)key->name.len, key->name.data,
        witness_state_name(next));
    tlog->event(good ? TLOG_WITNESS_BACK : TLOG_WITNESS_FAILS, (int64_t)tlog->head.size, text);
    return run(tlog, LOG_PUT_WITNESS,
        DB_VALUES(db_int8(cosigning->number), db_text(key->name),
            db_text(key_id_hex(key, tlog->arena)), db_text(span_from(witness_state_name(next))),
            db_int8((int64_t)tlog->head.size),
            next == WITNESS_AHEAD ? db_int8((int64_t)state->told) : db_null()),
        round->fault);
}

/* Takes one answer; *again_out: the witness named another size to begin at. */
static enum status answer_take(struct round *round, size_t n, bool again, bool *again_out)
{
    const struct asked *asked = &round->asked[n];
    const struct post *post = &round->posts[n];
    struct cosigning_witness *witness = &round->cosigning->witnesses[asked->witness];
    const struct note_verifier *key = &round->cosigning->policy.witnesses[asked->witness].key;
    struct witness_question question = {.body = round->body,
        .key = key,
        .old_size = asked->old_size,
        .size = round->tlog->head.size,
        .now_s = (int64_t)time(NULL),
        .newest_s = round->tlog->newest_at_us / MOMENT_SECOND_US};
    struct witness_said said;
    witness_answer_judge(&question, post->code, buffer_span(&post->answer), &said);
    enum status status = STATUS_OK;
    if (said.state == WITNESS_COSIGNED) {
        witness->cosigned = round->tlog->head.size;
        witness->old_size = witness->cosigned;
        status = line_keep(round, key, said.line);
    }
    witness->told = said.told;
    *again_out = said.state == WITNESS_ELSEWHERE && !again;
    if (*again_out) {
        witness->old_size = said.told;
        return STATUS_OK;
    }
    return status == STATUS_OK ? state_set(round, asked->witness, said.state) : status;
}

/* Asks those of the bits in `wanted`; *again_out are those that named another size. */
static enum status ask(struct round *round, uint64_t wanted, bool again, uint64_t *again_out)
{
    enum status status = STATUS_OK;
    *again_out = 0;
    for (size_t i = 0; i < round->cosigning->policy.witness_count && status == STATUS_OK; i++) {
        if ((wanted >> i & 1U) != 0) {
            status = question_add(round, i);
        }
    }
    if (status == STATUS_OK && round->count > 0) {
        status = post_all(round->posts, round->count, round->cosigning->wait_ms);
    }
    for (size_t i = 0; i < round->count && status == STATUS_OK; i++) {
        bool more = false;
        status = answer_take(round, i, again, &more);
        *again_out |= (uint64_t)more << round->asked[i].witness;
    }
    questions_free(round);
    return status;
}

static uint64_t due(const struct cosigning *cosigning, uint64_t size)
{
    int64_t now = steady_ms();
    uint64_t mask = 0;
    for (size_t i = 0; i < cosigning->policy.witness_count; i++) {
        const struct cosigning_witness *witness = &cosigning->witnesses[i];
        bool wanted =
            witness->url[0] != '\0' && witness->cosigned != size && now >= witness->not_before_ms;
        mask |= (uint64_t)wanted << i;
    }
    return mask;
}

/* Keeps that the quorum was met, or tells that it is missing. */
static enum status quorum_judge(struct cosigning *cosigning, struct tlog *tlog, struct fault *fault)
{
    uint64_t size = tlog->head.size;
    uint64_t mask = 0;
    for (size_t i = 0; i < cosigning->policy.witness_count; i++) {
        mask |= (uint64_t)(cosigning->witnesses[i].cosigned == size) << i;
    }
    bool met = policy_met(&cosigning->policy, mask);
    if (cosigning->policy.quorum < 0 || (met && cosigning->met == size)) {
        return STATUS_OK;
    }
    if (met == cosigning->missing) {
        tlog->event(met ? TLOG_QUORUM_BACK : TLOG_QUORUM_MISSING, (int64_t)size, "");
        cosigning->missing = !met;
    }
    if (!met) {
        return STATUS_OK;
    }
    cosigning->met = size;
    return run(
        tlog, LOG_PUT_QUORUM, DB_VALUES(db_int8((int64_t)size), db_int8(cosigning->number)), fault);
}

enum status cosigning_ask(
    struct cosigning *cosigning, struct tlog *tlog, bool *grown_out, struct fault *fault)
{
    ensure(cosigning != NULL && tlog != NULL && grown_out != NULL);
    static struct round round; /* large, and one at a time */
    *grown_out = false;
    enum status status = cosigning->number == 0 ? begin(cosigning, tlog, fault) : STATUS_OK;
    uint64_t wanted = due(cosigning, tlog->head.size);
    if (status != STATUS_OK || tlog->head.size == 0 || wanted == 0) {
        return status;
    }
    struct span lines;
    round = (struct round){.cosigning = cosigning, .tlog = tlog, .fault = fault};
    status = cosigning_note(tlog, &round.note, fault);
    if (status == STATUS_NOT_FOUND) {
        return STATUS_OK; /* signed and killed, or by a former key alone: it is signed again */
    }
    if (status == STATUS_OK) {
        status = note_split(round.note, &round.body, &lines);
    }
    for (int tries = 0; tries < 2 && status == STATUS_OK && wanted != 0; tries++) {
        status = ask(&round, wanted, tries > 0, &wanted);
    }
    *grown_out = round.grown;
    return status == STATUS_OK ? quorum_judge(cosigning, tlog, fault) : status;
}

/* What it has once cosigned it still has when the log has grown since; a size that the log has
 * reached since, it may have cosigned of this log. */
static bool denies(const struct cosigning_witness *witness, uint64_t size)
{
    return witness->state == WITNESS_AHEAD
               ? witness->told > size
               : witness->state == WITNESS_OTHER_ROOT || witness->state == WITNESS_INCONSISTENT;
}

bool cosigning_denied(const struct cosigning *cosigning, uint64_t size, uint64_t *told_out)
{
    ensure(cosigning != NULL && told_out != NULL);
    uint64_t mask = 0;
    uint64_t told = 0;
    for (size_t i = 0; i < cosigning->policy.witness_count; i++) {
        const struct cosigning_witness *witness = &cosigning->witnesses[i];
        bool other = denies(witness, size);
        mask |= (uint64_t)other << i;
        told = other && witness->told > told ? witness->told : told;
    }
    *told_out = told;
    return mask != 0 && cosigning->policy.quorum >= 0 && policy_met(&cosigning->policy, mask);
}
