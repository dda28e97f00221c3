-- request: one request recorded at two instants, or in more or fewer entries than it asks for
-- SPDX-License-Identifier: EUPL-1.2
-- An act is one transaction and stamps its clock once; only these three write an entry for each member of a list.
select r.entry, r.kind, r.entries, r.instants
from (select min(l.entry) as entry, min(l.kind) as kind, l.request, count(*) as entries, count(distinct l.at) as instants
      from (select e.entry, e.kind, e.at, convert_from(e.leaf, 'UTF8')::json ->> 'request' as request from ledger.entry e) l
      where l.request is not null group by l.request) r
left join lateral (select r.request::json -> 'params' as params
                   where r.kind in ('approve_instalment', 'release_batch', 'book_payments')) p on true
where r.instants > 1 or r.entries <> case r.kind
    when 'approve_instalment' then coalesce(json_array_length(p.params -> 'instalments'), 1)
    when 'release_batch' then 1 + json_array_length(p.params -> 'instalments')
    when 'book_payments' then 1 + json_array_length(p.params -> 'lines')
    else 1 end
