-- SPDX-License-Identifier: EUPL-1.2
-- UPDATE and DELETE of an append-only table fail as statements too.
--
-- The row trigger speaks only when there is a row: the owner, whom row-level security leaves none, could run an
-- UPDATE of the one column that a foreign key's lock needs and was told "UPDATE 0". The row trigger stays: a
-- subscription of logical replication changes rows without a statement.

create or replace function meta.make_append_only(p_relation text, p_key_column text default null) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_table regclass := p_relation::regclass;
begin
    execute format('create trigger append_only_rows before update or delete on %s '
                   'for each row execute function ledger.deny()', v_table);
    execute format('create trigger append_only_statements before update or delete on %s '
                   'for each statement execute function ledger.deny()', v_table);
    execute format('create trigger append_only_truncate before truncate on %s '
                   'for each statement execute function ledger.deny()', v_table);
    execute format('alter table %s enable always trigger append_only_rows', v_table);
    execute format('alter table %s enable always trigger append_only_statements', v_table);
    execute format('alter table %s enable always trigger append_only_truncate', v_table);
    execute format('alter table %s enable row level security', v_table);
    execute format('alter table %s force row level security', v_table);
    execute format('create policy writer_reads on %s for select to ledger_writer using (true)', v_table);
    execute format('create policy writer_adds on %s for insert to ledger_writer with check (true)',
                   v_table);
    insert into meta.table_kind (relation, kind, key_column)
    values (p_relation, 'append_only', p_key_column);
end
$body$;

do $body$
declare
    v_table text;
begin
    foreach v_table in array (select array_agg(k.relation order by k.relation) from meta.table_kind k
                              where k.kind = 'append_only') loop
        execute format('create trigger append_only_statements before update or delete on %s '
                       'for each statement execute function ledger.deny()', v_table::regclass);
        execute format('alter table %s enable always trigger append_only_statements', v_table::regclass);
    end loop;
end
$body$;
