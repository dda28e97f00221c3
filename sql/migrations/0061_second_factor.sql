-- SPDX-License-Identifier: EUPL-1.2
-- Second factor: enrolled by two administrators, activated by the person, consumed by acts. And what a
-- person's own signature needs: the request as it is to be signed, and the evidence kept beside it.

alter type ledger.act_context add attribute needs_second_factor boolean;
alter type ledger.act_context add attribute totp_step bigint;
alter type ledger.act_context add attribute signs boolean;
comment on type ledger.act_context is
    'What ledger.begin_act() established. replay is the entry of the first answer when the request was '
    'answered before; actor is the leaf''s actor object; streams and accounts are those locked exclusively; '
    'totp_step and signs are what the request''s second_factor says.';

set local role ledger_owner;

create table identity.factor_proposal (
    proposal bigint generated always as identity primary key,
    person   bigint not null references identity.person,
    change   text not null check (change in ('enrol', 'revoke')),
    human    bigint not null references identity.human,
    at       timestamptz not null,
    entry    bigint not null unique references ledger.entry
);
create index factor_proposal_person on identity.factor_proposal (person, proposal desc);
comment on table identity.factor_proposal is 'One administrator proposes that a person gets or loses a second factor.';
comment on column identity.factor_proposal.proposal is 'Number; also that of the factor which an enrolment makes.';
comment on column identity.factor_proposal.person is 'Whose factor.';
comment on column identity.factor_proposal.change is 'Enrol a new one, or revoke the one there is.';
comment on column identity.factor_proposal.human is 'The proposing administrator.';
comment on column identity.factor_proposal.at is 'When; a proposal that nobody confirms lapses.';
comment on column identity.factor_proposal.entry is 'Its entry.';

create table identity.factor_confirmation (
    proposal bigint primary key references identity.factor_proposal,
    human    bigint not null references identity.human,
    at       timestamptz not null,
    entry    bigint not null unique references ledger.entry
);
comment on table identity.factor_confirmation is 'Another administrator confirms; now it is in force.';
comment on column identity.factor_confirmation.proposal is 'Which proposal.';
comment on column identity.factor_confirmation.human is 'The confirming administrator.';
comment on column identity.factor_confirmation.at is 'When; an enrolment that the person does not take up lapses.';
comment on column identity.factor_confirmation.entry is 'Its entry.';

create table identity.factor_activation (
    proposal bigint primary key references identity.factor_confirmation,
    entry    bigint not null unique references ledger.entry
);
comment on table identity.factor_activation is 'The person showed a first code: from here the factor counts.';
comment on column identity.factor_activation.proposal is 'Which enrolment.';
comment on column identity.factor_activation.entry is 'Its entry.';

create table identity.factor_secret (
    proposal     bigint primary key references identity.factor_proposal,
    sealed       bytea not null check (octet_length(sealed) between 34 and 1100),
    last_step    bigint not null default 0 check (last_step >= 0),
    drift        int not null default 0 check (drift between -10 and 10),
    wrong        int not null default 0 check (wrong >= 0),
    locked_until timestamptz
);
comment on table identity.factor_secret is
    'What a factor works with; mutable and no part of the record. The seed is closed with a key that no '
    'database holds.';
comment on column identity.factor_secret.proposal is 'Which enrolment.';
comment on column identity.factor_secret.sealed is 'The seed, sealed for this person (AES-256-GCM).';
comment on column identity.factor_secret.last_step is 'Newest 30-second step that an act consumed; older ones count no more.';
comment on column identity.factor_secret.drift is 'Steps by which the device''s clock was ahead when last seen.';
comment on column identity.factor_secret.wrong is 'Wrong codes since the last right one.';
comment on column identity.factor_secret.locked_until is 'No code counts before this instant (real time).';

