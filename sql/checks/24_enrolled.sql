-- enrolled: a row of the register that says something else than the document or the request of its entry, or that is missing
-- SPDX-License-Identifier: EUPL-1.2
-- A document stands in the store under the SHA-256 that its entry names. Names and proofs are compared as long as they are
-- kept: an erased one stands as its commitment in the entry that erased it, and as a hyphen in the document. The card of
-- somebody whom a manager let in stands in the request for access alone, which goes after thirty days.
with leaf as materialized (
    select e.entry, e.kind, e.stream, e.version, e.organisation, e.at, (l.leaf ->> 'request')::jsonb -> 'params' as p, l.leaf -> 'result' as r
    from ledger.entry e cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb as leaf) l
    where e.kind in ('bootstrap', 'confirm', 'grant_agency_role', 'recover_administrators', 'grant_access', 'refuse_access', 'change_role', 'set_unit', 'block')
), effective as materialized (
    select l.entry, l.kind, l.at, l.r, d.document
    from leaf l
    left join ledger.proposal p on l.kind = 'recover_administrators' and p.proposal::text = l.r ->> 'proposal'
    left join identity.register_documents() d on encode(d.sha256, 'hex') = coalesce(encode(p.sha256, 'hex'), l.r ->> 'sha256')
    where l.kind in ('bootstrap', 'recover_administrators')
       or l.kind in ('confirm', 'grant_agency_role') and l.r ->> 'kind' = 'register' and l.r ->> 'verdict' = 'effective'
), item as materialized (
    select d.entry, d.kind, d.at, d.r, x.n, x.v ->> 'profile' as profile, x.v ->> 'serial_number' as serial_number,
           x.v ->> 'organisation' as organisation, x.v ->> 'name' as name, x.v ->> 'proof' as proof,
           nullif(x.v -> 'linked_to', 'null') as linked_to, x.v ? 'unit' as has_unit, x.v ->> 'unit' as unit,
           case when x.v ? 'roles' then array(select jsonb_array_elements_text(x.v -> 'roles')) else array['administrator'] end as roles
    from effective d, jsonb_array_elements(coalesce(d.document -> 'people', d.document -> 'administrators')) with ordinality x(v, n)
), change as materialized (
    select d.entry, x.n, x.v from effective d, jsonb_array_elements(d.document -> 'changes') with ordinality x(v, n)
), card as materialized (
    select p.*, h.proof_commitment, h.entry as human_entry, l.kind, l.organisation as by, l.p, l.r, i.n, i.organisation as named, i.name, i.proof, i.linked_to,
           exists (select from identity.erased x where x.commitment = p.name_commitment) as forgotten
    from identity.person p
    left join identity.human h on h.human = p.human
    left join leaf l on l.entry = p.entry
    left join (select distinct on (i.entry, i.profile, i.serial_number) i.* from item i order by i.entry, i.profile, i.serial_number, i.n) i
      on (i.entry, i.profile, i.serial_number) = (p.entry, p.profile, p.serial_number)
), moved as materialized (
    -- whose each card was when it changed hands, and when the first of its kind did by that entry
    select c.change, c.person, c.human, c.entry, h.human as before, min(c.change) over (partition by c.entry, c.human) as first
    from identity.human_change c
    cross join lateral (select coalesce(
        (select b.human from identity.human_change b where b.person = c.person and b.change < c.change order by b.change desc limit 1),
        (select p.human from identity.person p where p.person = c.person)) as human) h
), given (entry, person, role, granted, until, deputy_for) as materialized (
    select c.entry, c.v ->> 'person', c.v ->> 'role', c.v ->> 'granted', c.v ->> 'until', c.v ->> 'deputy_for' from change c where c.v ->> 'change' = 'role'
    union all
    select l.entry, l.p ->> 'person', l.p ->> 'role', l.p ->> 'granted', l.p ->> 'until', l.p ->> 'deputy_for' from leaf l where l.kind = 'change_role'
    union all
    select l.entry, l.r ->> 'person', r.role, 'true', l.p ->> 'until', null from leaf l, jsonb_array_elements_text(l.p -> 'roles') r(role) where l.kind = 'grant_access'
), role as materialized (
    select r.*, lag(r.granted) over w as before, lag(r.until) over w as ended
    from identity.role_change r window w as (partition by r.person, r.role order by r.change)
), unit (entry, person, unit) as materialized (
    select i.entry, p.person, i.unit from item i join identity.person p on (p.profile, p.serial_number) = (i.profile, i.serial_number) where i.has_unit
    union all
    select l.entry, coalesce(l.r ->> 'person', l.p ->> 'person')::bigint, l.p ->> 'unit' from leaf l where l.kind in ('grant_access', 'set_unit')
), block (entry, person, certificate, blocked) as materialized (
    select l.entry, l.p ->> 'person', l.p ->> 'certificate', true from leaf l where l.kind = 'block'
    union all
    select c.entry, c.v ->> 'person', c.v ->> 'certificate', false from change c where c.v ->> 'change' = 'unblock'
), organisation (entry, organisation, kind, name, region) as materialized (
    select d.entry, x.v ->> 'cvr', x.v ->> 'kind', x.v ->> 'name', x.v ->> 'region'
    from effective d, jsonb_array_elements(d.document -> 'organisations') x(v)
    union all
    select d.entry, d.r ->> 'organisation', 'agency', d.document #>> '{administrators,0,organisation_name}', null
    from effective d where d.kind = 'bootstrap'
)
select 'document' as what, d.entry from effective d where d.document is null
union all
select 'person ' || c.person, c.entry
from card c left join identity.access_request a on a.entry = c.entry and a.outcome = 'granted' and c.kind = 'grant_access'
where case c.kind
        when 'grant_access' then
            (c.r ->> 'person', c.r ->> 'human', c.p ->> 'name', c.p ->> 'proof', c.by, c.entry)
            is distinct from (c.person::text, c.human::text, encode(c.name_commitment, 'hex'), encode(c.proof_commitment, 'hex'), c.organisation, c.human_entry)
            or (a.profile, a.serial_number) <> (c.profile, c.serial_number)
        else c.n is null or c.named is distinct from c.organisation
            or not c.forgotten and not exists (select from identity.pii i where i.commitment = c.name_commitment and i.field = 'name' and i.value = c.name) end
