-- SPDX-License-Identifier: EUPL-1.2
-- Termination: a grant ends before its time. Proposed by one officer, decided by another once the grantee was heard.
set local role ledger_owner;

create table grants.termination_proposal (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  ground text not null check (char_length(ground) between 1 and 4000),
  reason text not null check (char_length(reason) between 1 and 4000)
);
comment on table grants.termination_proposal is 'Grants that an officer proposes to end before their time.';
comment on column grants.termination_proposal.entry is 'Entry of the proposal.';
comment on column grants.termination_proposal.application is 'Grant.';
comment on column grants.termination_proposal.ground is 'Law, or term of the call or award, that it rests on.';
comment on column grants.termination_proposal.reason is 'Why, in words that the grantee can check.';
create index termination_application on grants.termination_proposal (application, entry);

create table grants.termination_decision (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  proposal_entry bigint not null unique references grants.termination_proposal,
  decision text not null check (decision in ('terminate', 'decline')),
  reason text not null check (char_length(reason) between 1 and 4000),
  hearing bigint references grants.hearing,
  letter jsonb,
  constraint termination_heard check (decision = 'decline' or hearing is not null and letter is not null)
);
comment on table grants.termination_decision is 'Another officer''s decision, after the grantee was heard.';
comment on column grants.termination_decision.entry is 'Entry of the decision.';
comment on column grants.termination_decision.application is 'Grant.';
comment on column grants.termination_decision.proposal_entry is 'Proposal decided.';
comment on column grants.termination_decision.decision is 'terminate or decline.';
comment on column grants.termination_decision.reason is 'Why.';
comment on column grants.termination_decision.hearing is 'Hearing that came before it.';
comment on column grants.termination_decision.letter is 'What the grantee is told: ground, reasons, money, how to complain.';
create unique index termination_once on grants.termination_decision (application) where decision = 'terminate';

-- a terminated grant is closed without final accounts
alter table grants.closing alter column accounts_entry drop not null;

reset role;
select meta.make_append_only('grants.termination_proposal', 'entry');
select meta.make_append_only('grants.termination_decision');
create policy reader on grants.termination_proposal for select to ledger_reader using (
  session_user = 'tilsagn_agency' and grants.visible(application));
create policy reader on grants.termination_decision for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency') and grants.visible(application)
  and (session_user = 'tilsagn_agency' or decision = 'terminate'));
create policy auditor on grants.termination_proposal for select to ledger_auditor using ((select identity.auditor_login()));
create policy auditor on grants.termination_decision for select to ledger_auditor using ((select identity.auditor_login()));

drop policy assessment on ledger.entry;
create policy assessment on ledger.entry as restrictive for select to ledger_reader using (
  session_user <> 'tilsagn_grantee'
  or kind not in ('score', 'propose_award', 'declare_impartiality', 'propose_refusal', 'propose_termination'));

insert into rights.act (act, audience, role, needs_signature, description) values
  ('propose_termination', 'agency', 'officer', false, 'Proposes to end a grant before its time.'),
  ('decide_termination', 'agency', 'officer', false, 'Decides whether a grant ends before its time.');
insert into rights.separation (act_a, act_b, why)
select g.act, a.act, 'nobody acts for the applicant and for the agency on one case'
  from (select distinct a.act from rights.act a where a.audience = 'grantee' and exists (
          select from rights.separation s where a.act in (s.act_a, s.act_b)
             and s.why = 'nobody acts for the applicant and for the agency on one case')) g
 cross join (values ('propose_termination'), ('decide_termination')) a(act)
union all values ('propose_termination', 'decide_termination', 'the proposer of a termination does not decide it');
