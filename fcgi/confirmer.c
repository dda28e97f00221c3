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
        struct span kind = json_text(document, "proposal.kind");
        struct span act = json_text(document, "proposal.act");
        /* a recovery takes one of each role; who holds both confirms in the one that is missing */
        bool as_finance = span_is(json_text(document, "proposal.recovery.confirm_as"), "finance");
        exchange_act_as(x, as_finance ? "finance" : confirmer_of(kind));
        *act_out = span_is(kind, "recovery")           ? "confirm_recovery"
                   : span_is(act, "grant_agency_role") ? "grant_agency_role"
                                                       : "confirm";
    }
    return status;
}
