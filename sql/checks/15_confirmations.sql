-- confirmations: an effective proposal without two humans, or confirmed by a wrong entry
-- SPDX-License-Identifier: EUPL-1.2
select c.proposal, count(distinct c.human) as humans
from ledger.confirmation c
join ledger.entry e on e.entry = c.entry
join identity.person p on p.person = c.person
group by c.proposal
having count(*) filter (where c.n = 2) > 0 and count(distinct c.human) < 2
    or bool_or(e.kind not in ('confirm', 'grant_agency_role', 'confirm_recovery') or e.human is distinct from c.human
               or e.person is distinct from c.person
               or c.human <> p.human and not exists (
                   select from identity.human_change h where h.person = p.person and h.human = c.human))
union all
select p.proposal, 0 from ledger.proposal p join ledger.entry e on e.entry = p.entry
where e.kind <> 'propose' or e.stream <> p.stream
