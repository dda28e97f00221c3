/* SPDX-License-Identifier: EUPL-1.2 */
/* Every page: who may open it stands in its row. */
#include "fcgi/pages/agency.h"
#include "fcgi/pages/changes.h"
#include "fcgi/pages/pages.h"

#define GRANTEES "applicant,management"
#define ACCOUNTS "/grants/{application}/accounts/{version}"

/* A page, a form's target; the routes' roles are held by the router, the acts hold them again. */
#define PAGE(method_, pattern_, audience_, roles_, handler_, flags_, title_)                       \
    {                                                                                              \
        .method = (method_), .pattern = (pattern_), .audience = (audience_), .roles = (roles_),    \
        .kind = ROUTE_PAGE, .handler = (handler_), .flags = (flags_), .title = (title_)            \
    }

/* The target of a form: also the page that shows it, and how its button begins. */
#define FORM(pattern_, audience_, roles_, handler_, flags_, page_, button_)                        \
    {                                                                                              \
        .method = HTTP_POST, .pattern = (pattern_), .audience = (audience_), .roles = (roles_),    \
        .kind = ROUTE_PAGE, .handler = (handler_), .flags = (flags_), .page = (page_),             \
        .button = (button_)                                                                        \
    }

static const struct route grantee[] = {
    PAGE(HTTP_GET, "/", ROUTE_GRANTEE, NULL, pages_home, ROUTE_ANYONE | ROUTE_NAVIGATION,
        N_("Home")),
    PAGE(HTTP_GET, "/calls", ROUTE_GRANTEE, NULL, pages_calls, ROUTE_ANYONE | ROUTE_NAVIGATION,
        N_("Calls")),
    PAGE(HTTP_GET, "/calls/{call}", ROUTE_GRANTEE, NULL, pages_call, ROUTE_ANYONE, NULL),
    PAGE(HTTP_GET, "/applications", ROUTE_GRANTEE, GRANTEES, pages_applications, ROUTE_NAVIGATION,
        N_("My cases")),
    FORM("/applications", ROUTE_GRANTEE, "applicant", pages_application_create, 0, "/calls/{call}",
        N_("Start an application")),
    PAGE(HTTP_GET, "/applications/{application}", ROUTE_GRANTEE, GRANTEES, pages_application, 0,
        NULL),
    FORM("/applications/{application}", ROUTE_GRANTEE, "applicant", pages_application_save, 0,
        "/applications/{application}", N_("Save draft")),
    PAGE(HTTP_GET, "/applications/{application}/attachments/{slot}", ROUTE_GRANTEE, GRANTEES,
        pages_attachment, ROUTE_STREAM, NULL),
    FORM("/applications/{application}/attachments/{slot}", ROUTE_GRANTEE, "applicant",
        pages_attachment_upload, ROUTE_UPLOAD, "/applications/{application}", N_("Upload")),
    FORM("/applications/{application}/attachments/{slot}/remove", ROUTE_GRANTEE, "applicant",
        pages_attachment_remove, 0, "/applications/{application}", N_("Remove")),
    PAGE(HTTP_GET, "/applications/{application}/submit", ROUTE_GRANTEE, "applicant", pages_submit,
        0, NULL),
    FORM("/applications/{application}/submit", ROUTE_GRANTEE, "applicant", pages_submit_send,
        ROUTE_SUBMISSION, "/applications/{application}/submit", N_("Send application")),
    PAGE(HTTP_GET, "/receipts/{entry}", ROUTE_GRANTEE, GRANTEES, pages_receipt, 0, NULL),
    PAGE(HTTP_GET, "/receipts/{entry}/note", ROUTE_GRANTEE, GRANTEES, pages_receipt_note, 0, NULL),
    PAGE(
        HTTP_GET, "/grants", ROUTE_GRANTEE, GRANTEES, pages_grants, ROUTE_NAVIGATION, N_("Grants")),
    PAGE(HTTP_GET, "/grants/{application}", ROUTE_GRANTEE, GRANTEES, pages_grant, 0, NULL),
    PAGE(
        HTTP_GET, "/grants/{application}/changes", ROUTE_GRANTEE, GRANTEES, pages_changes, 0, NULL),
    FORM("/grants/{application}/changes", ROUTE_GRANTEE, "management", pages_amendment_request, 0,
        "/grants/{application}/changes", N_("Go on to sign the request")),
    PAGE(HTTP_GET, "/grants/{application}/accounts/new", ROUTE_GRANTEE, "applicant",
        pages_accounts_new, 0, NULL),
    FORM("/grants/{application}/accounts", ROUTE_GRANTEE, "applicant", pages_accounts_send, 0,
        "/grants/{application}/accounts/new", N_("Send accounts")),
    PAGE(HTTP_GET, ACCOUNTS, ROUTE_GRANTEE, GRANTEES ",external_auditor", pages_accounts, 0, NULL),
    PAGE(HTTP_GET, ACCOUNTS "/report", ROUTE_GRANTEE, GRANTEES ",external_auditor", pages_report,
        ROUTE_STREAM, NULL),
    FORM(ACCOUNTS "/endorse", ROUTE_GRANTEE, "external_auditor", pages_endorse, ROUTE_UPLOAD,
        ACCOUNTS, N_("Go on to sign the opinion")),
    PAGE(
        HTTP_GET, "/grants/{application}/auditor", ROUTE_GRANTEE, GRANTEES, pages_auditor, 0, NULL),
    FORM("/grants/{application}/auditor", ROUTE_GRANTEE, "management", pages_auditor_appoint, 0,
        "/grants/{application}/auditor", N_("Appoint this firm")),
    FORM("/grants/{application}/auditor/withdraw", ROUTE_GRANTEE, "management",
        pages_auditor_withdraw, 0, "/grants/{application}/auditor", N_("End the appointment")),
    PAGE(HTTP_GET, "/audits", ROUTE_GRANTEE, "external_auditor", pages_audits, ROUTE_NAVIGATION,
        N_("Accounts to audit")),
    PAGE(HTTP_GET, "/grants/{application}/statements/{year}", ROUTE_GRANTEE, GRANTEES,
        pages_statement, 0, NULL),
    FORM("/grants/{application}/statements/{year}/confirm", ROUTE_GRANTEE, GRANTEES,
        pages_statement_confirm, 0, "/grants/{application}/statements/{year}",
        N_("The statement is right")),
    FORM("/grants/{application}/statements/{year}/dispute", ROUTE_GRANTEE, GRANTEES,
        pages_statement_dispute, 0, "/grants/{application}/statements/{year}",
        N_("Something is wrong: stop payments")),
    PAGE(HTTP_GET, "/signed", ROUTE_GRANTEE, NULL, pages_signed, ROUTE_ANYONE | ROUTE_NAVIGATION,
        N_("What I have signed")),
    PAGE(HTTP_GET, "/signed/{month}", ROUTE_GRANTEE, NULL, pages_signed_statement,
        ROUTE_ANYONE | ROUTE_STREAM, NULL),
    FORM("/grants/{application}/accounts/{version}/sign-off", ROUTE_GRANTEE, "management",
        pages_sign_off, 0, "/grants/{application}/accounts/{version}",
        N_("Sign off accounts with SHA-256 %s")),
    PAGE(HTTP_GET, "/grants/{application}/reporting", ROUTE_GRANTEE, GRANTEES, pages_reporting, 0,
        NULL),
    PAGE(HTTP_GET, "/signatures/{pending}", ROUTE_GRANTEE, NULL, pages_signature, ROUTE_ANYONE,
        NULL),
    PAGE(HTTP_GET, "/signatures/{pending}/request", ROUTE_GRANTEE, NULL, pages_signature_request,
        ROUTE_ANYONE | ROUTE_STREAM, NULL),
    FORM("/signatures/{pending}", ROUTE_GRANTEE, NULL, pages_signature_send,
        ROUTE_ANYONE | ROUTE_UPLOAD, "/signatures/{pending}",
        N_("Send the signature and carry it out")),
    PAGE(HTTP_GET, "/second-factor", ROUTE_GRANTEE, NULL, pages_factor, ROUTE_ANYONE, NULL),
    FORM("/second-factor/seed", ROUTE_GRANTEE, NULL, pages_factor_seed, ROUTE_ANYONE,
        "/second-factor", N_("Show my key")),
    FORM("/second-factor/activate", ROUTE_GRANTEE, NULL, pages_factor_activate, ROUTE_ANYONE,
        "/second-factor", N_("Take it into use")),
    PAGE(HTTP_GET, "/about", ROUTE_GRANTEE, NULL, pages_about, ROUTE_ANYONE, NULL),
    PAGE(HTTP_GET, "/accessibility", ROUTE_GRANTEE, NULL, pages_accessibility, ROUTE_ANYONE, NULL),
    PAGE(HTTP_POST, "/language", ROUTE_GRANTEE, NULL, pages_language, ROUTE_ANYONE | ROUTE_NO_LOGIN,
        NULL),
    PAGE(HTTP_GET, "/login", ROUTE_GRANTEE, NULL, pages_login, ROUTE_ANYONE | ROUTE_NO_LOGIN, NULL),
    PAGE(HTTP_POST, "/login", ROUTE_GRANTEE, NULL, pages_login_open, ROUTE_ANYONE | ROUTE_NO_LOGIN,
        NULL),
    PAGE(HTTP_POST, "/logout", ROUTE_GRANTEE, NULL, pages_logout, ROUTE_ANYONE | ROUTE_NO_LOGIN,
        NULL),
    PAGE(HTTP_GET, "/kept/{kept}", ROUTE_GRANTEE, NULL, pages_kept, ROUTE_ANYONE, NULL),
    PAGE(HTTP_GET, "/session", ROUTE_GRANTEE, NULL, pages_session, ROUTE_ANYONE, NULL),
    FORM("/session/end", ROUTE_GRANTEE, NULL, pages_session_end, ROUTE_ANYONE, "/session",
        N_("Log out everywhere")),
};

