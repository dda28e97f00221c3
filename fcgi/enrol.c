/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/enrol.h"

#include "ledger/enrolment.h"

enum { PARAMS_MAX = 4096 };

struct keeping {
    struct exchange *x;
    int64_t request;
    struct span text; /* proof or document */
    struct span answer;
};

static enum status keep_proof(struct service *service, void *context, struct fault *fault)
{
    struct keeping *keeping = context;
    return access_proof(
        service, keeping->x->arena, keeping->request, keeping->text, &keeping->answer, fault);
}

static enum status keep_document(struct service *service, void *context, struct fault *fault)
{
    struct keeping *keeping = context;
    return register_keep(service, keeping->x->arena, keeping->text, &keeping->answer, fault);
}

static void put_text_or_null(struct json_writer *json, const char *name, struct span text)
{
    if (text.len > 0) {
        json_put_text(json, name, text);
    } else {
        json_put_null(json, name);
    }
}

static void put_grant(
    struct json_writer *json, const struct enrol_grant *wanted, const struct json *kept)
{
    json_open_object(json, NULL);
    json_put_int(json, "request", wanted->request);
    json_put_text(json, "name", json_text(kept, "name"));
    json_put_text(json, "proof", json_text(kept, "proof"));
    json_open_array(json, "roles");
    if (wanted->applicant) {
        json_put_text(json, NULL, SPAN("applicant"));
    }
    if (wanted->management) {
        json_put_text(json, NULL, SPAN("management"));
    }
    json_close_array(json);
    put_text_or_null(json, "unit", wanted->unit);
    put_text_or_null(json, "until", wanted->until);
    json_close_object(json);
}

enum status enrol_grant(struct exchange *x, const struct enrol_grant *wanted, struct span key,
    struct act_reply *reply_out)
{
    struct keeping keeping = {.x = x, .request = wanted->request, .text = wanted->proof};
    const struct json *kept = NULL;
    enum status status =
        service_transaction(x->service, x->identity->person, keep_proof, &keeping, &x->fault);
    if (status == STATUS_OK && json_parse(x->arena, keeping.answer, &kept, NULL) != STATUS_OK) {
        status = STATUS_INTERNAL;
    }
    if (status != STATUS_OK) {
        return status;
    }
    struct buffer params;
    struct json_writer json;
    buffer_init(&params, PARAMS_MAX);
    json_writer_init(&json, &params);
    put_grant(&json, wanted, kept);
    status = params.failed
                 ? STATUS_LIMIT
                 : exchange_act(x, "grant_access", buffer_span(&params), key, SPAN(""), reply_out);
    buffer_free(&params);
    return status;
}

enum status enrol_propose(struct exchange *x, struct span subject, struct span title,
    struct span document, struct span key, struct act_reply *reply_out)
{
    struct keeping keeping = {.x = x, .text = document};
    enum status status =
        service_transaction(x->service, x->identity->person, keep_document, &keeping, &x->fault);
    if (status != STATUS_OK) {
        return status;
    }
    struct buffer params;
    struct json_writer json;
    buffer_init(&params, PARAMS_MAX);
    json_writer_init(&json, &params);
    json_open_object(&json, NULL);
    json_put_text(&json, "kind", SPAN("register"));
    json_put_text(&json, "subject", subject);
    json_put_text(&json, "title", title);
    json_put_text(&json, "sha256", keeping.answer);
    json_close_object(&json);
    status = params.failed
                 ? STATUS_LIMIT
                 : exchange_act(x, "propose", buffer_span(&params), key, SPAN(""), reply_out);
    buffer_free(&params);
    return status;
}

enum status enrol_ask(struct exchange *x, struct span unit, struct span *answer_out)
{
    const struct access_asking asking = {
        .profile = x->credential->profile,
        .serial_number = x->credential->serial_number,
        .cvr = x->credential->organisation,
        .certificate_hex = x->credential->certificate_hex,
        .name = x->credential->common_name,
        .unit = unit,
    };
    return access_request(x->service, x->arena, &asking, answer_out, &x->fault);
}

enum status enrol_identify(
    struct exchange *x, struct span *text_out, const struct json **document_out)
{
    const struct credential *credential = x->credential;
    return exchange_read_text(x, READ_IDENTIFY,
        DB_VALUES(db_text(credential->profile), db_text(credential->serial_number),
            db_text(credential->certificate_hex), db_text(credential->organisation)),
        text_out, document_out);
}
