/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/confirmer.h"

const char *confirmer_of(struct span kind)
{
    if (span_is(kind, "register")) {
        return "administrator";
    }
    return span_is(kind, "appropriation") ? "finance" : "officer";
}

enum status confirmer_act_as(struct exchange *x, int64_t proposal, const char **act_out)
{
    const struct json *document = NULL;
    enum status status = exchange_read(x, READ_PROPOSAL, DB_VALUES(db_int8(proposal)), &document);
    if (status == STATUS_OK) {
        exchange_act_as(x, confirmer_of(json_text(document, "proposal.kind")));
        struct span act = json_text(document, "proposal.act");
        *act_out = span_is(act, "grant_agency_role") ? "grant_agency_role" : "confirm";
    }
    return status;
}
