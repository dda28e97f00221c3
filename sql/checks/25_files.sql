-- files: a stored file that is not the upload it was made from, that came after what names it, or that is named and not there
-- SPDX-License-Identifier: EUPL-1.2
with named (entry, at, sha256, organisation, media_type) as (
  select e.entry, e.at, p.sha256, null, 'application/json'
    from ledger.proposal p join ledger.entry e on e.entry = p.entry
  union all
  select e.entry, e.at, decode(convert_from(e.leaf, 'UTF8')::jsonb #>> '{result,sha256}', 'hex'), null, 'application/json'
    from ledger.entry e where e.kind = 'bootstrap'
  union all
  select e.entry, e.at, b.sha256, null, b.media_type from grants.batch_file b join ledger.entry e on e.entry = b.entry
  union all
  select e.entry, e.at, s.sha256, null, null from grants.statement s join ledger.entry e on e.entry = s.statement
  union all
  select e.entry, e.at, decode(f.file ->> 'sha256', 'hex'), a.organisation, f.file ->> 'media_type'
    from grants.submission s join grants.application a on a.application = s.application join ledger.entry e on e.entry = s.entry,
         jsonb_array_elements(s.files) f(file))
select 'upload' as what, f.upload::text as which, null::bigint as entry
  from store.file f
  left join store.upload u on u.upload = f.upload
  left join identity.person p on p.person = u.person
 where (u.organisation, u.size, u.media_type, p.organisation) is distinct from (f.organisation, f.size, f.media_type, f.organisation)
    or (u.began <= f.at) is not true
union all
-- 17_store holds their number and bytes
select 'pieces', f.upload::text, null
  from store.file f
 where exists (select from store.chunk c where c.upload = f.upload and c.n not between 0 and f.chunks - 1)
union all
select 'scan', s.upload::text, null
  from store.scan s left join store.file f on f.upload = s.upload
 where (s.outcome = 'found') is distinct from (s.places <> '[]') or (f.at <= s.at) is not true or f.organisation is null
union all
select 'named', encode(n.sha256, 'hex'), n.entry
  from named n
 where not exists (
   select from store.file f
    where f.sha256 = n.sha256 and f.organisation is not distinct from n.organisation
      and f.media_type = coalesce(n.media_type, f.media_type)
      -- the same bytes sent again are the file of the first time, however a simulated clock was set since
      and (f.at <= n.at or f.organisation is not null))
