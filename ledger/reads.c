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

static enum status each(struct service *service, size_t which, struct db_values values,
    struct db_visitor visitor, struct fault *fault)
{
    const struct db_statement *statement;
    enum status status = find(service, &other_statements[which], values, &statement, fault);
    return status == STATUS_OK ? db_each(service->db, statement, values, visitor, fault) : status;
}

enum status read_dossier_export(
    struct service *service, int64_t application, struct db_visitor visitor, struct fault *fault)
{
    return each(service, OTHER_DOSSIER, DB_VALUES(db_int8(application)), visitor, fault);
}

/* One question with one row, in a transaction. */
struct single {
    size_t which;
    struct db_values values;
    struct arena *arena;
    struct db_row row;
};

static enum status ask_single(struct service *service, void *context, struct fault *fault)
{
    struct single *single = context;
    const struct db_statement *statement;
    enum status status =
        find(service, &other_statements[single->which], single->values, &statement, fault);
    return status == STATUS_OK
               ? db_one(service->db, statement, single->values, single->arena, &single->row, fault)
               : status;
}

static const struct {
    size_t begin;
    size_t rows;
} exports[] = {
    [EXPORT_ENTRIES] = {OTHER_EXPORT, OTHER_EXPORT_ROWS},
    [EXPORT_READS] = {OTHER_READS_EXPORT, OTHER_READS_ROWS},
    [EXPORT_BALANCES] = {OTHER_BALANCES_EXPORT, OTHER_BALANCES_ROWS},
};

enum status read_export_begin(struct service *service, struct arena *arena,
    const struct export_wanted *wanted, int64_t *number_out, struct fault *fault)
{
    ensure(number_out != NULL);
    struct single single = {.which = exports[wanted->what].begin,
        .values = DB_VALUES(db_text(wanted->filter)),
        .arena = arena};
    enum status status = service_transaction(service, wanted->person, ask_single, &single, fault);
    if (status == STATUS_OK) {
        *number_out = row_int8(&single.row, 0);
    }
    return status;
}

enum status read_export_rows(struct service *service, enum export what, int64_t number,
    int32_t limit, struct db_visitor visitor, struct fault *fault)
{
    return each(
        service, exports[what].rows, DB_VALUES(db_int8(number), db_int4(limit)), visitor, fault);
}

enum status read_export_end(struct service *service, struct arena *arena, int64_t person,
    const struct export_end *end, struct fault *fault)
{
    struct db_value sha256 = end->sha256_hex.data == NULL ? db_null() : db_text(end->sha256_hex);
    struct single single = {.which = OTHER_EXPORT_END,
        .values = DB_VALUES(db_int8(end->number), db_int8(end->rows), sha256, db_bool(end->whole)),
        .arena = arena};
    return service_transaction(service, person, ask_single, &single, fault);
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
