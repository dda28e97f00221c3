-- SPDX-License-Identifier: EUPL-1.2
-- What is installed, as text lines: their hash is recorded at each deployment. Who does not trust the functions of
-- the database asks with the same text from outside: sql/catalogue_query makes one statement of these bodies, which
-- is built into the sequencer and `tilsagn`.

create or replace function meta.acl_now() returns table (object text, grantee text, privilege text)
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    with ours as (
        select n.oid, n.nspname, n.nspacl, n.nspowner from pg_namespace n
        where n.nspname in ('meta', 'ledger', 'identity', 'rights', 'store', 'session', 'draft', 'grants', 'rule',
                            'act', 'read', 'portal', 'published', 'audit', 'public', 'testing', 'pgcrypto',
                            'sslinfo')
    ), given (object, acl) as (
        select 'schema ' || o.nspname, coalesce(o.nspacl, acldefault('n', o.nspowner)) from ours o
        union all
        select case c.relkind when 'S' then 'sequence ' when 'v' then 'view ' else 'table ' end
               || o.nspname || '.' || c.relname,
               coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner))
        from pg_class c join ours o on o.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
        union all
        select 'column ' || o.nspname || '.' || c.relname || '.' || a.attname, a.attacl
        from pg_attribute a join pg_class c on c.oid = a.attrelid join ours o on o.oid = c.relnamespace
        where a.attacl is not null and not a.attisdropped
        union all
        select 'function ' || o.nspname || '.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
               coalesce(p.proacl, acldefault('f', p.proowner))
        from pg_proc p join ours o on o.oid = p.pronamespace
        union all
        select 'type ' || o.nspname || '.' || t.typname, coalesce(t.typacl, acldefault('T', t.typowner))
        from pg_type t join ours o on o.oid = t.typnamespace
        left join pg_class c on c.oid = t.typrelid
        where t.typtype in ('d', 'e') or t.typtype = 'c' and c.relkind = 'c'
        union all
        select 'function pg_catalog.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
               coalesce(p.proacl, acldefault('f', p.proowner))
        from pg_proc p where p.pronamespace = 'pg_catalog'::regnamespace
          and p.proname ~ '^(pg_(try_)?advisory_|lo_|lowrite|loread|pg_logical_emit_message)'
        union all
        select 'database', coalesce(d.datacl, acldefault('d', d.datdba))
        from pg_database d where d.datname = current_database()
    )
    select g.object, case x.grantee when 0 then 'PUBLIC' else pg_get_userbyid(x.grantee)::text end,
           x.privilege_type || case when x.is_grantable then '*' else '' end
    from given g, lateral aclexplode(g.acl) x
    -- Auditors come and go without a deployment; check 20_auditors holds their logins to exactly their rights.
    where x.grantee::regrole::text !~ '^auditor_[1-9][0-9]*$'
$body$;
comment on function meta.acl_now() is
    'Every right on schemas, tables, columns, sequences, functions, types, advisory locks and the database, '
    'except those of the auditors'' own logins.';
revoke all on function meta.acl_now() from public;

create or replace function meta.listed() returns setof text
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select 'act ' || to_jsonb(a)::text from rights.act a
    union all
    select 'separation ' || to_jsonb(s)::text from rights.separation s
    union all
    select 'later ' || to_jsonb(l)::text from rights.later l
    union all
    select 'organisation ' || to_jsonb(o)::text from identity.organisation o where o.entry is null
$body$;
comment on function meta.listed() is
    'Lists that migrations alone make: acts and who may do them, duties kept apart, what may wait, organisations known from the start.';
revoke all on function meta.listed() from public;

