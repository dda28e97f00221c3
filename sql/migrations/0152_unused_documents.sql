-- SPDX-License-Identifier: EUPL-1.2
-- Documents of the register that never took effect lose their names as well: no entry erased anything then.
alter table store.redacted alter column entry drop not null;
comment on column store.redacted.entry is 'Entry that erased; null: the document never took effect, and its time was over.';

create or replace function store.deny_finished() returns trigger
    language plpgsql security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    if tg_op = 'TRUNCATE' then
        raise exception 'append-only: % on store.%', tg_op, tg_table_name using errcode = '55000';
    end if;
    -- the bytes of a document that is redacted, in the transaction that says so; check 17_store holds them to their length
    if tg_op = 'UPDATE' and tg_table_name = 'chunk' then
        if to_jsonb(new) - 'bytes' = to_jsonb(old) - 'bytes'
           and exists (select from store.redacted r join store.file f on f.upload = r.upload
                       where r.upload = old.upload and r.xmin = pg_current_xact_id()::xid
                         and (r.entry is not null or not identity.took_effect(f.sha256))) then
            return new;
        end if;
    end if;
    if tg_op <> 'DELETE' and exists (select from store.file f where f.upload = new.upload)
       or tg_op <> 'INSERT' and exists (select from store.file f where f.upload = old.upload) then
        raise exception 'the file is finished: % on store.%', tg_op, tg_table_name using errcode = '55000';
    end if;
    return case tg_op when 'DELETE' then old else new end;
end
$body$;

-- they answer or take more than they did
drop function if exists identity.register_documents();
drop function if exists identity.erasure_document(date);
drop function if exists identity.redacted(jsonb, bigint);
drop function if exists identity.redacted_people(jsonb, bigint);
drop function if exists identity.redacted_changes(jsonb, bigint);
drop function if exists read.lift_missing(bigint);
