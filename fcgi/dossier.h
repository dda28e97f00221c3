/* SPDX-License-Identifier: EUPL-1.2 */
/* dossier.h - a case as one file that tilsagn-verify checks alone; for pages and API. */
#ifndef FCGI_DOSSIER_H
#define FCGI_DOSSIER_H

#include "fcgi/exchange.h"

/*
 * Sends the dossier (docs/log.md, "Dossiers") of the case that the route's parameter `application`
 * names, spooled: everything of the case that one checkpoint covers. The same checkpoint gives the
 * same bytes. STATUS_NOT_FOUND when there is no such case, or no checkpoint; else as
 * exchange_read(), attachment_send() and zip_put().
 */
MUST_CHECK enum status dossier_send(struct exchange *x);

#endif
