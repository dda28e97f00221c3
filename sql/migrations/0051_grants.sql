-- SPDX-License-Identifier: EUPL-1.2
-- Projections of entries: one insert-only row per fact that later acts and pages ask for. The leaf
-- is the record; sql/checks holds every row here to the leaf of its entry.
set local role ledger_owner;

create domain grants.sum as bigint check (value between 0 and 1000000000000000);
comment on domain grants.sum is 'Øre, not negative, at most 10^15.';

create table grants.appropriation (
  appropriation text primary key check (appropriation ~ '^[0-9.]{4,20}-[0-9]{4}$'),
  entry bigint not null unique references ledger.entry,
  account text not null,
  year integer not null check (year between 2000 and 2100),
  amount_ore grants.sum not null check (amount_ore > 0)
);
comment on table grants.appropriation is 'Money voted for an account and year, in force.';

create table grants.call (
  call text primary key check (call ~ '^[a-z][a-z0-9-]{2,39}$'),
  entry bigint not null unique references ledger.entry,
  proposal bigint not null,
  appropriation text not null references grants.appropriation,
  definition text not null check (octet_length(definition) <= 1000000),
  sha256 bytea not null check (sha256 = sha256(convert_to(definition, 'UTF8'))),
  pool_ore grants.sum not null check (pool_ore > 0),
  last_on_time timestamptz not null,
  published_at timestamptz not null
);
comment on table grants.call is 'Published calls; definition is the confirmed document, verbatim.';
comment on column grants.call.last_on_time is 'Last on-time instant, inclusive to the microsecond.';

create table grants.annex (
  call text not null references grants.call,
  annex text not null check (annex ~ '^[a-z][a-z_]{0,39}$'),
  entry bigint not null unique references ledger.entry,
  document text not null,
  sha256 bytea not null check (sha256 = sha256(convert_to(document, 'UTF8'))),
  primary key (call, annex)
);
comment on table grants.annex is 'Annex tables in force; the texts name them, officers confirm them.';

create table grants.annex_value (
  call text not null,
  annex text not null,
  cvr text not null check (cvr ~ '^[0-9]{8}$'),
  value bigint check (value between 0 and 1000000000000000),
  primary key (call, annex, cvr),
  foreign key (call, annex) references grants.annex
);
comment on table grants.annex_value is 'One number per municipality: øre in caps, people in sizes.';

create table grants.application (
  application bigint primary key check (application > 0),
  call text not null references grants.call,
  organisation text not null check (organisation ~ '^[0-9]{8}$'),
  entry bigint not null unique references ledger.entry
);
comment on table grants.application is 'Applications that were sent at least once, by first entry.';
create index application_call on grants.application (call);
create index application_organisation on grants.application (organisation);

create table grants.submission (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  version integer not null check (version > 0),
  sha256 bytea not null check (octet_length(sha256) = 32),
  content text not null,
  files jsonb not null,
  title text not null,
  applied_ore bigint not null,
  units integer not null check (units >= 0),
  received timestamptz not null,
  began timestamptz,
  verdict text not null check (verdict in ('on_time', 'late', 'contested'))
);
comment on table grants.submission is 'Each submission with the content that its sha256 covers.';
create index submission_application on grants.submission (application, received desc, version desc);

create table grants.submission_party (
  entry bigint not null references grants.submission,
  application bigint not null,
  cvr text not null check (cvr ~ '^[0-9]{8}$'),
  lead boolean not null,
  primary key (entry, cvr)
);
comment on table grants.submission_party is 'Organisations of a submission, the lead included.';
create index submission_party_cvr on grants.submission_party (cvr);

create table grants.call_closed (
  call text primary key references grants.call,
  entry bigint not null unique references ledger.entry,
  count integer not null check (count >= 0),
  list text not null,
  list_sha256 bytea not null check (list_sha256 = sha256(convert_to(list, 'UTF8')))
);
comment on table grants.call_closed is 'The on-time submissions of a call at its closing.';

