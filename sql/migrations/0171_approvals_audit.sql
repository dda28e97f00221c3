-- SPDX-License-Identifier: EUPL-1.2
-- Auditors read who decided what somebody else had proposed, of every pair of acts that two people share.
do $policies$
declare
    v_table text;
begin
    foreach v_table in array array['ruling_proposal', 'ruling', 'allocation_proposal', 'allocation_decision', 'result_confirmed'] loop
        execute format('create policy auditor on grants.%I for select to ledger_auditor '
                       'using ((select identity.auditor_login()))', v_table);
    end loop;
end
$policies$;
