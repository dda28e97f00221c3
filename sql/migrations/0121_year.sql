-- SPDX-License-Identifier: EUPL-1.2
-- Accounting years: closed and opened by two of finance. What is left at the year's end is carried over or lapses, line
-- by line.
set local role ledger_owner;

create table grants.year_proposal (
  entry bigint primary key references ledger.entry,
  year integer not null check (year between 2000 and 2099),
  change text not null check (change in ('close', 'open')),
  reason text not null check (char_length(reason) between 1 and 4000)
);
comment on table grants.year_proposal is 'Accounting years that a finance person proposes to close or to open.';
comment on column grants.year_proposal.entry is 'Entry of the proposal.';
comment on column grants.year_proposal.year is 'Finance year.';
comment on column grants.year_proposal.change is 'close: this year and every earlier one; open: this one, the last that was closed.';
comment on column grants.year_proposal.reason is 'Why.';

create table grants.year_line (
  entry bigint not null references grants.year_proposal,
  n smallint not null check (n > 0),
  appropriation text not null check (appropriation ~ '^[0-9.]{4,20}-[0-9]{4}$'),
  what text not null check (what in ('unallocated', 'pool', 'committed')),
  call text references grants.call,
  rest_ore grants.sum not null check (rest_ore > 0),
  carried_ore grants.sum not null,
  lapsed_ore grants.sum not null,
  ground text not null check (char_length(ground) between 1 and 4000),
  primary key (entry, n),
  unique nulls not distinct (entry, appropriation, what, call),
  constraint year_line_whole check (carried_ore + lapsed_ore = rest_ore),
  constraint year_line_call check ((what = 'unallocated') = (call is null)),
  constraint year_line_commitment check (what <> 'committed' or lapsed_ore = 0)
);
comment on table grants.year_line is
  'What is left at the end of a year, and what becomes of it. A commitment lapses with its grant only, never with a year.';
comment on column grants.year_line.entry is 'Proposal to close the year.';
comment on column grants.year_line.n is 'Place, from 1.';
comment on column grants.year_line.appropriation is 'Account and year whose money it is.';
comment on column grants.year_line.what is 'unallocated, or a call''s pool, or what its grants have committed and not used.';
comment on column grants.year_line.call is 'Call; null for what is unallocated.';
comment on column grants.year_line.rest_ore is 'What was left on the last day of the year.';
comment on column grants.year_line.carried_ore is 'Carried over to the next year.';
comment on column grants.year_line.lapsed_ore is 'Given back.';
comment on column grants.year_line.ground is 'Legal ground, or reason.';

create table grants.year_decision (
  entry bigint primary key references ledger.entry,
  proposal_entry bigint not null unique references grants.year_proposal,
  decision text not null check (decision in ('accept', 'decline')),
  reason text not null check (char_length(reason) between 1 and 4000)
);
comment on table grants.year_decision is 'Another finance person''s decision; the accepted one posts what the lines say.';
comment on column grants.year_decision.entry is 'Entry of the decision.';
comment on column grants.year_decision.proposal_entry is 'Proposal decided.';
comment on column grants.year_decision.decision is 'accept or decline.';
comment on column grants.year_decision.reason is 'Why.';

reset role;
select meta.make_append_only('grants.year_proposal', 'entry');
select meta.make_append_only('grants.year_line');
select meta.make_append_only('grants.year_decision');

create policy reader on grants.year_proposal for select to ledger_reader using (session_user = 'tilsagn_agency');
create policy reader on grants.year_line for select to ledger_reader using (session_user = 'tilsagn_agency');
create policy reader on grants.year_decision for select to ledger_reader using (session_user = 'tilsagn_agency');
create policy auditor on grants.year_proposal for select to ledger_auditor using ((select identity.auditor_login()));
create policy auditor on grants.year_line for select to ledger_auditor using ((select identity.auditor_login()));
create policy auditor on grants.year_decision for select to ledger_auditor using ((select identity.auditor_login()));

insert into rights.act (act, audience, role, needs_signature, description) values
  ('propose_year', 'agency', 'finance', false, 'Proposes to close or open an accounting year.'),
  ('decide_year', 'agency', 'finance', false, 'Decides a proposal to close or open an accounting year.');
insert into rights.separation (act_a, act_b, why) values
  ('propose_year', 'decide_year', 'accounting years are closed and opened by two');
