/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/computation.h"

#include "ledger/grants/call.h"
#include "ledger/grants/instalment.h"

#define BASIS_POINTS_PER_PERCENT 100

static bool prepared_before(const struct json *document)
{
    bool found = false;
    for (const struct json *item = json_list(document, "missing"); item != NULL;
         item = item->next) {
        found = found || span_is(json_text(item, "code"), "already_prepared");
    }
    return found;
}

/* The inputs of the newest instalment of so much on these accounts; NULL in *input_out: none. */
static enum status recorded_input(struct exchange *x, int64_t application,
    const struct instalment_wanted *wanted, const struct json **input_out)
{
    const struct json *grant = NULL;
    const struct json *instalment = NULL;
    int64_t newest = 0;
    enum status status =
        exchange_read(x, READ_AGENCY_GRANT, DB_VALUES(db_int8(application)), &grant);
    if (status != STATUS_OK) {
        return status;
    }
    for (const struct json *item = json_list(grant, "instalments"); item != NULL;
         item = item->next) {
        if (json_int(item, "accounts_version") == wanted->version
            && json_int(item, "amount_ore") == wanted->amount_ore) {
            newest = json_int(item, "instalment");
        }
    }
    if (newest > 0) {
        status = exchange_read(x, READ_INSTALMENT, DB_VALUES(db_int8(newest)), &instalment);
    }
    *input_out = instalment != NULL ? json_at(instalment, "input") : NULL;
    return status;
}

/*
 * What to compute from. A repeated request must be the same request, byte for byte, although the
 * first one changed the record: when another amount follows today than the one that is asked for,
 * or an instalment waits, then the inputs are those that were recorded with that amount.
 */
static enum status find_input(struct exchange *x, int64_t application,
    const struct instalment_wanted *wanted, const struct json **document_out,
    const struct json **input_out)
{
    enum status status = exchange_read(x, READ_INSTALMENT_COMPUTATION,
        DB_VALUES(db_int8(application), db_int4((int32_t)wanted->version)), document_out);
    if (status != STATUS_OK) {
        return status;
    }
    const struct json *recorded = NULL;
    if (prepared_before(*document_out)
        || json_int(*document_out, "computation.payable_ore") != wanted->amount_ore) {
        status = recorded_input(x, application, wanted, &recorded);
    }
    *input_out = recorded != NULL ? recorded : json_at(*document_out, "input");
    return status;
}

static enum status compute(struct exchange *x, const struct json *definition,
    const struct json *input_json, struct json_writer *writer)
{
    const struct call *call = NULL;
    struct call_error error;
    struct instalment_input input;
    if (definition == NULL || input_json == NULL
        || call_parse(x->arena, definition->source, &call, &error) != STATUS_OK
        || instalment_read(x->arena, input_json, &input) != STATUS_OK) {
        return STATUS_INTERNAL;
    }
    struct instalment instalment = instalment_compute(call, &input);
    instalment_put(&instalment, writer, "computation");
    return STATUS_OK;
}

enum status computation_put(struct exchange *x, int64_t application,
    const struct instalment_wanted *wanted, struct json_writer *writer)
{
    const struct json *document = NULL;
    const struct json *input_json = NULL;
    enum status status = find_input(x, application, wanted, &document, &input_json);
    if (status != STATUS_OK) {
        return status;
    }
    return compute(x, json_at(document, "definition"), input_json, writer);
}

enum status claim_computation_put(
    struct exchange *x, const struct json *claims, struct span cause, struct json_writer *writer)
{
    const struct json *computed = json_get(claims, "computed");
    if (!span_is(cause, "accounts") || computed == NULL || computed->kind != JSON_OBJECT) {
        json_put_null(writer, "computation");
        return STATUS_OK;
    }
    return compute(x, json_at(computed, "definition"), json_at(computed, "input"), writer);
}

struct span percent_text(struct view *v, int64_t basis_points)
{
    int64_t whole = basis_points / BASIS_POINTS_PER_PERCENT;
    int64_t rest = basis_points % BASIS_POINTS_PER_PERCENT;
    if (rest == 0) {
        return view_int(v, whole);
    }
    const char *point = v->catalogue->language == LANGUAGE_EN ? "." : ",";
    return arena_format(v->arena, "%lld%s%02lld", (long long)whole, point, (long long)rest);
}
