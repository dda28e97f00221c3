/* SPDX-License-Identifier: EUPL-1.2 */
/* pages.h - the HTML pages: their routes, and what the handlers share. One file per resource. */
#ifndef FCGI_PAGES_PAGES_H
#define FCGI_PAGES_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fcgi/exchange.h"
#include "fcgi/web/route.h"

/* Pages of applicants and management, of everyone (public server), and of the agency. */
extern const struct route_table pages_grantee;
extern const struct route_table pages_public;
extern const struct route_table pages_agency;

/* A read whose only argument is the positive integer {name} of the path. */
MUST_CHECK enum status pages_read_id(
    struct exchange *x, enum read what, const char *name, const struct json **document_out);

/* A read whose only argument is the text {name} of the path. */
MUST_CHECK enum status pages_read_name(
    struct exchange *x, enum read what, const char *name, const struct json **document_out);

/* Writes the filter object of a list from the form's fields; false with the errors in the form. */
struct export_list;
struct export_format;

typedef bool pages_filter(struct form *form, struct json_writer *json);

/*
 * A read whose arguments are a filter, the form's cursor and the rows of one page. A form that
 * cannot be read gives STATUS_OK and no document: the page is shown with its errors.
 */
MUST_CHECK enum status pages_read_list(
    struct exchange *x, enum read what, pages_filter *filter, const struct json **list_out);

/* The list that the query asks for, as a file (fcgi/export.h); STATUS_INVALID for a filter that
 * cannot be read. */
MUST_CHECK enum status pages_export(struct exchange *x, pages_filter *filter,
    const struct export_list *list, const struct export_format *format);

/* What is sent is plain text to be saved under `name`. */
void pages_text_file(struct exchange *x, struct span name);

/* The text of a title marked with N_(), in the request's language. */
struct span pages_title(struct exchange *x, const char *msgid);

/*
 * True when `status` says that an act missed its code (LG411 to LG413): then the reason is an error
 * of the field "code", and the page can be shown again with everything typed.
 */
bool pages_code_refused(struct exchange *x, enum status status);

/* Banner and countdown of the call that `call` (with "title" and "deadline") describes. */
void pages_deadline(struct exchange *x, const struct json *call);

/*
 * Performs an act with the form's idempotency key and, when it was done, redirects to `pattern`
 * with its one argument `id` (a %s), or to the receipt when `pattern` is NULL. A refusal comes back
 * as its status, with x->fault set; a refused act of money, role or sign-off is recorded.
 */
MUST_CHECK enum status pages_act(
    struct exchange *x, const char *act, struct span params, const char *pattern, struct span id);

/* read.accounts() for {application} and {version} of the path. */
MUST_CHECK enum status pages_read_accounts(struct exchange *x, const struct json **accounts_out);

/* The open request for access {request}, of those that the person decides on; STATUS_NOT_FOUND. */
MUST_CHECK enum status pages_find_request(struct exchange *x, const struct json **request_out);

/* Its page, with the errors of the form. */
MUST_CHECK enum status pages_show_request(struct exchange *x, const struct json *request);

/*
 * True when an act found what was typed wrong (LG102, LG201) and its reasons are errors of the
 * form now: then the page can be shown again with everything typed.
 */
bool pages_typed_wrong(struct exchange *x, enum status status);

/* The handlers, by resource. */
route_handler pages_home;
route_handler pages_calls;
route_handler pages_call;
route_handler pages_applications;
route_handler pages_application_create;
route_handler pages_application;
route_handler pages_letter;
route_handler pages_letter_pdf;
route_handler pages_award_letter;
route_handler pages_award_letter_pdf;
route_handler pages_award_letter_proof;
route_handler pages_hearing_answer;
route_handler pages_grant_hearing_answer;
route_handler pages_application_save;
route_handler pages_attachment;
route_handler pages_grant_attachment;
route_handler pages_attachment_upload;
route_handler pages_attachment_remove;
route_handler pages_submit;
route_handler pages_submit_send;
route_handler pages_withdraw;
route_handler pages_withdraw_send;
route_handler pages_withdraw_propose;
route_handler pages_withdraw_confirm;
route_handler pages_withdraw_retract;
route_handler pages_receipt;
route_handler pages_receipt_note;
route_handler pages_receipt_proof;
route_handler pages_receipt_pdf;
route_handler pages_grants;
route_handler pages_grant;
route_handler pages_receipt_confirm;
route_handler pages_accounts_new;
route_handler pages_accounts_send;
route_handler pages_accounts;
route_handler pages_sign_off;
route_handler pages_reporting;
route_handler pages_signature;
route_handler pages_signature_request;
route_handler pages_signature_send;
route_handler pages_signed;
route_handler pages_signed_statement;
route_handler pages_auditor;
route_handler pages_auditor_appoint;
route_handler pages_auditor_withdraw;
route_handler pages_audits;
route_handler pages_endorse;
route_handler pages_report;
route_handler pages_statement;
route_handler pages_statement_confirm;
route_handler pages_statement_dispute;
route_handler pages_report_send;
route_handler pages_factor;
route_handler pages_factor_seed;
route_handler pages_factor_activate;
route_handler pages_access;
route_handler pages_access_ask;
route_handler pages_access_requests;
route_handler pages_access_request;
route_handler pages_access_grant;
route_handler pages_access_refuse;
route_handler pages_people;
route_handler pages_person;
route_handler pages_person_role;
route_handler pages_person_unit;
route_handler pages_application_share;
route_handler pages_about;
route_handler pages_accessibility;
route_handler pages_language;
route_handler pages_login;
route_handler pages_login_open;
route_handler pages_logout;
route_handler pages_kept;
route_handler pages_session;
route_handler pages_session_end;
route_handler pages_public_home;
route_handler pages_public_calls;
route_handler pages_public_call;
route_handler pages_public_awards;
route_handler pages_log;
route_handler pages_check;
route_handler pages_check_send;

#endif
