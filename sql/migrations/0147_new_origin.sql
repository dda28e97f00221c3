-- SPDX-License-Identifier: EUPL-1.2
-- A log whose signed end is lost for good goes on under a new name, whose first leaf says so. What was signed under the
-- former name moves here, and stays readable for whoever holds a receipt or a proof of that time.

set local role ledger_owner;

create table ledger.former_log (
    origin      text primary key check (origin ~ '^[^[:space:]+]{1,255}$'),
    next_origin text not null unique check (next_origin ~ '^[^[:space:]+]{1,255}$' and next_origin <> origin),
    signed_size bigint not null,
    signed_root bytea not null check (octet_length(signed_root) = 32),
    left_size   bigint not null check (left_size >= 0),
    left_root   bytea not null check (octet_length(left_root) = 32),
    entry       bigint not null unique references ledger.entry,
    constraint former_log_lost check (signed_size > left_size)
);
comment on table ledger.former_log is 'Logs that ended because entries they had signed were lost for good, each with the entry that says so.';
comment on column ledger.former_log.origin is 'Its name.';
comment on column ledger.former_log.next_origin is 'Name of the log that goes on from what was left.';
comment on column ledger.former_log.signed_size is 'Number of entries that were signed under its name, as far as anybody knew.';
comment on column ledger.former_log.signed_root is 'Root that was signed for that size.';
comment on column ledger.former_log.left_size is 'How many of them the database still had: entries from this place on are lost.';
comment on column ledger.former_log.left_root is 'Their root.';
comment on column ledger.former_log.entry is 'The new log''s first entry, begin_log.';

create table ledger.former_leaf (
    origin     text not null references ledger.former_log,
    leaf_index bigint not null check (leaf_index >= 0),
    entry      bigint not null references ledger.entry,
    leaf_hash  bytea not null check (octet_length(leaf_hash) = 32),
    primary key (origin, leaf_index),
    unique (origin, entry)
);
comment on table ledger.former_leaf is 'What was left of a former log, each entry at the place that it had.';
comment on column ledger.former_leaf.origin is 'The former log.';
comment on column ledger.former_leaf.leaf_index is 'Place in it.';
comment on column ledger.former_leaf.entry is 'Entry.';
comment on column ledger.former_leaf.leaf_hash is 'Its leaf hash.';

create table ledger.former_checkpoint (
    origin text not null references ledger.former_log,
    size   bigint not null check (size > 0),
    root   bytea not null check (octet_length(root) = 32),
    at     timestamptz not null,
    primary key (origin, size)
);
comment on table ledger.former_checkpoint is 'Sizes and roots that were signed under a former name, as far as the database still had them.';
comment on column ledger.former_checkpoint.origin is 'The former log.';
comment on column ledger.former_checkpoint.size is 'Number of entries.';
comment on column ledger.former_checkpoint.root is 'Root of the tree of that size.';
comment on column ledger.former_checkpoint.at is 'Database clock when it was stored; proves nothing.';

create table ledger.former_signature (
    origin   text not null,
    size     bigint not null,
    key_id   text not null check (key_id ~ '^[0-9a-f]{8}$'),
    key_name text not null check (key_name ~ '^[^[:space:]+]{1,255}$'),
    line     text not null check (line ~ '^— [^[:space:]+]{1,255} [A-Za-z0-9+/=]+$'),
    at       timestamptz not null,
    primary key (origin, size, key_name, key_id),
    foreign key (origin, size) references ledger.former_checkpoint
);
comment on table ledger.former_signature is 'Signature lines of former checkpoints: the log''s own, and those of witnesses.';
comment on column ledger.former_signature.origin is 'The former log.';
comment on column ledger.former_signature.size is 'Checkpoint.';
comment on column ledger.former_signature.key_id is 'Id of the key, hex.';
comment on column ledger.former_signature.key_name is 'Name of the key.';
comment on column ledger.former_signature.line is 'The line of the signed note, without its line break.';
comment on column ledger.former_signature.at is 'When it was stored.';

create table ledger.former_quorum (
    origin text not null,
    size   bigint not null,
    policy bigint not null references ledger.witness_policy,
    at     timestamptz not null,
    primary key (origin, size, policy),
    foreign key (origin, size) references ledger.former_checkpoint
);
comment on table ledger.former_quorum is 'Former checkpoints that a quorum of the policy had cosigned.';
comment on column ledger.former_quorum.origin is 'The former log.';
comment on column ledger.former_quorum.size is 'Checkpoint.';
comment on column ledger.former_quorum.policy is 'Policy.';
comment on column ledger.former_quorum.at is 'When the last cosignature that was needed was stored.';

-- A new log's first entry is the only one of a stream of its own: it stands before all that it follows.
alter table ledger.entry drop constraint entry_stream_check;
alter table ledger.entry add constraint entry_stream_check
    check (stream ~ '^(system|(appropriation|call|batch|organisation|grant|log):[0-9A-Za-z._-]{1,64})$');
alter table ledger.proposal drop constraint proposal_kind_check;
alter table ledger.proposal add constraint proposal_kind_check
    check (kind in ('register', 'appropriation', 'call', 'annex', 'recovery', 'payment', 'erasure', 'log'));
-- A portal host's key has an id for each name that the log has had.
alter table ledger.attest_key drop constraint attest_key_public_key_key;

reset role;

select meta.make_append_only('ledger.former_log', 'origin');
select meta.make_append_only('ledger.former_leaf');
select meta.make_append_only('ledger.former_checkpoint', 'size');
select meta.make_append_only('ledger.former_signature');
select meta.make_append_only('ledger.former_quorum');
create policy reader on ledger.former_log for select to ledger_reader using (true);
create policy reader on ledger.former_leaf for select to ledger_reader using (true);
create policy reader on ledger.former_checkpoint for select to ledger_reader using (true);
create policy reader on ledger.former_signature for select to ledger_reader using (true);
create policy reader on ledger.former_quorum for select to ledger_reader using (true);

insert into rights.act (act, audience, role, needs_signature, description) values
    ('begin_log', 'operator', '-', false, 'Begins the log anew under another name, after its signed end was lost.');
drop function if exists ledger.log_attest_keys(); -- sql/functions has log_attest_names()
