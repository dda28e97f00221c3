/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * key_share.h - the awards by the key of a call, computed here from the record's own inputs; the
 * database computes them again and refuses a difference. For pages and API.
 */
#ifndef FCGI_KEY_SHARE_H
#define FCGI_KEY_SHARE_H

#include "fcgi/exchange.h"
#include "ledger/base/json.h"
#include "ledger/base/status.h"

/*
 * What the allocation is computed from: the inputs by the reading that is ruled, else by the first.
 * A decided allocation keeps its recorded inputs, so that a repeated request is the same request
 * although awards have emptied the pool since. NULL before the applications are opened.
 */
const struct json *key_share_input(const struct json *document);

/*
 * Writes the members "level" and "awards" for the document of READ_ALLOCATION, from
 * key_share_input() (where all fits, either reading says the same). STATUS_CONFLICT with the
 * fault of a state when the rule refuses to allocate, or the applications are sealed.
 */
MUST_CHECK enum status key_share_put(
    struct exchange *x, const struct json *document, struct json_writer *writer);

#endif
