/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * refusal.h - the one table that turns an outcome (a status, or the code LGnnn of an act) into an
 * HTTP status, a problem type, a heading and a sentence.
 */
#ifndef FCGI_REFUSAL_H
#define FCGI_REFUSAL_H

#include <stddef.h>

#include "ledger/base/fault.h"
#include "ledger/base/status.h"

#define PROBLEM_BASE "https://tilsagn.example/problems/"

struct refusal {
    const char *code; /* "LG503", or NULL when chosen by status */
    enum status status;
    int http;          /* 403 */
    const char *type;  /* slug behind PROBLEM_BASE, stable */
    const char *title; /* N_("…"), heading of the error page and title of the problem */
    const char *help;  /* N_("…"), what the user can do */
};

/* The row for fault->code when it has one (fault may be NULL), else the row for the status. */
const struct refusal *refusal_find(enum status status, const struct fault *fault);

/* The row with this problem type, e.g. "not-acceptable"; stops the process when there is none. */
const struct refusal *refusal_named(const char *type);

/* All rows, for the documentation of the API and the tests. */
const struct refusal *refusal_all(size_t *count_out);

#endif
