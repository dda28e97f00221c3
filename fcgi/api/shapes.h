/* SPDX-License-Identifier: EUPL-1.2 */
/* shapes.h - the bodies that the API takes, as openapi.json documents them. */
#ifndef FCGI_API_SHAPES_H
#define FCGI_API_SHAPES_H

#include "fcgi/api/shape.h"

extern const struct shape shape_application_create;
extern const struct shape shape_draft; /* what ledger/grants/content.h calls content */
extern const struct shape shape_submission;
extern const struct shape shape_accounts;
extern const struct shape shape_sign_off;
extern const struct shape shape_confirmation;
extern const struct shape shape_weights;
extern const struct shape shape_weights_confirmation;
extern const struct shape shape_allocation;
extern const struct shape shape_allocation_decision;
extern const struct shape shape_ruling;
extern const struct shape shape_ruling_confirmation;
extern const struct shape shape_notice; /* its change is judged by the act */
extern const struct shape shape_notice_decision;
extern const struct shape shape_admission;
extern const struct shape shape_admission_confirmation;
extern const struct shape shape_opening;
extern const struct shape shape_impartiality;
extern const struct shape shape_scores;
extern const struct shape shape_hearing;
extern const struct shape shape_hearing_answer;
extern const struct shape shape_refusal_proposal;
extern const struct shape shape_refusal_decision;
extern const struct shape shape_award_proposal;
extern const struct shape shape_award_decision;
extern const struct shape shape_amendment_request;
extern const struct shape shape_amendment_proposal;
extern const struct shape shape_amendment_decision;
extern const struct shape shape_instalment;
extern const struct shape shape_approval;
extern const struct shape shape_approvals;
extern const struct shape shape_batch;
extern const struct shape shape_statement_file;
extern const struct shape shape_booking;
extern const struct shape shape_repayment;
extern const struct shape shape_explanation;
extern const struct shape shape_alarm_closing;
extern const struct shape shape_result;
extern const struct shape shape_report;
extern const struct shape shape_closing;
extern const struct shape shape_reminder;
extern const struct shape shape_result_confirmation;
extern const struct shape shape_claim;
extern const struct shape shape_claim_decision;
extern const struct shape shape_settlement;
extern const struct shape shape_acceptance; /* accept or decline what was proposed */
extern const struct shape shape_interest;
extern const struct shape shape_period;
extern const struct shape shape_year;
extern const struct shape shape_termination;
extern const struct shape shape_voucher_request;
extern const struct shape shape_voucher_answer;
extern const struct shape shape_voucher_judgement;
extern const struct shape shape_termination_decision;
extern const struct shape shape_reopening_decision;
extern const struct shape shape_transfer;
extern const struct shape shape_transfer_acceptance;
extern const struct shape shape_transfer_decision;
extern const struct shape shape_appointment;
extern const struct shape shape_withdrawal;
extern const struct shape shape_application_withdrawal;
extern const struct shape shape_withdrawal_answer; /* to what a colleague proposed */
extern const struct shape shape_opinion;
extern const struct shape shape_opinion_decision;
extern const struct shape shape_dispute;
extern const struct shape shape_resolution;
extern const struct shape shape_resolution_confirmation;
extern const struct shape shape_line;
extern const struct shape shape_line_decision;
extern const struct shape shape_factor_proposal;
extern const struct shape shape_factor_change;
extern const struct shape shape_signature;
extern const struct shape shape_access_asking;
extern const struct shape shape_access_grant;
extern const struct shape shape_access_refusal;
extern const struct shape shape_role_change;
extern const struct shape shape_unit;
extern const struct shape shape_sharing;
extern const struct shape shape_block;
extern const struct shape shape_hold;
extern const struct shape shape_register_proposal;

#endif
