/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/verify/awards.h"

#include <string.h>

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

enum status awards_take(struct awards *awards, const struct leaf *leaf, const struct json *params,
    const char **fault_out)
{
    struct table_row *row = table_row(&awards->proposals, leaf->stream);
    *fault_out = NULL;
    if (row == NULL) {
        return STATUS_LIMIT; /* uncovered: no memory */
    }
    if (span_is(leaf->kind, "propose_award")) {
        row->version = 1;
        row->hash = conditions_hash(json_get(params, "conditions"));
    } else if (row->version == 1 && span_is(json_text(leaf->result, "verdict"), "award")) {
        struct digest told = conditions_hash(json_at(leaf->result, "letter.conditions"));
        if (memcmp(told.bytes, row->hash.bytes, DIGEST_LEN) != 0) {
            *fault_out = "letter: not the conditions that were proposed";
        }
    }
    return STATUS_OK;
}
