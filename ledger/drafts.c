/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/drafts.h"

#include "ledger/db/db.h"
#include "ledger/files.h"
#include "ledger/statements_drafts.h"

struct draft_change {
    enum draft_statement statement;
    struct db_values values;
    struct arena *arena;
    struct span *draft_out;
};

static enum status change(struct service *service, void *context, struct fault *fault)
{
    const struct draft_change *wanted = context;
    struct db_row row;
    enum status status =
        db_one(service_db(service), service_statement(service, (size_t)wanted->statement),
            wanted->values, wanted->arena, &row, fault);
    if (status == STATUS_OK) {
        *wanted->draft_out = row_text(&row, 0);
    }
    return status;
}

enum status draft_create(struct service *service, struct arena *arena, int64_t person,
    struct span call, struct span *draft_out, struct fault *fault)
{
    struct draft_change wanted = {
        .statement = DRAFT_CREATE,
        .values = DB_VALUES(db_text(call)),
        .arena = arena,
        .draft_out = draft_out,
    };
    return service_transaction(service, person, change, &wanted, fault);
}

enum status draft_save(struct service *service, struct arena *arena, const struct draft_version *of,
    struct span content, struct span *draft_out, struct fault *fault)
{
    struct draft_change wanted = {
        .statement = DRAFT_SAVE,
        .values = DB_VALUES(db_int8(of->application), db_int4(of->if_version), db_text(content)),
        .arena = arena,
        .draft_out = draft_out,
    };
    return service_transaction(service, of->person, change, &wanted, fault);
}

struct attaching {
    const struct draft_version *of;
    const struct draft_attachment *attachment;
    const char *scanned;
    struct arena *arena;
    struct span *draft_out;
};

static enum status attach(struct service *service, void *context, struct fault *fault)
{
    const struct attaching *wanted = context;
    const struct draft_attachment *attachment = wanted->attachment;
    struct digest sha256;
    enum status status =
        file_put(service, wanted->arena, attachment->bytes, wanted->scanned, &sha256, fault);
    if (status != STATUS_OK) {
        return status;
    }
    struct span digest = {.data = (const char *)sha256.bytes, .len = DIGEST_LEN};
    struct draft_change last = {
        .statement = DRAFT_ATTACH,
        .values = DB_VALUES(db_int8(wanted->of->application), db_int4(wanted->of->if_version),
            db_text(attachment->slot), db_text(attachment->file_name),
            db_text(attachment->media_type), db_bytes(digest)),
        .arena = wanted->arena,
        .draft_out = wanted->draft_out,
    };
    return change(service, &last, fault);
}

enum status draft_attach(struct service *service, struct arena *arena,
    const struct draft_version *of, const struct draft_attachment *attachment,
    struct span *draft_out, struct fault *fault)
{
    struct attaching wanted = {
        .of = of,
        .attachment = attachment,
        .arena = arena,
        .draft_out = draft_out,
    };
    struct span field =
        arena_format(arena, "attachments.%.*s", (int)attachment->slot.len, attachment->slot.data);
    enum status status = file_scan(service, attachment->bytes, field, &wanted.scanned, fault);
    return status == STATUS_OK ? service_transaction(service, of->person, attach, &wanted, fault)
                               : status;
}

enum status draft_detach(struct service *service, struct arena *arena,
    const struct draft_version *of, struct span slot, struct span *draft_out, struct fault *fault)
{
    struct draft_change wanted = {
        .statement = DRAFT_DETACH,
        .values = DB_VALUES(db_int8(of->application), db_int4(of->if_version), db_text(slot)),
        .arena = arena,
        .draft_out = draft_out,
    };
    return service_transaction(service, of->person, change, &wanted, fault);
}

enum status draft_share(struct service *service, struct arena *arena,
    const struct draft_version *of, bool shared, struct span *draft_out, struct fault *fault)
{
    struct draft_change wanted = {
        .statement = DRAFT_SHARE,
        .values = DB_VALUES(db_int8(of->application), db_bool(shared)),
        .arena = arena,
        .draft_out = draft_out,
    };
    return service_transaction(service, of->person, change, &wanted, fault);
}

struct gathering {
    const struct draft_voucher *voucher;
    const struct digest *drop; /* NULL: kept */
    const char *scanned;
    struct arena *arena;
};

static enum status gather(struct service *service, void *context, struct fault *fault)
{
    const struct gathering *wanted = context;
    const struct draft_voucher *voucher = wanted->voucher;
    struct span draft;
    struct digest sha256 = {.bytes = {0}};
    bool with_file = wanted->drop == NULL && voucher->bytes.len > 0;
    enum status status = STATUS_OK;
    if (with_file) {
        status = file_put(service, wanted->arena, voucher->bytes, wanted->scanned, &sha256, fault);
    } else if (wanted->drop != NULL) {
        sha256 = *wanted->drop;
    }
    struct db_value hash =
        db_bytes((struct span){.data = (const char *)sha256.bytes, .len = DIGEST_LEN});
    struct draft_change last = {
        .statement = wanted->drop != NULL ? DRAFT_DROP_VOUCHER : DRAFT_SAVE_VOUCHER,
        .values =
            wanted->drop != NULL
                ? DB_VALUES(db_int8(voucher->application), db_int4(voucher->line), hash)
                : DB_VALUES(db_int8(voucher->application), db_int4(voucher->line),
                    db_text(voucher->note), with_file ? db_text(voucher->file_name) : db_null(),
                    with_file ? hash : db_null()),
        .arena = wanted->arena,
        .draft_out = &draft,
    };
    return status == STATUS_OK ? change(service, &last, fault) : status;
}

enum status draft_save_voucher(struct service *service, struct arena *arena,
    const struct draft_voucher *voucher, struct fault *fault)
{
    struct gathering wanted = {.voucher = voucher, .arena = arena};
    struct span field = arena_format(arena, "vouchers.%d.file", (int)voucher->line);
    enum status status = voucher->bytes.len == 0
                             ? STATUS_OK
                             : file_scan(service, voucher->bytes, field, &wanted.scanned, fault);
    return status == STATUS_OK
               ? service_transaction(service, voucher->person, gather, &wanted, fault)
               : status;
}

enum status draft_drop_voucher(struct service *service, struct arena *arena,
    const struct draft_voucher *voucher, const struct digest *sha256, struct fault *fault)
{
    struct gathering wanted = {.voucher = voucher, .drop = sha256, .arena = arena};
    return service_transaction(service, voucher->person, gather, &wanted, fault);
}
