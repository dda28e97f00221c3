/* SPDX-License-Identifier: EUPL-1.2 */
#include <stddef.h>

#include "fcgi/words.h"

static const struct {
    const char *code;
    const char *words;
} looks[] = {
    {"application", N_("the application")},
    {"agency_application", N_("the application")},
    {"grant", N_("the grant")},
    {"award_letter", N_("the letter of an award")},
    {"agency_grant", N_("the grant")},
    {"vouchers", N_("the vouchers")},
    {"accounts", N_("the accounts")},
    {"instalment_computation", N_("the calculation of an instalment")},
    {"instalment", N_("an instalment")},
    {"batch", N_("a released payment")},
    {"payment_draft", N_("the making of a payment file")},
    {"payment_file", N_("a payment file")},
    {"bank", N_("the bank's movements")},
    {"alarms", N_("the alarms")},
    {"month", N_("a month's payments")},
    {"year", N_("a year's accounts")},
    {"receipt", N_("a receipt")},
    {"reporting", N_("results and reports")},
    {"entry", N_("an entry of the record")},
    {"file", N_("an attachment")},
    {"applications", N_("the list of own cases")},
    {"grants", N_("the list of own grants")},
    {"tasks", N_("the list of tasks")},
    {"agency_applications", N_("the list of applications")},
    {"allocation", N_("the allocation of a pool")},
    {"contested", N_("the contested submissions of a call")},
    {"call_notices", N_("the notices about a call")},
    {"call_rulings", N_("the unclear points of a call")},
    {"ranking", N_("the ranking")},
    {"agency_grants", N_("the list of grants")},
    {"instalments", N_("the list of instalments")},
    {"approvals", N_("the instalments that wait for approval")},
    {"batches", N_("the list of payments")},
    {"entries", N_("the list of entries")},
    {"entries_export", N_("all entries, as a file")},
    {"account_balances", N_("the balances of the accounts")},
    {"balances_export", N_("the balances of the accounts, as a file")},
    {"export_end", N_("what an export came to")},
    {"log_files", N_("which files the log has")},
    {"log_file", N_("files of the log, this one first")},
    {"reads", N_("these look-ups")},
    {"reads_export", N_("these look-ups, as a file")},
    {"case_record", N_("the whole record of a case")},
    {"dossier_export", N_("the dossier of a case, as a file")},
    {"audit_findings", N_("the control of the record")}, /* as it was called before it had pages */
    {"findings", N_("the control of the record")},
    {"auditor", N_("the audit firm of a grant")},
    {"changes", N_("the changes of a grant")},
    {"audits", N_("the accounts to audit")},
    {"statement", N_("a yearly statement")},
    {"disputes", N_("the list of disputes")},
    {"people", N_("the list of people")},
    {"enrolled", N_("a person")},
    {"access_requests", N_("the requests for access")},
    {"erasure", N_("whose personal data are erased or held back")},
    {"erasure_nights", N_("what each night erased")},
    {"access_review", N_("the access review")},
    {"second_factors", N_("the list of second factors")},
    {"claims", N_("the repayments")},
    {"agency_claims", N_("the list of repayments")},
};

struct span words_look(const struct catalogue *catalogue, struct span what)
{
    for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
        if (span_is(what, looks[i].code)) {
            return span_from(tr(catalogue, looks[i].words));
        }
    }
    return what;
}
