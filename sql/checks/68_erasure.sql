-- erasure: data that went or came back otherwise than the record says, documents that name the erased, holds lifted by one human
-- SPDX-License-Identifier: EUPL-1.2
with said as materialized (
    select e.entry, decode(x.value, 'hex') as commitment
    from ledger.entry e
    cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb -> 'result' as r) l
    cross join lateral jsonb_array_elements_text(l.r -> 'erased') x(value)
    where e.kind = 'confirm' and l.r ->> 'kind' = 'erasure' and l.r ->> 'n' = '2'
), named (field, commitment, entry) as (
    select 'name', p.name_commitment, p.entry from identity.person p
    union all select 'proof', h.proof_commitment, h.entry from identity.human h
), leaf as materialized (
    select e.entry, e.kind, e.person, (l.leaf ->> 'request')::jsonb -> 'params' as p, l.leaf -> 'result' as r
    from ledger.entry e cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb as leaf) l
    where e.kind in ('hold_erasure', 'lift_hold')
)
select 'erased without a record' as what, x.entry from identity.erased x
where not exists (select from said s where s.entry = x.entry and s.commitment = x.commitment)
   or not exists (select from named n where n.commitment = x.commitment and n.field = x.field)
union all
select 'recorded, not erased', s.entry from said s
where not exists (select from identity.erased x where x.entry = s.entry and x.commitment = s.commitment)
union all
-- after an older backup: select identity.erase_again()
select 'came back', x.entry from identity.erased x join identity.pii i on i.commitment = x.commitment
union all
select 'gone without a record', n.entry from named n
where not exists (select from identity.pii i where i.commitment = n.commitment)
  and not exists (select from identity.erased x where x.commitment = n.commitment)
union all
select 'document names the erased', m.entry
from (select max(x.entry) as entry from identity.erased x) m
where m.entry is not null and exists (
    select from identity.register_documents() d where identity.redacted(d.document, m.entry, false) is not null)
union all
select 'redacted without a record', r.entry from store.redacted r join store.file f on f.upload = r.upload
where case when r.entry is null then identity.took_effect(f.sha256)
           else not exists (select from identity.erased x where x.entry = r.entry) end
union all
-- the nightly run takes such names out before it proposes whom to erase
select 'names that nobody was enrolled by', m.entry
from (select e.entry, e.at from ledger.proposal p join ledger.entry e on e.entry = p.entry
      where p.kind = 'erasure' order by p.proposal desc limit 1) m
where exists (select from identity.unused_documents(m.at - interval '1 day'))
union all
-- nobody is erased by one human, and nobody who holds a role
select 'one human', c.entry from ledger.confirmation c
join ledger.confirmation d on d.proposal = c.proposal and d.n = 1 and c.n = 2
where exists (select from identity.erased x where x.entry = c.entry) and identity.human_now(c.person) = identity.human_now(d.person)
union all
select 'role of the erased', x.entry from identity.erased x join identity.person p on p.name_commitment = x.commitment
where identity.roles(p.person) <> '{}'
union all
select 'hold', coalesce(h.hold, l.entry) from identity.hold h
full join (select * from leaf where kind = 'hold_erasure') l on l.entry = h.hold
where (l.p ->> 'person', l.p ->> 'application', l.p ->> 'cause', l.p ->> 'reference')
      is distinct from (h.person::text, h.application::text, h.cause, h.reference) or l.entry is null or h.hold is null
union all
select 'lift', coalesce(h.entry, l.entry) from identity.hold_lift h
full join (select * from leaf where kind = 'lift_hold') l on l.entry = h.entry
where (l.p ->> 'hold', l.r ->> 'n') is distinct from (h.hold::text, h.n::text) or l.entry is null or h.entry is null
union all
select 'lifted by one human', b.entry from identity.hold_lift a join identity.hold_lift b on b.hold = a.hold and a.n = 1 and b.n = 2
join leaf x on x.entry = a.entry join leaf y on y.entry = b.entry
where identity.human_now(x.person) = identity.human_now(y.person)
