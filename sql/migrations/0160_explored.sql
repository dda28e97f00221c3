-- SPDX-License-Identifier: EUPL-1.2
-- What auditors filter by stands in each index that a filter begins with: a row of the record holds its leaf, five fill
-- a page, and a filter of two members read a page for each row that only one of them fits.

set local role ledger_owner;

drop index ledger.entry_kind, ledger.entry_person, ledger.entry_organisation, ledger.entry_call, ledger.entry_amount;
create index entry_kind on ledger.entry (kind, entry) include (person, organisation, call, amount_ore, at);
create index entry_person on ledger.entry (person, entry) include (kind, organisation, call, amount_ore, at);
create index entry_organisation on ledger.entry (organisation, entry) include (kind, person, call, amount_ore, at);
create index entry_call on ledger.entry (call, entry) include (kind, person, organisation, amount_ore, at);
create index entry_amount on ledger.entry (amount_ore, entry) include (kind, person, organisation, call, at)
    where amount_ore > 0;

-- An index is enough for pages that vacuum has seen whole. By itself it would come when a fifth is new; of a table that
-- only grows it reads only what is new, however often.
alter table ledger.entry set (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 5000);
