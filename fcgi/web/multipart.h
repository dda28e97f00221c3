/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * multipart.h - a push parser for multipart/form-data (RFC 7578). Bytes are pushed as they come;
 * small fields are handed over whole, files in chunks, so that no file is ever whole in memory.
 */
#ifndef FCGI_WEB_MULTIPART_H
#define FCGI_WEB_MULTIPART_H

#include "fcgi/web/http.h"
#include "ledger/base/arena.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

/* What the caller gets. A status other than STATUS_OK stops the parse and is returned by push. */
struct multipart_sink {
    void *context;
    /* A field that is no file, decoded and checked as form_parse() does. */
    enum status (*field)(void *context, struct span name, struct span value);
    /* A file begins. `file_name` has no path; empty when the user chose no file. */
    enum status (*file_begin)(
        void *context, struct span name, struct span file_name, struct span media_type);
    enum status (*file_chunk)(void *context, struct span bytes); /* 1 or more bytes */
    enum status (*file_end)(void *context);
};

struct multipart;

/*
 * A parser for bodies with this boundary (1..HTTP_BOUNDARY_MAX bytes), allocated in `arena`; names
 * and field values live there too. NULL when the arena is exhausted.
 */
struct multipart *multipart_begin(
    struct arena *arena, struct span boundary, const struct multipart_sink *sink);

/* STATUS_INVALID for a broken body, STATUS_LIMIT beyond a limit of http.h; both are final. */
MUST_CHECK enum status multipart_push(struct multipart *parser, struct span bytes);

/* STATUS_INVALID unless the closing delimiter was seen. */
MUST_CHECK enum status multipart_end(struct multipart *parser);

#endif
