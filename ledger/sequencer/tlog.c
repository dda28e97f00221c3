/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/sequencer/tlog.h"

#include <inttypes.h>
#include <string.h>

#include "ledger/log/checkpoint.h"
#include "ledger/sequencer/statements.h"
#include "ledger/signer/signing.h"

enum status tlog_open(struct tlog *tlog, struct service *service, const char *folder,
    const char *signer_socket,
    void (*event)(enum tlog_event event, int64_t number, const char *text))
{
    ensure(tlog != NULL && service != NULL && folder != NULL && signer_socket != NULL);
    if (strlen(folder) > TLOG_PATH_LEN_MAX) {
        return STATUS_INVALID;
    }
    *tlog = (struct tlog){
        .service = service,
        .folder = folder,
        .event = event,
        .turn_batches = TLOG_TURN_BATCHES,
    };
    tlog->arena = arena_create(TLOG_ARENA_LEN);
    tlog->scratch = arena_create(TLOG_ARENA_LEN);
    attest_client_init(&tlog->signer, signer_socket);
    if (tlog->arena == NULL || tlog->scratch == NULL) {
        tlog_close(tlog);       /* uncovered: no memory at start-up */
        return STATUS_INTERNAL; /* uncovered: likewise */
    }
    return STATUS_OK;
}

void tlog_close(struct tlog *tlog)
{
    attest_client_close(&tlog->signer);
    arena_destroy(tlog->arena);
    arena_destroy(tlog->scratch);
}

enum status tlog_hashes(struct tlog *tlog, unsigned level, uint64_t first, unsigned count,
    struct span *hashes_out, struct fault *fault)
{
    struct db_row row;
    enum status status =
        db_one(service_db(tlog->service), service_statement(tlog->service, LOG_TILE),
            DB_VALUES(db_int4((int32_t)level), db_int8((int64_t)first), db_int4((int32_t)count)),
            tlog->arena, &row, fault);
    if (status != STATUS_OK) {
        return status; /* uncovered: the database is lost between two questions */
    }
    struct span hashes = row_bytes_or_null(&row, 0);
    if (hashes.len != (size_t)count * DIGEST_LEN) {
        FAULT(fault, "log", "", "hashes of level %u from %" PRIu64 " on are missing", level, first);
        return STATUS_NOT_FOUND;
    }
    *hashes_out = hashes;
    return STATUS_OK;
}

static enum status tile_load(void *context, const struct tile *tile, uint8_t *bytes_out)
{
    struct tlog *tlog = context;
    struct span hashes;
    enum status status =
        tlog_hashes(tlog, tile->level, tile->index * TILE_WIDTH, tile->width, &hashes, NULL);
    if (status == STATUS_OK) {
        (void)memcpy(bytes_out, hashes.data, hashes.len);
    }
    return status;
}

struct merkle_source tlog_source(struct tlog *tlog)
{
    tile_source_init(&tlog->tiles, tlog->size, tile_load, tlog);
    return tile_source_hashes(&tlog->tiles);
}

/* The log's public key into the database: who checks a receipt in the portal needs it. */
static enum status key_keep(struct tlog *tlog, struct fault *fault)
{
    struct db_row row;
    struct span id = arena_format(tlog->arena, "%02x%02x%02x%02x", tlog->log.key_id[0],
        tlog->log.key_id[1], tlog->log.key_id[2], tlog->log.key_id[3]);
    return db_one(service_db(tlog->service), service_statement(tlog->service, LOG_PUT_KEY),
        DB_VALUES(db_text(tlog->log.name), db_text(id),
            db_bytes((struct span){(const char *)tlog->log.public_key, ED25519_PUBLIC_LEN})),
        tlog->arena, &row, fault);
}

static enum status on_log_key(const struct db_row *row, void *context)
{
    struct tlog *tlog = context;
    struct note_verifier *key = &tlog->former[tlog->former_count];
    if (memcmp(row_bytes(row, 0).data, tlog->log.public_key, ED25519_PUBLIC_LEN) == 0) {
        return STATUS_OK;
    }
    if (tlog->former_count == TLOG_FORMER_MAX) {
        return STATUS_LIMIT; /* uncovered: keys are replaced once in years */
    }
    *key = (struct note_verifier){.name = tlog->log.name};
    (void)memcpy(key->public_key, row_bytes(row, 0).data, ED25519_PUBLIC_LEN);
    note_key_id(key->name, key->public_key, key->key_id);
    tlog->former_count++;
    return STATUS_OK;
}

