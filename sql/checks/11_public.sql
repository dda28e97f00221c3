-- public: something everyone may do, or the owner may change in an append-only table
-- SPDX-License-Identifier: EUPL-1.2
select a.object, a.grantee, a.privilege from meta.acl_now() a
where a.grantee = 'PUBLIC' and a.object !~ '^type '
   or a.privilege like '%*' and a.grantee ~ '^(ledger|tilsagn)_' and a.grantee not like 'ledger\_%'
union all
select a.object, a.grantee, a.privilege
from meta.acl_now() a join meta.table_kind k on a.object = 'table ' || k.relation and k.kind = 'append_only'
where a.privilege ~ '^(UPDATE|DELETE|TRUNCATE)' and a.grantee <> 'postgres'