create table grants.weights_proposal (
  entry bigint not null references ledger.entry,
  call text not null references grants.call,
  criterion text not null,
  weight_bp integer not null check (weight_bp between 1 and 10000),
  primary key (entry, criterion)
);
comment on table grants.weights_proposal is 'Weights as proposed by one officer.';

create table grants.weights_confirmed (
  call text primary key references grants.call,
  entry bigint not null unique references ledger.entry,
  proposal_entry bigint not null,
  at timestamptz not null
);
comment on table grants.weights_confirmed is 'The proposal of weights that a second officer confirmed.';

create table grants.call_opened (
  call text primary key references grants.call,
  entry bigint not null unique references ledger.entry
);
comment on table grants.call_opened is 'From this entry on officers see the applications of the call.';

create table grants.score (
  entry bigint not null references ledger.entry,
  application bigint not null references grants.application,
  human bigint not null,
  criterion text not null,
  points integer not null check (points between 0 and 5),
  reason text not null check (char_length(reason) between 1 and 4000),
  primary key (entry, criterion)
);
comment on table grants.score is 'Points with reasons; the newest entry of a human counts.';
create index score_application on grants.score (application, human, entry);

create table grants.award_proposal (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  submission_entry bigint not null references grants.submission,
  amount_ore grants.sum not null check (amount_ore > 0),
  part_accounts_due date,
  final_accounts_due date not null,
  reason text not null,
  deviation_reason text
);
comment on table grants.award_proposal is 'Awards as proposed by one officer.';
create index award_proposal_application on grants.award_proposal (application, entry);

create table grants.award_line (
  entry bigint not null references grants.award_proposal,
  application bigint not null,
  year integer not null,
  amount_ore grants.sum not null check (amount_ore > 0),
  primary key (entry, year)
);
comment on table grants.award_line is 'Finance-year lines of a proposed award.';

create table grants.award_decision (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  proposal_entry bigint not null unique references grants.award_proposal,
  decision text not null check (decision in ('award', 'decline')),
  reason text not null,
  at timestamptz not null
);
comment on table grants.award_decision is 'Decisions by another officer than the proposer.';
create unique index award_once on grants.award_decision (application) where decision = 'award';

create table grants.accounts (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  version integer not null check (version > 0),
  kind text not null check (kind in ('part', 'final')),
  period_to date not null,
  sha256 bytea not null check (octet_length(sha256) = 32),
  documented_ore grants.sum not null,
  late boolean not null,
  note text not null,
  unique (application, version)
);
comment on table grants.accounts is 'Accounts that grantees sent; sha256 is what gets signed off.';

create table grants.accounts_line (
  entry bigint not null references grants.accounts,
  application bigint not null,
  line integer not null,
  actual_ore grants.sum not null,
  own_funding_ore grants.sum not null,
  primary key (entry, line)
);
comment on table grants.accounts_line is 'Accounts against the approved budget, line by line.';

create table grants.sign_off (
  entry bigint primary key references ledger.entry,
  application bigint not null,
  accounts_entry bigint not null references grants.accounts,
  level text not null check (level in ('management', 'auditor')),
  unique (accounts_entry, level)
);
comment on table grants.sign_off is 'Sign-offs, each over the hash of exactly these accounts.';

create table grants.instalment (
  instalment bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  accounts_entry bigint not null unique references grants.accounts,
  sign_off_entry bigint references grants.sign_off,
  number integer not null check (number > 0),
  amount_ore grants.sum not null check (amount_ore > 0),
  input jsonb not null,
  computation jsonb not null,
  unique (application, number)
);
comment on table grants.instalment is 'Prepared instalments; the id is the entry that prepared it.';

create table grants.instalment_approved (
  instalment bigint primary key references grants.instalment,
  application bigint not null,
  entry bigint not null unique references ledger.entry
);
comment on table grants.instalment_approved is 'Approvals by finance.';

