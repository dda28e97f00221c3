/* SPDX-License-Identifier: EUPL-1.2 */
/* params.h - the parameters of an act while a page's handler writes them. */
#ifndef FCGI_PAGES_PARAMS_H
#define FCGI_PAGES_PARAMS_H

#include "fcgi/exchange.h"
#include "ledger/base/buffer.h"
#include "ledger/base/json.h"

#define PARAMS_LEN_MAX ((size_t)60000) /* the database's limit for a request */

struct params {
    struct buffer text;
    struct json_writer json; /* inside the object */
};

/* Opens the object; params_act() or params_end() gives its memory back. */
void params_begin(struct params *params);
void params_end(struct params *params);

/* A parameter that may be missing: null for "" and for 0. */
void params_text_or_null(struct json_writer *json, const char *name, struct span text);
void params_int_or_null(struct json_writer *json, const char *name, int64_t value);

/*
 * Closes the object and performs the act with the form's idempotency key; then redirects to
 * `pattern` with its one argument, or to the receipt when `pattern` is NULL. A refusal comes back
 * as its status with x->fault set; one for want of a right is recorded. Always ends `params`.
 */
MUST_CHECK enum status params_act(struct exchange *x, struct params *params, const char *act,
    const char *pattern, struct span id);

/* The same, with the number of the act's entry as the argument of `pattern`. */
MUST_CHECK enum status params_act_entry(
    struct exchange *x, struct params *params, const char *act, const char *pattern);

#endif
