-- log: a logged leaf whose hash is not its entry's, or a gap in the log
-- SPDX-License-Identifier: EUPL-1.2
select l.leaf_index, l.entry
from (select x.*, row_number() over (order by x.leaf_index) - 1 as place from ledger.log_leaf x) l
left join ledger.entry e on e.entry = l.entry
where l.leaf_hash is distinct from e.leaf_hash or l.leaf_index <> l.place
