-- disputes: an answered statement, a dispute or its resolution that is not what its entry or the record says, or by one human
-- SPDX-License-Identifier: EUPL-1.2
with leaf as materialized (
  select e.entry, e.kind, e.human, e.at, replace(e.stream, 'grant:', '') as grant_id,
         (l.leaf ->> 'request')::jsonb -> 'params' as p, l.leaf -> 'result' as r
    from ledger.entry e cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb as leaf) l
   where e.kind in ('confirm_statement', 'dispute_statement', 'propose_resolution', 'confirm_resolution'))
select 'confirmed statement' as what, c.entry
  from grants.statement_confirmation c left join leaf l on l.entry = c.entry
 where (l.kind, l.grant_id, l.p ->> 'year', l.p ->> 'sha256')
       is distinct from ('confirm_statement', c.application::text, c.year::text, encode(c.sha256, 'hex'))
    or grants.statement_sha256(l.r -> 'statement') <> c.sha256
union all
select 'dispute', d.dispute
  from grants.dispute d left join leaf l on l.entry = d.dispute
 where (l.kind, l.grant_id, l.p ->> 'year', l.p ->> 'sha256', l.p ->> 'reason', l.at)
       is distinct from ('dispute_statement', d.application::text, d.year::text, encode(d.sha256, 'hex'), d.reason, d.at)
    or grants.statement_sha256(l.r -> 'statement') <> d.sha256
union all
-- a statement that was answered and does not follow from what was recorded before the answer, by the version that it names
select 'statement', l.entry
  from leaf l
 where l.kind in ('confirm_statement', 'dispute_statement')
   and l.r -> 'statement' is distinct from grants.statement_made(l.grant_id::bigint, (l.p ->> 'year')::integer,
         (l.r #>> '{statement,v}')::integer, l.entry, (l.at at time zone 'Europe/Copenhagen')::date)
union all
select 'proposed resolution', q.entry
  from grants.dispute_proposal q left join leaf l on l.entry = q.entry
 where (l.kind, l.grant_id, l.p ->> 'dispute', l.p ->> 'outcome', l.p ->> 'reason')
       is distinct from ('propose_resolution', q.application::text, q.dispute::text, q.outcome, q.reason)
union all
select 'resolution', r.entry
  from grants.dispute_resolved r left join leaf l on l.entry = r.entry
  left join leaf f on f.entry = r.proposal_entry
  left join grants.dispute_proposal q on q.entry = r.proposal_entry
 where (l.kind, l.grant_id, l.r ->> 'dispute', l.p ->> 'proposal_entry')
       is distinct from ('confirm_resolution', r.application::text, r.dispute::text, r.proposal_entry::text)
    or q.dispute <> r.dispute or l.human is null or l.human = f.human
union all
-- nothing was approved or released while a dispute was open
select 'paid while disputed', x.entry
  from (select p.application, p.entry from grants.instalment_approved p
        union all select r.application, r.entry from grants.instalment_released r) x
  join grants.dispute d on d.application = x.application and d.dispute < x.entry
  left join grants.dispute_resolved r on r.dispute = d.dispute
 where r.entry is null or r.entry > x.entry
union all
select 'entry without its row', l.entry from leaf l
 where case l.kind
   when 'confirm_statement' then not exists (select from grants.statement_confirmation x where x.entry = l.entry)
   when 'dispute_statement' then not exists (select from grants.dispute x where x.dispute = l.entry)
   when 'propose_resolution' then not exists (select from grants.dispute_proposal x where x.entry = l.entry)
   else not exists (select from grants.dispute_resolved x where x.entry = l.entry) end
