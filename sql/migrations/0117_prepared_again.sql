-- SPDX-License-Identifier: EUPL-1.2
-- Accounts can be paid on again after what was prepared on them no longer follows: a result corrected, a claim
-- decided, a point ruled on meanwhile. The newest preparation counts; the act lets no second one stand beside it.
alter table grants.instalment drop constraint instalment_accounts_entry_key;
create index instalment_accounts_entry on grants.instalment (accounts_entry);
