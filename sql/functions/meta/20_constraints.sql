-- SPDX-License-Identifier: EUPL-1.2

create or replace function meta.broken_constraints() returns table (relation text, name text, fault text)
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
-- The statement is put together from the catalogue's names only, each through quote_ident().
-- @plpgsql_check_options: security_warnings = false
declare
    v       record;
    v_count bigint;
begin
    for v in
        select c.oid, c.conrelid, c.confrelid, c.conname, c.contype, c.convalidated, c.conkey, c.confkey,
               n.nspname || '.' || r.relname as relation,
               r.relkind = 'r' and not r.relhassubclass and pg_relation_size(r.oid) = 0 as no_pages
        from pg_constraint c join pg_class r on r.oid = c.conrelid join pg_namespace n on n.oid = r.relnamespace
        where c.contype in ('f', 'c')
          and n.nspname in ('meta', 'ledger', 'identity', 'rights', 'store', 'session', 'draft', 'grants', 'testing')
        order by 9, 4
    loop
        relation := v.relation;
        name := v.conname;
        if not v.convalidated then
            fault := 'not validated';
            return next;
        end if;
        continue when v.contype = 'c';
        if exists (select from pg_trigger t where t.tgconstraint = v.oid and t.tgenabled not in ('O', 'A'))
           or (select count(*) from pg_trigger t where t.tgconstraint = v.oid) <> 4 then
            fault := 'its triggers are off';
            return next;
        end if;
        -- A table without a page has no row: nothing to plan and ask.
        continue when v.no_pages;
        select format('select count(*) from %s a where %s and not exists (select from %s b where %s)',
            v.conrelid::regclass,
            string_agg(format('a.%I is not null', f.attname), ' and '),
            v.confrelid::regclass,
            string_agg(format('b.%I = a.%I', t.attname, f.attname), ' and '))
        into fault
        from unnest(v.conkey, v.confkey) k(a, b)
        join pg_attribute f on f.attrelid = v.conrelid and f.attnum = k.a
        join pg_attribute t on t.attrelid = v.confrelid and t.attnum = k.b;
        execute fault into v_count;
        if v_count > 0 then
            fault := v_count || ' rows without their target';
            return next;
        end if;
    end loop;
end
$body$;
comment on function meta.broken_constraints() is
    'Constraints that are not validated, whose triggers are off, or that do not hold when asked by query.';
revoke all on function meta.broken_constraints() from public;
