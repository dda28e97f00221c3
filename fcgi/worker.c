/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/worker.h"

#include <errno.h>
#include <fastcgi.h>
#include <string.h>

#include <fcgiapp.h>

#include "auth/cross_site.h"
#include "auth/session.h"
#include "fcgi/admission.h"
#include "fcgi/certificate_log.h"
#include "fcgi/exchange.h"
#include "fcgi/kept.h"
#include "fcgi/login.h"
#include "fcgi/peer.h"
#include "ledger/base/log.h"
#include "ledger/base/steady.h"

#define WORKER_ARENA_MAX (16 * 1024 * 1024)
#define WORKER_SEND_MAX  65536

struct worker {
    struct portal *portal;
    struct arena *arena; /* of one request */
    FCGX_Request fcgi;
    struct http_request request;
    struct admission admission;
    struct session session;
    struct exchange x;
    bool answered;            /* no step is left: the answer is there */
    enum auth_reason reason;  /* why somebody was not let in */
    const char *parse_reason; /* why a request could not be read */
    int64_t body_left;        /* bytes of the body not yet read */
};

/* A step returns NULL to go on. */
typedef const struct refusal *step(struct worker *worker);

static int read_body(void *context, char *bytes, int len)
{
    struct worker *worker = context;
    int got = FCGX_GetStr(bytes, len, worker->fcgi.in);
    worker->body_left -= got > 0 ? got : 0;
    return got > 0 ? got : -1;
}

/* ---- the steps, in the order in which they are taken ---- */

static const struct refusal *parse_request(struct worker *worker)
{
    enum status status = http_request_parse(worker->arena, (const char *const *)worker->fcgi.envp,
        &worker->request, &worker->parse_reason);
    if (status != STATUS_OK) {
        http_request_salvage(
            worker->arena, (const char *const *)worker->fcgi.envp, &worker->request);
    }
    if (status == STATUS_NOT_FOUND) {
        return refusal_named("not-implemented");
    }
    if (status != STATUS_OK) {
        return refusal_find(status, NULL);
    }
    struct exchange *x = &worker->x;
    worker->body_left = worker->request.content_length;
    x->catalogue = &worker->portal->catalogues[language_choose(
        &worker->request, worker->portal->config.language_default)];
    return NULL;
}

/* Whoever can open the socket could claim to be anybody: only nginx's own user may. */
static const struct refusal *check_peer(struct worker *worker)
{
    uint32_t uid = 0;
    if (peer_uid(worker->fcgi.ipcFd, &uid) != STATUS_OK || uid != worker->portal->config.peer_uid) {
        worker->parse_reason = "the peer is not nginx";
        return refusal_named("certificate");
    }
    /* libfcgi also takes authorizers, whose answer would be read as a verdict on something else. */
    if (worker->fcgi.role != FCGI_RESPONDER) {
        worker->parse_reason = "the role is not a responder's";
        return refusal_named("malformed");
    }
    return NULL;
}

static const struct refusal *check_certificate(struct worker *worker)
{
    const struct refusal *refusal = admission_certificate(
        &worker->admission, &worker->request, worker->arena, &worker->x.fault);
    worker->reason = worker->admission.reason;
    return refusal;
}

static const struct refusal *find_person(struct worker *worker)
{
    const struct refusal *refusal =
        admission_person(&worker->admission, worker->arena, &worker->x.identity, &worker->x.fault);
    worker->reason = worker->admission.reason;
    worker->x.stranger = refusal == NULL && worker->reason == AUTH_UNKNOWN_PERSON;
    return refusal;
}

static const struct refusal *find_route(struct worker *worker)
{
    struct exchange *x = &worker->x;
    enum status status = route_find(x->tables, x->table_count, x->config->audience,
        worker->request.method, worker->request.path, &x->match);
    if (status != STATUS_OK && x->stranger) {
        return refusal_named("unknown-person"); /* strangers do not learn what there is */
    }
    if (status == STATUS_INVALID) {
        return refusal_named("method-not-allowed");
    }
    if (status != STATUS_OK) {
        return refusal_find(status, NULL);
    }
    bool served = x->config->pool != POOL_SUBMIT || (x->match.route->flags & ROUTE_SUBMISSION) != 0;
    return served ? NULL : refusal_find(STATUS_NOT_FOUND, NULL);
}

static const struct refusal *check_origin(struct worker *worker)
{
    const struct exchange *x = &worker->x;
    bool is_public = x->config->audience == ROUTE_PUBLIC;
    const struct cross_site_request request = {
        .kind = x->match.route->kind == ROUTE_API ? CROSS_SITE_API : CROSS_SITE_PAGE,
        .method = span_from(http_method_name(worker->request.method)),
        .fetch_site = worker->request.sec_fetch_site,
        .fetch_mode = worker->request.sec_fetch_mode,
        .fetch_dest = worker->request.sec_fetch_dest,
        .origin = worker->request.origin,
        .own_origin = is_public ? x->config->public_origin : x->config->origin,
    };
    worker->reason = cross_site_check(&request);
    return worker->reason == AUTH_OK ? NULL : refusal_named("cross-site");
}

