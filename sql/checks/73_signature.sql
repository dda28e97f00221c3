-- signature: an entry whose person's own signature is missing or another, or evidence that is not what it is named by
-- SPDX-License-Identifier: EUPL-1.2
select e.entry, e.stream, e.version, x.sha256
from (select i.*, convert_from(i.leaf, 'UTF8')::json ->> 'signature' as sha256 from ledger.entry i) e
cross join lateral (select e.sha256 as sha256) x
where x.sha256 is not null
  and not exists (select from ledger.signature s
                  where s.sha256 = decode(x.sha256, 'hex') and s.sha256 = sha256(s.cms))
union all
select e.entry, e.stream, e.version, null
from ledger.entry e
where convert_from(e.leaf, 'UTF8')::json ->> 'signature' is null
  and exists (select from rights.act a where a.act = e.kind and a.role = coalesce(e.role, '-') and a.needs_signature)
union all
select null, null, null, encode(s.sha256, 'hex')
from ledger.signature s
where not exists (select from ledger.entry e
                  where convert_from(e.leaf, 'UTF8')::json ->> 'signature' = encode(s.sha256, 'hex'))
union all
select null, null, null, encode(v.sha256, 'hex') from ledger.evidence v where v.sha256 <> sha256(v.bytes)
