-- attest_key: a key that entries name and nobody registered, or no deployment before them recorded, or another key under its name
-- SPDX-License-Identifier: EUPL-1.2
-- A log that was begun anew may have lost the deployment that recorded a key: up to the next one nothing is asked.
with leaf as materialized (
    select e.entry, e.kind, convert_from(e.leaf, 'UTF8')::json as leaf from ledger.entry e
)
select k.key_id, 'not registered' as fault
from (select distinct left(l.leaf ->> 'attest', 8) as key_id from leaf l) k
where not exists (select from ledger.attest_key a where a.key_id = k.key_id)
union
select r.key_id, 'another key'
from leaf l
cross join lateral json_array_elements_text(l.leaf -> 'result' -> 'attest_keys') t(text)
cross join lateral (select left(t.text, 8) as key_id, substr(t.text, 10) as public_key) r
where l.kind = 'record_deployment'
  and not exists (select from ledger.attest_key a
                  where a.key_id = r.key_id and encode(a.public_key, 'hex') = r.public_key)
union
select left(l.leaf ->> 'attest', 8), 'not recorded before entry ' || min(l.entry)
from leaf l
left join (select left(t.text, 8) as key_id, min(d.entry) as entry
           from leaf d cross join lateral json_array_elements_text(d.leaf -> 'result' -> 'attest_keys') t(text)
           where d.kind = 'record_deployment' group by 1) r on r.key_id = left(l.leaf ->> 'attest', 8)
where l.entry > (select min(d.entry) from leaf d where d.kind = 'record_deployment')
  and (r.entry is null or l.entry <= r.entry)
  and not exists (select from leaf b where b.kind = 'begin_log' and not exists (
          select from leaf d where d.kind = 'record_deployment'
          and d.entry > least(b.entry, l.entry) and d.entry < greatest(b.entry, l.entry)))
group by 1
