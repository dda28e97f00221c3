-- SPDX-License-Identifier: EUPL-1.2
-- Admission: a contested submission counts, or does not, by a ruling of two officers over the facts of its receipt.
set local role ledger_owner;

create table grants.admission_proposal (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  submission bigint not null references grants.submission,
  choice text not null check (choice in ('admit', 'refuse')),
  reason text not null check (char_length(reason) between 1 and 4000)
);
comment on table grants.admission_proposal is 'Rulings on contested submissions as proposed by one officer; the newest can be confirmed.';
comment on column grants.admission_proposal.entry is 'Entry of the proposal.';
comment on column grants.admission_proposal.application is 'Application.';
comment on column grants.admission_proposal.submission is 'Entry of the contested submission.';
comment on column grants.admission_proposal.choice is 'admit: it counts; refuse: it does not.';
comment on column grants.admission_proposal.reason is 'Why, in words that the applicant reads once it is ruled.';
create index admission_proposal_submission on grants.admission_proposal (submission, entry);
create index admission_proposal_application on grants.admission_proposal (application);

create table grants.admission (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  submission bigint not null unique references grants.submission,
  proposal_entry bigint not null unique references grants.admission_proposal,
  choice text not null check (choice in ('admit', 'refuse')),
  reason text not null check (char_length(reason) between 1 and 4000),
  letter jsonb,
  constraint admission_letter check (choice = 'refuse' or letter is null)
);
comment on table grants.admission is 'Rulings on contested submissions as another officer confirmed them; each is ruled on once.';
comment on column grants.admission.entry is 'Entry of the confirmation.';
comment on column grants.admission.application is 'Application.';
comment on column grants.admission.submission is 'Entry of the contested submission.';
comment on column grants.admission.proposal_entry is 'Proposal confirmed.';
comment on column grants.admission.choice is 'admit: it counts from this entry on; refuse: it never will.';
comment on column grants.admission.reason is 'Why the second officer agreed.';
comment on column grants.admission.letter is
  'Ground, reason, law and guidance of the refusal that it is; null when it counts, or something else of the application does or may.';
create index admission_application on grants.admission (application, entry);

reset role;
select meta.make_append_only('grants.admission_proposal', 'entry');
select meta.make_append_only('grants.admission', 'entry');

create function grants.became_admission(p_proposal bigint)
returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from grants.admission d where d.proposal_entry = p_proposal)
$$;
comment on function grants.became_admission(bigint) is 'Whether a proposed ruling on a contested submission was confirmed.';
grant create on schema grants to ledger_writer;
alter function grants.became_admission(bigint) owner to ledger_writer;
revoke create on schema grants from ledger_writer;
create policy reader on grants.admission_proposal for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency') and grants.visible(application)
  and (session_user = 'tilsagn_agency' or grants.became_admission(entry)));
create policy reader on grants.admission for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency') and grants.visible(application));
create policy auditor on grants.admission_proposal for select to ledger_auditor using ((select identity.auditor_login()));
create policy auditor on grants.admission for select to ledger_auditor using ((select identity.auditor_login()));

-- an applicant is told the ruling, not what one officer thinks of it before
create policy admission on ledger.entry as restrictive for select to ledger_reader using (
  session_user <> 'tilsagn_grantee' or kind <> 'propose_admission');

insert into rights.act (act, audience, role, needs_signature, description) values
  ('propose_admission', 'agency', 'officer', true, 'Proposes whether a contested submission counts.'),
  ('confirm_admission', 'agency', 'officer', true, 'Confirms whether a contested submission counts.');
insert into rights.separation (act_a, act_b, why)
select g.act, a.act, 'nobody acts for the applicant and for the agency on one case'
  from (select distinct a.act from rights.act a where a.audience = 'grantee' and exists (
          select from rights.separation s where a.act in (s.act_a, s.act_b)
             and s.why = 'nobody acts for the applicant and for the agency on one case')) g
 cross join (values ('propose_admission'), ('confirm_admission')) a(act)
union all values ('propose_admission', 'confirm_admission', 'a ruling is confirmed by another officer')
union all
select a.act, o.act, o.why
  from (values ('propose_admission'), ('confirm_admission')) a(act)
 cross join (values ('decide_award', 'who rules on a call does not decide its awards'),
                    ('decide_refusal', 'who rules on a call does not decide its awards'),
                    ('decide_allocation', 'who rules on a call does not decide its awards'),
                    ('approve_instalment', 'who rules on a call does not approve its payments')) o(act, why);
