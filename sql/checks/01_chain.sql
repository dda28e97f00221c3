-- chain: an entry whose leaf hash, previous hash or place in its stream is wrong
-- SPDX-License-Identifier: EUPL-1.2
select e.entry, e.stream, e.version
from (select x.entry, x.stream, x.version, x.leaf, x.leaf_hash, x.prev_hash, x.at,
             row_number() over w as place, lag(x.leaf_hash) over w as prev_leaf_hash, lag(x.at) over w as prev_at
      from ledger.entry x window w as (partition by x.stream order by x.version)) e
where e.leaf_hash <> sha256('\x00'::bytea || e.leaf)
   or e.version <> e.place
   or e.prev_hash is distinct from e.prev_leaf_hash
   or e.at < e.prev_at
