-- SPDX-License-Identifier: EUPL-1.2
-- Reminders of accounts and reports that were not sent by their due day. Late is accepted and marked; what is not sent at
-- all is reminded of, and the record says of what, when and how late it then was.
set local role ledger_owner;

create table grants.obligation_reminder (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  what text not null check (what in ('part_accounts', 'final_accounts', 'status_report', 'final_report')),
  due date not null,
  days integer not null check (days > 0)
);
comment on table grants.obligation_reminder is 'Reminders of accounts and reports that were not sent by their due day.';
comment on column grants.obligation_reminder.entry is 'Entry of the reminder.';
comment on column grants.obligation_reminder.application is 'Grant.';
comment on column grants.obligation_reminder.what is 'What was not sent: part_accounts, final_accounts, status_report or final_report.';
comment on column grants.obligation_reminder.due is 'Day on which it was due, as last amended then.';
comment on column grants.obligation_reminder.days is 'Days since that day when it was reminded of, by the day in Denmark.';
create index obligation_reminder_application on grants.obligation_reminder (application, what, entry);

reset role;
select meta.make_append_only('grants.obligation_reminder', 'entry');
create policy reader on grants.obligation_reminder for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency') and grants.visible(application));
create policy auditor on grants.obligation_reminder for select to ledger_auditor using ((select identity.auditor_login()));

insert into rights.act (act, audience, role, needs_signature, description) values
  ('remind_obligation', 'agency', 'officer', false, 'Reminds a grantee of accounts or a report that is overdue.');
insert into rights.separation (act_a, act_b, why)
select distinct a.act, 'remind_obligation', 'nobody acts for the applicant and for the agency on one case'
  from rights.act a
 where a.audience = 'grantee' and exists (
   select from rights.separation s where a.act in (s.act_a, s.act_b)
      and s.why = 'nobody acts for the applicant and for the agency on one case');
