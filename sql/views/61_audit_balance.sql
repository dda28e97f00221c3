-- SPDX-License-Identifier: EUPL-1.2
-- What every account stood at, as at any instant, accounting date or size of the log.

create or replace view audit.balance with (security_barrier) as
    select p.account, p.account_version, p.entry, p.balance_after as balance_ore, e.at, l.leaf_index,
           lead(e.at) over next as at_next, lead(l.leaf_index) over next as leaf_index_next
    from ledger.posting p
    join ledger.entry e on e.entry = p.entry
    left join ledger.log_leaf l on l.entry = p.entry
    window next as (partition by p.account order by p.account_version);
comment on view audit.balance is
    'Each balance of each account with the span in which it held. As at an instant T: at <= T and (at_next > T or '
    'at_next is null). As at a checkpoint of N entries: leaf_index < N and (leaf_index_next >= N or '
    'leaf_index_next is null). An account without a row there had not been used and stood at 0.';
comment on column audit.balance.account is 'As in audit.posting.';
comment on column audit.balance.account_version is 'Place in the accounts chain, from 1 without gaps.';
comment on column audit.balance.entry is 'Entry that made the balance.';
comment on column audit.balance.balance_ore is 'Balance in øre from that entry on; never above zero in :source, never below in others.';
comment on column audit.balance.at is 'Database clock of that entry: the balance holds from then on.';
comment on column audit.balance.leaf_index is 'Place of that entry in the Merkle log, from 0; null while it waits.';
comment on column audit.balance.at_next is 'When the next entry changed it; null: it still holds.';
comment on column audit.balance.leaf_index_next is
    'Place of that next entry in the log; null: there is none, or it waits for the sequencer.';

-- Asked as ledger_auditor too: the reader's policies would be asked of each posting.
create or replace view portal.balance_span with (security_barrier) as
    select b.account, b.account_version, b.entry, b.balance_ore, b.at, b.leaf_index, b.at_next, b.leaf_index_next
    from audit.balance b
    where (select identity.i_hold('auditor'));
comment on view portal.balance_span is 'Every balance of every account with the span in which it held, for auditors in the portal.';
