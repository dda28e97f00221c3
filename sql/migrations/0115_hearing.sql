-- SPDX-License-Identifier: EUPL-1.2
-- Hearing of the party (forvaltningsloven § 19): the facts that count against it and that it does not know, the day
-- by which it can answer, and its answer. While a hearing is open nothing is decided on the case.
set local role ledger_owner;

create table grants.hearing (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  facts text not null check (char_length(facts) between 1 and 4000),
  answer_by date not null
);
comment on table grants.hearing is 'Hearings of applicants and grantees.';
comment on column grants.hearing.entry is 'Entry that opened it.';
comment on column grants.hearing.application is 'Case.';
comment on column grants.hearing.facts is 'What the party is heard about.';
comment on column grants.hearing.answer_by is 'Last day for the answer, Danish time.';
create index hearing_application on grants.hearing (application, entry);

create table grants.hearing_answer (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  hearing bigint not null unique references grants.hearing,
  answer text not null check (char_length(answer) between 1 and 4000)
);
comment on table grants.hearing_answer is 'What the party answered.';
comment on column grants.hearing_answer.entry is 'Entry of the answer.';
comment on column grants.hearing_answer.application is 'Case.';
comment on column grants.hearing_answer.hearing is 'Hearing answered.';
comment on column grants.hearing_answer.answer is 'The answer.';

reset role;
select meta.make_append_only('grants.hearing', 'entry');
select meta.make_append_only('grants.hearing_answer', 'entry');
create policy reader on grants.hearing for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency') and grants.visible(application));
create policy reader on grants.hearing_answer for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency') and grants.visible(application));

insert into rights.act (act, audience, role, needs_signature, description) values
  ('open_hearing', 'agency', 'officer', false, 'Hears a party about facts before a decision.'),
  ('answer_hearing', 'grantee', 'applicant', false, 'Answers a hearing.'),
  ('answer_hearing', 'grantee', 'management', false, 'Answers a hearing.');
with side (act, grantee) as (
  select distinct a.act, a.audience = 'grantee'
    from rights.act a
   where a.audience in ('grantee', 'agency') and exists (
     select from rights.separation s where a.act in (s.act_a, s.act_b)
        and s.why = 'nobody acts for the applicant and for the agency on one case')
  union values ('answer_hearing', true), ('open_hearing', false))
insert into rights.separation (act_a, act_b, why)
select g.act, a.act, 'nobody acts for the applicant and for the agency on one case'
  from side g join side a on g.grantee and not a.grantee
 where 'answer_hearing' = g.act or a.act = 'open_hearing'
union all values ('endorse_accounts', 'answer_hearing', 'the auditor of accounts does not act for the grantee');
