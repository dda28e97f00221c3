-- SPDX-License-Identifier: EUPL-1.2
-- The documents by which people were enrolled name them, with the proof: what is erased must not stand there either.

create or replace function identity.redacted_people(p_people jsonb, p_entry bigint) returns jsonb
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select jsonb_agg(case when jsonb_typeof(d.value) = 'object' and exists (
               select from identity.person p join identity.erased e on e.commitment = p.name_commitment and e.entry <= p_entry
               where p.profile = d.value ->> 'profile' and p.serial_number = d.value ->> 'serial_number')
             then d.value || '{"name":"-","proof":"-"}' else d.value end order by d.n)
    from jsonb_array_elements(p_people) with ordinality d(value, n)
$body$;
comment on function identity.redacted_people(jsonb, bigint) is 'People of a document, without names and proofs of the erased.';
revoke all on function identity.redacted_people(jsonb, bigint) from public;

create or replace function identity.redacted_changes(p_changes jsonb, p_entry bigint) returns jsonb
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select jsonb_agg(case when d.value ? 'proof' and exists (
               select from identity.person p join identity.erased e on e.commitment = p.name_commitment and e.entry <= p_entry
               where p.person::text = d.value ->> 'person')
             then d.value || '{"proof":"-"}' else d.value end order by d.n)
    from jsonb_array_elements(p_changes) with ordinality d(value, n)
$body$;
comment on function identity.redacted_changes(jsonb, bigint) is 'Changes of a document, without proofs of the erased.';
revoke all on function identity.redacted_changes(jsonb, bigint) from public;

create or replace function identity.redacted(p_document jsonb, p_entry bigint) returns jsonb
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
declare
    v_new jsonb := p_document;
begin
    if jsonb_typeof(v_new -> 'people') = 'array' and v_new -> 'people' <> '[]' then
        v_new := jsonb_set(v_new, '{people}', identity.redacted_people(v_new -> 'people', p_entry));
    end if;
    if jsonb_typeof(v_new -> 'administrators') = 'array' and v_new -> 'administrators' <> '[]' then
        v_new := jsonb_set(v_new, '{administrators}', identity.redacted_people(v_new -> 'administrators', p_entry));
    end if;
    if jsonb_typeof(v_new -> 'changes') = 'array' and v_new -> 'changes' <> '[]' then
        v_new := jsonb_set(v_new, '{changes}', identity.redacted_changes(v_new -> 'changes', p_entry));
    end if;
    -- without its salt the document's SHA-256 is no way to try names
    return case when v_new = p_document then null else v_new - 'salt' end;
end
$body$;
comment on function identity.redacted(jsonb, bigint) is
    'A document of the register without what was erased up to an entry; null when it holds nothing of it.';
revoke all on function identity.redacted(jsonb, bigint) from public;

create or replace function identity.register_documents()
    returns table (upload bigint, size bigint, document jsonb)
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
declare
    v record;
begin
    for v in select f.upload, f.size, string_agg(c.bytes, ''::bytea order by c.n) as bytes
             from store.file f join store.chunk c on c.upload = f.upload
             where f.organisation is null and f.media_type = 'application/json' group by f.upload, f.size loop
        begin
            upload := v.upload;
            size := v.size;
            document := convert_from(v.bytes, 'UTF8')::jsonb;
        exception when data_exception then
            continue; -- no document of the register: they were read as JSON before they were proposed
        end;
        if jsonb_typeof(document) = 'object' and document ?| array['people', 'administrators', 'changes'] then
            return next;
        end if;
    end loop;
end
$body$;
comment on function identity.register_documents() is
    'Documents that can name people: proposed, confirmed, or only kept.';
revoke all on function identity.register_documents() from public;

create or replace function identity.redact_documents(p_entry bigint) returns int
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v       record;
    v_bytes bytea;
    v_n     int := 0;
begin
    for v in select d.upload, d.size, identity.redacted(d.document, p_entry) as document
             from identity.register_documents() d order by d.upload loop
        continue when v.document is null;
        -- without the blanks that PostgreSQL writes, so that it is never longer than it was; then filled up
        v_bytes := convert_to(regexp_replace(v.document::text, '("(?:[^"\\]|\\.)*")|([:,]) ', '\1\2', 'g'), 'UTF8');
        if octet_length(v_bytes) > v.size then
            raise exception 'document % would grow by being redacted', v.upload;
        end if;
        v_bytes := v_bytes || convert_to(repeat(' ', (v.size - octet_length(v_bytes))::int), 'UTF8');
        insert into store.redacted (upload, sha256, entry) values (v.upload, sha256(v_bytes), p_entry);
        update store.chunk c set bytes = substring(v_bytes from c.n * 262144 + 1 for 262144) where c.upload = v.upload;
        v_n := v_n + 1;
    end loop;
    return v_n;
end
$body$;
comment on function identity.redact_documents(bigint) is
    'Takes what was erased up to an entry out of the documents that name it, of which it returns the number; each keeps its length.';
revoke all on function identity.redact_documents(bigint) from public;

create or replace function identity.erase_again() returns int
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_n int;
begin
    delete from identity.pii i using identity.erased e where i.commitment = e.commitment;
    get diagnostics v_n = row_count;
    return v_n + identity.redact_documents((select max(e.entry) from identity.erased e));
end
$body$;
comment on function identity.erase_again() is
    'Erases once more what the record says was erased, after personal data came back from a backup: nothing else, so that '
    'the operator may. Returns how many values and documents that were.';
revoke all on function identity.erase_again() from public;
