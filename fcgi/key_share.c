/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/key_share.h"

#include "ledger/grants/allocation.h"

static const struct json *reading_in_force(const struct json *document)
{
    const struct json *row = json_list(document, "readings");
    struct span ruled = json_text(document, "ruled");
    while (ruled.len > 0 && row != NULL && !span_equal(json_text(row, "reading"), ruled)) {
        row = row->next;
    }
    return row;
}

const struct json *key_share_input(const struct json *document)
{
    if (span_is(json_text(document, "allocation.decision"), "allocate")) {
        return json_at(document, "allocation.input");
    }
    return json_at(reading_in_force(document), "shown.input");
}

enum status key_share_put(
    struct exchange *x, const struct json *document, struct json_writer *writer)
{
    const struct json *input = key_share_input(document);
    struct allocation allocation = {.outcome = ALLOCATION_NOT_RULED};
    enum status status = STATUS_OK;
    if (input != NULL && input->kind == JSON_OBJECT) {
        status = allocation_read(x->arena, input, &allocation);
    }
    if (status != STATUS_OK) {
        FAULT(&x->fault, "key_share", "", "the inputs of the allocation cannot be read");
        return STATUS_INTERNAL;
    }
    if (allocation.outcome != ALLOCATION_FITS && allocation.outcome != ALLOCATION_SHARED) {
        FAULT(&x->fault, "key_share", "LG502", "there is nothing to allocate");
        return STATUS_CONFLICT;
    }
    json_open_object(writer, "level");
    json_put_int(writer, "ore", allocation.level_ore);
    json_put_int(writer, "size", allocation.level_size);
    json_close_object(writer);
    json_open_array(writer, "awards");
    for (size_t i = 0; i < allocation.share_count; i++) {
        json_open_object(writer, NULL);
        json_put_int(writer, "application", allocation.shares[i].applicant->application);
        json_put_int(writer, "amount_ore", allocation.shares[i].award_ore);
        json_close_object(writer);
    }
    json_close_array(writer);
    return STATUS_OK;
}
