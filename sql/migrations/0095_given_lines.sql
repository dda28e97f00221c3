-- SPDX-License-Identifier: EUPL-1.2
-- Finance-year lines of awards whose commitment is given one year at a time: the first line is given with the
-- award, a later one when two officers have given it.
set local role ledger_owner;

create table grants.line_proposal (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  year integer not null check (year between 2000 and 2099),
  amount_ore grants.sum not null check (amount_ore > 0),
  reason text not null check (char_length(reason) between 1 and 4000)
);
comment on table grants.line_proposal is 'Finance-year lines that an officer proposes to give.';
comment on column grants.line_proposal.entry is 'Entry of the proposal.';
comment on column grants.line_proposal.application is 'Grant.';
comment on column grants.line_proposal.year is 'Finance year.';
comment on column grants.line_proposal.amount_ore is 'The whole line as it is in the award, in øre.';
comment on column grants.line_proposal.reason is 'Why, read by the grantee.';
create index line_proposal_application on grants.line_proposal (application, entry);

create table grants.line_decision (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  proposal_entry bigint not null unique references grants.line_proposal,
  decision text not null check (decision in ('give', 'decline')),
  reason text not null check (char_length(reason) between 1 and 4000)
);
comment on table grants.line_decision is 'What another officer decided on each.';
comment on column grants.line_decision.entry is 'Entry of the decision.';
comment on column grants.line_decision.application is 'Grant.';
comment on column grants.line_decision.proposal_entry is 'Proposal decided.';
comment on column grants.line_decision.decision is 'give or decline.';
comment on column grants.line_decision.reason is 'Why, read by the grantee.';
create index line_decision_application on grants.line_decision (application, entry);

reset role;
select meta.make_append_only('grants.line_proposal', 'entry');
select meta.make_append_only('grants.line_decision', 'entry');

-- The grantee sees what was decided; a proposal is the agency's own until then.
create function grants.line_decided(p_proposal bigint)
returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from grants.line_decision d where d.proposal_entry = p_proposal)
$$;
comment on function grants.line_decided(bigint) is 'Whether a proposed line was decided.';
grant create on schema grants to ledger_writer;
alter function grants.line_decided(bigint) owner to ledger_writer;
revoke create on schema grants from ledger_writer;
create policy reader on grants.line_proposal for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency') and grants.visible(application)
  and (session_user = 'tilsagn_agency' or grants.line_decided(entry)));
create policy reader on grants.line_decision for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency') and grants.visible(application));

insert into rights.act (act, audience, role, needs_signature, description) values
  ('propose_line', 'agency', 'officer', false, 'Proposes to give a finance year''s line of an award.'),
  ('give_line', 'agency', 'officer', false, 'Decides on a proposed line of an award.');
insert into rights.separation (act_a, act_b, why) values
  ('propose_line', 'give_line', 'the proposer of a line does not give it'),
  ('propose_line', 'approve_instalment', 'who gives a line does not approve its payments'),
  ('give_line', 'approve_instalment', 'who gives a line does not approve its payments'),
  ('propose_line', 'release_batch', 'who gives a line does not release its payments'),
  ('give_line', 'release_batch', 'who gives a line does not release its payments');
insert into rights.separation (act_a, act_b, why)
select distinct a.act, n.act, 'nobody acts for the applicant and for the agency on one case'
  from rights.act a cross join unnest(array['propose_line', 'give_line']) n(act)
 where a.audience = 'grantee' and exists (
   select from rights.separation s where a.act in (s.act_a, s.act_b)
      and s.why = 'nobody acts for the applicant and for the agency on one case');
