-- SPDX-License-Identifier: EUPL-1.2
-- Logins of auditors, one each, exactly as enrolled now. Run by sql/auditors as superuser in one
-- transaction: an act cannot make roles, because its owner must have no such power. Ends with the rows
-- person|login|profile|serial number|CVR of everybody who may log in. On a standby it only answers them.

select set_config('tilsagn.issuers', :'issuers', true) \g /dev/null
do $auditors$
declare
    k_logins_max constant int := 40; -- together; postgresql.conf keeps as many connections for them
    v        record;
    v_limit  int;
    v_other  record;
    v_item   text;
begin
    if pg_is_in_recovery() then
        return; -- roles come with the primary's
    end if;
    if current_setting('shared_preload_libraries') !~ '\mpgaudit\M' then
        raise exception 'pgaudit is not loaded: what auditors read would not be logged';
    end if;
    perform pg_advisory_xact_lock(hashtext('sql/auditors'));
    insert into meta.setting (name, value)
    select 'auditor_issuers', i.list from current_setting('tilsagn.issuers') i(list) where i.list <> ''
    on conflict (name) do update set value = excluded.value where setting.value <> excluded.value;
    create temp table enrolled on commit drop as
        select p.person, 'auditor_' || p.person as login
        from identity.person p join identity.organisation o on o.organisation = p.organisation
        where identity.holds_role(p.person, 'auditor') and not identity.blocked(p.person, null)
          and o.kind in ('agency', 'state_auditor');

    -- Gone at once: no new session, no old one, then the role itself. Roles of another database of the
    -- cluster are not ours: a login of ours may connect here.
    for v in select r.rolname as login from pg_roles r
             where r.rolname ~ '^auditor_'
               and exists (select from pg_database d, aclexplode(d.datacl) x
                           where d.datname = current_database() and x.grantee = r.oid)
               and not exists (select from enrolled e where e.login = r.rolname) loop
        execute format('alter role %I nologin', v.login);
        perform pg_terminate_backend(a.pid) from pg_stat_activity a where a.usename = v.login;
        execute format('drop owned by %I', v.login);
        execute format('drop role %I', v.login);
    end loop;

    select greatest(1, least(3, k_logins_max / greatest(count(*), 1))) into v_limit from enrolled;
    for v in select e.login, r.oid, r.rolconnlimit from enrolled e left join pg_roles r on r.rolname = e.login loop
        if v.oid is null then
            execute format('create role %I', v.login);
        elsif v.rolconnlimit = v_limit and not exists (select from meta.auditor_faults() f where f.login = v.login)
              and has_schema_privilege(v.oid, 'audit', 'usage')
              and has_function_privilege(v.oid, 'identity.auditor_login()', 'execute')
              and has_function_privilege(v.oid, 'ledger.clock()', 'execute')
              and not exists (select from pg_class c where c.relnamespace = 'audit'::regnamespace
                              and c.relkind = 'v' and not has_table_privilege(v.oid, c.oid, 'select')) then
            continue; -- as it should be
        end if;
        for v_other in select m.roleid::regrole as role, m.member::regrole as member from pg_auth_members m
                       where v.oid in (m.roleid, m.member) loop
            execute format('revoke %s from %s', v_other.role, v_other.member);
        end loop;
        for v_other in select d.datname from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase
                       where s.setrole = v.oid loop
            execute format('alter role %I in database %I reset all', v.login, v_other.datname);
        end loop;
        execute format('alter role %I login nosuperuser nocreatedb nocreaterole noinherit noreplication '
                       'nobypassrls connection limit %s password null', v.login, v_limit);
        execute format('alter role %I reset all', v.login);
        foreach v_item in array meta.auditor_settings() loop
            execute format('alter role %I set %s = %s', v.login, split_part(v_item, '=', 1),
                case when v_item like 'search_path=%' then split_part(v_item, '=', 2)
                     else quote_literal(split_part(v_item, '=', 2)) end);
        end loop;
        execute format('drop owned by %I', v.login);
        execute format('grant connect on database %I to %I', current_database(), v.login);
        execute format('grant usage on schema audit to %I', v.login);
        execute format('grant select on all tables in schema audit to %I', v.login);
        execute format('grant execute on function identity.auditor_login(), ledger.clock() to %I', v.login);
    end loop;
end
$auditors$;

select p.person, 'auditor_' || p.person, p.profile, p.serial_number, p.organisation
from identity.person p join identity.organisation o on o.organisation = p.organisation
where identity.holds_role(p.person, 'auditor') and not identity.blocked(p.person, null)
  and o.kind in ('agency', 'state_auditor')
order by p.person;
