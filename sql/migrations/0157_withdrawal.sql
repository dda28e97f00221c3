-- SPDX-License-Identifier: EUPL-1.2
-- Withdrawal: an applicant takes back the application that counts, until the deadline.
set local role ledger_owner;

create table grants.withdrawal (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  submission_entry bigint not null references grants.submission,
  received timestamptz not null,
  reason text check (char_length(reason) between 1 and 4000)
);
comment on table grants.withdrawal is 'Withdrawals of applications; one stands until a version is sent that was received after it.';
comment on column grants.withdrawal.entry is 'Entry of the withdrawal.';
comment on column grants.withdrawal.application is 'Application.';
comment on column grants.withdrawal.submission_entry is 'Submission that counted and was withdrawn.';
comment on column grants.withdrawal.received is 'When the whole request had been received.';
comment on column grants.withdrawal.reason is 'Why, if the applicant said.';
create index withdrawal_application on grants.withdrawal (application, received desc);

reset role;
select meta.make_append_only('grants.withdrawal');
create policy reader on grants.withdrawal for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency') and grants.visible(application));
create policy auditor on grants.withdrawal for select to ledger_auditor using ((select identity.auditor_login()));

insert into rights.act (act, audience, role, needs_signature, needs_second_factor, description) values
  ('withdraw_application', 'grantee', 'applicant', false, true, 'Withdraws the application that counts, until the deadline.');
-- whoever withdraws acts for the applicant as whoever sends does
insert into rights.separation (act_a, act_b, why)
select case s.act_a when 'submit' then 'withdraw_application' else s.act_a end,
       case s.act_b when 'submit' then 'withdraw_application' else s.act_b end, s.why
  from rights.separation s where 'submit' in (s.act_a, s.act_b);