-- Asked before anything else by who does not trust the database: an operator or function with better fitting types
-- captures what catalogue() asks with. Here, therefore, every operator meets exactly the types that it is made for.
create or replace function meta.planted() returns setof text
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    with made (last) as (
        -- initdb makes this database last; what it made before keeps the transactions of then.
        select d.xmin::text::bigint from pg_database d where d.datname = 'template0'::name
    )
    select 'planted function pg_catalog.'::text || p.proname::text
    from pg_proc p left join made m on true
    where p.pronamespace = 'pg_catalog'::regnamespace::oid
      and (p.oid >= 16384::oid or p.xmin::text::bigint > m.last
           and not p.proname::text ~ '^(pg_(try_)?advisory_|lo_|lowrite|loread|pg_logical_emit_message)'::text)
    union all
    select 'planted operator pg_catalog.'::text || o.oprname::text
    from pg_operator o left join made m on true
    where o.oprnamespace = 'pg_catalog'::regnamespace::oid
      and (o.oid >= 16384::oid or o.xmin::text::bigint > m.last)
    union all
    select 'planted type pg_catalog.'::text || t.typname::text
    from pg_type t where t.typnamespace = 'pg_catalog'::regnamespace::oid and t.oid >= 16384::oid
    union all
    select 'planted relation pg_catalog.'::text || c.relname::text
    from pg_class c where c.relnamespace = 'pg_catalog'::regnamespace::oid
      and (c.oid >= 16384::oid or c.relrowsecurity)
    union all
    select 'planted cast of '::text || t.typname::text
    from pg_cast k join pg_type t on t.oid = k.castsource left join made m on true
    where k.oid >= 16384::oid and t.typnamespace = 'pg_catalog'::regnamespace::oid
       or k.xmin::text::bigint > m.last and k.oid < 16384::oid
    union all
    select 'planted rule of pg_catalog.'::text || c.relname::text
    from pg_rewrite w join pg_class c on c.oid = w.ev_class left join made m on true
    where c.relnamespace = 'pg_catalog'::regnamespace::oid
      and (w.oid >= 16384::oid or w.xmin::text::bigint > m.last)
$body$;
comment on function meta.planted() is
    'What lies in pg_catalog and did not come with PostgreSQL, or was replaced there: nothing, unless somebody lies.';
revoke all on function meta.planted() from public;

create or replace function meta.catalogue() returns setof text
    language sql stable
    set search_path = pg_catalog, pg_temp set timezone = 'UTC' set datestyle = 'ISO, YMD'
    set intervalstyle = 'postgres' as
