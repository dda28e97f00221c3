-- postings: an entry whose postings are not those of its leaf or do not sum to zero
-- SPDX-License-Identifier: EUPL-1.2
select e.entry, e.stream, e.version
from ledger.entry e
left join lateral (
    select string_agg('{"account":"' || p.account || '","amount":' || p.amount || '}', ',' order by p.n) as text,
           sum(p.amount) as total, count(*) filter (where p.n not between 1 and c.n) as stray
    from ledger.posting p, lateral (select count(*) as n from ledger.posting q where q.entry = e.entry) c
    where p.entry = e.entry) o on true
where (convert_from(e.leaf, 'UTF8')::json -> 'postings')::text <> '[' || coalesce(o.text, '') || ']'
   or o.total <> 0 or o.stray > 0