create table ledger.pending_request (
    pending bigint generated always as identity primary key,
    person  bigint not null references identity.person,
    act     text not null,
    request text not null check (octet_length(request) between 1 and 60000),
    made    timestamptz not null,
    expires timestamptz not null check (expires > made)
);
create index pending_request_person on ledger.pending_request (person, expires);
comment on table ledger.pending_request is
    'Requests that wait for their person''s own signature: the exact bytes that are signed. Mutable: one that '
    'expired is removed, one that was signed is in the record.';
comment on column ledger.pending_request.pending is 'Number.';
comment on column ledger.pending_request.person is 'Who is to sign.';
comment on column ledger.pending_request.act is 'Which act it is.';
comment on column ledger.pending_request.request is 'The request''s exact text, in UTF-8 the bytes to sign.';
comment on column ledger.pending_request.made is 'When it was prepared (real time).';
comment on column ledger.pending_request.expires is 'When it can no longer be performed (real time).';

create table ledger.evidence (
    sha256 bytea primary key check (octet_length(sha256) = 32),
    kind   text not null check (kind in ('certificate', 'authorities', 'crl')),
    bytes  bytea not null check (octet_length(bytes) > 0),
    constraint evidence_sha256 check (sha256 = sha256(bytes))
);
comment on table ledger.evidence is
    'What a signature was verified with: signer''s certificate, pinned CAs, revocation lists valid then. Once '
    'each, however many signatures rest on it.';
comment on column ledger.evidence.sha256 is 'Name.';
comment on column ledger.evidence.kind is 'certificate: DER. authorities, crl: the file as it was, PEM.';
comment on column ledger.evidence.bytes is 'Content.';

create table ledger.signature_evidence (
    signature bytea not null check (octet_length(signature) = 32),
    evidence  bytea not null references ledger.evidence,
    primary key (signature, evidence)
);
comment on table ledger.signature_evidence is
    'Which evidence belongs to which CMS file; written before the act, so that no signature stands without.';
comment on column ledger.signature_evidence.signature is 'SHA-256 of the CMS file, as the leaf names it.';
comment on column ledger.signature_evidence.evidence is 'What it was verified with.';

reset role;
select meta.make_append_only('identity.factor_proposal', 'proposal');
select meta.make_append_only('identity.factor_confirmation', 'proposal');
select meta.make_append_only('identity.factor_activation');
select meta.make_mutable('identity.factor_secret');
select meta.make_mutable('ledger.pending_request');
select meta.make_append_only('ledger.evidence', 'sha256');
select meta.make_append_only('ledger.signature_evidence');

create policy reader on identity.factor_proposal for select to ledger_reader using (session_user = 'tilsagn_agency');
create policy reader on identity.factor_confirmation for select to ledger_reader using (session_user = 'tilsagn_agency');
create policy reader on identity.factor_activation for select to ledger_reader using (session_user = 'tilsagn_agency');
create policy reader on ledger.evidence for select to ledger_reader using (session_user = 'tilsagn_agency');
create policy reader on ledger.signature_evidence for select to ledger_reader using (session_user = 'tilsagn_agency');

insert into rights.act (act, audience, role, description) values
    ('propose_factor', 'agency', 'administrator', 'Proposes to enrol or revoke a person''s second factor.'),
    ('confirm_factor', 'agency', 'administrator', 'Confirms such a proposal.');
insert into rights.act (act, audience, role, needs_second_factor, description)
    select 'activate_factor', a.audience, r.role, true, 'Shows the first code of an own new factor.'
    from (values ('grantee', array['-', 'applicant', 'management', 'external_auditor']),
                 ('agency', array['-', 'officer', 'finance', 'auditor', 'administrator'])) a(audience, roles),
         unnest(a.roles) r(role);

-- Money is approved and accounts are signed off with more than a certificate. The table is append-only for
-- everybody; what an installation says is a migration's.
alter table rights.act disable trigger append_only_rows;
update rights.act set needs_second_factor = true
where act in ('approve_instalment', 'sign_off');
alter table rights.act enable always trigger append_only_rows;
