-- views: another owner, a relation that is no view, or one that hides rows and is no security barrier
-- SPDX-License-Identifier: EUPL-1.2
select n.nspname || '.' || c.relname as relation, pg_get_userbyid(c.relowner) as owner, c.relkind as kind
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('meta', 'ledger', 'identity', 'rights', 'store', 'session', 'draft', 'grants', 'rule', 'act', 'read',
                    'portal', 'published', 'audit', 'testing', 'public')
  and (c.relkind in ('v', 'm') and pg_get_userbyid(c.relowner) <> case when n.nspname = 'audit' or n.nspname || '.' || c.relname = 'portal.record_newest'
                                                                         then 'ledger_auditor' else 'ledger_reader' end
       or c.relkind in ('r', 'p', 'm', 'f') and n.nspname in ('portal', 'published', 'audit', 'read', 'act', 'rule', 'public')
       or c.relkind in ('r', 'p') and pg_get_userbyid(c.relowner) <> 'ledger_owner'
       -- who asks decides what it shows: without the barrier a caller's own condition may see a row first
       or c.relkind = 'v' and not coalesce('security_barrier=true' = any (c.reloptions), false)
          and (n.nspname = 'audit' or pg_get_viewdef(c.oid) ~* 'session_user|current_user|current_setting'
               or exists (select from pg_depend d join pg_rewrite w on w.oid = d.objid join pg_proc p on p.oid = d.refobjid
                          where d.classid = 'pg_rewrite'::regclass and w.ev_class = c.oid
                            and d.refclassid = 'pg_proc'::regclass and p.prosecdef)))
