-- SPDX-License-Identifier: EUPL-1.2
-- Allocation of a pool by its key: one officer proposes what the rule computes, another decides. All inputs
-- and the whole report are kept; the entry binds them by their hashes.
set local role ledger_owner;

create table grants.allocation_proposal (
  entry bigint primary key references ledger.entry,
  call text not null references grants.call,
  reading text check (reading in ('floor_first', 'share_at_least_floor')),
  input text not null,
  input_sha256 bytea not null check (input_sha256 = sha256(convert_to(input, 'UTF8'))),
  report text not null,
  report_sha256 bytea not null check (report_sha256 = sha256(convert_to(report, 'UTF8'))),
  reason text not null check (char_length(reason) between 1 and 4000)
);
comment on table grants.allocation_proposal is 'Allocations as proposed by one officer.';
comment on column grants.allocation_proposal.entry is 'Entry of the proposal.';
comment on column grants.allocation_proposal.call is 'Call.';
comment on column grants.allocation_proposal.reading is 'Reading in force; null where all fits.';
comment on column grants.allocation_proposal.input is 'What the rule computed from, as JSON.';
comment on column grants.allocation_proposal.input_sha256 is 'SHA-256 of the input.';
comment on column grants.allocation_proposal.report is 'What the rule computed, step by step, as JSON.';
comment on column grants.allocation_proposal.report_sha256 is 'SHA-256 of the report.';
comment on column grants.allocation_proposal.reason is 'Why.';
create index allocation_proposal_call on grants.allocation_proposal (call, entry);

create table grants.allocation_share (
  entry bigint not null references grants.allocation_proposal,
  application bigint not null references grants.application,
  award_ore grants.sum not null check (award_ore > 0),
  primary key (entry, application)
);
comment on table grants.allocation_share is 'What each application gets by a proposed allocation.';
comment on column grants.allocation_share.entry is 'Proposal.';
comment on column grants.allocation_share.application is 'Application.';
comment on column grants.allocation_share.award_ore is 'Its award.';
create index allocation_share_application on grants.allocation_share (application, entry);

create table grants.allocation_decision (
  entry bigint primary key references ledger.entry,
  call text not null references grants.call,
  proposal_entry bigint not null unique references grants.allocation_proposal,
  decision text not null check (decision in ('allocate', 'decline')),
  reason text not null check (char_length(reason) between 1 and 4000)
);
comment on table grants.allocation_decision is 'Decisions by another officer than the proposer.';
comment on column grants.allocation_decision.entry is 'Entry of the decision.';
comment on column grants.allocation_decision.call is 'Call.';
comment on column grants.allocation_decision.proposal_entry is 'Proposal decided.';
comment on column grants.allocation_decision.decision is 'allocate or decline.';
comment on column grants.allocation_decision.reason is 'Why.';
create unique index allocated_once on grants.allocation_decision (call) where decision = 'allocate';

reset role;
select meta.make_append_only('grants.allocation_proposal', 'entry');
select meta.make_append_only('grants.allocation_share');
select meta.make_append_only('grants.allocation_decision', 'entry');

create policy reader on grants.allocation_proposal for select to ledger_reader using (
  session_user = 'tilsagn_agency');
create policy reader on grants.allocation_share for select to ledger_reader using (
  session_user = 'tilsagn_agency' and grants.visible(application));
create policy reader on grants.allocation_decision for select to ledger_reader using (
  session_user = 'tilsagn_agency');

insert into rights.act (act, audience, role, description) values
  ('propose_allocation', 'agency', 'officer', 'Proposes how a pool is shared by its key.'),
  ('decide_allocation', 'agency', 'officer', 'Decides a proposed allocation.');

insert into rights.separation (act_a, act_b, why) values
  ('propose_allocation', 'decide_allocation', 'the proposer of an allocation does not decide it'),
  ('confirm', 'decide_allocation', 'the publisher of a call does not decide its awards'),
  ('propose_ruling', 'decide_allocation', 'who rules on a call does not decide its awards'),
  ('confirm_ruling', 'decide_allocation', 'who rules on a call does not decide its awards');
insert into rights.separation (act_a, act_b, why)
select s.act, o.act, o.why
  from unnest(array['propose_allocation', 'decide_allocation']) s(act),
       (values ('approve_instalment', 'who shares out a pool does not approve its payments'),
               ('release_batch', 'who shares out a pool does not release its payments')) o(act, why);
insert into rights.separation (act_a, act_b, why)
select g.act, a.act, 'nobody acts for the applicant and for the agency on one case'
  from unnest(array['submit', 'submit_accounts', 'sign_off', 'appoint_auditor', 'withdraw_auditor',
                    'endorse_accounts', 'confirm_statement', 'dispute_statement']) g(act),
       unnest(array['propose_allocation', 'decide_allocation']) a(act);
