/* SPDX-License-Identifier: EUPL-1.2 */
/* agency.h - the handlers of the agency's pages. */
#ifndef FCGI_PAGES_AGENCY_H
#define FCGI_PAGES_AGENCY_H

#include "fcgi/pages/params.h"
#include "fcgi/web/route.h"

route_handler agency_home;
route_handler agency_proposals;
route_handler agency_proposal;
route_handler agency_proposal_confirm;
route_handler agency_calls;
route_handler agency_call;
route_handler agency_weights_propose;
route_handler agency_weights_confirm;
route_handler agency_open;
route_handler agency_allocation;
route_handler agency_allocation_propose;
route_handler agency_allocation_decide;
route_handler agency_rulings;
route_handler agency_ruling_propose;
route_handler agency_ruling_confirm;
route_handler agency_application;
route_handler agency_score;
route_handler agency_award_propose;
route_handler agency_award_decide;
route_handler agency_grants;
route_handler agency_grant;
route_handler agency_accounts;
route_handler agency_prepare;
route_handler agency_reporting;
route_handler agency_result_record;
route_handler agency_result_confirm;
route_handler agency_grant_close;
route_handler agency_instalments;
route_handler agency_instalment;
route_handler agency_approve;
route_handler agency_batches;
route_handler agency_release;
route_handler agency_batch;
route_handler agency_payment_file;
route_handler agency_entries;
route_handler agency_entry;
route_handler agency_opinion_decide;
route_handler agency_disputes;
route_handler agency_dispute;
route_handler agency_dispute_propose;
route_handler agency_dispute_confirm;
route_handler agency_reads;
route_handler agency_factors;
route_handler agency_factor_propose;
route_handler agency_factor_confirm;
route_handler agency_person_block;
route_handler agency_person_change;
route_handler agency_person_propose;
route_handler agency_access_propose;
route_handler agency_access_review;
route_handler agency_organisations;
route_handler agency_organisation_new;
route_handler agency_organisation;
route_handler agency_organisation_add;
route_handler agency_organisation_propose;
route_handler agency_recovery_stop;
route_handler pages_agency_attachment;

#endif
