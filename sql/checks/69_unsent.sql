-- unsent: what the last night should have erased: what was never sent, files that nothing names, failed attempts to submit
-- SPDX-License-Identifier: EUPL-1.2
with night as materialized (select r.at from identity.erasure_run r where not r.rest order by r.run desc limit 1)
select 'draft' as what, d.application::text as which from night n, draft.due(n.at) d (application)
union all
select 'voucher', d.application || ' line ' || d.line from night n, draft.vouchers_due(n.at) d
union all
select 'failed attempt', d.request from night n, identity.failed_due(n.at) d (request)
union all
select 'file', u.upload::text
from night n, store.unnamed(n.at) u (upload) join store.file f on f.upload = u.upload
-- not what may have lost its last name since
where not exists (select from draft.application a join draft.version v on v.application = a.application
                  where a.organisation = f.organisation and v.saved_at > n.at)
  and not exists (select from draft.voucher_note w join identity.person p on p.person = w.person
                  where p.organisation = f.organisation and w.saved_at > n.at)
  and not exists (select from ledger.entry e where e.organisation = f.organisation and e.at > n.at)
  and not exists (select from grants.transfer_decision d join ledger.entry e on e.entry = d.entry where e.at > n.at)
