-- SPDX-License-Identifier: EUPL-1.2
-- What tilsagn-scanner said of files: noted by the pool that took one, or by the sequencer, which has those looked at
-- that were kept while the scanner was away.

create or replace function store.scanned(p_sha256 bytea, p_outcome text) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_upload constant bigint := (select f.upload from store.file f
        where f.sha256 = p_sha256 and f.organisation = ledger.current_organisation());
begin
    if v_upload is null then
        perform ledger.fail('LG301', 'no such file');
    end if;
    insert into store.scan (upload, outcome, at) values (v_upload, p_outcome, ledger.clock())
    on conflict (upload) do nothing;
end
$body$;
comment on function store.scanned(bytea, text) is
    'Notes what was said of a file of the current person''s organisation before it was kept: never that a number was found. LG301.';
revoke all on function store.scanned(bytea, text) from public;

create or replace function store.unscanned(p_after bigint) returns table (upload bigint, chunks int)
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select f.upload, f.chunks from store.file f
    where f.upload > p_after and f.organisation is not null
      and f.media_type in ('application/pdf', 'application/zip', 'application/x-ole-storage')
      and not exists (select from store.scan s where s.upload = f.upload)
    order by f.upload limit 1
$body$;
comment on function store.unscanned(bigint) is 'The next file behind that one which was not looked at yet.';
revoke all on function store.unscanned(bigint) from public;

create or replace function store.unscanned_chunk(p_upload bigint, p_n int) returns bytea
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select c.bytes from store.chunk c
    where c.upload = p_upload and c.n = p_n
      and exists (select from store.unscanned(p_upload - 1) u where u.upload = p_upload)
$body$;
comment on function store.unscanned_chunk(bigint, int) is
    'A piece of a file that was not looked at yet; null of any other, so that what keeps the log reads no more than that.';
revoke all on function store.unscanned_chunk(bigint, int) from public;

create or replace function store.scanned_later(p_upload bigint, p_outcome text, p_places text) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    insert into store.scan (upload, outcome, places, at)
    select u.upload, p_outcome, p_places::jsonb, ledger.clock() from store.unscanned(p_upload - 1) u
    where u.upload = p_upload
    on conflict (upload) do nothing;
end
$body$;
comment on function store.scanned_later(bigint, text, text) is 'Notes what was said of a file that had been kept unscanned.';
revoke all on function store.scanned_later(bigint, text, text) from public;

create or replace function store.numbers_in(p_sha256 bytea, p_organisation text, p_field text) returns jsonb
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select coalesce(jsonb_agg(p.place || jsonb_build_object('code', 'number_in_file', 'field', p_field) order by p.n), '[]')
    from store.file f join store.scan s on s.upload = f.upload,
         jsonb_array_elements(s.places) with ordinality p(place, n)
    where f.sha256 = p_sha256 and f.organisation = p_organisation
$body$;
comment on function store.numbers_in(bytea, text, text) is
    'A violation for each place of a file that was kept unscanned and found to hold a CPR number since.';
revoke all on function store.numbers_in(bytea, text, text) from public;
