-- queue: an entry that is neither waiting nor logged, both, or twice
-- SPDX-License-Identifier: EUPL-1.2
select coalesce(e.entry, q.entry) as entry, coalesce(q.n, 0) as queued, (l.entry is not null) as logged
from ledger.entry e
full join (select x.entry, count(*) as n from ledger.log_queue x group by x.entry) q on q.entry = e.entry
left join ledger.log_leaf l on l.entry = e.entry
where e.entry is null or coalesce(q.n, 0) + (l.entry is not null)::int <> 1
