-- SPDX-License-Identifier: EUPL-1.2
-- Claims after they are decided: how they are settled, paid in instalments, written off, reminded of, and
-- what lateness costs.
set local role ledger_owner;

create table grants.interest_proposal (
  entry bigint primary key references ledger.entry,
  from_day date not null,
  to_day date not null,
  reference_bp integer not null check (reference_bp between -1000 and 5000),
  supplement_bp integer not null check (supplement_bp between 0 and 5000),
  source text not null,
  check (to_day >= from_day),
  check (reference_bp + supplement_bp >= 0)
);
comment on table grants.interest_proposal is
  'Interest on late repayments as a finance person found it: a reference rate and a supplement, for a half-year.';
comment on column grants.interest_proposal.entry is 'Entry of the proposal.';
comment on column grants.interest_proposal.from_day is 'First day.';
comment on column grants.interest_proposal.to_day is 'Last day.';
comment on column grants.interest_proposal.reference_bp is 'Reference rate a year, in hundredths of a per cent; may be negative.';
comment on column grants.interest_proposal.supplement_bp is 'What the law adds to it, in hundredths of a per cent.';
comment on column grants.interest_proposal.source is 'Where both come from.';

create table grants.interest_decision (
  entry bigint primary key references ledger.entry,
  proposal_entry bigint not null unique references grants.interest_proposal,
  decision text not null check (decision in ('accept', 'decline')),
  reason text not null
);
comment on table grants.interest_decision is
  'Another finance person''s decision; a day in no accepted rate has none, and no interest is computed.';
comment on column grants.interest_decision.entry is 'Entry of the decision.';
comment on column grants.interest_decision.proposal_entry is 'Proposal decided.';
comment on column grants.interest_decision.decision is 'accept or decline.';
comment on column grants.interest_decision.reason is 'Why.';

create table grants.claim_change (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  claim bigint not null references grants.claim,
  change text not null check (change in ('plan', 'set_off', 'write_off')),
  amount_ore grants.sum not null check (amount_ore > 0),
  reason text not null
);
comment on table grants.claim_change is 'What an officer proposes to do about a claim.';
comment on column grants.claim_change.entry is 'Entry of the proposal.';
comment on column grants.claim_change.application is 'Grant.';
comment on column grants.claim_change.claim is 'Claim.';
comment on column grants.claim_change.change is 'plan: paid in instalments; set_off: against the next payment; write_off: given up.';
comment on column grants.claim_change.amount_ore is 'What is to be paid in instalments, set off or given up, in øre.';
comment on column grants.claim_change.reason is 'Why.';

create table grants.claim_instalment (
  entry bigint not null references grants.claim_change,
  application bigint not null,
  n integer not null check (n between 1 and 36),
  due date not null,
  amount_ore grants.sum not null check (amount_ore > 0),
  primary key (entry, n)
);
comment on table grants.claim_instalment is 'Instalments of a proposed plan.';
comment on column grants.claim_instalment.entry is 'Proposal.';
comment on column grants.claim_instalment.application is 'Grant.';
comment on column grants.claim_instalment.n is 'Order.';
comment on column grants.claim_instalment.due is 'Last day to pay it without interest.';
comment on column grants.claim_instalment.amount_ore is 'Its sum, in øre.';

create table grants.claim_change_decision (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  proposal_entry bigint not null unique references grants.claim_change,
  decision text not null check (decision in ('accept', 'decline')),
  reason text not null
);
comment on table grants.claim_change_decision is 'Decisions in finance on what was proposed.';
comment on column grants.claim_change_decision.entry is 'Entry of the decision.';
comment on column grants.claim_change_decision.application is 'Grant.';
comment on column grants.claim_change_decision.proposal_entry is 'Proposal decided.';
comment on column grants.claim_change_decision.decision is 'accept or decline.';
comment on column grants.claim_change_decision.reason is 'Why.';

create table grants.claim_settled (
  claim bigint not null references grants.claim,
  entry bigint not null references ledger.entry,
  application bigint not null,
  kind text not null check (kind in ('repaid', 'set_off', 'written_off')),
  amount_ore grants.sum not null check (amount_ore > 0),
  day date not null,
  primary key (claim, entry)
);
comment on table grants.claim_settled is 'What was paid back, set off or given up of a claim.';
comment on column grants.claim_settled.claim is 'Claim.';
comment on column grants.claim_settled.entry is 'Entry that booked it.';
comment on column grants.claim_settled.application is 'Grant.';
comment on column grants.claim_settled.kind is 'repaid, set_off or written_off.';
comment on column grants.claim_settled.amount_ore is 'How much, in øre.';
comment on column grants.claim_settled.day is 'The day on which it counts.';

