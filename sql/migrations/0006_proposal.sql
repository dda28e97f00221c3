-- SPDX-License-Identifier: EUPL-1.2
-- The operator only proposes: two humans with certificates make a proposal effective.

set local role ledger_owner;

create type ledger.effect as (
    result    jsonb,
    accounts  text[],
    amounts   bigint[],
    effective date,
    call      text
);
comment on type ledger.effect is
    'What a proposal does when it becomes effective: facts for the entry''s result, postings, accounting date, call.';

create table ledger.proposal (
    proposal bigint generated always as identity primary key,
    kind     text not null check (kind in ('register', 'appropriation', 'call', 'annex')),
    subject  text not null check (subject ~ '^[0-9A-Za-z._/-]{1,64}$'),
    title    text not null check (length(title) between 1 and 200),
    sha256   bytea not null check (octet_length(sha256) = 32),
    stream   text not null,
    entry    bigint not null unique references ledger.entry
);
create index proposal_subject on ledger.proposal (kind, subject);
comment on table ledger.proposal is 'What the operator put before two humans.';
comment on column ledger.proposal.proposal is 'Number.';
comment on column ledger.proposal.kind is 'Decides which role confirms and what becomes effective.';
comment on column ledger.proposal.subject is 'Register: free; appropriation and call: its id; annex: call/annex.';
comment on column ledger.proposal.title is 'Shown to the confirming humans.';
comment on column ledger.proposal.sha256 is 'SHA-256 of the document in the store.';
comment on column ledger.proposal.stream is 'Stream of what is proposed.';
comment on column ledger.proposal.entry is 'Entry of the proposal.';

create table ledger.confirmation (
    proposal bigint not null references ledger.proposal,
    n        smallint not null check (n in (1, 2)),
    human    bigint not null references identity.human,
    person   bigint not null references identity.person,
    entry    bigint not null unique references ledger.entry,
    primary key (proposal, n),
    constraint confirmation_human unique (proposal, human)
);
comment on table ledger.confirmation is 'Two confirmations by different humans; the second makes it effective.';
comment on column ledger.confirmation.proposal is 'Proposal.';
comment on column ledger.confirmation.n is 'First or second.';
comment on column ledger.confirmation.human is 'Who.';
comment on column ledger.confirmation.person is 'Under which identity.';
comment on column ledger.confirmation.entry is 'By which entry.';

reset role;
select meta.make_append_only('ledger.proposal', 'proposal');
select meta.make_append_only('ledger.confirmation');
create policy reader on ledger.proposal for select to ledger_reader using (
    session_user in ('tilsagn_agency', 'tilsagn_operator'));
create policy reader on ledger.confirmation for select to ledger_reader using (
    session_user in ('tilsagn_agency', 'tilsagn_operator'));
