-- allocation: inputs, report or shares that are not what the entry binds, or that the rule computes otherwise
-- SPDX-License-Identifier: EUPL-1.2
with leaf as materialized (
  select e.entry, e.kind, e.call, e.human, (l.leaf ->> 'request')::jsonb -> 'params' as p, l.leaf -> 'result' as r
    from ledger.entry e cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb as leaf) l
   where e.kind in ('propose_allocation', 'decide_allocation'))
select 'proposal' as what, a.entry
  from grants.allocation_proposal a left join leaf l on l.entry = a.entry
 where (l.kind, l.call, l.p ->> 'reason', l.r ->> 'reading', l.r ->> 'input_sha256', l.r ->> 'report_sha256')
       is distinct from ('propose_allocation', a.call, a.reason, a.reading, encode(a.input_sha256, 'hex'),
        encode(a.report_sha256, 'hex'))
    or a.input_sha256 <> sha256(convert_to(a.input, 'UTF8')) or a.report_sha256 <> sha256(convert_to(a.report, 'UTF8'))
    or (a.report::jsonb ->> 'rule_version')::integer = rule.rule_version()
       and rule.allocation(a.input::jsonb) <> a.report::jsonb
union all
select 'shares', a.entry
  from grants.allocation_proposal a
 where (select jsonb_agg(jsonb_build_object('application', s.application, 'award_ore', s.award_ore::bigint)
                         order by s.application) from grants.allocation_share s where s.entry = a.entry)
       is distinct from (
        select jsonb_agg(jsonb_build_object('application', x -> 'application', 'award_ore', x -> 'award_ore')
                         order by (x ->> 'application')::bigint)
          from jsonb_array_elements(a.report::jsonb -> 'shares') x)
union all
select 'decision', d.entry
  from grants.allocation_decision d join grants.allocation_proposal a on a.entry = d.proposal_entry
  left join leaf l on l.entry = d.entry left join leaf m on m.entry = a.entry
 where (l.kind, l.call, l.p ->> 'proposal_entry', l.p ->> 'decision', l.p ->> 'reason', l.r ->> 'report_sha256')
       is distinct from ('decide_allocation', d.call, d.proposal_entry::text, d.decision, d.reason,
        encode(a.report_sha256, 'hex'))
    or a.call <> d.call or l.human is not distinct from m.human
union all
select 'award', p.entry
  from grants.award_proposal p join grants.application a on a.application = p.application
  join grants.call c on c.call = a.call
  left join grants.allocation_decision d on d.call = a.call and d.decision = 'allocate'
  left join grants.allocation_share s on s.entry = d.proposal_entry and s.application = p.application
 where c.definition::jsonb #>> '{allocation,kind}' = 'key_with_floor'
   and (s.award_ore is distinct from p.amount_ore or d.entry > p.entry)
union all
select 'gone', l.entry from leaf l
 where not exists (select from grants.allocation_proposal a where a.entry = l.entry)
   and not exists (select from grants.allocation_decision d where d.entry = l.entry)