create sequence grants.batch_number;
comment on sequence grants.batch_number is 'Numbers of batches; a refused release leaves a gap.';

create table grants.batch (
  batch bigint primary key,
  entry bigint not null unique references ledger.entry,
  count integer not null check (count > 0),
  total_ore grants.sum not null check (total_ore > 0)
);
comment on table grants.batch is 'Released batches.';

create table grants.instalment_released (
  instalment bigint primary key references grants.instalment_approved,
  application bigint not null,
  batch bigint not null references grants.batch,
  entry bigint not null references ledger.entry
);
comment on table grants.instalment_released is 'An instalment is released at most once.';

comment on column grants.appropriation.appropriation is 'Account and year.';
comment on column grants.appropriation.entry is 'Second confirmation.';
comment on column grants.appropriation.account is 'Finance-act account.';
comment on column grants.appropriation.year is 'Finance year.';
comment on column grants.appropriation.amount_ore is 'Amount voted.';
comment on column grants.call.call is 'Name.';
comment on column grants.call.entry is 'Second confirmation.';
comment on column grants.call.proposal is 'Proposal.';
comment on column grants.call.appropriation is 'Where its pool comes from.';
comment on column grants.call.definition is 'The confirmed document.';
comment on column grants.call.sha256 is 'SHA-256 of the definition.';
comment on column grants.call.pool_ore is 'Pool.';
comment on column grants.call.published_at is 'When it became effective.';
comment on column grants.annex.call is 'Call.';
comment on column grants.annex.annex is 'Name of the annex in the call.';
comment on column grants.annex.entry is 'Second confirmation.';
comment on column grants.annex.document is 'The confirmed document.';
comment on column grants.annex.sha256 is 'Its SHA-256.';
comment on column grants.annex_value.call is 'Call.';
comment on column grants.annex_value.annex is 'Annex.';
comment on column grants.annex_value.cvr is 'Organisation.';
comment on column grants.annex_value.value is 'Its number; null in a mere list.';
comment on column grants.application.application is 'Number, as in draft.application.';
comment on column grants.application.call is 'Call.';
comment on column grants.application.organisation is 'CVR of the applicant.';
comment on column grants.application.entry is 'First submission.';
comment on column grants.submission.entry is 'Entry of the submission.';
comment on column grants.submission.application is 'Application.';
comment on column grants.submission.version is 'Draft version that was sent.';
comment on column grants.submission.sha256 is 'Its hash.';
comment on column grants.submission.content is 'Its content.';
comment on column grants.submission.files is 'Its attachments: slot, filename, media_type, bytes, sha256.';
comment on column grants.submission.title is 'Title, from the content.';
comment on column grants.submission.applied_ore is 'Sum applied for, from the content.';
comment on column grants.submission.units is 'Units (ambassadors), from the content.';
comment on column grants.submission.received is 'When the whole request had been read.';
comment on column grants.submission.began is 'When it began to arrive.';
comment on column grants.submission.verdict is 'on_time, late or contested.';
comment on column grants.submission_party.entry is 'Submission.';
comment on column grants.submission_party.application is 'Application.';
comment on column grants.submission_party.cvr is 'Organisation.';
comment on column grants.submission_party.lead is 'Whether it is the applicant.';
comment on column grants.call_closed.call is 'Call.';
comment on column grants.call_closed.entry is 'Entry of the closing.';
comment on column grants.call_closed.count is 'Number of on-time applications.';
comment on column grants.call_closed.list is 'application, sha256 and entry of each, as JSON.';
comment on column grants.call_closed.list_sha256 is 'SHA-256 of the list.';
comment on column grants.weights_proposal.entry is 'Entry of the proposal.';
comment on column grants.weights_proposal.call is 'Call.';
comment on column grants.weights_proposal.criterion is 'Published criterion.';
comment on column grants.weights_proposal.weight_bp is 'Weight in hundredths of a per cent.';
comment on column grants.weights_confirmed.call is 'Call.';
comment on column grants.weights_confirmed.entry is 'Entry of the confirmation.';
comment on column grants.weights_confirmed.proposal_entry is 'Proposal confirmed.';
comment on column grants.weights_confirmed.at is 'When; entries are not public.';
comment on column grants.call_opened.call is 'Call.';
comment on column grants.call_opened.entry is 'Entry of the opening.';
comment on column grants.score.entry is 'Entry of the score.';
comment on column grants.score.application is 'Application.';
comment on column grants.score.human is 'Assessor.';
comment on column grants.score.criterion is 'Criterion.';
comment on column grants.score.points is '0 to 5.';
comment on column grants.score.reason is 'Why.';
comment on column grants.award_proposal.entry is 'Entry of the proposal.';
comment on column grants.award_proposal.application is 'Application.';
comment on column grants.award_proposal.submission_entry is 'Submission it is about.';
comment on column grants.award_proposal.amount_ore is 'Award proposed.';
comment on column grants.award_proposal.part_accounts_due is 'When part accounts are due.';
comment on column grants.award_proposal.final_accounts_due is 'When final accounts are due.';
comment on column grants.award_proposal.reason is 'Why.';
comment on column grants.award_proposal.deviation_reason is 'Why out of rank order.';
comment on column grants.award_line.entry is 'Proposal.';
comment on column grants.award_line.application is 'Application.';
comment on column grants.award_line.year is 'Finance year.';
comment on column grants.award_line.amount_ore is 'Its share.';
comment on column grants.award_decision.entry is 'Entry of the decision.';
comment on column grants.award_decision.application is 'Application.';
comment on column grants.award_decision.proposal_entry is 'Proposal decided.';
comment on column grants.award_decision.decision is 'award or decline.';
comment on column grants.award_decision.reason is 'Why.';
comment on column grants.award_decision.at is 'When; entries are not public.';
comment on column grants.accounts.entry is 'Entry of the accounts.';
comment on column grants.accounts.application is 'Grant.';
comment on column grants.accounts.version is 'Version, from 1 per grant.';
comment on column grants.accounts.kind is 'part or final.';
comment on column grants.accounts.period_to is 'Last day of the period.';
comment on column grants.accounts.sha256 is 'SHA-256 of the params text: what is signed off.';
comment on column grants.accounts.documented_ore is 'Documented sum by the rule.';
comment on column grants.accounts.late is 'Whether they came after their due day.';
comment on column grants.accounts.note is 'Remark of the sender.';
comment on column grants.accounts_line.entry is 'Accounts.';
comment on column grants.accounts_line.application is 'Grant.';
comment on column grants.accounts_line.line is 'Budget line.';
comment on column grants.accounts_line.actual_ore is 'Actual cost.';
comment on column grants.accounts_line.own_funding_ore is 'Own funding, outside actual cost.';
comment on column grants.sign_off.entry is 'Entry of the sign-off.';
comment on column grants.sign_off.application is 'Grant.';
comment on column grants.sign_off.accounts_entry is 'Accounts signed.';
comment on column grants.sign_off.level is 'management or auditor.';
comment on column grants.instalment.instalment is 'Entry that prepared it; its id.';
comment on column grants.instalment.application is 'Grant.';
comment on column grants.instalment.accounts_entry is 'Accounts it pays on.';
comment on column grants.instalment.sign_off_entry is 'Sign-off it rests on.';
comment on column grants.instalment.number is 'Number within the grant.';
comment on column grants.instalment.amount_ore is 'Amount.';
comment on column grants.instalment.input is 'What the rule computed from.';
comment on column grants.instalment.computation is 'What the rule computed.';
comment on column grants.instalment_approved.instalment is 'Instalment.';
comment on column grants.instalment_approved.application is 'Grant.';
comment on column grants.instalment_approved.entry is 'Entry of the approval.';
comment on column grants.batch.batch is 'Number.';
comment on column grants.batch.entry is 'Entry of the release.';
comment on column grants.batch.count is 'Instalments in it.';
comment on column grants.batch.total_ore is 'Their sum.';
comment on column grants.instalment_released.instalment is 'Instalment.';
comment on column grants.instalment_released.application is 'Grant.';
comment on column grants.instalment_released.batch is 'Batch it went out in.';
comment on column grants.instalment_released.entry is 'Entry on the grant''s stream.';

