-- SPDX-License-Identifier: EUPL-1.2
-- Sign-offs by external auditors: who appointed which firm, what opinion was given, what the agency made of
-- one that does not satisfy. Management attests (certificate and second factor); an auditor always signs.
set local role ledger_owner;

create table grants.auditor_appointment (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  firm text not null check (firm ~ '^[0-9]{8}$')
);
create index auditor_appointment_application on grants.auditor_appointment (application, entry);
create index auditor_appointment_firm on grants.auditor_appointment (firm);
comment on table grants.auditor_appointment is 'Audit firms that management of the grantee appointed for a grant.';
comment on column grants.auditor_appointment.entry is 'Entry of the appointment.';
comment on column grants.auditor_appointment.application is 'Grant.';
comment on column grants.auditor_appointment.firm is 'CVR of the audit firm.';

create table grants.auditor_withdrawal (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  appointment_entry bigint not null unique references grants.auditor_appointment,
  reason text not null check (char_length(reason) between 1 and 4000)
);
comment on table grants.auditor_withdrawal is 'Appointments that management withdrew; what was signed stays signed.';
comment on column grants.auditor_withdrawal.entry is 'Entry of the withdrawal.';
comment on column grants.auditor_withdrawal.application is 'Grant.';
comment on column grants.auditor_withdrawal.appointment_entry is 'Appointment that ends.';
comment on column grants.auditor_withdrawal.reason is 'Why.';

create table grants.endorsement (
  entry bigint primary key references grants.sign_off,
  application bigint not null references grants.application,
  accounts_entry bigint not null unique references grants.accounts,
  appointment_entry bigint not null references grants.auditor_appointment,
  opinion text not null check (opinion in ('clean', 'emphasis', 'qualified', 'adverse', 'disclaimer')),
  report_sha256 bytea not null check (octet_length(report_sha256) = 32),
  note text not null
);
comment on table grants.endorsement is
  'Signed opinions of external auditors. The first two satisfy a requirement; the others block until an officer '
  'decides. The report alone never satisfies anything.';
comment on column grants.endorsement.entry is 'Entry of the signed opinion, also a sign-off.';
comment on column grants.endorsement.application is 'Grant.';
comment on column grants.endorsement.accounts_entry is 'Accounts it is about.';
comment on column grants.endorsement.appointment_entry is 'Appointment it rests on.';
comment on column grants.endorsement.opinion is 'clean, emphasis, qualified, adverse or disclaimer.';
comment on column grants.endorsement.report_sha256 is 'SHA-256 of the report (PDF) in the store.';
comment on column grants.endorsement.note is 'Remark of the auditor.';

create table grants.opinion_decision (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  endorsement_entry bigint not null unique references grants.endorsement,
  decision text not null check (decision in ('accept', 'reject')),
  reason text not null check (char_length(reason) between 1 and 4000)
);
comment on table grants.opinion_decision is 'What an officer made of an opinion that does not satisfy by itself.';
comment on column grants.opinion_decision.entry is 'Entry of the decision.';
comment on column grants.opinion_decision.application is 'Grant.';
comment on column grants.opinion_decision.endorsement_entry is 'Opinion decided on.';
comment on column grants.opinion_decision.decision is 'accept: it satisfies; reject: new accounts are needed.';
comment on column grants.opinion_decision.reason is 'Why.';

reset role;
select meta.make_append_only('grants.auditor_appointment', 'entry');
select meta.make_append_only('grants.auditor_withdrawal');
select meta.make_append_only('grants.endorsement', 'entry');
select meta.make_append_only('grants.opinion_decision');

-- An external auditor sees the accounts of the grants for which the firm is appointed now, what belongs to
-- them, and nothing else of a case. plpgsql: identity.i_hold() comes with the functions.
create function grants.audits(p_application bigint)
returns boolean language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return session_user = 'tilsagn_grantee' and exists (
      select from grants.auditor_appointment p
       where p.application = p_application and p.firm = ledger.current_organisation()
         and not exists (select from grants.auditor_withdrawal w where w.appointment_entry = p.entry))
    and identity.i_hold('external_auditor');
end
$$;
comment on function grants.audits(bigint) is
  'Whether the current person audits a grant: external auditor of the firm that is appointed now.';

