/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * impartiality.h - the declaration that comes before an officer's first assessment of a case
 * (forvaltningsloven §§ 3-6). It is an entry of its own, made by the same press.
 */
#ifndef FCGI_PAGES_IMPARTIALITY_H
#define FCGI_PAGES_IMPARTIALITY_H

#include <stdbool.h>

#include "fcgi/exchange.h"
#include "ledger/base/json.h"

/*
 * Whether the reader of read.agency_application() has declared already, or declares with this form;
 * false with an error of the field "impartial".
 */
bool impartiality_ticked(struct exchange *x, const struct json *application);

/* Declares the reader impartial, unless that is done. The act's refusal comes back as its status.
 */
MUST_CHECK enum status impartiality_declare(struct exchange *x, const struct json *application);

#endif
