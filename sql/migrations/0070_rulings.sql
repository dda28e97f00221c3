-- SPDX-License-Identifier: EUPL-1.2
-- Rulings: an unclear point of a call's text that leads to different money is read one way by two officers,
-- with a reason, signed. The entry stands on the call's stream and names every decision that it changes.
set local role ledger_owner;

create table grants.ruling_proposal (
  entry bigint primary key references ledger.entry,
  call text not null references grants.call,
  anomaly text not null check (anomaly ~ '^[A-Z][A-Z0-9_]{1,39}$'),
  choice text not null check (choice ~ '^[a-z][a-z0-9_]{0,39}$'),
  reason text not null check (char_length(reason) between 1 and 4000),
  at timestamptz not null
);
comment on table grants.ruling_proposal is 'Readings of anomalies as proposed by one officer.';
comment on column grants.ruling_proposal.entry is 'Entry of the proposal.';
comment on column grants.ruling_proposal.call is 'Call.';
comment on column grants.ruling_proposal.anomaly is 'Code of the anomaly in the call.';
comment on column grants.ruling_proposal.choice is 'Reading, one of the anomaly''s choices.';
comment on column grants.ruling_proposal.reason is 'Why.';
comment on column grants.ruling_proposal.at is 'When; entries are not public.';
create index ruling_proposal_call on grants.ruling_proposal (call, anomaly, entry);

create table grants.ruling (
  entry bigint primary key references ledger.entry,
  call text not null references grants.call,
  anomaly text not null,
  choice text not null,
  proposal_entry bigint not null unique references grants.ruling_proposal,
  replaces bigint unique references grants.ruling,
  affected integer not null check (affected >= 0),
  reason text not null check (char_length(reason) between 1 and 4000),
  at timestamptz not null
);
comment on table grants.ruling is 'Rulings by two officers; the newest of an anomaly is in force.';
comment on column grants.ruling.entry is 'Entry of the confirmation.';
comment on column grants.ruling.call is 'Call.';
comment on column grants.ruling.anomaly is 'Code of the anomaly.';
comment on column grants.ruling.choice is 'Reading in force from this entry on.';
comment on column grants.ruling.proposal_entry is 'Proposal confirmed.';
comment on column grants.ruling.replaces is 'The ruling that it takes out of force, if any.';
comment on column grants.ruling.affected is 'Number of decisions that it changes.';
comment on column grants.ruling.reason is 'Why the second officer agreed.';
comment on column grants.ruling.at is 'When.';
create index ruling_call on grants.ruling (call, anomaly, entry);

create table grants.ruling_effect (
  entry bigint not null references grants.ruling,
  application bigint not null references grants.application,
  before jsonb not null,
  after jsonb not null check (after is distinct from before),
  primary key (entry, application)
);
comment on table grants.ruling_effect is 'Figures of each application that a ruling changes.';
comment on column grants.ruling_effect.entry is 'Ruling.';
comment on column grants.ruling_effect.application is 'Application or grant.';
comment on column grants.ruling_effect.before is 'Its figures without the ruling.';
comment on column grants.ruling_effect.after is 'Its figures with it.';

reset role;
select meta.make_append_only('grants.ruling_proposal', 'entry');
select meta.make_append_only('grants.ruling', 'entry');
select meta.make_append_only('grants.ruling_effect');

create policy reader on grants.ruling_proposal for select to ledger_reader using (
  session_user = 'tilsagn_agency' or exists (
    select from grants.ruling r where r.proposal_entry = ruling_proposal.entry));
create policy reader on grants.ruling for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency', 'tilsagn_public'));
-- everyone sees what was ruled and how many decisions it changes; whose figures, those who see the case
create policy reader on grants.ruling_effect for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency') and grants.visible(application));

insert into rights.act (act, audience, role, needs_signature, description) values
  ('propose_ruling', 'agency', 'officer', true, 'Proposes how an unclear point of a call is read.'),
  ('confirm_ruling', 'agency', 'officer', true, 'Confirms a proposed reading.');

insert into rights.separation (act_a, act_b, why) values
  ('propose_ruling', 'confirm_ruling', 'a ruling is confirmed by another officer');
insert into rights.separation (act_a, act_b, why)
select r.act, o.act, o.why
  from unnest(array['propose_ruling', 'confirm_ruling']) r(act),
       (values ('decide_award', 'who rules on a call does not decide its awards'),
               ('approve_instalment', 'who rules on a call does not approve its payments')) o(act, why);
insert into rights.separation (act_a, act_b, why)
select g.act, a.act, 'nobody acts for the applicant and for the agency on one case'
  from unnest(array['submit', 'submit_accounts', 'sign_off']) g(act),
       unnest(array['propose_ruling', 'confirm_ruling']) a(act);