reset role;

select meta.make_append_only('grants.appropriation', 'appropriation');
select meta.make_append_only('grants.call', 'call');
select meta.make_append_only('grants.annex', 'call');
select meta.make_append_only('grants.annex_value');
select meta.make_append_only('grants.application', 'application');
select meta.make_append_only('grants.submission', 'entry');
select meta.make_append_only('grants.submission_party');
select meta.make_append_only('grants.call_closed');
select meta.make_append_only('grants.weights_proposal');
select meta.make_append_only('grants.weights_confirmed');
select meta.make_append_only('grants.call_opened');
select meta.make_append_only('grants.score');
select meta.make_append_only('grants.award_proposal', 'entry');
select meta.make_append_only('grants.award_line');
select meta.make_append_only('grants.award_decision');
select meta.make_append_only('grants.accounts', 'entry');
select meta.make_append_only('grants.accounts_line');
select meta.make_append_only('grants.sign_off', 'entry');
select meta.make_append_only('grants.instalment', 'instalment');
select meta.make_append_only('grants.instalment_approved', 'instalment');
select meta.make_append_only('grants.batch', 'batch');
select meta.make_append_only('grants.instalment_released');

-- Row-level security of the readers. An application is visible to its own organisation always, to the
-- agency from the opening of the call on, to everyone once it has an award; everything that hangs on
-- an application follows it. One function answers that: policies that ask other tables with policies
-- in turn were tried and took seconds to plan.
create function grants.visible(p_application bigint)
returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from grants.application a
     where a.application = p_application and case session_user
       when 'tilsagn_grantee' then a.organisation = ledger.current_organisation()
       when 'tilsagn_agency' then exists (select from grants.call_opened o where o.call = a.call)
       when 'tilsagn_public' then exists (select from grants.award_decision d
         where d.application = a.application and d.decision = 'award')
       else false end)
