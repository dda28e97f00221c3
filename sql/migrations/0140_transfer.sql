-- SPDX-License-Identifier: EUPL-1.2
-- Transfer: a grant goes over to the successor of its grantee, as the register of organisations has it. Proposed by one
-- officer, accepted by the successor's management over its own signature, decided by another officer.
set local role ledger_owner;

create table identity.organisation_successor (
  organisation text primary key references identity.organisation,
  successor text not null references identity.organisation,
  reason text not null check (char_length(reason) between 1 and 200),
  entry bigint not null references ledger.entry,
  check (organisation <> successor)
);
comment on table identity.organisation_successor is 'Organisations that went over into another: by two administrators, as the rest of the register.';
comment on column identity.organisation_successor.organisation is 'CVR number that is no more.';
comment on column identity.organisation_successor.successor is 'CVR number that came in its place.';
comment on column identity.organisation_successor.reason is 'Law or decision that it rests on.';
comment on column identity.organisation_successor.entry is 'By which entry.';

create table grants.transfer_proposal (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  predecessor text not null references identity.organisation,
  successor text not null references identity.organisation,
  reason text not null check (char_length(reason) between 1 and 4000),
  check (predecessor <> successor)
);
comment on table grants.transfer_proposal is 'Grants that an officer proposes to transfer.';
comment on column grants.transfer_proposal.entry is 'Entry of the proposal.';
comment on column grants.transfer_proposal.application is 'Grant.';
comment on column grants.transfer_proposal.predecessor is 'CVR number of its grantee until then.';
comment on column grants.transfer_proposal.successor is 'CVR number of its grantee from then on.';
comment on column grants.transfer_proposal.reason is 'Why.';
create index transfer_application on grants.transfer_proposal (application, entry);
create index transfer_successor on grants.transfer_proposal (successor);

create table grants.transfer_acceptance (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  proposal_entry bigint not null unique references grants.transfer_proposal
);
comment on table grants.transfer_acceptance is 'What the successor''s management took over by its own signature.';
comment on column grants.transfer_acceptance.entry is 'Entry of the acceptance.';
comment on column grants.transfer_acceptance.application is 'Grant.';
comment on column grants.transfer_acceptance.proposal_entry is 'Proposal accepted.';

create table grants.transfer_decision (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  proposal_entry bigint not null unique references grants.transfer_proposal,
  acceptance_entry bigint references grants.transfer_acceptance,
  decision text not null check (decision in ('transfer', 'decline')),
  reason text not null check (char_length(reason) between 1 and 4000),
  letter jsonb,
  constraint transfer_accepted check (decision = 'decline' or acceptance_entry is not null and letter is not null)
);
comment on table grants.transfer_decision is 'Another officer''s decision, once the successor accepted.';
comment on column grants.transfer_decision.entry is 'Entry of the decision.';
comment on column grants.transfer_decision.application is 'Grant.';
comment on column grants.transfer_decision.proposal_entry is 'Proposal decided.';
comment on column grants.transfer_decision.acceptance_entry is 'Acceptance that came before it.';
comment on column grants.transfer_decision.decision is 'transfer or decline.';
comment on column grants.transfer_decision.reason is 'Why.';
comment on column grants.transfer_decision.letter is 'What predecessor and successor are told.';
create index transfer_decided on grants.transfer_decision (application, entry);

reset role;
select meta.make_append_only('identity.organisation_successor');
select meta.make_append_only('grants.transfer_proposal', 'entry');
select meta.make_append_only('grants.transfer_acceptance', 'entry');
select meta.make_append_only('grants.transfer_decision');

-- Who has a grant: the applicant, or who came in its place before that entry (null: until now).
create function grants.holder_at(p_application bigint, p_entry bigint)
returns text language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce((select p.successor from grants.transfer_decision d join grants.transfer_proposal p on p.entry = d.proposal_entry
                    where d.application = p_application and d.decision = 'transfer'
                      and (p_entry is null or d.entry < p_entry) order by d.entry desc limit 1),
                  (select a.organisation from grants.application a where a.application = p_application))
$$;
comment on function grants.holder_at(bigint, bigint) is
  'CVR number of who had an application or grant when an entry was made; null: who has it now.';

