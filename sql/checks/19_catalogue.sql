-- catalogue: the installed schema is not the one the last deployment recorded
-- SPDX-License-Identifier: EUPL-1.2
select e.entry, convert_from(e.leaf, 'UTF8')::json -> 'result' ->> 'catalogue' as recorded,
       meta.catalogue_hash() as installed
from ledger.entry e
where e.entry = (select max(d.entry) from ledger.entry d where d.kind = 'record_deployment')
  and convert_from(e.leaf, 'UTF8')::json -> 'result' ->> 'catalogue' <> meta.catalogue_hash()
