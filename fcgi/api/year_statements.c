/* SPDX-License-Identifier: EUPL-1.2 */
/* The yearly statement of a grant, confirmed or disputed, and how a dispute is resolved. */
#include "fcgi/api/act.h"
#include "fcgi/api/arguments.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/reply.h"
#include "fcgi/api/shapes.h"
#include "ledger/grants/reader.h"

enum status api_read_year_statement(struct exchange *x)
{
    int64_t application = 0;
    int32_t year = 0;
    enum status status = exchange_param_id(x, "application", &application);
    if (status == STATUS_OK) {
        status = exchange_param_int4(x, "year", READER_YEAR_MAX, &year);
    }
    if (status != STATUS_OK) {
        return status;
    }
    return reply_read(x, READ_STATEMENT, DB_VALUES(db_int8(application), db_int4(year)));
}

enum status api_confirm_statement(struct exchange *x)
{
    static const struct api_act act = {
        .act = "confirm_statement",
        .shape = &shape_sign_off,
        .path = {"application", "year"},
        .location = GRANTEE_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_dispute_statement(struct exchange *x)
{
    static const struct api_act act = {
        .act = "dispute_statement",
        .shape = &shape_dispute,
        .path = {"application", "year"},
        .location = GRANTEE_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_list_disputes(struct exchange *x)
{
    return reply_read(x, READ_DISPUTES, DB_NO_VALUES);
}

enum status api_propose_resolution(struct exchange *x)
{
    static const struct api_act act = {
        .act = "propose_resolution",
        .shape = &shape_resolution,
        .path = {"application"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_confirm_resolution(struct exchange *x)
{
    static const struct api_act act = {
        .act = "confirm_resolution",
        .shape = &shape_resolution_confirmation,
        .path = {"application"},
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}
