-- reopening: closed grants reopened otherwise than by two, with other money than their closing gave back, or closed twice at once
-- SPDX-License-Identifier: EUPL-1.2
with leaf as materialized (
  select e.entry, e.kind, e.person, replace(e.stream, 'grant:', '') as grant_id,
         (l.leaf ->> 'request')::jsonb -> 'params' as p, l.leaf -> 'result' as r
    from ledger.entry e cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb as leaf) l
   where e.kind in ('propose_reopening', 'decide_reopening'))
select 'proposal' as what, p.entry
  from grants.reopening_proposal p left join leaf l on l.entry = p.entry
 where (l.kind, l.grant_id, l.p ->> 'ground', l.p ->> 'reason', l.r ->> 'closing_entry')
       is distinct from ('propose_reopening', p.application::text, p.ground, p.reason, p.closing_entry::text)
union all
select 'decision', d.entry
  from grants.reopening_decision d left join leaf l on l.entry = d.entry
  left join grants.closing c on c.application = d.application and c.n = d.closing_n
 where (l.kind, l.grant_id, l.p ->> 'proposal_entry', l.p ->> 'decision', l.p ->> 'reason', l.r ->> 'closing_entry', l.r -> 'reopening')
       is distinct from ('decide_reopening', d.application::text, d.proposal_entry::text, d.decision, d.reason,
        c.entry::text, coalesce(d.letter, 'null'))
union all
select 'one human', d.entry
  from grants.reopening_decision d join leaf l on l.entry = d.entry join leaf o on o.entry = d.proposal_entry
 where identity.human_now(l.person) = identity.human_now(o.person)
union all
-- the closing proposed, the closing reopened and the money are one; what ended before its time is not reopened
select 'closing', d.entry
  from grants.reopening_decision d join grants.reopening_proposal p on p.entry = d.proposal_entry
  left join grants.closing c on c.application = d.application and c.n = d.closing_n
 where d.decision = 'reopen' and (c.entry is distinct from p.closing_entry or c.entry > p.entry or p.entry > d.entry
       or c.accounts_entry is null or (d.letter ->> 'committed_ore')::bigint is distinct from c.returned_ore::bigint)
    or (select coalesce(sum(o.amount), 0) from ledger.posting o
         where o.entry = d.entry and o.account = 'grant:' || d.application || ':committed')
       <> case d.decision when 'reopen' then c.returned_ore::bigint else 0 end
union all
-- a second closing comes behind the reopening of the first
select 'closed again', c.entry
  from grants.closing c left join grants.reopening_decision d on d.application = c.application and d.closing_n = c.n - 1
 where c.n > 1 and (d.entry is null or d.entry > c.entry)
union all
select 'unprojected', l.entry
  from leaf l
 where case l.kind
   when 'propose_reopening' then not exists (select from grants.reopening_proposal x where x.entry = l.entry)
   else not exists (select from grants.reopening_decision x where x.entry = l.entry) end
