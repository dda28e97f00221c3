/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/verify/awards.h"

#include <stdio.h>
#include <string.h>

enum { PROPOSED = 1, AWARDED };

#define CONDITIONS_LEN ((size_t)1024 * 1024) /* more than an entry holds */

void awards_init(struct awards *awards)
{
    table_init(&awards->proposals);
}

void awards_free(struct awards *awards)
{
    table_free(&awards->proposals);
}

bool awards_known(struct span kind)
{
    return span_is(kind, "propose_award") || span_is(kind, "decide_award");
}

/* The same for the same texts, however they are escaped; none, null and no member are one. */
static struct digest conditions_hash(const struct json *list)
{
    struct buffer bytes;
    struct json_writer json;
    buffer_init(&bytes, CONDITIONS_LEN);
    json_writer_init(&json, &bytes);
    json_open_array(&json, NULL);
    for (const struct json *one = list == NULL ? NULL : list->child; one != NULL; one = one->next) {
        json_put_text(&json, NULL, one->string);
    }
    json_close_array(&json);
    struct digest hash = digest_of(buffer_span(&bytes));
    buffer_free(&bytes);
    return hash;
}

/* Whether a grant is known that had not been awarded. */
static enum status not_awarded(struct awards *awards, int64_t application, bool *not_awarded_out)
{
    char name[TABLE_NAME_MAX];
    int len = snprintf(name, sizeof(name), "grant:%lld", (long long)application);
    const struct table_row *row =
        table_row(&awards->proposals, (struct span){.data = name, .len = (size_t)len});
    if (row == NULL) {
        return STATUS_LIMIT; /* uncovered: no memory */
    }
    *not_awarded_out = row->version == PROPOSED;
    return STATUS_OK;
}

static enum status award_take(
    struct awards *awards, const struct leaf *leaf, struct table_row *row, const char **fault_out)
{
    struct digest told = conditions_hash(json_at(leaf->result, "letter.conditions"));
    int64_t former = json_int(leaf->result, "predecessor");
    bool early = false;
    if (row->version == PROPOSED && memcmp(told.bytes, row->hash.bytes, DIGEST_LEN) != 0) {
        *fault_out = "letter: not the conditions that were proposed";
    }
    if (row->version == PROPOSED && former != row->balance_ore) {
        *fault_out = "predecessor: not the grant that was named";
    }
    enum status status = former == 0 ? STATUS_OK : not_awarded(awards, former, &early);
    if (early) {
        *fault_out = "predecessor: it had not been awarded";
    }
    return status;
}

enum status awards_take(struct awards *awards, const struct leaf *leaf, const struct json *params,
    const char **fault_out)
{
    struct table_row *row = table_row(&awards->proposals, leaf->stream);
    *fault_out = NULL;
    if (row == NULL) {
        return STATUS_LIMIT; /* uncovered: no memory */
    }
    if (span_is(leaf->kind, "propose_award")) {
        row->version = PROPOSED;
        row->hash = conditions_hash(json_get(params, "conditions"));
        row->balance_ore = json_int(params, "continues");
        return STATUS_OK;
    }
    if (!span_is(json_text(leaf->result, "verdict"), "award")) {
        return STATUS_OK;
    }
    enum status status = award_take(awards, leaf, row, fault_out);
    row = table_row(&awards->proposals, leaf->stream);
    if (row == NULL) {
        return STATUS_LIMIT; /* uncovered: no memory */
    }
    row->version = AWARDED;
    return status;
}
