/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/sequencer/catalogue.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ledger/base/durable.h"
#include "ledger/log/leaf.h"
#include "ledger/log/merkle.h"
#include "ledger/sequencer/statements.h"

/* The hash at a place of the published log, out of its file: the database has no say in it. */
static enum status published_hash(const struct tlog *tlog, uint64_t index, struct digest *hash_out)
{
    struct tile tile;
    struct buffer name;
    char path[DURABLE_PATH_MAX];
    ensure(tile_of(0, index, tlog->published, &tile) == STATUS_OK);
    buffer_init(&name, TILE_PATH_LEN_MAX + 1);
    tile_put_path(&name, &tile);
    (void)snprintf(path, sizeof(path), "%s/%.*s", tlog->folder, (int)name.len, name.data);
    buffer_free(&name);
    FILE *file = fopen(path, "rbe");
    bool read = file != NULL && fseek(file, (long)(index % TILE_WIDTH * DIGEST_LEN), SEEK_SET) == 0
                && fread(hash_out->bytes, 1, DIGEST_LEN, file) == DIGEST_LEN;
    if (file != NULL) {
        (void)fclose(file);
    }
    return read ? STATUS_OK : STATUS_NOT_FOUND;
}

/* What a deployment says of the schema, when it is the entry that was published. */
static bool recorded_read(
    const struct tlog *tlog, const struct db_row *row, struct arena *arena, struct span *hash_out)
{
    uint64_t index = (uint64_t)row_int8(row, 0);
    struct span bytes = row_bytes(row, 1);
    struct digest hash = merkle_leaf_hash(bytes);
    struct digest shown;
    struct leaf leaf;
    const char *reason = NULL;
    if (tlog != NULL
        && (index >= tlog->published || published_hash(tlog, index, &shown) != STATUS_OK
            || memcmp(hash.bytes, shown.bytes, DIGEST_LEN) != 0)) {
        return false;
    }
    if (leaf_parse(arena, bytes, &leaf, &reason) != STATUS_OK
        || !span_equal(leaf.kind, span_from("record_deployment"))) {
        return false;
    }
    *hash_out = json_text(leaf.result, "catalogue");
    return true;
}

struct look {
    const struct tlog *tlog;
    struct arena *arena;
    struct db_row deployment;
    enum status found; /* a deployment */
    struct catalogue catalogue;
};

static enum status look(struct service *service, void *context, struct fault *fault)
{
    struct look *look = context;
    int64_t size = look->tlog != NULL ? (int64_t)look->tlog->published : INT64_MAX;
    look->found = db_maybe(service_db(service), service_statement(service, LOG_DEPLOYMENT),
        DB_VALUES(db_int8(size)), look->arena, &look->deployment, fault);
    if (look->found != STATUS_OK && look->found != STATUS_NOT_FOUND) {
        return look->found; /* uncovered: the database is lost between two questions */
    }
    fault_clear(fault);
    return catalogue_ask(service_db(service), service_statement(service, LOG_CATALOGUE),
        look->arena, &look->catalogue, fault);
}

enum status catalogue_look(struct service *service, const struct tlog *tlog, struct arena *arena,
    bool *changed_out, struct fault *fault)
{
    struct look now = {.tlog = tlog, .arena = arena};
    struct span recorded;
    enum status status = service_transaction(service, 0, look, &now, fault);
    if (status != STATUS_OK) {
        return status; /* uncovered: the database is lost between two questions */
    }
    if (!catalogue_is(&now.catalogue, now.catalogue.installed, fault)) {
        *changed_out = true; /* something is planted: what else was answered means nothing */
    } else if (now.found == STATUS_NOT_FOUND) {
        *changed_out = tlog != NULL && tlog->published > 0;
        if (*changed_out) {
            FAULT(fault, "catalogue", "", "no deployment stands in the published log");
        }
    } else if (!recorded_read(tlog, &now.deployment, arena, &recorded)) {
        *changed_out = true;
        FAULT(fault, "catalogue", "",
            "what the database gives as entry %" PRId64 " of the log is not the deployment that "
            "was published there",
            row_int8(&now.deployment, 0));
    } else {
        *changed_out = !catalogue_is(&now.catalogue, recorded, fault);
    }
    return STATUS_OK;
}
