-- SPDX-License-Identifier: EUPL-1.2
-- Results for the auditors' standing query on what stands behind two grants: the same source is the same file.
create policy auditor on grants.result for select to ledger_auditor using ((select identity.auditor_login()));
