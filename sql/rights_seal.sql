-- SPDX-License-Identifier: EUPL-1.2
-- Last of the rights: what is granted now is what must be found from now on.

delete from meta.acl;
insert into meta.acl (object, grantee, privilege)
select a.object, a.grantee, a.privilege from meta.acl_now() a;