static const struct route everyone[] = {
    PAGE(HTTP_GET, "/", ROUTE_PUBLIC, NULL, pages_public_home, ROUTE_NAVIGATION, N_("Home")),
    PAGE(HTTP_GET, "/calls", ROUTE_PUBLIC, NULL, pages_public_calls, ROUTE_NAVIGATION, N_("Calls")),
    PAGE(HTTP_GET, "/calls/{call}", ROUTE_PUBLIC, NULL, pages_public_call, 0, NULL),
    PAGE(HTTP_GET, "/awards", ROUTE_PUBLIC, NULL, pages_public_awards, ROUTE_NAVIGATION,
        N_("Awarded grants")),
    PAGE(HTTP_GET, "/about", ROUTE_PUBLIC, NULL, pages_about, 0, NULL),
    PAGE(HTTP_GET, "/accessibility", ROUTE_PUBLIC, NULL, pages_accessibility, 0, NULL),
    PAGE(HTTP_POST, "/language", ROUTE_PUBLIC, NULL, pages_language, 0, NULL),
};

#define AGENCY(pattern_, handler_)                                                                 \
    PAGE(HTTP_GET, "/agency" pattern_, ROUTE_AGENCY, NULL, handler_, ROUTE_ANYONE, NULL)
#define AGENCY_NAV(pattern_, handler_, title_)                                                     \
    PAGE(HTTP_GET, "/agency" pattern_, ROUTE_AGENCY, NULL, handler_,                               \
        ROUTE_ANYONE | ROUTE_NAVIGATION, title_)
