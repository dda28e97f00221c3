-- SPDX-License-Identifier: EUPL-1.2
-- Rights of drafts, calls, grants and payments: acts by audience, reads by pool. The policies of the
-- tables decide the rows; what is not granted here does not exist for a pool.
grant usage on sequence grants.batch_number to ledger_writer;

grant select on draft.application, draft.version, draft.attachment, grants.appropriation, grants.call,
  grants.annex, grants.annex_value, grants.application, grants.submission, grants.submission_party,
  grants.call_closed, grants.weights_proposal, grants.weights_confirmed, grants.call_opened,
  grants.score, grants.award_proposal, grants.award_line, grants.award_decision, grants.accounts,
  grants.accounts_line, grants.sign_off, grants.instalment, grants.instalment_approved, grants.batch,
  grants.instalment_released to ledger_reader;

grant execute on function draft.create(text), draft.save(bigint, integer, text),
  draft.attach(bigint, integer, text, text, text, bytea), draft.detach(bigint, integer, text),
  act.submit(text, text, bytea), act.submit_accounts(text, text, bytea),
  act.sign_off(text, text, bytea) to tilsagn_grantee;

grant execute on function act.propose_weights(text, text, bytea),
  act.confirm_weights(text, text, bytea), act.open_applications(text, text, bytea),
  act.score(text, text, bytea), act.propose_award(text, text, bytea),
  act.decide_award(text, text, bytea), act.prepare_instalment(text, text, bytea),
  act.approve_instalment(text, text, bytea), act.release_batch(text, text, bytea) to tilsagn_agency;

grant execute on function act.close_call(text, text, bytea) to tilsagn_sequencer;
