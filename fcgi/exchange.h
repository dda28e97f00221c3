/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * exchange.h - one request and its answer as a handler sees them. The worker has already checked
 * limits, certificate, person, route, role, cross-site rules and body; a handler reads, acts and
 * renders, and returns a status.
 */
#ifndef FCGI_EXCHANGE_H
#define FCGI_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "auth/credential.h"
#include "auth/identity.h"
#include "auth/reason.h"
#include "auth/seal.h"
#include "auth/session.h"
#include "auth/trust.h"
#include "fcgi/config.h"
#include "fcgi/refusal.h"
#include "fcgi/web/form.h"
#include "fcgi/web/http.h"
#include "fcgi/web/multipart.h"
#include "fcgi/web/response.h"
#include "fcgi/web/route.h"
#include "fcgi/web/translate.h"
#include "fcgi/web/view.h"
#include "ledger/acts.h"
#include "ledger/base/arena.h"
#include "ledger/base/fault.h"
#include "ledger/base/json.h"
#include "ledger/base/span.h"
#include "ledger/base/status.h"
#include "ledger/db/db.h"
#include "ledger/reads.h"
#include "ledger/service.h"

/* Where the body comes from; the worker's FastCGI stream, or a text in tests. */
struct exchange_source {
    void *context;
    /* Up to `len` bytes into `bytes`; 0 at the end, -1 when the connection was lost. */
    int (*read)(void *context, char *bytes, int len);
};

/*
 * The file that came with a page's form. It is read whole before the handler runs, because the
 * form's token stands beside it; the API's files are streamed by their handlers.
 */
struct exchange_upload {
    struct buffer bytes;
    struct span file_name; /* data == NULL: no file came */
    bool too_large;        /* it was longer than HTTP_UPLOAD_FILE_MAX and is not there */
};

/* The form of this page was sent when nobody was logged in, and is shown as it was sent. */
struct exchange_kept {
    int64_t kept;          /* 0: no, the page is as it always is */
    struct span path;      /* where the form was sent to */
    const char *button;    /* what its button says, the msgid */
    struct span file_name; /* of the file that came with it; empty without one */
    bool pressed;          /* a submission whose first press may count */
};

struct exchange {
    struct arena *arena;
    const struct config *config;
    const struct http_request *request;
    struct route_match match;
    const struct identity *identity;  /* NULL in the public pool, and of a stranger */
    bool stranger;                    /* a good certificate of a registered organisation, but nobody
                                         is enrolled with it; only on ROUTE_STRANGER routes */
    const struct session *session;    /* NULL for the API, in the public pool, and where nobody is
                                         logged in: then only on ROUTE_NO_LOGIN pages */
    enum auth_reason no_session;      /* why a page's user is not logged in; AUTH_OK otherwise */
    struct span role;                 /* the first of the route's roles that the person holds, else
                                         the person's first; "" without any */
    const struct route_table *tables; /* all routes, for the navigation */
    size_t table_count;
    struct service *service;
    struct seal_keys *seal;              /* opens seeds; NULL in the public pool */
    const struct trust *trust;           /* NULL in the public pool */
    const struct credential *credential; /* the certificate's; NULL in the public pool */
    int64_t pending;                     /* an act refused with LG410 waits to be signed under this
                                            number; 0: none */
    const struct catalogue *catalogue;   /* of the request's language */
    struct span assets;                  /* "/s/<hash>" */
    struct exchange_source source;       /* for the API's ROUTE_UPLOAD; else already read */
    struct span body;                    /* of a JSON request, exactly as sent */
    const struct json *json;             /* its tree; NULL otherwise */
    struct form form;                    /* fields of a form, and errors; the query's for GET */
    struct exchange_upload upload;
    struct exchange_kept kept;
    int64_t now_us;             /* the ledger's clock; 0 while unknown */
    bool simulated;             /* the clock is simulated */
    struct span origin_name;    /* the log's origin, e.g. "demo" */
    const struct json *notice;  /* what every page must tell (read.notice()); NULL for nothing */
    struct span deadline_title; /* of the call that this page is about; "" when none */
    int64_t deadline_us;        /* its last on-time instant; 0 when none or passed */
    struct response response;
    struct buffer page; /* what the page's own view writes */
    struct fault fault;
};

/* ---- what came in ---- */

/* The value of {name} in the route's pattern. */
struct span exchange_param(const struct exchange *x, const char *name);

/* The same as a positive integer. STATUS_NOT_FOUND when it is none: the page does not exist. */
MUST_CHECK enum status exchange_param_id(
    const struct exchange *x, const char *name, int64_t *id_out);

/* The same up to `max`, as the database's integer. STATUS_NOT_FOUND beyond it too. */
MUST_CHECK enum status exchange_param_int4(
    const struct exchange *x, const char *name, int32_t max, int32_t *number_out);

