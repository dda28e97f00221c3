-- SPDX-License-Identifier: EUPL-1.2
-- The log as everybody may see it: hashes, what was signed, by whom. Never an entry.

create or replace view published.log_key as
    select k.key_name, k.key_id, k.public_key, k.at from ledger.log_key k;
comment on view published.log_key is 'Public keys of the log.';

create or replace view published.attest_key as
    select a.key_id, a.public_key, a.host, a.added_at from ledger.attest_key a;
comment on view published.attest_key is 'Public keys of the portal hosts, which sign receipts.';

create or replace view published.log_leaf as
    select l.leaf_index, l.entry, l.leaf_hash from ledger.log_leaf l;
comment on view published.log_leaf is 'Leaf hashes of the log.';

create or replace view published.log_hash as
    select h.level, h.hash_index, h.hash from ledger.log_hash h;
comment on view published.log_hash is 'Roots of whole hash tiles.';

create or replace view published.kept_out as
    select q.entry, q.at from ledger.log_quarantine q;
comment on view published.kept_out is 'Entries that were kept out of the log: for the holder of their receipt.';

create or replace view published.checkpoint as
    select c.size, c.root, c.at,
           exists (select from ledger.checkpoint_quorum q
                   where q.size = c.size and q.policy = (select max(p.policy) from ledger.witness_policy p)) as witnessed
    from ledger.checkpoint c;
comment on view published.checkpoint is 'Signed sizes and roots; witnessed: a quorum of the policy in force has cosigned.';

create or replace view published.witnessed as
    select q.size from ledger.checkpoint_quorum q where q.policy = (select max(p.policy) from ledger.witness_policy p);
comment on view published.witnessed is 'Sizes that a quorum of the policy in force has cosigned.';

create or replace view published.checkpoint_signature as
    select s.size, s.key_name, s.key_id, s.line, s.at, ledger.cosigned_at(s.line) as cosigned_at
    from ledger.checkpoint_signature s;
comment on view published.checkpoint_signature is 'Signature lines; cosigned_at: when a witness says that it signed, NULL for the log.';

create or replace view published.witness_policy as
    select p.policy, p.text, p.at from ledger.witness_policy p;
comment on view published.witness_policy is 'Policies of witnesses.';

create or replace view published.witness_event as
    select e.event, e.policy, e.key_name, e.key_id, e.state, e.size, e.told, e.at from ledger.witness_event e;
comment on view published.witness_event is 'What witnesses answered.';

create or replace view published.replication as
    select e.required, e.state, e.size, e.at from ledger.replication_event e
    where e.event = (select max(l.event) from ledger.replication_event l);
comment on view published.replication is 'Whether standbys hold what is signed, as the sequencer said last.';
