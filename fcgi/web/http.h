/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * http.h - one request as the FastCGI parameters describe it, checked against fixed limits before
 * anything else looks at it. Knows nothing of sockets, persons or routes.
 */
#ifndef FCGI_WEB_HTTP_H
#define FCGI_WEB_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/base/arena.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"

/* Limits. nginx enforces its own, no smaller ones; the tests compare the two. */
#define HTTP_PARAMS_MAX       256                /* FastCGI parameters in one request */
#define HTTP_PATH_MAX         1024               /* bytes of the raw path */
#define HTTP_QUERY_MAX        4096               /* bytes of the raw query string */
#define HTTP_QUERY_FIELDS_MAX 128                /* parameters in a query */
#define HTTP_COOKIE_MAX       4096               /* bytes of the Cookie header */
#define HTTP_COOKIES_MAX      32                 /* cookies in one request */
#define HTTP_HEADER_MAX       2048               /* bytes of any other header we read */
#define HTTP_CERT_MAX         (16 * 1024)        /* bytes of the escaped certificate */
#define HTTP_BODY_MAX         (1024 * 1024)      /* bytes of a form or JSON body */
#define HTTP_UPLOAD_BODY_MAX  (21 * 1024 * 1024) /* bytes of a body with a file in it */
#define HTTP_UPLOAD_FILE_MAX  (20 * 1024 * 1024) /* bytes of one uploaded file */
#define HTTP_FIELDS_MAX       2000               /* fields of one form */
#define HTTP_FIELD_NAME_MAX   100                /* bytes of a decoded field name */
#define HTTP_FIELD_VALUE_MAX  (64 * 1024)        /* bytes of a decoded field value */
#define HTTP_BOUNDARY_MAX     70                 /* RFC 2046 */
#define HTTP_FILE_NAME_MAX    255                /* bytes of an uploaded file's name */
#define HTTP_PART_HEAD_MAX    1024               /* bytes of one multipart part's headers */

enum http_method {
    HTTP_GET,
    HTTP_HEAD,
    HTTP_POST,
    HTTP_PUT,
    HTTP_DELETE,
    HTTP_METHOD_COUNT,
};

struct http_pair {
    struct span name;
    struct span value;
};

struct http_pairs {
    const struct http_pair *items; /* in the order in which they came */
    size_t count;
};

/*
 * Everything borrows from the arena given to http_request_parse(). Absent texts are empty spans;
 * absent headers have data == NULL, empty ones do not.
 */
struct http_request {
    enum http_method method;
    struct span path;          /* decoded once, starts with "/", no empty, "." or ".." segment */
    struct http_pairs query;   /* decoded */
    struct span query_text;    /* as sent, without "?" */
    struct http_pairs cookies; /* as sent, without malformed and ambiguous ones */
    struct span content_type;  /* lower case, without parameters: "application/json" */
    struct span boundary;      /* of multipart/form-data; empty otherwise */
    int64_t content_length;    /* bytes; -1 when the request has no body */
    struct span accept;        /* as sent, like all that follow */
    struct span accept_language;
    struct span if_match;
    struct span if_none_match;
    struct span idempotency_key;
    struct span code; /* Tilsagn-Code: of the second factor */
    struct span origin;
    struct span sec_fetch_site;
    struct span sec_fetch_mode;
    struct span sec_fetch_dest;
    struct span file_name;     /* X-File-Name, percent-decoded, printable UTF-8 */
    struct span request_id;    /* 32 lower-case hexadecimal digits, made by nginx */
    int64_t received_us;       /* $msec as microseconds since 1970 */
    int64_t duration_us;       /* $request_time as microseconds */
    struct span client_verify; /* "SUCCESS" or anything else */
    struct span client_cert;   /* percent-encoded PEM of the leaf */
};

/*
 * Reads the NULL-terminated list of "NAME=value" parameters. On STATUS_OK fills *request_out with
 * copies in `arena`. STATUS_INVALID for a request that does not fit the grammar, STATUS_LIMIT for
 * one beyond a limit above (or an exhausted arena), STATUS_NOT_FOUND for a method that is not in
 * enum http_method; then *reason_out is a short static English text for the log and *request_out
 * is left alone. A parameter that we read may come only once.
 */
MUST_CHECK enum status http_request_parse(struct arena *arena, const char *const *params,
    struct http_request *request_out, const char **reason_out);

/*
 * For a request that http_request_parse() refused: what the refusal needs. Only `request_id`, when
 * it is well-formed, and `path`, "/api/" or "/", by which the answer's form is chosen, are set.
 */
void http_request_salvage(
    struct arena *arena, const char *const *params, struct http_request *request_out);

/* "GET", "HEAD" …, static. */
const char *http_method_name(enum http_method method);

/* The value of the first pair called `name`; an empty span with data == NULL when there is none. */
struct span http_pairs_find(struct http_pairs pairs, const char *name);

/*
 * Strict percent-decoding into `arena`: "%" needs two hexadecimal digits, %00 is refused. With
 * `plus_is_space` a "+" gives a space (forms and queries). STATUS_INVALID or STATUS_LIMIT (arena).
 */
MUST_CHECK enum status http_percent_decode(
    struct arena *arena, struct span text, bool plus_is_space, struct span *decoded_out);

/*
 * A decimal number of seconds with up to six decimals ("1571911199.123") as microseconds, exact.
 * STATUS_INVALID for another grammar, STATUS_LIMIT above 10^12 seconds.
 */
MUST_CHECK enum status http_seconds_parse(struct span text, int64_t *us_out);

/*
 * Cookie header to pairs. Other sites under the same host name set cookies too, so one that does
 * not fit the grammar is skipped, and a name that comes twice is left out: ambiguous counts as
 * absent. STATUS_LIMIT above HTTP_COOKIE_MAX or HTTP_COOKIES_MAX, or with an exhausted arena.
 */
MUST_CHECK enum status http_cookies_parse(
    struct arena *arena, struct span header, struct http_pairs *cookies_out);

/*
 * A media type with parameters: the type in lower case, and the boundary of a multipart type (empty
 * when there is none). STATUS_INVALID for another grammar or a charset other than UTF-8.
 */
MUST_CHECK enum status http_content_type_parse(
    struct arena *arena, struct span header, struct span *type_out, struct span *boundary_out);

/*
 * The raw path of a request target, decoded once. STATUS_INVALID unless it starts with "/", has no
 * empty, "." or ".." segment (an empty last one is allowed), no encoded "/", no control character,
 * no backslash, and is UTF-8; STATUS_LIMIT above HTTP_PATH_MAX.
 */
MUST_CHECK enum status http_path_parse(struct arena *arena, struct span raw, struct span *path_out);

#endif
