-- SPDX-License-Identifier: EUPL-1.2
-- Which files are needed: everything that names one stands here.

create or replace function store.names(p_organisation text default null) returns setof bytea
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select t.sha256 from draft.application a join draft.attachment t on t.application = a.application
    where p_organisation is null or a.organisation = p_organisation
    union all
    select f.sha256 from draft.voucher_file f
    union all
    select decode(f.file ->> 'sha256', 'hex') from grants.application a join grants.submission s on s.application = a.application,
         jsonb_array_elements(s.files) f (file)
    where p_organisation is null or a.organisation = p_organisation
    union all
    -- a grant may have gone over since: whoever has the same file keeps it
    select f.sha256 from grants.voucher_file f
    union all
    select e.report_sha256 from grants.endorsement e
    union all
    select r.source_sha256 from grants.result r
$body$;
comment on function store.names(text) is
    'SHA-256 of each file that a draft or the record names; of applications, those of one organisation if it is given.';
revoke all on function store.names(text) from public;

create or replace function store.unnamed(p_at timestamptz) returns setof bigint
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select f.upload from store.file f join store.upload u on u.upload = f.upload
    where f.organisation is not null and f.at < p_at - interval '30 days'
      and not exists (select from store.names() n (sha256) where n.sha256 = f.sha256)
      and not identity.on_hold(identity.human_now(u.person), null, p_at)
$body$;
comment on function store.unnamed(timestamptz) is
    'Files that somebody uploaded more than 30 days before and nothing names, unless that person was held back then.';
revoke all on function store.unnamed(timestamptz) from public;

create or replace function store.hold_file(p_sha256 bytea, p_organisation text) returns store.file
    language sql volatile set search_path = pg_catalog, pg_temp as
$body$
    select f.* from store.file f where f.sha256 = p_sha256 and f.organisation = p_organisation for key share
$body$;
comment on function store.hold_file(bytea, text) is
    'A file that is about to be named: until this transaction ends it does not go. Null when there is none.';
revoke all on function store.hold_file(bytea, text) from public;