/* The keys that this log was signed with before, whose checkpoints still stand. */
static enum status former_read(struct tlog *tlog, struct fault *fault)
{
    tlog->former_count = 0;
    return db_each(service_db(tlog->service), service_statement(tlog->service, LOG_KEYS),
        DB_NO_VALUES, (struct db_visitor){.visit = on_log_key, .context = tlog}, fault);
}

static enum status origin_read(struct tlog *tlog, struct fault *fault)
{
    struct db_row row;
    enum status status = db_one(service_db(tlog->service),
        service_statement(tlog->service, LOG_ORIGIN), DB_NO_VALUES, tlog->arena, &row, fault);
    if (status != STATUS_OK) {
        return status; /* uncovered: the database is lost between two questions */
    }
    struct span vkey;
    status =
        attest_ask(&tlog->signer, tlog->arena, SIGNING_KEY, (struct span){NULL, 0}, &vkey, fault);
    if (status != STATUS_OK) {
        return status;
    }
    struct note_verifier log;
    if (note_verifier_parse(vkey, &log) != STATUS_OK || !span_equal(log.name, row_text(&row, 0))
        || log.name.len >= sizeof(tlog->origin)) {
        FAULT(fault, "log", "", "the signer's key is not of the database's origin");
        return STATUS_CONFLICT;
    }
    (void)memcpy(tlog->origin, log.name.data, log.name.len);
    tlog->log = log;
    tlog->log.name = (struct span){.data = tlog->origin, .len = log.name.len};
    status = key_keep(tlog, fault);
    if (status == STATUS_OK) {
        status = former_read(tlog, fault);
    }
    if (status != STATUS_OK) {
        tlog->log.name.len = 0; /* uncovered: the database is lost between two questions */
    }
    return status;
}

static enum status size_read(struct tlog *tlog, struct fault *fault)
{
    struct db_row row;
    enum status status = db_one(service_db(tlog->service),
        service_statement(tlog->service, LOG_SIZE), DB_NO_VALUES, tlog->arena, &row, fault);
    if (status == STATUS_OK) {
        tlog->size = (uint64_t)row_int8(&row, 0);
        tlog->found = tlog->size;
    }
    return status;
}

static enum status head_ask(struct tlog *tlog, struct fault *fault)
{
    struct span body;
    struct checkpoint checkpoint;
    enum status status =
        attest_ask(&tlog->signer, tlog->arena, SIGNING_HEAD, (struct span){NULL, 0}, &body, fault);
    if (status != STATUS_OK) {
        return status; /* uncovered: the signer is lost between two questions */
    }
    if (checkpoint_parse(body, &checkpoint) != STATUS_OK
        || !span_equal(checkpoint.origin, tlog->log.name)) {
        FAULT(fault, "log", "", "the signer's head is no head"); /* uncovered: no signer of ours */
        return STATUS_CONFLICT;                                  /* uncovered: likewise */
    }
    tlog->head = (struct log_head){.size = checkpoint.size, .root = checkpoint.root};
    return STATUS_OK;
}

enum status tlog_holds(
    struct tlog *tlog, const struct log_head *head, const char *how, struct fault *fault)
{
    if (head->size > tlog->size) {
        FAULT(fault, "log", "",
            "size %" PRIu64 " has been %s, the database holds %" PRIu64 ": entries %" PRIu64
            " to %" PRIu64 " are missing; nothing is signed until they are back",
            head->size, how, tlog->size, tlog->size, head->size - 1);
        return STATUS_CONFLICT;
    }
    if (head->size == 0 || memcmp(&tlog->checked, head, sizeof(*head)) == 0) {
        return STATUS_OK;
    }
    struct merkle_source source = tlog_source(tlog);
    struct digest root;
    enum status status = merkle_range(&source, 0, head->size, &root);
    if (status != STATUS_OK) {
        FAULT(fault, "log", "", "hashes of the log are missing");
        return status;
    }
    if (memcmp(root.bytes, head->root.bytes, DIGEST_LEN) != 0) {
        FAULT(fault, "log", "",
            "the first %" PRIu64 " entries are not those that were %s; nothing is signed",
            head->size, how);
        return STATUS_CONFLICT;
    }
    tlog->checked = *head;
    return STATUS_OK;
}

enum status tlog_check(struct tlog *tlog, struct fault *fault)
{
    enum status status = tlog->log.name.len == 0 ? origin_read(tlog, fault) : STATUS_OK;
    if (status == STATUS_OK) {
        status = size_read(tlog, fault);
    }
    if (status == STATUS_OK) {
        status = head_ask(tlog, fault);
    }
    if (status == STATUS_OK && !tlog->remembered) {
        status = tlog_remember(tlog, fault);
    }
    if (status == STATUS_OK) {
        status = tlog_holds(tlog, &tlog->head, "signed", fault);
    }
    return status == STATUS_OK ? tlog_attest_read(tlog, fault) : status;
}

