-- views: a view that ledger_reader does not own, or a relation in a schema of views that is none
-- SPDX-License-Identifier: EUPL-1.2
select n.nspname || '.' || c.relname as relation, pg_get_userbyid(c.relowner) as owner, c.relkind as kind
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('meta', 'ledger', 'identity', 'rights', 'store', 'draft', 'grants', 'rule', 'act', 'read',
                    'portal', 'published', 'audit', 'testing', 'public')
  and (c.relkind in ('v', 'm') and pg_get_userbyid(c.relowner) <> 'ledger_reader'
       or c.relkind in ('r', 'p', 'm', 'f') and n.nspname in ('portal', 'published', 'audit', 'read', 'act', 'rule', 'public')
       or c.relkind in ('r', 'p') and pg_get_userbyid(c.relowner) <> 'ledger_owner')
