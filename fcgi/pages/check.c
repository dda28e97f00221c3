/* SPDX-License-Identifier: EUPL-1.2 */
/* "Check this receipt": for anyone who holds one, or a proof, without logging in. */
#include <string.h>

#include "fcgi/pages/log.h"
#include "fcgi/pages/pages.h"
#include "fcgi/views/public_check.h"
#include "ledger/base/moment.h"
#include "ledger/proof.h"

#define KEYS_MAX 64

struct checking {
    struct exchange *x;
    struct digest letter; /* the SHA-256 of an entry, as its letter gives it */
    bool has_letter;
    struct note_verifier attest[KEYS_MAX];
    struct note_verifier logs[KEYS_MAX];
    struct policy policy;
    struct receipt_keys keys;
    struct checked checked;
};

struct span checked_time(struct arena *arena, int64_t time_s)
{
    struct buffer text;
    buffer_init(&text, 64);
    moment_put(&text, time_s * MOMENT_SECOND_US);
    struct span copy = arena_copy(arena, buffer_span(&text));
    buffer_free(&text);
    return copy;
}

/* A list of {"name", "key"} as keys of notes; how many there are. */
static size_t keys_read(const struct json *list, struct note_verifier *keys)
{
    size_t count = 0;
    for (const struct json *row = list == NULL ? NULL : list->child;
         row != NULL && count < KEYS_MAX; row = row->next) {
        struct digest bytes; /* a key is as long as a digest */
        if (digest_from_hex(json_text(row, "key"), &bytes) == STATUS_OK) {
            struct note_verifier *key = &keys[count++];
            *key = (struct note_verifier){.name = json_text(row, "name")};
            (void)memcpy(key->public_key, bytes.bytes, sizeof(key->public_key));
            note_key_id(key->name, key->public_key, key->key_id);
        }
    }
    return count;
}

/* What the database says of the entry (0: of none), and the keys. */
static enum status place_read(struct checking *checking, int64_t entry, const struct json **doc_out)
{
    unsigned line = 0;
    enum status status =
        exchange_read(checking->x, READ_RECEIPT_PLACE, DB_VALUES(db_int8(entry)), doc_out);
    if (status != STATUS_OK) {
        return status;
    }
    struct span text = json_text(*doc_out, "policy");
    bool watched = text.len > 0 && policy_parse(text, &checking->policy, &line) == STATUS_OK;
    checking->keys = (struct receipt_keys){.attest = checking->attest,
        .attest_count = keys_read(json_at(*doc_out, "keys.attest"), checking->attest),
        .logs = checking->logs,
        .log_count = keys_read(json_at(*doc_out, "keys.log"), checking->logs),
        .policy = watched ? &checking->policy : NULL};
    checking->checked.log_size = json_int(*doc_out, "size");
    return STATUS_OK;
}

/* What is known of a log that ended under this name; *doc_out is NULL when none did. */
static enum status former_read(struct checking *checking, struct span origin, uint64_t size,
    uint64_t index, const struct json **doc_out)
{
    struct exchange *x = checking->x;
    const struct json *doc = NULL;
    enum status status = exchange_read(x, READ_FORMER_HEAD,
        DB_VALUES(db_text(origin), db_int8((int64_t)size), db_int8((int64_t)index)), &doc);
    *doc_out = status == STATUS_OK ? doc : NULL;
    if (status == STATUS_NOT_FOUND) {
        fault_clear(&x->fault);
        status = STATUS_OK;
    }
    return status;
}

/* A good receipt whose entry is not here: of a log that ended it may have been lost with its end.
 */
static enum status gone(struct checking *checking, enum checked_verdict otherwise)
{
    struct checked *checked = &checking->checked;
    enum status status =
        former_read(checking, checked->findings.body.origin, 0, 0, &checked->former);
    checked->verdict = checked->former == NULL ? otherwise : CHECKED_LOST;
    return status;
}

/* A checkpoint of a log that ended, beside what was signed and left of that one. */
static enum checked_verdict former_judge(const struct checking *checking)
{
    const struct checked *checked = &checking->checked;
    const struct receipt_findings *findings = &checked->findings;
    const struct json *former = checked->former;
    struct span root = json_text(former, "root");
    char hex[DIGEST_HEX_LEN + 1];
    digest_hex(&findings->head.root, hex);
    if (root.len > 0 && !span_is(root, hex)) {
        return CHECKED_LOG_CHANGED;
    }
    if ((int64_t)checked->file.proof.index >= json_int(former, "left_size")) {
        return CHECKED_LOST;
    }
    if (findings->inclusion != STATUS_OK) {
        return CHECKED_HEAD_ONLY;
    }
    digest_hex(checked->lettered ? &checking->letter : &findings->body.leaf, hex);
    return span_is(json_text(former, "leaf"), hex) ? CHECKED_FORMER : CHECKED_LOG_CHANGED;
}