#define AGENCY_FORM(pattern_, roles_, handler_, page_, button_)                                    \
    FORM("/agency" pattern_, ROUTE_AGENCY, roles_, handler_, 0, "/agency" page_, button_)

static const struct route agency[] = {
    AGENCY_NAV("/", agency_home, N_("Home")),
    /* As for grantees: their pool knows nothing of the agency's people. */
    PAGE(HTTP_GET, "/agency/login", ROUTE_AGENCY, NULL, pages_login, ROUTE_ANYONE | ROUTE_NO_LOGIN,
        NULL),
    PAGE(HTTP_POST, "/agency/login", ROUTE_AGENCY, NULL, pages_login_open,
        ROUTE_ANYONE | ROUTE_NO_LOGIN, NULL),
    PAGE(HTTP_POST, "/agency/logout", ROUTE_AGENCY, NULL, pages_logout,
        ROUTE_ANYONE | ROUTE_NO_LOGIN, NULL),
    AGENCY("/kept/{kept}", pages_kept),
    AGENCY("/session", pages_session),
    FORM("/agency/session/end", ROUTE_AGENCY, NULL, pages_session_end, ROUTE_ANYONE,
        "/agency/session", N_("Log out everywhere")),
    AGENCY_NAV("/calls", agency_calls, N_("Calls")),
    AGENCY("/calls/{call}", agency_call),
    AGENCY_FORM("/calls/{call}/weights", "officer", agency_weights_propose, "/calls/{call}",
        N_("Propose weights")),
    AGENCY_FORM("/calls/{call}/weights/confirm", "officer", agency_weights_confirm, "/calls/{call}",
        N_("Confirm and publish these weights")),
    AGENCY("/calls/{call}/allocation", agency_allocation),
    AGENCY_FORM("/calls/{call}/allocation", "officer", agency_allocation_propose,
        "/calls/{call}/allocation", N_("Propose this allocation")),
    AGENCY_FORM("/calls/{call}/allocation/decide", "officer", agency_allocation_decide,
        "/calls/{call}/allocation", N_("Decide this allocation")),
    AGENCY("/calls/{call}/rulings", agency_rulings),
    AGENCY_FORM("/calls/{call}/rulings", "officer", agency_ruling_propose, "/calls/{call}/rulings",
        N_("Propose this reading")),
    AGENCY_FORM("/calls/{call}/rulings/confirm", "officer", agency_ruling_confirm,
        "/calls/{call}/rulings", N_("Confirm this reading")),
    AGENCY_FORM(
        "/calls/{call}/open", "officer", agency_open, "/calls/{call}", N_("Open the applications")),
    AGENCY("/applications/{application}", agency_application),
    PAGE(HTTP_GET, "/agency/applications/{application}/attachments/{slot}", ROUTE_AGENCY, NULL,
        pages_agency_attachment, ROUTE_ANYONE | ROUTE_STREAM, NULL),
    AGENCY_FORM("/applications/{application}/score", "officer", agency_score,
        "/applications/{application}", N_("Record my assessment")),
    AGENCY_FORM("/applications/{application}/propose", "officer", agency_award_propose,
        "/applications/{application}", N_("Propose this award")),
    AGENCY_FORM("/applications/{application}/decide", "officer", agency_award_decide,
        "/applications/{application}", N_("Award %s")),
    AGENCY_NAV("/grants", agency_grants, N_("Grants")),
    AGENCY("/grants/{application}", agency_grant),
    AGENCY("/grants/{application}/changes", pages_changes),
    PAGE(HTTP_GET, "/agency/grants/{application}/amendment", ROUTE_AGENCY, "officer",
        agency_amendment, 0, NULL),
    AGENCY_FORM("/grants/{application}/amendment", "officer", agency_amendment_propose,
        "/grants/{application}/amendment", N_("Propose this amendment")),
    AGENCY_FORM("/grants/{application}/amendment/decide", "officer", agency_amendment_decide,
        "/grants/{application}/changes", N_("Amend the award to %s")),
    AGENCY("/grants/{application}/accounts/{version}", agency_accounts),
    AGENCY_FORM("/grants/{application}/accounts/{version}/prepare", "officer", agency_prepare,
        "/grants/{application}/accounts/{version}", N_("Prepare an instalment of %s")),
    AGENCY("/grants/{application}/reporting", agency_reporting),
    FORM("/agency/grants/{application}/results", ROUTE_AGENCY, "officer", agency_result_record,
        ROUTE_UPLOAD, "/agency/grants/{application}/reporting", N_("Record this result")),
    FORM("/agency/grants/{application}/results/{result}/confirm", ROUTE_AGENCY, "officer",
        agency_result_confirm, ROUTE_UPLOAD, "/agency/grants/{application}/reporting",
        N_("Confirm this result")),
    AGENCY_NAV("/instalments", agency_instalments, N_("Instalments")),
    AGENCY("/instalments/{instalment}", agency_instalment),
    AGENCY_FORM("/instalments/{instalment}/approve", "finance", agency_approve,
        "/instalments/{instalment}", N_("Approve %s")),
    AGENCY_NAV("/batches", agency_batches, N_("Payments")),
    AGENCY("/batches/{batch}", agency_batch),
    PAGE(HTTP_GET, "/agency/batches/{batch}/file", ROUTE_AGENCY, "finance", agency_payment_file,
        ROUTE_STREAM, NULL),
    AGENCY_FORM("/batches", "finance", agency_release, "/batches", N_("Release %s")),
    AGENCY_NAV("/proposals", agency_proposals, N_("Proposals")),
    AGENCY("/proposals/{proposal}", agency_proposal),
    AGENCY_FORM("/proposals/{proposal}/confirm", "administrator,finance,officer",
        agency_proposal_confirm, "/proposals/{proposal}", N_("Confirm content with SHA-256 %s")),
    AGENCY_NAV("/signed", pages_signed, N_("What I have signed")),
    PAGE(HTTP_GET, "/agency/signed/{month}", ROUTE_AGENCY, NULL, pages_signed_statement,
        ROUTE_ANYONE | ROUTE_STREAM, NULL),
    PAGE(HTTP_GET, "/agency" ACCOUNTS "/report", ROUTE_AGENCY, NULL, pages_report,
        ROUTE_ANYONE | ROUTE_STREAM, NULL),
    AGENCY_FORM(ACCOUNTS "/opinion", "officer", agency_opinion_decide, ACCOUNTS,
        N_("Record my decision on the opinion")),
    AGENCY_NAV("/disputes", agency_disputes, N_("Disputes")),
    AGENCY("/grants/{application}/dispute", agency_dispute),
    AGENCY_FORM("/grants/{application}/dispute/propose", "officer", agency_dispute_propose,
        "/grants/{application}/dispute", N_("Propose this resolution")),
    AGENCY_FORM("/grants/{application}/dispute/confirm", "officer", agency_dispute_confirm,
        "/grants/{application}/dispute", N_("Confirm: payments are open again")),
    AGENCY("/signatures/{pending}", pages_signature),
    PAGE(HTTP_GET, "/agency/signatures/{pending}/request", ROUTE_AGENCY, NULL,
        pages_signature_request, ROUTE_ANYONE | ROUTE_STREAM, NULL),
    FORM("/agency/signatures/{pending}", ROUTE_AGENCY, NULL, pages_signature_send,
        ROUTE_ANYONE | ROUTE_UPLOAD, "/agency/signatures/{pending}",
        N_("Send the signature and carry it out")),
    AGENCY("/second-factor", pages_factor),
    FORM("/agency/second-factor/seed", ROUTE_AGENCY, NULL, pages_factor_seed, ROUTE_ANYONE,
        "/agency/second-factor", N_("Show my key")),
    FORM("/agency/second-factor/activate", ROUTE_AGENCY, NULL, pages_factor_activate, ROUTE_ANYONE,
        "/agency/second-factor", N_("Take it into use")),
    PAGE(HTTP_GET, "/agency/second-factors", ROUTE_AGENCY, "administrator", agency_factors,
        ROUTE_NAVIGATION, N_("Second factors")),
    AGENCY_FORM("/second-factors", "administrator", agency_factor_propose, "/second-factors",
        N_("Enrol %s")),
    AGENCY_FORM("/second-factors/{proposal}/confirm", "administrator", agency_factor_confirm,
        "/second-factors", N_("Confirm for %s")),
    PAGE(HTTP_GET, "/agency/entries", ROUTE_AGENCY, "auditor", agency_entries, ROUTE_NAVIGATION,
        N_("Entries")),
    PAGE(HTTP_GET, "/agency/reads", ROUTE_AGENCY, "auditor", agency_reads, ROUTE_NAVIGATION,
        N_("Look-ups")),
    PAGE(HTTP_GET, "/agency/entries/{entry}", ROUTE_AGENCY, "auditor", agency_entry, 0, NULL),
};

#define TABLE(rows)                                                                                \
    {                                                                                              \
        .routes = (rows), .count = sizeof(rows) / sizeof *(rows)                                   \
    }

const struct route_table pages_grantee = TABLE(grantee);
const struct route_table pages_public = TABLE(everyone);
const struct route_table pages_agency = TABLE(agency);
