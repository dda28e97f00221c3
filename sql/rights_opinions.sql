-- SPDX-License-Identifier: EUPL-1.2
-- Rights of sign-offs by external auditors, of yearly statements and of disputes.
grant select on grants.auditor_appointment, grants.auditor_withdrawal, grants.endorsement, grants.opinion_decision,
  grants.statement_confirmation, grants.dispute, grants.dispute_proposal, grants.dispute_resolved
  to ledger_reader, ledger_auditor;
grant select on portal.auditor_appointment, portal.statement_confirmation, portal.dispute
  to tilsagn_grantee, tilsagn_agency;

grant execute on function act.appoint_auditor(text, text, bytea), act.withdraw_auditor(text, text, bytea),
  act.endorse_accounts(text, text, bytea), act.confirm_statement(text, text, bytea),
  act.dispute_statement(text, text, bytea) to tilsagn_grantee;
grant execute on function act.decide_opinion(text, text, bytea), act.propose_resolution(text, text, bytea),
  act.confirm_resolution(text, text, bytea) to tilsagn_agency;

-- What policies ask runs in the reader's name, reads in the caller's.
grant execute on function grants.audits(bigint), grants.audits_stream(text), grants.visible_report(text, bytea)
  to ledger_reader, tilsagn_grantee, tilsagn_agency, tilsagn_public, tilsagn_sequencer, tilsagn_operator;
grant execute on function grants.audited_case(bigint), grants.statement_shown(bigint, integer),
  ledger.own_entries(text) to tilsagn_grantee, tilsagn_agency;

do $rights$
declare
  v record;
begin
  for v in select p.oid::regprocedure as name, p.proname from pg_proc p where p.pronamespace = 'read'::regnamespace loop
    if v.proname = any (array['auditor', 'audits', 'audit_accounts', 'audit_firms']) then
      execute format('grant execute on function %s to tilsagn_grantee', v.name);
    elsif v.proname = 'disputes' then
      execute format('grant execute on function %s to tilsagn_agency', v.name);
    elsif v.proname = any (array['sign_off_given', 'sign_off_doc', 'accounts_case', 'appointment', 'endorse_missing',
                                 'opinion_missing', 'signed', 'statement_list', 'dispute_doc', 'statement']) then
      execute format('grant execute on function %s to tilsagn_grantee, tilsagn_agency', v.name);
    end if;
  end loop;
end
$rights$;
