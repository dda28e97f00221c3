/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/amendment_effect.h"

#include "ledger/grants/amendment.h"

static const struct json *find(const struct json *document, int64_t entry)
{
    const struct json *open = json_get(document, "open");
    if (open != NULL && open->kind == JSON_OBJECT && json_int(open, "entry") == entry) {
        return open;
    }
    for (const struct json *item = json_list(document, "amendments"); item != NULL;
         item = item->next) {
        if (json_int(item, "entry") == entry) {
            return item;
        }
    }
    return NULL;
}

enum status amendment_effect_put(
    struct exchange *x, int64_t application, int64_t entry, struct json_writer *writer)
{
    const struct json *document = NULL;
    struct amendment_money money;
    enum status status = exchange_read(x, READ_CHANGES, DB_VALUES(db_int8(application)), &document);
    if (status != STATUS_OK) {
        return status;
    }
    const struct json *proposal = find(document, entry);
    if (proposal == NULL) {
        return STATUS_NOT_FOUND;
    }
    if (amendment_read(json_get(proposal, "input"), &money) != STATUS_OK) {
        return STATUS_INTERNAL;
    }
    struct amendment_effect effect = amendment_compute(&money);
    amendment_put(&effect, writer, "computation");
    return STATUS_OK;
}
