-- SPDX-License-Identifier: EUPL-1.2
-- Withdrawal after the deadline: proposed by one person of the applicant, confirmed by another.
set local role ledger_owner;

create table grants.withdrawal_proposal (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  submission_entry bigint not null references grants.submission,
  reason text check (char_length(reason) between 1 and 4000)
);
comment on table grants.withdrawal_proposal is 'Withdrawals that one person of an applicant proposes after the deadline.';
comment on column grants.withdrawal_proposal.entry is 'Entry of the proposal.';
comment on column grants.withdrawal_proposal.application is 'Application.';
comment on column grants.withdrawal_proposal.submission_entry is 'Submission that counts.';
comment on column grants.withdrawal_proposal.reason is 'Why, if the person said.';
create index withdrawal_proposal_application on grants.withdrawal_proposal (application, entry);

create table grants.withdrawal_retracted (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  proposal_entry bigint not null unique references grants.withdrawal_proposal
);
comment on table grants.withdrawal_retracted is 'Proposed withdrawals that somebody of the applicant took back.';
comment on column grants.withdrawal_retracted.entry is 'Entry by which it was taken back.';
comment on column grants.withdrawal_retracted.application is 'Application.';
comment on column grants.withdrawal_retracted.proposal_entry is 'Proposal taken back.';

alter table grants.withdrawal add column proposal_entry bigint unique references grants.withdrawal_proposal;
comment on column grants.withdrawal.proposal_entry is 'Proposal that a second person confirmed; null before the deadline, when one person was enough.';

reset role;
select meta.make_append_only('grants.withdrawal_proposal', 'entry');
select meta.make_append_only('grants.withdrawal_retracted');
create policy reader on grants.withdrawal_proposal for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency') and grants.visible(application));
create policy reader on grants.withdrawal_retracted for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency') and grants.visible(application));
create policy auditor on grants.withdrawal_proposal for select to ledger_auditor using ((select identity.auditor_login()));
create policy auditor on grants.withdrawal_retracted for select to ledger_auditor using ((select identity.auditor_login()));

insert into rights.act (act, audience, role, needs_signature, needs_second_factor, description) values
  ('propose_withdrawal', 'grantee', 'applicant', false, true, 'Proposes to withdraw an application after the deadline.'),
  ('confirm_withdrawal', 'grantee', 'applicant', false, true, 'Withdraws an application as a colleague proposed.'),
  ('retract_withdrawal', 'grantee', 'applicant', false, false, 'Takes a proposed withdrawal back.');
insert into rights.separation (act_a, act_b, why)
select case s.act_a when 'submit' then a.act else s.act_a end, case s.act_b when 'submit' then a.act else s.act_b end, s.why
  from rights.separation s, unnest(array['propose_withdrawal', 'confirm_withdrawal', 'retract_withdrawal']) a(act)
 where 'submit' in (s.act_a, s.act_b)
union all values ('propose_withdrawal', 'confirm_withdrawal', 'a withdrawal is confirmed by another person');
