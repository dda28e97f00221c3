/* SPDX-License-Identifier: EUPL-1.2 */
#include "auth/decisions.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/base/status.h"

#define PLACES 256

/* One place for all digests of the same first byte: bounded, and no list to keep in order. */
struct place {
    bool taken;
    int64_t made_s;
    struct digest asked;
    struct digest certificate;
    size_t lens[DECISION_TEXTS];
    char texts[DECISION_TEXTS][DECISION_TEXT_MAX];
};

struct decisions {
    struct place places[PLACES];
};

struct decisions *decisions_create(void)
{
    return calloc(1, sizeof(struct decisions)); /* start-up */
}

void decisions_destroy(struct decisions *decisions)
{
    free(decisions);
}

void decisions_forget(struct decisions *decisions)
{
    for (size_t i = 0; i < PLACES; i++) {
        decisions->places[i].taken = false;
    }
}

void decisions_put(struct decisions *decisions, const struct digest *asked,
    const struct decision *decision, int64_t now_s)
{
    ensure(decisions != NULL && asked != NULL && decision != NULL);
    struct place *place = &decisions->places[asked->bytes[0]];
    place->taken = false;
    for (size_t i = 0; i < DECISION_TEXTS; i++) {
        struct span text = decision->texts[i];
        if (text.len == 0 || text.len > DECISION_TEXT_MAX) {
            return;
        }
        (void)memcpy(place->texts[i], text.data, text.len);
        place->lens[i] = text.len;
    }
    place->asked = *asked;
    place->certificate = decision->certificate;
    place->made_s = now_s;
    place->taken = true;
}

bool decisions_find(const struct decisions *decisions, const struct digest *asked, int64_t now_s,
    struct decision *decision_out)
{
    ensure(decisions != NULL && asked != NULL && decision_out != NULL);
    const struct place *place = &decisions->places[asked->bytes[0]];
    if (!place->taken || memcmp(place->asked.bytes, asked->bytes, DIGEST_LEN) != 0
        || now_s < place->made_s || now_s - place->made_s >= DECISION_LASTS_S) {
        return false;
    }
    decision_out->certificate = place->certificate;
    for (size_t i = 0; i < DECISION_TEXTS; i++) {
        decision_out->texts[i] = (struct span){.data = place->texts[i], .len = place->lens[i]};
    }
    return true;
}
