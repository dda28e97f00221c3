-- SPDX-License-Identifier: EUPL-1.2
-- Auditors' own logins read the bank's answers.
do $policies$
declare
  v_table text;
begin
  foreach v_table in array array['statement', 'bank_line', 'alarm', 'alarm_proposal', 'alarm_closed', 'instalment_booked',
    'repayment_booked', 'receipt_confirmed'] loop
    execute format('create policy auditor on grants.%I for select to ledger_auditor
      using ((select identity.auditor_login()))', v_table);
  end loop;
end
$policies$;
