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

static enum status keep_file(
    struct exchange *x, const struct payment_file *file, struct span bytes, char *hex)
{
    struct digest digest = digest_of(bytes);
    digest_hex(&digest, hex);
    if (!exchange_holds(x, "finance")) {
        return STATUS_OK; /* the act says why not */
    }
    struct span kept;
    const struct payment_bytes put = {
        .bytes = bytes,
        .media_type = payment_media_type(&file->profile),
    };
    return payment_keep(x->service, x->arena, x->identity->person, &put, &kept, &x->fault);
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
        status = keep_file(x, &file, buffer_span(&bytes), hex);
    }
    buffer_free(&bytes);
    if (status == STATUS_OK) {
        json_put_int(writer, "count", (int64_t)file.count);
        json_put_text(writer, "made", file.made);
        json_put_text(writer, "sha256", span_from(hex));
    }
    return status;
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
