-- SPDX-License-Identifier: EUPL-1.2
-- Whether an officer is impartial in a case (forvaltningsloven §§ 3-6): declared for each case before one
-- assesses it. Who has an interest in it takes no further part in it.
set local role ledger_owner;

create table grants.impartiality (
  entry bigint primary key references ledger.entry,
  application bigint not null references grants.application,
  human bigint not null,
  declared text not null check (declared in ('impartial', 'interest')),
  ground text check (ground in ('own_interest', 'relative', 'connected', 'other_instance', 'other')),
  check ((declared = 'interest') = (ground is not null))
);
comment on table grants.impartiality is
  'Declarations of officers about a case. The ground is one of the five of forvaltningsloven § 3, stk. 1, in '
  'their order, never in words: what nobody can delete shall not tell about anybody''s family.';
comment on column grants.impartiality.entry is 'Entry of the declaration.';
comment on column grants.impartiality.application is 'Case.';
comment on column grants.impartiality.human is 'Who declared.';
comment on column grants.impartiality.declared is 'impartial, or interest: from then on no part in the case.';
comment on column grants.impartiality.ground is 'Why there is an interest.';
create index impartiality_application on grants.impartiality (application, entry);

reset role;
select meta.make_append_only('grants.impartiality', 'entry');
create policy reader on grants.impartiality for select to ledger_reader using (
  session_user = 'tilsagn_agency' and grants.visible(application));

-- The applicant sees the agency's decisions, not who prepared them.
drop policy assessment on ledger.entry;
create policy assessment on ledger.entry as restrictive for select to ledger_reader using (
  session_user <> 'tilsagn_grantee' or kind not in ('score', 'propose_award', 'declare_impartiality'));

insert into rights.act (act, audience, role, needs_signature, description) values
  ('declare_impartiality', 'agency', 'officer', false, 'Declares oneself impartial in a case, or not.');