/* True when the person holds the role. */
bool exchange_holds(const struct exchange *x, const char *role);

/*
 * True when the person may use this pool at all. The agency's views show every organisation, so
 * there only its own people and state auditors come in, and only while they hold a role.
 */
bool exchange_belongs(const struct exchange *x);

/* Sets x->role by the route; false when the person holds no role that the route wants. */
bool exchange_take_role(struct exchange *x);

/* Tells the service who asks for what, for the log of reads. Always true. */
bool exchange_name_reader(struct exchange *x);

/* Acts in this role from here on, when the person holds it. */
void exchange_act_as(struct exchange *x, const char *role);

/*
 * Reads the body: a form's fields into x->form (and its file into x->upload), JSON into x->json.
 * The body of an API route with ROUTE_UPLOAD is left to its handler. NULL, or why it was refused.
 */
const struct refusal *exchange_take_body(struct exchange *x);

/*
 * Streams a multipart body into `sink` (ROUTE_UPLOAD); plain fields also become x->form.fields when
 * `sink->field` is NULL. STATUS_INVALID (another content type too), STATUS_LIMIT,
 * STATUS_UNAVAILABLE when the connection was lost, or what the sink returned.
 */
MUST_CHECK enum status exchange_multipart(struct exchange *x, const struct multipart_sink *sink);

/* Streams a raw body (ROUTE_UPLOAD) to `chunk` in pieces of 1..65536 bytes. Statuses as above. */
MUST_CHECK enum status exchange_body_each(
    struct exchange *x, enum status (*chunk)(void *context, struct span bytes), void *context);

/* ---- reading and acting ---- */

/*
 * One read function as a parsed document, in a transaction of its own as this person. Sets
 * x->now_us from the document. STATUS_NOT_FOUND when it is not there or not visible.
 */
MUST_CHECK enum status exchange_read(
    struct exchange *x, enum read what, struct db_values values, const struct json **document_out);

/* The same, and its exact text (for the API, which sends it on). `document_out` may be NULL. */
MUST_CHECK enum status exchange_read_text(struct exchange *x, enum read what,
    struct db_values values, struct span *text_out, const struct json **document_out);

/*
 * One act as this person in x->role, attested, in its own transaction, repeated after a lost race.
 * `params` is a JSON object; `key` the Idempotency-Key (empty: none); `signature` usually empty.
 * The code of a second factor goes along when the request brought one: form field "code", or header
 * Tilsagn-Code. Refusals by the act come back as their status with x->fault.code and
 * x->fault.detail: LG411 without a code where one is needed, LG412 a wrong one, LG413
 * locked, LG410 where the person's own signature is needed: then the request waits as x->pending.
 */
MUST_CHECK enum status exchange_act(struct exchange *x, const char *act, struct span params,
    struct span key, struct span signature, struct act_reply *reply_out);

/* x->fault.detail as a document (violations of LG102 …); NULL when it is none. */
const struct json *exchange_detail(struct exchange *x);

/*
 * The violations of a refused act (LG102, or a document's "violations" list) as errors of x->form,
 * so that the page can be shown again. Returns how many were added.
 */
size_t exchange_violations(struct exchange *x, const struct json *violations);

/* ---- answering with a page ---- */

/* Starts a page: the view to render the page's own content with. */
struct view *page_view(struct exchange *x);

/* The deadline object of a document: banner and countdown on this page unless it has passed. */
void page_deadline(struct exchange *x, struct span call_title, const struct json *deadline);

/*
 * Puts what was rendered with page_view() into the layout: header, navigation of the person's
 * roles, clock and deadline, error summary, footer. `http` is 200, or 422 when x->form has errors.
 */
MUST_CHECK enum status page_send(struct exchange *x, int http, struct span title);

/* 303 to view_path(pattern, arguments); for after a successful POST. */
MUST_CHECK enum status page_redirect(
    struct exchange *x, const char *pattern, const struct span *arguments, size_t count);

/* The idempotency key of a submitted form: its hidden field; STATUS_INVALID when malformed. */
MUST_CHECK enum status page_key(struct exchange *x, struct span *key_out);

/* ---- answering as an API ---- */

/* The text as application/json with the status. */
MUST_CHECK enum status api_send(struct exchange *x, int http, struct span json);

/* An RFC 9457 problem. `detail` may be empty; `violations` a JSON array text, or empty. */
MUST_CHECK enum status problem_send(
    struct exchange *x, const struct refusal *refusal, struct span detail, struct span violations);

/* ---- what the worker does with a status other than STATUS_OK ---- */

/* Replaces the answer by the error page or problem of this outcome; never fails. */
void exchange_refuse(struct exchange *x, const struct refusal *refusal);

#endif
