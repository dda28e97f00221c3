-- SPDX-License-Identifier: EUPL-1.2
-- What happens to an award after it was decided: the grantee's signed requests, amendments by two
-- officers, claims for money back. An amendment holds the whole award as it is from then on, so that
-- folding is taking the newest one and nothing has to be added up.
set local role ledger_owner;

create table grants.amendment_request (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  amount_ore grants.sum not null check (amount_ore > 0),
  reason text not null
);
comment on table grants.amendment_request is
  'Amendments that a grantee''s management asked for over its own signature.';
comment on column grants.amendment_request.entry is 'Entry of the request.';
comment on column grants.amendment_request.application is 'Grant.';
comment on column grants.amendment_request.amount_ore is 'The whole award that is asked for, in øre.';
comment on column grants.amendment_request.reason is 'What is asked for and why.';
create index amendment_request_application on grants.amendment_request (application, entry);

create table grants.amendment_proposal (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  request_entry bigint references grants.amendment_request,
  amount_ore grants.sum not null check (amount_ore > 0),
  period_to date not null,
  part_accounts_due date,
  final_accounts_due date not null,
  budget jsonb not null,
  reason text not null
);
comment on table grants.amendment_proposal is 'Awards as one officer proposes to amend them, whole.';
comment on column grants.amendment_proposal.entry is 'Entry of the proposal.';
comment on column grants.amendment_proposal.application is 'Grant.';
comment on column grants.amendment_proposal.request_entry is
  'The grantee''s request it answers; without one the amount does not rise.';
comment on column grants.amendment_proposal.amount_ore is 'The whole award, in øre.';
comment on column grants.amendment_proposal.period_to is 'Last day of the project.';
comment on column grants.amendment_proposal.part_accounts_due is 'When part accounts are due.';
comment on column grants.amendment_proposal.final_accounts_due is 'When final accounts are due.';
comment on column grants.amendment_proposal.budget is 'The approved budget, in the shape of a submission''s.';
comment on column grants.amendment_proposal.reason is 'Why.';
create index amendment_proposal_application on grants.amendment_proposal (application, entry);

create table grants.amendment_line (
  entry bigint not null references grants.amendment_proposal,
  application bigint not null,
  year integer not null,
  amount_ore grants.sum not null check (amount_ore > 0),
  primary key (entry, year)
);
comment on table grants.amendment_line is 'Finance-year lines of a proposed amendment.';
comment on column grants.amendment_line.entry is 'Proposal.';
comment on column grants.amendment_line.application is 'Grant.';
comment on column grants.amendment_line.year is 'Finance year.';
comment on column grants.amendment_line.amount_ore is 'Its share, in øre.';

create table grants.amendment_decision (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  proposal_entry bigint not null unique references grants.amendment_proposal,
  decision text not null check (decision in ('amend', 'decline')),
  reason text not null,
  at timestamptz not null
);
comment on table grants.amendment_decision is 'Decisions by another officer than the proposer.';
comment on column grants.amendment_decision.entry is 'Entry of the decision.';
comment on column grants.amendment_decision.application is 'Grant.';
comment on column grants.amendment_decision.proposal_entry is 'Proposal decided.';
comment on column grants.amendment_decision.decision is 'amend or decline.';
comment on column grants.amendment_decision.reason is 'Why.';
comment on column grants.amendment_decision.at is 'When; entries are not public.';
create index amendment_decision_application on grants.amendment_decision (application, entry)
  where decision = 'amend';

create table grants.sign_off_voided (
  sign_off_entry bigint primary key references grants.sign_off,
  application bigint not null,
  entry bigint not null references ledger.entry
);
comment on table grants.sign_off_voided is
  'Sign-offs that an amendment made too weak: it moved the award to where the rule wants an auditor.';
comment on column grants.sign_off_voided.sign_off_entry is 'The sign-off.';
comment on column grants.sign_off_voided.application is 'Grant.';
comment on column grants.sign_off_voided.entry is 'Entry of the amendment''s decision.';

create table grants.claim_proposal (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  cause text not null check (cause in ('accounts', 'terms', 'termination')),
  accounts_entry bigint references grants.accounts,
  amount_ore grants.sum not null check (amount_ore > 0),
  due date not null,
  reason text not null,
  computation jsonb
);
comment on table grants.claim_proposal is 'Repayments as one officer proposes to claim them.';
comment on column grants.claim_proposal.entry is 'Entry of the proposal.';
comment on column grants.claim_proposal.application is 'Grant.';
comment on column grants.claim_proposal.cause is
  'accounts: more was paid than they show; terms: the conditions were not kept; termination.';
