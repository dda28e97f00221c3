-- roles: a role with members, memberships or powers that none of ours has
-- SPDX-License-Identifier: EUPL-1.2
select r.rolname as role, 'attributes' as fault
from pg_roles r
where r.rolname ~ '^(ledger|tilsagn)_'
  and (r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolreplication or r.rolbypassrls
       or r.rolcanlogin <> (r.rolname like 'tilsagn\_%')
       or r.rolname not in ('ledger_owner', 'ledger_writer', 'ledger_reader', 'ledger_auditor', 'ledger_watcher', 'tilsagn_grantee', 'tilsagn_agency',
                            'tilsagn_public', 'tilsagn_sequencer', 'tilsagn_operator'))
union all
select pg_get_userbyid(m.member), 'member of ' || pg_get_userbyid(m.roleid) from pg_auth_members m
where (pg_get_userbyid(m.roleid) ~ '^(ledger|tilsagn)_' or pg_get_userbyid(m.member) ~ '^(ledger|tilsagn)_')
  -- the only one: it sees how far standbys are, and owns the one function that says so
  and (pg_get_userbyid(m.member), pg_get_userbyid(m.roleid), m.admin_option) <> ('ledger_watcher', 'pg_read_all_stats', false)
union all
select r.rolname, 'does not see how far standbys are' from pg_roles r
where r.rolname = 'ledger_watcher' and not (r.rolinherit and pg_has_role(r.oid, 'pg_read_all_stats', 'usage'))
union all
select 'ledger_watcher', 'owns ' || d.classid::regclass || ' ' || d.objid from pg_shdepend d
where d.refclassid = 'pg_authid'::regclass and d.refobjid = to_regrole('ledger_watcher') and d.deptype = 'o'
  and d.dbid = (select oid from pg_database where datname = current_database())
  and (d.classid, d.objid) is distinct from ('pg_proc'::regclass::oid, to_regprocedure('ledger.standbys_with(text)')::oid)
