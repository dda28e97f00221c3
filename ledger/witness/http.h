/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * http.h - as much of HTTP/1.1 as a witness needs: one request with a body of known length, one
 * answer, then the connection ends. In front of it stands a web server that speaks TLS.
 */
#ifndef LEDGER_WITNESS_HTTP_H
#define LEDGER_WITNESS_HTTP_H

#include "ledger/base/buffer.h"
#include "ledger/base/span.h"

#define HTTP_HEAD_LEN_MAX 8192
#define HTTP_BODY_LEN_MAX 65536 /* 63 hashes and a checkpoint with many signatures are below */

enum http_state {
    HTTP_INCOMPLETE = 0, /* more is to come */
    HTTP_COMPLETE = 1,
    /* Statuses with which a request is turned away. */
    HTTP_BAD_REQUEST = 400,
    HTTP_LENGTH_REQUIRED = 411,
    HTTP_TOO_LARGE = 413,
    HTTP_HEAD_TOO_LARGE = 431,
};

/* Borrowed from what arrived. */
struct http_question {
    struct span method;
    struct span path; /* without a query */
    struct span body;
};

/*
 * Looks at what has arrived of a request. HTTP_COMPLETE sets *question_out. Only Content-Length
 * tells the length, once; a body in pieces and a continued header line are refused, and so are
 * bytes behind the body: what two programs could read as two different requests is none.
 */
enum http_state http_look(struct span arrived, struct http_question *question_out);

/* Writes an answer whose connection ends with it; `type` NULL: text/plain. */
void http_answer_put(struct buffer *out, int code, const char *type, struct span body);

#endif
