/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/reads.h"

#include "ledger/service_inside.h"

static enum status find(const struct service *service, const struct audience_statement *wanted,
    struct db_values values, const struct db_statement **statement_out, struct fault *fault)
{
    const struct db_statement *statement = service_find(service, wanted->statement.name);
    if (statement == NULL || statement->param_count != values.count) {
        FAULT(fault, "read", "", "%s: not a question of this audience, or other parameters",
            wanted->statement.name);
        return STATUS_INVALID;
    }
    *statement_out = statement;
    return STATUS_OK;
}

enum status read_document(struct service *service, struct arena *arena, enum read what,
    struct db_values values, struct span *json_out, struct fault *fault)
{
    ensure(service != NULL && arena != NULL && json_out != NULL);
    ensure((unsigned)what < READ_COUNT);
    const struct db_statement *statement;
    struct db_row row;
    enum status status = find(service, &read_statements[what], values, &statement, fault);
    if (status == STATUS_OK) {
        status = db_one(service->db, statement, values, arena, &row, fault);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (row_is_null(&row, 0)) {
        return STATUS_NOT_FOUND;
    }
    *json_out = row_text(&row, 0);
    return STATUS_OK;
}

struct asking {
    struct arena *arena;
    const struct read_question *question;
    struct span document;
};

static enum status ask(struct service *service, void *context, struct fault *fault)
{
    struct asking *asking = context;
    return read_document(service, asking->arena, asking->question->what, asking->question->values,
        &asking->document, fault);
}

enum status read_alone(struct service *service, struct arena *arena,
    const struct read_question *question, struct span *json_out, struct fault *fault)
{
    ensure(question != NULL && json_out != NULL);
    struct asking asking = {.arena = arena, .question = question};
    enum status status = service_transaction(service, question->person, ask, &asking, fault);
    if (status == STATUS_OK) {
        *json_out = asking.document;
    }
    return status;
}

static enum status export(struct service *service, size_t which, struct db_values values,
    struct db_visitor visitor, struct fault *fault) {
    const struct db_statement *statement;
    enum status status = find(service, &other_statements[which], values, &statement, fault);
    return status == STATUS_OK ? db_each(service->db, statement, values, visitor, fault) : status;
}

enum status read_dossier_export(
    struct service *service, int64_t application, struct db_visitor visitor, struct fault *fault)
{
    return export(service, OTHER_DOSSIER, DB_VALUES(db_int8(application)), visitor, fault);
}

enum status read_entries_export(
    struct service *service, struct span filter, struct db_visitor visitor, struct fault *fault)
{
    return export(service, OTHER_EXPORT, DB_VALUES(db_text(filter)), visitor, fault);
}

enum status read_reads_export(
    struct service *service, struct span filter, struct db_visitor visitor, struct fault *fault)
{
    return export(service, OTHER_READS_EXPORT, DB_VALUES(db_text(filter)), visitor, fault);
}

enum status read_file_chunk(struct service *service, struct arena *arena, struct span sha256_hex,
    int32_t n, struct span *bytes_out, struct fault *fault)
{
    ensure(bytes_out != NULL);
    const struct db_statement *statement;
    struct db_row row;
    struct db_values values = DB_VALUES(db_text(sha256_hex), db_int4(n));
    enum status status =
        find(service, &other_statements[OTHER_FILE_CHUNK], values, &statement, fault);
    if (status == STATUS_OK) {
        status = db_one(service->db, statement, values, arena, &row, fault);
    }
    if (status == STATUS_OK && row_is_null(&row, 0)) {
        return STATUS_NOT_FOUND;
    }
    if (status == STATUS_OK) {
        *bytes_out = row_bytes(&row, 0);
    }
    return status;
}
