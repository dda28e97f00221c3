-- acl: a right that differs from what the last deployment granted
-- SPDX-License-Identifier: EUPL-1.2
select coalesce(s.object, a.object) as object, coalesce(s.grantee, a.grantee) as grantee,
       coalesce(s.privilege, a.privilege) as privilege,
       case when s.object is null then 'not granted by the deployment' else 'missing' end as fault
from meta.acl s full join meta.acl_now() a using (object, grantee, privilege)
where s.object is null or a.object is null
