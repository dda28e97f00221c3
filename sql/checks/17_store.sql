-- store: a file whose chunks do not give its SHA-256, or a person's datum that its commitment denies
-- SPDX-License-Identifier: EUPL-1.2
select encode(f.sha256, 'hex') as subject, 'file' as fault
from store.file f
left join lateral (select string_agg(c.bytes, ''::bytea order by c.n) as bytes, count(*) as n
                   from store.chunk c where c.upload = f.upload) b on true
-- a document from which names were erased has another since
left join lateral (select r.sha256 from store.redacted r where r.upload = f.upload order by r.redaction desc limit 1) d on true
where sha256(b.bytes) is distinct from coalesce(d.sha256, f.sha256) or b.n <> f.chunks or octet_length(b.bytes) <> f.size
union all
select encode(i.commitment, 'hex'), 'commitment'
from identity.pii i where identity.commitment(i.salt, i.field, i.value) <> i.commitment