comment on column grants.claim_proposal.accounts_entry is 'Final accounts that it follows from.';
comment on column grants.claim_proposal.amount_ore is 'What is to be paid back, in øre.';
comment on column grants.claim_proposal.due is 'Last day to pay without interest.';
comment on column grants.claim_proposal.reason is 'Why, as the grantee reads it.';
comment on column grants.claim_proposal.computation is 'What the payment rule computed, for accounts.';
create index claim_proposal_application on grants.claim_proposal (application, entry);

create table grants.claim_decision (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  proposal_entry bigint not null unique references grants.claim_proposal,
  decision text not null check (decision in ('claim', 'decline')),
  reason text not null
);
comment on table grants.claim_decision is 'Decisions by another officer than the proposer.';
comment on column grants.claim_decision.entry is 'Entry of the decision.';
comment on column grants.claim_decision.application is 'Grant.';
comment on column grants.claim_decision.proposal_entry is 'Proposal decided.';
comment on column grants.claim_decision.decision is 'claim or decline.';
comment on column grants.claim_decision.reason is 'Why.';

create table grants.claim (
  claim bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  cause text not null check (cause in ('accounts', 'terms', 'termination', 'amendment')),
  amount_ore grants.sum not null check (amount_ore > 0),
  due date not null,
  reason text not null,
  at timestamptz not null
);
comment on table grants.claim is
  'Decided repayments; the number of a claim is the entry that decided it, or the amendment''s.';
comment on column grants.claim.claim is 'Number.';
comment on column grants.claim.application is 'Grant.';
comment on column grants.claim.cause is 'Why it arose; amendment: the award was lowered below what was paid.';
comment on column grants.claim.amount_ore is 'What is to be paid back, in øre.';
comment on column grants.claim.due is 'Last day to pay without interest.';
comment on column grants.claim.reason is 'Why, as the grantee reads it.';
comment on column grants.claim.at is 'When it was decided.';
create index claim_application on grants.claim (application, claim);

reset role;

select meta.make_append_only('grants.amendment_request', 'entry');
select meta.make_append_only('grants.amendment_proposal', 'entry');
select meta.make_append_only('grants.amendment_line');
select meta.make_append_only('grants.amendment_decision', 'entry');
select meta.make_append_only('grants.sign_off_voided');
select meta.make_append_only('grants.claim_proposal', 'entry');
select meta.make_append_only('grants.claim_decision', 'entry');
select meta.make_append_only('grants.claim', 'claim');

-- A proposal is the agency's own until it is decided; the public sees what an award became.
create function grants.became_amendment(p_proposal bigint)
returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from grants.amendment_decision d
                  where d.proposal_entry = p_proposal and d.decision = 'amend')
$$;
comment on function grants.became_amendment(bigint) is
  'Whether a proposal was decided as an amendment.';
grant create on schema grants to ledger_writer;
alter function grants.became_amendment(bigint) owner to ledger_writer;
revoke create on schema grants from ledger_writer;

create policy reader on grants.amendment_proposal for select to ledger_reader using (
  grants.visible(application)
  and (session_user = 'tilsagn_agency' or grants.became_amendment(entry)));
create policy reader on grants.amendment_line for select to ledger_reader using (
  grants.visible(application)
  and (session_user = 'tilsagn_agency' or grants.became_amendment(entry)));
create policy reader on grants.amendment_decision for select to ledger_reader using (
  grants.visible(application) and (session_user = 'tilsagn_agency' or decision = 'amend'));
do $policies$
declare
  v_table text;
begin
  foreach v_table in array array['amendment_request', 'sign_off_voided', 'claim'] loop
    execute format('create policy reader on grants.%I for select to ledger_reader using (
      session_user in (''tilsagn_grantee'', ''tilsagn_agency'') and grants.visible(application))',
      v_table);
  end loop;
  foreach v_table in array array['claim_proposal', 'claim_decision'] loop
    execute format('create policy reader on grants.%I for select to ledger_reader using (
      session_user = ''tilsagn_agency'' and grants.visible(application))', v_table);
  end loop;
end
$policies$;
