-- SPDX-License-Identifier: EUPL-1.2
-- After a test granted or revoked something on purpose: what is granted now is what the checks compare.
delete from meta.acl;
insert into meta.acl (object, grantee, privilege) select object, grantee, privilege from meta.acl_now();
