-- SPDX-License-Identifier: EUPL-1.2
-- Accounting months: closed and opened by two of finance. What posts has its accounting date in an open month.
set local role ledger_owner;

create table grants.period_proposal (
  entry bigint primary key references ledger.entry,
  month date not null check (extract(day from month) = 1),
  change text not null check (change in ('close', 'open')),
  reason text not null check (char_length(reason) between 1 and 4000)
);
comment on table grants.period_proposal is 'Accounting months that a finance person proposes to close or to open.';
comment on column grants.period_proposal.entry is 'Entry of the proposal.';
comment on column grants.period_proposal.month is 'First day of the month.';
comment on column grants.period_proposal.change is
  'close: this month and every earlier one; open: this month and every later one.';
comment on column grants.period_proposal.reason is 'Why.';

create table grants.period_decision (
  entry bigint primary key references ledger.entry,
  proposal_entry bigint not null unique references grants.period_proposal,
  decision text not null check (decision in ('accept', 'decline')),
  reason text not null check (char_length(reason) between 1 and 4000)
);
comment on table grants.period_decision is 'Another finance person''s decision; the newest accepted one says which months are closed.';
comment on column grants.period_decision.entry is 'Entry of the decision.';
comment on column grants.period_decision.proposal_entry is 'Proposal decided.';
comment on column grants.period_decision.decision is 'accept or decline.';
comment on column grants.period_decision.reason is 'Why.';

reset role;
select meta.make_append_only('grants.period_proposal', 'entry');
select meta.make_append_only('grants.period_decision');

create policy reader on grants.period_proposal for select to ledger_reader using (session_user = 'tilsagn_agency');
create policy reader on grants.period_decision for select to ledger_reader using (session_user = 'tilsagn_agency');
create policy auditor on grants.period_proposal for select to ledger_auditor using ((select identity.auditor_login()));
create policy auditor on grants.period_decision for select to ledger_auditor using ((select identity.auditor_login()));

insert into rights.act (act, audience, role, needs_signature, description) values
  ('propose_period', 'agency', 'finance', false, 'Proposes to close or open accounting months.'),
  ('decide_period', 'agency', 'finance', false, 'Decides a proposal to close or open accounting months.');
insert into rights.separation (act_a, act_b, why) values
  ('propose_period', 'decide_period', 'accounting months are closed and opened by two');
