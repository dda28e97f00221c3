-- SPDX-License-Identifier: EUPL-1.2
-- The documents by which people were enrolled name them, with the proof: what is erased must not stand there either.

create or replace function identity.without(p_item jsonb, p_members text[]) returns jsonb
    language sql immutable set search_path = pg_catalog, pg_temp as
$body$
    select p_item || coalesce((select jsonb_object_agg(m, '-') from unnest(p_members) m where p_item ? m), '{}')
$body$;
comment on function identity.without(jsonb, text[]) is 'An object with a hyphen in the place of each of these members that it has.';
revoke all on function identity.without(jsonb, text[]) from public;

create or replace function identity.redacted_people(p_people jsonb, p_entry bigint, p_everyone boolean) returns jsonb
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select jsonb_agg(case
        when jsonb_typeof(d.value) <> 'object' then d.value
        when p_everyone then identity.without(d.value, array['name', 'proof', 'serial_number'])
        when exists (
            select from identity.person p join identity.erased e on e.commitment = p.name_commitment and e.entry <= p_entry
            where p.profile = d.value ->> 'profile' and p.serial_number = d.value ->> 'serial_number')
            then identity.without(d.value, array['name', 'proof'])
        else d.value end order by d.n)
    from jsonb_array_elements(p_people) with ordinality d(value, n)
$body$;
comment on function identity.redacted_people(jsonb, bigint, boolean) is
    'People of a document, without names and proofs of those erased up to an entry, or without everybody''s and serial numbers.';
revoke all on function identity.redacted_people(jsonb, bigint, boolean) from public;

create or replace function identity.redacted_changes(p_changes jsonb, p_entry bigint, p_everyone boolean) returns jsonb
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select jsonb_agg(case when jsonb_typeof(d.value) = 'object' and (p_everyone or exists (
               select from identity.person p join identity.erased e on e.commitment = p.name_commitment and e.entry <= p_entry
               where p.person::text = d.value ->> 'person'))
             then identity.without(d.value, array['proof']) else d.value end order by d.n)
    from jsonb_array_elements(p_changes) with ordinality d(value, n)
$body$;
comment on function identity.redacted_changes(jsonb, bigint, boolean) is
    'Changes of a document, without proofs of those erased up to an entry, or without everybody''s.';
revoke all on function identity.redacted_changes(jsonb, bigint, boolean) from public;

create or replace function identity.redacted(p_document jsonb, p_entry bigint, p_everyone boolean) returns jsonb
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
declare
    v_new jsonb := p_document;
begin
    if jsonb_typeof(v_new -> 'people') = 'array' and v_new -> 'people' <> '[]' then
        v_new := jsonb_set(v_new, '{people}', identity.redacted_people(v_new -> 'people', p_entry, p_everyone));
    end if;
    if jsonb_typeof(v_new -> 'administrators') = 'array' and v_new -> 'administrators' <> '[]' then
        v_new := jsonb_set(v_new, '{administrators}', identity.redacted_people(v_new -> 'administrators', p_entry, p_everyone));
    end if;
    if jsonb_typeof(v_new -> 'changes') = 'array' and v_new -> 'changes' <> '[]' then
        v_new := jsonb_set(v_new, '{changes}', identity.redacted_changes(v_new -> 'changes', p_entry, p_everyone));
    end if;
    -- without its salt the document's SHA-256 is no way to try names
    return case when v_new = p_document then null else v_new - 'salt' end;
exception when program_limit_exceeded then
    return '{}'::jsonb; -- nested so deeply that nobody could have proposed it
end
$body$;
comment on function identity.redacted(jsonb, bigint, boolean) is
    'A document of the register without what was erased up to an entry, or without everybody''s name, proof and serial '
    'number; null when it holds nothing of it.';
revoke all on function identity.redacted(jsonb, bigint, boolean) from public;

create or replace function identity.register_documents()
    returns table (upload bigint, sha256 bytea, size bigint, at timestamptz, document jsonb)
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
declare
    v record;
begin
    for v in select f.upload, f.sha256, f.size, f.at, string_agg(c.bytes, ''::bytea order by c.n) as bytes
             from store.file f join store.chunk c on c.upload = f.upload
             where f.organisation is null and f.media_type = 'application/json' group by f.upload, f.sha256, f.size, f.at loop
        upload := v.upload;
        sha256 := v.sha256;
        size := v.size;
        at := v.at;
        begin
            document := convert_from(v.bytes, 'UTF8')::jsonb;
        exception when data_exception or program_limit_exceeded then
            document := null;
        end;
        if document is null
           or jsonb_typeof(document) = 'object' and document ?| array['people', 'administrators', 'changes'] then
            return next;
        end if;
    end loop;
