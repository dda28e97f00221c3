-- SPDX-License-Identifier: EUPL-1.2
-- Rights of drafts, calls, grants and payments: acts by audience, reads by pool. The policies of the
-- tables decide the rows; what is not granted here does not exist for a pool.
grant usage on sequence grants.batch_number to ledger_writer;

grant select on draft.application, draft.version, draft.attachment, grants.appropriation, grants.call,
  grants.annex, grants.annex_value, grants.application, grants.submission, grants.submission_party, grants.withdrawal,
  grants.withdrawal_proposal, grants.withdrawal_retracted,
  grants.call_closed, grants.weights_proposal, grants.weights_confirmed, grants.call_opened,
  grants.score, grants.award_proposal, grants.award_line, grants.award_decision, grants.accounts,
  grants.accounts_line, grants.sign_off, grants.instalment, grants.instalment_approved, grants.batch,
  grants.instalment_released, grants.amendment_request, grants.amendment_proposal,
  grants.amendment_line, grants.amendment_decision, grants.sign_off_voided, grants.claim_proposal,
  grants.claim_decision, grants.claim, grants.claim_change, grants.claim_instalment,
  grants.claim_change_decision, grants.claim_settled, grants.interest_settled, grants.claim_reminder, grants.interest_proposal, grants.interest_decision, grants.period_proposal,
  grants.period_decision, grants.year_proposal, grants.year_line, grants.year_decision,
  grants.termination_proposal, grants.termination_decision, grants.reopening_proposal, grants.reopening_decision, grants.transfer_proposal, grants.transfer_acceptance, grants.transfer_decision,
  identity.organisation_successor, grants.result,
  grants.result_confirmed, grants.report, grants.closing, grants.obligation_reminder to ledger_reader;

grant execute on function draft.create(text), draft.save(bigint, integer, text),
  draft.attach(bigint, integer, text, text, text, bytea), draft.detach(bigint, integer, text),
  draft.share(bigint, boolean),
  act.submit(text, text, bytea), act.withdraw_application(text, text, bytea),
  act.propose_withdrawal(text, text, bytea), act.confirm_withdrawal(text, text, bytea),
  act.retract_withdrawal(text, text, bytea), act.submit_accounts(text, text, bytea),
  act.sign_off(text, text, bytea), act.request_amendment(text, text, bytea),
  act.submit_report(text, text, bytea), act.accept_transfer(text, text, bytea) to tilsagn_grantee;

grant execute on function act.propose_weights(text, text, bytea),
  act.confirm_weights(text, text, bytea), act.open_applications(text, text, bytea),
  act.score(text, text, bytea), act.propose_award(text, text, bytea),
  act.decide_award(text, text, bytea), act.prepare_instalment(text, text, bytea),
  act.approve_instalment(text, text, bytea), act.release_batch(text, text, bytea),
  act.propose_claim(text, text, bytea), act.decide_claim(text, text, bytea),
  act.propose_settlement(text, text, bytea), act.decide_settlement(text, text, bytea),
  act.propose_interest(text, text, bytea), act.decide_interest(text, text, bytea),
  act.propose_period(text, text, bytea), act.decide_period(text, text, bytea),
  act.propose_year(text, text, bytea), act.decide_year(text, text, bytea),
  act.propose_amendment(text, text, bytea), act.decide_amendment(text, text, bytea),
  act.propose_termination(text, text, bytea), act.decide_termination(text, text, bytea),
  act.propose_reopening(text, text, bytea), act.decide_reopening(text, text, bytea),
  act.propose_transfer(text, text, bytea), act.decide_transfer(text, text, bytea),
  act.record_result(text, text, bytea), act.confirm_result(text, text, bytea),
  act.close_grant(text, text, bytea), act.remind_obligation(text, text, bytea) to tilsagn_agency;

grant execute on function act.close_call(text, text, bytea), act.remind_claim(text, text, bytea)
  to tilsagn_sequencer;

-- Views and reads. What reads share runs in the caller's name, so each pool needs it too.
grant select on published.call, published.weight to tilsagn_grantee, tilsagn_agency, tilsagn_public,
  tilsagn_sequencer;
grant select on published.award to tilsagn_public;
grant select on portal.draft, portal.draft_file to tilsagn_grantee;
grant select on portal.annex, portal.annex_value, portal.entry, portal.queued,
  portal.balance, portal.application, portal.submission, portal.counting, portal.last_on_time, portal.withdrawal, portal.withdrawal_proposal, portal.submission_party,
  portal.award_line, portal.award, portal.accounts, portal.accounts_line, portal.sign_off,
  portal.instalment, portal.award_proposal, portal.award_terms, portal.amendment_request,
  portal.amendment, portal.claim, portal.claim_proposal, portal.result, portal.report, portal.closing,
  portal.termination, portal.termination_letter, portal.reopening, portal.reopening_letter, portal.transfer,
  portal.organisation_successor, portal.obligation_reminder, portal.file_scan
  to tilsagn_grantee, tilsagn_agency;
grant select on portal.appropriation, portal.weights_proposal, portal.weights_confirmed, portal.score,
  portal.assessment, portal.ranking, portal.batch, portal.interest, portal.period,
  portal.year, portal.year_line to tilsagn_agency;

