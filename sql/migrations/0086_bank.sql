-- SPDX-License-Identifier: EUPL-1.2
-- The bank's answers: statements, their movements, what was booked by them, alarms.
set local role ledger_owner;

create table grants.statement (
  statement bigint primary key references ledger.entry,
  sha256 bytea not null unique check (octet_length(sha256) = 32),
  whole boolean not null,
  id text not null check (length(id) between 1 and 35),
  account text not null,
  first_day date not null,
  last_day date not null check (last_day >= first_day),
  count integer not null check (count between 0 and 300)
);
comment on table grants.statement is 'Imported statements (camt.053) and notifications (camt.054) of the bank.';
comment on column grants.statement.statement is 'Entry of the import; its id.';
comment on column grants.statement.sha256 is 'SHA-256 of the file, which is in the store.';
comment on column grants.statement.whole is 'Whether it tells everything that happened (camt.053).';
comment on column grants.statement.id is 'The bank''s number of it.';
comment on column grants.statement.account is 'The agency''s account, as the payment profile names it.';
comment on column grants.statement.first_day is 'First day it tells about.';
comment on column grants.statement.last_day is 'Last one.';
comment on column grants.statement.count is 'Movements.';

create table grants.bank_line (
  statement bigint not null references grants.statement,
  n integer not null check (n >= 0),
  debit boolean not null,
  returned boolean not null,
  amount_ore grants.sum not null check (amount_ore > 0),
  bank_id text not null check (length(bank_id) between 1 and 35),
  reference text not null,
  creditor_id text not null,
  day date not null,
  meaning text not null check (meaning in ('payment', 'return', 'repayment', 'again', 'alarm')),
  application bigint references grants.application,
  instalment bigint references grants.instalment,
  try integer,
  primary key (statement, n),
  check (meaning not in ('payment', 'return') or instalment is not null and try is not null),
  check (meaning <> 'repayment' or application is not null)
);
create index bank_line_reference on grants.bank_line (reference);
create index bank_line_bank_id on grants.bank_line (bank_id);
comment on table grants.bank_line is 'Movements on the agency''s account, and what each was taken for on import.';
comment on column grants.bank_line.statement is 'Statement.';
comment on column grants.bank_line.n is 'Place in it, from 0.';
comment on column grants.bank_line.debit is 'Out of the account.';
comment on column grants.bank_line.returned is 'A payment that came back or was refused.';
comment on column grants.bank_line.amount_ore is 'Amount.';
comment on column grants.bank_line.bank_id is 'The bank''s number of the movement.';
comment on column grants.bank_line.reference is 'EndToEndId; empty when there is none.';
comment on column grants.bank_line.creditor_id is 'The payee''s number as the bank knows it; often empty.';
comment on column grants.bank_line.day is 'Day booked by the bank.';
comment on column grants.bank_line.meaning is
  'payment and return: of a release; repayment: of a claim; again: the bank tells it twice; alarm: none of these.';
comment on column grants.bank_line.application is 'Grant it belongs to.';
comment on column grants.bank_line.instalment is 'Instalment of the release it belongs to.';
comment on column grants.bank_line.try is 'Which release of it.';

create table grants.alarm (
  alarm integer primary key check (alarm > 0),
  entry bigint not null references ledger.entry,
  kind text not null check (kind in ('missing', 'double', 'other_amount', 'other_creditor', 'unknown_reference',
    'debit_without_release', 'credit_without_claim')),
  statement bigint not null references grants.statement,
  n integer,
  application bigint references grants.application,
  instalment bigint references grants.instalment,
  amount_ore grants.sum not null,
  foreign key (statement, n) references grants.bank_line
);
create index alarm_application on grants.alarm (application);
comment on table grants.alarm is 'What does not fit between bank and record; numbered without gaps.';
comment on column grants.alarm.alarm is 'Number.';
comment on column grants.alarm.entry is 'Entry that raised it.';
comment on column grants.alarm.kind is 'What is wrong.';
comment on column grants.alarm.statement is 'Statement it was seen in.';
comment on column grants.alarm.n is 'Movement; null for one that is missing.';
comment on column grants.alarm.application is 'Grant whose payments it blocks.';
comment on column grants.alarm.instalment is 'Instalment it is about.';
comment on column grants.alarm.amount_ore is 'Amount of the movement, or of the payment that is missing.';

create table grants.alarm_proposal (
  entry bigint primary key references ledger.entry,
  alarm integer not null references grants.alarm,
  reason text not null
);
comment on table grants.alarm_proposal is 'Proposals to close an alarm; the newest counts.';
comment on column grants.alarm_proposal.entry is 'Entry.';
comment on column grants.alarm_proposal.alarm is 'Alarm.';
comment on column grants.alarm_proposal.reason is 'What was found out.';

create table grants.alarm_closed (
  alarm integer primary key references grants.alarm,
  entry bigint not null unique references ledger.entry,
  proposal_entry bigint not null references grants.alarm_proposal
);
comment on table grants.alarm_closed is 'Alarms closed by a second human.';
comment on column grants.alarm_closed.alarm is 'Alarm.';
comment on column grants.alarm_closed.entry is 'Entry.';
comment on column grants.alarm_closed.proposal_entry is 'Proposal that was confirmed.';

