-- SPDX-License-Identifier: EUPL-1.2
-- Reopening: a closed grant goes on. Proposed by one officer, decided by another; what its closing gave back is committed
-- again, and it is closed a second time like the first.
set local role ledger_owner;

create table grants.reopening_proposal (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  closing_entry bigint not null references grants.closing (entry),
  ground text not null check (char_length(ground) between 1 and 4000),
  reason text not null check (char_length(reason) between 1 and 4000)
);
comment on table grants.reopening_proposal is 'Closed grants that an officer proposes to reopen.';
comment on column grants.reopening_proposal.entry is 'Entry of the proposal.';
comment on column grants.reopening_proposal.application is 'Grant.';
comment on column grants.reopening_proposal.closing_entry is 'Entry that closed it.';
comment on column grants.reopening_proposal.ground is 'What it rests on: a corrected result, a finding of an audit, the answer to a complaint.';
comment on column grants.reopening_proposal.reason is 'Why, in words that the grantee can check.';
create index reopening_application on grants.reopening_proposal (application, entry);

create table grants.reopening_decision (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  proposal_entry bigint not null unique references grants.reopening_proposal,
  decision text not null check (decision in ('reopen', 'decline')),
  reason text not null check (char_length(reason) between 1 and 4000),
  closing_n integer,
  letter jsonb,
  unique (application, closing_n),
  constraint reopening_told check ((decision = 'reopen') = (closing_n is not null)
                                   and (decision = 'reopen') = (letter is not null))
);
comment on table grants.reopening_decision is 'Another officer''s decision.';
comment on column grants.reopening_decision.entry is 'Entry of the decision.';
comment on column grants.reopening_decision.application is 'Grant.';
comment on column grants.reopening_decision.proposal_entry is 'Proposal decided.';
comment on column grants.reopening_decision.decision is 'reopen or decline.';
comment on column grants.reopening_decision.reason is 'Why.';
comment on column grants.reopening_decision.closing_n is 'Number of the closing that ends with it; null when declined.';
comment on column grants.reopening_decision.letter is 'What the grantee is told: ground, reasons, money, how to complain.';

-- The second closing of a grant stands only where the first was reopened, and so on.
alter table grants.closing drop constraint closing_pkey,
  add column n integer not null default 1 check (n > 0),
  add column prev_n integer generated always as (nullif(n - 1, 0)) stored,
  add primary key (application, n),
  add foreign key (application, prev_n) references grants.reopening_decision (application, closing_n);
comment on column grants.closing.n is '1, and one more each time that it was reopened.';
comment on column grants.closing.prev_n is 'The closing before, which was reopened; null: none.';
alter table grants.reopening_decision
  add foreign key (application, closing_n) references grants.closing (application, n);

reset role;
-- foreign keys point at closings now; what an installation says is a migration's
alter table meta.table_kind disable trigger append_only_rows;
update meta.table_kind set key_column = 'entry' where relation = 'grants.closing';
alter table meta.table_kind enable always trigger append_only_rows;
select meta.make_append_only('grants.reopening_proposal', 'entry');
select meta.make_append_only('grants.reopening_decision', 'entry');
create policy reader on grants.reopening_proposal for select to ledger_reader using (
  session_user = 'tilsagn_agency' and grants.visible(application));
create policy reader on grants.reopening_decision for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency') and grants.visible(application)
  and (session_user = 'tilsagn_agency' or decision = 'reopen'));
create policy auditor on grants.reopening_proposal for select to ledger_auditor using ((select identity.auditor_login()));
create policy auditor on grants.reopening_decision for select to ledger_auditor using ((select identity.auditor_login()));

drop policy assessment on ledger.entry;
create policy assessment on ledger.entry as restrictive for select to ledger_reader using (
  session_user <> 'tilsagn_grantee'
  or kind not in ('score', 'propose_award', 'declare_impartiality', 'propose_refusal', 'propose_termination',
                  'propose_reopening'));

insert into rights.act (act, audience, role, needs_signature, description) values
  ('propose_reopening', 'agency', 'officer', false, 'Proposes to reopen a closed grant.'),
  ('decide_reopening', 'agency', 'officer', false, 'Decides whether a closed grant is reopened.');
insert into rights.separation (act_a, act_b, why)
select g.act, a.act, 'nobody acts for the applicant and for the agency on one case'
  from (select distinct a.act from rights.act a where a.audience = 'grantee' and exists (
          select from rights.separation s where a.act in (s.act_a, s.act_b)
             and s.why = 'nobody acts for the applicant and for the agency on one case')) g
 cross join (values ('propose_reopening'), ('decide_reopening')) a(act)
union all values
  ('propose_reopening', 'decide_reopening', 'the proposer of a reopening does not decide it'),
  ('propose_reopening', 'approve_instalment', 'who reopens a grant does not approve its payments'),
  ('decide_reopening', 'approve_instalment', 'who reopens a grant does not approve its payments'),
  ('propose_reopening', 'release_batch', 'who reopens a grant does not release its payments'),
  ('decide_reopening', 'release_batch', 'who reopens a grant does not release its payments');
