-- line: a given line that its leaf does not say, or that was not the next one
-- SPDX-License-Identifier: EUPL-1.2
with leaf as materialized (
  select e.entry, e.kind, replace(e.stream, 'grant:', '') as grant_id,
         (l.leaf ->> 'request')::jsonb -> 'params' as p, l.leaf -> 'result' as r
    from ledger.entry e cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb as leaf) l
   where e.kind in ('propose_line', 'give_line'))
select 'proposal' as what, x.entry
  from grants.line_proposal x left join leaf l on l.entry = x.entry
 where (l.kind, l.grant_id, l.p ->> 'year', l.p ->> 'amount_ore', l.p ->> 'reason')
       is distinct from ('propose_line', x.application::text, x.year::text, x.amount_ore::text, x.reason)
    or rule.lines(l.r -> 'input') -> 'next' is distinct from jsonb_build_object('year', x.year, 'amount_ore', x.amount_ore)
union all
select 'decision', x.entry
  from grants.line_decision x left join leaf l on l.entry = x.entry
  left join grants.line_proposal p on p.entry = x.proposal_entry
 where (l.kind, l.grant_id, l.p ->> 'proposal_entry', l.p ->> 'decision', l.p ->> 'reason')
       is distinct from ('give_line', x.application::text, x.proposal_entry::text, x.decision, x.reason)
    or p.application is distinct from x.application
    or x.decision = 'give' and rule.lines(l.r -> 'input') -> 'next'
         is distinct from jsonb_build_object('year', p.year, 'amount_ore', p.amount_ore)
union all
select 'unprojected', l.entry
  from leaf l
 where case l.kind when 'propose_line' then not exists (select from grants.line_proposal x where x.entry = l.entry)
                   else not exists (select from grants.line_decision x where x.entry = l.entry) end