$$;
comment on function grants.visible(bigint) is 'Whether the login may see an application.';

create function grants.visible_stream(p_stream text)
returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case when p_stream ~ '^grant:[0-9]{1,18}$'
              then grants.visible(substr(p_stream, 7)::bigint) else true end
$$;
comment on function grants.visible_stream(text) is 'visible() for the stream of an application.';

create function grants.became_award(p_proposal bigint)
returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from grants.award_decision d
                  where d.proposal_entry = p_proposal and d.decision = 'award')
$$;
comment on function grants.became_award(bigint) is 'Whether a proposal was decided as an award.';

create function grants.visible_file(p_organisation text, p_sha256 bytea)
returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from grants.application a
      join grants.submission s on s.application = a.application
     where a.organisation = p_organisation and grants.visible(a.application)
       and s.files @> jsonb_build_array(jsonb_build_object('sha256', encode(p_sha256, 'hex'))))
$$;
comment on function grants.visible_file(text, bytea) is
  'Whether a file is attached to an application that the login may see.';

grant create on schema grants to ledger_writer;
alter function grants.visible(bigint) owner to ledger_writer;
alter function grants.visible_stream(text) owner to ledger_writer;
alter function grants.became_award(bigint) owner to ledger_writer;
alter function grants.visible_file(text, bytea) owner to ledger_writer;
revoke create on schema grants from ledger_writer;

create policy reader on grants.appropriation for select to ledger_reader using (
  session_user = 'tilsagn_agency');
