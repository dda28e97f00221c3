-- payment file: a batch without its file, or a file or profile that says something else than its entry
-- SPDX-License-Identifier: EUPL-1.2
select 'batch without a file' as what, b.entry
  from grants.batch b where not exists (select from grants.batch_file f where f.batch = b.batch)
union all
select 'file', f.entry
  from grants.batch_file f left join ledger.entry e on e.entry = f.entry,
       lateral (select convert_from(e.leaf, 'UTF8')::jsonb as leaf) l
 where (e.kind, l.leaf #>> '{result,batch}', l.leaf #>> '{result,sha256}', l.leaf #>> '{result,message}',
        (l.leaf #>> '{result,made}')::timestamptz, l.leaf #>> '{result,execution_day}', l.leaf #>> '{result,profile}',
        (l.leaf ->> 'request')::jsonb #>> '{params,sha256}')
       is distinct from ('release_batch', f.batch::text, encode(f.sha256, 'hex'), f.message, f.made,
        to_char(f.execution_day, 'YYYY-MM-DD'), f.profile::text, encode(f.sha256, 'hex'))
    or not exists (select from store.file s where s.sha256 = f.sha256 and s.organisation is null
                      and s.media_type = f.media_type)
union all
select 'profile', p.entry
  from grants.payment_profile p left join ledger.entry e on e.entry = p.entry,
       lateral (select convert_from(e.leaf, 'UTF8')::jsonb -> 'result' as r) l
 where (e.kind, l.r ->> 'verdict', l.r ->> 'kind', l.r ->> 'proposal', l.r ->> 'sha256')
       is distinct from ('confirm', 'effective', 'payment', p.proposal::text, encode(p.sha256, 'hex'))
    or p.sha256 <> sha256(convert_to(p.document, 'UTF8'))