$body$
    with ours as (
        select n.oid, n.nspname, n.nspowner from pg_namespace n
        where n.nspname in ('meta', 'ledger', 'identity', 'rights', 'store', 'session', 'draft', 'grants', 'rule',
                            'act', 'read', 'portal', 'published', 'audit', 'public', 'testing', 'pgcrypto',
                            'sslinfo')
    ), relation as (
        select c.*, o.nspname || '.' || c.relname as name from pg_class c join ours o on o.oid = c.relnamespace
    )
    select 'schema ' || o.nspname || ' owner ' || pg_get_userbyid(o.nspowner) from ours o
    union all
    select 'acl ' || a.object || ' ' || a.grantee || ' ' || a.privilege from meta.acl_now() a
    union all
    select 'function ' || o.nspname || '.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid)
           || ') owner ' || pg_get_userbyid(p.proowner) || ' returns ' || coalesce(pg_get_function_result(p.oid), '-')
           || ' language ' || l.lanname || ' definer ' || p.prosecdef || ' volatile ' || p.provolatile::text
           || ' strict ' || p.proisstrict || ' leakproof ' || p.proleakproof
           || ' config ' || coalesce(p.proconfig::text, '-')
           || ' body ' || encode(sha256(convert_to(coalesce(p.prosrc, '') || coalesce(p.probin, ''), 'UTF8')), 'hex')
    from pg_proc p join ours o on o.oid = p.pronamespace join pg_language l on l.oid = p.prolang
    union all
    select 'relation ' || r.relkind::text || ' ' || r.name || ' owner ' || pg_get_userbyid(r.relowner)
           || ' rls ' || r.relrowsecurity || ' force ' || r.relforcerowsecurity
           || ' persistence ' || r.relpersistence::text || ' options ' || coalesce(r.reloptions::text, '-')
    from relation r where r.relkind not in ('i', 't')
    union all
    select 'column ' || r.name || ' ' || row_number() over (partition by a.attrelid order by a.attnum)
           || ' ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
           || ' notnull ' || a.attnotnull || ' identity ' || a.attidentity::text || ' generated ' || a.attgenerated::text
           || ' default ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '-')
    from pg_attribute a join relation r on r.oid = a.attrelid
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attnum > 0 and not a.attisdropped and r.relkind in ('r', 'p', 'v', 'c')
    union all
    select 'view ' || r.name || ' ' || encode(sha256(convert_to(pg_get_viewdef(r.oid), 'UTF8')), 'hex')
    from relation r where r.relkind in ('v', 'm')
    union all
    select 'index ' || pg_get_indexdef(i.indexrelid) || ' valid ' || i.indisvalid
    from pg_index i join relation r on r.oid = i.indrelid where r.relkind in ('r', 'p')
    union all
    select 'constraint ' || coalesce(r.name, '-') || ' ' || c.conname || ' ' || pg_get_constraintdef(c.oid)
           || ' validated ' || c.convalidated
    from pg_constraint c join ours o on o.oid = c.connamespace left join relation r on r.oid = c.conrelid
    union all
    select 'trigger ' || pg_get_triggerdef(t.oid) || ' enabled ' || t.tgenabled::text
    from pg_trigger t join relation r on r.oid = t.tgrelid where not t.tgisinternal
    union all
    select 'constraint trigger ' || r.name || ' ' || t.tgfoid::regproc::text || ' enabled ' || t.tgenabled::text
    from pg_trigger t join relation r on r.oid = t.tgrelid where t.tgisinternal
    union all
    select 'rule ' || r.name || ' ' || w.rulename from pg_rewrite w join relation r on r.oid = w.ev_class
    where w.rulename <> '_RETURN'
    union all
    select 'policy ' || r.name || ' ' || p.polname || ' ' || p.polcmd::text || ' permissive ' || p.polpermissive
           || ' to ' || (select string_agg(case u when 0 then 'PUBLIC' else pg_get_userbyid(u)::text end, ','
                                           order by pg_get_userbyid(u)) from unnest(p.polroles) u)
           || ' using ' || coalesce(pg_get_expr(p.polqual, p.polrelid), '-')
           || ' check ' || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '-')
    from pg_policy p join relation r on r.oid = p.polrelid
    union all
    select 'event trigger ' || e.evtname || ' ' || e.evtevent || ' ' || e.evtfoid::regproc::text
           || ' enabled ' || e.evtenabled::text from pg_event_trigger e
    union all
    select 'default acl ' || pg_get_userbyid(d.defaclrole) || ' ' || d.defaclobjtype::text || ' '
           || x.grantee::regrole::text || ' ' || x.privilege_type
    from pg_default_acl d, lateral aclexplode(d.defaclacl) x
    union all
    select 'extension ' || e.extname || ' ' || e.extversion from pg_extension e where e.extname in ('pgcrypto', 'sslinfo')
    union all
    select 'role ' || r.rolname || ' super ' || r.rolsuper || ' createrole ' || r.rolcreaterole
           || ' createdb ' || r.rolcreatedb || ' login ' || r.rolcanlogin || ' replication ' || r.rolreplication
           || ' bypassrls ' || r.rolbypassrls || ' inherit ' || r.rolinherit || ' limit ' || r.rolconnlimit
    from pg_roles r where r.rolname ~ '^(ledger|tilsagn)_'
    union all
    select 'role setting ' || pg_get_userbyid(s.setrole) || ' ' || c
    from pg_db_role_setting s, unnest(s.setconfig) c where pg_get_userbyid(s.setrole) ~ '^(ledger|tilsagn)_'
    union all
    select 'setting ' || case s.setdatabase when 0 then 'of every database ' else 'of the database ' end || c
    from pg_db_role_setting s, unnest(s.setconfig) c
    where s.setrole = 0
      and s.setdatabase in (0, (select d.oid from pg_database d where d.datname = current_database()))
    union all
    -- Whose rights are taken away; what else stands in pg_catalog is as PostgreSQL brought it, or planted.
    select 'function pg_catalog.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ') language '
           || l.lanname || ' body ' || p.prosrc
    from pg_proc p join pg_language l on l.oid = p.prolang
    where p.pronamespace = 'pg_catalog'::regnamespace and p.proname ~ '^(pg_(try_)?advisory_|lo_|lowrite|loread|pg_logical_emit_message)'
    union all
    select p.line from meta.planted() p(line)
    union all
    select l from meta.listed() l
    union all
    select 'member ' || pg_get_userbyid(m.member) || ' of ' || pg_get_userbyid(m.roleid)
    from pg_auth_members m
    where pg_get_userbyid(m.roleid) ~ '^(ledger|tilsagn)_' or pg_get_userbyid(m.member) ~ '^(ledger|tilsagn)_'
$body$;
comment on function meta.catalogue() is
    'The installed schema as lines: function bodies, owners, rights, columns, constraints, triggers, policies, '
    'views, roles and memberships, settings of the database, and what meta.planted() and meta.listed() say; the '
    'same after a restore, without any oid.';
revoke all on function meta.catalogue() from public;

create or replace function meta.catalogue_hash() returns text
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select encode(sha256(convert_to(string_agg(c.line, E'\n' order by c.line collate "C"), 'UTF8')), 'hex')
    from meta.catalogue() c(line)
$body$;
comment on function meta.catalogue_hash() is 'SHA-256 of the installed schema; recorded by each deployment and compared ever after.';
revoke all on function meta.catalogue_hash() from public;
