-- SPDX-License-Identifier: EUPL-1.2
-- Files of a grant that went over: its holder reads what belongs to it and was sent by who had it before, since it carries the
-- grant on, answers for it and is audited. From the decision on, not from the proposal: one officer alone, with a proposal that
-- may be declined, would open one municipality's vouchers to another, and what was read cannot be taken back; what the
-- successor's management accepts (terms, money, accounts and the auditor's reports on them) it reads in the case.
create function grants.handed_over_file(p_organisation text, p_sha256 bytea)
returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (
      select from grants.transfer_decision t
        join grants.award_decision d on d.application = t.application and d.decision = 'award'
        join grants.award_proposal p on p.entry = d.proposal_entry
        join grants.submission s on s.entry = p.submission_entry
       where t.decision = 'transfer' and grants.holder_at(t.application, null) = ledger.current_organisation()
         and grants.holder_at(t.application, s.entry) = p_organisation
         and s.files @> jsonb_build_array(jsonb_build_object('sha256', encode(p_sha256, 'hex'))))
    or exists (
      select from grants.transfer_decision t
        join grants.voucher_file f on f.application = t.application
        join grants.voucher_answer x on x.request = f.request
       where t.decision = 'transfer' and grants.holder_at(t.application, null) = ledger.current_organisation()
         and grants.holder_at(t.application, x.entry) = p_organisation and f.sha256 = p_sha256)
$$;
comment on function grants.handed_over_file(text, bytea) is
  'Whether another organisation sent a file, in the awarded application or as a voucher, of a grant that went over to the current one.';

-- A report is of who had the grant when it was given; who had it before reads it no more than the files that came later.
create or replace function grants.visible_report(p_organisation text, p_sha256 bytea)
returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from grants.endorsement e join grants.auditor_appointment p on p.entry = e.appointment_entry
     where p.firm = p_organisation and e.report_sha256 = p_sha256
       and (grants.audits(e.application)
            or grants.visible(e.application) and (session_user <> 'tilsagn_grantee' or grants.concerns_me(e.application, e.entry))))
$$;
grant create on schema grants to ledger_writer;
alter function grants.handed_over_file(text, bytea) owner to ledger_writer;
revoke create on schema grants from ledger_writer;

create policy handed_over on store.file for select to ledger_reader using (
  session_user = 'tilsagn_grantee' and organisation is not null
  and organisation is distinct from (select ledger.current_organisation())
  and grants.handed_over_file(organisation, sha256));
