/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * handlers.h - one function per operation of openapi.json, named like its operationId. Each answers
 * x->response, or returns the status that the worker turns into a problem.
 */
#ifndef FCGI_API_HANDLERS_H
#define FCGI_API_HANDLERS_H

#include "fcgi/web/route.h"

/* portal.c */
route_handler api_openapi;
route_handler api_me;
route_handler api_clock;
route_handler api_read_receipt;
route_handler api_read_award_letter;
route_handler api_read_right;

/* grantee.c */
route_handler api_list_calls;
route_handler api_read_call;
route_handler api_list_applications;
route_handler api_read_application;
route_handler api_read_submission;
route_handler api_list_grants;
route_handler api_read_grant;
route_handler api_read_accounts;
route_handler api_read_reporting;
route_handler api_submit_application;
route_handler api_withdraw_application;
route_handler api_propose_withdrawal;
route_handler api_confirm_withdrawal;
route_handler api_retract_withdrawal;
route_handler api_submit_accounts;
route_handler api_submit_report;
route_handler api_sign_off_accounts;

/* drafts.c */
route_handler api_create_application;
route_handler api_read_draft;
route_handler api_save_draft;
route_handler api_remove_attachment;

/* attachments.c */
route_handler api_put_attachment;
route_handler api_read_attachment;
route_handler api_read_grant_attachment;
route_handler api_read_agency_attachment;
route_handler api_read_payment_file;
route_handler api_read_proposal_document;
route_handler api_keep_report;
route_handler api_read_report;

/* agency.c: reads */
route_handler api_list_tasks;
route_handler api_list_proposals;
route_handler api_read_proposal;
route_handler api_list_agency_calls;
route_handler api_read_agency_call;
route_handler api_list_agency_applications;
route_handler api_read_ranking;
route_handler api_read_agency_application;
route_handler api_list_agency_grants;
route_handler api_read_agency_grant;
route_handler api_read_computation;
route_handler api_list_instalments;
route_handler api_read_instalment;
route_handler api_list_batches;
route_handler api_read_batch;

/* agency_acts.c */
route_handler api_confirm_proposal;
route_handler api_propose_weights;
route_handler api_confirm_weights;
route_handler api_read_allocation;
route_handler api_propose_allocation;
route_handler api_decide_allocation;
route_handler api_read_rulings;
route_handler api_propose_ruling;
route_handler api_confirm_ruling;
route_handler api_read_notices;
route_handler api_propose_notice;
route_handler api_decide_notice;
route_handler api_read_contested;
route_handler api_propose_admission;
route_handler api_confirm_admission;
route_handler api_open_applications;
route_handler api_declare_impartiality;
route_handler api_score_application;
route_handler api_open_hearing;
route_handler api_answer_hearing;
route_handler api_propose_refusal;
route_handler api_decide_refusal;
route_handler api_propose_award;
route_handler api_decide_award;
route_handler api_prepare_instalment;
route_handler api_approve_instalment;
route_handler api_list_approvals;
route_handler api_approve_instalments;
route_handler api_read_month;
route_handler api_propose_period;
route_handler api_decide_period;
route_handler api_read_year;
route_handler api_read_vouchers;
route_handler api_read_voucher;
route_handler api_keep_voucher;
route_handler api_request_vouchers;
route_handler api_submit_vouchers;
route_handler api_judge_vouchers;
route_handler api_decide_vouchers;
route_handler api_propose_termination;
route_handler api_decide_termination;
route_handler api_propose_reopening;
route_handler api_decide_reopening;
route_handler api_propose_transfer;
route_handler api_accept_transfer;
route_handler api_decide_transfer;
route_handler api_propose_year;
route_handler api_decide_year;
route_handler api_release_batch;
route_handler api_record_result;
route_handler api_confirm_result;
route_handler api_close_grant;
route_handler api_remind_obligation;

/* bank.c */
route_handler api_list_statements;
route_handler api_read_statement;
route_handler api_import_statement;
route_handler api_book_payments;
route_handler api_book_repayment;
route_handler api_list_alarms;
route_handler api_explain_alarm;
route_handler api_close_alarm;
route_handler api_confirm_receipt;

/* amendments.c */
route_handler api_read_changes;
route_handler api_request_amendment;
route_handler api_propose_amendment;
route_handler api_decide_amendment;

/* claims.c */
route_handler api_read_claims;
route_handler api_list_claims;
route_handler api_propose_claim;
route_handler api_decide_claim;
route_handler api_propose_settlement;
route_handler api_decide_settlement;
route_handler api_propose_interest;
route_handler api_decide_interest;

/* lines.c */
route_handler api_propose_line;
route_handler api_give_line;

/* auditors.c */
route_handler api_read_auditor;
route_handler api_list_audits;
route_handler api_appoint_auditor;
route_handler api_withdraw_auditor;
route_handler api_endorse_accounts;
route_handler api_decide_opinion;

/* year_statements.c */
route_handler api_read_year_statement;
route_handler api_confirm_statement;
route_handler api_dispute_statement;
route_handler api_list_disputes;
route_handler api_propose_resolution;
route_handler api_confirm_resolution;

/* entries.c */
route_handler api_list_entries;
route_handler api_read_entry;
route_handler api_export_entries;
route_handler api_export_entries_jsonl;
route_handler api_read_case_record;
route_handler api_read_dossier;
route_handler api_list_log_files;
route_handler api_read_log_file;
route_handler api_read_findings;
route_handler api_list_balances;
route_handler api_export_balances;
route_handler api_export_balances_jsonl;
route_handler api_list_reads;
route_handler api_export_reads;
route_handler api_export_reads_jsonl;

/* signature.c */
route_handler api_read_signature;
route_handler api_read_signature_request;
route_handler api_send_signature;

/* second_factor.c */
route_handler api_read_second_factor;
route_handler api_make_second_factor_seed;
route_handler api_activate_second_factor;
route_handler api_list_second_factors;
route_handler api_propose_second_factor;
route_handler api_confirm_second_factor;

/* people.c */
route_handler api_read_access;
route_handler api_ask_access;
route_handler api_list_people;
route_handler api_list_organisations;
route_handler api_read_person;
route_handler api_list_access_requests;
route_handler api_read_access_review;
route_handler api_list_units;
route_handler api_read_notice;
route_handler api_grant_access;
route_handler api_refuse_access;
route_handler api_change_role;
route_handler api_set_unit;
route_handler api_block;
route_handler api_read_erasure;
route_handler api_read_erasure_nights;
route_handler api_hold_erasure;
route_handler api_lift_hold;
route_handler api_propose_register;
route_handler api_stop_recovery;
route_handler api_share_draft;

#endif
