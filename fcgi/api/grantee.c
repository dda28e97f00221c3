/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/api/act.h"
#include "fcgi/api/arguments.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/reply.h"
#include "fcgi/api/shapes.h"
#include "fcgi/api/timeless.h"

enum status api_list_calls(struct exchange *x)
{
    return reply_read(x, READ_CALLS, DB_NO_VALUES);
}

enum status api_read_call(struct exchange *x)
{
    return read_by_call(x, READ_CALL);
}

enum status api_list_applications(struct exchange *x)
{
    return reply_read(x, READ_APPLICATIONS, DB_NO_VALUES);
}

enum status api_list_grants(struct exchange *x)
{
    return reply_read(x, READ_GRANTS, DB_NO_VALUES);
}

enum status api_read_grant(struct exchange *x)
{
    return read_by_id(x, READ_GRANT, "application");
}

enum status api_read_accounts(struct exchange *x)
{
    return read_by_version(x, READ_ACCOUNTS);
}

/* The ETag begins with the draft's version, so that it may stand in If-Match of a change. */
enum status api_read_application(struct exchange *x)
{
    enum status answer = STATUS_OK;
    if (!reply_accepted(x, "application/json", &answer)) {
        return answer;
    }
    struct span text = {0};
    const struct json *document = NULL;
    enum status status = application_document(x, &text, &document);
    if (status != STATUS_OK) {
        return status;
    }
    struct span body = timeless(x->arena, text);
    struct span hash = response_etag_of(x->arena, body);
    long long version = (long long)json_int(document, "draft.version");
    if (body.data == NULL || hash.len < 2) {
        return STATUS_LIMIT;
    }
    struct span etag =
        arena_format(x->arena, "\"%lld-%.*s", version, (int)hash.len - 1, hash.data + 1);
    return etag.data == NULL ? STATUS_LIMIT : reply_json(x, body, etag);
}

enum status api_read_submission(struct exchange *x)
{
    enum status answer = STATUS_OK;
    if (!reply_accepted(x, "application/json", &answer)) {
        return answer;
    }
    int64_t entry = 0;
    enum status status = exchange_param_id(x, "entry", &entry);
    if (status != STATUS_OK) {
        return status;
    }
    const struct json *document = NULL;
    status = application_document(x, NULL, &document);
    if (status != STATUS_OK) {
        return status;
    }
    for (const struct json *item = json_list(document, "submissions"); item != NULL;
         item = item->next) {
        if (json_int(item, "entry") == entry) {
            return reply_json(x, item->source, response_etag_of(x->arena, item->source));
        }
    }
    return STATUS_NOT_FOUND;
}

enum status api_withdraw_application(struct exchange *x)
{
    static const struct api_act act = {
        .act = "withdraw_application",
        .shape = &shape_application_withdrawal,
        .path = {"application"},
        .location = GRANTEE_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_propose_withdrawal(struct exchange *x)
{
    static const struct api_act act = {
        .act = "propose_withdrawal",
        .shape = &shape_application_withdrawal,
        .path = {"application"},
        .location = GRANTEE_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_confirm_withdrawal(struct exchange *x)
{
    static const struct api_act act = {
        .act = "confirm_withdrawal",
        .shape = &shape_withdrawal_answer,
        .path = {"application"},
        .location = GRANTEE_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_retract_withdrawal(struct exchange *x)
{
    static const struct api_act act = {
        .act = "retract_withdrawal",
        .shape = &shape_withdrawal_answer,
        .path = {"application"},
        .location = GRANTEE_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_submit_accounts(struct exchange *x)
{
    static const struct api_act act = {
        .act = "submit_accounts",
        .shape = &shape_accounts,
        .path = {"application"},
        .location = "/api/v1/grants/{application}/accounts/{version}",
    };
    return api_act(x, &act);
}

enum status api_submit_report(struct exchange *x)
{
    static const struct api_act act = {
        .act = "submit_report",
        .shape = &shape_report,
        .path = {"application"},
        .location = GRANTEE_RECEIPT,
    };
    return api_act(x, &act);
}

enum status api_sign_off_accounts(struct exchange *x)
{
    static const struct api_act act = {
        .act = "sign_off",
        .shape = &shape_sign_off,
        .path = {"application", "version"},
        .location = GRANTEE_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}
