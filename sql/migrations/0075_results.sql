-- SPDX-License-Identifier: EUPL-1.2
-- Results: how many of a group reached what a call pays for. Counts only, never anything about a person.
set local role ledger_owner;

create table grants.result (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  code text not null check (code ~ '^[a-z][a-z0-9_]{0,39}$'),
  numerator bigint not null check (numerator >= 0),
  denominator bigint not null check (denominator between 1 and 1000000000),
  period text not null check (period ~ '^20[0-9]{2}-(0[1-9]|1[0-2]|Q[1-4])$'),
  first_week date check (extract(isodow from first_week) = 1),
  source_sha256 bytea not null check (octet_length(source_sha256) = 32),
  check (numerator <= denominator)
);
comment on table grants.result is 'Results as one officer recorded them; a correction is a new row.';
create index result_application on grants.result (application, code, entry);

create table grants.result_confirmed (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  result_entry bigint not null unique references grants.result
);
comment on table grants.result_confirmed is 'Results that a second officer confirmed: only these count.';

comment on column grants.result.entry is 'Entry that recorded it.';
comment on column grants.result.application is 'Grant.';
comment on column grants.result.code is 'Which result of the call.';
comment on column grants.result.numerator is 'How many of the group reached it.';
comment on column grants.result.denominator is 'How many the group has.';
comment on column grants.result.period is 'The month (2021-03) or quarter (2021-Q1) that was counted.';
comment on column grants.result.first_week is 'Monday of the first week that fixed the group, where a call has one.';
comment on column grants.result.source_sha256 is 'SHA-256 of the agency''s statistics that the counts come from.';
comment on column grants.result_confirmed.entry is 'Entry of the confirmation.';
comment on column grants.result_confirmed.application is 'Grant.';
comment on column grants.result_confirmed.result_entry is 'Result confirmed.';

reset role;
select meta.make_append_only('grants.result', 'entry');
select meta.make_append_only('grants.result_confirmed');
create policy reader on grants.result for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency') and grants.visible(application));
create policy reader on grants.result_confirmed for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency') and grants.visible(application));

insert into rights.act (act, audience, role, description) values
  ('record_result', 'agency', 'officer', 'Records a result from the agency''s own statistics.'),
  ('confirm_result', 'agency', 'officer', 'Confirms a result that another officer recorded.');
insert into rights.separation (act_a, act_b, why) values
  ('record_result', 'confirm_result', 'a result is confirmed by another officer'),
  ('record_result', 'approve_instalment', 'whoever establishes a result does not approve payments'),
  ('confirm_result', 'approve_instalment', 'whoever establishes a result does not approve payments');
insert into rights.separation (act_a, act_b, why)
select g.act, a.act, 'nobody acts for the applicant and for the agency on one case'
  from unnest(array['submit', 'submit_accounts', 'sign_off']) g(act),
       unnest(array['record_result', 'confirm_result']) a(act);
