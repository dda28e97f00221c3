-- enrolment: decided requests, deputies and units that nobody could have made so, or names of nobody
-- SPDX-License-Identifier: EUPL-1.2
select 'request ' || r.request as subject, r.entry
from identity.access_request r join ledger.entry e on e.entry = r.entry
where e.kind <> all (case r.outcome when 'refused' then array['refuse_access']
                     else array['confirm', 'grant_agency_role', 'grant_access'] end)
   or r.outcome = 'granted' and not exists (
      select from identity.person p where p.profile = r.profile and p.serial_number = r.serial_number)
union all
select 'deputy ' || r.person, r.entry
from identity.role_change r
join identity.person p on p.person = r.person
join identity.person q on q.person = r.deputy_for
where q.organisation <> p.organisation
union all
select 'organisation ' || o.organisation, o.entry from identity.organisation o where not identity.is_cvr(o.organisation)
union all
-- personal data that nothing refers to any more must be gone
select 'datum ' || i.field, null
from identity.pii i
where not exists (select from identity.person p where p.name_commitment = i.commitment)
  and not exists (select from identity.human h where h.proof_commitment = i.commitment)
  and not exists (select from identity.access_request r where i.commitment in (r.name_commitment, r.proof_commitment))
