/* SPDX-License-Identifier: EUPL-1.2 */
/* People, requests for access, organisations and units. */
#include "fcgi/api/act.h"
#include "fcgi/api/arguments.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/reply.h"
#include "fcgi/api/shapes.h"
#include "fcgi/enrol.h"
#include "fcgi/refused_act.h"
#include "ledger/drafts.h"

/* ---- asking for access ---- */

enum status api_read_access(struct exchange *x)
{
    enum status answer = STATUS_OK;
    struct span text;
    if (!reply_accepted(x, "application/json", &answer)) {
        return answer;
    }
    enum status status = enrol_identify(x, &text, NULL);
    return status == STATUS_OK ? reply_json(x, text, response_etag_of(x->arena, text)) : status;
}

enum status api_ask_access(struct exchange *x)
{
    enum status answer = STATUS_OK;
    struct span text;
    if (!api_body_ready(x, &shape_access_asking, &answer)) {
        return answer;
    }
    enum status status = enrol_ask(x, json_text(x->json, "unit"), &text);
    return status == STATUS_OK ? api_send(x, 201, text) : reply_refused(x, status);
}

/* ---- reading ---- */

enum status api_list_people(struct exchange *x)
{
    static const char *const names[] = {"name", "organisation", "role", "unit", "flag", NULL};
    return reply_list(x, READ_PEOPLE, names);
}

enum status api_list_organisations(struct exchange *x)
{
    static const char *const names[] = {"name", "kind", "region", "without_manager", NULL};
    return reply_list(x, READ_ORGANISATIONS, names);
}

enum status api_read_person(struct exchange *x)
{
    return read_by_id(x, READ_ENROLLED, "person");
}

enum status api_list_access_requests(struct exchange *x)
{
    return reply_read(x, READ_ACCESS_REQUESTS, DB_NO_VALUES);
}

enum status api_read_access_review(struct exchange *x)
{
    return reply_read(x, READ_ACCESS_REVIEW, DB_NO_VALUES);
}

enum status api_list_units(struct exchange *x)
{
    return reply_read(x, READ_UNITS, DB_NO_VALUES);
}

enum status api_read_notice(struct exchange *x)
{
    return reply_read(x, READ_NOTICE, DB_NO_VALUES);
}

/* ---- deciding ---- */

static bool holds_role(const struct json *list, const char *role)
{
    for (const struct json *item = list; item != NULL; item = item->next) {
        if (span_is(item->string, role)) {
            return true;
        }
    }
    return false;
}

/* The answer of an act, or of its refusal, which is recorded. */
static enum status answer_act(struct exchange *x, const char *act, enum status status,
    const struct act_reply *reply, const char *location)
{
    if (status == STATUS_OK) {
        return reply_recorded(x, reply, location);
    }
    if (status == STATUS_DENIED) {
        status = refused_act_record(x, act, status);
    }
    return reply_refused(x, status);
}

enum status api_grant_access(struct exchange *x)
{
    enum status answer = STATUS_OK;
    struct act_reply reply;
    if (!api_act_ready(x, &shape_access_grant, &answer)) {
        return answer;
    }
    const struct json *roles = json_list(x->json, "roles");
    struct enrol_grant wanted = {
        .proof = json_text(x->json, "proof"),
        .applicant = holds_role(roles, "applicant"),
        .management = holds_role(roles, "management"),
        .unit = json_text(x->json, "unit"),
        .until = json_text(x->json, "until"),
    };
    enum status status = exchange_param_id(x, "request", &wanted.request);
    if (status != STATUS_OK) {
        return status;
    }
    status = enrol_grant(x, &wanted, x->request->idempotency_key, &reply);
    return answer_act(x, "grant_access", status, &reply, "/api/v1/people/{person}");
}

enum status api_refuse_access(struct exchange *x)
{
    const struct api_act act = {
        .act = "refuse_access",
        .shape = &shape_access_refusal,
        .path = {"request"},
        .location = x->config->audience == ROUTE_AGENCY ? AGENCY_RECEIPT : GRANTEE_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_change_role(struct exchange *x)
{
    static const struct api_act act = {
        .act = "change_role",
        .shape = &shape_role_change,
        .path = {"person"},
        .location = GRANTEE_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_set_unit(struct exchange *x)
{
    static const struct api_act act = {
        .act = "set_unit",
        .shape = &shape_unit,
        .path = {"person"},
        .location = GRANTEE_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_block(struct exchange *x)
{
    static const struct api_act act = {
        .act = "block",
        .shape = &shape_block,
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_read_erasure(struct exchange *x)
{
    return reply_read(x, READ_ERASURE, DB_NO_VALUES);
}

enum status api_read_erasure_nights(struct exchange *x)
{
    return reply_read(x, READ_ERASURE_NIGHTS, DB_NO_VALUES);
}

enum status api_hold_erasure(struct exchange *x)
{
    static const struct api_act act = {
        .act = "hold_erasure",
        .shape = &shape_hold,
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_lift_hold(struct exchange *x)
{
    static const struct api_act act = {
        .act = "lift_hold",
        .shape = &shape_opening,
        .path = {"hold"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_propose_register(struct exchange *x)
{
    enum status answer = STATUS_OK;
    struct act_reply reply;
    if (!api_act_ready(x, &shape_register_proposal, &answer)) {
        return answer;
    }
    enum status status =
        enrol_propose(x, json_text(x->json, "subject"), json_text(x->json, "title"),
            json_get(x->json, "document")->source, x->request->idempotency_key, &reply);
    return answer_act(x, "propose", status, &reply, "/api/v1/agency/proposals/{proposal}");
}

enum status api_stop_recovery(struct exchange *x)
{
    static const struct api_act act = {
        .act = "stop_recovery",
        .shape = &shape_opening,
        .path = {"proposal"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

/* ---- drafts ---- */

enum status api_share_draft(struct exchange *x)
{
    enum status answer = STATUS_OK;
    struct span draft;
    int64_t application = 0;
    if (!api_body_ready(x, &shape_sharing, &answer)) {
        return answer;
    }
    enum status status = exchange_param_id(x, "application", &application);
    if (status != STATUS_OK) {
        return status;
    }
    const struct draft_version of = {.person = x->identity->person, .application = application};
    status =
        draft_share(x->service, x->arena, &of, json_bool(x->json, "shared"), &draft, &x->fault);
    return status == STATUS_OK ? reply_draft(x, 200, draft) : reply_refused(x, status);
}
