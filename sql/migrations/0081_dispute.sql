-- SPDX-License-Identifier: EUPL-1.2
-- The yearly statement of a grant: the grantee confirms it or disputes it; a dispute blocks the grant's payments
-- until two officers who decided nothing in it have resolved it.
set local role ledger_owner;

create table grants.statement_confirmation (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  year integer not null check (year between 2000 and 2100),
  sha256 bytea not null check (octet_length(sha256) = 32),
  unique (application, year, sha256)
);
comment on table grants.statement_confirmation is 'Statements that a grantee confirmed, by the hash of what was shown.';
comment on column grants.statement_confirmation.entry is 'Entry of the confirmation.';
comment on column grants.statement_confirmation.application is 'Grant.';
comment on column grants.statement_confirmation.year is 'Year of the statement.';
comment on column grants.statement_confirmation.sha256 is 'SHA-256 of the statement as shown.';

create table grants.dispute (
  dispute bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  year integer not null check (year between 2000 and 2100),
  sha256 bytea not null check (octet_length(sha256) = 32),
  reason text not null,
  at timestamptz not null
);
create index dispute_application on grants.dispute (application, dispute);
comment on table grants.dispute is 'Statements that a grantee disputed; open until resolved.';
comment on column grants.dispute.dispute is 'Entry of the dispute; its id.';
comment on column grants.dispute.application is 'Grant.';
comment on column grants.dispute.year is 'Year of the statement.';
comment on column grants.dispute.sha256 is 'SHA-256 of the statement as shown.';
comment on column grants.dispute.reason is 'What the grantee wrote; may be empty: one click is enough.';
comment on column grants.dispute.at is 'When; after 30 days without resolution it is an alarm.';

create table grants.dispute_proposal (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  dispute bigint not null references grants.dispute,
  outcome text not null check (outcome in ('corrected', 'unfounded')),
  reason text not null check (char_length(reason) between 1 and 4000)
);
create index dispute_proposal_dispute on grants.dispute_proposal (dispute, entry);
comment on table grants.dispute_proposal is 'Resolutions as proposed by one officer.';
comment on column grants.dispute_proposal.entry is 'Entry of the proposal.';
comment on column grants.dispute_proposal.application is 'Grant.';
comment on column grants.dispute_proposal.dispute is 'Dispute.';
comment on column grants.dispute_proposal.outcome is 'corrected: what was wrong has been put right; unfounded: nothing was.';
comment on column grants.dispute_proposal.reason is 'Why.';

create table grants.dispute_resolved (
  dispute bigint primary key references grants.dispute,
  application bigint not null references grants.application,
  entry bigint not null unique references ledger.entry,
  proposal_entry bigint not null unique references grants.dispute_proposal
);
comment on table grants.dispute_resolved is 'Disputes that a second officer resolved as proposed.';
comment on column grants.dispute_resolved.dispute is 'Dispute.';
comment on column grants.dispute_resolved.application is 'Grant.';
comment on column grants.dispute_resolved.entry is 'Entry of the resolution.';
comment on column grants.dispute_resolved.proposal_entry is 'Proposal confirmed.';

reset role;
select meta.make_append_only('grants.statement_confirmation');
select meta.make_append_only('grants.dispute', 'dispute');
select meta.make_append_only('grants.dispute_proposal', 'entry');
select meta.make_append_only('grants.dispute_resolved');

do $policies$
declare
  v_table text;
begin
  foreach v_table in array array['statement_confirmation', 'dispute', 'dispute_proposal', 'dispute_resolved'] loop
    execute format('create policy reader on grants.%I for select to ledger_reader using (
      session_user in (''tilsagn_grantee'', ''tilsagn_agency'') and grants.visible(application))', v_table);
    execute format('create policy auditor on grants.%I for select to ledger_auditor
      using ((select identity.auditor_login()))', v_table);
  end loop;
end
$policies$;
-- What one officer proposes is the agency's own matter until another has confirmed it.
create policy resolution on ledger.entry as restrictive for select to ledger_reader using (
  session_user <> 'tilsagn_grantee' or kind <> 'propose_resolution');

insert into rights.act (act, audience, role, description) values
  ('confirm_statement', 'grantee', 'applicant', 'Confirms the yearly statement of a grant.'),
  ('confirm_statement', 'grantee', 'management', 'Confirms the yearly statement of a grant.'),
  ('dispute_statement', 'grantee', 'applicant', 'Disputes it, which blocks the grant''s payments.'),
  ('dispute_statement', 'grantee', 'management', 'Disputes it, which blocks the grant''s payments.'),
  ('propose_resolution', 'agency', 'officer', 'Proposes how a dispute is resolved.'),
  ('confirm_resolution', 'agency', 'officer', 'Resolves a dispute as another officer proposed.');

insert into rights.separation (act_a, act_b, why) values
  ('propose_resolution', 'confirm_resolution', 'a dispute is resolved by two'),
  ('decide_award', 'propose_resolution', 'who decided or approved does not resolve the dispute'),
  ('decide_award', 'confirm_resolution', 'who decided or approved does not resolve the dispute'),
  ('approve_instalment', 'propose_resolution', 'who decided or approved does not resolve the dispute'),
  ('approve_instalment', 'confirm_resolution', 'who decided or approved does not resolve the dispute');
insert into rights.separation (act_a, act_b, why)
select g.act, 'endorse_accounts', 'the auditor of accounts does not act for the grantee'
  from unnest(array['confirm_statement', 'dispute_statement']) g(act);
insert into rights.separation (act_a, act_b, why)
select g.act, a.act, 'nobody acts for the applicant and for the agency on one case'
  from unnest(array['confirm_statement', 'dispute_statement']) g(act),
       unnest(array['confirm', 'propose_weights', 'confirm_weights', 'open_applications', 'score', 'propose_award',
                    'decide_award', 'prepare_instalment', 'approve_instalment', 'release_batch', 'decide_opinion',
                    'propose_resolution', 'confirm_resolution', 'propose_ruling', 'confirm_ruling', 'record_result',
                    'confirm_result']) a(act)
union all
select g.act, a.act, 'nobody acts for the applicant and for the agency on one case'
  from unnest(array['submit', 'submit_accounts', 'sign_off', 'appoint_auditor', 'withdraw_auditor', 'endorse_accounts']) g(act),
       unnest(array['propose_resolution', 'confirm_resolution']) a(act);
