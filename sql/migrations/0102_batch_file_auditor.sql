-- SPDX-License-Identifier: EUPL-1.2
-- 0085_payment.sql lost this policy behind a comment: audit.batch_file showed the auditors nothing.
set local role ledger_owner;

create policy auditor on grants.batch_file for select to ledger_auditor using ((select identity.auditor_login()));

reset role;
