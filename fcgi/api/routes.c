/* SPDX-License-Identifier: EUPL-1.2 */
#include "fcgi/api/routes.h"

#include "fcgi/api/handlers.h"

#define API            "/api/v1"
#define AGENCY         "/api/v1/agency"
#define ACCOUNTS       "/grants/{application}/accounts"
#define YEAR_STATEMENT "/grants/{application}/statements/{year}"
#define SLOT           "/applications/{application}/attachments/{slot}"

#define GRANTEES  "applicant,management"
#define OVERSEERS "administrator,auditor"

/* Also for who is not enrolled: they ask for access, and are told what everyone is told. */
#define STRANGERS (ROUTE_ANYONE | ROUTE_STRANGER)

/*
 * Rows of the two audiences. Acts of money, roles and sign-off are ROUTE_ANYONE: the act itself
 * refuses who lacks the right, so that the attempt can be recorded.
 */
#define ROW(verb, path, who, role, function, bits)                                                 \
    {                                                                                              \
        .method = (verb), .pattern = (path), .audience = (who), .roles = (role),                   \
        .kind = ROUTE_API, .handler = (function), .flags = (bits)                                  \
    }
#define GRANTEE(verb, path, role, function, bits)                                                  \
    ROW(verb, API path, ROUTE_GRANTEE, role, function, bits)
#define OFFICE(verb, path, role, function, bits)                                                   \
    ROW(verb, AGENCY path, ROUTE_AGENCY, role, function, bits)

