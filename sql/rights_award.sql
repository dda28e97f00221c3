-- SPDX-License-Identifier: EUPL-1.2
-- Rights of rulings and allocations: acts by audience, reads by pool.
grant select on grants.ruling_proposal, grants.ruling, grants.ruling_effect to ledger_reader;

grant execute on function act.propose_ruling(text, text, bytea), act.confirm_ruling(text, text, bytea)
  to tilsagn_agency;

grant select on published.ruling to tilsagn_grantee, tilsagn_agency, tilsagn_public;
grant select on portal.ruling_effect to tilsagn_grantee, tilsagn_agency;
grant select on portal.ruling_proposal to tilsagn_agency;

grant select on grants.notice_proposal, grants.notice to ledger_reader;
grant execute on function act.propose_notice(text, text, bytea), act.decide_notice(text, text, bytea) to tilsagn_agency;
grant select on published.notice to tilsagn_grantee, tilsagn_agency, tilsagn_public;
grant select on portal.notice_proposal to tilsagn_agency;
grant execute on function read.notices(text) to tilsagn_grantee, tilsagn_agency, tilsagn_public;
grant execute on function read.own_notices(timestamptz) to tilsagn_grantee, tilsagn_agency;
grant execute on function read.call_notices(text), read.notice_steps(text, bigint),
  read.notice_proposal(text, bigint), read.notice_tasks(), grants.open_notices(text), grants.correctable() to tilsagn_agency;
-- views and policies ask it for every pool
grant execute on function grants.text_at(text, text, bigint), grants.text_published(text, text), read.in_force(text)
  to tilsagn_grantee, tilsagn_agency, tilsagn_public;
grant execute on function grants.deadline_at(text, bigint), grants.deadline_said(text), grants.notice_is_published(bigint)
  to ledger_reader, tilsagn_grantee, tilsagn_agency, tilsagn_public, tilsagn_sequencer;
grant execute on function grants.rulings_of(text) to tilsagn_grantee, tilsagn_agency;
grant execute on function grants.ruling_effects(text, text, text), grants.effects_hash(jsonb)
  to tilsagn_agency;

grant execute on function read.rulings(text) to tilsagn_grantee, tilsagn_agency, tilsagn_public;
grant execute on function read.rulings_on(bigint) to tilsagn_grantee, tilsagn_agency;
grant execute on function read.call_rulings(text), read.anomaly_doc(text, json),
  read.ruling_choice(text, text, text), read.ruling_steps(text, bigint)
  to tilsagn_agency;
grant execute on function read.unruled(text, text) to tilsagn_grantee, tilsagn_agency;

grant select on grants.admission_proposal, grants.admission to ledger_reader;
grant execute on function act.propose_admission(text, text, bytea), act.confirm_admission(text, text, bytea) to tilsagn_agency;
grant select on portal.admission, portal.contested to tilsagn_grantee, tilsagn_agency;
grant select on portal.admission_proposal to tilsagn_agency;
grant execute on function grants.became_admission(bigint) to ledger_reader, tilsagn_grantee, tilsagn_agency, tilsagn_public;
grant execute on function grants.contested_count(text), grants.contested_listed(text), read.contested(text),
  read.contested_row(bigint, bigint, jsonb, text, boolean), read.contested_steps(bigint, boolean, bigint, text), read.contested_tasks()
  to tilsagn_agency;
grant execute on function read.admission(bigint) to tilsagn_grantee, tilsagn_agency;

grant select on grants.link to ledger_reader;
grant select on portal.link to tilsagn_grantee, tilsagn_agency;
grant execute on function grants.continuable(bigint), read.former_grants(bigint) to tilsagn_agency;
grant execute on function read.lineage(bigint) to tilsagn_grantee, tilsagn_agency;

grant select on grants.line_proposal, grants.line_decision to ledger_reader;
grant select on portal.line_proposal to tilsagn_grantee, tilsagn_agency;
grant execute on function act.propose_line(text, text, bytea), act.give_line(text, text, bytea) to tilsagn_agency;
grant execute on function grants.line_decided(bigint)
  to ledger_reader, tilsagn_grantee, tilsagn_agency, tilsagn_public;
grant execute on function grants.lines_input_seen(bigint), read.line_steps(bigint), read.line_doc(bigint),
  read.lines_doc(bigint) to tilsagn_grantee, tilsagn_agency;

grant select on grants.allocation_proposal, grants.allocation_share, grants.allocation_decision
  to ledger_reader;
grant execute on function act.propose_allocation(text, text, bytea), act.decide_allocation(text, text, bytea)
  to tilsagn_agency;
grant select on portal.allocation, portal.allocation_share to tilsagn_agency;
grant execute on function grants.allocation_shown(text, text), read.allocation(text),
  read.allocated_to(bigint), read.allocation_steps(text), read.allocation_doc(text),
  read.allocation_rows(text), read.spread(text) to tilsagn_agency;

grant select on grants.impartiality to ledger_reader;
grant select on portal.impartiality to tilsagn_agency;
grant execute on function act.declare_impartiality(text, text, bytea), read.impartiality(bigint, bigint),
  read.impartialities(bigint), read.questions(json, json) to tilsagn_agency;

grant select on grants.refusal_proposal, grants.refusal_decision, grants.refusal_late to ledger_reader;
grant select on portal.refusal to tilsagn_grantee, tilsagn_agency;
grant select on portal.refusal_proposal to tilsagn_grantee, tilsagn_agency;
grant execute on function grants.became_refusal(bigint) to ledger_reader, tilsagn_grantee, tilsagn_agency, tilsagn_public;
grant execute on function act.propose_refusal(text, text, bytea), act.decide_refusal(text, text, bytea),
  read.refusal_proposal(bigint) to tilsagn_agency;
grant execute on function read.refusals(bigint), read.award_letter(bigint), grants.award_letter(bigint, timestamptz)
  to tilsagn_grantee, tilsagn_agency;

grant select on grants.hearing, grants.hearing_answer to ledger_reader;
grant select on portal.hearing to tilsagn_grantee, tilsagn_agency;
grant execute on function act.open_hearing(text, text, bytea) to tilsagn_agency;
grant execute on function act.answer_hearing(text, text, bytea) to tilsagn_grantee;
grant execute on function read.hearings(bigint) to tilsagn_grantee, tilsagn_agency;
