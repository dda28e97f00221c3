-- SPDX-License-Identifier: EUPL-1.2
-- Driving in one's own car: paid for by the kilometre, at no more than the state's low rate of its year.
alter table ledger.proposal drop constraint proposal_kind_check;
alter table ledger.proposal add constraint proposal_kind_check
  check (kind in ('register', 'appropriation', 'call', 'annex', 'recovery', 'payment', 'erasure', 'log', 'mileage'));

set local role ledger_owner;

create table grants.mileage_rate (
  year integer primary key check (year between 2000 and 2099),
  ore_per_km integer not null check (ore_per_km between 1 and 10000),
  entry bigint not null unique references ledger.entry
);
comment on table grants.mileage_rate is 'The state''s low rate per kilometre of years that rule.mileage_known() does not name; a year has one.';
comment on column grants.mileage_rate.year is 'Calendar year in which was driven.';
comment on column grants.mileage_rate.ore_per_km is 'Rate, in øre per whole kilometre.';
comment on column grants.mileage_rate.entry is 'Second confirmation.';

create table grants.accounts_mileage (
  entry bigint not null references grants.accounts,
  application bigint not null,
  line integer not null,
  year integer not null,
  km integer not null check (km between 1 and 1000000),
  paid_ore grants.sum not null,
  rate_ore integer not null,
  primary key (entry, line, year)
);
comment on table grants.accounts_mileage is 'How far was driven for a line of accounts, and what of its cost was paid for that.';
comment on column grants.accounts_mileage.entry is 'Accounts.';
comment on column grants.accounts_mileage.application is 'Grant.';
comment on column grants.accounts_mileage.line is 'Budget line.';
comment on column grants.accounts_mileage.year is 'Year in which was driven.';
comment on column grants.accounts_mileage.km is 'Whole kilometres.';
comment on column grants.accounts_mileage.paid_ore is 'What of the line''s actual cost was paid for them, in øre.';
comment on column grants.accounts_mileage.rate_ore is 'Rate of that year, in øre: more than that per kilometre does not count.';

reset role;
select meta.make_append_only('grants.mileage_rate', 'year');
select meta.make_append_only('grants.accounts_mileage', 'application');
create policy reader on grants.accounts_mileage for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency') and grants.visible(application));
create policy auditor on grants.accounts_mileage for select to ledger_auditor
  using ((select identity.auditor_login()));
create policy auditor on grants.mileage_rate for select to ledger_auditor
  using ((select identity.auditor_login()));
create policy reader on grants.mileage_rate for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency'));
