/* SPDX-License-Identifier: EUPL-1.2 */
/* accept.h - proactive negotiation of the media type (RFC 9110, 12.5.1). */
#ifndef FCGI_API_ACCEPT_H
#define FCGI_API_ACCEPT_H

#include <stddef.h>

#include "ledger/base/span.h"

/*
 * The offer that `accept` (the header, may be empty: everything) likes best; the earlier offer wins
 * a tie. NULL when it excludes all of them. `offers` are full media types without parameters, the
 * list ends with NULL. A range that cannot be read counts as not there.
 */
const char *accept_choose(struct span accept, const char *const *offers);

#endif
