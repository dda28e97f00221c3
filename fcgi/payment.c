/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/payment.h"

#include <stdio.h>

#include "fcgi/attachment.h"
#include "ledger/base/digest.h"
#include "ledger/payment/payment_file.h"
#include "ledger/payments.h"

static enum status not_now(struct exchange *x, const char *needed)
{
    fault_clear(&x->fault);
    FAULT(&x->fault, "payment", "LG502", "no payment file can be made: %s", needed);
    (void)snprintf(x->fault.detail, sizeof(x->fault.detail),
        "{\"state\": \"approved\", \"needed\": \"%s\"}", needed);
    return STATUS_CONFLICT;
}

static enum status keep_file(struct exchange *x, const struct payment_bytes *file, char *hex)
{
    struct digest digest = digest_of(file->bytes);
    digest_hex(&digest, hex);
    if (!exchange_holds(x, "finance")) {
        return STATUS_OK; /* the act says why not */
    }
    struct span kept;
    return payment_keep(x->service, x->arena, x->identity->person, file, &kept, &x->fault);
}

enum status payment_put(struct exchange *x, struct span ids, struct json_writer *writer)
{
    const struct json *document = NULL;
    struct payment_file file;
    struct buffer bytes;
    char hex[DIGEST_HEX_LEN + 1];
    enum status status = exchange_read(x, READ_PAYMENT_DRAFT, DB_VALUES(db_text(ids)), &document);
    if (status != STATUS_OK) {
        return status;
    }
    const struct json *profile = json_get(document, "profile");
    if (profile == NULL || profile->kind != JSON_OBJECT) {
        return not_now(x, "payment_profile");
    }
    if (payment_read(x->arena, document, &file) != STATUS_OK) {
        return not_now(x, "payment_file");
    }
    buffer_init(&bytes, PAYMENT_FILE_MAX);
    status = payment_write(&file, &bytes);
    if (status == STATUS_OK) {
        const struct payment_bytes made = {
            .bytes = buffer_span(&bytes),
            .media_type = payment_media_type(&file.profile),
        };
        status = keep_file(x, &made, hex);
    }
    buffer_free(&bytes);
    if (status == STATUS_OK) {
        json_put_int(writer, "count", (int64_t)file.count);
        json_put_text(writer, "made", file.made);
        json_put_text(writer, "sha256", span_from(hex));
    }
    return status;
}

static void put_line(struct json_writer *json, const struct statement_line *line)
{
    json_open_object(json, NULL);
    json_put_bool(json, "debit", line->debit);
    json_put_bool(json, "returned", line->returned);
    json_put_int(json, "amount_ore", line->amount_ore);
    json_put_text(json, "bank_id", line->bank_id);
    json_put_text(json, "reference", line->reference);
    json_put_text(json, "creditor_id", line->creditor_id);
    json_put_text(json, "day", line->day);
    json_close_object(json);
}

enum status payment_put_statement(struct exchange *x, struct span bytes,
    const struct statement *statement, struct json_writer *writer)
{
    char hex[DIGEST_HEX_LEN + 1];
    const struct payment_bytes file = {.bytes = bytes, .media_type = "application/xml"};
    enum status status = keep_file(x, &file, hex);
    if (status != STATUS_OK) {
        return status;
    }
    json_put_text(writer, "sha256", span_from(hex));
    json_put_text(writer, "kind", statement->whole ? SPAN("camt.053") : SPAN("camt.054"));
    json_put_text(writer, "id", statement->id);
    json_put_text(writer, "account", statement->account);
    json_put_text(writer, "from", statement->from);
    json_put_text(writer, "to", statement->to);
    json_open_array(writer, "lines");
    for (size_t i = 0; i < statement->count; i++) {
        put_line(writer, &statement->lines[i]);
    }
    json_close_array(writer);
    return STATUS_OK;
}

enum status payment_send(struct exchange *x)
{
    const struct json *document = NULL;
    int64_t batch = 0;
    enum status status = exchange_param_id(x, "batch", &batch);
    if (status == STATUS_OK) {
        status = exchange_read(x, READ_PAYMENT_FILE, DB_VALUES(db_int8(batch)), &document);
    }
    return status == STATUS_OK ? attachment_send(x, json_text(document, "sha256"),
               json_text(document, "media_type"), json_text(document, "file_name"))
                               : status;
}
