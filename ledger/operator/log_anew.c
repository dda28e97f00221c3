/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * log_anew.c - `tilsagn log propose-anew` and `log begin-anew`: a log whose signed end is lost for
 * good goes on under a new name, and says so for ever.
 */
#include <inttypes.h>
#include <string.h>

#include "ledger/base/json.h"
#include "ledger/db/db.h"
#include "ledger/log/checkpoint.h"
#include "ledger/log/line.h"
#include "ledger/operator/acting.h"
#include "ledger/operator/commands.h"
#include "ledger/operator/files.h"
#include "ledger/operator/load.h"
#include "ledger/operator/statements.h"

#define DOCUMENT_MAX 8192

/* What the database has of its log. */
struct left {
    struct span origin;
    struct span next;
    uint64_t size;
    struct digest root;
    int64_t waiting;
    struct span keys; /* the log's public keys, one behind the other */
};

/* What was signed, and whether a signature of the log shows it. */
struct shown {
    struct checkpoint head;
    bool is_signed;
};

/* Opens a note by the keys that the log has had. */
static enum status note_take(struct operator_run *op, const struct left *left, struct span note,
    const char *path, struct span *body_out)
{
    size_t count = left->keys.len / ED25519_PUBLIC_LEN;
    struct note_verifier *keys = arena_array(op->arena, count + 1, sizeof(*keys));
    if (keys == NULL) {
        return STATUS_LIMIT; /* uncovered: a log has few keys */
    }
    for (size_t i = 0; i < count; i++) {
        keys[i].name = left->origin;
        (void)memcpy(keys[i].public_key, left->keys.data + i * ED25519_PUBLIC_LEN,
            sizeof(keys[i].public_key));
        note_key_id(left->origin, keys[i].public_key, keys[i].key_id);
    }
    enum status status = note_open(note, keys, count, body_out);
    if (status != STATUS_OK) {
        FAULT(&op->fault, "log", "",
            "%s is not signed by a key that the database knows of the log %.*s. If it is a "
            "checkpoint none the less, give its first three lines alone: it is then recorded as "
            "unsigned",
            path, (int)left->origin.len, left->origin.data);
    }
    return status;
}

/* A signed checkpoint; or the signer's file or a checkpoint's body, which nobody has signed. */
static enum status head_take(
    struct operator_run *op, const struct left *left, const char *path, struct shown *shown_out)
{
    struct span text;
    struct span body;
    struct span lines;
    enum status status = file_read(op->arena, path, &text, &op->fault);
    if (status != STATUS_OK) {
        return status;
    }
    shown_out->is_signed = note_split(text, &body, &lines) == STATUS_OK;
    if (!shown_out->is_signed) {
        body = text;
    }
    status = checkpoint_parse(body, &shown_out->head);
    /* The signer's file has a title. */
    if (status != STATUS_OK && !shown_out->is_signed && line_take(&text, &lines)) {
        status = checkpoint_parse(text, &shown_out->head);
    }
    if (status != STATUS_OK) {
        FAULT(&op->fault, "log", "", "%s is neither a checkpoint nor the signer's head", path);
    } else if (shown_out->is_signed && span_equal(shown_out->head.origin, left->origin)) {
        status = note_take(op, left, text, path, &body);
    }
    return status;
}

static enum status left_read(struct operator_run *op, struct left *left_out)
{
    struct db *db = NULL;
    struct db_row row;
    enum status status =
        db_connect(op->settings.superuser, statements_anew, ANEW_COUNT, &db, &op->fault);
    if (status == STATUS_OK) {
        status = db_one(db, &statements_anew[ANEW_LOG], DB_NO_VALUES, op->arena, &row, &op->fault);
    }
    if (status == STATUS_OK) {
        *left_out = (struct left){.origin = row_text(&row, 0),
            .next = row_text(&row, 1),
            .size = (uint64_t)row_int8(&row, 2),
            .waiting = row_int8(&row, 4),
            .keys = row_bytes(&row, 5)};
        (void)memcpy(left_out->root.bytes, row_bytes(&row, 3).data, DIGEST_LEN);
    }
    db_close(db);
    return status;
}

static bool is_missing(
    struct operator_run *op, const struct left *left, const struct checkpoint *head)
{
    if (!span_equal(head->origin, left->origin)) {
        operator_problem(op, "it is a head of the log %.*s; the database's is %.*s",
            (int)head->origin.len, head->origin.data, (int)left->origin.len, left->origin.data);
        return false;
    }
    if (head->size <= left->size) {
        operator_problem(op,
            "%" PRIu64 " entries were signed, the database's log has %" PRIu64
            ": nothing is missing. A log that was changed does not begin anew (docs/log.md)",
            head->size, left->size);
        return false;
    }
    return true;
}

static struct span document_of(
    struct operator_run *op, const struct left *left, const struct shown *shown, const char *reason)
{
    const struct checkpoint *head = &shown->head;
    struct buffer out;
    struct json_writer json;
    char hex[DIGEST_HEX_LEN + 1];
    buffer_init(&out, DOCUMENT_MAX);
    json_writer_init(&json, &out);
    json_open_object(&json, NULL);
    json_put_int(&json, "v", 1);
    json_put_text(&json, "former", left->origin);
    json_put_text(&json, "origin", left->next);
    json_put_int(&json, "signed_size", (int64_t)head->size);
    digest_hex(&head->root, hex);
    json_put_text(&json, "signed_root", span_from(hex));
    json_put_text(&json, "head", shown->is_signed ? SPAN("signed") : SPAN("unsigned"));
    json_put_int(&json, "left_size", (int64_t)left->size);
    digest_hex(&left->root, hex);
    json_put_text(&json, "left_root", span_from(hex));
    json_put_text(&json, "reason", span_from(reason));
    json_close_object(&json);
    struct span document = out.failed ? (struct span){.data = NULL, .len = 0}
                                      : arena_copy(op->arena, buffer_span(&out));
    buffer_free(&out);
    return document;
}

