/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/proof.h"

#include <string.h>

#include "ledger/log/tile.h"
#include "ledger/service_inside.h"

struct proving {
    struct service *service;
    struct arena *arena;
    uint64_t index;
    uint64_t size;
    struct merkle_proof *proof; /* NULL: the root is asked for */
    struct digest *root;
    struct fault *fault;
};

static enum status tile_load(void *context, const struct tile *tile, uint8_t *bytes_out)
{
    struct proving *proving = context;
    const struct db_statement *statement =
        service_find(proving->service, other_statements[OTHER_LOG_TILE].statement.name);
    struct db_row row;
    if (statement == NULL) {
        return STATUS_INVALID; /* uncovered: every audience that asks has it */
    }
    enum status status = db_one(proving->service->db, statement,
        DB_VALUES(db_int4((int32_t)tile->level), db_int8((int64_t)(tile->index * TILE_WIDTH)),
            db_int4((int32_t)tile->width)),
        proving->arena, &row, proving->fault);
    if (status != STATUS_OK) {
        return status; /* uncovered: the database is lost between two questions */
    }
    struct span hashes = row_bytes_or_null(&row, 0);
    if (hashes.len != (size_t)tile->width * DIGEST_LEN) {
        FAULT(proving->fault, "proof", "", "hashes of the log are missing");
        return STATUS_NOT_FOUND;
    }
    (void)memcpy(bytes_out, hashes.data, hashes.len);
    return STATUS_OK;
}

static enum status prove(struct service *service, void *context, struct fault *fault)
{
    static struct tile_source tiles; /* large; one program, one thread */
    struct proving *proving = context;
    proving->service = service;
    proving->fault = fault;
    tile_source_init(&tiles, proving->size, tile_load, proving);
    struct merkle_source source = tile_source_hashes(&tiles);
    return proving->proof != NULL
               ? merkle_inclusion(&source, proving->index, proving->size, proving->proof)
               : merkle_range(&source, 0, proving->size, proving->root);
}

enum status proof_of_leaf(struct service *service, int64_t person, struct arena *arena,
    const struct proof_question *question, struct merkle_proof *proof_out, struct fault *fault)
{
    ensure(service != NULL && arena != NULL && question != NULL && proof_out != NULL);
    struct merkle_proof proof = {.count = 0};
    struct proving proving = {
        .arena = arena, .index = question->index, .size = question->size, .proof = &proof};
    enum status status = service_transaction(service, person, prove, &proving, fault);
    if (status == STATUS_OK) {
        *proof_out = proof;
    }
    return status;
}

enum status proof_of_place(struct service *service, int64_t person, struct arena *arena,
    const struct json *place, struct tlog_proof *proof_out, struct fault *fault)
{
    ensure(service != NULL && arena != NULL && proof_out != NULL);
    struct span checkpoint = json_text(place, "checkpoint");
    if (checkpoint.len == 0) {
        return STATUS_NOT_FOUND;
    }
    struct tlog_proof proof = {
        .index = (uint64_t)json_int(place, "index"), .checkpoint = checkpoint};
    const struct proof_question question = {
        .index = proof.index, .size = (uint64_t)json_int(place, "size")};
    enum status status = proof_of_leaf(service, person, arena, &question, &proof.proof, fault);
    if (status == STATUS_OK) {
        *proof_out = proof;
    }
    return status;
}

enum status proof_root(struct service *service, struct arena *arena, uint64_t size,
    struct digest *root_out, struct fault *fault)
{
    ensure(service != NULL && arena != NULL && root_out != NULL && size > 0);
    struct digest root;
    struct proving proving = {.arena = arena, .size = size, .root = &root};
    enum status status = service_transaction(service, 0, prove, &proving, fault);
    if (status == STATUS_OK) {
        *root_out = root;
    }
    return status;
}
