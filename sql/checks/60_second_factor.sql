-- second_factor: changed otherwise than the entries say, by fewer than two other humans, activated by another person, or a step used twice
-- SPDX-License-Identifier: EUPL-1.2
select p.proposal, 'two administrators, neither the subject' as fault
from identity.factor_proposal p
join identity.factor_confirmation c on c.proposal = p.proposal
join identity.person s on s.person = p.person
where c.human = p.human or c.human = s.human or p.human = s.human
union all
select p.proposal, 'proposed otherwise than its entry says'
from identity.factor_proposal p left join ledger.entry e on e.entry = p.entry
where (e.kind, e.human, e.at) is distinct from ('propose_factor', p.human, p.at)
   or (convert_from(e.leaf, 'UTF8')::jsonb -> 'result') is distinct from
      jsonb_build_object('change', p.change, 'person', p.person, 'proposal', p.proposal)
union all
select c.proposal, 'confirmed otherwise than its entry says'
from identity.factor_confirmation c left join ledger.entry e on e.entry = c.entry
where (e.kind, e.human, e.at, convert_from(e.leaf, 'UTF8')::jsonb #>> '{result,proposal}')
      is distinct from ('confirm_factor', c.human, c.at, c.proposal::text)
union all
select a.proposal, 'activated by another person'
from identity.factor_activation a
join identity.factor_proposal p on p.proposal = a.proposal
join ledger.entry e on e.entry = a.entry
where e.person is distinct from p.person or p.change <> 'enrol'
union all
select min(u.entry), 'a step was used twice'
from (select e.entry, e.person, r.request -> 'second_factor' ->> 'totp_step' as step, r.request ->> 'request_id' as id
      from ledger.entry e,
           lateral (select (convert_from(e.leaf, 'UTF8')::json ->> 'request')::json as request) r
      where position('totp_step'::bytea in e.leaf) > 0) u
where u.step is not null
group by u.person, u.step having count(distinct u.id) > 1
