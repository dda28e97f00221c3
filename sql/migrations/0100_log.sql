-- SPDX-License-Identifier: EUPL-1.2
-- The Merkle log beside its leaves: hashes of whole tiles, signed checkpoints, and what is kept out.

set local role ledger_owner;

create table ledger.log_hash (
    level      smallint not null check (level between 1 and 7),
    hash_index bigint not null check (hash_index >= 0),
    hash       bytea not null check (octet_length(hash) = 32),
    primary key (level, hash_index)
);
comment on table ledger.log_hash is
    'Root of each whole hash tile: hash k of level L stands for the 256^L leaves from k * 256^L. With log_leaf, '
    'which is level 0, every proof is made from at most eight tiles.';
comment on column ledger.log_hash.level is 'Level of the tile that the hash stands in.';
comment on column ledger.log_hash.hash_index is 'Place in that level, from 0.';
comment on column ledger.log_hash.hash is 'The hash.';

create table ledger.log_quarantine (
    entry    bigint primary key references ledger.entry,
    queue_id bigint not null,
    reason   text not null check (reason in ('unreadable', 'other_hash', 'unknown_key', 'not_attested', 'other_claim')),
    at       timestamptz not null
);
comment on table ledger.log_quarantine is
    'Entries that no portal host attested as they stand: never logged, an alarm until somebody has looked.';
comment on column ledger.log_quarantine.entry is 'Entry.';
comment on column ledger.log_quarantine.queue_id is 'Its place in the queue.';
comment on column ledger.log_quarantine.reason is
    'unreadable: no leaf, or no request in it; other_hash: the stored bytes have another hash; unknown_key: not a '
    'registered host''s; not_attested: the signature is wrong; other_claim: another act''s or person''s request.';
comment on column ledger.log_quarantine.at is 'When the sequencer put it here.';

create table ledger.checkpoint (
    size bigint primary key check (size > 0),
    root bytea not null check (octet_length(root) = 32),
    at   timestamptz not null
);
comment on table ledger.checkpoint is 'Sizes and roots that the signer signed.';
comment on column ledger.checkpoint.size is 'Number of entries.';
comment on column ledger.checkpoint.root is 'Root of the tree of that size.';
comment on column ledger.checkpoint.at is 'Database clock when it was stored; proves nothing.';

create table ledger.checkpoint_signature (
    size     bigint not null references ledger.checkpoint,
    key_id   text not null check (key_id ~ '^[0-9a-f]{8}$'),
    key_name text not null check (key_name ~ '^[^[:space:]+]{1,255}$'),
    line     text not null check (line ~ '^— [^[:space:]+]{1,255} [A-Za-z0-9+/=]+$'),
    at       timestamptz not null,
    primary key (size, key_name, key_id)
);
comment on table ledger.checkpoint_signature is 'Signature lines of a checkpoint: the log''s own, and those of witnesses.';
comment on column ledger.checkpoint_signature.size is 'Checkpoint.';
comment on column ledger.checkpoint_signature.key_id is 'Id of the key, hex.';
comment on column ledger.checkpoint_signature.key_name is 'Name of the key.';
comment on column ledger.checkpoint_signature.line is 'The line of the signed note, without its line break.';
comment on column ledger.checkpoint_signature.at is 'When it was stored.';

reset role;

select meta.make_append_only('ledger.log_hash');
select meta.make_append_only('ledger.log_quarantine');
select meta.make_append_only('ledger.checkpoint', 'size');
select meta.make_append_only('ledger.checkpoint_signature');
