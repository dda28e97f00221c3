/* SPDX-License-Identifier: EUPL-1.2 */
/* Accounting years: what is left at the end of one, and what becomes of it. */
#include "fcgi/api/act.h"
#include "fcgi/api/handlers.h"
#include "fcgi/api/reply.h"
#include "fcgi/api/shapes.h"
#include "ledger/grants/reader.h"

enum status api_read_year(struct exchange *x)
{
    int32_t year = 0;
    enum status status = exchange_param_int4(x, "year", READER_YEAR_MAX, &year);
    return status == STATUS_OK ? reply_read(x, READ_YEAR, DB_VALUES(db_int4(year))) : status;
}

enum status api_propose_year(struct exchange *x)
{
    static const struct api_act act = {
        .act = "propose_year",
        .shape = &shape_year,
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}

enum status api_decide_year(struct exchange *x)
{
    static const struct api_act act = {
        .act = "decide_year",
        .shape = &shape_acceptance,
        .location = AGENCY_RECEIPT,
        .refusals = true,
    };
    return api_act(x, &act);
}
