/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * instalments.h - the instalments that a form names: every field "instalment", in order. Where the
 * form says their amounts, each is followed by its field "amount_ore".
 */
#ifndef FCGI_PAGES_INSTALMENTS_H
#define FCGI_PAGES_INSTALMENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "fcgi/exchange.h"
#include "ledger/base/json.h"
#include "ledger/base/span.h"

/* Most instalments that one decision approves: what act.approve_instalment takes. */
enum { INSTALMENTS_DECIDED_MAX = 100 };

/* Writes them as a list of numbers under `key` (NULL inside a list): how many, 0 for a bad one. */
size_t instalments_put(struct exchange *x, struct json_writer *json, const char *key);

/* The same as a list of {"instalment", "amount_ore"}: 0 also when one has no amount. */
size_t instalments_put_amounts(struct exchange *x, struct json_writer *json, const char *key);

/* The same as a JSON text of its own, in the arena; false when there is none. */
bool instalments_list(struct exchange *x, struct span *ids_out);

#endif
