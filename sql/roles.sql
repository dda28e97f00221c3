-- SPDX-License-Identifier: EUPL-1.2
-- The cluster's roles. Run as superuser, any number of times: creates what is missing and puts every
-- attribute back to what it must be.
--
-- Nobody logs in as an owner, and no role is a member of another (but ledger_watcher of pg_read_all_stats): on PostgreSQL 15 a login with
-- CREATEROLE could otherwise hand itself the owner's role.

do $roles$
declare
    v_role text;
    v_own  record;
begin
    foreach v_role in array array['ledger_owner', 'ledger_writer', 'ledger_reader', 'ledger_auditor',
                                  'ledger_watcher', 'tilsagn_grantee', 'tilsagn_agency', 'tilsagn_public',
                                  'tilsagn_sequencer', 'tilsagn_operator'] loop
        if not exists (select from pg_catalog.pg_roles r where r.rolname = v_role) then
            execute format('create role %I', v_role);
        end if;
        execute format('alter role %I nosuperuser nocreatedb nocreaterole noinherit noreplication '
                       'nobypassrls password null', v_role);
    end loop;

    -- Every login may set defaults of its own sessions: what a stolen pool left there must not outlive it.
    for v_own in select pg_catalog.pg_get_userbyid(s.setrole) as role, d.datname as database
                 from pg_catalog.pg_db_role_setting s left join pg_catalog.pg_database d on d.oid = s.setdatabase
                 where pg_catalog.pg_get_userbyid(s.setrole) ~ '^(ledger|tilsagn)_' loop
        execute format('alter role %I', v_own.role)
                || case when v_own.database is null then '' else format(' in database %I', v_own.database) end
                || ' reset all';
    end loop;

    -- ledger_owner owns tables and types, ledger_writer the acts, ledger_reader the views of the portal,
    -- ledger_auditor those of the auditors' own logins (sql/auditors makes these), ledger_watcher the one
    -- function that sees how far standbys are
    foreach v_role in array array['ledger_owner', 'ledger_writer', 'ledger_reader', 'ledger_auditor', 'ledger_watcher'] loop
        execute format('alter role %I nologin connection limit 0', v_role);
    end loop;
    -- The one membership: without it PostgreSQL shows no position of a standby but NULL.
    alter role ledger_watcher inherit;
    grant pg_read_all_stats to ledger_watcher;

    -- Pools: peer authentication only. What a session assumes is fixed here, not by the client.
    foreach v_role in array array['tilsagn_grantee', 'tilsagn_agency', 'tilsagn_public',
                                  'tilsagn_sequencer', 'tilsagn_operator'] loop
        execute format('alter role %I login', v_role);
        execute format('alter role %I set search_path = pg_catalog, pg_temp', v_role);
        execute format('alter role %I set timezone = %L', v_role, 'UTC');
        -- plans under row-level security look dear and touch three rows: compiling them takes seconds
        execute format('alter role %I set jit = %L', v_role, 'off');
        execute format('alter role %I set default_transaction_isolation = %L', v_role,
                       'read committed');
        execute format('alter role %I set idle_in_transaction_session_timeout = %L', v_role, '60s');
    end loop;
    alter role tilsagn_grantee connection limit 120;
    alter role tilsagn_agency connection limit 60;
    alter role tilsagn_public connection limit 30;
    alter role tilsagn_sequencer connection limit 4;
    -- It asks itself whether standbys hold what it committed, and goes on saying that they do not.
    alter role tilsagn_sequencer set synchronous_commit = local;
    alter role tilsagn_operator connection limit 8;
end
$roles$;