-- Its grants, and those that it is asked to take over.
create function grants.transferred_to_me()
returns setof bigint language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.application from grants.transfer_proposal p
    left join grants.transfer_decision d on d.proposal_entry = p.entry
   where p.successor = ledger.current_organisation() and coalesce(d.decision, 'transfer') = 'transfer'
$$;
comment on function grants.transferred_to_me() is
  'Grants that the current person''s organisation took over from another, or is asked to.';

create function grants.party_to(p_application bigint)
returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from grants.application a where a.application = p_application
                    and a.organisation = ledger.current_organisation())
      or p_application in (select grants.transferred_to_me())
$$;
comment on function grants.party_to(bigint) is
  'Whether the current person''s organisation applied for a grant, took it over, or is asked to.';
grant create on schema grants to ledger_writer;
alter function grants.holder_at(bigint, bigint) owner to ledger_writer;
alter function grants.transferred_to_me() owner to ledger_writer;
alter function grants.party_to(bigint) owner to ledger_writer;
revoke create on schema grants from ledger_writer;

create or replace function grants.visible(p_application bigint)
returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from grants.application a
     where a.application = p_application and case session_user
       when 'tilsagn_grantee' then a.organisation = ledger.current_organisation()
         or a.application in (select grants.transferred_to_me())
       when 'tilsagn_agency' then exists (select from grants.call_opened o where o.call = a.call)
       when 'tilsagn_public' then exists (select from grants.award_decision d
         where d.application = a.application and d.decision = 'award')
       else false end)
$$;

create policy reader on identity.organisation_successor for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency'));
create policy reader on grants.transfer_proposal for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency') and grants.visible(application));
create policy reader on grants.transfer_acceptance for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency') and grants.visible(application));
create policy reader on grants.transfer_decision for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency') and grants.visible(application)
  and (session_user = 'tilsagn_agency' or decision = 'transfer'));
create policy auditor on identity.organisation_successor for select to ledger_auditor using ((select identity.auditor_login()));
create policy auditor on grants.transfer_proposal for select to ledger_auditor using ((select identity.auditor_login()));
create policy auditor on grants.transfer_acceptance for select to ledger_auditor using ((select identity.auditor_login()));
create policy auditor on grants.transfer_decision for select to ledger_auditor using ((select identity.auditor_login()));
create policy transferred on ledger.entry for select to ledger_reader using (
  session_user = 'tilsagn_grantee' and stream in (select 'grant:' || t.t from grants.transferred_to_me() t(t)));

insert into rights.act (act, audience, role, needs_signature, description) values
  ('propose_transfer', 'agency', 'officer', false, 'Proposes that a grant goes over to its grantee''s successor.'),
  ('accept_transfer', 'grantee', 'management', true, 'Takes over a grant with its obligations.'),
  ('decide_transfer', 'agency', 'officer', false, 'Decides whether a grant goes over to a successor.');
with side (act, grantee) as (
  select distinct a.act, a.audience = 'grantee'
    from rights.act a
   where a.audience in ('grantee', 'agency') and exists (
     select from rights.separation s where a.act in (s.act_a, s.act_b)
        and s.why = 'nobody acts for the applicant and for the agency on one case')
  union values ('accept_transfer', true), ('propose_transfer', false), ('decide_transfer', false))
insert into rights.separation (act_a, act_b, why)
select g.act, a.act, 'nobody acts for the applicant and for the agency on one case'
  from side g join side a on g.grantee and not a.grantee
 where 'accept_transfer' = g.act or a.act in ('propose_transfer', 'decide_transfer')
union all values
  ('accept_transfer', 'endorse_accounts', 'the auditor of accounts does not act for the grantee'),
  ('propose_transfer', 'decide_transfer', 'the proposer of a transfer does not decide it'),
  ('propose_transfer', 'approve_instalment', 'who transfers a grant does not approve its payments'),
  ('decide_transfer', 'approve_instalment', 'who transfers a grant does not approve its payments'),
  ('propose_transfer', 'release_batch', 'who transfers a grant does not release its payments'),
  ('decide_transfer', 'release_batch', 'who transfers a grant does not release its payments');
