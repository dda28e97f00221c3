-- ceilings: more awarded, allotted or paid than there is, or more awarded than applied for or capped
-- SPDX-License-Identifier: EUPL-1.2
with award as (
  select a.application, a.call, a.organisation, grants.award_amount(a.application) as amount_ore,
         greatest(s.applied_ore, (select max(r.amount_ore) from grants.amendment_request r
                                   where r.application = a.application)) as applied_ore, s.units
    from grants.award_decision d
    join grants.award_proposal p on p.entry = d.proposal_entry
    join grants.submission s on s.entry = p.submission_entry
    join grants.application a on a.application = d.application
   where d.decision = 'award')
select 'call' as what, c.call as which, sum(w.amount_ore) as have, c.pool_ore::numeric as most
  from grants.call c join award w on w.call = c.call
 group by c.call, c.pool_ore having sum(w.amount_ore) > c.pool_ore
union all
select 'units', c.call, sum(w.units), (c.definition::json #>> '{limits,cap,units_in_all}')::numeric
  from grants.call c join award w on w.call = c.call
 group by c.call, c.definition
having sum(w.units) > (c.definition::json #>> '{limits,cap,units_in_all}')::numeric
union all
-- what an earlier year carried over adds to what was voted
select 'appropriation', a.appropriation, sum(c.pool_ore), a.amount_ore + v.ore
  from grants.appropriation a join grants.call c on c.appropriation = a.appropriation,
       lateral (select coalesce(sum(o.amount), 0) as ore from ledger.posting o join grants.year_decision d on d.entry = o.entry
                 where o.account = 'appropriation:' || a.appropriation || ':unallocated' and o.amount > 0) v
 group by a.appropriation, a.amount_ore, v.ore having sum(c.pool_ore) > a.amount_ore + v.ore
union all
select 'applied', w.application::text, w.amount_ore, w.applied_ore
  from award w where w.amount_ore > w.applied_ore
union all
-- all grants of one organisation together
select 'cap', w.call || ' ' || w.organisation, sum(w.amount_ore), v.value
  from award w join grants.call c on c.call = w.call
  join grants.annex_value v on v.call = w.call and v.cvr = w.organisation
       and v.annex = c.definition::json #>> '{limits,cap,annex}'
 group by w.call, w.organisation, v.value having sum(w.amount_ore) > v.value
union all
select 'paid', w.application::text, sum(i.amount_ore),
       w.amount_ore + grants.claimed_of(w.application)
  from award w join grants.instalment i on i.application = w.application
  join grants.instalment_approved p on p.instalment = i.instalment
 group by w.application, w.amount_ore
having sum(i.amount_ore) > w.amount_ore + grants.claimed_of(w.application)
