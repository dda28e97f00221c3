-- SPDX-License-Identifier: EUPL-1.2
-- A payment that came back after its money was claimed settles the claim; what is left of it is released again.
set local role ledger_owner;

alter table grants.instalment_booked
  add column claimed_ore grants.sum not null default 0,
  add constraint instalment_booked_claimed_check check (claimed_ore = 0 or outcome = 'failed');
comment on column grants.instalment_booked.claimed_ore is 'What of the money that came back was claimed already and settled the claim, in øre.';

alter table grants.claim_settled
  drop constraint claim_settled_kind_check,
  add constraint claim_settled_kind_check check (kind in ('repaid', 'set_off', 'written_off', 'returned'));
comment on column grants.claim_settled.kind is
  'repaid, set_off, written_off, or returned: the bank brought back the payment itself, which costs no interest.';

drop function if exists grants.settle_repayment(bigint, bigint, bigint, date); -- sql/functions has it with the kind
reset role;
drop function if exists read.month_rows(date); -- it has the sum of the newest release now

