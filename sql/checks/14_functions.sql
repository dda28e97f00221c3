-- functions: without the fixed search_path, with another owner, or definer rights where none belong
-- SPDX-License-Identifier: EUPL-1.2
select p.oid::regprocedure as function, pg_get_userbyid(p.proowner) as owner, p.prosecdef as definer, p.proconfig
from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where n.nspname in ('meta', 'ledger', 'identity', 'rights', 'store', 'session', 'draft', 'grants', 'rule', 'act', 'read',
                    'portal', 'published', 'audit', 'testing', 'public')
  and (not 'search_path=pg_catalog, pg_temp' = any (coalesce(p.proconfig, '{}'))
       or pg_get_userbyid(p.proowner) not in ('ledger_owner', 'ledger_writer', 'ledger_reader')
          and p.oid is distinct from to_regprocedure('ledger.standbys_with(text)')
       or p.prosecdef and pg_get_userbyid(p.proowner)
          <> case when p.oid is not distinct from to_regprocedure('ledger.standbys_with(text)') then 'ledger_watcher' else 'ledger_writer' end
       or p.prosecdef and n.nspname in ('read', 'rule')
       or n.nspname = 'act' and not p.prosecdef
       or p.proleakproof)