do $rights$
declare
  -- reads of one pool only; every other function of ours in schema read serves both
  k_grantee constant text[] := array['applications', 'application', 'grants', 'grant', 'gone_over',
    'grantee_tasks', 'draft_violations', 'draft_actions', 'draft_actions_by', 'draft_missing_by',
    'draft_slots', 'changed_since', 'counting_brief', 'late_withdrawal_actions'];
  k_agency constant text[] := array['agency_calls', 'agency_call', 'agency_applications',
    'agency_application', 'ranking', 'agency_grants', 'agency_grant', 'instalment_computation',
    'instalments', 'instalment', 'approvals', 'batches', 'batch', 'agency_tasks', 'call_steps', 'call_pool', 'failed',
    'weights_doc', 'weights_state', 'assessment_steps', 'step_actions', 'scores', 'score_doc', 'score_json',
    'passed_over', 'scanned_files', 'award_needs', 'decision_doc'];
  k_both constant text[] := array['day', 'holds', 'by', 'person', 'at', 'organisation', 'parties',
    'text_list', 'scan', 'balance', 'balances', 'missing', 'state', 'deadline', 'call_head', 'personal',
    'why_not', 'timeline', 'budget', 'limits', 'own_applications', 'kind_fits',
    'create_missing', 'calls', 'annexes', 'weights', 'call', 'application_state', 'withdrawal', 'withdrawal_proposal', 'own_withdrawals', 'submissions',
    'receipt', 'obligations', 'next_due', 'today', 'grant_actions', 'sign_off_brief',
    'answer_by', 'claims', 'claim_actions', 'claim_proposal', 'changes', 'change_actions', 'termination', 'reopening', 'transfer', 'amendment_state', 'amendment_doc', 'amendment_input', 'counted_paid',
    'sign_off_missing', 'instalment_input', 'computed', 'prepare_missing', 'payment_awaited',
    'accounts_actions', 'accounts_list', 'instalment_missing', 'instalment_actions',
    'instalment_list', 'award_doc', 'grant_missing', 'readable', 'grant_files', 'grant_doc', 'accounts_lines', 'accounts',
    'criteria_wanted', 'sealed', 'my_human', 'annex_missing', 'proposal_doc', 'criteria', 'task', 'tasks', 'open_tasks',
    'result_periods', 'results', 'reports', 'reports_wanted', 'closing', 'reporting_missing', 'reporting'];
  v record;
begin
  for v in
    select p.oid::regprocedure as name, p.proname from pg_proc p
     where p.pronamespace = 'read'::regnamespace
  loop
    if v.proname = any (k_grantee || k_both) then
      execute format('grant execute on function %s to tilsagn_grantee', v.name);
    end if;
    if v.proname = any (k_agency || k_both) then
      execute format('grant execute on function %s to tilsagn_agency', v.name);
    end if;
    if v.proname in ('published_calls', 'published_call', 'published_awards', 'state', 'deadline',
                     'weights') then
      execute format('grant execute on function %s to tilsagn_public', v.name);
    end if;
  end loop;
  -- rules are pure: they tell nothing but what they are given
  for v in select p.oid::regprocedure as name from pg_proc p
            where p.pronamespace = 'rule'::regnamespace loop
    execute format('grant execute on function %s to tilsagn_grantee, tilsagn_agency', v.name);
  end loop;
end
$rights$;
grant usage on schema rule to tilsagn_grantee, tilsagn_agency;
grant usage on schema grants to tilsagn_agency;
grant usage on schema published, read to tilsagn_sequencer;
grant execute on function rights.award_lacks(bigint, bigint) to tilsagn_agency;
grant execute on function grants.reminder_days() to tilsagn_grantee, tilsagn_agency;
grant execute on function rights.why_not(bigint, text, text), rights.own_obstacle(text, text)
  to tilsagn_grantee, tilsagn_agency;
grant usage on schema grants to tilsagn_public;
grant execute on function grants.holder_at(bigint, bigint), grants.transferred_to_me(), grants.party_to(bigint)
  to ledger_reader, tilsagn_grantee, tilsagn_agency, tilsagn_public;
-- a policy of every entry asks it
grant execute on function grants.transferred_to_me() to tilsagn_operator, tilsagn_sequencer;
grant execute on function grants.successor_seen(bigint), grants.open_withdrawal(bigint), grants.withdrawal_bound_seen(bigint)
  to tilsagn_grantee, tilsagn_agency;
grant execute on function grants.visible(bigint), grants.visible_stream(text),
  grants.became_award(bigint), grants.became_amendment(bigint), grants.became_plan(bigint), grants.answered_request(bigint),
  grants.visible_file(text, bytea), grants.file_of_own_unit(bytea), grants.handed_over_file(text, bytea)
  to ledger_reader, tilsagn_grantee, tilsagn_agency, tilsagn_public;
grant execute on function read.calls_due(), read.claims_due(), grants.claims_due() to tilsagn_sequencer;
grant usage on schema grants to tilsagn_sequencer;
grant execute on function grants.claims_listed(date), grants.repayable_seen(bigint, integer), read.agency_claims(), read.interest_rates(),
  read.claim_tasks() to tilsagn_agency;
grant execute on function grants.claims_seen(bigint, date), grants.claim_due_seen(bigint), grants.account_seen()
  to tilsagn_grantee, tilsagn_agency;
grant execute on function grants.sealed_count(text, text), grants.failed_count(text), grants.failed_listed(text)
  to tilsagn_agency;
grant execute on function grants.note_failed(text) to tilsagn_sequencer;
grant execute on function grants.instalment_input_seen(bigint), grants.closing_needs_seen(bigint), grants.termination_obstacle_seen(bigint),
  grants.prepared_on_seen(bigint), grants.approval_obstacle_seen(bigint), grants.letter_signed_by(bigint)
  to tilsagn_grantee, tilsagn_agency;
grant usage on schema grants to tilsagn_grantee;
