-- SPDX-License-Identifier: EUPL-1.2
-- What an auditor's own login is, and whether one is anything else: sql/auditors makes them by it and
-- check 20_auditors asks it.

create or replace function meta.auditor_settings() returns text[]
    language sql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
    select array['default_transaction_read_only=on', 'search_path=pg_catalog, audit, pg_temp', 'TimeZone=UTC',
        'jit=off', 'statement_timeout=10min', 'lock_timeout=2s', 'idle_in_transaction_session_timeout=1min',
        'idle_session_timeout=30min', 'temp_file_limit=1GB', 'pgaudit.log=all', 'pgaudit.log_parameter=on',
        'pgaudit.log_relation=on', 'pgaudit.log_rows=on']
$body$;
comment on function meta.auditor_settings() is
    'Settings of auditors'' logins: read-only, bounded, everything asked in the server''s log. The settings of '
    'pgaudit and the limit of files are the superuser''s to change; the others are defaults, rights hold without.';
revoke all on function meta.auditor_settings() from public;

create or replace function meta.auditor_faults() returns table (login text, fault text)
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    -- pg_shdepend knows every object, of whatever kind, that a role owns or has a right on. Logins that may
    -- not connect here belong to another database of the cluster and are looked at as roles only.
    with login as (
        select r.oid, r.rolname::text as login, r.rolsuper, r.rolcreaterole, r.rolcreatedb, r.rolreplication,
               r.rolbypassrls, r.rolinherit, r.rolpassword, r.rolconnlimit, substring(r.rolname from '^auditor_([1-9][0-9]{0,17})$')::bigint as who,
               exists (select from pg_database d, aclexplode(d.datacl) x
                       where d.datname = current_database() and x.grantee = r.oid) as here
        from pg_authid r where r.rolname ~ '^auditor_'
    ), wanted (classid, objid, privilege) as (
        select 'pg_class'::regclass, c.oid, 'SELECT' from pg_class c
        where c.relnamespace = 'audit'::regnamespace and c.relkind = 'v'
        union all select 'pg_namespace'::regclass, 'audit'::regnamespace, 'USAGE'
        union all select 'pg_proc'::regclass, 'identity.auditor_login()'::regprocedure, 'EXECUTE'
        union all select 'pg_proc'::regclass, 'ledger.clock()'::regprocedure, 'EXECUTE'
        union all select 'pg_database'::regclass, d.oid, 'CONNECT' from pg_database d where d.datname = current_database()
    ), given (grantee, classid, objid, privilege, grantable) as (
        select x.grantee, 'pg_class'::regclass, c.oid, x.privilege_type, x.is_grantable
        from pg_class c, aclexplode(c.relacl) x
        union all select x.grantee, 'pg_namespace'::regclass, n.oid, x.privilege_type, x.is_grantable
        from pg_namespace n, aclexplode(n.nspacl) x
        union all select x.grantee, 'pg_proc'::regclass, p.oid, x.privilege_type, x.is_grantable
        from pg_proc p, aclexplode(p.proacl) x
        union all select x.grantee, 'pg_database'::regclass, d.oid, x.privilege_type, x.is_grantable
        from pg_database d, aclexplode(d.datacl) x
    )
    select l.login, 'not a login as sql/auditors makes it' as fault
    from login l
    where l.who is null or l.rolsuper or l.rolcreaterole or l.rolcreatedb or l.rolreplication or l.rolbypassrls
       or l.rolinherit or l.rolpassword is not null or l.rolconnlimit not between 1 and 3
       or (select s.setconfig from pg_db_role_setting s where s.setrole = l.oid and s.setdatabase = 0)
          is distinct from meta.auditor_settings()
       or exists (select from pg_db_role_setting s where s.setrole = l.oid and s.setdatabase <> 0)
    union all
    select l.login, 'member of ' || m.roleid::regrole::text || ', or that of it' from login l
    join pg_auth_members m on l.oid in (m.member, m.roleid)
    union all
    select l.login, 'its person is no auditor now' from login l
    where l.here and (not identity.holds_role(l.who, 'auditor') or identity.blocked(l.who, null))
    union all
    select l.login, case d.deptype when 'a' then 'has a right on ' when 'r' then 'has a policy on ' else 'owns ' end
           || pg_describe_object(d.classid, d.objid, d.objsubid)
    from login l join pg_shdepend d on d.refclassid = 'pg_authid'::regclass and d.refobjid = l.oid
    where d.dbid in (0, (select b.oid from pg_database b where b.datname = current_database()))
      and (d.classid <> 'pg_database'::regclass or l.here)
      and (d.deptype <> 'a' or d.objsubid <> 0
           or not exists (select from wanted w where w.classid = d.classid and w.objid = d.objid))
    union all
    select l.login, 'has ' || g.privilege || ' on ' || pg_describe_object(g.classid, g.objid, 0)
    from login l join given g on g.grantee = l.oid
    join wanted w on w.classid = g.classid and w.objid = g.objid
    where g.grantable or g.privilege <> w.privilege
$body$;
comment on function meta.auditor_faults() is
    'Logins auditor_<person> that are nobody''s, or have anything beyond the views of schema audit; superuser only.';
revoke all on function meta.auditor_faults() from public;
