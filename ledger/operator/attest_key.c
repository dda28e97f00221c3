/* SPDX-License-Identifier: EUPL-1.2 */
/* attest_key.c - makes the portal host's attest key known to the database, at installation. */
#include <string.h>

#include "ledger/base/digest.h"
#include "ledger/db/db.h"
#include "ledger/operator/commands.h"
#include "ledger/operator/statements.h"

#define ED25519_TYPE    1
#define ED25519_KEY_LEN 32
#define KEY_ID_HEX_LEN  8

struct verifier_key {
    struct span name;
    struct span id; /* 8 hexadecimal digits */
    struct span key;
};

/* "name+0123abcd+base64(0x01 || key)", as `tilsagn-attest --public-key` prints it. */
static enum status verifier_key_parse(
    struct arena *arena, struct span text, struct verifier_key *key_out)
{
    struct verifier_key key;
    struct span encoded;
    struct span rest = span_trim(text);
    struct buffer bytes;
    if (!span_split(&rest, '+', &key.name) || !span_split(&rest, '+', &key.id) || rest.data == NULL
        || key.name.len == 0 || key.id.len != KEY_ID_HEX_LEN) {
        return STATUS_INVALID;
    }
    encoded = rest; /* base64 may hold a plus sign itself */
    buffer_init(&bytes, 64);
    enum status status = base64_decode(encoded, &bytes);
    struct span decoded = buffer_span(&bytes);
    if (status == STATUS_OK
        && (decoded.len != 1 + ED25519_KEY_LEN || decoded.data[0] != ED25519_TYPE)) {
        status = STATUS_INVALID;
    }
    if (status == STATUS_OK) {
        decoded.data++;
        decoded.len--;
        key.key = arena_copy(arena, decoded);
        status = key.key.data == NULL ? STATUS_LIMIT : STATUS_OK; /* uncovered: no memory */
    }
    buffer_free(&bytes);
    if (status == STATUS_OK) {
        *key_out = key;
    }
    return status;
}

enum outcome command_attest_key(struct operator_run *op, int count, char *const *arguments)
{
    struct verifier_key key;
    struct db *db = NULL;
    struct db_row row;
    if (count != 1) {
        operator_problem(op, "attest-key takes one KEY: name+id+base64");
        return OUTCOME_USAGE;
    }
    if (verifier_key_parse(op->arena, span_from(arguments[0]), &key) != STATUS_OK) {
        operator_problem(op, "not a verifier key (name+id+base64): %s", arguments[0]);
        return OUTCOME_REFUSED;
    }
    if (!operator_settings(op)) {
        return OUTCOME_REFUSED;
    }
    enum status status =
        db_connect(op->settings.superuser, statements_admin, ADMIN_COUNT, &db, &op->fault);
    if (status == STATUS_OK) {
        status = db_one(db, &statements_admin[ADMIN_ATTEST_KEY],
            DB_VALUES(db_text(key.id), db_bytes(key.key), db_text(key.name)), op->arena, &row,
            &op->fault);
    }
    db_close(db);
    if (status != STATUS_OK) {
        return operator_failed(op, status, "attest key");
    }
    buffer_printf(&op->out, "attest key %.*s of %.*s is known\n", (int)key.id.len, key.id.data,
        (int)key.name.len, key.name.data);
    return OUTCOME_OK;
}
