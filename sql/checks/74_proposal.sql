-- proposal: a proposal or a confirmation that says something else than the leaf of its entry, or an entry without
-- SPDX-License-Identifier: EUPL-1.2
with leaf as materialized (
    select e.entry, e.stream, e.kind, e.human, e.person, l.leaf -> 'result' as r,
           (l.leaf ->> 'request')::json -> 'params' as p
    from ledger.entry e cross join lateral (select convert_from(e.leaf, 'UTF8')::json as leaf) l
    where e.kind in ('propose', 'confirm', 'grant_agency_role', 'confirm_recovery')
)
select p.entry, 'proposal ' || p.proposal as what
from ledger.proposal p left join leaf l on l.entry = p.entry
where (l.kind, l.stream, l.r ->> 'proposal', l.p ->> 'kind', l.p ->> 'subject', l.p ->> 'title', l.p ->> 'sha256')
      is distinct from ('propose', p.stream, p.proposal::text, p.kind, p.subject, p.title, encode(p.sha256, 'hex'))
union all
select c.entry, 'confirmation of ' || c.proposal
from ledger.confirmation c left join leaf l on l.entry = c.entry
where (l.p ->> 'proposal', coalesce(l.r ->> 'n', c.n::text), l.human, l.person)
      is distinct from (c.proposal::text, c.n::text, c.human, c.person)
union all
select l.entry, l.kind from leaf l
where not exists (select from ledger.proposal p where p.entry = l.entry)
  and not exists (select from ledger.confirmation c where c.entry = l.entry)
