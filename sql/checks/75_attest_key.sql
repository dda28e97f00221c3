-- attest_key: a key that entries name and nobody registered, or another key than a deployment recorded under its name
-- SPDX-License-Identifier: EUPL-1.2
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
