/* SPDX-License-Identifier: EUPL-1.2 */
#include "ledger/verify/draws.h"

#include <string.h>

#include "ledger/grants/voucher.h"

void draws_init(struct draws *draws)
{
    *draws = (struct draws){.root = NULL};
    table_init(&draws->requests);
    table_init(&draws->inputs);
}

void draws_free(struct draws *draws)
{
    table_free(&draws->requests);
    table_free(&draws->inputs);
}

static bool same(const struct digest *a, const struct digest *b)
{
    return memcmp(a->bytes, b->bytes, DIGEST_LEN) == 0;
}

enum status draws_request(struct draws *draws, struct arena *scratch, const struct leaf *leaf,
    const struct digest *hash, uint64_t index)
{
    struct table_row *row = table_row(&draws->requests, leaf->stream);
    struct table_row *inputs = table_row(&draws->inputs, leaf->stream);
    struct voucher_rule rule;
    struct voucher_line *lines = NULL;
    size_t count = 0;
    if (row == NULL || inputs == NULL) {
        return STATUS_LIMIT; /* uncovered: no memory */
    }
    row->hash = *hash;
    row->index = index;
    row->version = 1;
    inputs->hash = (struct digest){.bytes = {0}}; /* which no inputs have */
    if (voucher_rule_read(json_get(leaf->result, "rule"), &rule) == STATUS_OK
        && voucher_lines_read(scratch, json_get(leaf->result, "lines"), &lines, &count)
               == STATUS_OK) {
        inputs->hash = voucher_inputs(&rule, lines, count);
    }
    return STATUS_OK;
}

static const char *head_fault(
    const struct draws *draws, const struct draw_head *head, const struct digest *root)
{
    struct digest logged;
    enum status status = draws->root(draws->context, head, &logged);
    if (status == STATUS_UNAVAILABLE) {
        return NULL; /* what is missing of the log is found by itself */
    }
    if (status != STATUS_OK) {
        return "size: the log had no such size between the request and the draw";
    }
    return same(&logged, root) ? NULL : "root: not the log's at that size";
}

const char *draws_fault(
    struct draws *draws, struct arena *scratch, const struct leaf *leaf, uint64_t index)
{
    struct voucher_drawn made;
    const struct table_row *row = table_row(&draws->requests, leaf->stream);
    const struct table_row *inputs = table_row(&draws->inputs, leaf->stream);
    const struct json *size = json_get(leaf->result, "size");
    if (voucher_drawn_read(scratch, leaf->result, &made) != STATUS_OK || size == NULL
        || size->kind != JSON_INTEGER || size->integer < 1) {
        return "its head cannot be read";
    }
    if (row == NULL || inputs == NULL || row->version == 0) {
        return "nobody asked for these vouchers";
    }
    if (!same(&made.leaf, &row->hash)) {
        return "leaf: not that of the request";
    }
    struct digest own = voucher_inputs(&made.rule, made.lines, made.count);
    if (!same(&own, &inputs->hash)) {
        return "rule or lines: not those of the request";
    }
    const struct draw_head head = {.request = row->index,
        .index = index,
        .at_us = leaf->at_us,
        .size = (uint64_t)size->integer};
    return draws->root == NULL ? NULL : head_fault(draws, &head, &made.root);
}