enum outcome command_log_propose_anew(struct operator_run *op, int count, char *const *arguments)
{
    struct shown shown;
    struct left left;
    if (count != 2) {
        operator_problem(op, "log propose-anew takes HEAD REASON");
        return OUTCOME_USAGE;
    }
    if (!operator_settings(op)) {
        return OUTCOME_REFUSED;
    }
    enum status status = left_read(op, &left);
    if (status == STATUS_OK) {
        status = head_take(op, &left, arguments[0], &shown);
    }
    if (status != STATUS_OK) {
        return operator_failed(op, status, "log propose-anew");
    }
    if (!is_missing(op, &left, &shown.head)) {
        return OUTCOME_REFUSED;
    }
    uint64_t last = shown.head.size - 1;
    struct proposal proposal = {.kind = SPAN("log"),
        .subject = SPAN("log"),
        .title = arena_format(op->arena,
            "The log goes on as %.*s: entries %" PRIu64 " to %" PRIu64 " are lost",
            (int)left.next.len, left.next.data, left.size, last),
        .document = document_of(op, &left, &shown, arguments[1])};
    if (proposal.document.data == NULL) {
        operator_problem(op, "REASON is no text, or too long");
        return OUTCOME_REFUSED;
    }
    enum outcome outcome = load_propose(op, &proposal);
    if (outcome == OUTCOME_OK) {
        buffer_printf(&op->out,
            "entries %" PRIu64 " to %" PRIu64 " of %.*s would be given up for good; %" PRIu64
            " are left, %" PRId64
            " more wait to be logged. %sTwo administrators confirm it; then: tilsagn log begin-anew\n",
            left.size, last, (int)left.origin.len, left.origin.data, left.size, left.waiting,
            shown.is_signed
                ? ""
                : "HEAD has no signature, and the document says so; a signed checkpoint "
                  "of the same size shows more. ");
    }
    return outcome;
}

static void tell(struct operator_run *op, const struct json *result, bool dry_run)
{
    struct span former = json_text(result, "former");
    struct span origin = json_text(result, "origin");
    int64_t left = json_int(result, "left_size");
    buffer_printf(&op->out,
        "%.*s ends: entries %" PRId64 " to %" PRId64
        " are lost. %.*s begins with the entry that says so, then %" PRId64
        " entries that were left, then %" PRId64 " that waited\n",
        (int)former.len, former.data, left, json_int(result, "signed_size") - 1, (int)origin.len,
        origin.data, left, json_int(result, "waiting"));
    if (dry_run) {
        buffer_puts(&op->out,
            "dry run: nothing was changed. Without --dry-run it is, and cannot be undone.\n");
        return;
    }
    buffer_printf(&op->out,
        "this cannot be undone. Now, as docs/log.md says under \"Begun anew\": what is left of the "
        "log's folder aside; tilsagn-attest with --name %.*s and its former key as --known; "
        "tilsagn-signer with --origin %.*s, --first and a new --head; witnesses the new log.vkey\n",
        (int)origin.len, origin.data, (int)origin.len, origin.data);
}

/* Attested as the operator's, performed by the superuser in the transaction that moves the log. */
static enum status begin_anew(
    struct operator_run *op, struct db *db, const struct span text[2], bool dry_run)
{
    struct db_row row;
    const struct json *result = NULL;
    struct json_error error;
    enum status status = db_begin(db, &op->fault);
    if (status == STATUS_OK) {
        status = db_one(db, &statements_anew[ANEW_BEGIN],
            DB_VALUES(db_text(text[0]), db_text(text[1])), op->arena, &row, &op->fault);
        if (status == STATUS_OK) { /* before the commit: what fails behind it was changed */
            status = json_parse(op->arena, row_text(&row, 0), &result, &error);
        }
        if (status == STATUS_OK && !dry_run) {
            status = db_commit(db, &op->fault);
        } else {
            db_rollback(db);
        }
    }
    if (status == STATUS_OK) {
        tell(op, result, dry_run);
    }
    return status;
}

enum outcome command_log_begin_anew(struct operator_run *op, int count, char *const *arguments)
{
    struct service *service = NULL;
    struct db *db = NULL;
    struct span text[2];
    bool dry_run = count == 2 && strcmp(arguments[0], "--dry-run") == 0;
    if (count != 1 + (int)dry_run || !load_number(arguments[count - 1])) {
        operator_problem(op, "log begin-anew takes the proposal's NUMBER");
        return OUTCOME_USAGE;
    }
    enum outcome outcome = acting_open(op, &service);
    if (outcome != OUTCOME_OK) {
        return outcome;
    }
    struct span params = arena_format(op->arena, "{\"proposal\":%s}", arguments[count - 1]);
    enum status status = acting_attest(op, service, "begin_log", params, &text[0], &text[1]);
    service_close(service);
    if (status == STATUS_OK) {
        status = db_connect(op->settings.superuser, statements_anew, ANEW_COUNT, &db, &op->fault);
    }
    if (status == STATUS_OK) {
        status = begin_anew(op, db, text, dry_run);
    }
    db_close(db);
    if (status != STATUS_OK) {
        outcome = operator_failed(op, status, "log begin-anew");
        operator_unchanged(op, "nothing was changed",
            "tilsagn doctor tells: when it was, it warns that the record is not whole; when it was "
            "not, run the same command again");
    }
    return outcome;
}