/* To be counted: a stolen cookie, or two people in one browser. */
static void log_login_ended(const struct worker *worker)
{
    struct log_line line;
    log_begin(&line, LOG_LEVEL_WARNING, "login_ended");
    log_text(&line, "request", worker->request.request_id);
    log_int(&line, "person", worker->x.identity->person);
    log_text(&line, "reason", span_from(auth_reason_name(worker->x.no_session)));
    log_end(&line);
}

static const struct refusal *let_in(struct worker *worker)
{
    struct exchange *x = &worker->x;
    if (x->stranger) {
        worker->reason = AUTH_UNKNOWN_PERSON;
        return login_stranger(x, &worker->answered);
    }
    const struct refusal *refusal = login_find(x, &worker->session, &worker->answered);
    if (x->no_session == AUTH_SESSION_FOREIGN || x->no_session == AUTH_SESSION_RENEWED) {
        log_login_ended(worker);
    }
    worker->reason = refusal == NULL ? AUTH_OK : x->no_session;
    if (refusal != NULL || worker->answered) {
        return refusal;
    }
    bool may = exchange_take_role(x) && exchange_name_reader(x);
    return may ? NULL : refusal_find(STATUS_DENIED, NULL);
}

/* What stands on every page: the time, and what everyone must be told. */
static const struct refusal *read_clock(struct worker *worker)
{
    struct exchange *x = &worker->x;
    const struct json *clock = NULL;
    const struct json *notice = NULL;
    if (x->match.route->kind != ROUTE_PAGE) {
        return NULL;
    }
    enum status status = exchange_read(x, READ_CLOCK, DB_NO_VALUES, &clock);
    if (status == STATUS_OK) {
        status = exchange_read(x, READ_NOTICE, DB_NO_VALUES, &notice);
    }
    if (status != STATUS_OK) {
        return refusal_find(status, NULL);
    }
    x->notice = json_get(notice, "notice");
    x->simulated = json_bool(clock, "simulated");
    x->origin_name = json_text(clock, "origin");
    return NULL;
}

/* The token is a field of the form; what became of a form without a login is kept.h's. */
static const struct refusal *take_form(struct worker *worker)
{
    struct exchange *x = &worker->x;
    const struct refusal *refusal = exchange_take_body(x);
    if (refusal == NULL && !login_token_fits(x)) {
        worker->reason = AUTH_FORM_TOKEN;
        refusal = refusal_named("form-token");
    }
    return refusal != NULL ? refusal : kept_mind(x, &worker->answered);
}

static const struct refusal *handle(struct worker *worker)
{
    struct exchange *x = &worker->x;
    enum status status = x->match.route->handler(x);
    kept_forget(x);
    if (status == STATUS_OK && (x->response.failed || x->response.body.failed)) {
        FAULT(&x->fault, "worker", "", "the answer does not fit, or a header was refused");
        status = STATUS_INTERNAL;
    }
    return status == STATUS_OK ? NULL : refusal_find(status, &x->fault);
}

static step *const steps[] = {parse_request, check_peer, check_certificate, find_person, find_route,
    check_origin, let_in, read_clock, take_form, handle, NULL};

/* ---- the answer ---- */

/* nginx still sends: an answer before it is done would break the connection under it. */
static void drain_body(struct worker *worker)
{
    char bytes[4096];
    while (worker->body_left > 0 && read_body(worker, bytes, (int)sizeof(bytes)) > 0) {
    }
}

static bool put(void *context, struct span bytes)
{
    struct worker *worker = context;
    while (bytes.len > 0) {
        int len = bytes.len < WORKER_SEND_MAX ? (int)bytes.len : WORKER_SEND_MAX;
        if (FCGX_PutStr(bytes.data, len, worker->fcgi.out) != len) {
            return false; /* the client is gone; what was recorded stays recorded */
        }
        bytes.data += len;
        bytes.len -= (size_t)len;
    }
    return true;
}

static void send_response(struct worker *worker)
{
    struct response *response = &worker->x.response;
    struct buffer head;
    if (response->streamed) {
        return; /* it has left already */
    }
    buffer_init(&head, RESPONSE_HEAD_MAX);
    response_head(response, &head);
    bool bodiless =
        worker->request.method == HTTP_HEAD || response->status == 304 || response->status == 204;
    bool sent = put(worker, buffer_span(&head));
    buffer_free(&head);
    if (!sent || bodiless) {
        return;
    }
    if (response->spool == NULL) {
        (void)put(worker, buffer_span(&response->body));
        return;
    }
    char bytes[8192];
    size_t got = 0;
    rewind(response->spool);
    while ((got = fread(bytes, 1, sizeof(bytes), response->spool)) > 0
           && put(worker, (struct span){.data = bytes, .len = got})) {
    }
}