const struct route api_routes[] = {
    GRANTEE(HTTP_GET, "/openapi.json", NULL, api_openapi, ROUTE_ANYONE),
    GRANTEE(HTTP_GET, "/me", NULL, api_me, ROUTE_ANYONE),
    GRANTEE(HTTP_GET, "/clock", NULL, api_clock, ROUTE_ANYONE),
    GRANTEE(HTTP_GET, "/rights/{act}/{stream}", NULL, api_read_right, ROUTE_ANYONE),
    GRANTEE(HTTP_GET, "/calls", NULL, api_list_calls, ROUTE_ANYONE),
    GRANTEE(HTTP_GET, "/calls/{call}", NULL, api_read_call, ROUTE_ANYONE),
    GRANTEE(HTTP_GET, "/applications", GRANTEES, api_list_applications, 0),
    GRANTEE(HTTP_POST, "/applications", "applicant", api_create_application, 0),
    GRANTEE(HTTP_GET, "/applications/{application}", GRANTEES, api_read_application, 0),
    GRANTEE(HTTP_GET, "/applications/{application}/draft", GRANTEES, api_read_draft, 0),
    GRANTEE(HTTP_PUT, "/applications/{application}/draft", "applicant", api_save_draft, 0),
    GRANTEE(HTTP_PUT, SLOT, "applicant", api_put_attachment, ROUTE_UPLOAD),
    GRANTEE(HTTP_GET, SLOT, GRANTEES, api_read_attachment, ROUTE_STREAM),
    GRANTEE(HTTP_DELETE, SLOT, "applicant", api_remove_attachment, 0),
    GRANTEE(HTTP_POST, "/applications/{application}/submissions", "applicant",
        api_submit_application, ROUTE_SUBMISSION),
    GRANTEE(HTTP_GET, "/applications/{application}/submissions/{entry}", GRANTEES,
        api_read_submission, 0),
    GRANTEE(HTTP_GET, "/receipts/{entry}", NULL, api_read_receipt, ROUTE_ANYONE),
    GRANTEE(HTTP_GET, "/grants", GRANTEES, api_list_grants, 0),
    GRANTEE(HTTP_GET, "/grants/{application}", GRANTEES, api_read_grant, 0),
    GRANTEE(HTTP_GET, "/grants/{application}/changes", GRANTEES, api_read_changes, 0),
    GRANTEE(HTTP_POST, "/grants/{application}/amendment-requests", "management",
        api_request_amendment, ROUTE_ANYONE),
    GRANTEE(HTTP_POST, ACCOUNTS, "applicant", api_submit_accounts, 0),
    GRANTEE(HTTP_GET, ACCOUNTS "/{version}", GRANTEES ",external_auditor", api_read_accounts, 0),
    GRANTEE(HTTP_GET, ACCOUNTS "/{version}/report", GRANTEES ",external_auditor", api_read_report,
        ROUTE_STREAM),
    GRANTEE(HTTP_POST, ACCOUNTS "/{version}/opinions", "external_auditor", api_endorse_accounts,
        ROUTE_ANYONE),
    GRANTEE(HTTP_POST, ACCOUNTS "/{version}/sign-offs", "management", api_sign_off_accounts,
        ROUTE_ANYONE),

    GRANTEE(HTTP_GET, "/audits", "external_auditor", api_list_audits, 0),
    GRANTEE(HTTP_POST, "/audit-reports", "external_auditor", api_keep_report, ROUTE_UPLOAD),
    GRANTEE(HTTP_GET, "/grants/{application}/auditor", GRANTEES, api_read_auditor, 0),
    GRANTEE(HTTP_POST, "/grants/{application}/auditor", "management", api_appoint_auditor,
        ROUTE_ANYONE),
    GRANTEE(HTTP_POST, "/grants/{application}/auditor/withdrawals", "management",
        api_withdraw_auditor, ROUTE_ANYONE),
    GRANTEE(HTTP_GET, YEAR_STATEMENT, GRANTEES, api_read_year_statement, 0),
    GRANTEE(
        HTTP_POST, YEAR_STATEMENT "/confirmations", GRANTEES, api_confirm_statement, ROUTE_ANYONE),
    GRANTEE(HTTP_POST, YEAR_STATEMENT "/disputes", GRANTEES, api_dispute_statement, ROUTE_ANYONE),
    GRANTEE(HTTP_GET, "/grants/{application}/claims", GRANTEES, api_read_claims, 0),

    GRANTEE(HTTP_GET, "/grants/{application}/reporting", GRANTEES, api_read_reporting, 0),
    GRANTEE(HTTP_POST, "/instalments/{instalment}/receipt", GRANTEES, api_confirm_receipt,
        ROUTE_ANYONE),
    GRANTEE(HTTP_GET, "/notice", NULL, api_read_notice, STRANGERS),
    GRANTEE(HTTP_GET, "/access", NULL, api_read_access, STRANGERS),
    GRANTEE(HTTP_POST, "/access", NULL, api_ask_access, STRANGERS),
    GRANTEE(HTTP_GET, "/access-requests", "management", api_list_access_requests, 0),
    GRANTEE(HTTP_POST, "/access-requests/{request}/grants", "management", api_grant_access,
        ROUTE_ANYONE),
    GRANTEE(HTTP_POST, "/access-requests/{request}/refusals", "management", api_refuse_access,
        ROUTE_ANYONE),
    GRANTEE(HTTP_GET, "/people", "management", api_list_people, 0),
    GRANTEE(HTTP_GET, "/people/{person}", "management", api_read_person, 0),
    GRANTEE(HTTP_POST, "/people/{person}/roles", "management", api_change_role, ROUTE_ANYONE),
    GRANTEE(HTTP_POST, "/people/{person}/unit", "management", api_set_unit, ROUTE_ANYONE),
    GRANTEE(HTTP_GET, "/units", GRANTEES, api_list_units, 0),
    GRANTEE(HTTP_POST, "/applications/{application}/sharing", "applicant", api_share_draft, 0),
    GRANTEE(HTTP_POST, "/grants/{application}/reports", "applicant", api_submit_report, 0),

    GRANTEE(HTTP_GET, "/signatures/{pending}", NULL, api_read_signature, ROUTE_ANYONE),
    GRANTEE(
        HTTP_GET, "/signatures/{pending}/request", NULL, api_read_signature_request, ROUTE_ANYONE),
    GRANTEE(HTTP_POST, "/signatures/{pending}", NULL, api_send_signature, ROUTE_ANYONE),
    GRANTEE(HTTP_GET, "/second-factor", NULL, api_read_second_factor, ROUTE_ANYONE),
    GRANTEE(HTTP_POST, "/second-factor/seed", NULL, api_make_second_factor_seed, ROUTE_ANYONE),
    GRANTEE(HTTP_POST, "/second-factor/activation", NULL, api_activate_second_factor, ROUTE_ANYONE),

    OFFICE(HTTP_GET, "/me", NULL, api_me, ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/rights/{act}/{stream}", NULL, api_read_right, ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/tasks", NULL, api_list_tasks, ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/receipts/{entry}", NULL, api_read_receipt, ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/proposals", NULL, api_list_proposals, ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/proposals/{proposal}", NULL, api_read_proposal, ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/proposals/{proposal}/document", NULL, api_read_proposal_document,
        ROUTE_ANYONE | ROUTE_STREAM),
    OFFICE(HTTP_POST, "/proposals/{proposal}/confirmations", "administrator,finance,officer",
        api_confirm_proposal, ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/calls", NULL, api_list_agency_calls, ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/calls/{call}", NULL, api_read_agency_call, ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/calls/{call}/weights", "officer", api_propose_weights, 0),
    OFFICE(HTTP_POST, "/calls/{call}/weights/confirmations", "officer", api_confirm_weights, 0),
    OFFICE(HTTP_GET, "/calls/{call}/allocation", NULL, api_read_allocation, ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/calls/{call}/allocation", "officer", api_propose_allocation, ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/calls/{call}/allocation/decisions", "officer", api_decide_allocation,
        ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/calls/{call}/rulings", NULL, api_read_rulings, ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/calls/{call}/rulings", "officer", api_propose_ruling, ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/calls/{call}/rulings/confirmations", "officer", api_confirm_ruling,
        ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/calls/{call}/opening", "officer", api_open_applications, 0),
    OFFICE(
        HTTP_GET, "/calls/{call}/applications", NULL, api_list_agency_applications, ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/calls/{call}/ranking", NULL, api_read_ranking, ROUTE_ANYONE),
    OFFICE(
        HTTP_GET, "/applications/{application}", NULL, api_read_agency_application, ROUTE_ANYONE),
    OFFICE(HTTP_GET, SLOT, NULL, api_read_agency_attachment, ROUTE_ANYONE | ROUTE_STREAM),
    OFFICE(HTTP_POST, "/applications/{application}/impartiality", "officer",
        api_declare_impartiality, ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/applications/{application}/scores", "officer", api_score_application, 0),
    OFFICE(HTTP_POST, "/applications/{application}/award-proposals", "officer", api_propose_award,
        ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/applications/{application}/award-decisions", "officer", api_decide_award,
        ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/grants", NULL, api_list_agency_grants, ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/grants/{application}", NULL, api_read_agency_grant, ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/grants/{application}/changes", NULL, api_read_changes, ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/grants/{application}/amendment-proposals", "officer", api_propose_amendment,
        ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/grants/{application}/amendment-decisions", "officer", api_decide_amendment,
        ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/grants/{application}/lines", "officer", api_propose_line, ROUTE_ANYONE),
    OFFICE(
        HTTP_POST, "/grants/{application}/lines/decisions", "officer", api_give_line, ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/claims", NULL, api_list_claims, ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/grants/{application}/claims", NULL, api_read_claims, ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/grants/{application}/claims", "officer", api_propose_claim, ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/grants/{application}/claims/decisions", "officer", api_decide_claim,
        ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/grants/{application}/settlements", "officer", api_propose_settlement,
        ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/grants/{application}/settlements/decisions", "finance",
        api_decide_settlement, ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/interest-rates", "finance", api_propose_interest, ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/interest-rates/decisions", "finance", api_decide_interest, ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/disputes", NULL, api_list_disputes, ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/grants/{application}/resolutions", "officer", api_propose_resolution,
        ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/grants/{application}/resolutions/confirmations", "officer",
        api_confirm_resolution, ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/grants/{application}/opinions/decisions", "officer", api_decide_opinion,
        ROUTE_ANYONE),
    OFFICE(HTTP_GET, ACCOUNTS "/{version}", NULL, api_read_accounts, ROUTE_ANYONE),
    OFFICE(
        HTTP_GET, ACCOUNTS "/{version}/report", NULL, api_read_report, ROUTE_ANYONE | ROUTE_STREAM),
    OFFICE(HTTP_GET, ACCOUNTS "/{version}/computation", NULL, api_read_computation, ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/grants/{application}/instalments", "officer", api_prepare_instalment,
        ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/grants/{application}/reporting", NULL, api_read_reporting, ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/grants/{application}/closing", "officer", api_close_grant, ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/grants/{application}/results", "officer", api_record_result, ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/grants/{application}/results/{result}/confirmations", "officer",
        api_confirm_result, ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/instalments", NULL, api_list_instalments, ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/instalments/{instalment}", NULL, api_read_instalment, ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/instalments/{instalment}/approval", "finance", api_approve_instalment,
        ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/batches", NULL, api_list_batches, ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/batches/{batch}", NULL, api_read_batch, ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/batches/{batch}/file", "finance", api_read_payment_file, ROUTE_STREAM),
    OFFICE(HTTP_POST, "/batches", "finance", api_release_batch, ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/statements", "finance,officer,auditor", api_list_statements, 0),
    OFFICE(HTTP_POST, "/statements", "finance", api_import_statement, ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/statements/{statement}", "finance,officer,auditor", api_read_statement, 0),
    OFFICE(
        HTTP_POST, "/statements/{statement}/bookings", "finance", api_book_payments, ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/statements/{statement}/lines/{line}/repayments", "finance",
        api_book_repayment, ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/alarms", "finance,officer,auditor", api_list_alarms, 0),
    OFFICE(HTTP_POST, "/alarms/{alarm}/explanations", "finance,officer", api_explain_alarm,
        ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/alarms/{alarm}/closing", "finance,officer", api_close_alarm, ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/notice", NULL, api_read_notice, STRANGERS),
    OFFICE(HTTP_GET, "/access", NULL, api_read_access, STRANGERS),
    OFFICE(HTTP_POST, "/access", NULL, api_ask_access, STRANGERS),
    OFFICE(HTTP_GET, "/access-requests", OVERSEERS, api_list_access_requests, 0),
    OFFICE(HTTP_POST, "/access-requests/{request}/refusals", "administrator", api_refuse_access,
        ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/people", OVERSEERS, api_list_people, 0),
    OFFICE(HTTP_GET, "/people/{person}", OVERSEERS, api_read_person, 0),
    OFFICE(HTTP_GET, "/access-review", OVERSEERS, api_read_access_review, 0),
    OFFICE(HTTP_GET, "/organisations", OVERSEERS, api_list_organisations, 0),
    OFFICE(HTTP_POST, "/blocks", "administrator", api_block, ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/proposals", "administrator", api_propose_register, ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/proposals/{proposal}/stops", "administrator,finance,officer",
        api_stop_recovery, ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/second-factor", NULL, api_read_second_factor, ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/second-factor/seed", NULL, api_make_second_factor_seed, ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/second-factor/activation", NULL, api_activate_second_factor, ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/second-factors", "administrator", api_list_second_factors, 0),
    OFFICE(HTTP_POST, "/second-factors/proposals", "administrator", api_propose_second_factor,
        ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/second-factors/proposals/{proposal}/confirmations", "administrator",
        api_confirm_second_factor, ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/signatures/{pending}", NULL, api_read_signature, ROUTE_ANYONE),
    OFFICE(
        HTTP_GET, "/signatures/{pending}/request", NULL, api_read_signature_request, ROUTE_ANYONE),
    OFFICE(HTTP_POST, "/signatures/{pending}", NULL, api_send_signature, ROUTE_ANYONE),
    OFFICE(HTTP_GET, "/entries", "auditor", api_list_entries, 0),
    OFFICE(HTTP_GET, "/entries/{entry}", "auditor", api_read_entry, 0),
    OFFICE(HTTP_GET, "/entries.csv", "auditor", api_export_entries, ROUTE_STREAM),
    OFFICE(HTTP_GET, "/reads", "auditor", api_list_reads, 0),
    OFFICE(HTTP_GET, "/reads.csv", "auditor", api_export_reads, ROUTE_STREAM),
};
const size_t api_routes_count = sizeof api_routes / sizeof api_routes[0];
