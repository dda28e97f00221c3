/* SPDX-License-Identifier: EUPL-1.2 */
/* openapi.h - the API's own description: openapi.json as it stands beside this file. */
#ifndef FCGI_API_OPENAPI_H
#define FCGI_API_OPENAPI_H

#include "ledger/base/span.h"

/* The bytes of openapi.json, built into the program. */
struct span openapi_document(void);

#endif
