-- SPDX-License-Identifier: EUPL-1.2
-- The read log's only writer, and what removes it after its time.

create or replace function identity.log_read(
    p_what text, p_scope text, p_application bigint, p_applications bigint[], p_subject text) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_person bigint := ledger.current_person();
    v_reader text[] := regexp_match(current_setting('tilsagn.reader', true),
                                    '^(-|[a-z_]{1,40}) ([0-9a-f]{64}) ([0-9a-f]{32}) (.{1,200})$');
begin
    insert into identity.read_log (at, person, human, organisation, role, certificate, request, route, what,
                                   scope, application, applications, subject)
    select ledger.clock(), p.person, p.human, p.organisation, nullif(v_reader[1], '-'),
           decode(v_reader[2], 'hex'), v_reader[3], v_reader[4], p_what, p_scope, p_application, p_applications,
           left(p_subject, 4096)
    from identity.person p where p.person = v_person and v_reader is not null;
    -- Whoever forgets to say who reads gets no case: not an outside mistake, so no code of an act.
    if not found then
        raise exception 'a case is read without its reader' using errcode = 'LG901';
    end if;
end
$body$;
comment on function identity.log_read(text, text, bigint, bigint[], text) is
    'Writes one read of the current person. tilsagn.reader holds "role certificate request route"; without it '
    'LG901, and the read it stands in answers nothing.';
revoke all on function identity.log_read(text, text, bigint, bigint[], text) from public;

create or replace function identity.log_read_hourly(p_what text, p_scope text, p_subject text) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_certificate text := (regexp_match(current_setting('tilsagn.reader', true), '^[^ ]+ ([0-9a-f]{64}) '))[1];
begin
    -- Among the person's last hundred reads: what lies further back is logged again, which does no harm.
    if not exists (select from (select l.what, l.at, l.certificate from identity.read_log l
                                where l.person = ledger.current_person() order by l.read desc limit 100) r
                   where r.what = p_what and r.at > ledger.clock() - interval '1 hour'
                     and encode(r.certificate, 'hex') = v_certificate) then
        perform identity.log_read(p_what, p_scope, null, null, p_subject);
    end if;
end
$body$;
comment on function identity.log_read_hourly(text, text, text) is
    'Writes a read of the current person unless the same certificate has one of the same kind within the hour: for '
    'what comes in thousands of pieces. The subject is then the first piece.';
revoke all on function identity.log_read_hourly(text, text, text) from public;

create or replace function identity.log_file(p_sha256 text) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_cases bigint[];
begin
    -- A file comes in pieces of one transaction: the first is logged.
    if current_setting('tilsagn.file_read', true) = p_sha256 then
        return;
    end if;
    select array_agg(distinct f.application order by f.application) into v_cases from (
        select s.application from grants.submission s
        where s.files @> jsonb_build_array(jsonb_build_object('sha256', p_sha256))
          and grants.visible(s.application)
        union all
        select v.application from grants.voucher_file v
        where v.sha256 = decode(p_sha256, 'hex') and grants.visible(v.application)
        union all
        select e.application from grants.endorsement e
        where e.report_sha256 = decode(p_sha256, 'hex') and (grants.visible(e.application) or grants.audits(e.application))
        union all
        select t.application from draft.attachment t join draft.application d on d.application = t.application
        where t.sha256 = decode(p_sha256, 'hex') and session_user = 'tilsagn_grantee'
          and d.organisation = ledger.current_organisation()) f;
    if v_cases is not null then
        perform identity.log_read('file', 'case', null, v_cases, p_sha256);
    end if;
    perform set_config('tilsagn.file_read', p_sha256, true);
end
$body$;
comment on function identity.log_file(text) is
    'Logs the read of an attachment, a sent voucher or an auditor''s report, once a transaction, under every case it belongs '
    'to that the reader may see; documents of proposals belong to no case.';
revoke all on function identity.log_file(text) from public;

create or replace function identity.expire_reads(p_rows int) returns bigint
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_count bigint;
begin
    delete from identity.read_log l where l.read in (
        select o.read from identity.read_log o where o.at < ledger.clock() - interval '5 years'
        order by o.read limit p_rows);
    get diagnostics v_count = row_count;
    return v_count;
end
$body$;
comment on function identity.expire_reads(int) is 'Removes at most so many reads older than five years; how many.';
revoke all on function identity.expire_reads(int) from public;

-- Exports go out while they are read, so that the look-up is written, and committed, before the first row.
create or replace function identity.begin_export(p_what text, p_scope text, p_filter text) returns bigint
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    if not pg_try_advisory_xact_lock(105, 0) then
        perform ledger.fail('LG601', 'another export is under way');
    end if;
    perform identity.log_read(p_what, p_scope, null, null, p_filter);
    return (select max(l.read) from identity.read_log l where l.person = ledger.current_person() and l.what = p_what);
end
$body$;
comment on function identity.begin_export(text, text, text) is
    'Writes the look-up of an export and tells its number; LG601 while another export is under way. Committed before '
    'the first row goes out.';
revoke all on function identity.begin_export(text, text, text) from public;

create or replace function identity.hold_export(p_export bigint, p_what text) returns text
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_filter text;
begin
    if not pg_try_advisory_xact_lock(105, 0) then
        perform ledger.fail('LG601', 'another export is under way');
    end if;
    select coalesce(l.subject, '') into v_filter from identity.read_log l
    where l.read = p_export and l.what = p_what and l.person = ledger.current_person()
      and l.request = split_part(current_setting('tilsagn.reader', true), ' ', 3);
    if not found then
        perform ledger.fail('LG301', 'no such export was begun by this request');
    end if;
    return v_filter;
end
$body$;
comment on function identity.hold_export(bigint, text) is
    'The filter of an export that this request has begun, as it was logged: nothing else goes out. One at a time, until '
    'the transaction ends; LG301, LG601.';
revoke all on function identity.hold_export(bigint, text) from public;

create or replace function identity.end_export(p_export bigint, p_rows bigint, p_sha256 text, p_whole boolean) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_scope text;
begin
    select l.scope into v_scope from identity.read_log l
    where l.read = p_export and l.person = ledger.current_person() and l.what ~ '_export$';
    if not found then
        perform ledger.fail('LG301', 'no such export');
    end if;
    perform identity.log_read('export_end', v_scope, null, null,
        json_build_object('export', p_export, 'rows', p_rows, 'whole', p_whole, 'sha256', p_sha256)::text);
end
$body$;
comment on function identity.end_export(bigint, bigint, text, boolean) is
    'Writes what an export came to: how many rows went out, whether all of them, and the SHA-256 that its last line holds.';
revoke all on function identity.end_export(bigint, bigint, text, boolean) from public;
