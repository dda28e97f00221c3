/* SPDX-License-Identifier: EUPL-1.2 */
/* The public server's page of the log: its head, its witnesses, what they answered. */
#include "fcgi/pages/log.h"

#include "fcgi/pages/pages.h"
#include "fcgi/views/public_log.h"
#include "ledger/log/policy.h"

/* The last answer of the witness with this key; NULL when it has not been asked. */
static const struct json *event_find(
    struct arena *arena, const struct json *log, const struct note_verifier *key)
{
    struct span id = arena_format(
        arena, "%02x%02x%02x%02x", key->key_id[0], key->key_id[1], key->key_id[2], key->key_id[3]);
    for (const struct json *row = json_list(log, "witnesses"); row != NULL; row = row->next) {
        if (span_equal(json_text(row, "name"), key->name)
            && span_equal(json_text(row, "key_id"), id)) {
            return row;
        }
    }
    return NULL;
}

enum status pages_log(struct exchange *x)
{
    static struct policy policy; /* large */
    struct log_witness witnesses[POLICY_WITNESSES_MAX];
    size_t count = 0;
    unsigned line = 0;
    const struct json *log = NULL;
    enum status status = exchange_read(x, READ_PUBLISHED_LOG, DB_NO_VALUES, &log);
    if (status != STATUS_OK) {
        return status;
    }
    struct span text = json_text(log, "policy.text");
    bool watched = text.len > 0 && policy_parse(text, &policy, &line) == STATUS_OK;
    for (; watched && count < policy.witness_count; count++) {
        const struct note_verifier *key = &policy.witnesses[count].key;
        witnesses[count] =
            (struct log_witness){.name = key->name, .event = event_find(x->arena, log, key)};
    }
    view_public_log(page_view(x), log, witnesses, count, watched && policy.quorum >= 0);
    return page_send(x, 200, pages_title(x, N_("The log")));
}
