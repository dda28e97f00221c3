-- SPDX-License-Identifier: EUPL-1.2
-- Refusals as reasoned decisions with guidance on complaints: the automatic one of an application that came too
-- late, and those that one officer proposes and another decides.
set local role ledger_owner;

create table grants.refusal_proposal (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  ground text not null check (ground in ('criteria', 'pool', 'terms')),
  reason text not null check (char_length(reason) between 1 and 4000),
  unheard_reason text check (char_length(unheard_reason) between 1 and 4000)
);
comment on table grants.refusal_proposal is 'Refusals as proposed by one officer.';
comment on column grants.refusal_proposal.entry is 'Entry of the proposal.';
comment on column grants.refusal_proposal.application is 'Application.';
comment on column grants.refusal_proposal.ground is
  'criteria: others met them better; pool: it does not reach; terms: the call''s own are not met.';
comment on column grants.refusal_proposal.reason is 'Why, read by the applicant.';
comment on column grants.refusal_proposal.unheard_reason is 'Why no hearing was needed; null when one was held.';
create index refusal_proposal_application on grants.refusal_proposal (application, entry);

create table grants.refusal_decision (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  proposal_entry bigint not null unique references grants.refusal_proposal,
  decision text not null check (decision in ('refuse', 'decline')),
  reason text not null check (char_length(reason) between 1 and 4000),
  letter jsonb,
  check ((decision = 'refuse') = (letter is not null))
);
comment on table grants.refusal_decision is 'What another officer decided on each.';
comment on column grants.refusal_decision.entry is 'Entry of the decision.';
comment on column grants.refusal_decision.application is 'Application.';
comment on column grants.refusal_decision.proposal_entry is 'Proposal decided.';
comment on column grants.refusal_decision.decision is 'refuse, or decline: then the application stays in assessment.';
comment on column grants.refusal_decision.reason is 'Why; of a refusal read by the applicant.';
comment on column grants.refusal_decision.letter is 'Ground, reason, law and guidance as decided.';
create unique index refused_once on grants.refusal_decision (application) where decision = 'refuse';

create table grants.refusal_late (
  entry bigint primary key references grants.submission,
  application bigint not null references grants.application,
  letter jsonb not null
);
comment on table grants.refusal_late is
  'The automatic decision on a submission that came too late, when no earlier one of the application counts.';
comment on column grants.refusal_late.entry is 'Entry of the submission, which is the decision''s too.';
comment on column grants.refusal_late.application is 'Application.';
comment on column grants.refusal_late.letter is 'Ground, reason, law and guidance as decided.';
create index refusal_late_application on grants.refusal_late (application, entry);

reset role;
select meta.make_append_only('grants.refusal_proposal', 'entry');
select meta.make_append_only('grants.refusal_decision', 'entry');
select meta.make_append_only('grants.refusal_late', 'entry');

create function grants.became_refusal(p_proposal bigint)
returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from grants.refusal_decision d where d.proposal_entry = p_proposal and d.decision = 'refuse')
$$;
comment on function grants.became_refusal(bigint) is 'Whether a proposed refusal was decided as one.';
grant create on schema grants to ledger_writer;
alter function grants.became_refusal(bigint) owner to ledger_writer;
revoke create on schema grants from ledger_writer;
create policy reader on grants.refusal_proposal for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency') and grants.visible(application)
  and (session_user = 'tilsagn_agency' or grants.became_refusal(entry)));
create policy reader on grants.refusal_decision for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency') and grants.visible(application)
  and (session_user = 'tilsagn_agency' or decision = 'refuse'));
create policy reader on grants.refusal_late for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency') and grants.visible(application));

drop policy assessment on ledger.entry;
create policy assessment on ledger.entry as restrictive for select to ledger_reader using (
  session_user <> 'tilsagn_grantee'
  or kind not in ('score', 'propose_award', 'declare_impartiality', 'propose_refusal'));

insert into rights.act (act, audience, role, needs_signature, description) values
  ('propose_refusal', 'agency', 'officer', false, 'Proposes to refuse an application.'),
  ('decide_refusal', 'agency', 'officer', false, 'Decides a proposed refusal.');
insert into rights.separation (act_a, act_b, why) values
  ('propose_refusal', 'decide_refusal', 'the proposer of a refusal does not decide it'),
  ('confirm', 'decide_refusal', 'the publisher of a call does not decide its awards'),
  ('propose_ruling', 'decide_refusal', 'who rules on a call does not decide its awards'),
  ('confirm_ruling', 'decide_refusal', 'who rules on a call does not decide its awards');
insert into rights.separation (act_a, act_b, why)
select distinct a.act, n.act, 'nobody acts for the applicant and for the agency on one case'
  from rights.act a cross join unnest(array['propose_refusal', 'decide_refusal']) n(act)
 where a.audience = 'grantee' and exists (
   select from rights.separation s where a.act in (s.act_a, s.act_b)
      and s.why = 'nobody acts for the applicant and for the agency on one case');
