-- policies: a table without kind, row-level security or a policy, or a policy for everyone
-- SPDX-License-Identifier: EUPL-1.2
select n.nspname || '.' || c.relname as relation,
       case when k.relation is null then 'no kind'
            when not c.relrowsecurity or not c.relforcerowsecurity then 'row-level security is off'
            when not exists (select from pg_policy p where p.polrelid = c.oid) then 'no policy'
            else 'a policy for a role other than writer, reader and auditor' end as fault
from pg_class c join pg_namespace n on n.oid = c.relnamespace
left join meta.table_kind k on k.relation = n.nspname || '.' || c.relname
where n.nspname in ('meta', 'ledger', 'identity', 'rights', 'store', 'session', 'draft', 'grants', 'testing', 'rule', 'act',
                    'read', 'portal', 'published', 'audit', 'public')
  and c.relkind in ('r', 'p', 'm', 'f')
  and (k.relation is null or not c.relrowsecurity or not c.relforcerowsecurity
       or not exists (select from pg_policy p where p.polrelid = c.oid)
       or exists (select from pg_policy p, unnest(p.polroles) r where p.polrelid = c.oid
                  and (r = 0 or pg_get_userbyid(r) not in ('ledger_writer', 'ledger_reader', 'ledger_auditor'))))
union all
select k.relation, 'table is missing' from meta.table_kind k where to_regclass(k.relation) is null
