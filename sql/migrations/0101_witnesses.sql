-- SPDX-License-Identifier: EUPL-1.2
-- Witnesses: the log's public keys, the policies that were in force, what each witness answered, and when its
-- quorum was met. Cosignatures themselves stand beside the log's own signature in checkpoint_signature.

set local role ledger_owner;

create table ledger.log_key (
    key_name   text not null check (key_name ~ '^[^[:space:]+]{1,255}$'),
    key_id     text not null check (key_id ~ '^[0-9a-f]{8}$'),
    public_key bytea not null check (octet_length(public_key) = 32),
    at         timestamptz not null,
    primary key (key_name, key_id)
);
comment on table ledger.log_key is
    'Ed25519 keys with which the log was signed, as the signer told the sequencer; who checks a receipt in the '
    'portal needs them. Who does not trust the portal has them from elsewhere.';
comment on column ledger.log_key.key_name is 'Name of the key: the log''s origin.';
comment on column ledger.log_key.key_id is 'Id of the key, hex.';
comment on column ledger.log_key.public_key is 'The public key.';
comment on column ledger.log_key.at is 'When it was first seen.';

create table ledger.witness_policy (
    policy bigint generated always as identity primary key,
    text   text not null check (octet_length(text) between 1 and 65536),
    at     timestamptz not null
);
comment on table ledger.witness_policy is 'Policies of witnesses (C2SP tlog-policy), each as the sequencer read it; the last is in force.';
comment on column ledger.witness_policy.policy is 'Number.';
comment on column ledger.witness_policy.text is 'The file.';
comment on column ledger.witness_policy.at is 'When the sequencer began to use it.';

create table ledger.witness_event (
    event    bigint generated always as identity primary key,
    policy   bigint not null references ledger.witness_policy,
    key_name text not null check (key_name ~ '^[^[:space:]+]{1,255}$'),
    key_id   text not null check (key_id ~ '^[0-9a-f]{8}$'),
    state    text not null check (state in ('cosigned', 'silent', 'unreadable', 'malformed', 'no_signature',
        'unknown_log', 'elsewhere', 'ahead', 'other_root', 'inconsistent', 'wrong_signature', 'wrong_time')),
    size     bigint not null check (size > 0),
    told     bigint check (told > size and (state = 'ahead') = (told is not null)),
    at       timestamptz not null
);
comment on table ledger.witness_event is 'What a witness answered when it became another answer than before.';
comment on column ledger.witness_event.event is 'Number.';
comment on column ledger.witness_event.policy is 'Policy that names the witness.';
comment on column ledger.witness_event.key_name is 'Name of its key.';
comment on column ledger.witness_event.key_id is 'Id of its key, hex.';
comment on column ledger.witness_event.state is
    'cosigned; silent: no answer in time; unreadable, malformed, no_signature, unknown_log, elsewhere, inconsistent: '
    'refused; ahead: it says that it has cosigned more; other_root: another log of the size; wrong_signature, '
    'wrong_time: no cosignature that counts.';
comment on column ledger.witness_event.size is 'Size that it was asked to cosign.';
comment on column ledger.witness_event.told is 'Size that it says it has cosigned, when it is ahead.';
comment on column ledger.witness_event.at is 'Database clock when it was stored.';
create index on ledger.witness_event (key_name, key_id, event);

create table ledger.checkpoint_quorum (
    size   bigint not null references ledger.checkpoint,
    policy bigint not null references ledger.witness_policy,
    at     timestamptz not null,
    primary key (size, policy)
);
comment on table ledger.checkpoint_quorum is 'Checkpoints that a quorum of the policy had cosigned; without one the log is not called witnessed.';
comment on column ledger.checkpoint_quorum.size is 'Checkpoint.';
comment on column ledger.checkpoint_quorum.policy is 'Policy.';
comment on column ledger.checkpoint_quorum.at is 'When the last cosignature that was needed was stored.';

reset role;

select meta.make_append_only('ledger.log_key');
select meta.make_append_only('ledger.witness_policy', 'policy');
select meta.make_append_only('ledger.witness_event');
select meta.make_append_only('ledger.checkpoint_quorum');

-- Everybody may see what was signed and by whom.
create policy reader on ledger.log_key for select to ledger_reader using (true);
create policy reader on ledger.witness_policy for select to ledger_reader using (true);
create policy reader on ledger.witness_event for select to ledger_reader using (true);
create policy reader on ledger.checkpoint_quorum for select to ledger_reader using (true);
create policy reader on ledger.checkpoint for select to ledger_reader using (true);
create policy reader on ledger.checkpoint_signature for select to ledger_reader using (true);
create policy reader on ledger.log_hash for select to ledger_reader using (true);
create policy reader on ledger.log_quarantine for select to ledger_reader using (true);
