-- SPDX-License-Identifier: EUPL-1.2
-- Which changes of a superuser a check does not see.

-- Other values of a column: of the same kind where there is one, so that it is not found by its looks alone; and one that
-- differs, for where the first is taken already.
create function t.others(p_column text, p_type text) returns text[] language sql as
$body$
    select array[case
        when p_column = 'entry' then 'coalesce((select min(o.entry) from ledger.entry o join ledger.entry e on e.entry = x.entry where o.kind = e.kind and o.entry <> e.entry), x.entry + 1000000, 1)'
        when p_column in ('person', 'deputy_for') then format('(select min(o.person) from identity.person o where o.person is distinct from x.%I)', p_column)
        when p_column = 'human' then '(select min(o.human) from identity.human o where o.human is distinct from x.human)'
        when p_column in ('organisation', 'successor') then format('case x.%I when ''30000001'' then ''20000002'' else ''30000001'' end', p_column)
        when p_column in ('name_commitment', 'proof_commitment') then
            format('(select o.commitment from identity.pii o where o.commitment is distinct from x.%I and o.field = %L order by o.ctid limit 1)', p_column, split_part(p_column, '_', 1)) end,
        format(case p_type when 'text' then 'case x.%1$I when ''x'' then ''y'' else ''x'' end' when 'bool' then 'not x.%1$I' when 'date' then 'coalesce(x.%1$I, ''2019-01-01'') + 1'
            when 'timestamptz' then 'coalesce(x.%1$I, ''2019-01-01 00:00Z'') + interval ''1 second''' when 'bytea' then 'sha256(coalesce(x.%1$I, ''''))'
            else 'coalesce(x.%1$I, 0) + 1000000' end, p_column)]
$body$;

-- Changes each column of each of the rows, then takes each row away, and asks the check each time; what it says nothing of is
-- told: the columns, and "-row"; null when there is no such row. Only in a transaction that is taken back: constraints and triggers go first.
create function t.unseen(p_check text, p_relation text, p_where text default 'true', p_except text[] default '{}') returns text language plpgsql as
$body$
declare
    v_unseen text[] := '{}';
    v_found  boolean;
    v_sql    text;
    v_row    tid;
    v        record;
begin
    set local session_replication_role = replica;
    for v_sql in select format('alter table %s drop constraint %I', p_relation, c.conname) from pg_constraint c where c.conrelid = p_relation::regclass and c.contype = 'c'
                 union all select format('alter table %s disable trigger all', p_relation)
                 union all select format('alter table %s alter %I drop identity', p_relation, a.attname) from pg_attribute a where a.attrelid = p_relation::regclass and a.attidentity <> '' loop
        execute v_sql;
    end loop;
    for v in select a.attname::text as name, t.typname::text as type, a.attnum from pg_attribute a join pg_type t on t.oid = a.atttypid
             where a.attrelid = p_relation::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attname <> all (p_except)
             union all select '-row', null, 10000 order by 3 loop
        for v_row in execute format('select x.ctid from %s x where %s order by 1', p_relation, p_where) loop
            v_found := null;
            foreach v_sql in array case v.name when '-row' then array[format('delete from %s x where x.ctid = %L', p_relation, v_row)]
                    else array(select format('update %s x set %I = %s where x.ctid = %L', p_relation, v.name, o, v_row)
                               from unnest(t.others(v.name, v.type)) with ordinality u(o, n) where o is not null order by n) end loop
                begin
                    execute v_sql;
                    execute format('select exists (select from (%s) q)', p_check) into v_found;
                    raise exception using errcode = 'TA001';
                exception when sqlstate 'TA001' or unique_violation or not_null_violation then
                    exit when v_found is not null;
                end;
            end loop;
            if v_found is not true and v.name <> all (v_unseen) then
                v_unseen := v_unseen || v.name;
            end if;
        end loop;
    end loop;
    return case when v_row is not null then array_to_string(v_unseen, ' ') end;
end
$body$;

-- What a check says once something was planted past triggers: the first word of each row; nothing of it stays.
create function t.planted(p_check text, p_plant text) returns text language plpgsql as
$body$
declare
    v text;
begin
    foreach v in array array(select format('alter table %s disable trigger all', k.relation) from meta.table_kind k
            union all select format('alter table %s alter %I drop identity', a.attrelid::regclass, a.attname) from pg_attribute a join pg_class c on c.oid = a.attrelid
                      where c.relnamespace = 'identity'::regnamespace and a.attidentity <> '') loop
        execute v;
    end loop;
    execute p_plant;
    execute format('select string_agg(distinct regexp_replace(q.what, ''( of)? -?[0-9].*| [a-z]+ of -?[0-9]+$'', ''''), '', '') from (%s) q', p_check) into v;
    raise exception using errcode = 'TA001';
exception when sqlstate 'TA001' then
    return coalesce(v, '-');
end
$body$;
