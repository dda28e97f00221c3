-- SPDX-License-Identifier: EUPL-1.2
-- Rights of vouchers on request.
grant select on grants.voucher_request, grants.voucher_draw, grants.voucher_line, grants.voucher_answer, grants.voucher_note,
  grants.voucher_file, grants.voucher_judgement, grants.voucher_result, grants.voucher_decision, draft.voucher_note,
  draft.voucher_file to ledger_reader;
grant select on grants.voucher_request, grants.voucher_draw, grants.voucher_line, grants.voucher_answer,
  grants.voucher_file, grants.voucher_judgement, grants.voucher_result, grants.voucher_decision to ledger_auditor;
grant select on portal.voucher_request, portal.voucher_line, portal.voucher_file, portal.voucher_judgement,
  portal.voucher_result to tilsagn_grantee, tilsagn_agency;
grant select on portal.draft_voucher, portal.draft_voucher_file to tilsagn_grantee;

grant execute on function act.submit_vouchers(text, text, bytea),
  draft.save_voucher(bigint, integer, text, text, bytea), draft.drop_voucher(bigint, integer, bytea) to tilsagn_grantee;
grant execute on function act.request_vouchers(text, text, bytea), act.judge_vouchers(text, text, bytea),
  act.decide_vouchers(text, text, bytea) to tilsagn_agency;
grant execute on function act.draw_vouchers(text, text, bytea), read.draws_due(), grants.draws_due() to tilsagn_sequencer;

grant execute on function grants.voucher_decided(bigint), grants.voucher_entry_seen(text, bigint)
  to ledger_reader, tilsagn_grantee, tilsagn_agency, tilsagn_public, tilsagn_sequencer, tilsagn_operator;
grant execute on function grants.visible_voucher(text, bytea), grants.own_request(bigint),
  grants.concerns_me(bigint, bigint)
  to ledger_reader, tilsagn_grantee, tilsagn_agency;
grant execute on function grants.vouchers_wait_seen(bigint), read.voucher_files(bigint, integer),
  read.voucher_gathered(bigint, integer), read.voucher_lines(bigint), read.voucher_judgements(bigint),
  read.voucher_state(bigint), read.voucher_actions(bigint), read.vouchers_missing(bigint), read.vouchers(bigint),
  read.voucher_tasks(timestamptz) to tilsagn_grantee, tilsagn_agency;
