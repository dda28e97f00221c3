-- queue: an entry that is neither waiting nor logged nor kept out, more than one of these, or twice
-- SPDX-License-Identifier: EUPL-1.2
select coalesce(e.entry, q.entry) as entry, coalesce(q.n, 0) as queued, (l.entry is not null) as logged,
       (k.entry is not null) as kept_out
from ledger.entry e
full join (select x.entry, count(*) as n from ledger.log_queue x group by x.entry) q on q.entry = e.entry
left join ledger.log_leaf l on l.entry = e.entry
left join ledger.log_quarantine k on k.entry = e.entry
where e.entry is null or coalesce(q.n, 0) + (l.entry is not null)::int + (k.entry is not null)::int <> 1
