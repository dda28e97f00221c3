-- SPDX-License-Identifier: EUPL-1.2
-- The log as everybody may see it: hashes, what was signed, by whom. Never an entry.

create or replace view published.log_key as
    select k.key_name, k.key_id, k.public_key, k.at from ledger.log_key k;
comment on view published.log_key is 'Public keys of the log.';

create or replace view published.attest_key with (security_barrier) as
    select a.key_id, a.public_key, a.host, a.added_at, ledger.attest_name(a.key_id, a.public_key) as name from ledger.attest_key a;
comment on view published.attest_key is 'Public keys of the portal hosts, which sign receipts; name: the log''s, of now or former.';

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

create or replace view published.former_log with (security_barrier) as
    select f.origin, f.next_origin, f.signed_size, f.signed_root, f.left_size, f.left_root, f.entry, e.at
    from ledger.former_log f
    cross join lateral (select ledger.former_at(f.entry) as at) e;
comment on view published.former_log is 'Logs whose signed end was lost, and which log went on from what was left of each.';

create or replace view published.former_checkpoint as
    select c.origin, c.size, c.root from ledger.former_checkpoint c;
comment on view published.former_checkpoint is 'Sizes and roots that were signed under a former name.';

create or replace view published.former_leaf as
    select l.origin, l.leaf_index, l.leaf_hash from ledger.former_leaf l;
comment on view published.former_leaf is 'Leaf hashes that are left of a former log.';
