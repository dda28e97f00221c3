-- SPDX-License-Identifier: EUPL-1.2
-- Who may do what, and which acts exclude each other by human, as data.

set local role ledger_owner;

create table rights.act (
    act                 text not null check (act ~ '^[a-z][a-z_]{0,39}$'),
    audience            text not null check (audience in ('grantee', 'agency', 'operator', 'system')),
    role                text not null check (role in ('-', 'applicant', 'management', 'external_auditor',
                                                      'officer', 'finance', 'auditor', 'administrator')),
    needs_signature     boolean not null default false,
    needs_second_factor boolean not null default false,
    description         text not null,
    primary key (act, audience, role)
);
comment on table rights.act is 'One row per act, audience and role that may perform it; "-" is nobody''s role.';
comment on column rights.act.act is 'Name of the act.';
comment on column rights.act.audience is 'Pool through which it comes.';
comment on column rights.act.role is 'Role the person must hold; "-": operator, system, or a person without a role.';
comment on column rights.act.needs_signature is 'The act is refused without a CMS file.';
comment on column rights.act.needs_second_factor is 'The worker must have seen a second factor.';
comment on column rights.act.description is 'What the act does.';

create table rights.separation (
    act_a text not null,
    act_b text not null,
    why   text not null,
    primary key (act_a, act_b)
);
comment on table rights.separation is
    'Pairs of acts that one human may not both perform on a case: a grant, its call, its batches and every '
    'grant linked to it. A pair counts in both directions.';
comment on column rights.separation.act_a is 'One act.';
comment on column rights.separation.act_b is 'The other.';
comment on column rights.separation.why is 'The rule in words.';

reset role;
select meta.make_append_only('rights.act');
select meta.make_append_only('rights.separation');
create policy reader on rights.act for select to ledger_reader using (true);
create policy reader on rights.separation for select to ledger_reader using (true);

insert into rights.act (act, audience, role, description) values
    ('bootstrap', 'operator', '-', 'Enrols the first two administrators, once.'),
    ('propose', 'operator', '-', 'Proposes a register change, appropriation, call or annex.'),
    ('record_deployment', 'operator', '-', 'Records the deployed version and catalogue hash.'),
    ('confirm', 'agency', 'administrator', 'Confirms a register change.'),
    ('confirm', 'agency', 'finance', 'Confirms an appropriation.'),
    ('confirm', 'agency', 'officer', 'Confirms a call or an annex.');
insert into rights.act (act, audience, role, description)
    select 'record_refusal', a.audience, r.role, 'Records that an act was refused.'
    from (values ('grantee', array['-', 'applicant', 'management', 'external_auditor']),
                 ('agency', array['-', 'officer', 'finance', 'auditor', 'administrator'])) a(audience, roles),
         unnest(a.roles) r(role);

insert into rights.separation (act_a, act_b, why) values
    ('propose_award', 'decide_award', 'the proposer of an award does not decide it'),
    ('confirm', 'decide_award', 'the publisher of a call does not decide its awards'),
    ('propose_weights', 'confirm_weights', 'weights are confirmed by another officer'),
    ('score', 'approve_instalment', 'an assessor does not approve payments'),
    ('score', 'release_batch', 'an assessor does not release payments'),
    ('propose_award', 'approve_instalment', 'the proposer of an award does not approve its payments'),
    ('propose_award', 'release_batch', 'the proposer of an award does not release its payments'),
    ('decide_award', 'approve_instalment', 'the decider of an award does not approve its payments'),
    ('decide_award', 'release_batch', 'the decider of an award does not release its payments'),
    ('prepare_instalment', 'approve_instalment', 'the preparer of a payment does not approve it'),
    ('prepare_instalment', 'release_batch', 'the preparer of a payment does not release it'),
    ('approve_instalment', 'release_batch', 'the approver of a payment does not release it'),
    ('submit_accounts', 'sign_off', 'the signer of accounts did not prepare them');
-- One human may hold a card of a municipality and one of the agency: never both sides of one case.
insert into rights.separation (act_a, act_b, why)
    select g.act, a.act, 'nobody acts for the applicant and for the agency on one case'
    from unnest(array['submit', 'submit_accounts', 'sign_off']) g(act),
         unnest(array['score', 'propose_award', 'decide_award', 'prepare_instalment',
                      'approve_instalment', 'release_batch']) a(act);