/* STATUS_CONFLICT when a quorum of the witnesses has cosigned another log than this. */
static enum status witnesses_hold(struct tlog *tlog, struct fault *fault)
{
    uint64_t told = 0;
    if (tlog->cosigning == NULL || !cosigning_denied(tlog->cosigning, tlog->head.size, &told)) {
        return STATUS_OK;
    }
    if (told > tlog->head.size) {
        FAULT(fault, "log", "",
            "witnesses have cosigned size %" PRIu64 ", this log was signed up to %" PRIu64
            ": database and signer are older than what was published; nothing is signed until the "
            "entries are back",
            told, tlog->head.size);
    } else {
        FAULT(fault, "log", "",
            "the first %" PRIu64
            " entries are not those that witnesses have cosigned: database and signer went on from "
            "an older state than was published, or the witnesses are wrong; nothing is signed",
            told);
    }
    return STATUS_CONFLICT;
}

/* Asks for what a witness has not cosigned yet, and publishes the head again with what came. */
static enum status witnesses_ask(struct tlog *tlog, struct fault *fault)
{
    bool grown = false;
    if (tlog->cosigning == NULL) {
        return STATUS_OK;
    }
    enum status status = cosigning_ask(tlog->cosigning, tlog, &grown, fault);
    if (status == STATUS_OK && grown && tlog->size == tlog->head.size
        && tlog->size == tlog->published) {
        struct span note;
        status = cosigning_note(tlog, &note, fault);
        status = status == STATUS_OK ? tlog_publish(tlog, note, fault) : status;
    }
    return status == STATUS_OK ? witnesses_hold(tlog, fault) : status;
}

/* Signs, asks the witnesses, publishes: the published checkpoint carries what they answered, now or
 * when a former key of the log had signed the same head. */
static enum status sign_and_publish(struct tlog *tlog, struct fault *fault)
{
    struct span note;
    bool grown = false;
    arena_reset(tlog->arena);
    enum status status = tlog_sign(tlog, fault);
    if (status == STATUS_OK && tlog->cosigning != NULL) {
        status = cosigning_ask(tlog->cosigning, tlog, &grown, fault);
    }
    if (status == STATUS_OK) {
        status = witnesses_hold(tlog, fault);
    }
    if (status == STATUS_OK) {
        status = cosigning_note(tlog, &note, fault);
    }
    return status == STATUS_OK ? tlog_publish(tlog, note, fault) : status;
}

static bool all_is_shown(const struct tlog *tlog)
{
    return tlog->size == 0
           || (tlog->size == tlog->head.size && tlog->size == tlog->published
               && !tlog->former_shown);
}

/* Only what a failover cannot lose; *held_out: nothing waits for a standby. */
static enum status sign_what_is_held(struct tlog *tlog, bool *held_out, struct fault *fault)
{
    *held_out = true;
    if (all_is_shown(tlog)) {
        return STATUS_OK;
    }
    enum status status = tlog_replicated(tlog, held_out, fault);
    return status == STATUS_OK && *held_out ? sign_and_publish(tlog, fault) : status;
}

static enum status work(struct tlog *tlog, struct fault *fault)
{
    bool held = true;
    enum status status = tlog_check(tlog, fault);
    if (status == STATUS_OK) {
        status = tlog_folder_open(tlog, fault);
    }
    if (status == STATUS_OK) {
        status = witnesses_ask(tlog, fault);
    }
    /* First what an earlier turn left: a standby that is always a little behind would otherwise
     * never be seen to hold all of it. While it waits, what comes stays in the queue. */
    if (status == STATUS_OK) {
        status = sign_what_is_held(tlog, &held, fault);
    }
    size_t taken = TLOG_BATCH;
    for (unsigned i = 0;
         status == STATUS_OK && held && taken == TLOG_BATCH && i < tlog->turn_batches; i++) {
        arena_reset(tlog->arena);
        status = tlog_take(tlog, &taken, fault);
    }
    if (status == STATUS_OK && held) {
        status = sign_what_is_held(tlog, &held, fault);
    }
    tlog->more = status == STATUS_OK && held && taken == TLOG_BATCH;
    return status;
}

enum status tlog_turn(struct tlog *tlog, struct fault *fault)
{
    ensure(tlog != NULL);
    enum status status = work(tlog, fault);
    arena_reset(tlog->arena);
    return status;
}
