-- register: a role, human or person whose entry is no register act, or roles that exclude each other
-- SPDX-License-Identifier: EUPL-1.2
select 'human ' || h.human as subject, h.entry
from identity.human h join ledger.entry e on e.entry = h.entry where e.kind not in ('bootstrap', 'confirm')
union all
select 'person ' || p.person, p.entry
from identity.person p join ledger.entry e on e.entry = p.entry where e.kind not in ('bootstrap', 'confirm')
union all
select 'role ' || r.role || ' of ' || r.person, r.entry
from identity.role_change r join ledger.entry e on e.entry = r.entry where e.kind not in ('bootstrap', 'confirm')
union all
select 'human ' || p.human || ' with ' || string_agg(distinct r, ', '), null
from identity.person p, unnest(identity.roles(p.person)) r
group by p.human
having bool_or(r in ('administrator', 'auditor')) and count(distinct r) > 1
