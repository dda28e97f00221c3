-- SPDX-License-Identifier: EUPL-1.2
-- Every function through plpgsql_check, every object commented, every function as style asks.
set search_path = tap, public;
select no_plan();

create temp table ours as select oid, nspname from pg_namespace
    where nspname in ('meta', 'ledger', 'identity', 'rights', 'store', 'session', 'draft', 'grants', 'rule', 'act', 'read', 'portal', 'published', 'audit', 'testing');
create temp table finding as
    select p.oid::regprocedure::text as function, c.lineno, c.level, c.sqlstate, c.message, coalesce(c.detail, '') as detail, c.query
    from pg_proc p join pg_language l on l.oid = p.prolang and l.lanname = 'plpgsql' join ours o on o.oid = p.pronamespace,
         lateral (select case p.prorettype when 'trigger'::regtype then
                      (select coalesce(min(t.tgrelid::oid), 0) from pg_trigger t where t.tgfoid = p.oid) else 0 end as relation) r,
         lateral plpgsql_check_function_tb(p.oid, r.relation::regclass, newtable => case p.proname when 'balanced' then 'new_rows' end,
             fatal_errors => false, other_warnings => true, extra_warnings => true, performance_warnings => false, security_warnings => true) c
    where p.prorettype <> 'trigger'::regtype or r.relation <> 0;
-- The one signature of acts: not every act uses the signature itself, it hands it to ledger.append().
delete from finding where message = 'unused parameter "p_signature"' and function like 'act.%'
    or message = 'unused parameter "p_ctx"' and function like 'grants.apply\_%'; -- one signature for act.confirm
-- A replay runs what pg_get_functiondef() said of our own functions, and nothing that came from outside.
delete from finding where message = 'text type variable is not sanitized' and function in ('ledger.replay_begin()', 'ledger.replay_end()');
select is((select count(*) from finding)::int, 0, 'plpgsql_check finds nothing');
select diag(function || ' line ' || coalesce(lineno::text, '-') || ': ' || level || ' ' || message || ' ' || detail || ' ' || coalesce(query, '')) from finding;
select diag(count(*) || ' functions in PL/pgSQL were checked') from pg_proc p join pg_language l on l.oid = p.prolang and l.lanname = 'plpgsql' join ours o on o.oid = p.pronamespace;

-- SQL functions are parsed again here, since deployment does not check bodies.
select lives_ok(pg_get_functiondef(p.oid), 'body of ' || p.oid::regprocedure::text)
from pg_proc p join pg_language l on l.oid = p.prolang and l.lanname = 'sql' join ours o on o.oid = p.pronamespace;

create temp table uncommented as
    select 'function ' || p.oid::regprocedure::text as object from pg_proc p join ours o on o.oid = p.pronamespace where obj_description(p.oid, 'pg_proc') is null
    union all
    select 'relation ' || c.oid::regclass::text from pg_class c join ours o on o.oid = c.relnamespace where c.relkind in ('r', 'v') and obj_description(c.oid, 'pg_class') is null
    union all
    select 'column ' || c.oid::regclass::text || '.' || a.attname from pg_class c join ours o on o.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped where c.relkind = 'r' and col_description(c.oid, a.attnum) is null
    union all
    select 'schema ' || nspname from ours where obj_description(oid, 'pg_namespace') is null;
select is((select string_agg(object, ', ') from uncommented), null, 'every schema, table, view, column and function says what it is');

-- A view whose owner no policy of a table admits is empty for ever, and says nothing.
select is((select string_agg(distinct v.oid::regclass || ' of ' || t.oid::regclass, ', ')
           from pg_class v join ours o on o.oid = v.relnamespace join pg_rewrite r on r.ev_class = v.oid
           join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid and d.refclassid = 'pg_class'::regclass
           join pg_class t on t.oid = d.refobjid and t.relkind = 'r' and t.relrowsecurity
           where v.relkind = 'v' and not exists (select from pg_policy p where p.polrelid = t.oid and p.polcmd in ('r', '*')
                                                 and (v.relowner = any (p.polroles) or 0 = any (p.polroles)))), null,
          'every view''s owner is named in a policy of each table that it reads');
select is((select string_agg(p.oid::regprocedure::text, ', ') from pg_proc p join ours o on o.oid = p.pronamespace
           where exists (select from unnest(p.proargnames, coalesce(p.proargmodes, array_fill('i'::"char", array[coalesce(cardinality(p.proargnames), 0)]))) a(n, m)
                         where m in ('i', 'b') and n !~ '^p_')), null, 'parameters are called p_…');
select is((select string_agg(p.oid::regprocedure::text, ', ') from pg_proc p join ours o on o.oid = p.pronamespace
           where p.prosrc ~* '\m(now|current_timestamp|transaction_timestamp|statement_timestamp)\s*\(' or p.prosrc ~* '\mcurrent_timestamp\M'), null,
          'nobody asks another clock');
select is((select string_agg(p.oid::regprocedure::text, ', ') from pg_proc p join ours o on o.oid = p.pronamespace
           where p.prosrc ~ 'clock_timestamp' and p.oid::regprocedure::text !~ '^(ledger.clock|identity.real_time|session.clock|testing\.)'), null, 'clock_timestamp() only in the clocks');
-- Functions that a CHECK, policy, trigger or generated column uses are owned by migrations and stay.
select ok(exists (select from pg_proc p where p.oid = to_regproc(f)), f || ' exists') from unnest(array['ledger.header_matches', 'ledger.deny', 'ledger.balanced']) f;
select * from finish();
