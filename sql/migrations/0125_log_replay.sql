-- SPDX-License-Identifier: EUPL-1.2
-- A lost tail of the log: the leaves that are put back while `tilsagn log replay` runs; otherwise empty.

set local role ledger_owner;

create table ledger.replay_leaf (
    leaf_index bigint primary key check (leaf_index >= 0),
    entry      bigint not null unique check (entry > 0),
    stream     text not null,
    version    int not null,
    leaf       bytea not null,
    there      boolean not null,
    unique (stream, version)
);
comment on table ledger.replay_leaf is
    'Signed leaves that the database has lost, within the transaction that makes their acts again; always empty for others.';
comment on column ledger.replay_leaf.leaf_index is 'Place in the log.';
comment on column ledger.replay_leaf.entry is 'The number that the entry had.';
comment on column ledger.replay_leaf.stream is 'Its stream, as the leaf says.';
comment on column ledger.replay_leaf.version is 'Its place in the stream, as the leaf says.';
comment on column ledger.replay_leaf.leaf is 'The leaf as it was signed.';
comment on column ledger.replay_leaf.there is 'The database has this entry: it was not lost, or is made again.';

create table ledger.replay_former (
    name text primary key,
    body text not null
);
comment on table ledger.replay_former is
    'What a replay takes from the functions that it replaces until its transaction ends; always empty for others.';
comment on column ledger.replay_former.name is 'Function, or "catalogue" for the hash of all.';
comment on column ledger.replay_former.body is 'Its text.';

reset role;

select meta.make_mutable('ledger.replay_leaf');
select meta.make_mutable('ledger.replay_former');