create table grants.instalment_booked (
  entry bigint primary key references ledger.entry,
  application bigint not null,
  instalment bigint not null,
  try integer not null,
  outcome text not null check (outcome in ('paid', 'failed')),
  creditor_seen boolean not null,
  statement bigint not null,
  n integer not null,
  foreign key (instalment, try) references grants.instalment_released,
  foreign key (statement, n) references grants.bank_line,
  unique (statement, n)
);
create index instalment_booked_instalment on grants.instalment_booked (instalment, entry);
comment on table grants.instalment_booked is 'What the bank did with a release; the newest counts.';
comment on column grants.instalment_booked.entry is 'Entry on the grant''s stream.';
comment on column grants.instalment_booked.application is 'Grant.';
comment on column grants.instalment_booked.instalment is 'Instalment.';
comment on column grants.instalment_booked.try is 'Which release.';
comment on column grants.instalment_booked.outcome is 'paid or failed.';
comment on column grants.instalment_booked.creditor_seen is 'Whether the bank named the payee, and rightly.';
comment on column grants.instalment_booked.statement is 'Statement.';
comment on column grants.instalment_booked.n is 'Movement.';

create table grants.repayment_booked (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  amount_ore grants.sum not null check (amount_ore > 0),
  statement bigint not null,
  n integer not null,
  foreign key (statement, n) references grants.bank_line,
  unique (statement, n)
);
comment on table grants.repayment_booked is 'Claims repaid, each by one movement.';
comment on column grants.repayment_booked.entry is 'Entry on the grant''s stream.';
comment on column grants.repayment_booked.application is 'Grant.';
comment on column grants.repayment_booked.amount_ore is 'Amount, back to the call''s pool.';
comment on column grants.repayment_booked.statement is 'Statement.';
comment on column grants.repayment_booked.n is 'Movement.';

create table grants.receipt_confirmed (
  instalment bigint primary key references grants.instalment,
  application bigint not null references grants.application,
  entry bigint not null unique references ledger.entry
);
comment on table grants.receipt_confirmed is 'Payments that the payee says it has got, where the bank did not name it.';
comment on column grants.receipt_confirmed.instalment is 'Instalment.';
comment on column grants.receipt_confirmed.application is 'Grant.';
comment on column grants.receipt_confirmed.entry is 'Entry.';

reset role;

-- a foreign key points at releases now; what an installation says is a migration's
alter table meta.table_kind disable trigger append_only_rows;
update meta.table_kind set key_column = 'instalment' where relation = 'grants.instalment_released';
alter table meta.table_kind enable always trigger append_only_rows;
select meta.make_append_only('grants.statement', 'statement');
select meta.make_append_only('grants.bank_line', 'statement');
select meta.make_append_only('grants.alarm', 'alarm');
select meta.make_append_only('grants.alarm_proposal', 'entry');
select meta.make_append_only('grants.alarm_closed');
select meta.make_append_only('grants.instalment_booked');
select meta.make_append_only('grants.repayment_booked');
select meta.make_append_only('grants.receipt_confirmed');

do $policies$
declare
  v_table text;
begin
  foreach v_table in array array['statement', 'bank_line', 'alarm', 'alarm_proposal', 'alarm_closed'] loop
    execute format('create policy reader on grants.%I for select to ledger_reader using (
      session_user = ''tilsagn_agency'')', v_table);
  end loop;
  foreach v_table in array array['instalment_booked', 'repayment_booked', 'receipt_confirmed'] loop
    execute format('create policy reader on grants.%I for select to ledger_reader using (
      session_user in (''tilsagn_grantee'', ''tilsagn_agency'') and grants.visible(application))', v_table);
  end loop;
end
$policies$;

insert into rights.act (act, audience, role, description) values
  ('import_statement', 'agency', 'finance', 'Imports a statement of the bank.'),
  ('book_payments', 'agency', 'finance', 'Books payments as the bank says they went.'),
  ('book_repayment', 'agency', 'finance', 'Books a credit of the bank against a claim.'),
  ('explain_alarm', 'agency', 'finance', 'Says what an alarm was.'),
  ('explain_alarm', 'agency', 'officer', 'Says what an alarm was.'),
  ('close_alarm', 'agency', 'finance', 'Closes an alarm that another explained.'),
  ('close_alarm', 'agency', 'officer', 'Closes an alarm that another explained.'),
  ('confirm_receipt', 'grantee', 'applicant', 'Says that a payment has arrived.'),
  ('confirm_receipt', 'grantee', 'management', 'Says that a payment has arrived.');
insert into rights.separation (act_a, act_b, why)
select b.act, p.act, 'who reconciles payments neither prepared, approved nor released them'
  from unnest(array['book_payments', 'book_repayment', 'explain_alarm', 'close_alarm']) b(act),
       unnest(array['prepare_instalment', 'approve_instalment', 'release_batch']) p(act);
insert into rights.separation (act_a, act_b, why)
select g.act, a.act, 'nobody acts for the applicant and for the agency on one case'
  from unnest(array['submit', 'submit_accounts', 'submit_report', 'sign_off', 'confirm_receipt', 'appoint_auditor',
         'withdraw_auditor', 'endorse_accounts', 'confirm_statement', 'dispute_statement']) g(act),
       unnest(array['book_payments', 'book_repayment', 'explain_alarm', 'close_alarm']) a(act);
insert into rights.separation (act_a, act_b, why)
select 'confirm_receipt', a.act, 'nobody acts for the applicant and for the agency on one case'
  from unnest(array['confirm', 'propose_weights', 'confirm_weights', 'open_applications', 'score', 'propose_award',
    'decide_award', 'prepare_instalment', 'approve_instalment', 'release_batch', 'propose_ruling', 'confirm_ruling',
    'record_result', 'confirm_result', 'decide_opinion', 'propose_resolution', 'confirm_resolution',
    'propose_allocation', 'decide_allocation', 'close_grant']) a(act);
insert into rights.separation (act_a, act_b, why) values
  ('endorse_accounts', 'confirm_receipt', 'the auditor of accounts does not act for the grantee');
