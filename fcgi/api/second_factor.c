/* SPDX-License-Identifier: EUPL-1.2 */
/* Second factors: the own one, and for administrators who gets and loses one. */
#include "fcgi/api/act.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/reply.h"
#include "fcgi/api/shapes.h"
#include "fcgi/factor_code.h"

enum { QUERY_MAX = 100, SEED_JSON_MAX = 4096 };

enum status api_read_second_factor(struct exchange *x)
{
    return reply_read(x, READ_SECOND_FACTOR, DB_NO_VALUES);
}

/* The only answer that ever holds the key; asking again makes another one. */
enum status api_make_second_factor_seed(struct exchange *x)
{
    enum status answer = STATUS_OK;
    if (!api_act_ready(x, &shape_opening, &answer)) {
        return answer;
    }
    struct factor_seed seed;
    enum status status = factor_seed_make(x, &seed);
    if (status != STATUS_OK) {
        return reply_refused(x, status);
    }
    struct buffer *text = reply_buffer(x, SEED_JSON_MAX);
    if (text == NULL) {
        return STATUS_LIMIT;
    }
    struct json_writer json;
    json_writer_init(&json, text);
    json_open_object(&json, NULL);
    json_put_text(&json, "secret", seed.secret);
    json_put_text(&json, "uri", seed.uri);
    json_close_object(&json);
    return text->failed ? STATUS_LIMIT : api_send(x, 201, buffer_span(text));
}

enum status api_activate_second_factor(struct exchange *x)
{
    static const struct api_act grantee = {
        .act = "activate_factor",
        .shape = &shape_factor_proposal,
        .location = GRANTEE_RECEIPT,
    };
    static const struct api_act agency = {
        .act = "activate_factor",
        .shape = &shape_factor_proposal,
        .location = AGENCY_RECEIPT,
    };
    return api_act(x, x->config->audience == ROUTE_AGENCY ? &agency : &grantee);
}

enum status api_list_second_factors(struct exchange *x)
{
    struct span query = SPAN("");
    if (!form_text(&x->form, "q", QUERY_MAX, false, &query)) {
        return STATUS_INVALID;
    }
    return reply_read(x, READ_SECOND_FACTORS, DB_VALUES(db_text(query)));
}

enum status api_propose_second_factor(struct exchange *x)
{
    static const struct api_act act = {
        .act = "propose_factor",
        .shape = &shape_factor_change,
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_confirm_second_factor(struct exchange *x)
{
    static const struct api_act act = {
        .act = "confirm_factor",
        .shape = &shape_opening,
        .path = {"proposal"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}
