-- log: a logged leaf whose hash is not its entry's, or a gap in the log
-- SPDX-License-Identifier: EUPL-1.2
select l.leaf_index, l.entry
from ledger.log_leaf l
left join ledger.entry e on e.entry = l.entry
where l.leaf_hash is distinct from e.leaf_hash
union all
select l.before + 1, null
from (select x.leaf_index, lag(x.leaf_index, 1, (-1)::bigint) over (order by x.leaf_index) as before from ledger.log_leaf x) l
where l.leaf_index <> l.before + 1