create table grants.claim_reminder (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  claim bigint not null references grants.claim,
  n integer not null check (n between 1 and 3),
  unique (claim, n)
);
comment on table grants.claim_reminder is 'Reminders of overdue claims, three at most, 30 days apart.';
comment on column grants.claim_reminder.entry is 'Entry of the reminder.';
comment on column grants.claim_reminder.application is 'Grant.';
comment on column grants.claim_reminder.claim is 'Claim.';
comment on column grants.claim_reminder.n is 'The how manieth.';

reset role;

select meta.make_append_only('grants.interest_proposal', 'entry');
select meta.make_append_only('grants.interest_decision');
select meta.make_append_only('grants.claim_change', 'entry');
select meta.make_append_only('grants.claim_instalment');
select meta.make_append_only('grants.claim_change_decision');
select meta.make_append_only('grants.claim_settled');
select meta.make_append_only('grants.claim_reminder');

create function grants.became_plan(p_proposal bigint)
returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from grants.claim_change_decision d
                  where d.proposal_entry = p_proposal and d.decision = 'accept')
$$;
comment on function grants.became_plan(bigint) is 'Whether a proposed change of a claim was accepted.';
grant create on schema grants to ledger_writer;
alter function grants.became_plan(bigint) owner to ledger_writer;
revoke create on schema grants from ledger_writer;

create policy reader on grants.interest_proposal for select to ledger_reader using (session_user = 'tilsagn_agency');
create policy reader on grants.interest_decision for select to ledger_reader using (session_user = 'tilsagn_agency');
do $policies$
declare
  v_table text;
begin
  foreach v_table in array array['claim_settled', 'claim_reminder'] loop
    execute format('create policy reader on grants.%I for select to ledger_reader using (
      session_user in (''tilsagn_grantee'', ''tilsagn_agency'') and grants.visible(application)
      or session_user = ''tilsagn_sequencer'')', v_table);
  end loop;
  foreach v_table in array array['claim_change', 'claim_instalment'] loop
    execute format('create policy reader on grants.%I for select to ledger_reader using (
      grants.visible(application) and (session_user = ''tilsagn_agency''
        or session_user = ''tilsagn_grantee'' and grants.became_plan(entry)))', v_table);
  end loop;
end
$policies$;
create policy reader on grants.claim_change_decision for select to ledger_reader using (
  grants.visible(application) and (session_user = 'tilsagn_agency'
    or session_user = 'tilsagn_grantee' and decision = 'accept'));
do $auditor$
declare
  v_table text;
begin
  foreach v_table in array array['claim', 'claim_settled', 'claim_reminder', 'interest_proposal', 'interest_decision'] loop
    execute format('create policy auditor on grants.%I for select to ledger_auditor using ((select identity.auditor_login()))',
                   v_table);
  end loop;
end
$auditor$;
create policy due on grants.claim for select to ledger_reader using (session_user = 'tilsagn_sequencer');

insert into rights.act (act, audience, role, needs_second_factor, description) values
  ('propose_claim', 'agency', 'officer', false, 'Proposes to claim money back.'),
  ('decide_claim', 'agency', 'officer', false, 'Decides a proposed repayment claim.'),
  ('propose_settlement', 'agency', 'officer', false, 'Proposes instalments, a set-off or a write-off of a claim.'),
  ('decide_settlement', 'agency', 'finance', true, 'Decides instalments, a set-off or a write-off of a claim.'),
  ('remind_claim', 'system', '-', false, 'Reminds of an overdue repayment claim.'),
  ('propose_interest', 'agency', 'finance', false, 'Proposes the interest on late repayments.'),
  ('decide_interest', 'agency', 'finance', false, 'Decides a proposed rate of interest.');

insert into rights.separation (act_a, act_b, why) values
  ('propose_claim', 'decide_claim', 'the proposer of a repayment claim does not decide it'),
  ('propose_settlement', 'decide_settlement', 'who proposes what becomes of a claim does not decide it'),
  ('decide_claim', 'decide_settlement', 'who decided a claim does not give it up'),
  ('propose_interest', 'decide_interest', 'the proposer of a rate of interest does not decide it');
with side (act, grantee) as (
  select distinct a.act, a.audience = 'grantee'
    from rights.act a
   where a.audience = 'grantee' and exists (
     select from rights.separation s where a.act in (s.act_a, s.act_b)
        and s.why = 'nobody acts for the applicant and for the agency on one case'))
insert into rights.separation (act_a, act_b, why)
select g.act, a.act, 'nobody acts for the applicant and for the agency on one case'
  from side g, unnest(array['propose_claim', 'decide_claim', 'propose_settlement', 'decide_settlement']) a(act);
