/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/grants/annex.h"

#include <string.h>

#include "ledger/base/amount.h"
#include "ledger/base/json.h"
#include "ledger/grants/reader.h"

/* reader_list() knows the length of a call's lists; a table has a row per municipality. */
static const struct json *row_list(struct reader *reader, const struct json *root)
{
    const struct json *list = reader->failed ? NULL : json_get(root, "rows");
    if (list == NULL) {
        return NULL;
    }
    if (list->kind != JSON_ARRAY || list->count == 0 || list->count > ANNEX_ROWS_MAX) {
        reader_fail(reader, list, "rows is no list of 1 to 200 rows");
        return NULL;
    }
    return list;
}

static void read_rows(struct reader *reader, const struct json *root, struct annex *annex)
{
    static const char *const members[] = {"cvr", "value", NULL};
    const struct json *list = row_list(reader, root);
    struct annex_row *rows = reader_array(reader, list == NULL ? 0 : list->count, sizeof(*rows));
    annex->rows = rows;
    const struct json *node = list == NULL ? NULL : list->child;
    for (; node != NULL && !reader->failed; node = node->next) {
        struct annex_row *row = &rows[annex->row_count];
        reader_members(reader, node, members);
        row->cvr = reader_text(reader, node, "cvr", 8);
        if (!reader->failed && !call_cvr_valid(row->cvr)) {
            reader_fail_field(reader, node, "not a CVR", row->cvr);
        }
        if (!reader->failed && annex->row_count > 0
            && memcmp(rows[annex->row_count - 1].cvr.data, row->cvr.data, row->cvr.len) >= 0) {
            reader_fail_field(reader, node, "rows not ascending by CVR", row->cvr);
        }
        if (annex->value != CALL_ANNEX_NONE) {
            row->value = reader_int(reader, node, "value", 0, AMOUNT_ORE_MAX);
        } else if (!reader->failed && !reader_is_null(node, "value")) {
            reader_fail(reader, node, "a list of CVRs has no values");
        }
        annex->row_count++;
    }
}

enum status annex_parse(
    struct arena *arena, struct span text, struct annex *annex_out, struct call_error *error_out)
{
    ensure(arena != NULL && annex_out != NULL && error_out != NULL);
    static const char *const members[] = {
        "v", "call", "annex", "value", "invented", "note", "rows", NULL};
    static const char *const values[] = {"ore", "count", "none", NULL};
    if (text.len > ANNEX_TEXT_MAX) {
        return STATUS_LIMIT;
    }
    const struct json *root = NULL;
    struct json_error json_error = {.line = 0, .reason = NULL};
    enum status status = json_parse(arena, text, &root, &json_error);
    if (status != STATUS_OK) {
        error_out->line = json_error.line;
        error_out->reason = json_error.reason;
        return status;
    }
    struct reader reader = {.arena = arena, .failed = false};
    struct annex annex = {.row_count = 0};
    reader_members(&reader, root, members);
    (void)reader_int(&reader, root, "v", 1, 1);
    annex.call = reader_text(&reader, root, "call", 40);
    annex.annex = reader_code(&reader, root, "annex");
    annex.value = (enum call_annex_value)reader_choice(&reader, root, "value", values);
    annex.invented = reader_bool(&reader, root, "invented");
    annex.note = reader_bilingual(&reader, root, "note");
    read_rows(&reader, root, &annex);
    if (arena_exhausted(arena)) {
        return STATUS_LIMIT;
    }
    if (reader.failed) {
        *error_out = reader.error;
        return STATUS_INVALID;
    }
    *annex_out = annex;
    return STATUS_OK;
}

enum status annex_fits(const struct annex *annex, const struct call *call)
{
    ensure(annex != NULL && call != NULL);
    const struct call_annex *declared = call_annex_find(call, annex->annex);
    bool fits =
        span_equal(annex->call, call->name) && declared != NULL && declared->value == annex->value;
    return fits ? STATUS_OK : STATUS_NOT_FOUND;
}

const struct annex_row *annex_find(const struct annex *annex, struct span cvr)
{
    ensure(annex != NULL);
    for (size_t i = 0; i < annex->row_count; i++) {
        if (span_equal(annex->rows[i].cvr, cvr)) {
            return &annex->rows[i];
        }
    }
    return NULL;
}
