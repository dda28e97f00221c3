/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * response.h - the answer, built completely before the first byte leaves, so that a failure midway
 * still gives a clean error page and every answer has a Content-Length. Exports alone leave while
 * they are made (response_stream): they may be larger than any disk, and say themselves where they
 * end.
 */
#ifndef FCGI_WEB_RESPONSE_H
#define FCGI_WEB_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "fcgi/web/http.h"
#include "ledger/base/arena.h"
#include "ledger/base/buffer.h"
#include "ledger/base/digest.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

#define RESPONSE_BODY_MAX    (2 * 1024 * 1024)
#define RESPONSE_HEADERS_MAX 24
#define RESPONSE_HEAD_MAX    (64 * 1024)
#define RESPONSE_SPOOL_MAX   INT64_C(1073741824) /* bytes of a file */

/* Where the bytes of a stream go at once: the worker's connection, or a test's buffer. */
struct response_outlet {
    void *context;
    bool (*put)(void *context, struct span bytes); /* false: the client is gone */
};

struct response {
    struct arena *arena;
    struct response_outlet outlet; /* kept from request to request */
    bool streamed;                 /* the head has left: there is no other answer any more */
    int64_t streamed_len;
    int status; /* HTTP status; 200 until set */
    struct http_pair headers[RESPONSE_HEADERS_MAX];
    size_t header_count;
    bool failed; /* a header was refused: the answer becomes an error page */
    struct buffer body;
    FILE *spool; /* NULL unless response_spool() was called */
    int64_t spool_len;
};

/* An empty 200. The body's memory is kept from request to request, until response_free(). */
void response_init(struct response *response, struct arena *arena);
void response_free(struct response *response);

/* An empty 200 again: after each request, and for an error page in place of an answer. */
void response_restart(struct response *response);

/*
 * Adds a header (sets it, when it is there already, except Set-Cookie). A name that is no token, or
 * a value with CR, LF, NUL or other controls, is refused and sets `failed`.
 */
void response_header(struct response *response, const char *name, struct span value);

/* Content-Type. */
void response_type(struct response *response, const char *media_type);

/* Whether a text that a user sent may be redirected to: a path of our own, escaped, no "//". */
bool response_may_redirect(struct span path);

/* 303 to such a path; anything else sets `failed`. */
void response_redirect(struct response *response, struct span path);

/* A cookie for this site: Path=/; Secure; HttpOnly; SameSite=Lax. */
void response_cookie(
    struct response *response, const char *name, struct span value, int64_t max_age_s);

/*
 * The cookie of a login: Path=/; Secure; HttpOnly; SameSite=Strict, until the browser is closed. An
 * empty value takes it away. `name` begins with "__Host-".
 */
void response_login_cookie(struct response *response, const char *name, struct span value);

/* Content-Disposition: attachment with an ASCII fallback and RFC 5987 name. */
void response_attachment(struct response *response, struct span file_name);

/* ETag: "<hex of the first 16 bytes>" of the SHA-256 of `text`. */
struct span response_etag_of(struct arena *arena, struct span text);

/*
 * Sets the ETag header and, for GET and HEAD, answers 304 without a body when If-None-Match holds
 * it. Returns true when it did so; the handler is finished then.
 */
bool response_not_modified(
    struct response *response, const struct http_request *request, struct span etag);

/* Compares If-Match strongly: STATUS_NOT_FOUND when missing (428), STATUS_CONFLICT (412). */
MUST_CHECK enum status response_if_match(const struct http_request *request, struct span etag);

/* True when an entity-tag list ("*", "a", W/"b") holds `etag` (with its quotes). */
bool response_etag_listed(struct span list, struct span etag, bool weak_counts);

/* From here on the body is written with response_spool_put() into an unlinked file. */
MUST_CHECK enum status response_spool(struct response *response);
MUST_CHECK enum status response_spool_put(struct response *response, struct span bytes);

/* The same for those who hand bytes on to somebody they do not know; `response` is one. */
MUST_CHECK enum status response_spool_take(void *response, struct span bytes);

/*
 * Sends the bytes on at once, the head before the first of them: without a Content-Length, and no
 * error page can follow. STATUS_UNAVAILABLE when the client is gone.
 */
MUST_CHECK enum status response_stream_put(struct response *response, struct span bytes);

/* "200 OK" … for the Status line; static. */
const char *response_reason(int status);

/*
 * Writes the header block (Status, headers, Content-Length unless it streams) to `out`; the
 * security headers are nginx's, which adds them to its own answers too. The body follows from
 * response->body or the spool, unless the method is HEAD or the status has none.
 */
void response_head(const struct response *response, struct buffer *out);

/* Bytes of the body as announced in Content-Length, or streamed so far. */
int64_t response_length(const struct response *response);

#endif