/* A good receipt without a proof: we look where its entry stands, and make the proof ourselves. */
static enum status entry_find(struct checking *checking)
{
    struct exchange *x = checking->x;
    struct checked *checked = &checking->checked;
    const struct receipt_body *body = &checked->findings.body;
    const struct json *doc = NULL;
    char hex[DIGEST_HEX_LEN + 1];
    enum status status = place_read(checking, body->entry, &doc);
    if (status != STATUS_OK) {
        return status;
    }
    digest_hex(&body->leaf, hex);
    struct span taken = json_text(doc, "taken");
    if (taken.len > 0 && !span_is(taken, hex)) {
        return gone(checking, CHECKED_OTHER_RECORD);
    }
    status = proof_of_place(
        x->service, 0, x->arena, json_get(doc, "place"), &checked->file.proof, &x->fault);
    if (status == STATUS_NOT_FOUND) {
        checked->kept_out = json_bool(doc, "kept_out");
        enum checked_verdict verdict =
            checked->kept_out || x->now_us > body->at_us + RECEIPT_PROMISE_US ? CHECKED_BROKEN
                                                                              : CHECKED_WAITS;
        bool there = checked->kept_out || taken.len > 0 || span_is(json_text(doc, "waits"), hex);
        checked->verdict = verdict;
        return there ? STATUS_OK : gone(checking, verdict);
    }
    if (status == STATUS_OK) {
        checked->fresh = true;
        checked->file.has_proof = true;
        receipt_file_judge(&checked->file, &checking->keys, &checked->findings);
    }
    return status;
}

/* Whether the log of today still begins with what the proof's checkpoint says. */
static enum status log_compare(struct checking *checking)
{
    struct checked *checked = &checking->checked;
    struct exchange *x = checking->x;
    const struct checkpoint *head = &checked->findings.head;
    struct digest root;
    enum status status = former_read(
        checking, head->origin, head->size, checked->file.proof.index, &checked->former);
    if (status != STATUS_OK || checked->former != NULL) {
        checked->verdict = status == STATUS_OK ? former_judge(checking) : checked->verdict;
        return status;
    }
    if (head->size > (uint64_t)checked->log_size || head->size == 0) {
        checked->verdict = CHECKED_LOG_CUT;
        return STATUS_OK;
    }
    status = proof_root(x->service, x->arena, head->size, &root, &x->fault);
    if (status == STATUS_OK && memcmp(root.bytes, head->root.bytes, DIGEST_LEN) != 0) {
        checked->verdict = CHECKED_LOG_CHANGED;
    }
    return status;
}

/* The first thing that is wrong decides. */
static enum status judge(struct checking *checking)
{
    struct checked *checked = &checking->checked;
    struct receipt_findings *findings = &checked->findings;
    enum status status = STATUS_OK;
    receipt_file_judge(&checked->file, &checking->keys, findings);
    if (checked->file.note.len > 0 && findings->signature != STATUS_OK) {
        checked->verdict = CHECKED_FOREIGN;
        return STATUS_OK;
    }
    if (!checked->file.has_proof) {
        status = entry_find(checking);
    }
    if (status != STATUS_OK || checked->verdict != CHECKED_NOTHING) {
        return status;
    }
    if (findings->checkpoint != STATUS_OK) {
        checked->verdict = CHECKED_BAD_HEAD;
        return STATUS_OK;
    }
    if (checking->has_letter && findings->inclusion == STATUS_NOT_FOUND) {
        checked->lettered = true;
        findings->inclusion = receipt_file_include(&checked->file, findings, &checking->letter);
    }
    if (findings->inclusion != STATUS_OK && findings->inclusion != STATUS_NOT_FOUND) {
        checked->verdict = CHECKED_BAD_PROOF;
        return STATUS_OK;
    }
    status = log_compare(checking);
    if (status == STATUS_OK && checked->verdict == CHECKED_NOTHING) {
        checked->verdict = findings->inclusion == STATUS_OK ? CHECKED_GOOD : CHECKED_HEAD_ONLY;
    }
    return status;
}

/* The field for the hash that stands on a letter; false when it is not one. */
static bool letter_read(struct checking *checking)
{
    struct form *form = &checking->x->form;
    struct span hex = span_trim(form_value(form, "leaf"));
    checking->has_letter = hex.len > 0;
    if (hex.len == 0 || digest_from_hex(hex, &checking->letter) == STATUS_OK) {
        return true;
    }
    form_error_add(form, "leaf", N_("A SHA-256 has 64 digits, 0 to 9 and a to f."), SPAN(""));
    return false;
}

static enum status show(struct exchange *x, const struct checked *checked)
{
    view_public_check(page_view(x), checked);
    return page_send(x, x->form.error_count > 0 ? 422 : 200, pages_title(x, N_("Check a receipt")));
}

enum status pages_check(struct exchange *x)
{
    struct checked nothing = {.verdict = CHECKED_NOTHING};
    return show(x, &nothing);
}

enum status pages_check_send(struct exchange *x)
{
    static struct checking checking; /* large */
    const struct json *doc = NULL;
    struct span pasted = form_value(&x->form, "receipt");
    struct span text = x->upload.bytes.len > 0 ? buffer_span(&x->upload.bytes) : pasted;
    checking = (struct checking){.x = x};
    enum status status = STATUS_INVALID;
    if (text.len == 0) {
        form_error_add(&x->form, "receipt", N_("Paste a receipt, or choose its file."), SPAN(""));
    } else {
        status = receipt_file_read(x->arena, text, &checking.checked.file);
    }
    if (status != STATUS_OK) {
        if (text.len > 0) {
            form_error_add(&x->form, "receipt",
                N_("This is no receipt and no proof of ours, or a part of it is missing. Take all of "
                   "it, from the first line to the last."),
                SPAN(""));
        }
        return pages_check(x);
    }
    if (!letter_read(&checking)) {
        return pages_check(x);
    }
    status = place_read(&checking, 0, &doc);
    if (status == STATUS_OK) {
        status = judge(&checking);
    }
    return status == STATUS_OK ? show(x, &checking.checked) : status;
}
