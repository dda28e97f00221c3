-- SPDX-License-Identifier: EUPL-1.2
-- Files of applicants: how much an organisation may keep here, and whose a draft's attachment is.

insert into meta.setting (name, value) values ('upload_quota_bytes', '4294967296');

-- Who knows the hash of another unit's attachment reads no more of it than of the draft itself. What hangs on
-- no draft (just uploaded, a report) is the organisation's.
create function grants.file_of_own_unit(p_sha256 bytea) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_organisation constant text := ledger.current_organisation();
begin
    return exists (
            select from draft.attachment t join draft.application d on d.application = t.application
            where t.sha256 = p_sha256 and d.organisation = v_organisation
              and (ledger.own_draft(d.organisation, d.unit, d.shared)
                   or exists (select from grants.application g where g.application = d.application)))
        or not exists (
            select from draft.attachment t join draft.application d on d.application = t.application
            where t.sha256 = p_sha256 and d.organisation = v_organisation);
end
$body$;
comment on function grants.file_of_own_unit(bytea) is
    'Whether a file of the current person''s organisation hangs on a draft that this person may read, or on none.';
revoke all on function grants.file_of_own_unit(bytea) from public;
grant create on schema grants to ledger_writer;
alter function grants.file_of_own_unit(bytea) owner to ledger_writer;
revoke create on schema grants from ledger_writer;

create policy unit on store.file as restrictive for select to ledger_reader using (
    session_user <> 'tilsagn_grantee' or organisation is distinct from (select ledger.current_organisation())
    or grants.file_of_own_unit(sha256));
