-- failed submission: of another call than the application's, or by a person who never came with that certificate
-- SPDX-License-Identifier: EUPL-1.2
select f.request, f.application, f.person
from grants.failed_submission f
left join draft.application d on d.application = f.application
where d.call is distinct from f.call
   or f.person is not null
      and not exists (select from identity.seen s where s.person = f.person and s.serial = f.serial)