union all
-- known by the first entry that names the card, in the order of its document
select 'enrolled by another', c.entry
from card c where exists (select from item i where (i.profile, i.serial_number) = (c.profile, c.serial_number) and i.entry < c.entry)
union all
select 'order of cards', o.entry
from (select c.entry, c.n, lag(c.n) over (partition by c.entry order by c.person) as before from card c) o where o.n <= o.before
union all
select 'human ' || c.human, c.entry
from card c
where c.kind <> 'grant_access' and case
    when c.linked_to is not null then not exists (
        select from identity.person o
        left join lateral (select m.human from identity.human_change m where m.person = o.person and m.entry < c.entry order by m.change desc limit 1) m on true
        where coalesce(m.human, o.human) = c.human
          and case jsonb_typeof(c.linked_to) when 'number' then o.person::text = c.linked_to #>> '{}'
              else (o.profile, o.serial_number) = (c.profile, c.linked_to #>> '{}') end)
    -- who lost the administrators' cards may come with a new one, and the proof tells that it is the same human
    else c.human_entry is distinct from c.entry and not (c.kind = 'recover_administrators' and coalesce(c.human_entry < c.entry, false))
      or not c.forgotten and not exists (select from identity.erased x where x.commitment = c.proof_commitment) and not exists (
        select from identity.pii i where i.commitment = c.proof_commitment and i.field = 'proof' and i.value = c.proof) end
union all
select 'human of nobody', h.entry
from identity.human h
where not exists (select from identity.person p where (p.human, p.entry) = (h.human, h.entry))
  and not exists (select from identity.human_change c where (c.human, c.entry) = (h.human, h.entry))
union all
select 'not enrolled', i.entry
from item i where not exists (select from identity.person p where (p.profile, p.serial_number) = (i.profile, i.serial_number) and p.entry <= i.entry)
union all
select 'not enrolled', l.entry
from leaf l where l.kind = 'grant_access' and not exists (select from identity.person p where p.entry = l.entry and p.person::text = l.r ->> 'person')
union all
-- two that are one human, or one that is two
select 'human of card ' || m.person, m.entry
from moved m
where not exists (
    select from change c
    left join identity.person t on t.person::text = c.v ->> 'to'
    left join identity.person s on s.person::text = c.v ->> 'person'
    cross join lateral (select
        coalesce((select b.human from identity.human_change b where b.person = t.person and b.change < m.first order by b.change desc limit 1), t.human) as target,
        coalesce((select b.human from identity.human_change b where b.person = s.person and b.change < m.first order by b.change desc limit 1), s.human) as source) w
    where c.entry = m.entry and case c.v ->> 'change'
        when 'link' then w.target = m.human and w.source = m.before
        when 'split' then s.person = m.person and exists (
            select from identity.human h
            where h.human = m.human and h.entry = m.entry
              and (exists (select from identity.pii i where i.commitment = h.proof_commitment and i.field = 'proof' and i.value = c.v ->> 'proof')
                   or exists (select from identity.erased x where x.commitment in (h.proof_commitment, s.name_commitment)))) end)
union all
select 'human not changed', c.entry
from change c
where c.v ->> 'change' in ('link', 'split') and not exists (select from moved m where m.entry = c.entry and m.person::text = c.v ->> 'person')
union all
select 'card left behind', m.entry
from moved m
join change c on c.entry = m.entry and c.v ->> 'change' = 'link' and m.person::text = c.v ->> 'person'
join identity.person p on coalesce((select b.human from identity.human_change b where b.person = p.person and b.change < m.first order by b.change desc limit 1), p.human) = m.before
where p.entry <= m.entry and not exists (select from identity.human_change x where (x.person, x.human, x.entry) = (p.person, m.human, m.entry))
union all
select 'role ' || r.role || ' of ' || r.person, r.entry
from role r
left join identity.person p on p.person = r.person
left join item i on (i.entry, i.profile, i.serial_number) = (r.entry, p.profile, p.serial_number)
where not exists (
    select from given g where g.entry = r.entry and (g.person, g.role, g.granted, g.until, g.deputy_for)
        is not distinct from (r.person::text, r.role, r.granted::text, to_char(r.until::timestamp, 'YYYY-MM-DD'), r.deputy_for::text))
group by r.change, r.role, r.person, r.entry
having bool_or(r.until is null and r.deputy_for is null and (
    case when r.role = any (i.roles) then r.granted and (r.before is not true or r.ended is not null) else i.n is not null and not r.granted and r.before end
    -- administrators are replaced: nobody else is one any more
    or r.role = 'administrator' and not r.granted and r.before and exists (
        select from effective d where d.entry = r.entry and d.kind = 'recover_administrators' and d.r -> 'before' @> to_jsonb(r.person)))) is not true
union all
select 'role ' || g.role || ' of ' || g.person, g.entry
from given g
where not exists (select from identity.role_change r where r.entry = g.entry and (r.person::text, r.role, r.granted::text) = (g.person, g.role, g.granted))
union all
-- what a document says that somebody is, they are from then on and nothing else, unless it goes on to say so
select 'roles of ' || p.person, i.entry
from item i
join identity.person p on (p.profile, p.serial_number) = (i.profile, i.serial_number)
cross join lateral (select unnest(i.roles) union select r.role from identity.role_change r where r.person = p.person) w(role)
left join lateral (select r.granted, r.until from identity.role_change r where r.person = p.person and r.role = w.role and r.entry <= i.entry
                   order by r.change desc limit 1) s on true
where case when w.role = any (i.roles) then s.granted and s.until is null else s.granted is not true or s.until < identity.day_of(i.at) end is not true
  and not exists (select from given g where (g.entry, g.person, g.role) = (i.entry, p.person::text, w.role))
  and not exists (select from item j where (j.entry, j.profile, j.serial_number) = (i.entry, i.profile, i.serial_number) and j.n > i.n)
union all
select 'administrator ' || b.person, d.entry
from effective d, jsonb_array_elements_text(d.r -> 'before') b(person)
where d.kind = 'recover_administrators'
  and not exists (select from item i join identity.person p on (p.profile, p.serial_number) = (i.profile, i.serial_number) where i.entry = d.entry and p.person::text = b.person)
  and not exists (select from identity.role_change r where r.entry = d.entry and r.person::text = b.person and r.role = 'administrator' and not r.granted)
union all
select 'unit of ' || c.person, c.entry
from identity.unit_change c
where not exists (select from unit u where u.entry = c.entry and u.person = c.person and u.unit is not distinct from c.unit)
union all
select 'unit of ' || u.person, u.entry
from unit u
where not exists (select from unit v where v.entry = u.entry and v.person = u.person and v.unit is distinct from u.unit)
  and u.unit is distinct from (select c.unit from identity.unit_change c where c.person = u.person and c.entry <= u.entry order by c.change desc limit 1)
union all
select 'block', coalesce(b.entry, c.entry)
from identity.block_change c
full join block b on b.entry = c.entry and (b.person, b.certificate, b.blocked) is not distinct from (c.person::text, c.certificate, c.blocked)
where b.entry is null or c.entry is null
union all
select 'organisation ' || coalesce(o.organisation, d.organisation), coalesce(d.entry, o.entry)
from (select * from identity.organisation o where o.entry is not null) o
full join organisation d on d.entry = o.entry and (d.organisation, d.kind, d.name, d.region) is not distinct from (o.organisation, o.kind, o.name, o.region)
-- the agency may have been known before its first administrators were
where o.organisation is null and not exists (
        select from identity.organisation k join effective b on b.entry = d.entry and b.kind = 'bootstrap'
        where k.organisation = d.organisation and k.entry is null)
   or d.organisation is null
union all
select 'organisation ' || coalesce(o.organisation, c.v ->> 'cvr'), coalesce(c.entry, o.entry)
from identity.organisation_change o
full join (select * from change c where c.v ->> 'change' = 'organisation') c
  on c.entry = o.entry and (c.v ->> 'cvr', c.v ->> 'kind', c.v ->> 'name', c.v ->> 'region') is not distinct from (o.organisation, o.kind, o.name, o.region)
where o.organisation is null or c.entry is null
union all
select 'successor of ' || coalesce(s.organisation, c.v ->> 'cvr'), coalesce(c.entry, s.entry)
from identity.organisation_successor s
full join (select * from change c where c.v ->> 'change' = 'successor') c
  on c.entry = s.entry and (c.v ->> 'cvr', c.v ->> 'successor', c.v ->> 'reason') is not distinct from (s.organisation, s.successor, s.reason)
where s.organisation is null or c.entry is null
union all
select 'request ' || a.request, a.entry
from identity.access_request a left join leaf l on l.entry = a.entry
where (a.outcome is null) <> (a.entry is null) or a.outcome not in ('granted', 'refused')
   -- who asks and has no answer yet stands here alone; the name and the proof are kept and nobody else's
   or a.outcome is null and exists (
        select from unnest(array[a.name_commitment, a.proof_commitment]) k
        where k is not null and (not exists (select from identity.pii i where i.commitment = k)
            or exists (select from identity.person p where p.name_commitment = k) or exists (select from identity.human h where h.proof_commitment = k)))
   or a.outcome = 'refused' and (l.kind, l.r ->> 'request', l.stream) is distinct from ('refuse_access', a.request::text, 'organisation:' || a.organisation)
   or a.outcome = 'granted' and case l.kind
        when 'grant_access' then
            (l.r ->> 'request', l.p ->> 'name', l.p ->> 'proof', l.organisation)
            is distinct from (a.request::text, encode(a.name_commitment, 'hex'), encode(a.proof_commitment, 'hex'), a.organisation)
        else not exists (select from card c where c.entry = a.entry and (c.profile, c.serial_number) = (a.profile, a.serial_number)) end
union all
-- the last change counts: those of one stream are numbered as its entries are
select 'order of ' || o.what, o.entry
from (select c.what, c.entry, l.version, lag(l.version) over (partition by c.what, l.stream order by c.change) as before
      from (select 'roles' as what, r.change, r.entry from identity.role_change r
            union all select 'units', u.change, u.entry from identity.unit_change u
            union all select 'blocks', b.change, b.entry from identity.block_change b
            union all select 'humans', h.change, h.entry from identity.human_change h
            union all select 'organisations', n.change, n.entry from identity.organisation_change n) c
      join leaf l on l.entry = c.entry) o
where o.version < o.before
