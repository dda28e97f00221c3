-- lineage: a grant linked to another than its award names, to one that was no grant, or to one of a stranger
-- SPDX-License-Identifier: EUPL-1.2
select 'not linked' as what, d.entry
  from grants.award_decision d
  join grants.award_proposal p on p.entry = d.proposal_entry
  left join grants.link k on k.entry = d.entry
 where case d.decision when 'award' then p.continues end is distinct from k.predecessor
    or k.application <> d.application
union all
-- what is continued was awarded before, so that no grant continues itself, in however many steps
select 'no former grant', k.entry
  from grants.link k
 where not exists (select from grants.award_decision d
                    where d.application = k.predecessor and d.decision = 'award' and d.entry < k.entry)
union all
select 'a stranger''s', p.entry
  from grants.award_proposal p join grants.application a on a.application = p.application
 where p.continues is not null and not exists (
   with recursive former (organisation) as (
     select a.organisation
     union
     select s.organisation from former f join identity.organisation_successor s on s.successor = f.organisation and s.entry < p.entry)
   select from former f where f.organisation = grants.holder_at(p.continues, p.entry))