create policy reader on grants.call for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency', 'tilsagn_public', 'tilsagn_sequencer'));
create policy reader on grants.annex for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency'));
create policy reader on grants.annex_value for select to ledger_reader using (
  session_user = 'tilsagn_agency'
  or session_user = 'tilsagn_grantee' and cvr = (select ledger.current_organisation()));
create policy reader on grants.call_closed for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency', 'tilsagn_public', 'tilsagn_sequencer'));
create policy reader on grants.call_opened for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency', 'tilsagn_public', 'tilsagn_sequencer'));
create policy reader on grants.weights_confirmed for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency', 'tilsagn_public'));
create policy reader on grants.weights_proposal for select to ledger_reader using (
  session_user = 'tilsagn_agency' or exists (
    select from grants.weights_confirmed c where c.proposal_entry = weights_proposal.entry));
create policy reader on grants.application for select to ledger_reader using (
  grants.visible(application));
create policy reader on grants.submission for select to ledger_reader using (
  grants.visible(application));
create policy reader on grants.submission_party for select to ledger_reader using (
  grants.visible(application));
create policy reader on grants.score for select to ledger_reader using (
  session_user = 'tilsagn_agency' and grants.visible(application));
create policy reader on grants.award_proposal for select to ledger_reader using (
  grants.visible(application)
  and (session_user = 'tilsagn_agency' or grants.became_award(entry)));
create policy reader on grants.award_line for select to ledger_reader using (
  grants.visible(application)
  and (session_user = 'tilsagn_agency' or grants.became_award(entry)));
create policy reader on grants.award_decision for select to ledger_reader using (
  grants.visible(application) and (session_user = 'tilsagn_agency' or decision = 'award'));
create policy reader on grants.batch for select to ledger_reader using (
  session_user = 'tilsagn_agency');
do $policies$
declare
  v_table text;
begin
  foreach v_table in array array['accounts', 'accounts_line', 'sign_off', 'instalment',
                                 'instalment_approved', 'instalment_released'] loop
    execute format('create policy reader on grants.%I for select to ledger_reader using (
      session_user in (''tilsagn_grantee'', ''tilsagn_agency'') and grants.visible(application))',
      v_table);
  end loop;
end
$policies$;

-- Attachments of applications that the agency may read; its own files an organisation has anyway.
create policy submitted on store.file for select to ledger_reader using (
  session_user = 'tilsagn_agency' and organisation is not null
  and grants.visible_file(organisation, sha256));

-- An organisation sees the entries of its grants, but not how the agency weighs its application.
create policy assessment on ledger.entry as restrictive for select to ledger_reader using (
  session_user <> 'tilsagn_grantee' or kind not in ('score', 'propose_award'));

insert into rights.act (act, audience, role, description) values
  ('submit', 'grantee', 'applicant', 'Sends an application.'),
  ('close_call', 'system', '-', 'Closes a call and lists what was on time.'),
  ('propose_weights', 'agency', 'officer', 'Proposes the weights of a call''s criteria.'),
  ('confirm_weights', 'agency', 'officer', 'Confirms proposed weights.'),
  ('open_applications', 'agency', 'officer', 'Opens the applications of a closed call.'),
  ('score', 'agency', 'officer', 'Scores an application with reasons.'),
  ('propose_award', 'agency', 'officer', 'Proposes an award.'),
  ('decide_award', 'agency', 'officer', 'Decides a proposed award.'),
  ('submit_accounts', 'grantee', 'applicant', 'Sends part or final accounts.'),
  ('sign_off', 'grantee', 'management', 'Signs off exactly these accounts.'),
  ('prepare_instalment', 'agency', 'officer', 'Prepares an instalment with its computation.'),
  ('approve_instalment', 'agency', 'finance', 'Approves an instalment.'),
  ('release_batch', 'agency', 'finance', 'Releases approved instalments.');