/* One line per request; of the person only the number, of the address only its pattern. */
static void log_request(
    const struct worker *worker, const struct refusal *refusal, int64_t began_us)
{
    const struct exchange *x = &worker->x;
    const struct route *route = x->match.route;
    int status = x->response.status;
    struct log_line line;
    log_begin(&line, status >= 500 ? LOG_LEVEL_ERROR : LOG_LEVEL_INFO, "request");
    log_text(&line, "request", worker->request.request_id);
    log_text(&line, "method", span_from(http_method_name(worker->request.method)));
    log_text(&line, "route", span_from(route == NULL ? "none" : route->pattern));
    log_int(&line, "status", status);
    log_int(&line, "us", steady_us() - began_us);
    log_int(&line, "bytes", response_length(&x->response));
    log_int(&line, "person", x->identity == NULL ? 0 : x->identity->person);
    if (x->no_session != AUTH_OK) {
        log_text(&line, "login", span_from(auth_reason_name(x->no_session)));
    }
    if (refusal != NULL) {
        log_text(&line, "refusal", span_from(refusal->type));
        log_text(&line, "reason",
            span_from(worker->parse_reason != NULL ? worker->parse_reason
                                                   : auth_reason_name(worker->reason)));
        certificate_log_verdict(&line, &worker->admission.verdict);
        log_fault(&line, &x->fault);
    }
    if (status >= 500 && route != NULL && (route->flags & ROUTE_SUBMISSION) != 0) {
        /* What is needed to judge a submission that we failed around a deadline. */
        log_int(&line, "received_us", worker->request.received_us);
        log_int(&line, "content_length", worker->request.content_length);
    }
    log_end(&line);
}

/* ---- one request ---- */

static void reset(struct worker *worker)
{
    struct portal *portal = worker->portal;
    struct exchange *x = &worker->x;
    arena_reset(worker->arena);
    struct response response = x->response;
    struct buffer page = x->page;
    session_forget(&worker->session);
    buffer_free(&x->upload.bytes);
    memset(&worker->request, 0, sizeof(worker->request));
    memset(&worker->admission.verdict, 0, sizeof(worker->admission.verdict));
    worker->admission.reason = AUTH_OK;
    memset(x, 0, sizeof(*x));
    x->response = response;
    x->page = page;
    response_restart(&x->response);
    buffer_clear(&x->page);
    x->arena = worker->arena;
    x->config = &portal->config;
    x->request = &worker->request;
    x->tables = portal->tables;
    x->table_count = portal->table_count;
    x->service = portal->service;
    x->seal = portal->seal;
    x->trust = portal->trust;
    x->credential = portal->trust == NULL ? NULL : &worker->admission.credential;
    x->catalogue = &portal->catalogues[portal->config.language_default];
    x->assets = portal->assets;
    x->source = (struct exchange_source){.context = worker, .read = read_body};
    buffer_init(&x->upload.bytes, HTTP_UPLOAD_FILE_MAX);
    form_init(&x->form, worker->arena);
    fault_clear(&x->fault);
    worker->answered = false;
    worker->reason = AUTH_OK;
    worker->parse_reason = NULL;
    worker->body_left = 0;
}

static void serve(struct worker *worker)
{
    int64_t began_us = steady_us();
    const struct refusal *refusal = NULL;
    reset(worker);
    for (step *const *at = steps; *at != NULL && refusal == NULL && !worker->answered; at++) {
        refusal = (*at)(worker);
    }
    if (refusal != NULL && !worker->x.response.streamed) {
        exchange_refuse(&worker->x, refusal);
    }
    drain_body(worker);
    send_response(worker);
    log_request(worker, refusal, began_us);
}

int worker_run(struct portal *portal, int listener)
{
    struct worker *worker = arena_alloc(portal->arena, sizeof(*worker));
    struct arena *arena = arena_create(WORKER_ARENA_MAX);
    if (worker == NULL || arena == NULL || FCGX_Init() != 0
        || FCGX_InitRequest(&worker->fcgi, listener, FCGI_FAIL_ACCEPT_ON_INTR) != 0) {
        return EXIT_FAILURE;
    }
    worker->portal = portal;
    worker->admission.portal = portal;
    worker->arena = arena;
    response_init(&worker->x.response, arena);
    worker->x.response.outlet = (struct response_outlet){.context = worker, .put = put};
    buffer_init(&worker->x.page, RESPONSE_BODY_MAX);
    while (FCGX_Accept_r(&worker->fcgi) == 0) {
        serve(worker);
        FCGX_Finish_r(&worker->fcgi);
    }
    response_free(&worker->x.response);
    buffer_free(&worker->x.page);
    buffer_free(&worker->x.upload.bytes);
    session_forget(&worker->session);
    arena_destroy(arena);
    return EXIT_SUCCESS;
}