end
$body$;
comment on function identity.register_documents() is
    'Documents that can name people: proposed, confirmed, or only kept; null for what cannot be read and was kept all the same.';
revoke all on function identity.register_documents() from public;

create or replace function identity.took_effect(p_sha256 bytea) returns boolean
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select exists (select from ledger.proposal p where p.sha256 = p_sha256
                   and case p.kind
                       when 'recovery' then identity.recovery_state(p.proposal, ledger.clock()) in ('scheduled', 'done')
                       else exists (select from ledger.confirmation c where c.proposal = p.proposal and c.n = 2) end)
        or exists (select from ledger.entry e
                   where e.entry = (select min(h.entry) from identity.human h) and e.kind = 'bootstrap'
                     and convert_from(e.leaf, 'UTF8')::jsonb #>> '{result,sha256}' = encode(p_sha256, 'hex'))
$body$;
comment on function identity.took_effect(bytea) is
    'Whether a document is what somebody was enrolled or changed by: confirmed by two, or the first administrators''.';
revoke all on function identity.took_effect(bytea) from public;

create or replace function identity.unused_documents(p_at timestamptz)
    returns table (upload bigint, size bigint, document jsonb)
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select d.upload, d.size, w.document
    from identity.register_documents() d
    left join lateral (select max(e.at) as at from ledger.proposal p join ledger.entry e on e.entry = p.entry
                       where p.sha256 = d.sha256) p on true
    cross join lateral (
        -- what nobody proposed goes whole; what nobody confirmed is still shown
        select case when p.at is null then '{}' else identity.redacted(d.document, null, true) end) w (document)
    where greatest(d.at, p.at) < p_at - interval '30 days' and d.size > 1 and w.document is not null
      and not identity.took_effect(d.sha256)
$body$;
comment on function identity.unused_documents(timestamptz) is
    'Documents that name people, were kept or proposed more than 30 days before, and never took effect; each as it is to be.';
revoke all on function identity.unused_documents(timestamptz) from public;

create or replace function identity.redact_document(p_upload bigint, p_size bigint, p_document jsonb, p_entry bigint) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_bytes bytea;
begin
    begin
        -- without the blanks that PostgreSQL writes, so that it is never longer than it was; then filled up
        v_bytes := convert_to(regexp_replace(p_document::text, '("(?:[^"\\]|\\.)*")|([:,]) ', '\1\2', 'g'), 'UTF8');
    exception when program_limit_exceeded then
        v_bytes := null;
    end;
    if v_bytes is null or octet_length(v_bytes) > p_size then
        v_bytes := convert_to('{}', 'UTF8'); -- it was none that could take effect
    end if;
    v_bytes := v_bytes || convert_to(repeat(' ', (p_size - octet_length(v_bytes))::int), 'UTF8');
    insert into store.redacted (upload, sha256, entry) values (p_upload, sha256(v_bytes), p_entry);
    update store.chunk c set bytes = substring(v_bytes from c.n * 262144 + 1 for 262144) where c.upload = p_upload;
end
$body$;
comment on function identity.redact_document(bigint, bigint, jsonb, bigint) is 'Writes a document anew; it keeps its length.';
revoke all on function identity.redact_document(bigint, bigint, jsonb, bigint) from public;

create or replace function identity.redact_documents(p_entry bigint) returns int
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v   record;
    v_n int := 0;
begin
    for v in select d.upload, d.size, identity.redacted(d.document, p_entry, false) as document
             from identity.register_documents() d order by d.upload loop
        continue when v.document is null;
        perform identity.redact_document(v.upload, v.size, v.document, p_entry);
        v_n := v_n + 1;
    end loop;
    return v_n;
end
$body$;
comment on function identity.redact_documents(bigint) is
    'Takes what was erased up to an entry out of the documents that name it, of which it returns the number.';
revoke all on function identity.redact_documents(bigint) from public;

create or replace function identity.redact_unused() returns int
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v   record;
    v_n int := 0;
begin
    perform ledger.lock_all(array['system'], '{}', '{}'); -- nothing takes effect meanwhile
    for v in select * from identity.unused_documents(ledger.clock()) d order by d.upload loop
        perform identity.redact_document(v.upload, v.size, v.document, null);
        v_n := v_n + 1;
    end loop;
    return v_n;
end
$body$;
comment on function identity.redact_unused() is
    'Takes the names out of documents by which nobody was enrolled or changed within 30 days; the operator''s, every night. '
    'Returns the number of documents.';
revoke all on function identity.redact_unused() from public;

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