create function grants.audits_stream(p_stream text)
returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case when p_stream ~ '^grant:[0-9]{1,18}$'
              then grants.audits(substr(p_stream, 7)::bigint) else false end
$$;
comment on function grants.audits_stream(text) is 'audits() for the stream of an application.';

create function grants.visible_report(p_organisation text, p_sha256 bytea)
returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from grants.endorsement e join grants.auditor_appointment p on p.entry = e.appointment_entry
     where p.firm = p_organisation and e.report_sha256 = p_sha256
       and (grants.visible(e.application) or grants.audits(e.application)))
$$;
comment on function grants.visible_report(text, bytea) is
  'Whether a file is an auditor''s report on accounts that the login may see.';

grant create on schema grants to ledger_writer;
alter function grants.audits(bigint) owner to ledger_writer;
alter function grants.audits_stream(text) owner to ledger_writer;
alter function grants.visible_report(text, bytea) owner to ledger_writer;
revoke create on schema grants from ledger_writer;

do $policies$
declare
  v_table text;
begin
  foreach v_table in array array['auditor_appointment', 'auditor_withdrawal', 'endorsement', 'opinion_decision'] loop
    execute format('create policy reader on grants.%I for select to ledger_reader using (
      session_user in (''tilsagn_grantee'', ''tilsagn_agency'') and grants.visible(application))', v_table);
    execute format('create policy auditor on grants.%I for select to ledger_auditor
      using ((select identity.auditor_login()))', v_table);
  end loop;
  foreach v_table in array array['accounts', 'accounts_line', 'sign_off', 'auditor_appointment', 'auditor_withdrawal',
                                 'endorsement', 'opinion_decision'] loop
    execute format('create policy audited on grants.%I for select to ledger_reader using (
      session_user = ''tilsagn_grantee'' and grants.audits(application))', v_table);
  end loop;
end
$policies$;
create policy audited on ledger.entry for select to ledger_reader using (
  session_user = 'tilsagn_grantee'
  and kind in ('submit_accounts', 'sign_off', 'endorse_accounts', 'decide_opinion', 'appoint_auditor', 'withdraw_auditor')
  and grants.audits_stream(stream));
create policy reported on store.file for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency') and organisation is not null
  and media_type = 'application/pdf' and grants.visible_report(organisation, sha256));

insert into rights.act (act, audience, role, needs_signature, description) values
  ('appoint_auditor', 'grantee', 'management', false, 'Appoints the audit firm of a grant.'),
  ('withdraw_auditor', 'grantee', 'management', false, 'Ends such an appointment.'),
  ('endorse_accounts', 'grantee', 'external_auditor', true, 'Signs an opinion on exactly these accounts.'),
  ('decide_opinion', 'agency', 'officer', false, 'Accepts or rejects an opinion that does not satisfy by itself.');

insert into rights.separation (act_a, act_b, why) values
  ('submit_accounts', 'endorse_accounts', 'the signer of accounts did not prepare them'),
  ('decide_opinion', 'approve_instalment', 'who accepts an opinion neither approves nor releases'),
  ('decide_opinion', 'release_batch', 'who accepts an opinion neither approves nor releases');
insert into rights.separation (act_a, act_b, why)
select g.act, 'endorse_accounts', 'the auditor of accounts does not act for the grantee'
  from unnest(array['submit', 'sign_off', 'appoint_auditor', 'withdraw_auditor']) g(act);
insert into rights.separation (act_a, act_b, why)
select g.act, a.act, 'nobody acts for the applicant and for the agency on one case'
  from unnest(array['appoint_auditor', 'withdraw_auditor', 'endorse_accounts']) g(act),
       unnest(array['confirm', 'propose_weights', 'confirm_weights', 'open_applications', 'score', 'propose_award',
                    'decide_award', 'prepare_instalment', 'approve_instalment', 'release_batch', 'decide_opinion',
                    'propose_ruling', 'confirm_ruling', 'record_result', 'confirm_result']) a(act)
union all
select g.act, 'decide_opinion', 'nobody acts for the applicant and for the agency on one case'
  from unnest(array['submit', 'submit_accounts', 'sign_off']) g(act);
