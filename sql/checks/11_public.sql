-- public: something everyone may do, or the owner may change in an append-only table
-- SPDX-License-Identifier: EUPL-1.2
with acl as materialized (select n.object, n.grantee, n.privilege from meta.acl_now() n)
select a.object, a.grantee, a.privilege from acl a
where a.grantee = 'PUBLIC' and a.object !~ '^type '
   or a.privilege like '%*' and a.grantee ~ '^(ledger|tilsagn)_' and a.grantee not like 'ledger\_%'
union all
select a.object, a.grantee, a.privilege
from acl a join meta.table_kind k on a.object = 'table ' || k.relation and k.kind = 'append_only'
where a.privilege ~ '^(UPDATE|DELETE|TRUNCATE)' and a.grantee <> 'postgres'
