-- SPDX-License-Identifier: EUPL-1.2
-- What was typed when the login had ended. Keeping needs the certificate alone, because the login is
-- what is missing; looking needs a login.

create or replace function session.keep(
    p_path text, p_page text, p_button text, p_fields text, p_file_name text) returns bigint
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_person bigint := session.person();
    v_kept   bigint;
begin
    perform session.sweep();
    insert into session.kept (person, path, page, button, fields, file_name, kept_at)
    values (v_person, p_path, p_page, p_button, p_fields, p_file_name, session.clock())
    returning kept.kept into v_kept;
    delete from session.kept k using (
        select o.kept from session.kept o where o.person = v_person
        order by o.kept desc offset session.setting('kept_forms')) old
    where k.kept = old.kept;
    delete from session.kept k using (
        select o.kept from session.kept o where o.person = v_person and o.file_name is not null
        order by o.kept desc offset session.setting('kept_files')) old
    where k.kept = old.kept;
    return v_kept;
end
$body$;
comment on function session.keep(text, text, text, text, text) is
    'Keeps a form of the current person; above the limits the oldest goes.';
revoke all on function session.keep(text, text, text, text, text) from public;

create or replace function session.note_press(p_kept bigint, p_received_us bigint, p_duration_us bigint) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_now      timestamptz := ledger.clock();
    v_received timestamptz := least(
        ledger.from_micros(p_received_us) + ledger.clock_offset_us() * interval '1 microsecond', v_now);
begin
    -- Noted with the form, never later; older than a queue explains is not believed, as in the deadline's rule.
    update session.kept k set pressed = v_received,
        press_began = v_received - greatest(p_duration_us, 0) * interval '1 microsecond'
    where k.kept = p_kept and k.person = session.person() and k.pressed is null
      and k.kept_at > session.clock() - interval '5 seconds' and v_received >= v_now - interval '120 seconds';
end
$body$;
comment on function session.note_press(bigint, bigint, bigint) is
    'When the request of a form just kept had been received, as the proxy told; by it a submission may count.';
revoke all on function session.note_press(bigint, bigint, bigint) from public;

create or replace function session.keep_chunk(p_kept bigint, p_n integer, p_bytes bytea) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    if not exists (select from session.kept k where k.kept = p_kept and k.person = session.person()
                   and k.file_name is not null) then
        perform ledger.fail('LG301', 'no such kept form');
    end if;
    insert into session.kept_chunk (kept, n, bytes) values (p_kept, p_n, p_bytes);
end
$body$;
comment on function session.keep_chunk(bigint, integer, bytea) is 'One piece of the file that came with a form; LG301.';
revoke all on function session.keep_chunk(bigint, integer, bytea) from public;

create or replace function session.kept(p_id_sha256 bytea, p_kept bigint) returns text
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_person bigint := session.live(p_id_sha256);
begin
    return (
        select json_build_object('kept', k.kept, 'path', k.path, 'page', k.page, 'button', k.button,
            'fields', k.fields, 'file_name', k.file_name, 'kept_at', ledger.rfc3339(k.kept_at), 'pressed', k.pressed is not null,
            'bytes', (select coalesce(sum(octet_length(c.bytes)), 0) from session.kept_chunk c where c.kept = k.kept))
        from session.kept k where k.kept = p_kept and k.person = v_person)::text;
end
$body$;
comment on function session.kept(bytea, bigint) is 'A kept form of the person who is logged in here; NULL when it is gone.';
revoke all on function session.kept(bytea, bigint) from public;

create or replace function session.kept_chunk(p_id_sha256 bytea, p_kept bigint, p_n integer) returns bytea
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_person bigint := session.live(p_id_sha256);
begin
    return (select c.bytes from session.kept_chunk c join session.kept k on k.kept = c.kept
            where c.kept = p_kept and c.n = p_n and k.person = v_person);
end
$body$;
comment on function session.kept_chunk(bytea, bigint, integer) is 'A piece of a kept file; NULL behind the last.';
revoke all on function session.kept_chunk(bytea, bigint, integer) from public;

create or replace function session.drop_kept(p_id_sha256 bytea, p_kept bigint) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_person bigint := session.live(p_id_sha256);
begin
    delete from session.kept k where k.kept = p_kept and k.person = v_person;
end
$body$;
comment on function session.drop_kept(bytea, bigint) is 'Forgets a kept form: it was sent again, or is not wanted.';
revoke all on function session.drop_kept(bytea, bigint) from public;
