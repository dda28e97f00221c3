-- SPDX-License-Identifier: EUPL-1.2
-- Reports that grantees owe beside their accounts, and the closing of a grant.
set local role ledger_owner;

create table grants.report (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  report text not null check (report in ('status', 'final')),
  period_to date not null,
  text text not null check (char_length(text) between 1 and 4000),
  topics jsonb not null,
  late boolean not null
);
comment on table grants.report is 'Status and final reports; the newest of a kind and day counts.';
create index report_application on grants.report (application, report, period_to, entry);

create table grants.closing (
  application bigint primary key references grants.application,
  entry bigint not null unique references ledger.entry,
  accounts_entry bigint not null references grants.accounts,
  returned_ore grants.sum not null
);
comment on table grants.closing is 'Grants that were closed: what was not used went back to the call.';

comment on column grants.report.entry is 'Entry of the report.';
comment on column grants.report.application is 'Grant.';
comment on column grants.report.report is 'status or final.';
comment on column grants.report.period_to is 'Last day it covers.';
comment on column grants.report.text is 'What was done, as the grantee tells it.';
comment on column grants.report.topics is 'What is said on each topic that the call asks for: code, text.';
comment on column grants.report.late is 'Whether it came after its due day.';
comment on column grants.closing.application is 'Grant.';
comment on column grants.closing.entry is 'Entry of the closing.';
comment on column grants.closing.accounts_entry is 'Final accounts it rests on.';
comment on column grants.closing.returned_ore is 'What went back to the call''s pool.';

reset role;
select meta.make_append_only('grants.report', 'entry');
select meta.make_append_only('grants.closing');
create policy reader on grants.report for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency') and grants.visible(application));
create policy reader on grants.closing for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency') and grants.visible(application));

insert into rights.act (act, audience, role, description) values
  ('submit_report', 'grantee', 'applicant', 'Sends a status or final report.'),
  ('close_grant', 'agency', 'officer', 'Closes a grant; what was not used goes back to the call.');
-- The reporter stands on the grantee's side of the case, the closer on the agency's.
insert into rights.separation (act_a, act_b, why)
select 'submit_report', a.act, 'nobody acts for the applicant and for the agency on one case'
  from unnest(array['confirm', 'propose_weights', 'confirm_weights', 'open_applications', 'score',
    'propose_award', 'decide_award', 'propose_allocation', 'decide_allocation', 'propose_ruling', 'confirm_ruling', 'record_result', 'confirm_result', 'prepare_instalment',
    'approve_instalment', 'release_batch', 'decide_opinion', 'propose_resolution', 'confirm_resolution',
    'close_grant']) a(act)
union all
select g.act, 'close_grant', 'nobody acts for the applicant and for the agency on one case'
  from unnest(array['submit', 'submit_accounts', 'sign_off', 'appoint_auditor', 'withdraw_auditor',
    'endorse_accounts', 'confirm_statement', 'dispute_statement']) g(act)
union all
select 'submit_report', 'endorse_accounts', 'the auditor of accounts does not act for the grantee';
