-- SPDX-License-Identifier: EUPL-1.2
-- Accounts say of each line which days its costs are of, and of the whole how value added tax was treated. Accounts from
-- before say neither.
set local role ledger_owner;

alter table grants.accounts_line
  add column first_day date,
  add column last_day date,
  add column before_award_ore grants.sum,
  add constraint accounts_line_days check (first_day <= last_day and before_award_ore <= actual_ore
    or first_day is null and last_day is null and before_award_ore is null);
comment on column grants.accounts_line.first_day is 'First day of which a cost of the line is; null in accounts from before this was asked.';
comment on column grants.accounts_line.last_day is 'Last day of which one is.';
comment on column grants.accounts_line.before_award_ore is 'What of the actual cost is of days before the award, at the grantee''s own risk, in øre.';

alter table grants.accounts
  add column vat text check (vat in ('excluded', 'not_refunded'));
comment on column grants.accounts.vat is
  'Declared: excluded, the amounts are without refundable value added tax; not_refunded, none of what they hold is refunded. Null '
  'in accounts from before this was asked.';
reset role;
