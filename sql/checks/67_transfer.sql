-- transfer: grants that went over otherwise than two decided and the successor signed, to whom the register does not have, or paid to another
-- SPDX-License-Identifier: EUPL-1.2
with leaf as materialized (
  select e.entry, e.kind, e.person, e.organisation, replace(e.stream, 'grant:', '') as grant_id, l.leaf ->> 'signature' as signature,
         (l.leaf ->> 'request')::jsonb -> 'params' as p, l.leaf -> 'result' as r
    from ledger.entry e cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb as leaf) l
   where e.kind in ('propose_transfer', 'accept_transfer', 'decide_transfer'))
select 'proposal' as what, p.entry
  from grants.transfer_proposal p left join leaf l on l.entry = p.entry
 where (l.kind, l.grant_id, l.p ->> 'successor', l.p ->> 'reason', l.r ->> 'predecessor', l.r ->> 'successor')
       is distinct from ('propose_transfer', p.application::text, p.successor, p.reason, p.predecessor, p.successor)
    or grants.holder_at(p.application, p.entry) is distinct from p.predecessor
union all
select 'acceptance', x.entry
  from grants.transfer_acceptance x left join leaf l on l.entry = x.entry
  left join grants.transfer_proposal p on p.entry = x.proposal_entry
 where (l.kind, l.grant_id, l.p ->> 'proposal_entry', l.organisation)
       is distinct from ('accept_transfer', x.application::text, x.proposal_entry::text, p.successor)
    or l.signature is null
union all
select 'decision', d.entry
  from grants.transfer_decision d left join leaf l on l.entry = d.entry
 where (l.kind, l.grant_id, l.p ->> 'proposal_entry', l.p ->> 'decision', l.p ->> 'reason', l.r ->> 'acceptance', l.r -> 'transfer')
       is distinct from ('decide_transfer', d.application::text, d.proposal_entry::text, d.decision, d.reason,
        d.acceptance_entry::text, coalesce(d.letter, 'null'))
union all
select 'one human', d.entry
  from grants.transfer_decision d join leaf l on l.entry = d.entry join leaf o on o.entry = d.proposal_entry
 where identity.human_now(l.person) = identity.human_now(o.person)
union all
select 'not accepted', d.entry
  from grants.transfer_decision d left join grants.transfer_acceptance x on x.entry = d.acceptance_entry
 where d.decision = 'transfer'
   and (x.proposal_entry is distinct from d.proposal_entry or x.entry > d.entry or x.entry < d.proposal_entry)
union all
-- the register had the one as the successor of the other, in however many steps, before the decision
select 'not registered', d.entry
  from grants.transfer_decision d join grants.transfer_proposal p on p.entry = d.proposal_entry
 where d.decision = 'transfer' and not exists (
   with recursive after (organisation) as (
     select s.successor from identity.organisation_successor s where s.organisation = p.predecessor and s.entry < d.entry
     union
     select s.successor from after a join identity.organisation_successor s on s.organisation = a.organisation where s.entry < d.entry)
   select from after a where a.organisation = p.successor)
union all
-- a release between two transfers names who had the grant then; nothing released was waiting for its answer meanwhile
select 'released meanwhile', d.entry
  from grants.transfer_decision d join grants.instalment_released r on r.application = d.application and r.entry < d.entry
 where d.decision = 'transfer'
   and not exists (select from grants.instalment_booked b where b.instalment = r.instalment and b.try = r.try and b.entry < d.entry)
union all
select 'unprojected', l.entry
  from leaf l
 where case l.kind
   when 'propose_transfer' then not exists (select from grants.transfer_proposal x where x.entry = l.entry)
   when 'accept_transfer' then not exists (select from grants.transfer_acceptance x where x.entry = l.entry)
   else not exists (select from grants.transfer_decision x where x.entry = l.entry) end
