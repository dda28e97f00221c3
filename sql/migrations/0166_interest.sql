-- SPDX-License-Identifier: EUPL-1.2
-- Interest on late repayments is paid and given up like the claims themselves: beside them, in no call's pool.
set local role ledger_owner;

create table grants.interest_settled (
  claim bigint not null references grants.claim,
  entry bigint not null references ledger.entry,
  application bigint not null,
  kind text not null check (kind in ('paid', 'written_off')),
  amount_ore grants.sum not null check (amount_ore > 0),
  day date not null,
  primary key (claim, entry)
);
comment on table grants.interest_settled is 'What was paid or given up of the interest on a claim.';
comment on column grants.interest_settled.claim is 'Claim.';
comment on column grants.interest_settled.entry is 'Entry that booked it.';
comment on column grants.interest_settled.application is 'Grant.';
comment on column grants.interest_settled.kind is 'paid or written_off.';
comment on column grants.interest_settled.amount_ore is 'How much, in øre.';
comment on column grants.interest_settled.day is 'The day on which it counts.';

alter table grants.repayment_booked
  add column interest_ore grants.sum not null default 0,
  drop constraint repayment_booked_amount_ore_check,
  add constraint repayment_booked_something check (amount_ore + interest_ore > 0);
comment on column grants.repayment_booked.interest_ore is 'What of the movement was interest, in øre; it goes into no pool.';

alter table grants.claim_change
  drop constraint claim_change_change_check,
  add constraint claim_change_change_check check (change in ('plan', 'set_off', 'write_off', 'write_off_interest'));
comment on column grants.claim_change.change is 'plan: paid in instalments; set_off: against the next payment; write_off: given up, with its interest; '
  'write_off_interest: interest alone given up.';

reset role;
select meta.make_append_only('grants.interest_settled');
create policy reader on grants.interest_settled for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency') and grants.visible(application)
  or session_user = 'tilsagn_sequencer');
create policy auditor on grants.interest_settled for select to ledger_auditor using ((select identity.auditor_login()));
